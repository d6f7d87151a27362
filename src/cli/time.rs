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

/// Reads `8h`, `90m`, `5`, `5s` or `500ms`: how long a campaign runs, up to 30 days.
///
/// # Errors
/// What a duration looks like, for anything else and for zero.
pub(super) fn parse_long(text: &str) -> Result<Duration, String> {
    let scale = [('d', 86_400.0), ('h', 3600.0), ('m', 60.0)];
    let found = scale.into_iter().find_map(|(unit, scale)| Some((text.strip_suffix(unit)?, scale)));
    let Some((number, scale)) = found else { return parse(text) };
    number
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
        .and_then(|number| Duration::try_from_secs_f64(number * scale).ok())
        .filter(|duration| !duration.is_zero() && *duration <= 30 * LONGEST)
        .ok_or_else(|| format!("{text:?} is no time up to 30 days; write 8h, 90m or 30s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for (text, millis) in [("5", 5000), ("5s", 5000), ("500ms", 500), ("2.5s", 2500)] {
            assert_eq!(parse(text), Ok(Duration::from_millis(millis)));
        }
        for (text, seconds) in
            [("8h", 28_800), ("1.5m", 90), ("2d", 172_800), ("30s", 30), ("7", 7)]
        {
            assert_eq!(parse_long(text), Ok(Duration::from_secs(seconds)));
        }
        assert!(
            parse_long("31d").is_err() && parse_long("h").is_err() && parse_long("0m").is_err()
        );
        for text in ["", "0", "-1", "5m", "s", "1e99", "1e9", "NaN"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
