//! A share of all texts, chosen by a hash: how a feature is rolled out to a quarter of the sessions.

use super::facts::{Facts, Field};
use md5::Digest as _;
use serde::{Deserialize, Serialize};

/// A hash of a text in UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HashOf {
    /// The sum of its bytes.
    Sum,
    /// CRC-32 (ISO 3309).
    Crc32,
    /// Adler-32 (RFC 1950).
    Adler32,
    /// FNV-1a, 32 bits.
    Fnv1a,
    /// FNV-1, 32 bits.
    Fnv1,
    /// Bernstein's: times 33, plus the byte, 32 bits.
    Djb2,
    /// Java's `hashCode`, its absolute value.
    Java,
    /// Java's `hashCode`, its rest never negative.
    JavaFloor,
    /// Murmur3, 32 bits, with the seed 0.
    Murmur3,
    /// The first four bytes of MD5.
    Md5,
    /// All of MD5, as a number.
    Md5Whole,
    /// The first four bytes of SHA-1.
    Sha1,
    /// All of SHA-1, as a number.
    Sha1Whole,
    /// The first four bytes of SHA-256.
    Sha256,
    /// All of SHA-256, as a number.
    Sha256Whole,
}

impl HashOf {
    /// Every hash, the likelier first.
    pub(super) const ALL: [HashOf; 15] = [
        HashOf::Sum,
        HashOf::Crc32,
        HashOf::Adler32,
        HashOf::Fnv1a,
        HashOf::Fnv1,
        HashOf::Djb2,
        HashOf::Java,
        HashOf::JavaFloor,
        HashOf::Murmur3,
        HashOf::Md5,
        HashOf::Md5Whole,
        HashOf::Sha1,
        HashOf::Sha1Whole,
        HashOf::Sha256,
        HashOf::Sha256Whole,
    ];

    /// What is left of the hash of a text where it is divided.
    pub(super) fn rest(self, text: &str, by: u64) -> u64 {
        let bytes = text.as_bytes();
        let by = by.max(1);
        let whole =
            |digest: &[u8]| digest.iter().fold(0, |rest, b| (rest * 256 + u64::from(*b)) % by);
        let first = |digest: &[u8]| whole(&digest[..4]);
        let folded = |begin: u32, step: fn(u32, u8) -> u32| {
            u64::from(bytes.iter().fold(begin, |hash, byte| step(hash, *byte))) % by
        };
        match self {
            HashOf::Sum => bytes.iter().map(|byte| u64::from(*byte)).sum::<u64>() % by,
            HashOf::Crc32 => {
                u64::from(!bytes.iter().fold(u32::MAX, |crc, byte| {
                    (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                        if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 }
                    })
                })) % by
            }
            HashOf::Adler32 => {
                let (a, b) = bytes.iter().fold((1u64, 0u64), |(a, b), byte| {
                    let a = (a + u64::from(*byte)) % 65_521;
                    (a, (b + a) % 65_521)
                });
                (b << 16 | a) % by
            }
            HashOf::Fnv1a => {
                folded(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
            }
            HashOf::Fnv1 => {
                folded(0x811C_9DC5, |hash, byte| hash.wrapping_mul(0x0100_0193) ^ u32::from(byte))
            }
            HashOf::Djb2 => {
                folded(5381, |hash, byte| hash.wrapping_mul(33).wrapping_add(u32::from(byte)))
            }
            HashOf::Java => u64::from(java(text).unsigned_abs()) % by,
            HashOf::JavaFloor => i64::from(java(text)).rem_euclid(by as i64) as u64,
            HashOf::Murmur3 => u64::from(murmur3(bytes)) % by,
            HashOf::Md5 => first(&md5::Md5::digest(bytes)),
            HashOf::Md5Whole => whole(&md5::Md5::digest(bytes)),
            HashOf::Sha1 => first(&sha1::Sha1::digest(bytes)),
            HashOf::Sha1Whole => whole(&sha1::Sha1::digest(bytes)),
            HashOf::Sha256 => first(&sha2::Sha256::digest(bytes)),
            HashOf::Sha256Whole => whole(&sha2::Sha256::digest(bytes)),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            HashOf::Sum => "the sum of the bytes",
            HashOf::Crc32 => "the CRC-32",
            HashOf::Adler32 => "the Adler-32",
            HashOf::Fnv1a => "the FNV-1a hash",
            HashOf::Fnv1 => "the FNV-1 hash",
            HashOf::Djb2 => "the djb2 hash",
            HashOf::Java => "the absolute value of Java's hashCode",
            HashOf::JavaFloor => "Java's hashCode",
            HashOf::Murmur3 => "the Murmur3 hash",
            HashOf::Md5 => "the first 32 bits of the MD5",
            HashOf::Md5Whole => "the MD5",
            HashOf::Sha1 => "the first 32 bits of the SHA-1",
            HashOf::Sha1Whole => "the SHA-1",
            HashOf::Sha256 => "the first 32 bits of the SHA-256",
            HashOf::Sha256Whole => "the SHA-256",
        }
    }
}

