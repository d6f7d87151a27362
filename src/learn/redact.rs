//! What looks like personal data or a token in a text, and what is put in its place.

use super::class::Named;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::LazyLock;

/// What is looked for in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pattern {
    /// Each ASCII digit.
    Digit,
    /// As many digits in a row, or more.
    Digits3,
    /// As many digits in a row, or more.
    Digits4,
    /// As many digits in a row, or more.
    Digits5,
    /// As many digits in a row, or more.
    Digits6,
    /// As many digits in a row, or more.
    Digits7,
    /// As many digits in a row, or more.
    Digits8,
    /// As many digits in a row, or more.
    Digits9,
    /// As many digits in a row, or more.
    Digits10,
    /// As many digits in a row, or more.
    Digits12,
    /// As many digits of any script in a row as cards have.
    AnyDigits13To19,
    /// As many digits in a row as cards have.
    Digits13To16,
    /// As many digits in a row as cards have.
    Digits13To19,
    /// A number of four groups of four digits, perhaps with a blank or `-` between them.
    Card,
    /// 13 to 16 digits, perhaps with a blank or `-` between any of them.
    CardSpaced,
    /// 13 to 19 digits, perhaps with a blank or `-` between any of them.
    CardSpacedLong,
    /// An e-mail address in ASCII, as most have it.
    Email,
    /// An e-mail address as words, as many have it.
    EmailOfWords,
    /// The same in ASCII.
    EmailOfAsciiWords,
    /// Words on both sides of an `@`, with or without a point.
    EmailOfWordsPointless,
    /// The same in ASCII.
    EmailOfAsciiWordsPointless,
    /// What has an `@` in it, but no white space.
    EmailLoose,
    /// The same with a point behind the `@`.
    EmailLooseWithPoint,
    /// What stands before an `@` of an address.
    EmailLocal,
    /// A UUID in small letters.
    UuidLower,
    /// A UUID.
    Uuid,
    /// An address of IPv4.
    Ipv4,
    /// A URL up to white space.
    Url,
    /// A URL of the web up to white space.
    WebUrl,
    /// A phone number: `+`, digits and what stands between them.
    Phone,
    /// 32 hex digits or more in a row.
    Hex32,
    /// 16 hex digits or more in a row.
    Hex16,
    /// 8 hex digits or more in a row.
    Hex8,
    /// A US social security number.
    Ssn,
    /// A point with digits behind it.
    Fraction,
    /// `$` and a name, perhaps with a brace on either side.
    Variable,
    /// The same, with a name in letters of any script.
    VariableOfWords,
    /// A name between `%` and `%`.
    PercentName,
    /// `?` and all behind it.
    Query,
    /// `#` and all behind it.
    Fragment,
    /// `@` and a word.
    Mention,
    /// The same, with a word in letters of any script.
    MentionOfWords,
    /// `#` and a word.
    Tag,
    /// The same, with a word in letters of any script.
    TagOfWords,
    /// A name between colons, as emoji have.
    ShortCode,
    /// What colours a terminal.
    Ansi,
    /// `v` and a number, perhaps with points.
    Version,
    /// `name=`, or `name:` with what follows up to white space, of what is secret by its name.
    Named,
}

