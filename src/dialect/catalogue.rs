//! The catalogue of mistakes.
//!
//! The order matters where several explain the same bytes: likelier ones come first. It matters too
//! where two turn the same knob: the later one wins, so what the protocol leaves open comes first. Ids are what
//! `goalpost.toml` and reports use and never change.

use super::knobs::*;

/// One mistake.
#[derive(Debug)]
pub struct Dialect {
    /// Its name in `goalpost.toml`, in reports and in JSON.
    pub id: &'static str,
    /// What the signer does, in one line.
    pub title: &'static str,
    /// Where it typically comes from.
    pub typical: &'static str,
    /// What to do about it.
    pub fix: &'static str,
    /// Whether the protocol leaves it open, so that it is no drift.
    pub permitted: bool,
    /// Makes the mistake.
    pub turn: fn(&mut Knobs),
}

const fn mistake(
    id: &'static str,
    title: &'static str,
    typical: &'static str,
    fix: &'static str,
    turn: fn(&mut Knobs),
) -> Dialect {
    Dialect { id, title, typical, fix, permitted: false, turn }
}

const fn left_open(
    id: &'static str,
    title: &'static str,
    typical: &'static str,
    fix: &'static str,
    turn: fn(&mut Knobs),
) -> Dialect {
    Dialect { id, title, typical, fix, permitted: true, turn }
}

