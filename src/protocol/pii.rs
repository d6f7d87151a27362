//! Personal data in the text of a property (PII-1 to PII-4).
//!
//! The table is explicit, so that it can be tested: what is refused, what is let through, and what
//! is a near miss that servers may judge either way. `docs/reference/requirements.md` shows it. Everything looked
//! for is ASCII; other characters only end a match.

use super::text::BorrowedText;

/// A kind of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `local@label.tld`
    Email,
    /// `+` and 8 to 15 digits, or a North American number with separators.
    Phone,
    /// A US social security number that can have been given out.
    Ssn,
}

impl Kind {
    /// Its name, for an answer.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Email => "an e-mail address",
            Kind::Phone => "a phone number",
            Kind::Ssn => "a US social security number",
        }
    }
}

/// The first kind of personal data that a text holds.
pub fn find(text: &BorrowedText<'_>) -> Option<Kind> {
    let bytes = text.as_bytes();
    // Every kind needs one of these; plan names seldom have them, and then nothing is scanned twice.
    if !bytes.iter().any(|b| *b == b'@' || b.is_ascii_digit()) {
        return None;
    }
    if has_email(bytes) {
        Some(Kind::Email)
    } else if has_ssn(bytes) {
        Some(Kind::Ssn)
    } else if has_phone(bytes) {
        Some(Kind::Phone)
    } else {
        None
    }
}

/// PII-1: a character of an unquoted local part, `@`, and labels of which the second or a later one
/// is letters only, at least two of them.
fn has_email(text: &[u8]) -> bool {
    let is_local = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b);
    let at_signs = text.iter().enumerate().filter(|(_, b)| **b == b'@').map(|(at, _)| at);
    at_signs.filter(|at| *at > 0 && is_local(text[at - 1])).any(|at| {
        let is_domain = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'-' || **b == b'.';
        let length = text[at + 1..].iter().take_while(is_domain).count();
        let mut labels = text[at + 1..][..length].split(|b| *b == b'.');
        let first = labels.next().unwrap_or_default();
        let is_tld = |label: &[u8]| label.len() >= 2 && label.iter().all(u8::is_ascii_alphabetic);
        // Two dots in a row end the name.
        !first.is_empty() && labels.take_while(|label| !label.is_empty()).any(is_tld)
    })
}

/// PII-3: `ddd-dd-dddd`, glued to nothing, with an area, a group and a serial that exist.
fn has_ssn(text: &[u8]) -> bool {
    text.windows(11).enumerate().any(|(at, w)| {
        let digits = |range: std::ops::Range<usize>| w[range].iter().all(u8::is_ascii_digit);
        let shape = digits(0..3) && w[3] == b'-' && digits(4..6) && w[6] == b'-' && digits(7..11);
        shape
            && is_apart(text, at, at + 11)
            && w[..3] != *b"000"
            && w[..3] != *b"666"
            && w[0] != b'9'
            && w[4..6] != *b"00"
            && w[7..] != *b"0000"
    })
}

/// PII-2: either shape of a phone number.
fn has_phone(text: &[u8]) -> bool {
    (0..text.len()).any(|at| match text[at] {
        b'+' => is_international(text, at),
        b'(' | b'0'..=b'9' => is_north_american(text, at),
        _ => false,
    })
}

/// A `+` that is glued to no letter or digit before it, then 8 to 15 digits with spaces, dots, dashes
/// or parentheses between.
fn is_international(text: &[u8], plus: usize) -> bool {
    if plus > 0 && text[plus - 1].is_ascii_alphanumeric() {
        return false;
    }
    if !matches!(text.get(plus + 1), Some(b'0'..=b'9' | b'(')) {
        return false;
    }
    let rest = &text[plus + 1..];
    let run = rest.iter().take_while(|b| b.is_ascii_digit() || b" .-()".contains(b));
    (8..=15).contains(&run.filter(|b| b.is_ascii_digit()).count())
}

