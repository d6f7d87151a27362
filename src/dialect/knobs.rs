//! The knobs: every decision of the protocol that signers are known to get wrong.

/// In which order an object's keys are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOrder {
    /// By code point: the protocol's order.
    CodePoint,
    /// By UTF-16 code unit, as JavaScript, Java and C# compare.
    Utf16,
    /// By lower-cased text, as a locale-aware or case-insensitive sort does.
    CaseInsensitive,
    /// As the code inserted them.
    Insertion,
    /// As a JavaScript object lists them: array indices ascending, then insertion order.
    JavaScript,
}

/// What becomes of characters outside ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// `\uXXXX`: the protocol's way.
    Escaped,
    /// UTF-8 bytes; a lone surrogate stays escaped.
    Utf8,
    /// ISO 8859-1 bytes, `?` for what it does not have.
    Latin1,
    /// `?` for every UTF-16 unit.
    QuestionMark,
}

/// How numbers other than `value` are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberText {
    /// CPython: integers whole, doubles by `repr`.
    Python,
    /// Every number a double, by JavaScript's rules.
    JavaScript,
}

/// The form of `value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Money {
    /// Two decimals, all digits: the protocol's form.
    TwoDecimals,
    /// Two decimals up to 1e21, exponent form from there: `Number.prototype.toFixed`.
    ExponentFrom1e21,
    /// Shortest text: `99`, `99.5`.
    Shortest,
    /// The language's float text: `99.0`.
    FloatText,
    /// Minor units: `9900`.
    Cents,
    /// Two decimals with a comma between thousands.
    Thousands,
}

/// How the third decimal is rounded away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Ties to even, on the exact binary value: the protocol's way.
    HalfEven,
    /// Ties away from zero, on the exact binary value.
    HalfUp,
    /// Cut off.
    Down,
}

/// What is done with a `value` that is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coercion {
    /// Refused: the protocol's way.
    Refuse,
    /// Python's `float()`.
    Python,
    /// JavaScript's `Number()`.
    JavaScript,
}

/// What is done with numbers that are not finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NonFiniteText {
    /// Refused: the protocol's way.
    Refuse,
    /// `"nan"`, `"inf"` as a `value`, `NaN`, `Infinity` elsewhere.
    Python,
    /// `"NaN"`, `"Infinity"` as a `value`, `null` elsewhere.
    JavaScript,
}

/// Which values count as not passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truthiness {
    /// Python's: empty lists and maps are false.
    Python,
    /// JavaScript's: empty lists and maps are true, NaN is false.
    JavaScript,
}

/// What stands for a session that was not passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Session {
    /// `""`: the protocol's way.
    Empty,
    /// `null`.
    Null,
    /// The key is left out.
    Omitted,
}

/// Which first-touch keys are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstTouch {
    /// Those passed and not empty: the protocol's way.
    WhenGiven,
    /// Those passed, empty or not.
    WhenPassed,
    /// None.
    Never,
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
    /// The text itself.
    Text,
    /// The text itself and a newline.
    TextAndNewline,
    /// The text decoded as base64.
    Base64,
    /// Nothing.
    Empty,
}

/// How key and message become a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Construction {
    /// HMAC-SHA256: the protocol's way.
    HmacSha256,
    /// HMAC with another hash.
    HmacSha1,
    /// See `HmacSha1`.
    HmacSha384,
    /// See `HmacSha1`.
    HmacSha512,
    /// See `HmacSha1`.
    HmacMd5,
    /// HMAC-SHA256 with key and message in each other's place.
    Swapped,
    /// SHA-256 of the key and then the message.
    HashOfKeyAndMessage,
    /// SHA-256 of the message and then the key.
    HashOfMessageAndKey,
    /// SHA-256 of the message alone.
    HashOfMessage,
}

/// How the digest is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Lower-case hex: the protocol's way.
    LowerHex,
    /// Upper-case hex.
    UpperHex,
    /// Base64 with padding.
    Base64,
    /// Base64 for URLs, without padding.
    Base64Url,
    /// Lower-case hex behind `sha256=`.
    Prefixed,
    /// The first half of the hex digits.
    FirstHalf,
}

/// One setting of every knob. [`Knobs::default`] is the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The type of each says it.
pub struct Knobs {
    pub top_order: KeyOrder,
    /// Of `properties`.
    pub properties_order: KeyOrder,
    /// Of objects inside a field or a property.
    pub inner_order: KeyOrder,
    /// Between members, and between a key and its value.
    pub separators: (&'static str, &'static str),
    /// Text after the canonical.
    pub trailer: &'static str,
    pub charset: Charset,
    /// `\u00E9` in place of `\u00e9`.
    pub upper_case_escapes: bool,
    pub escape_del: bool,
    pub escape_slash: bool,
    /// `<`, `>` and `&` as `\u003c` and so on.
    pub escape_html: bool,
    /// U+2028 and U+2029 escaped even where other characters are raw.
    pub escape_line_separators: bool,
    /// A lone surrogate becomes U+FFFD.
    pub replace_lone_surrogates: bool,
    pub number_text: NumberText,
    pub money: Money,
    pub money_quoted: bool,
    pub rounding: Rounding,
    pub negative_zero: bool,
    pub coercion: Coercion,
    pub non_finite: NonFiniteText,
    pub truthiness: Truthiness,
    pub null_properties: bool,
    /// Properties other than `value`, `currency` and `plan` are signed.
    pub unknown_properties: bool,
    /// Properties that are no object are refused; else they count as none.
    pub refuse_foreign_properties: bool,
    pub session: Session,
    pub first_touch: FirstTouch,
    pub tenant_id: bool,
    pub key: KeySource,
    pub construction: Construction,
    pub output: Output,
}

impl Knobs {
    /// Whether the signature itself is made as the protocol says.
    pub fn has_usual_key_and_output(&self) -> bool {
        self.key == KeySource::Hex
            && self.construction == Construction::HmacSha256
            && self.output == Output::LowerHex
    }
}

impl Default for Knobs {
    fn default() -> Self {
        Knobs {
            top_order: KeyOrder::CodePoint,
            properties_order: KeyOrder::CodePoint,
            inner_order: KeyOrder::CodePoint,
            separators: (",", ":"),
            trailer: "",
            charset: Charset::Escaped,
            upper_case_escapes: false,
            escape_del: true,
            escape_slash: false,
            escape_html: false,
            escape_line_separators: false,
            replace_lone_surrogates: false,
            number_text: NumberText::Python,
            money: Money::TwoDecimals,
            money_quoted: true,
            rounding: Rounding::HalfEven,
            negative_zero: true,
            coercion: Coercion::Refuse,
            non_finite: NonFiniteText::Refuse,
            truthiness: Truthiness::Python,
            null_properties: true,
            unknown_properties: true,
            refuse_foreign_properties: true,
            session: Session::Empty,
            first_touch: FirstTouch::WhenGiven,
            tenant_id: true,
            key: KeySource::Hex,
            construction: Construction::HmacSha256,
            output: Output::LowerHex,
        }
    }
}
