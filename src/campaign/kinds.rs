//! What a text is as a whole, as far as servers treat it otherwise.

/// A kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Digits with a zero before others.
    ZeroFirst,
    /// Digits.
    Integer,
    /// A number with a point.
    Decimal,
    /// A number with an exponent.
    Exponent,
    /// A UUID.
    Uuid,
    /// Hex digits, a letter among them.
    Hex,
    /// A moment with another offset than `Z`.
    Offset,
    /// A moment with a fraction of a second.
    Fraction,
    /// A moment with `Z`.
    Zulu,
    /// A URL.
    Url,
    /// What has an `@` within it.
    Address,
    /// What holds `%` and two hex digits.
    Percent,
    /// What holds a tag of HTML.
    Tag,
    /// A number with a plus in its exponent.
    PlusInExponent,
    /// A number with a negative exponent.
    NegativeExponent,
    /// A number with a capital E.
    CapitalExponent,
    /// A number with any exponent.
    AnyExponent,
    /// A number with more than two decimals.
    LongFraction,
    /// A number whose last decimal is 0.
    FinalZero,
    /// A number with decimals.
    Fractional,
    /// A number without decimals or exponent.
    Whole,
}

impl Kind {
    /// The narrower before the wider.
    pub(super) const ALL: [Kind; 13] = [
        Kind::ZeroFirst,
        Kind::Integer,
        Kind::Decimal,
        Kind::Exponent,
        Kind::Uuid,
        Kind::Hex,
        Kind::Offset,
        Kind::Fraction,
        Kind::Zulu,
        Kind::Url,
        Kind::Address,
        Kind::Percent,
        Kind::Tag,
    ];

    /// How a number may be written, the narrower before the wider.
    pub(super) const OF_NUMBERS: [Kind; 8] = [
        Kind::PlusInExponent,
        Kind::NegativeExponent,
        Kind::CapitalExponent,
        Kind::AnyExponent,
        Kind::LongFraction,
        Kind::FinalZero,
        Kind::Fractional,
        Kind::Whole,
    ];

    /// Whether a text is of it.
    pub(super) fn holds(self, text: &str) -> bool {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let is_hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
        match self {
            Kind::ZeroFirst => text.len() > 1 && text.starts_with('0') && digits(text),
            Kind::Integer => digits(text),
            Kind::Decimal => text.split_once('.').is_some_and(|(a, b)| digits(a) && digits(b)),
            Kind::Exponent => text
                .split_once(['e', 'E'])
                .is_some_and(|(a, b)| digits(&a.replacen('.', "", 1)) && digits(b)),
            Kind::Uuid => {
                let lengths = text.split('-').map(str::len);
                lengths.eq([8, 4, 4, 4, 12]) && is_hex(&text.replace('-', ""))
            }
            Kind::Hex => text.len() > 3 && is_hex(text) && !digits(text),
            Kind::Offset => zone(text).is_some_and(|zone| zone.contains(':')),
            Kind::Fraction => zone(text).is_some_and(|zone| zone.starts_with('.')),
            Kind::Zulu => zone(text).is_some_and(|zone| zone.ends_with('Z')),
            Kind::Url => text.contains("://"),
            Kind::Address => text.split_once('@').is_some_and(|(a, b)| {
                a.ends_with(|c: char| c.is_alphanumeric()) && b.starts_with(char::is_alphanumeric)
            }),
            Kind::Percent => text.split('%').skip(1).any(|rest| rest.get(..2).is_some_and(is_hex)),
            Kind::Tag => text.split('<').skip(1).any(|rest| {
                rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
                    && rest.contains('>')
            }),
            Kind::PlusInExponent => text.contains(['e', 'E']) && text.contains('+'),
            Kind::NegativeExponent => text.contains(['e', 'E']) && text.contains('-'),
            Kind::CapitalExponent => text.contains('E'),
            Kind::AnyExponent => text.contains(['e', 'E']),
            Kind::LongFraction => text.split_once('.').is_some_and(|(_, b)| b.len() > 2),
            Kind::FinalZero => text.contains('.') && text.ends_with('0'),
            Kind::Fractional => text.contains('.'),
            Kind::Whole => digits(text),
        }
    }

    /// Other texts of it; moments are those of `text`.
    pub(super) fn examples(self, text: &str) -> Vec<String> {
        let moment = |zones: &[&str]| with_zones(text, zones);
        let these = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        match self {
            Kind::ZeroFirst => these(&["007", "0123", "00"]),
            Kind::Integer => these(&["7", "123", "987654"]),
            Kind::Decimal => these(&["1.5", "12.75", "0.25"]),
            Kind::Exponent => these(&["1e5", "2E3", "1.5e2"]),
            Kind::Uuid => these(&[
                "7c0a4bd2-9f1e-4c55-8a3b-2d6e90f1a7c4",
                "00112233-4455-6677-8899-aabbccddeeff",
            ]),
            Kind::Hex => these(&["deadbeef", "a1b2", "0123abcd0123abcd"]),
            Kind::Offset => moment(&["+01:00", "-01:00", "+00:30"]),
            Kind::Fraction => moment(&[".5Z", ".123Z", ".123456Z"]),
            Kind::Zulu => moment(&["Z", ".5Z"]),
            Kind::Url => these(&["https://q.example/k", "http://k.example", "q://k"]),
            Kind::Address => these(&["q@k.example", "qk@kq.example"]),
            Kind::Percent => these(&["q%20k", "%41", "k%C3%A9"]),
            Kind::Tag => these(&["<b>q</b>", "q<br>k", "<i>k"]),
            Kind::PlusInExponent => these(&["7e+0", "25E+0", "1.5e+1"]),
            Kind::NegativeExponent => these(&["70e-1", "250E-1", "1500e-2"]),
            Kind::CapitalExponent => these(&["7E0", "1.5E+1", "250E-1"]),
            Kind::AnyExponent => these(&["7e0", "1.5E+1", "250e-1"]),
            Kind::LongFraction => these(&["7.000", "15.5000"]),
            Kind::FinalZero => these(&["7.0", "15.50", "7.00"]),
            Kind::Fractional => these(&["7.5", "15.25", "7.0"]),
            Kind::Whole => these(&["7", "15", "4213"]),
        }
    }