/// Three, three and four digits with separators, the first three in parentheses or not, perhaps with
/// `1` and a separator before; glued to nothing and no part of a longer row of groups.
fn is_north_american(text: &[u8], start: usize) -> bool {
    let rest = &text[start..];
    let is_separator = |b: &u8| b" .-".contains(b);
    let digits = |from: usize, count: usize| {
        rest.get(from..from + count).is_some_and(|run| run.iter().all(u8::is_ascii_digit))
    };
    let separated = |at: usize| rest.get(at).is_some_and(is_separator);
    // Where the seven digits after the area begin.
    let after_area = match rest[0] {
        b'(' if digits(1, 3) && rest.get(4) == Some(&b')') => 5 + usize::from(separated(5)),
        b'(' => return false,
        _ if digits(0, 3) && separated(3) => 4,
        _ => return false,
    };
    let shape = digits(after_area, 3) && separated(after_area + 3) && digits(after_area + 4, 4);
    if !shape {
        return false;
    }
    // `1-` before it belongs to it.
    let begin = match text[..start] {
        [.., b'1', separator] if is_separator(&separator) => start - 2,
        _ => start,
    };
    is_apart(text, begin, start + after_area + 8)
}

/// Whether a stretch is glued to no letter or digit, and to no further group of digits.
fn is_apart(text: &[u8], begin: usize, end: usize) -> bool {
    let before = match text[..begin] {
        [.., d, separator] if b".-".contains(&separator) => !d.is_ascii_alphanumeric(),
        [.., b] => !b.is_ascii_alphanumeric(),
        [] => true,
    };
    let after = match text[end..] {
        [separator, d, ..] if b".-".contains(&separator) => !d.is_ascii_digit(),
        [b, ..] => !b.is_ascii_alphanumeric(),
        [] => true,
    };
    before && after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused() {
        for (text, kind) in [
            ("jane@acme.com", Kind::Email),
            ("for jane.doe+trial@mail.acme.co.uk!", Kind::Email),
            ("a@b.io.", Kind::Email),
            ("x@acme.com.1", Kind::Email),
            ("+49 151 2345 6789", Kind::Phone),
            ("call +1 (415) 555-2671", Kind::Phone),
            ("+12345678", Kind::Phone),
            ("+123456789012345", Kind::Phone),
            ("(415) 555-2671", Kind::Phone),
            ("(415)555-2671", Kind::Phone),
            ("415-555-2671", Kind::Phone),
            ("415.555.2671", Kind::Phone),
            ("1-415-555-2671", Kind::Phone),
            ("tel:415-555-2671, ext 5", Kind::Phone),
            ("call +49 151 23456789", Kind::Phone),
            // Only a dot or a dash continues a row of groups.
            ("a 415-555-2671 24 seats", Kind::Phone),
            ("078-05-1120", Kind::Ssn),
            ("SSN 219-09-9999.", Kind::Ssn),
        ] {
            assert_eq!(find(&text.into()), Some(kind), "{text}");
        }
    }

    #[test]
    fn let_through() {
        for text in [
            "",
            "Pro",
            "@acme",
            "50% @ launch",
            "team@",
            "@",
            "a@b",
            "jane@localhost",
            "a@b.c",
            "a@b..com",
            "2026-11-23",
            "2026-2027",
            "1,299.00",
            "$99.99",
            "v10.20.30",
            "3.11.7",
            "PN-1234-5678",
            "100 seats",
            "24/7",
            "4155552671",
            "14155552671",
            "192.168.10.1",
            "000-12-3456",
            "666-12-3456",
            "900-12-3456",
            "123-00-4567",
            "123-45-0000",
            "123456789",
            "1234-56-7890",
            "123-45-67890",
            "+1234567",
            "+1234567890123456",
            "+20% off",
            "v1.2.3+20261123",
            "SKU415-555-2671",
            "415-555-2671-9",
            "77-415-555-2671",
            "a+12345678",
            "10+ 2026 11 23 5",
            "(xyz) 555-2671",
            "(415- 555-2671",
            "41x-555-2671",
            "415x555-2671",
            "1x415-555-2671",
        ] {
            assert_eq!(find(&text.into()), None, "{text}");
        }
    }
}
