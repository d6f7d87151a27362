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
    /// As the documented sample inserts them.
    Insertion,
    /// As the body carries them, `tenant_id` before them; insertion order where no body is known.
    AsSent,
    /// As the body carries them, `tenant_id` after them.
    AsSentTenantLast,
    /// As a JavaScript object lists them: array indices ascending, then insertion order.
    JavaScript,
    /// As told.
    Given(Permutation),
}

/// An order of an object's known keys: the place of each. Other keys come after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Permutation(pub [u8; 6]);

/// What becomes of characters outside ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// `\uXXXX`: the protocol's way.
    Escaped,
    /// UTF-8 bytes; a lone surrogate stays escaped.
    Utf8,
    /// ISO 8859-1 bytes, `?` for what it does not have.
    Latin1,
    /// Windows-1252 bytes, `?` for what it does not have.
    Windows1252,
    /// `?` for every UTF-16 unit.
    QuestionMark,
    /// `?` for every character.
    QuestionMarkEach,
    /// Nothing: they are left out.
    Dropped,
    /// `&#233;`.
    XmlReference,
    /// `\xe9`, `\u20ac`, `\U0001f600`, as Python's `backslashreplace`.
    BackslashX,
    /// `%C3%A9`.
    Percent,
    /// UTF-8 read as ISO 8859-1, then escaped: `\u00c3\u00a9`.
    Mojibake,
    /// UTF-8 read as ISO 8859-1, then written as UTF-8: `Ã©`.
    DoubleUtf8,
    /// UTF-8 of each UTF-16 unit: Java's modified UTF-8, CESU-8.
    Cesu8,
}

/// How characters beyond U+FFFF are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Astral {
    /// As two units: the protocol's way.
    Pair,
    /// `\U0001f600`.
    Eight,
    /// `\u{1f600}`.
    Braces,
    /// `\u1f600`: five digits.
    Five,
    /// Not at all: four bytes of UTF-8.
    Raw,
}

/// A Unicode normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NormalForm {
    /// Composed.
    Nfc,
    /// Decomposed.
    Nfd,
    /// Composed, compatibility characters replaced.
    Nfkc,
    /// Decomposed, compatibility characters replaced.
    Nfkd,
    /// Decomposed, then everything outside ASCII dropped: `café` becomes `cafe`.
    Ascii,
}

/// What is done to a text before it is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alteration {
    /// White space around it is removed.
    Trim,
    /// Lower case.
    Lower,
    /// Upper case.
    Upper,
    /// `&`, `<`, `>` and quotes as HTML entities.
    Html,
    /// Percent escapes, as in a query.
    Percent,
    /// Cut after so many characters.
    Cut(u16),
    /// Every run of white space becomes one blank.
    Squeeze,
    /// Slashes put before quotes and backslashes: PHP's `addslashes`.
    AddSlashes,
}

/// Which texts are altered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// All of them, `tenant_id` aside.
    Everywhere,
    /// `event_name`.
    EventName,
    /// `session_id`.
    SessionId,
    /// `properties.currency`.
    Currency,
    /// `properties.plan`.
    Plan,
    /// `first_touch_bucket`.
    Bucket,
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
    /// The text in which it was passed or sent: `99.50`.
    AsWritten,
    /// Minor units: `9900`.
    Cents,
    /// A hundredth of it, with two decimals: the body carries minor units.
    FromCents,
    /// Two decimals, with this between thousands and this for the point.
    Grouped(&'static str, &'static str),
    /// So many decimals.
    Decimals(usize),
    /// Seventeen digits: `%.17g`.
    SeventeenDigits,
    /// `9.900000e+01`: `%e`.
    Scientific,
    /// Two decimals of the nearest single-precision number.
    SinglePrecision,
}

