//! How amounts are rounded.

use serde::{Deserialize, Serialize};

/// How halves and rests are rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rounding {
    /// Halves to even.
    HalfEven,
    /// Halves up.
    HalfUp,
    /// Down.
    Down,
    /// Up.
    Up,
}

impl Rounding {
    /// Every way.
    pub(super) const ALL: [Rounding; 4] =
        [Rounding::HalfEven, Rounding::HalfUp, Rounding::Down, Rounding::Up];

    /// In words.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Rounding::HalfEven => "halves to even",
            Rounding::HalfUp => "halves up",
            Rounding::Down => "down",
            Rounding::Up => "up",
        }
    }
}
