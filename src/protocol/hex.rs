//! Lower-case hex, the only spelling that a signature has (SIG-2).

/// Each byte as two lower-case digits. Without a table and without a branch, so that the compiler
/// works on many bytes at a time.
#[inline]
pub fn pairs<const N: usize>(bytes: &[u8; N]) -> [[u8; 2]; N] {
    let digit = |nibble: u8| nibble + b'0' + u8::from(nibble > 9) * (b'a' - b'9' - 1);
    bytes.map(|byte| [digit(byte >> 4), digit(byte & 15)])
}

/// The bytes as lower-case hex text.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = Vec::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.extend_from_slice(&pairs(&[*byte])[0]);
    }
    // Hex digits only, by construction.
    String::from_utf8(text).unwrap_or_default()
}

/// Whether a text is the lower-case hex of these bytes. Not for comparing secrets: it stops at the first difference.
pub fn is_of(bytes: &[u8], text: &[u8]) -> bool {
    let (digits, rest) = text.as_chunks::<2>();
    rest.is_empty()
        && digits.len() == bytes.len()
        && bytes.iter().zip(digits).all(|(byte, digits)| pairs(&[*byte])[0] == *digits)
}

/// The value of one hex digit of either case.
#[inline]
pub fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// The bytes behind hex text of either case; `None` for an odd length or any other character.
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trip_and_refusals() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(encode(&all).as_bytes()), Some(all.clone()));
        assert_eq!(decode(encode(&all).to_uppercase().as_bytes()), Some(all));
        for bad in ["a", "0x", "é", " a", "g0"] {
            assert_eq!(decode(bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn each_byte_is_two_lower_case_digits() {
        for byte in 0..=255u8 {
            let text = format!("{byte:02x}");
            assert_eq!(encode(&[byte]), text);
            assert!(is_of(&[byte], text.as_bytes()) && !is_of(&[byte ^ 1], text.as_bytes()));
            assert!(!is_of(&[byte], format!("{text}0").as_bytes()) && !is_of(&[byte], b""));
        }
        for (character, value) in
            [(b'0', 0), (b'9', 9), (b'a', 10), (b'f', 15), (b'A', 10), (b'F', 15)]
        {
            assert_eq!(digit(character), Some(value));
        }
        for character in *b"/:@G`g \xff" {
            assert_eq!(digit(character), None);
        }
    }
}
