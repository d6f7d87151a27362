//! Numbers in other spellings.

use crate::generate::rng::Rng;
use crate::protocol::Number;

/// The same amount as JSON can spell it otherwise; or the number itself, where it has no other text.
pub(super) fn respelled(number: &Number, rng: &mut Rng<'_>) -> Number {
    let Some(text) = number.text().filter(|text| text.len() < 24) else { return number.clone() };
    let is_plain = !text.contains(['e', 'E', '.']);
    let spelled = match rng.below(7) {
        0 if is_plain => format!("{text}.0"),
        1 if is_plain => format!("{text}.00"),
        2 if is_plain => format!("{text}e0"),
        3 if is_plain && text != "0" && text != "-0" => format!("{text}0E-1"),
        4 if text.contains('.') && !text.contains(['e', 'E']) => format!("{text}0"),
        5 if !text.contains(['e', 'E']) => format!("{text}e+00"),
        6 if is_plain && text != "0" && text != "-0" => format!("{text}.0000000000000000000001"),
        _ => return number.clone(),
    };
    Number::from_json_text(&spelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_respelled_number_has_the_same_value() {
        for text in ["0", "-0", "99", "99.5", "1e2", "-7", "10000"] {
            for index in 0..50 {
                let number = Number::from_json_text(text);
                let other = respelled(&number, &mut Rng::new(1, index));
                assert_eq!(other.to_f64().abs(), number.to_f64().abs(), "{other:?}");
                assert!(crate::protocol::json::parse(other.text().unwrap().as_bytes()).is_ok());
            }
        }
    }
}