    /// Texts that are alike and not of it.
    pub(super) fn others(self, text: &str) -> Vec<String> {
        let moment = |zones: &[&str]| with_zones(text, zones);
        let these = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        match self {
            Kind::ZeroFirst => these(&["123", "7", "0k7"]),
            Kind::Integer => these(&["q7", "7k"]),
            Kind::Decimal => these(&["1.5k", "15", "q1.5"]),
            Kind::Exponent => these(&["1k5", "15"]),
            Kind::Uuid => these(&["7c0a4bd2-9f1e-4c55-8a3b-2d6e90f1a7cq", "7c0a4bd2-9f1e"]),
            Kind::Hex => these(&["deadbeeq", "q1k2"]),
            Kind::Offset => moment(&["Z", ".5Z"]),
            Kind::Fraction => moment(&["Z", "+00:00"]),
            Kind::Zulu => moment(&["+00:00", "+01:00"]),
            Kind::Url => these(&["q.example/k", "q:k"]),
            Kind::Address => these(&["q.k.example", "qk"]),
            Kind::Percent => these(&["q%k", "20"]),
            Kind::Tag => these(&["q k", "b"]),
            Kind::PlusInExponent => these(&["7e0", "25E0", "1.5e1", "7"]),
            Kind::NegativeExponent => these(&["7e0", "25E+0", "7"]),
            Kind::CapitalExponent => these(&["7e0", "1.5e+1", "250e-1"]),
            Kind::AnyExponent => these(&["7", "15.5"]),
            Kind::LongFraction => these(&["7.00", "15.5", "7"]),
            Kind::FinalZero => these(&["7", "15.5"]),
            Kind::Fractional => these(&["7", "15"]),
            Kind::Whole => these(&["7.5", "15.25"]),
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Kind::ZeroFirst => "zero-first",
            Kind::Integer => "integer",
            Kind::Decimal => "decimal",
            Kind::Exponent => "exponent",
            Kind::Uuid => "uuid",
            Kind::Hex => "hex",
            Kind::Offset => "offset",
            Kind::Fraction => "fraction",
            Kind::Zulu => "zulu",
            Kind::Url => "url",
            Kind::Address => "address",
            Kind::Percent => "percent",
            Kind::Tag => "tag",
            Kind::PlusInExponent => "plus-in-exponent",
            Kind::NegativeExponent => "negative-exponent",
            Kind::CapitalExponent => "capital-exponent",
            Kind::AnyExponent => "any-exponent",
            Kind::LongFraction => "long-fraction",
            Kind::FinalZero => "final-zero",
            Kind::Fractional => "fractional",
            Kind::Whole => "whole-number",
        }
    }

    pub(super) const fn words(self) -> &'static str {
        match self {
            Kind::ZeroFirst => "that is digits with a zero first",
            Kind::Integer => "that is digits",
            Kind::Decimal => "that is a number with a point",
            Kind::Exponent => "that is a number with an exponent",
            Kind::Uuid => "that is a UUID",
            Kind::Hex => "that is hex digits",
            Kind::Offset => "that is a moment with an offset other than Z",
            Kind::Fraction => "that is a moment with a fraction of a second",
            Kind::Zulu => "that is a moment with Z",
            Kind::Url => "that holds ://",
            Kind::Address => "that looks like an e-mail address",
            Kind::Percent => "that holds % and two hex digits",
            Kind::Tag => "that holds a tag of HTML",
            Kind::PlusInExponent => "written with + in its exponent",
            Kind::NegativeExponent => "written with a negative exponent",
            Kind::CapitalExponent => "written with a capital E",
            Kind::AnyExponent => "written with an exponent",
            Kind::LongFraction => "written with more than two decimals",
            Kind::FinalZero => "written with 0 as its last decimal",
            Kind::Fractional => "written with decimals",
            Kind::Whole => "written without decimals",
        }
    }
}

/// What follows the seconds of a moment.
fn zone(text: &str) -> Option<&str> {
    let (time, zone) = text.split_at_checked(SECONDS)?;
    let shape = |(at, b): (usize, u8)| match at {
        4 | 7 => b == b'-',
        10 => b == b'T',
        13 | 16 => b == b':',
        _ => b.is_ascii_digit(),
    };
    time.bytes().enumerate().all(shape).then_some(zone)
}

fn with_zones(text: &str, zones: &[&str]) -> Vec<String> {
    let time = text.get(..SECONDS).unwrap_or_default();
    zones.iter().map(|zone| format!("{time}{zone}")).collect()
}

/// So long is a moment up to its seconds.
const SECONDS: usize = 19;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_of_their_kind_and_others_are_not() {
        for kind in Kind::ALL.into_iter().chain(Kind::OF_NUMBERS) {
            let text = "2026-11-22T08:00:00.5+01:00";
            for example in kind.examples(text) {
                assert!(kind.holds(&example), "{kind:?}: {example}");
            }
            for other in kind.others(text) {
                assert!(!kind.holds(&other), "{kind:?}: {other}");
            }
        }
    }
}
