//! The meaning of a vector's flags: the kind of bug, its effect on a user, the fix.

use crate::protocol::Text;
use crate::protocol::json::Value;
use std::collections::BTreeSet;

/// An explained flag.
pub(super) struct Note {
    pub(super) flag: &'static str,
    bug_type: &'static str,
    description: &'static str,
    effect: &'static str,
    fix: &'static str,
}

/// The notes of some flags, as in a vector file. A flag without a note is left out, and
/// the lint finds it.
pub(super) fn to_value(flags: &BTreeSet<&str>) -> Value {
    let notes = NOTES.iter().filter(|note| flags.contains(note.flag)).map(|note| {
        let value = Value::object(vec![
            ("bug_type", note.bug_type.into()),
            ("description", note.description.into()),
            ("effect", note.effect.into()),
            ("fix", note.fix.into()),
        ]);
        (Text::constant(note.flag), value)
    });
    Value::Object(notes.collect())
}

/// What to do about what a flag stands for.
#[cfg(feature = "cli")]
pub fn fix_of(flag: &str) -> Option<&'static str> {
    NOTES.iter().find(|note| note.flag == flag).map(|note| note.fix)
}

const fn note(
    flag: &'static str,
    bug_type: &'static str,
    description: &'static str,
    effect: &'static str,
    fix: &'static str,
) -> Note {
    Note { flag, bug_type, description, effect, fix }
}

