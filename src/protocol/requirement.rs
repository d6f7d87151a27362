//! The numbered requirements that vectors rest on; `docs/reference/requirements.md` states each in full.

/// Every requirement: its id and its subject. Ids never change their meaning.
pub const REQUIREMENTS: [(&str, &str); 67] = [
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
    ("MON-5", "a value that is not a number is refused"),
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
    ("SRV-1", "POST to the endpoint's path; another path is 404, another method 405"),
    ("SRV-2", "the content type is application/json, with or without charset utf-8"),
    ("SRV-3", "a body that is not one JSON object of a goal is 400, never 500"),
    ("SRV-4", "a body over 64 KiB is refused"),
    ("SRV-5", "a duplicate key is refused, or the last one counts everywhere"),
    ("SRV-6", "the domain is one registered domain name"),
    ("SRV-7", "the signature must fit the canonical that the body's goal has"),
    ("SRV-8", "a signature header that is wrong in any way is 401, never a hint"),
    ("SRV-9", "every 401 has one text, and no answer shows what was expected"),
    ("SRV-10", "a goal without a signature is a hint and is never ranked"),
    ("SRV-11", "a tenant without a good secret authenticates nothing"),
    ("SRV-12", "the signature is judged before the contents"),
    ("SRV-13", "value is a number from 0 to 10000 with at most two decimals"),
    ("SRV-14", "currency is three capitals that ISO 4217 lists"),
    ("SRV-15", "plan is text of at most 50 code points"),
    ("SRV-16", "any other property is refused"),
    ("SRV-17", "a property that is null is signed as null and judged as absent"),
    ("SRV-18", "event_name, session_id and the first-touch fields are text within their limits"),
    ("SRV-19", "properties are an object, absent or null"),
    ("SRV-20", "the domain alone says whose goal it is; other keys change nothing"),
    ("SRV-21", "an accepted goal is a 2xx: 200 signed, 202 as a hint"),
    ("SRV-22", "only the bucket ai_search is honoured"),
    ("SRV-23", "a request that is moved to another domain is 401"),
    ("SRV-24", "first_touch_ts counts within the last 180 days, else it is ignored"),
    ("SRV-25", "the lag is whole seconds from first_touch_ts to now"),
    ("SRV-26", "ranked is what is signed, accepted and of the honoured bucket"),
    ("SRV-27", "the response is JSON: the result of the goal, or a fixed text"),
    ("PII-1", "an e-mail address in a property is refused"),
    ("PII-2", "a phone number in a property is refused"),
    ("PII-3", "a US social security number in a property is refused"),
    ("PII-4", "only the text of properties is searched, and never echoed"),
];

/// Whether there is a requirement of that id.
pub fn is_known(id: &str) -> bool {
    REQUIREMENTS.iter().any(|(known, _)| *known == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_rests_on_a_requirement_that_is_listed_once() {
        for rule in crate::protocol::rules::Rule::ALL {
            assert!(is_known(rule.row().requirement), "{rule:?}");
        }
        for unknown in ["", "CAN", "CAN-10", "can-1", "CAN-1 "] {
            assert!(!is_known(unknown), "{unknown}");
        }
        let ids: std::collections::HashSet<&str> = REQUIREMENTS.map(|(id, _)| id).into();
        assert_eq!(ids.len(), REQUIREMENTS.len());
    }
}
