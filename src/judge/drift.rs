//! How signed bytes differ where no known mistake explains them: what makes two such drifts the same finding.

use crate::case::Expectation;
use crate::learn::Parts;

/// A drift that no known mistake explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drift {
    /// The signed bytes differ, first of all here.
    Bytes {
        /// The field in which they differ first.
        place: Place,
        /// The byte that the reference signs there.
        expected: ByteClass,
        /// The byte that was signed there.
        signed: ByteClass,
    },
    /// Keys of the protocol are signed, and others besides.
    MembersAdded,
    /// Some of the keys are not signed.
    MembersLeftOut,
    /// Some of the keys have other names.
    MembersRenamed,
    /// The reported bytes are right, and the signature is not that of the right key.
    SameBytes,
    /// The signature differs, and the signed bytes were not reported.
    BytesUnknown,
    /// The goal must be refused, and it was signed.
    SignedInvalid,
    /// More kinds of drift than are told apart.
    Other,
}

/// Where two texts differ first, by the key that comes last before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Before any key.
    Beginning,
    /// After one of the keys of the protocol.
    Key(&'static str),
    /// After another key.
    OtherKey,
}

/// What sort of byte it is that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // The names say it.
pub enum ByteClass {
    End,
    Escape,
    Quote,
    Digit,
    Letter,
    Punctuation,
    WhiteSpace,
    NonAscii,
    Control,
    Other,
}

impl Drift {
    /// The drift of what was signed in place of what is demanded. `actual`: the signed bytes, if reported.
    pub fn of(expectation: &Expectation, actual: Option<&[u8]>) -> Drift {
        let expected = expectation.reference.as_ref().map(|output| output.canonical.as_slice());
        let (Some(expected), Some(actual)) = (expected, actual) else {
            return match expected {
                Some(_) => Drift::BytesUnknown,
                None => Drift::SignedInvalid,
            };
        };
        match first_difference(expected, actual) {
            None => Drift::SameBytes,
            Some(at) => of_members(expected, actual).unwrap_or(Drift::Bytes {
                place: Place::of(expected, at),
                expected: ByteClass::of(expected.get(at)),
                signed: ByteClass::of(actual.get(at)),
            }),
        }
    }
}

/// How the keys of two objects differ, if they do: what stands behind another key says nothing.
fn of_members(expected: &[u8], actual: &[u8]) -> Option<Drift> {
    let (expected, actual) = (Parts::of(expected)?, Parts::of(actual)?);
    match (actual.lacks_keys_of(&expected), expected.lacks_keys_of(&actual)) {
        (false, false) => None,
        (false, true) => Some(Drift::MembersAdded),
        (true, false) => Some(Drift::MembersLeftOut),
        (true, true) => Some(Drift::MembersRenamed),
    }
}

impl Place {
    /// The last key that is written before an offset of canonical bytes.
    fn of(canonical: &[u8], at: usize) -> Place {
        const KEYS: [&str; 9] = [
            "tenant_id",
            "event_name",
            "session_id",
            "properties",
            "value",
            "currency",
            "plan",
            "first_touch_bucket",
            "first_touch_ts",
        ];
        let before = &canonical[..at.min(canonical.len())];
        let Some(end) = before.windows(2).rposition(|w| w == b"\":") else {
            return Place::Beginning;
        };
        let start = before[..end].iter().rposition(|&b| b == b'"').map_or(0, |i| i + 1);
        let key = &before[start..end];
        let known = KEYS.into_iter().find(|known| known.as_bytes() == key);
        known.map_or(Place::OtherKey, Place::Key)
    }
}

impl ByteClass {
    fn of(byte: Option<&u8>) -> ByteClass {
        match byte {
            None => ByteClass::End,
            Some(b'\\') => ByteClass::Escape,
            Some(b'"') => ByteClass::Quote,
            Some(b'0'..=b'9') => ByteClass::Digit,
            Some(b'a'..=b'z' | b'A'..=b'Z') => ByteClass::Letter,
            Some(b',' | b':' | b'{' | b'}' | b'[' | b']') => ByteClass::Punctuation,
            Some(b' ' | b'\t' | b'\n' | b'\r') => ByteClass::WhiteSpace,
            Some(0x80..) => ByteClass::NonAscii,
            Some(0x7F | 0..0x20) => ByteClass::Control,
            Some(_) => ByteClass::Other,
        }
    }
}

/// The first offset at which two byte strings differ; `None` if they are the same.
pub fn first_difference(a: &[u8], b: &[u8]) -> Option<usize> {
    let common = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    (common < a.len() || common < b.len()).then_some(common)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_placed_in_a_field() {
        let (a, b) = (br#"{"event_name":"caf\u00e9","x":1}"#, "{\"event_name\":\"café\",\"x\":1}");
        let at = first_difference(a, b.as_bytes()).unwrap();
        assert_eq!((at, Place::of(a, at)), (18, Place::Key("event_name")));
        assert_eq!(Place::of(a, a.len()), Place::OtherKey);
        assert_eq!(Place::of(a, 1), Place::Beginning);
        assert_eq!(first_difference(a, a), None);
        assert_eq!(first_difference(b"ab", b"abc"), Some(2));
    }

    #[test]
    fn keys_that_differ_are_said_before_any_byte() {
        let of =
            |actual: &str| of_members(br#"{"event_name":"a","session_id":""}"#, actual.as_bytes());
        assert_eq!(of(r#"{"event_name":"b","session_id":""}"#), None);
        assert_eq!(of(r#"{"event_name":"a","n":1,"session_id":""}"#), Some(Drift::MembersAdded));
        assert_eq!(of(r#"{"event_name":"a"}"#), Some(Drift::MembersLeftOut));
        assert_eq!(of(r#"{"event_name":"a","session":""}"#), Some(Drift::MembersRenamed));
        assert_eq!(of("a=b"), None);
    }
}
