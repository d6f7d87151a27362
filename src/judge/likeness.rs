//! How alike two messages are, wherever in them the same bytes stand.

/// Counts of bytes, and of two and of three in a row by a hash of them.
const CELLS: usize = 2048;

/// A message that others are compared with.
pub(super) struct Message<'a> {
    bytes: &'a [u8],
    counts: Vec<i16>,
}

impl<'a> Message<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Message<'a> {
        let mut counts = vec![0i16; CELLS];
        for cell in cells(bytes) {
            counts[cell] = counts[cell].saturating_add(1);
        }
        Message { bytes, counts }
    }

    /// Whether it is these bytes.
    pub(super) fn is(&self, other: &[u8]) -> bool {
        self.bytes == other
    }

    /// From 0 to `most`, which only the same bytes have.
    pub(super) fn likeness(&self, other: &[u8], most: usize) -> usize {
        if self.bytes == other {
            return most;
        }
        let mut counts = self.counts.clone();
        for cell in cells(other) {
            counts[cell] = counts[cell].saturating_sub(1);
        }
        let apart: usize = counts.iter().map(|count| usize::from(count.unsigned_abs())).sum();
        let all = 3 * (self.bytes.len() + other.len());
        (most - 1) * all.saturating_sub(apart) / all.max(1)
    }
}

fn cells(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let hash = |run: &[u8]| run.iter().fold(0usize, |hash, byte| hash * 131 + usize::from(*byte));
    let pairs = bytes.windows(2).map(move |two| 256 + hash(two) % 768);
    let threes = bytes.windows(3).map(move |three| 1024 + hash(three) % 1024);
    bytes.iter().map(|byte| usize::from(*byte)).chain(pairs).chain(threes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mistake_that_is_mended_is_nearer() {
        let told = Message::of(br#"POST {"value": 99.0, "plan": "a"}"#);
        let steps: [&[u8]; 4] = [
            br#"{"plan":"a","value":"99.00"}"#,
            br#"{"plan":"a","value":99.0}"#,
            br#"{"plan": "a", "value": 99.0}"#,
            br#"POST {"value": 99.0, "plan": "a"}"#,
        ];
        let near: Vec<usize> = steps.iter().map(|step| told.likeness(step, 1000)).collect();
        assert!(near.is_sorted_by(|a, b| a < b), "{near:?}");
        assert!(near[3] == 1000 && told.likeness(b"", 1000) < 100);
    }
}