/// What stands around `value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Nothing: the protocol's way.
    None,
    /// A sign before it.
    Before(&'static str),
    /// A sign after it.
    After(&'static str),
    /// The goal's currency before it, and a blank.
    CodeBefore,
    /// The goal's currency after it, and a blank before that.
    CodeAfter,
}

/// How the third decimal is rounded away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Ties to even, on the exact binary value: the protocol's way.
    HalfEven,
    /// Ties away from zero, on the exact binary value.
    HalfUp,
    /// Ties away from zero, on the shortest decimal text: 1.005 becomes 1.01.
    HalfUpDecimal,
    /// Cut off.
    Down,
    /// Up, whatever is cut off.
    Up,
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
    /// A text such as `undefined`.
    Word(&'static str),
    /// What was passed: null where it was null, nothing where nothing was.
    AsPassed,
    /// `""`, whatever was passed.
    AlwaysEmpty,
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
    /// The bucket alone.
    BucketOnly,
    /// The time alone.
    TsOnly,
    /// Both; null where not passed.
    NullWhenAbsent,
    /// Both; `""` where not passed.
    EmptyWhenAbsent,
    /// Among the properties.
    InProperties,
}

/// How `first_touch_ts` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Verbatim: the protocol's way.
    Verbatim,
    /// Parsed and printed again in UTC: so many digits of the second's fraction, and this for the zone.
    Utc(u8, &'static str),
    /// The same with the fraction only where it is not zero, without trailing zeros.
    UtcShortest(&'static str),
    /// Parsed and printed again in another zone: so many minutes east of UTC.
    Zone(i16),
    /// `2026-11-01 10:00:00+00:00`: a blank for the T, and this for the zone.
    Blank(&'static str),
    /// Seconds since 1970.
    Seconds,
    /// Milliseconds since 1970.
    Milliseconds,
    /// `2026-11-01`.
    Date,
    /// `Sun, 01 Nov 2026 10:00:00 GMT`.
    Http,
}

/// How `tenant_id` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TenantForm {
    /// As it is: the protocol's way.
    AsIs,
    /// Not at all.
    Omitted,
    /// In capitals.
    Upper,
    /// In lower case.
    Lower,
    /// In braces.
    Braces,
    /// Without its dashes.
    NoDashes,
    /// With `urn:uuid:` before it.
    Urn,
    /// The domain in its place.
    Domain,
    /// `""` in its place.
    Empty,
    /// `null` in its place.
    Null,
    /// Another tenant's, out of those that are known.
    Other(u8),
}

/// Known properties that were not passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// Are left out: the protocol's way.
    Omitted,
    /// Are null.
    Null,
    /// Are `""`, and `value` is `0.00`.
    Zero,
}

/// A member that is not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgotten {
    /// None: the protocol's way.
    None,
    /// `event_name`.
    EventName,
    /// `session_id`.
    SessionId,
    /// `properties`.
    Properties,
    /// `properties.value`.
    Value,
    /// `properties.currency`.
    Currency,
    /// `properties.plan`.
    Plan,
}

/// What is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The canonical bytes.
    Canonical,
    /// The body, byte for byte. Where none is known, what a client would send: as the knobs say.
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
    /// So many bytes of the key, from the start.
    HexFirst(u8),
    /// The key without its first byte.
    HexTail,
    /// The bytes the other way round.
    HexReversed,
    /// The bytes through a string: each that is no UTF-8 becomes U+FFFD.
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
    /// So many characters of the text, from the start.
    TextFirst(u8),
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
}

/// One setting of every knob. [`Knobs::default`] is the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The type of each says it.
pub struct Knobs {
    pub subject: Subject,
    pub top_order: KeyOrder,
    /// Of `properties`.
    pub properties_order: KeyOrder,
    /// Of objects inside a field or a property.
    pub inner_order: KeyOrder,
    /// Between members, and between a key and its value.
    pub separators: (&'static str, &'static str),
    /// Members on lines of their own, each level deeper by this.
    pub indent: Option<&'static str>,
    /// Text before and after the JSON.
    pub leader: &'static str,
    pub trailer: &'static str,
    pub charset: Charset,
    pub astral: Astral,
    /// `\u00E9` in place of `\u00e9`.
    pub upper_case_escapes: bool,
    /// `\n` and the like; else `\u000a`.
    pub short_escapes: bool,
    pub escape_del: bool,
    pub escape_slash: bool,
    /// `<`, `>` and `&` as `\u003c` and so on.
    pub escape_html: bool,
    /// `'` as `\u0027` and `"` as `\u0022`.
    pub escape_quotes: bool,
    /// `+` and the back quote as `\u002b` and `\u0060`.
    pub escape_plus: bool,
    /// U+2028 and U+2029 escaped even where other characters are raw.
    pub escape_line_separators: bool,
    /// A lone surrogate becomes U+FFFD.
    pub replace_lone_surrogates: bool,
    /// Nothing is escaped at all: text pasted between quotes.
    pub unescaped: bool,
    pub normal_form: Option<NormalForm>,
    pub alteration: Option<(Alteration, Where)>,
    pub number_text: NumberText,
    pub money: Money,
    pub money_quoted: bool,
    pub unit: Unit,
    pub rounding: Rounding,
    pub negative_zero: bool,
    pub coercion: Coercion,
    pub non_finite: NonFiniteText,
    pub truthiness: Truthiness,
    pub null_properties: bool,
    /// `value` is signed where it is 0, texts where they are empty.
    pub zero_properties: bool,
    pub absent: Absent,
    /// Properties other than `value`, `currency` and `plan` are signed.
    pub unknown_properties: bool,
    /// Properties that are no object are refused; else they count as none.
    pub refuse_foreign_properties: bool,
    /// `properties` is left out where it is empty.
    pub omit_empty_properties: bool,
    pub forgotten: Forgotten,
    pub session: Session,
    pub first_touch: FirstTouch,
    pub moment: Moment,
    pub tenant_id: TenantForm,
    /// `domain` is a member too.
    pub domain_member: bool,
    pub wrap: Wrap,
    /// What stands before the bytes, and after them.
    pub before: &'static [Piece],
    pub after: &'static [Piece],
    pub key: KeySource,
    pub hash: Hash,
    pub construction: Construction,
    pub again: Again,
    pub encoding: Encoding,
    /// Before the signature.
    pub prefix: &'static str,
    /// After every two digits but the last.
    pub digit_separator: &'static str,
    /// So many characters of it.
    pub keep: Option<u16>,
}

