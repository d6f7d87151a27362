//! Classes of lengths and characters by which servers treat texts otherwise.

/// What is left of a length that is halved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parity {
    /// Nothing.
    Even,
    /// One.
    Odd,
}

impl Parity {
    pub(super) const ALL: [Parity; 2] = [Parity::Even, Parity::Odd];

    pub(super) fn of(length: usize) -> Parity {
        if length.is_multiple_of(2) { Parity::Even } else { Parity::Odd }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Parity::Even => "even",
            Parity::Odd => "odd",
        }
    }
}

/// A class of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// 0 to 9.
    Digit,
    /// A to Z.
    AsciiCapital,
    /// Capitals of any script.
    Capital,
    /// a to z.
    AsciiSmall,
    /// Letters of ASCII.
    AsciiLetter,
    /// `'`, `"` and the backtick.
    Quote,
    /// `<` and `>`.
    Angle,
    /// What separates words in names: `-`, `_`, `.`.
    Joiner,
    /// ASCII that is no letter, no digit and no blank.
    Punctuation,
    /// A tab, a line feed, a carriage return.
    LineOrTab,
    /// U+0000 to U+001F, and U+007F.
    Control,
    /// White space.
    WhiteSpace,
    /// U+0080 to U+00FF.
    Latin1,
    /// What is beyond U+00FF, but not above U+FFFF.
    NotLatin1,
    /// Those that UTF-16 needs two units for.
    TwoUnits,
    /// Those outside ASCII.
    NotAscii,
}

impl Class {
    /// The narrower before the wider.
    pub(super) const ALL: [Class; 16] = [
        Class::Digit,
        Class::AsciiCapital,
        Class::Capital,
        Class::AsciiSmall,
        Class::AsciiLetter,
        Class::Quote,
        Class::Angle,
        Class::Joiner,
        Class::Punctuation,
        Class::LineOrTab,
        Class::Control,
        Class::WhiteSpace,
        Class::Latin1,
        Class::NotLatin1,
        Class::TwoUnits,
        Class::NotAscii,
    ];

    pub(super) fn has(self, c: char) -> bool {
        match self {
            Class::Digit => c.is_ascii_digit(),
            Class::AsciiCapital => c.is_ascii_uppercase(),
            Class::Capital => c.is_uppercase(),
            Class::AsciiSmall => c.is_ascii_lowercase(),
            Class::AsciiLetter => c.is_ascii_alphabetic(),
            Class::Quote => matches!(c, '\'' | '"' | '`'),
            Class::Angle => matches!(c, '<' | '>'),
            Class::Joiner => matches!(c, '-' | '_' | '.'),
            Class::Punctuation => c.is_ascii_punctuation(),
            Class::LineOrTab => matches!(c, '\t' | '\n' | '\r'),
            Class::Control => c.is_ascii_control(),
            Class::WhiteSpace => c.is_whitespace(),
            Class::Latin1 => matches!(c, '\u{80}'..='\u{ff}'),
            Class::NotLatin1 => matches!(c, '\u{100}'..='\u{ffff}'),
            Class::TwoUnits => c.len_utf16() == 2,
            Class::NotAscii => !c.is_ascii(),
        }
    }

    /// Characters by which a class is told from a narrower one, and from one character.
    pub(super) const fn examples(self) -> [char; 3] {
        match self {
            Class::Digit => ['1', '4', '8'],
            Class::AsciiCapital => ['A', 'K', 'Z'],
            Class::Capital => ['B', '\u{C9}', '\u{416}'],
            Class::AsciiSmall => ['a', 'm', 'w'],
            Class::AsciiLetter => ['a', 'M', 'w'],
            Class::Quote => ['\'', '"', '`'],
            Class::Angle => ['<', '>', '<'],
            Class::Joiner => ['-', '_', '.'],
            Class::Punctuation => ['#', '/', '~'],
            Class::LineOrTab => ['\t', '\n', '\r'],
            Class::Control => ['\u{1}', '\n', '\u{1f}'],
            Class::WhiteSpace => [' ', '\t', '\u{3000}'],
            Class::Latin1 => ['\u{E9}', '\u{DF}', '\u{A9}'],
            Class::NotLatin1 => ['\u{416}', '\u{4E2D}', '\u{2019}'],
            Class::TwoUnits => ['\u{10437}', '\u{1F680}', '\u{20BB7}'],
            Class::NotAscii => ['\u{E9}', '\u{4E2D}', '\u{1F680}'],
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Class::Digit => "digit",
            Class::AsciiCapital => "ascii-capital",
            Class::Capital => "capital",
            Class::AsciiSmall => "ascii-small",
            Class::AsciiLetter => "ascii-letter",
            Class::Quote => "quote",
            Class::Angle => "angle",
            Class::Joiner => "joiner",
            Class::Punctuation => "punctuation",
            Class::LineOrTab => "line-or-tab",
            Class::Control => "control",
            Class::WhiteSpace => "white-space",
            Class::Latin1 => "latin-1",
            Class::NotLatin1 => "not-latin-1",
            Class::TwoUnits => "two-units",
            Class::NotAscii => "not-ascii",
        }
    }

    pub(super) const fn words(self) -> &'static str {
        match self {
            Class::Digit => "a digit",
            Class::AsciiCapital => "a capital of A to Z",
            Class::Capital => "a capital",
            Class::AsciiSmall => "a small letter of a to z",
            Class::AsciiLetter => "a letter of ASCII",
            Class::Quote => "a quote",
            Class::Angle => "`<` or `>`",
            Class::Joiner => "`-`, `_` or `.`",
            Class::Punctuation => "punctuation",
            Class::LineOrTab => "a line end or a tab",
            Class::Control => "a control character",
            Class::WhiteSpace => "white space",
            Class::Latin1 => "a character of U+0080 to U+00FF",
            Class::NotLatin1 => "a character of U+0100 to U+FFFF",
            Class::TwoUnits => "a character above U+FFFF",
            Class::NotAscii => "a character outside ASCII",
        }
    }
}