/// Every flag, by name.
pub(super) const NOTES: [Note; 61] = [
    note(
        "AbsentField",
        "FIELD_SET",
        "A field was not passed, or passed as null.",
        "Goals without a session or without properties get a 401, goals with them do not.",
        "Sign session_id as \"\" and properties as {} when there are none; leave first-touch keys out.",
    ),
    note(
        "AmountLimit",
        "LEGAL_DOMAIN",
        "An amount at, just inside or just outside the limits 0 and 10000.",
        "Real amounts are refused, or impossible ones are counted as revenue.",
        "Compare the number, not its text; both limits are inclusive.",
    ),
    note(
        "Astral",
        "STRING_ESCAPING",
        "A character beyond U+FFFF.",
        "Emoji in a plan name get a 401.",
        "Escape it as two \\u escapes, its UTF-16 surrogate pair.",
    ),
    note(
        "AtOnce",
        "STATE",
        "Requests that arrive at the same moment on several connections.",
        "Two requests mix up their signatures or goals where they share a variable: forged goals now and then.",
        "Keep what belongs to a request in that request: no globals, no buffers that are used again.",
    ),
    note(
        "BigInteger",
        "NUMBERS",
        "An integer that a double cannot hold exactly.",
        "The signed text is another number than the body's.",
        "Keep integers as integers; outside value, send large numbers as strings.",
    ),
    note(
        "ControlCharacter",
        "STRING_ESCAPING",
        "A character from U+0000 to U+001F.",
        "Text pasted from a form gets a 401.",
        "Use the short escapes \\b \\t \\n \\f \\r, and \\u00xx with lower-case digits for the rest.",
    ),
    note(
        "CurrencyCode",
        "LEGAL_DOMAIN",
        "A currency that ISO 4217 does not list, or in another case.",
        "A server may answer 400; changing the case while signing gives a 401.",
        "Refuse it, or sign it exactly as passed.",
    ),
    note(
        "Decimals",
        "MONEY",
        "An amount with more than two decimals in its shortest text.",
        "A server that rounds first counts another amount than the one that was sent.",
        "Judge the shortest decimal that reads back as the same double; answer 400.",
    ),
    note(
        "DeepNesting",
        "PARSER",
        "A body that nests at or beyond 64 levels.",
        "A recursive reader overflows its stack: a 500, or no answer for anybody.",
        "Limit the depth while reading; answer 400.",
    ),
    note(
        "Del",
        "STRING_ESCAPING",
        "The character U+007F.",
        "JSON writers leave it bare and the signature does not match.",
        "Escape it as \\u007f: the escaped range starts at U+007F, not at U+0080.",
    ),
    note(
        "Domain",
        "TENANT_BINDING",
        "A domain that is missing, unknown, or written in an unusual way.",
        "A goal is credited to somebody else, or an unknown domain reveals who is registered.",
        "Read one parameter, compare whole names without regard to ASCII case, echo nothing.",
    ),
    note(
        "DuplicateKey",
        "PARSER",
        "A duplicate key.",
        "One part of a server reads the first and another the last: what is checked is not what is used.",
        "Refuse it; at the least let one parser decide for all.",
    ),
    note(
        "Envelope",
        "HTTP",
        "Path, method or content type.",
        "Proxies and old clients reach code that was not meant for them.",
        "Answer 404, 405 and 415 before anything is read.",
    ),
    note(
        "ExtraProperty",
        "FIELD_SET",
        "A property that the document does not list.",
        "A signer with a fixed list leaves it out, the server signs it: 401 in place of a clear 400.",
        "Sign every property that the body carries, or refuse it.",
    ),
    note(
        "FalsyField",
        "FIELD_SET",
        "A field holds 0, false, an empty list or an empty map.",
        "Languages disagree on what counts as empty, so the signed bytes do too.",
        "Treat an empty value as absent, or refuse a value that is not a string.",
    ),
    note(
        "FirstTouch",
        "FIELD_SET",
        "First-touch keys in their combinations.",
        "Attribution is lost, or the whole goal gets a 401.",
        "Sign each key when, and only when, it is sent and not empty.",
    ),
    note(
        "FirstTouchVerbatim",
        "FIELD_SET",
        "A first_touch_ts that a date library would print differently.",
        "Parsing and printing it again changes the signed bytes: 401.",
        "Pass the text through untouched.",
    ),
    note(
        "Found",
        "FUZZING",
        "Nobody thought of it: fuzzing found an implementation wrong on it.",
        "What the comment says.",
        "What the finding names; the case is as small as it gets.",
    ),
    note(
        "HtmlCharacter",
        "STRING_ESCAPING",
        "<, > and &.",
        "Encoders that are safe for HTML escape them and the signature does not match.",
        "Turn HTML escaping off.",
    ),
    note(
        "InOneWrite",
        "HTTP",
        "Requests that arrive in one packet on one connection.",
        "Only the first is verified, or answers change places.",
        "Judge each request by itself, and answer in the order in which they came.",
    ),
    note(
        "KeyLength",
        "KEY_DERIVATION",
        "A key shorter or longer than usual.",
        "Fixed-size buffers cut or pad the key and every signature is wrong.",
        "Use all bytes of the key; HMAC hashes keys over 64 bytes by itself.",
    ),
    note(
        "KeyOrder",
        "KEY_ORDER",
        "Keys that must be sorted.",
        "Goals get a 401 when their properties were set in another order.",
        "Sort keys by code point at every level.",
    ),
    note(
        "LengthLimit",
        "LEGAL_DOMAIN",
        "Text at, or beyond, the length that a server takes.",
        "Lengths counted in bytes or UTF-16 units refuse what is allowed.",
        "Count code points.",
    ),
    note(
        "LineSeparator",
        "STRING_ESCAPING",
        "U+2028 or U+2029.",
        "Some encoders treat these two unlike other characters.",
        "Escape them like every other character outside ASCII.",
    ),
    note(
        "LiteralEscape",
        "STRING_ESCAPING",
        "Text that looks like an escape, an entity or markup.",
        "Decoding or encoding it once more changes it: 401.",
        "Serialise once, and nothing else.",
    ),
    note(
        "LoneSurrogate",
        "STRING_ESCAPING",
        "Half of a surrogate pair, which JSON can spell and UTF-8 cannot.",
        "Replaced or dropped halves change the signed bytes.",
        "Refuse such text, or keep it as a \\ud8xx escape.",
    ),
    note(
        "MoneyFormat",
        "MONEY",
        "An amount in one of its spellings.",
        "99 works and 99.5 does not, or the other way round.",
        "Format the number with exactly two decimals, without grouping, and sign it as a string.",
    ),
    note(
        "MoneyNoise",
        "MONEY",
        "An amount whose double is not the decimal it looks like.",
        "Multiplying by 100 and cutting off loses a cent.",
        "Round the exact binary value; never cut off.",
    ),
    note(
        "MoneyRange",
        "MONEY",
        "An amount outside 0 to 10000, or too large or small for naive formatting.",
        "The server answers 400; exponent forms and lost digits give a 401 instead.",
        "Refuse the amount, or write every digit.",
    ),
    note(
        "MoneyTie",
        "MONEY",
        "More than two decimals, halfway between two cents or close to it.",
        "Languages round ties differently.",
        "Refuse more than two decimals, or round the exact binary value half to even.",
    ),
    note(
        "NegativeZero",
        "MONEY",
        "-0.0 or -0.",
        "Its sign is lost in some languages: body and signature disagree.",
        "Refuse it.",
    ),
    note(
        "NestedValue",
        "KEY_ORDER",
        "A list or a map inside a property or another field.",
        "Inner objects are left unsorted, or lists sorted.",
        "Sort keys at every level and leave lists as they are.",
    ),
    note(
        "NoPersonalData",
        "PERSONAL_DATA",
        "Text that resembles personal data but is not.",
        "Honest plan names are refused.",
        "Look for whole shapes, not for any run of digits or any at sign.",
    ),
    note(
        "NonAscii",
        "STRING_ESCAPING",
        "A character outside ASCII, within U+FFFF.",
        "The test ping verifies; real names do not.",
        "Escape it as \\u and four lower-case hex digits.",
    ),
    note(
        "NonFinite",
        "NUMBERS",
        "NaN or an infinity.",
        "It cannot be sent as JSON, so a signature over it is worthless.",
        "Refuse it.",
    ),
    note(
        "Normalization",
        "CHARSET",
        "Text that Unicode normalisation would change.",
        "The signed text is another than the one sent.",
        "Do not normalise.",
    ),
    note(
        "NotJson",
        "PARSER",
        "A body that is not JSON, or no goal.",
        "A lenient reader repairs it and checks something that was not sent; a careless one answers 500.",
        "Read strictly, and turn every failure of the reader into a 400.",
    ),
    note(
        "NullProperty",
        "FIELD_SET",
        "A property that is null.",
        "Signed bytes and body disagree when only one of them drops it.",
        "Leave it out of both, or keep it in both.",
    ),
    note(
        "NumberText",
        "NUMBERS",
        "A number outside value.",
        "Languages print numbers differently.",
        "Send numbers other than value as strings.",
    ),
    note(
        "OnOneConnection",
        "STATE",
        "A request on a connection that had other requests before.",
        "What was verified, parsed or looked up for the first request counts for the next one.",
        "Verify every request; keep nothing on the connection.",
    ),
    note(
        "OpenTimestamp",
        "TIME",
        "A first_touch_ts in a spelling of ISO 8601 that servers need not know.",
        "The lag is blank on one server and not on the next.",
        "Send what toISOString() gives: three decimals and Z.",
    ),
    note(
        "OtherKeys",
        "TENANT_BINDING",
        "A key beside the goal's own, or a tenant that is named elsewhere than in the domain.",
        "An attacker chooses whose goal it is.",
        "Ignore what is not signed; take the tenant from the domain alone.",
    ),
    note(
        "OtherType",
        "FIELD_SET",
        "A field of a type that the protocol does not have there.",
        "The server answers 400.",
        "Refuse it.",
    ),
    note(
        "PersonalData",
        "PERSONAL_DATA",
        "An e-mail address, a phone number or a US social security number in a plan.",
        "Personal data is stored without consent.",
        "Answer 400, name the property and the kind, never echo the text.",
    ),
    note(
        "PersonalDataNearMiss",
        "PERSONAL_DATA",
        "Text that may be personal data or not.",
        "Servers differ.",
        "Either is allowed; say in your documentation which.",
    ),
    note(
        "RawBody",
        "SIGNED_BYTES",
        "The signature covers the bytes of the body.",
        "A server that hashes the raw body takes it and refuses every documented signer.",
        "Build the canonical from what the body says and from the tenant's id.",
    ),
    note(
        "RememberedAnswer",
        "STATE",
        "A request after another one that is like it in some way.",
        "A cache answers for a request that was never verified, or refuses a goal for what another one did.",
        "Verify before any look-up; the key of a cache must hold everything that decides.",
    ),
    note(
        "Respelled",
        "SIGNED_BYTES",
        "A goal in another spelling of JSON: blanks, key order, escapes, number text.",
        "A server that hashes the raw body refuses what it must accept.",
        "Build the canonical from what the body says.",
    ),
    note(
        "SecretFormat",
        "KEY_DERIVATION",
        "A secret that is not an even number of hex digits.",
        "Permissive decoders cut it short and sign with a key that anybody can guess.",
        "Refuse to sign.",
    ),
    note(
        "SecretWhitespace",
        "KEY_DERIVATION",
        "A secret with white space, or an empty one.",
        "It works in one language and gives another key in the next.",
        "Refuse to sign; trim the line end where the secret is read from a file.",
    ),
    note(
        "Seeded",
        "BREADTH",
        "Made from a seed, for breadth.",
        "A random combination.",
        "Find the smallest part of the goal that still differs.",
    ),
    note(
        "SignatureHeader",
        "AUTHENTICATION",
        "A signature header that is wrong in its form, its length, its alphabet or its number.",
        "It is taken for no signature at all, or crashes the comparison: a forged goal, or a 500.",
        "Anything but 64 lower-case digits is a 401; compare bytes, in constant time.",
    ),
    note(
        "SignerMistake",
        "AUTHENTICATION",
        "A signature by a signer with a known mistake.",
        "A server that accepts it has the same mistake, and refuses signers that are right.",
        "Accept the signature of the canonical and nothing else.",
    ),
    note(
        "Slash",
        "STRING_ESCAPING",
        "A slash.",
        "Writers that escape it as \\/ sign other bytes.",
        "Leave it bare.",
    ),
    note(
        "SurroundingBlanks",
        "FIELD_SET",
        "Text that trimming or a change of case would alter.",
        "The body carries one text and the signature covers another.",
        "Sign the very text that is sent.",
    ),
    note(
        "Tampered",
        "AUTHENTICATION",
        "The body was changed after it was signed.",
        "Somebody adds an AI origin or a few zeros to a goal of another.",
        "Every field that is used must be part of what is signed.",
    ),
    note(
        "TenantId",
        "FIELD_SET",
        "A tenant_id in an unusual form.",
        "Changing its case or its form changes the signed bytes: 401.",
        "Sign it exactly as the dashboard shows it.",
    ),
    note(
        "TenantSecret",
        "AUTHENTICATION",
        "The server's own secret for the tenant is empty or malformed.",
        "The empty key is a key that everybody knows.",
        "Fail closed: 401 for whatever is signed, and an error in the log.",
    ),
    note(
        "TooLarge",
        "HTTP",
        "A body at, or just over, 64 KiB.",
        "One request takes the memory of all others.",
        "Stop reading at the limit; answer 413.",
    ),
    note(
        "UnsignedHint",
        "AUTHENTICATION",
        "No signature header at all.",
        "A check that is skipped where the header is missing ranks what anybody sends.",
        "Take it as the browser's hint, never ranked, or answer 401.",
    ),
    note(
        "ValueType",
        "MONEY",
        "A value that is not a number.",
        "float() and Number() make different amounts of the same text.",
        "Refuse it: the caller has to pass a number.",
    ),
];
