//! Base64, forgiving in one direction as permissive decoders are.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Other characters than those of the alphabet (and of the one for URLs) are skipped.
pub(crate) fn decode(text: &[u8]) -> Vec<u8> {
    let sextets = text.iter().filter_map(|byte| {
        let byte = match byte {
            b'-' => &b'+',
            b'_' => &b'/',
            byte => byte,
        };
        ALPHABET.iter().position(|digit| digit == byte)
    });
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0u32, 0);
    for sextet in sextets {
        bits = bits << 6 | sextet as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

/// With padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits =
            chunk.iter().fold(0u32, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            text.push(if i <= chunk.len() {
                char::from(ALPHABET[(bits >> (18 - 6 * i) & 63) as usize])
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v")] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text.as_bytes()), bytes.as_bytes());
        }
        assert_eq!(decode(b"-_8"), decode(b"+/8="));
    }
}
