//! Bodies that nest deeper than is read here: what is left of them, and whether all of it is JSON.

use crate::protocol::json::{MAX_DEPTH, parse};

/// Whether a body nests deeper than is read here; brackets in texts are not counted.
pub(super) fn is_too_deep(body: &[u8]) -> bool {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest > MAX_DEPTH
}

/// A body that nests too deep, with empty arrays in place of its deepest levels; `None` where it is not JSON.
pub(super) fn cut_down(body: &[u8]) -> Option<Vec<u8>> {
    let (top, pieces) = cut(body)?;
    pieces.iter().all(|piece| parse(piece).is_ok()).then_some(top)
}

/// A text with empty arrays in place of what nests too deep, and that, cut in the same way; `None` where brackets are
/// left open.
fn cut(text: &[u8]) -> Option<(Vec<u8>, Vec<Vec<u8>>)> {
    // The pieces that are open, each with how deep it is by itself: each byte is looked at once.
    let mut open = vec![(Vec::with_capacity(text.len()), 0_usize)];
    let mut pieces = Vec::new();
    let (mut in_text, mut escaped) = (false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                let (_, depth) = open.last_mut()?;
                if *depth + 1 == MAX_DEPTH {
                    open.push((Vec::new(), 1));
                } else {
                    *depth += 1;
                }
            }
            b']' | b'}' if !in_text => {
                let is_piece = open.len() > 1;
                let (kept, depth) = open.last_mut()?;
                *depth = depth.checked_sub(1)?;
                if *depth == 0 && is_piece {
                    kept.push(*byte);
                    pieces.extend(open.pop().map(|(piece, _)| piece));
                    open.last_mut()?.0.extend_from_slice(b"[]");
                    continue;
                }
            }
            _ => {}
        }
        open.last_mut()?.0.push(*byte);
    }
    match (open.pop()?, open.is_empty()) {
        ((top, 0), true) => Some((top, pieces)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(inner: &str, levels: usize) -> Vec<u8> {
        format!("{}{inner}{}", "[".repeat(levels), "]".repeat(levels)).into_bytes()
    }

    #[test]
    fn what_is_left_of_a_deep_body_is_read() {
        for levels in [MAX_DEPTH + 1, 2 * MAX_DEPTH, 3 * MAX_DEPTH + 7, 100_000] {
            let body = nested("\"]\\\"[\", 1", levels);
            assert!(is_too_deep(&body));
            assert!(parse(&cut_down(&body).unwrap()).is_ok(), "{levels}");
        }
    }

    #[test]
    fn what_is_not_json_in_the_depths_is_seen() {
        for levels in [MAX_DEPTH + 1, 2 * MAX_DEPTH, 3 * MAX_DEPTH + 7] {
            assert_eq!(cut_down(&nested("nothing", levels)), None, "{levels}");
            assert_eq!(cut_down(&nested("[", levels)), None, "{levels}");
            assert_eq!(cut_down(&nested("]", levels)), None, "{levels}");
        }
    }

    #[test]
    fn pieces_are_as_deep_as_is_read() {
        let (top, pieces) = cut(&nested("", 2 * MAX_DEPTH)).unwrap();
        assert_eq!(top, nested("", MAX_DEPTH));
        assert_eq!(pieces, [nested("[]", 1), nested("", MAX_DEPTH)]);
    }
}
