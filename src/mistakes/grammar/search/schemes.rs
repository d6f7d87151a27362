//! Schemes of other APIs, with the keys and constructions that come with them.

use super::costs::ORDINARY;
use super::path::Path;
use super::walk::Walk;

impl Walk<'_, '_> {
    /// The schemes of exactly this cost. A scheme is one decision, whatever its key.
    pub(super) fn schemes(&mut self, budget: u8) {
        let tables = self.tables;
        for scheme in tables.schemes.iter().filter(|scheme| scheme.cost == budget) {
            self.unit(|walk| {
                let path = Path::START.then(&scheme.label);
                for left in 0..=ORDINARY {
                    walk.attempt(&scheme.message, &path, left);
                }
                // The secret's text or its base64, and another hash.
                let rest = tables.tries.get(usize::from(ORDINARY) + 1).into_iter().flatten();
                let is_common =
                    |id: &str| matches!(id, "secret-used-as-text" | "secret-base64-decoded");
                for attempt in rest {
                    if let [key, how] = &attempt.labels[..]
                        && is_common(key.id)
                        && how.id == "wrong-hash-algorithm"
                    {
                        walk.attempt_one(&scheme.message, &path, attempt);
                    }
                }
                if let (Some(joiner), Ok(text)) =
                    (scheme.pasted, std::str::from_utf8(&scheme.message))
                {
                    walk.with_pasted(text, joiner, &path);
                }
            });
        }
    }
}
