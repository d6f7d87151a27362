//! Bytes that become text: compression, UTF-16, byte order marks.

use super::captured::{CaptureError, MAX_CAPTURE};
use std::borrow::Cow;
use std::io::Read;

/// The largest body that is decompressed, in bytes.
const MAX_PLAIN: u64 = 1 << 20;

/// A capture without what was wrapped around its bytes.
pub(super) fn decoded<'a>(
    bytes: &'a [u8],
    notes: &mut Vec<String>,
) -> Result<Cow<'a, [u8]>, CaptureError> {
    let mut bytes = Cow::Borrowed(bytes);
    if bytes.starts_with(b"\x1f\x8b") {
        bytes = match inflate(flate2::read::MultiGzDecoder::new(&*bytes), MAX_CAPTURE as u64) {
            Some(plain) => Cow::Owned(plain),
            None => {
                return Err(CaptureError::new(
                    "the capture is gzip that is cut short or too large",
                ));
            }
        };
        notes.push("the capture is a gzip file; read as decompressed".to_owned());
    }
    if let Some(text) = utf16(&bytes) {
        bytes = Cow::Owned(text.into_bytes());
        notes.push("the capture is UTF-16, as PowerShell writes files; read as UTF-8".to_owned());
    }
    let begin = bytes.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(bytes.len());
    if bytes[begin..].starts_with(b"\xef\xbb\xbf") {
        bytes = Cow::Owned(bytes[begin + 3..].to_vec());
    }
    if bytes.len() > MAX_CAPTURE {
        return Err(CaptureError::TooLarge);
    }
    Ok(bytes)
}

/// The text of UTF-16 bytes, with a byte order mark or without.
fn utf16(bytes: &[u8]) -> Option<String> {
    let little = match bytes {
        [0xff, 0xfe, ..] => true,
        [0xfe, 0xff, ..] => false,
        _ => {
            let sample = &bytes[..bytes.len().min(512) & !1];
            let zeros = |at: usize| sample.iter().skip(at).step_by(2).filter(|b| **b == 0).count();
            let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
            match (even, odd) {
                _ if half < 8 => return None,
                (0, odd) if odd * 10 > half * 7 => true,
                (even, 0) if even * 10 > half * 7 => false,
                _ => return None,
            }
        }
    };
    let units = bytes.chunks_exact(2).map(|pair| match little {
        true => u16::from_le_bytes([pair[0], pair[1]]),
        false => u16::from_be_bytes([pair[0], pair[1]]),
    });
    let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(text.skip_while(|c| *c == '\u{feff}').collect())
}

/// The text of bytes; `None` where it is UTF-8 as it stands, and a Windows code page is assumed else.
pub(super) fn text<'a>(bytes: &'a [u8], notes: &mut Vec<String>) -> Cow<'a, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            notes.push("the capture is not UTF-8; read as ISO 8859-1".to_owned());
            Cow::Owned(bytes.iter().map(|b| char::from(*b)).collect())
        }
    }
}

/// A body without the compression that `Content-Encoding` names; `None` where it has none that can be read.
pub(super) fn decompressed(encoding: &[u8], body: &[u8]) -> Option<Vec<u8>> {
    match encoding.trim_ascii() {
        b"gzip" | b"x-gzip" => inflate(flate2::read::MultiGzDecoder::new(body), MAX_PLAIN),
        b"deflate" => inflate(flate2::read::ZlibDecoder::new(body), MAX_PLAIN)
            .or_else(|| inflate(flate2::read::DeflateDecoder::new(body), MAX_PLAIN)),
        b"br" => inflate(brotli_decompressor::Decompressor::new(body, 4096), MAX_PLAIN),
        _ => None,
    }
}

fn inflate(reader: impl Read, most: u64) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    reader.take(most + 1).read_to_end(&mut plain).ok()?;
    (plain.len() as u64 <= most).then_some(plain)
}

/// Base64, standard or for URLs, with padding or without; `None` for anything else.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for byte in text.trim().trim_end_matches('=').bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'\r' | b'\n' | b' ' | b'\t' => continue,
            _ => return None,
        };
        bits = bits << 6 | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    Some(out)
}