/// Which step of signing a mistake is made in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// The bytes that are signed.
    Message,
    /// The key.
    Key,
    /// What key and message become.
    Digest,
    /// How the digest is written.
    Output,
}

impl Knobs {
    /// Whether the signature itself is made as the protocol says.
    pub fn has_usual_key_and_output(&self) -> bool {
        [Step::Key, Step::Digest, Step::Output].into_iter().all(|step| self.is_usual(step))
    }

    /// Whether a step is done as the protocol says.
    pub fn is_usual(&self, step: Step) -> bool {
        let usual = &Knobs::default();
        match step {
            Step::Key => self.key == usual.key,
            Step::Digest => {
                (self.hash, self.construction, self.again)
                    == (usual.hash, usual.construction, usual.again)
            }
            Step::Output => {
                (self.encoding, self.prefix, self.digit_separator, self.keep)
                    == (usual.encoding, usual.prefix, usual.digit_separator, usual.keep)
            }
            Step::Message => {
                let message = Knobs {
                    key: usual.key,
                    hash: usual.hash,
                    construction: usual.construction,
                    again: usual.again,
                    encoding: usual.encoding,
                    prefix: usual.prefix,
                    digit_separator: usual.digit_separator,
                    keep: usual.keep,
                    ..self.clone()
                };
                message == *usual
            }
        }
    }
}

impl Default for Knobs {
    fn default() -> Self {
        Knobs {
            subject: Subject::Canonical,
            top_order: KeyOrder::CodePoint,
            properties_order: KeyOrder::CodePoint,
            inner_order: KeyOrder::CodePoint,
            separators: (",", ":"),
            indent: None,
            leader: "",
            trailer: "",
            charset: Charset::Escaped,
            astral: Astral::Pair,
            upper_case_escapes: false,
            short_escapes: true,
            escape_del: true,
            escape_slash: false,
            escape_html: false,
            escape_quotes: false,
            escape_plus: false,
            escape_line_separators: false,
            replace_lone_surrogates: false,
            unescaped: false,
            normal_form: None,
            alteration: None,
            number_text: NumberText::Python,
            money: Money::TwoDecimals,
            money_quoted: true,
            unit: Unit::None,
            rounding: Rounding::HalfEven,
            negative_zero: true,
            coercion: Coercion::Refuse,
            non_finite: NonFiniteText::Refuse,
            truthiness: Truthiness::Python,
            null_properties: true,
            zero_properties: true,
            absent: Absent::Omitted,
            unknown_properties: true,
            refuse_foreign_properties: true,
            omit_empty_properties: false,
            forgotten: Forgotten::None,
            session: Session::Empty,
            first_touch: FirstTouch::WhenGiven,
            moment: Moment::Verbatim,
            tenant_id: TenantForm::AsIs,
            domain_member: false,
            wrap: Wrap::None,
            before: &[],
            after: &[],
            key: KeySource::Hex,
            hash: Hash::Sha256,
            construction: Construction::Hmac,
            again: Again::No,
            encoding: Encoding::LowerHex,
            prefix: "",
            digit_separator: "",
            keep: None,
        }
    }
}
