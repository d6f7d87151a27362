//! Bodies that are answered wrongly for their size, told by the blanks that fill them up.

use super::case::SuspectedCase;
use super::inquiry::Inquiry;
use super::reproducer::TargetUnavailable;
use crate::generate::{Body, RequestBuilder};

/// So many blanks in a row are there for the size.
const BLANKS: usize = 16;

/// What every server must read, in bytes.
const LARGEST: usize = 16 * 1024;

impl Inquiry<'_, '_, '_> {
    /// What is true of the sizes that are answered wrongly; `None` where the size has nothing to do with it.
    pub(super) fn by_size(
        &mut self,
        small: &RequestBuilder,
        suspect: &SuspectedCase,
        verb: &str,
    ) -> Result<Option<String>, TargetUnavailable> {
        let Body::Bytes(body) = &small.body else { return Ok(None) };
        let size = body.len();
        let Some((begin, blanks)) = longest_blanks(body).filter(|(_, blanks)| *blanks >= BLANKS)
        else {
            return Ok(None);
        };
        let mut is_wrong = |other: usize| {
            let mut next = small.clone();
            let fill = vec![b' '; blanks + other - size];
            next.body = Body::Bytes([&body[..begin], &fill, &body[begin + blanks..]].concat());
            self.weighs_the_same(&next, suspect)
        };
        if is_wrong(size - 1)? {
            return Ok(None);
        }
        if is_wrong(size + 1)? {
            return Ok(
                is_wrong(size + 7)?.then(|| format!("{verb} a body of {size} bytes or more"))
            );
        }
        let mut others = Vec::new();
        let least = size - blanks + BLANKS;
        let parts = [4, 3, 2].into_iter().filter(|part| size % part == 0).map(|part| size / part);
        for other in parts.chain([2, 3, 4].map(|times| times * size)) {
            if (least..=LARGEST).contains(&other) && is_wrong(other)? {
                others.push(other.to_string());
            }
        }
        let others = match others.is_empty() {
            true => String::new(),
            false => format!("{}, too, and ", others.join(", ")),
        };
        Ok(Some(format!("{verb} a body of {size} bytes ({others}not {}, {})", size - 1, size + 1)))
    }
}

/// Where the most blanks in a row begin, and how many they are.
fn longest_blanks(body: &[u8]) -> Option<(usize, usize)> {
    let mut at = 0;
    let runs = body.chunk_by(|a, b| (*a == b' ') == (*b == b' ')).map(|run| {
        at += run.len();
        (at - run.len(), run)
    });
    runs.filter(|(_, run)| run[0] == b' ')
        .map(|(begin, run)| (begin, run.len()))
        .max_by_key(|(_, count)| *count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_blanks_are_found() {
        assert_eq!(longest_blanks(b"  {   } "), Some((3, 3)));
        assert_eq!(longest_blanks(b"{}"), None);
    }
}
