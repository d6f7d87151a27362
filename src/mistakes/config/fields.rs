//! SignerConfig of the fields: numbers, money, and the value of absent fields.

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
    /// The text that Python and Ruby print for the number: `99`, `99.0`.
    AsPassed,
    /// Minor units: `9900`.
    Cents,
    /// A hundredth of it, with two decimals: the body carries minor units.
    FromCents,
    /// Two decimals, with this between thousands and this for the point.
    Grouped(&'static str, &'static str),
    /// As many decimals as there are, three at most, with this between thousands and this for the point.
    GroupedShortest(&'static str, &'static str),
    /// No decimals, with this between thousands.
    GroupedWhole(&'static str),
    /// No decimals: cut off.
    Whole,
    /// Minor units, multiplied and cut off: 19.99 becomes 1998.
    CentsCut,
    /// Minor units, with two decimals.
    CentsWithDecimals,
    /// Number of decimals.
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
    /// Multiplied by 100, cut off and divided: 19.99 becomes 19.98.
    DownByHundreds,
    /// Multiplied by 100, rounded up and divided: 1.1 becomes 1.11.
    UpByHundreds,
}

/// What is done with a `value` that is not a number.
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

/// Which texts count as not passed, `event_name` aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AbsentTexts {
    /// An empty session and an empty first touch: the protocol's way.
    AsDocumented,
    /// Every empty text.
    Empty,
    /// Every empty text and every `0`, as PHP and Perl have it.
    Falsy,
    /// Every text of white space alone.
    Blank,
    /// Every first touch of white space alone.
    BlankFirstTouch,
    /// Properties that are empty or `0`.
    FalsyProperties,
}

/// What is signed for a session that was not passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Session {
    /// `""`: the protocol's way.
    Empty,
    /// `null`, where it is null or absent; `""` where it is empty.
    Null,
    /// The key is left out, where it is empty too.
    Omitted,
    /// The key is left out where it is null or absent.
    OmittedWhenNull,
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
    /// Those that are not null, empty or not.
    WhenPassed,
    /// Those that are there at all, null or empty as they may be.
    AsPassed,
    /// None.
    Never,
    /// The bucket alone.
    BucketOnly,
    /// The time alone.
    TsOnly,
    /// Both; null where not passed, `""` where empty.
    NullWhenAbsent,
    /// Both; `""` where not passed.
    EmptyWhenAbsent,
    /// Among the properties.
    InProperties,
    /// Where there is a bucket: that, and the time if any. Else none.
    WithBucket,
    /// Where there is a bucket: both, `""` for a time that was not passed. Else none.
    WithBucketOrEmpty,
    /// Where there is a bucket: both, null for a time that was not passed. Else none.
    WithBucketOrNull,
}

/// The fraction of a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fraction {
    /// A number of digits.
    Digits(u8),
    /// Without trailing zeros.
    Shortest,
    /// Six digits where it is not zero.
    SixOrNone,
    /// Three, six or nine digits where it is not zero; seconds and fraction left out where both are zero.
    Java,
}

/// How `first_touch_ts` is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Verbatim: the protocol's way.
    Verbatim,
    /// Parsed and printed again in UTC: a number of digits of the second's fraction, and this for the zone.
    Utc(u8, &'static str),
    /// The same with the fraction only where it is not zero, without trailing zeros.
    UtcShortest(&'static str),
    /// Parsed and printed again in another zone: a number of minutes east of UTC, a number of digits of the
    /// second's fraction.
    Zone(i16, u8),
    /// Parsed and printed again in the zone it came with: its fraction, and this for UTC.
    OwnZone(Fraction, &'static str),
    /// `2026-11-01 10:00:00+00:00`: a blank for the T, a number of digits of a fraction that is not zero
    /// (nine stand for as many as there are), and this for the zone.
    Blank(u8, &'static str),
    /// `2026-11-01T10:00Z`: Java leaves out seconds that are zero.
    Java(&'static str),
    /// Seconds since 1970, as text or as a bare number.
    Seconds(bool),
    /// Milliseconds since 1970, as text or as a bare number.
    Milliseconds(bool),
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
    /// In capitals and braces.
    UpperBraces,
    /// In capitals, without its dashes.
    UpperNoDashes,
    /// With this after it.
    And(&'static str),
    /// In quotes.
    Quoted,
    /// A word in its place.
    Word(&'static str),
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

/// A member that may be left out of what is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mistakes) enum Member {
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
