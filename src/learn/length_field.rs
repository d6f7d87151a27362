//! Texts whose length was kept in a field that is too small for it.

use super::cut::Unit;
use serde::{Deserialize, Serialize};

/// What a text is cut to: its length counts from 0 again where the field is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LengthField {
    /// The field holds lengths below this.
    pub below: usize,
    /// What is counted.
    pub unit: Unit,
}

impl LengthField {
    /// What is left of a text: whole characters that fit.
    pub fn of(self, text: &str) -> &str {
        let length = self.unit.length(text);
        if length < self.below {
            return text;
        }
        let mut room = length % self.below;
        let end = text.char_indices().find(|(_, c)| {
            let length = self.unit.of(*c);
            let fits = length <= room;
            room = room.saturating_sub(length);
            !fits
        });
        end.map_or(text, |(at, _)| &text[..at])
    }

    /// In words.
    pub(super) fn words(self) -> String {
        let LengthField { below, unit } = self;
        let unit = unit.words();
        format!("a text of {below} {unit} or more is cut to what its length leaves over {below}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_the_length_modulo_the_size_of_the_field() {
        let field = LengthField { below: 16, unit: Unit::Bytes };
        assert_eq!(field.of("fifteen bytes.."), "fifteen bytes..");
        assert_eq!(field.of("sixteen bytes..."), "");
        assert_eq!(field.of("eighteen bytes...."), "ei");
        assert_eq!(field.of("\u{e9}ighteen bytes..."), "\u{e9}");
        assert_eq!(field.of("e\u{e9}ghteen bytes..."), "e", "a character that is cut is left out");
    }
}