/// Each pattern, its expression, and its words.
const PATTERNS: [(Pattern, &str, &str); 48] = {
    use Pattern::*;
    [
        (Digit, "[0-9]", "each digit"),
        (Digits3, "[0-9]{3,}", "each run of 3 digits or more"),
        (Digits4, "[0-9]{4,}", "each run of 4 digits or more"),
        (Digits5, "[0-9]{5,}", "each run of 5 digits or more"),
        (Digits6, "[0-9]{6,}", "each run of 6 digits or more"),
        (Digits7, "[0-9]{7,}", "each run of 7 digits or more"),
        (Digits8, "[0-9]{8,}", "each run of 8 digits or more"),
        (Digits9, "[0-9]{9,}", "each run of 9 digits or more"),
        (Digits10, "[0-9]{10,}", "each run of 10 digits or more"),
        (Digits12, "[0-9]{12,}", "each run of 12 digits or more"),
        (AnyDigits13To19, r"\d{13,19}", "13 to 19 digits of any script in a row"),
        (Digits13To16, "[0-9]{13,16}", "13 to 16 digits in a row"),
        (Digits13To19, "[0-9]{13,19}", "13 to 19 digits in a row"),
        (Card, "[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}", "four groups of four digits"),
        (CardSpaced, "(?:[0-9][ -]*?){13,16}", "13 to 16 digits, blanks and `-` between them"),
        (CardSpacedLong, "(?:[0-9][ -]?){13,19}", "13 to 19 digits, a blank or `-` between them"),
        (Email, r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}", "an e-mail address (ASCII)"),
        (EmailOfWords, r"[\w.+-]+@[\w-]+\.[\w.-]+", "an e-mail address (words)"),
        (
            EmailOfAsciiWords,
            r"[A-Za-z0-9_.+-]+@[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]+",
            "an e-mail address (ASCII words)",
        ),
        (EmailOfWordsPointless, r"[\w.+-]+@[\w.-]+", "what looks like an address (words)"),
        (
            EmailOfAsciiWordsPointless,
            "[A-Za-z0-9_.+-]+@[A-Za-z0-9_.-]+",
            "what looks like an address (ASCII words)",
        ),
        (EmailLoose, r"\S+@\S+", "what has an `@` in it"),
        (EmailLooseWithPoint, r"[^@\s]+@[^@\s]+\.[^@\s]+", "what looks like an e-mail address"),
        (EmailLocal, r"[^@\s]+@", "what stands before an `@`, and the `@`"),
        (
            UuidLower,
            "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            "a UUID in small letters",
        ),
        (Uuid, "(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "a UUID"),
        (Ipv4, r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}", "an IPv4 address"),
        (Url, r"[a-z]+://\S+", "a URL"),
        (WebUrl, r"https?://\S+", "a URL of the web"),
        (Phone, r"\+?[0-9][0-9() .-]{6,}[0-9]", "what looks like a phone number"),
        (Hex32, "[0-9a-fA-F]{32,}", "32 hex digits in a row or more"),
        (Hex16, "[0-9a-fA-F]{16,}", "16 hex digits in a row or more"),
        (Hex8, "[0-9a-fA-F]{8,}", "8 hex digits in a row or more"),
        (Ssn, "[0-9]{3}-[0-9]{2}-[0-9]{4}", "a US social security number"),
        (Fraction, r"\.[0-9]+", "each point with digits behind it"),
        (Variable, r"\$\{?[A-Za-z_][A-Za-z0-9_]*\}?", "each `$` with a name, braces or none"),
        (
            VariableOfWords,
            r"\$\{?[A-Za-z_][\p{L}\p{N}_]*\}?",
            "each `$` with a name of any script, braces or none",
        ),
        (PercentName, "%[A-Za-z_][A-Za-z0-9_]*%", "each name between `%` and `%`"),
        (Query, r"(?s)\?.*", "the first `?` and all behind it"),
        (Fragment, "(?s)#.*", "the first `#` and all behind it"),
        (Mention, "@[A-Za-z0-9_]+", "each `@` with a word"),
        (MentionOfWords, r"@[\p{L}\p{N}_]+", "each `@` with a word of any script"),
        (Tag, "#[A-Za-z0-9_]+", "each `#` with a word"),
        (TagOfWords, r"#[\p{L}\p{N}_]+", "each `#` with a word of any script"),
        (ShortCode, ":[a-z0-9_+-]+:", "each name between colons"),
        (Ansi, r"\x1b\[[0-9;]*[A-Za-z]", "what colours a terminal"),
        (Version, r"v[0-9]+(?:\.[0-9]+)*", "each `v` with a number"),
        (Named, r"(?:token|secret|password|key)[=:]\S+", "what is secret by its name"),
    ]
};

static COMPILED: LazyLock<Vec<(Pattern, Option<Regex>)>> = LazyLock::new(|| {
    PATTERNS.iter().map(|(pattern, text, _)| (*pattern, Regex::new(text).ok())).collect()
});

/// What must not stand beside a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Border {
    /// Anything may.
    #[default]
    None,
    /// No ASCII digit.
    Digit,
    /// No digit of any script.
    AnyDigit,
    /// No ASCII letter, digit or `_`: `\b` of JavaScript.
    Ascii,
    /// No letter, number or `_`: `\b` of Python.
    Python,
    /// No letter, mark, digit or `_`: `\b` of Perl's kind.
    Unicode,
}

