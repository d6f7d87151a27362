//! SignerConfig of the signing: what is signed, with which key, and how the digest is made and written.

/// What is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The canonical bytes.
    Canonical,
    /// The body, byte for byte. Where none is known, what a client would send: as the config say.
    RawBody,
    /// `properties` alone.
    Properties,
    /// An object of `event_name` and `value`.
    EventAndValue,
    /// The properties' members beside the others, in one flat object.
    Flat,
    /// `event_name=purchase&…`: every field as in a form, percent escapes and sorted keys.
    Form,
    /// The values alone, in the order of their keys, with this between them.
    Joined(&'static str),
    /// Python's `str(payload)`.
    PythonRepr,
    /// Ruby's `payload.inspect`.
    RubyInspect,
    /// Java's `Map.toString()`.
    JavaMap,
    /// A word, whatever the goal is: what a language prints for an object.
    Word(&'static str),
    /// The secret's text.
    SecretText,
    /// `tenant_id` alone.
    TenantId,
    /// `event_name` alone.
    EventName,
    /// The request target.
    Target,
}

/// What is done to the bytes as a whole before they are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrap {
    /// Nothing: the protocol's way.
    None,
    /// The JSON text is a JSON string.
    JsonString,
    /// Base64.
    Base64,
    /// Base64 for URLs, without padding.
    Base64Url,
    /// Lower-case hex.
    Hex,
    /// SHA-256, in hex.
    HashHex,
    /// SHA-256, its bytes.
    HashBytes,
    /// Percent escapes, as in a query.
    Percent,
    /// HTML entities for `&`, `<`, `>` and quotes.
    Html,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// A list of one.
    InList,
    /// The value of a key.
    Under(&'static str),
}

/// What stands before or after the canonical bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The method.
    Method,
    /// The path.
    Path,
    /// Path and query.
    Target,
    /// The whole URL.
    Url,
    /// The domain.
    Domain,
    /// The tenant's id.
    TenantId,
    /// `event_name`.
    EventName,
    /// `first_touch_ts`.
    Moment,
    /// The value of a header field that says when or which: by its place among those.
    Header(u8),
    /// These characters.
    Text(&'static str),
}

/// How the secret's text becomes the HMAC key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// Strict hex: the protocol's way.
    Hex,
    /// Hex as `bytes.fromhex` reads it: white space between bytes skipped, empty text an empty key.
    HexSkippingBlanks,
    /// Hex up to the first pair that is none, as `Buffer.from(…, 'hex')` reads it.
    HexCutShort,
    /// This number of bytes of the key, from the start.
    HexFirst(u8),
    /// The key without its first byte.
    HexTail,
    /// A zero byte and the key.
    HexAfterZero,
    /// The key and a newline.
    HexAndNewline,
    /// The bytes the other way round.
    HexReversed,
    /// The bytes through a string: each that is not UTF-8 becomes U+FFFD.
    HexThroughUtf8,
    /// The bytes through a string: each a character, encoded as UTF-8.
    HexThroughLatin1,
    /// The bytes in base64, as text.
    HexToBase64,
    /// The hash of the bytes.
    HexHashed,
    /// The text itself, with this before and this after it.
    Text(&'static str, &'static str),
    /// The text in capitals.
    TextUpper,
    /// The text in lower case.
    TextLower,
    /// This number of characters of the text, from the start.
    TextFirst(u8),
    /// The text without its last character.
    TextButLast,
    /// The text without its first character.
    TextButFirst,
    /// The text in hex, as text.
    TextToHex,
    /// The text in UTF-16, low byte first.
    TextUtf16,
    /// The SHA-256 of the text.
    TextHashed,
    /// The SHA-256 of the text, in hex, as text.
    TextHashedHex,
    /// The MD5 of the text, in hex, as text.
    TextMd5Hex,
    /// The text decoded as base64.
    Base64,
    /// The text encoded as base64.
    ToBase64,
    /// Nothing.
    Empty,
    /// A word: what a language prints where there is none, or a sample's placeholder.
    Word(&'static str),
    /// The tenant's id.
    TenantId,
    /// The domain.
    Domain,
    /// Another tenant's key, out of those that are known.
    Other(u8),
    /// Another tenant's text.
    OtherText(u8),
}

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The names are the standard's.
pub enum Hash {
    Sha256,
    Sha1,
    Sha224,
    Sha384,
    Sha512,
    Sha512T256,
    Sha3T256,
    Md5,
}

/// How key and message become a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Construction {
    /// HMAC: the protocol's way.
    Hmac,
    /// HMAC with key and message in each other's place.
    Swapped,
    /// A plain hash of the key, this, and the message.
    KeyFirst(&'static str),
    /// A plain hash of the message, this, and the key.
    KeyLast(&'static str),
    /// A plain hash of the secret's text and the message.
    TextFirst,
    /// A plain hash of the message and the secret's text.
    TextLast,
    /// A plain hash of the key, the message, and the key again.
    Sandwich,
    /// A plain hash of the message alone.
    MessageOnly,
}

/// What is done to the digest before it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// Nothing: the protocol's way.
    No,
    /// Its bytes are hashed.
    Hash,
    /// Its hex text is hashed.
    HashHex,
    /// Its bytes are signed again.
    Hmac,
    /// Its hex text is signed again.
    HmacHex,
}

/// How the digest is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Lower-case hex: the protocol's way.
    LowerHex,
    /// Upper-case hex.
    UpperHex,
    /// Base64 with padding.
    Base64,
    /// Base64 without padding.
    Base64Bare,
    /// Base64 for URLs, without padding.
    Base64Url,
    /// Base64 for URLs, with padding.
    Base64UrlPadded,
    /// The hex text in base64.
    Base64OfHex,
    /// The hex text in hex.
    HexOfHex,
}
