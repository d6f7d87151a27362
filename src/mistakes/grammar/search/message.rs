//! A text changed as a whole, what stands around it, its charset and bytes.

use super::costs::ORDINARY;
use super::path::{Path, Step};
use super::walk::Walk;

impl Walk<'_, '_> {
    /// A text, changed as a whole, and with what stands around it.
    pub(super) fn text(&mut self, text: &str, path: &Path<'_>, budget: u8, is_raw: bool) {
        let tables = self.tables;
        if self.stopped {
            return;
        }
        self.around(text, path, budget, is_raw);
        if budget < ORDINARY {
            return;
        }
        for rewrite in tables.rewrites.iter().filter(|r| r.cost <= budget) {
            self.unit(|walk| {
                if let Some(new) = (rewrite.change)(text).filter(|new| new != text) {
                    walk.around(&new, &path.then(&rewrite.label), budget - rewrite.cost, false);
                }
            });
        }
    }

    pub(super) fn around(&mut self, text: &str, path: &Path<'_>, budget: u8, is_raw: bool) {
        let tables = self.tables;
        self.unit(|walk| walk.encode(text, path, budget, is_raw));
        if !tables.is_made {
            return;
        }
        let is_plain = path.is_plain();
        tables.arounds.each(budget, &mut |chain| {
            // Where there are headers to choose from, a chain comes with very common mistakes only.
            let is_wide = tables.arounds.are_many() && budget - chain.cost.min(budget) > 1;
            if self.stopped || chain.cost > budget || is_wide || !(chain.has_body() || is_plain) {
                return;
            }
            self.unit(|walk| {
                let made = || chain.label();
                let made = Path { up: Some(path), step: Step::Made(&made) };
                walk.encode(&chain.text(text), &made, budget - chain.cost, is_raw);
            });
        });
    }

    pub(super) fn encode(&mut self, text: &str, path: &Path<'_>, budget: u8, is_raw: bool) {
        let tables = self.tables;
        self.bytes(text.as_bytes(), path, budget);
        let is_ascii = text.is_ascii();
        // Another charset takes text that was not escaped: the two are one decision.
        let cost = if is_raw && !is_ascii { 0 } else { 2 };
        if budget < cost {
            return;
        }
        // The charset alone says it.
        let path = match path {
            Path { up: Some(up), step: Step::Known(label) }
                if cost == 0 && label.id == "raw-utf8-not-ascii-escaped" && up.is_plain() =>
            {
                *up
            }
            path => path,
        };
        for charset in tables.charsets.iter().filter(|c| c.on_ascii || !is_ascii) {
            if let Some(bytes) = (charset.encode)(text).filter(|bytes| bytes != text.as_bytes()) {
                self.bytes(&bytes, &path.then(&charset.label), budget - cost);
            }
        }
    }

    pub(super) fn bytes(&mut self, bytes: &[u8], path: &Path<'_>, budget: u8) {
        let tables = self.tables;
        self.attempt(bytes, path, budget);
        if budget < ORDINARY {
            return;
        }
        for change in tables.byte_changes.iter().filter(|c| c.cost <= budget) {
            if let Some(new) = (change.change)(bytes).filter(|new| new != bytes) {
                self.attempt(&new, &path.then(&change.label), budget - change.cost);
            }
        }
    }
}
