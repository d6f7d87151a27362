//! Bodies that are no JSON, or not the JSON they were.

use crate::generate::rng::Rng;
use crate::protocol::json::MAX_DEPTH;
use crate::protocol::validator::MAX_BODY;

/// A body with something done to its bytes.
pub(super) fn wrecked(mut body: Vec<u8>, rng: &mut Rng<'_>) -> Vec<u8> {
    let at = rng.below(body.len() as u64 + 1) as usize;
    match rng.below(11) {
        0 => body.truncate(at),
        1 => {
            let piece = rng.pick(&PIECES);
            body.splice(at..at, piece.iter().copied());
        }
        2 if at < body.len() => {
            body.remove(at);
        }
        3 if at < body.len() => body[at] ^= 1 << rng.below(8),
        4 if at < body.len() => body[at] = rng.any() as u8,
        5 => body.extend_from_slice(rng.pick(&ENDS)),
        6 => {
            let begin = rng.pick(&BEGINNINGS);
            body.splice(0..0, begin.iter().copied());
        }
        7 => {
            let length = rng.below(12) as usize;
            let end = (at + length).min(body.len());
            let part = body[at.min(end)..end].to_vec();
            body.splice(at..at, part);
        }
        8 => {
            // Quotes of another language.
            body.iter_mut().filter(|b| **b == b'"').for_each(|b| *b = b'\'');
        }
        9 => in_a_text(&mut body, rng.pick(&NOT_UTF8)),
        _ => body = rng.pick(&WHOLE).to_vec(),
    }
    body
}

/// Puts bytes into the first text that is a value.
fn in_a_text(body: &mut Vec<u8>, bytes: &[u8]) {
    let at = body.windows(2).position(|w| w == b":\"").map_or(body.len(), |at| at + 2);
    body.splice(at..at, bytes.iter().copied());
}

const PIECES: [&[u8]; 20] = [
    b"\0",
    b"\x7f",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"\xf4\x90\x80\x80",
    b"\"",
    b"\\",
    b"\\u12",
    b"\\ud800",
    b"NaN",
    b"1e999",
    b",",
    b"}",
    b"[",
    b"//",
    b"/**/",
    b"'",
    b"\xe2\x80\xa8",
];

const ENDS: [&[u8]; 8] = [b"}", b",", b"\0", b" x", b"{}", b"\n", b"// ok", b"\x1a"];

const BEGINNINGS: [&[u8]; 5] = [b"\xEF\xBB\xBF", b"\xFF\xFE", b")]}',\n", b" ", b"[1,"];

const NOT_UTF8: [&[u8]; 8] = [
    b"\xff",
    b"\xc9quipe",
    b"\xc3",
    b"\xc0\xaf",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\x80",
    b"\xe2\x28\xa1",
];

const WHOLE: [&[u8]; 12] = [
    b"",
    b"null",
    b"true",
    b"0",
    b"\"\"",
    b"[]",
    b"{}",
    b"{",
    b"undefined",
    b"event_name=purchase&value=99",
    b"[[[[",
    b"\"\\ud800\"",
];

/// A body in which brackets nest, so deep.
pub(super) fn nested(mut body: Vec<u8>, rng: &mut Rng<'_>) -> Vec<u8> {
    let limit = MAX_DEPTH as u64;
    let depth = rng.pick(&[8, limit - 2, limit - 1, limit, limit + 1, 1000, 20_000]) as usize;
    let (open, close): (&[u8], &[u8]) =
        if rng.percent(50) { (b"[", b"]") } else { (b"{\"a\":", b"}") };
    let mut deep = b"{\"extra\":".to_vec();
    deep.extend(open.repeat(depth));
    deep.extend_from_slice(if open == b"[" { b"" } else { b"1" });
    if rng.percent(80) {
        deep.extend(close.repeat(depth));
    }
    deep.push(b',');
    let brace = body.iter().position(|b| *b == b'{').unwrap_or(0);
    body.splice(brace..(brace + 1).min(body.len()), deep);
    body
}

/// A body of a size about the limit.
pub(super) fn padded(mut body: Vec<u8>, rng: &mut Rng<'_>) -> Vec<u8> {
    let size = rng.pick(&[MAX_BODY - 1, MAX_BODY, MAX_BODY + 1, MAX_BODY + 100, 2 * MAX_BODY]);
    body.resize(size.max(body.len()), b' ');
    body
}