/// Every dialect there is.
pub const CATALOGUE: [Dialect; 60] = [
    // Escapes and charset.
    mistake(
        "raw-utf8-not-ascii-escaped",
        "raw non-ASCII: characters outside ASCII are signed as UTF-8 bytes, not as \\uXXXX",
        "JSON.stringify, ensure_ascii=False, serde_json, Go's encoder",
        "escape every character from U+007F up as \\u and four lower-case hex digits, after serialising",
        |k| k.charset = Charset::Utf8,
    ),
    mistake(
        "del-char-not-escaped",
        "raw DEL: U+007F is signed as a bare byte, not as \\u007f",
        "escapers that start at U+0080, JSON.stringify, PHP",
        "start the range of escaped characters at U+007F",
        |k| k.escape_del = false,
    ),
    mistake(
        "uppercase-unicode-escape",
        "escapes have upper-case hex digits: \\u00E9",
        ".NET's and many Java escapers",
        "write \\u escapes with lower-case digits",
        |k| k.upper_case_escapes = true,
    ),
    mistake(
        "slashes-escaped",
        "/ is signed as \\/ and DEL is raw",
        "PHP's json_encode without JSON_UNESCAPED_SLASHES",
        "pass JSON_UNESCAPED_SLASHES and escape U+007F",
        |k| {
            k.escape_slash = true;
            k.escape_del = false;
        },
    ),
    mistake(
        "html-chars-escaped",
        "<, > and & are signed as \\u003c, \\u003e and \\u0026, other characters raw",
        "Go's json.Marshal, Rails' to_json",
        "turn HTML escaping off (SetEscapeHTML(false)) and escape everything from U+007F up",
        |k| {
            k.escape_html = true;
            k.escape_line_separators = true;
            k.escape_del = false;
            k.charset = Charset::Utf8;
        },
    ),
    mistake(
        "html-chars-escaped-in-ascii",
        "<, > and & are signed as \\u003c, \\u003e and \\u0026",
        "JSON encoders with HTML-safe output",
        "turn HTML-safe output off",
        |k| k.escape_html = true,
    ),
    mistake(
        "latin1-bytes",
        "text is signed as ISO 8859-1 bytes",
        "a platform's default charset, Node's 'binary'",
        "escape to ASCII before encoding",
        |k| k.charset = Charset::Latin1,
    ),
    mistake(
        "ascii-question-mark",
        "characters outside ASCII are signed as question marks",
        ".NET's Encoding.ASCII, errors='replace'",
        "escape to ASCII before encoding",
        |k| k.charset = Charset::QuestionMark,
    ),
    mistake(
        "lone-surrogate-replaced",
        "half of a surrogate pair is signed as U+FFFD",
        "languages whose strings are UTF-8: Go, Rust, Swift",
        "refuse such text: it cannot be sent as UTF-8 either",
        |k| k.replace_lone_surrogates = true,
    ),
    // Order and white space.
    mistake(
        "nested-keys-not-sorted",
        "properties (and what is in them) are signed in insertion order",
        "sorting the top level only",
        "sort keys at every level",
        |k| {
            k.properties_order = KeyOrder::Insertion;
            k.inner_order = KeyOrder::Insertion;
        },
    ),
    mistake(
        "javascript-key-order",
        "objects inside a field are signed in JavaScript's own key order",
        "JSON.stringify of a nested object",
        "sort keys at every level, by code point",
        |k| k.inner_order = KeyOrder::JavaScript,
    ),
    mistake(
        "top-level-not-sorted",
        "the top level is signed in insertion order",
        "sorting properties only",
        "sort keys at every level",
        |k| k.top_order = KeyOrder::Insertion,
    ),
    mistake(
        "keys-not-sorted",
        "no level is sorted",
        "serialising the object as it is",
        "sort keys at every level, by code point",
        |k| {
            k.top_order = KeyOrder::Insertion;
            k.properties_order = KeyOrder::Insertion;
            k.inner_order = KeyOrder::Insertion;
        },
    ),
    mistake(
        "utf16-key-sort",
        "keys are sorted by UTF-16 code unit",
        "Array.prototype.sort, Java's and C#'s ordinal comparison",
        "compare keys by code point",
        |k| {
            k.top_order = KeyOrder::Utf16;
            k.properties_order = KeyOrder::Utf16;
            k.inner_order = KeyOrder::Utf16;
        },
    ),
    mistake(
        "case-insensitive-key-sort",
        "keys are sorted without regard to case",
        "localeCompare, culture-aware sorting",
        "compare keys by code point",
        |k| {
            k.top_order = KeyOrder::CaseInsensitive;
            k.properties_order = KeyOrder::CaseInsensitive;
            k.inner_order = KeyOrder::CaseInsensitive;
        },
    ),
    mistake(
        "default-separators",
        "blanks after commas and colons",
        "json.dumps without separators=(',', ':')",
        "serialise without any blanks",
        |k| k.separators = (", ", ": "),
    ),
    mistake(
        "trailing-newline",
        "a newline is signed after the JSON",
        "Go's json.Encoder, echo",
        "sign the JSON without a newline",
        |k| k.trailer = "\n",
    ),
    // Money.
    mistake(
        "value-wrong-rounding",
        "ties in the third decimal are rounded up, not to even",
        "toFixed, PHP's number_format, decimal HALF_UP",
        "round half to even on the exact binary value, or refuse more than two decimals",
        |k| k.rounding = Rounding::HalfUp,
    ),
    mistake(
        "value-rounded-down",
        "decimals beyond the second are cut off",
        "integer division of cents, FLOOR",
        "round half to even on the exact binary value, or refuse more than two decimals",
        |k| k.rounding = Rounding::Down,
    ),
    mistake(
        "negative-zero",
        "a negative zero is signed as 0.00, not -0.00",
        "toFixed",
        "refuse a negative zero: no conversion has that value",
        |k| k.negative_zero = false,
    ),
    mistake(
        "value-exponent-form",
        "amounts from 1e21 up are signed in exponent form",
        "toFixed",
        "refuse amounts over 10000",
        |k| k.money = Money::ExponentFrom1e21,
    ),
    mistake(
        "value-trailing-zeros-dropped",
        "value is signed as its shortest text: 99, 99.5",
        "JavaScript's String(n), PHP, Go's %v",
        "format with exactly two decimals",
        |k| k.money = Money::Shortest,
    ),
    mistake(
        "value-float-repr",
        "value is signed as float text: 99.0",
        "str() of a Python or Ruby float",
        "format with exactly two decimals",
        |k| k.money = Money::FloatText,
    ),
    mistake(
        "value-as-json-number",
        "value is signed as a bare number with two decimals, without quotes",
        "string concatenation, raw JSON",
        "sign value as text: \"99.00\" with its quotes",
        |k| k.money_quoted = false,
    ),
    mistake(
        "value-as-sent",
        "value is signed as the number that the body carries",
        "signing the body's own serialisation",
        "format value as text with exactly two decimals before signing",
        |k| {
            k.money = Money::Shortest;
            k.money_quoted = false;
        },
    ),
    mistake(
        "value-in-cents",
        "value is signed in minor units",
        "amounts taken over from a payment provider",
        "divide by 100 and format with two decimals",
        |k| k.money = Money::Cents,
    ),
    mistake(
        "value-thousand-separator",
        "value is signed with commas between thousands",
        "PHP's number_format defaults, toLocaleString, .NET's N2",
        "format without grouping",
        |k| k.money = Money::Thousands,
    ),
    left_open(
        "python-number-coercion",
        "a value that is no number is converted with float()",
        "the documented Python sample",
        "refuse a value that is no number",
        |k| k.coercion = Coercion::Python,
    ),
    left_open(
        "python-non-finite",
        "NaN and infinities are signed as Python prints them",
        "the documented Python sample",
        "refuse numbers that are not finite",
        |k| k.non_finite = NonFiniteText::Python,
    ),
    mistake(
        "javascript-number-coercion",
        "a value that is no number is converted with Number()",
        "JavaScript signers without a type check",
        "refuse a value that is no number",
        |k| k.coercion = Coercion::JavaScript,
    ),
    mistake(
        "javascript-non-finite",
        "NaN and infinities are signed as \"NaN\", \"Infinity\" or null",
        "toFixed and JSON.stringify",
        "refuse numbers that are not finite",
        |k| k.non_finite = NonFiniteText::JavaScript,
    ),
    // Fields.
    left_open(
        "null-property-dropped",
        "properties that are null are left out",
        "the documented Node sample",
        "leave them out of the body too",
        |k| k.null_properties = false,
    ),
    mistake(
        "unknown-property-dropped",
        "only value, currency and plan are signed; the body carries the others unsigned",
        "the documented Node sample's fixed list",
        "sign every property, or refuse the ones that the protocol does not list",
        |k| k.unknown_properties = false,
    ),
    mistake(
        "javascript-number-text",
        "numbers outside value are signed as JavaScript prints them",
        "JSON.stringify",
        "only value is a number; send the others as strings",
        |k| k.number_text = NumberText::JavaScript,
    ),
    mistake(
        "empty-containers-truthy",
        "an empty list or map counts as passed",
        "|| and if in JavaScript",
        "pass strings or nothing",
        |k| k.truthiness = Truthiness::JavaScript,
    ),
    mistake(
        "foreign-properties-ignored",
        "properties that are no object are signed as {}",
        "reading fields of a string or number in JavaScript",
        "refuse properties that are no object",
        |k| k.refuse_foreign_properties = false,
    ),
    mistake(
        "session-null-not-empty",
        "an absent session_id is signed as null, not as \"\"",
        "passing None, null or nil through",
        "sign \"\" when there is no session",
        |k| k.session = Session::Null,
    ),
    mistake(
        "session-omitted-when-absent",
        "an absent session_id is left out of the signed bytes",
        "undefined dropped by JSON.stringify, omitempty",
        "sign \"session_id\":\"\" when there is no session",
        |k| k.session = Session::Omitted,
    ),
    mistake(
        "first-touch-not-signed",
        "first_touch_bucket and first_touch_ts are not signed",
        "adding them to the body only",
        "sign both whenever they are sent",
        |k| k.first_touch = FirstTouch::Never,
    ),
    mistake(
        "empty-first-touch-signed",
        "first-touch keys that are empty are signed all the same",
        "checking for null only, or not at all",
        "leave them out when they are empty",
        |k| k.first_touch = FirstTouch::WhenPassed,
    ),
    mistake(
        "tenant-id-omitted",
        "tenant_id is not signed",
        "building the signed bytes from the body, which does not carry it",
        "add tenant_id to the signed object",
        |k| k.tenant_id = false,
    ),
    // Key and output.
    left_open(
        "python-hex-key",
        "white space in a secret is skipped and an empty one is an empty key",
        "bytes.fromhex in the documented Python sample",
        "refuse a secret that is not an even number of hex digits",
        |k| k.key = KeySource::HexSkippingBlanks,
    ),
    mistake(
        "hex-key-truncated",
        "a secret that is not hex is cut at the first bad pair and used",
        "Buffer.from(secret, 'hex')",
        "refuse a secret that is not an even number of hex digits",
        |k| k.key = KeySource::HexCutShort,
    ),
    mistake(
        "secret-used-as-text",
        "the secret's hex text is the key, not the bytes it stands for",
        "passing the dashboard's text to the HMAC function",
        "decode the secret from hex first",
        |k| k.key = KeySource::Text,
    ),
    mistake(
        "secret-whitespace-or-newline",
        "the secret's hex text and a newline are the key",
        "reading the secret from a file as text",
        "trim the file's line end, then decode the secret from hex",
        |k| k.key = KeySource::TextAndNewline,
    ),
    mistake(
        "secret-base64-decoded",
        "the secret is decoded as base64",
        "hex digits are valid base64, so no error shows",
        "decode the secret from hex",
        |k| k.key = KeySource::Base64,
    ),
    mistake(
        "empty-key",
        "the key is empty",
        "a variable that is not set, hex2bin() on text that is not hex",
        "refuse to sign without a secret",
        |k| k.key = KeySource::Empty,
    ),
    mistake(
        "base64-not-hex-output",
        "the signature is base64",
        "an encoder's default",
        "write the signature in lower-case hex",
        |k| k.output = Output::Base64,
    ),
    mistake(
        "uppercase-hex-output",
        "the signature has upper-case hex digits",
        ".NET's Convert.ToHexString, %X",
        "write the signature in lower-case hex",
        |k| k.output = Output::UpperHex,
    ),
    mistake(
        "wrong-hash-algorithm-sha1",
        "the signature is HMAC-SHA1",
        "an example for another API",
        "use HMAC with SHA-256",
        |k| k.construction = Construction::HmacSha1,
    ),
    mistake(
        "wrong-hash-algorithm-sha384",
        "the signature is HMAC-SHA384",
        "an example for another API",
        "use HMAC with SHA-256",
        |k| k.construction = Construction::HmacSha384,
    ),
    mistake(
        "wrong-hash-algorithm-sha512",
        "the signature is HMAC-SHA512",
        "an example for another API",
        "use HMAC with SHA-256",
        |k| k.construction = Construction::HmacSha512,
    ),
    mistake(
        "wrong-hash-algorithm-md5",
        "the signature is HMAC-MD5",
        "an example for another API",
        "use HMAC with SHA-256",
        |k| k.construction = Construction::HmacMd5,
    ),
    mistake(
        "key-and-message-swapped",
        "key and message stand in each other's place",
        "functions that take the message first",
        "pass the key where the function wants the key",
        |k| k.construction = Construction::Swapped,
    ),
    mistake(
        "plain-hash-key-first",
        "the signature is a plain SHA-256 of the key and the message",
        "a hash taken for an HMAC",
        "use HMAC with SHA-256",
        |k| k.construction = Construction::HashOfKeyAndMessage,
    ),
    mistake(
        "plain-hash-message-first",
        "the signature is a plain SHA-256 of the message and the key",
        "a hash taken for an HMAC",
        "use HMAC with SHA-256",
        |k| k.construction = Construction::HashOfMessageAndKey,
    ),
    mistake(
        "plain-hash-without-key",
        "the signature is a plain SHA-256 of the message; no secret is in it",
        "a hash taken for an HMAC",
        "use HMAC with SHA-256, keyed with the secret",
        |k| k.construction = Construction::HashOfMessage,
    ),
    mistake(
        "base64url-not-hex-output",
        "the signature is base64 for URLs",
        "an encoder's default",
        "write the signature in lower-case hex",
        |k| k.output = Output::Base64Url,
    ),
    mistake(
        "signature-prefix-added",
        "the signature has sha256= before it",
        "another API's header",
        "send the 64 hex digits alone",
        |k| k.output = Output::Prefixed,
    ),
    mistake(
        "signature-truncated",
        "only the first half of the signature is sent",
        "a column or a format that is too narrow",
        "send all 64 hex digits",
        |k| k.output = Output::FirstHalf,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_every_dialect_turns_a_knob() {
        for (i, dialect) in CATALOGUE.iter().enumerate() {
            assert!(CATALOGUE[..i].iter().all(|other| other.id != dialect.id), "{}", dialect.id);
            let mut knobs = Knobs::default();
            (dialect.turn)(&mut knobs);
            assert_ne!(knobs, Knobs::default(), "{}", dialect.id);
        }
    }
}
