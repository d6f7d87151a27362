//! Whether an answer shows a secret: asked of every answer, so that what was seen before is not looked at again.

use super::leak::SecretForms;
use std::cell::RefCell;
use std::collections::VecDeque;

/// So many tenants' secrets are kept in the form in which they are looked for.
const KEPT_FORMS: usize = 16;

/// A longer answer is not remembered, in bytes.
const SHORT: usize = 1 << 12;

/// So many answers of each are remembered that show no secret.
const KEPT_CLEAN: usize = 8;

/// What is kept of a secret: it, its forms, and the latest answers that show none of them. Most answers of a server are
/// the same as one before, byte for byte.
struct KeptForms {
    secret: Vec<u8>,
    forms: Option<SecretForms>,
    clean: VecDeque<Vec<u8>>,
}

/// Whether a tenant's secret stands in an answer, whatever it was turned into.
pub(super) fn shows_secret(secret: &[u8], answer: &[u8]) -> bool {
    thread_local! {
        // Every answer is looked at, and to make the forms takes longer than to look for them.
        static KEPT: RefCell<Vec<KeptForms>> = const { RefCell::new(Vec::new()) };
    }
    KEPT.with_borrow_mut(|kept| {
        let place = kept.iter().position(|known| known.secret == secret).unwrap_or_else(|| {
            if kept.len() == KEPT_FORMS {
                kept.remove(0);
            }
            let forms = SecretForms::to_keep([secret]);
            kept.push(KeptForms { secret: secret.to_vec(), forms, clean: VecDeque::new() });
            kept.len() - 1
        });
        let known = &mut kept[place];
        let Some(forms) = &known.forms else { return false };
        if known.clean.iter().any(|clean| clean == answer) {
            return false;
        }
        let shows = forms.stand_in(answer);
        if !shows && answer.len() <= SHORT {
            // The oldest one's buffer is used again.
            let is_full = known.clean.len() == KEPT_CLEAN;
            let mut clean =
                if is_full { known.clean.pop_front() } else { None }.unwrap_or_default();
            clean.clear();
            clean.extend_from_slice(answer);
            known.clean.push_back(clean);
        }
        shows
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4";

    #[test]
    fn an_answer_that_was_seen_before_is_judged_for_the_secret_that_it_may_show() {
        let telling = format!("401 {SECRET}");
        for _ in 0..3 {
            for at in 0..2 * KEPT_CLEAN {
                let clean = format!("401 {at}");
                assert!(!shows_secret(SECRET.as_bytes(), clean.as_bytes()));
            }
            // Clean for one tenant, and not for another.
            assert!(!shows_secret(b"00112233445566778899aabbccddeeff", telling.as_bytes()));
            assert!(shows_secret(SECRET.as_bytes(), telling.as_bytes()));
        }
    }
}