fn java(text: &str) -> i32 {
    text.encode_utf16()
        .fold(0, |hash: i32, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

fn murmur3(bytes: &[u8]) -> u32 {
    let mixed =
        |block: u32| block.wrapping_mul(0xCC9E_2D51).rotate_left(15).wrapping_mul(0x1B87_3593);
    let mut hash = 0u32;
    let mut blocks = bytes.chunks_exact(4);
    for block in &mut blocks {
        let block = block.iter().rev().fold(0, |n, byte| n << 8 | u32::from(*byte));
        hash = (hash ^ mixed(block)).rotate_left(13).wrapping_mul(5).wrapping_add(0xE654_6B64);
    }
    let rest = blocks.remainder().iter().rev().fold(0, |n, byte| n << 8 | u32::from(*byte));
    hash ^= mixed(rest);
    hash ^= bytes.len() as u32;
    hash = (hash ^ hash >> 16).wrapping_mul(0x85EB_CA6B);
    hash = (hash ^ hash >> 13).wrapping_mul(0xC2B2_AE35);
    hash ^ hash >> 16
}

/// The texts of a field whose hash, divided by `of`, leaves at least `from` and less than `to`; a field that is not passed
/// is the empty text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Whose text.
    pub field: Field,
    /// The hash.
    pub hash: HashOf,
    /// What it is divided by.
    pub of: u64,
    /// The least rest.
    pub from: u64,
    /// The first rest that is too large.
    pub to: u64,
}

impl Share {
    /// Whether a goal is among them.
    pub fn holds(&self, facts: &Facts) -> bool {
        let rest = self.hash.rest(facts.text(self.field).unwrap_or_default(), self.of);
        (self.from..self.to).contains(&rest)
    }

    /// In words, to follow "where".
    pub fn words(&self) -> String {
        let (hash, field, of) = (self.hash.words(), self.field.key(), self.of);
        let rest = match (self.from, self.to) {
            (from, to) if from + 1 == to => format!("{from}"),
            (0, to) => format!("less than {to}"),
            (from, to) if to == of => format!("{from} or more"),
            (from, to) => format!("{from} to {}", to - 1),
        };
        format!("{hash} of `{field}` modulo {of} is {rest}")
    }

    /// How much is said by it.
    pub fn cost(&self) -> u32 {
        22 + u64::BITS - self.of.leading_zeros()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_their_libraries() {
        let rest = |hash: HashOf| hash.rest("sess-8f2a", 1 << 32);
        assert_eq!(HashOf::Crc32.rest("123456789", 1 << 32), 0xCBF4_3926);
        assert_eq!(HashOf::Adler32.rest("Wikipedia", 1 << 32), 0x11E6_0398);
        assert_eq!(HashOf::Fnv1a.rest("foobar", 1 << 32), 0xBF9C_F968);
        assert_eq!(HashOf::Fnv1.rest("foobar", 1 << 32), 0x31F0_B262);
        assert_eq!(HashOf::Murmur3.rest("test", 1 << 32), 0xBA6B_D213);
        assert_eq!(HashOf::Murmur3.rest("Hello, world!", 1 << 32), 0xC0363E43);
        assert_eq!(HashOf::Java.rest("hello", 1 << 32), 99_162_322);
        assert_eq!(HashOf::Md5.rest("", 1 << 32), 0xD41D_8CD9);
        assert_eq!(HashOf::Md5Whole.rest("", 256), 0x7E);
        assert_eq!(rest(HashOf::Sum), "sess-8f2a".bytes().map(u64::from).sum::<u64>());
    }
}
