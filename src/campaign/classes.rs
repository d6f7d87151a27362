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
    /// Those that UTF-16 needs two units for.
    TwoUnits,
    /// Those outside ASCII.
    NotAscii,
}

impl Class {
    /// The narrower before the wider.
    pub(super) const ALL: [Class; 3] = [Class::Digit, Class::TwoUnits, Class::NotAscii];

    pub(super) const fn has(self, c: char) -> bool {
        match self {
            Class::Digit => c.is_ascii_digit(),
            Class::TwoUnits => c.len_utf16() == 2,
            Class::NotAscii => !c.is_ascii(),
        }
    }

    /// Characters by which a class is told from a narrower one, and from one character.
    pub(super) const fn examples(self) -> [char; 3] {
        match self {
            Class::Digit => ['1', '4', '8'],
            Class::TwoUnits => ['\u{10437}', '\u{1F680}', '\u{20BB7}'],
            Class::NotAscii => ['\u{E9}', '\u{4E2D}', '\u{1F680}'],
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Class::Digit => "digit",
            Class::TwoUnits => "two-units",
            Class::NotAscii => "not-ascii",
        }
    }

    pub(super) const fn words(self) -> &'static str {
        match self {
            Class::Digit => "a digit",
            Class::TwoUnits => "a character above U+FFFF",
            Class::NotAscii => "a character outside ASCII",
        }
    }
}
