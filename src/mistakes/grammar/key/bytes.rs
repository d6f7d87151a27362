//! The key's bytes reordered, padded or encoded.

use super::entry::Keys;
use crate::mistakes::model::{base64_decode, base64_encode};

pub(super) fn of_bytes(all: &mut Keys, key: &[u8]) {
    // A shell's $(...) drops zero bytes, and the line ends behind the last byte.
    let id = "key-bytes-dropped";
    let without_zeros: Vec<u8> = key.iter().filter(|byte| **byte != 0).copied().collect();
    let end = without_zeros.iter().rposition(|byte| *byte != b'\n').map_or(0, |at| at + 1);
    all.push(
        2,
        id,
        "zero bytes of the key and line ends behind it are dropped: $(...)",
        without_zeros[..end].to_vec(),
    );
    all.push(2, id, "zero bytes of the key are dropped", without_zeros);
    for (what, kept) in [
        ("white space around the key's bytes is dropped", key.trim_ascii()),
        ("white space behind the key's bytes is dropped", key.trim_ascii_end()),
    ] {
        all.push(2, id, what, kept.to_vec());
    }
    let id = "key-bytes-reordered";
    all.push(
        2,
        "key-reversed",
        "the key's bytes are the other way round",
        key.iter().rev().copied().collect(),
    );
    for size in [2, 4, 8, 16] {
        let words: Vec<u8> = key.chunks(size).flat_map(|w| w.iter().rev().copied()).collect();
        all.push(2, id, format!("the bytes of each word of {size} are reversed"), words);
        let words: Vec<u8> = key.chunks(size).rev().flatten().copied().collect();
        all.push(2, id, format!("the words of {size} bytes are in reversed order"), words);
    }
    all.push(
        2,
        id,
        "the bits of each byte are reversed",
        key.iter().map(|b| b.reverse_bits()).collect(),
    );
    all.push(2, id, "the bits are inverted", key.iter().map(|b| !b).collect());
    for (id, title, bytes) in [
        (
            "key-through-utf8",
            "the key went through a string: bytes that are no UTF-8 are replaced",
            String::from_utf8_lossy(key).into_owned().into_bytes(),
        ),
        (
            "key-through-latin1",
            "the key went through a string: its bytes as characters, in UTF-8",
            key.iter().map(|b| char::from(*b)).collect::<String>().into_bytes(),
        ),
        (
            "key-through-ascii",
            "the key went through ASCII: other bytes are ?",
            key.iter().map(|b| if b.is_ascii() { *b } else { b'?' }).collect(),
        ),
        (
            "key-through-ascii",
            "the key went through ASCII: other bytes are dropped",
            key.iter().filter(|b| b.is_ascii()).copied().collect(),
        ),
        (
            "key-through-ascii",
            "the key went through ASCII: other bytes are U+FFFD",
            key.iter()
                .map(|b| if b.is_ascii() { char::from(*b) } else { '\u{fffd}' })
                .collect::<String>()
                .into_bytes(),
        ),
        (
            "key-through-ascii",
            "only seven bits of each byte are used",
            key.iter().map(|b| b & 0x7f).collect(),
        ),
        (
            "key-through-utf8",
            "the key went through a string: bytes that are no UTF-8 are ?",
            String::from_utf8_lossy(key).replace('\u{fffd}', "?").into_bytes(),
        ),
        (
            "key-through-utf8",
            "the key went through a string: bytes that are no UTF-8 are dropped",
            String::from_utf8_lossy(key).replace('\u{fffd}', "").into_bytes(),
        ),
        (
            "key-through-utf16",
            "the key is UTF-16 of its bytes",
            key.iter().flat_map(|b| [*b, 0]).collect(),
        ),
        (
            "key-through-utf16",
            "the key is UTF-16 of its bytes, high byte first",
            key.iter().flat_map(|b| [0, *b]).collect(),
        ),
        (
            "key-through-windows-1252",
            "the key went through Windows-1252",
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(key).0.into_owned().into_bytes(),
        ),
        ("key-as-base64-text", "the base64 of the key is the key", base64_encode(key).into_bytes()),
        (
            "key-as-base64-text",
            "the base64 of the key without padding is the key",
            base64_encode(key).trim_end_matches('=').as_bytes().to_vec(),
        ),
        (
            "key-as-base64-text",
            "the base64 for URLs of the key is the key",
            base64_encode(key)
                .replace('+', "-")
                .replace('/', "_")
                .trim_end_matches('=')
                .as_bytes()
                .to_vec(),
        ),
        (
            "key-as-base64-text",
            "the base64 for URLs of the key is the key, with padding",
            base64_encode(key).replace('+', "-").replace('/', "_").into_bytes(),
        ),
        ("key-and-newline", "a newline stands after the key", [key, b"\n"].concat()),
        ("key-after-zero-byte", "a zero byte stands before the key", [b"\0", key].concat()),
        (
            "key-without-first-byte",
            "the key lacks its first byte",
            key.get(1..).unwrap_or_default().to_vec(),
        ),
        ("key-twice", "the key stands twice", key.repeat(2)),
        (
            "key-sign-extended",
            "bytes are sign-extended to four",
            key.iter().flat_map(|b| i32::from(*b as i8).to_be_bytes()).collect(),
        ),
        (
            "key-sign-extended",
            "bytes are widened to four",
            key.iter().flat_map(|b| u32::from(*b).to_le_bytes()).collect(),
        ),
        (
            "key-sign-extended",
            "bytes are widened to four, high byte first",
            key.iter().flat_map(|b| u32::from(*b).to_be_bytes()).collect(),
        ),
        ("key-trimmed", "white space at the key's ends is trimmed", key.trim_ascii().to_vec()),
        (
            "key-read-as-hex-again",
            "the key is read as base64 of its text",
            base64_decode(base64_encode(key).as_bytes()),
        ),
    ] {
        all.push(2, id, title, bytes);
    }
    all.push_with_fix(
        2,
        "key-cut-at-zero",
        "the key ends at a zero byte, as a C string does",
        key.split(|b| *b == 0).next().unwrap_or_default().to_vec(),
        "give HMAC the key with its length: 32 bytes, of which any may be zero",
    );
}
