//! A panic while one case is judged costs that case, not the run.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Does something that may panic; the panic's message where it does. What it changed until then stays: callers
/// hand in nothing that a half-done change would make wrong for the next case.
pub(super) fn guarded<T>(act: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(act)).map_err(|panic| message(&*panic))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "a panic without a message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_message() {
        assert_eq!(guarded(|| 1 + 1), Ok(2));
        let told: Result<(), String> = guarded(|| panic!("case {} is odd", 7));
        assert_eq!(told, Err("case 7 is odd".to_owned()));
        assert_eq!(
            guarded(|| std::panic::panic_any(1)),
            Err::<(), _>("a panic without a message".to_owned())
        );
    }
}
