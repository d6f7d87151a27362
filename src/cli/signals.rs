//! Ctrl-C and its like.

use super::failure::Failure;
use crate::adapter::Cancel;
use crate::run::exit;

/// Ctrl-C, SIGTERM and SIGHUP stop the run and still report; a second one ends it at once.
pub(super) fn cancel_on_signals() -> Result<Cancel, Failure> {
    let cancel = Cancel::default();
    let flag = cancel.clone();
    ctrlc::set_handler(move || {
        if flag.is_cancelled() {
            flag.kill_all();
            std::process::exit(i32::from(exit::INTERRUPTED));
        }
        flag.cancel();
    })
    .map_err(|error| Failure::usage(format!("signals: {error}")))?;
    Ok(cancel)
}