impl Border {
    fn is_word(self, c: char) -> bool {
        match self {
            Border::None => false,
            Border::Digit => c.is_ascii_digit(),
            Border::AnyDigit => Named::Digit.holds(c),
            Border::Ascii => c.is_ascii_alphanumeric() || c == '_',
            Border::Python => Named::PythonWord.holds(c),
            Border::Unicode => Named::UnicodeWord.holds(c),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Border::None => "",
            Border::Digit => " without a digit beside it",
            Border::AnyDigit => " without a digit of any script beside it",
            Border::Ascii => " between what is no ASCII letter, digit or `_`",
            Border::Python => " between what is no letter, number or `_`",
            Border::Unicode => " between what is no letter, mark, digit or `_`",
        }
    }
}

/// What is looked for, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Place {
    /// What.
    pub of: Pattern,
    /// What must not stand beside it.
    #[serde(default, skip_serializing_if = "is_none")]
    pub border: Border,
}

fn is_none(border: &Border) -> bool {
    *border == Border::None
}

impl Place {
    /// Every pattern with a border.
    pub(super) fn all(border: Border) -> impl Iterator<Item = Place> {
        PATTERNS.iter().map(move |(of, ..)| Place { of: *of, border })
    }

    /// Where it stands in a text.
    pub(super) fn find(self, text: &str) -> Vec<Range<usize>> {
        let Some((_, Some(expression))) = COMPILED.iter().find(|(known, _)| *known == self.of)
        else {
            return Vec::new();
        };
        let is_free = |place: &Range<usize>| {
            let beside =
                [text[..place.start].chars().next_back(), text[place.end..].chars().next()];
            !beside.into_iter().flatten().any(|c| self.border.is_word(c))
        };
        expression.find_iter(text).map(|found| found.range()).filter(is_free).collect()
    }

    fn words(self) -> String {
        let words = PATTERNS.iter().find(|(known, ..)| *known == self.of).map_or("", |p| p.2);
        format!("{words}{}", self.border.words())
    }
}

/// What is put in the place of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Redaction {
    /// So many characters of its beginning stay.
    pub first: usize,
    /// What is put between.
    pub with: String,
    /// Whether that is put for each character.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub each: bool,
    /// Whether only letters and digits count and are hidden.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub digits: bool,
    /// So many characters of its end stay.
    pub last: usize,
    /// Whether something is put between where nothing is hidden, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub always: bool,
    /// Whether, of an address, all from its `@` on stays.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub domain: bool,
}

impl Redaction {
    /// All of it replaced by a text.
    pub(super) fn plain(with: &str) -> Redaction {
        Redaction {
            first: 0,
            with: with.to_owned(),
            each: false,
            digits: false,
            last: 0,
            always: false,
            domain: false,
        }
    }

    /// What becomes of a text that matched.
    pub(super) fn of(&self, text: &str) -> String {
        let (text, domain) = match text.rfind('@').filter(|_| self.domain) {
            Some(at) => text.split_at(at),
            None => (text, ""),
        };
        let counts = |c: &char| !self.digits || c.is_ascii_digit();
        let count = text.chars().filter(counts).count();
        let hidden = self.first..count.saturating_sub(self.last).max(self.first);
        let mut out = String::new();
        let mut nth = 0;
        let mut begun = false;
        for c in text.chars() {
            let is_hidden = counts(&c) && hidden.contains(&nth);
            nth += usize::from(counts(&c));
            match is_hidden {
                true if self.each || !begun => out.push_str(&self.with),
                true => {}
                false => out.push(c),
            }
            begun |= is_hidden;
        }
        if self.always && !begun {
            let at = out.char_indices().nth(self.first).map_or(out.len(), |(at, _)| at);
            out.insert_str(at, &self.with);
        }
        out + domain
    }

