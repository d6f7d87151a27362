//! Durations on the command line and in goalpost.toml.

use std::time::Duration;

/// The longest time that is taken.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads `5`, `5s`, `2.5s` or `500ms`; a bare number is seconds.
///
/// # Errors
/// What a duration looks like, for anything else and for zero.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 0.001),
        None => (text.strip_suffix('s').unwrap_or(text), 1.0),
    };
    number
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
        .and_then(|number| Duration::try_from_secs_f64(number * unit).ok())
        .filter(|duration| !duration.is_zero() && *duration <= LONGEST)
        .ok_or_else(|| format!("{text:?} is no time up to a day; write 5, 5s or 500ms"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for (text, millis) in [("5", 5000), ("5s", 5000), ("500ms", 500), ("2.5s", 2500)] {
            assert_eq!(parse(text), Ok(Duration::from_millis(millis)));
        }
        for text in ["", "0", "-1", "5m", "s", "1e99", "1e9", "NaN"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
