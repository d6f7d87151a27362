//! The numbered requirements that vectors rest on; `docs/protocol.md` states each in full.

/// Every requirement: its id and its subject. Ids never change their meaning.
pub const REQUIREMENTS: [(&str, &str); 36] = [
    ("CAN-1", "the canonical is one JSON object without blanks"),
    ("CAN-2", "keys are sorted by code point at every level"),
    ("CAN-3", "every byte is printable ASCII"),
    ("CAN-4", "other characters are \\uXXXX with lower-case digits, DEL included"),
    ("CAN-5", "an astral character is a surrogate pair; a lone surrogate stays as it is"),
    ("CAN-6", "\\b \\t \\n \\f \\r \\\" \\\\ are short; / < > & are bare"),
    ("CAN-7", "integers keep every digit, doubles take CPython's text"),
    ("CAN-8", "a number that is not finite is refused"),
    ("CAN-9", "strings are signed as passed: no trimming, no normalisation"),
    ("FLD-1", "event_name, properties, session_id and tenant_id are always signed"),
    ("FLD-2", "session_id that is absent, null or empty is the empty string"),
    ("FLD-3", "first_touch keys are signed only when passed and not empty"),
    ("FLD-4", "properties that are absent or null are an empty object"),
    ("FLD-5", "other falsy values count as absent"),
    ("FLD-6", "a property that is null is kept"),
    ("FLD-7", "properties that the document does not list are signed like the others"),
    ("FLD-8", "first_touch_ts is signed verbatim"),
    ("MON-1", "value is text with exactly two decimals"),
    ("MON-2", "the exact binary value is rounded half to even"),
    ("MON-3", "every digit before the point is written"),
    ("MON-4", "the sign of a negative zero is kept"),
    ("MON-5", "a value that is no number is refused"),
    ("MON-6", "a value that is not finite, or overflows a double, is refused"),
    ("MON-7", "a value that is null is a null property"),
    ("KEY-1", "the secret is hex, decoded to bytes"),
    ("KEY-2", "hex digits may be of either case"),
    ("KEY-3", "a secret with an odd number of digits or another character is refused"),
    ("KEY-4", "white space in a secret is never part of another key"),
    ("KEY-5", "an empty secret is never replaced by another key"),
    ("KEY-6", "a key of any length from one byte is used whole"),
    ("SIG-1", "the signature is HMAC-SHA256 of the canonical under the key"),
    ("SIG-2", "it is written as 64 lower-case hex digits"),
    ("LEG-1", "inside the legal domain every signer signs"),
    ("LEG-2", "event_name has 1 to 100 characters"),
    ("LEG-3", "value is a number from 0 to 10000 with at most two decimals"),
    ("LEG-4", "currency is a code that ISO 4217 lists; plan has at most 50 characters"),
];

/// Whether there is a requirement of that id.
pub fn is_known(id: &str) -> bool {
    REQUIREMENTS.iter().any(|(known, _)| *known == id)
}