    /// The redactions that make one text of another.
    pub(super) fn between(from: &str, to: &str) -> Vec<Redaction> {
        let plain = Redaction::plain;
        let mut found = vec![plain(to)];
        let (a, b): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
        let first = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
        let room = a.len().min(b.len()) - first;
        let back = a.iter().rev().zip(b.iter().rev()).take(room);
        let last = back.take_while(|(a, b)| a == b).count();
        let middle: String = b[first..b.len() - last].iter().collect();
        found.push(Redaction { first, last, ..plain(&middle) });
        if let (Some(at), true) = (from.rfind('@'), to.contains('@')) {
            let local = to.strip_suffix(&from[at..]).unwrap_or(to);
            let kept = common(&from[..at], local);
            let with: String = local.chars().skip(kept).collect();
            found.push(Redaction { first: kept, domain: true, ..plain(&with) });
            if let Some(with) = with.chars().next() {
                let each = Redaction { each: true, domain: true, ..plain(&with.to_string()) };
                found.push(Redaction { first: kept, ..each });
            }
        }
        // One for each character.
        if a.len() == b.len()
            && let Some(with) = b.get(first)
        {
            let each = Redaction { each: true, ..plain(&with.to_string()) };
            found.push(Redaction { first, last, ..each.clone() });
            let digits = |chars: &[char]| chars.iter().filter(|c| c.is_ascii_digit()).count();
            let (first, last) = (digits(&a[..first]), digits(&a[a.len() - last..]));
            found.push(Redaction { first, last, digits: true, ..each });
        }
        let put = |redaction: &&Redaction| !redaction.each && redaction.first + redaction.last > 0;
        let always = |of: &Redaction| Redaction { always: true, ..of.clone() };
        found.extend(found.iter().filter(put).map(always).collect::<Vec<_>>());
        found.retain(|redaction| redaction.of(from) == to);
        found
    }

    fn words(&self) -> String {
        let each = match (self.each, self.digits) {
            (true, true) => " for each digit",
            (true, false) => " for each character",
            (false, _) => "",
        };
        let with = match self.with.as_str() {
            "" => "not signed".to_owned(),
            with => format!("signed as `{}`{each}", with.escape_debug()),
        };
        let kept = match (self.first, self.last) {
            (0, 0) => String::new(),
            (first, 0) => format!(" but for its first {first}"),
            (0, last) => format!(" but for its last {last}"),
            (first, last) => format!(" but for its first {first} and last {last}"),
        };
        let domain = if self.domain { " up to its `@`" } else { "" };
        let always = if self.always { ", even where nothing is hidden" } else { "" };
        format!("{with}{kept}{domain}{always}")
    }
}

fn common(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count()
}

/// A text with every place redacted.
pub(super) fn redacted(place: Place, redaction: &Redaction, text: &str) -> String {
    redacted_at(place.find(text).into_iter(), redaction, text)
}

/// A text with these parts redacted, which come one after the other.
pub(super) fn redacted_at(
    places: impl Iterator<Item = Range<usize>>,
    redaction: &Redaction,
    text: &str,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for found in places {
        out.push_str(&text[at..found.start]);
        out.push_str(&redaction.of(&text[found.clone()]));
        at = found.end;
    }
    out + &text[at..]
}

/// The function in words.
pub(super) fn words(place: Place, redaction: &Redaction) -> String {
    format!("{} is {}", place.words(), redaction.words())
}

/// What is done to all that an expression finds, in words.
pub(super) fn words_where(expression: &str, redaction: &Redaction) -> String {
    format!("each `{expression}` is {}", redaction.words())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_has_an_expression() {
        assert!(COMPILED.iter().all(|(_, expression)| expression.is_some()));
    }

    #[test]
    fn a_redaction_is_told_from_what_it_made() {
        for (pattern, from, to) in [
            (Pattern::Email, "ada@example.com", "[email]"),
            (Pattern::Email, "ada@example.com", "a***@example.com"),
            (Pattern::Digits13To16, "4111111111111111", "************1111"),
            (Pattern::Card, "4111 1111 1111 1111", "**** **** **** 1111"),
        ] {
            let found = Redaction::between(from, to);
            assert!(!found.is_empty(), "{from} {to}");
            for redaction in found {
                let place = Place { of: pattern, border: Border::None };
                let text = redacted(place, &redaction, &format!("x {from} y"));
                assert_eq!(text, format!("x {to} y"));
            }
        }
    }
}
