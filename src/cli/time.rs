//! Durations on the command line and in goalpost.toml.

use jiff::{Span, SpanRelativeTo};
use std::time::Duration;

/// Maximum duration of a single step.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Parses the duration of a step, above zero and at most 24 hours: `5`, `5s`, `2.5s` or `500ms`. A number
/// without a unit is seconds.
///
/// # Errors
/// For anything else: what is wrong and how to write a duration.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    at_most(DAY, text)
        .ok_or_else(|| format!("invalid duration {text:?}: use 5, 5s or 500ms (at most 24h)"))
}

/// Parses the duration of a campaign, above zero and at most 30 days: `8h`, `90m` or `30s`. A number
/// without a unit is seconds.
///
/// # Errors
/// For anything else: what is wrong and how to write a duration.
pub(super) fn parse_long(text: &str) -> Result<Duration, String> {
    at_most(30 * DAY, text)
        .ok_or_else(|| format!("invalid duration {text:?}: use 8h, 90m or 30s (at most 30d)"))
}

fn at_most(longest: Duration, text: &str) -> Option<Duration> {
    let is_bare = text.ends_with(|c: char| c.is_ascii_digit());
    let span: Span = if is_bare { format!("{text}s").parse() } else { text.parse() }.ok()?;
    let duration = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    let duration = Duration::try_from(duration).ok()?;
    (!duration.is_zero() && duration <= longest).then_some(duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for (text, millis) in [
            ("5", 5000),
            ("5s", 5000),
            ("500ms", 500),
            ("2.5s", 2500),
            ("2.5", 2500),
            ("1m", 60_000),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for (text, seconds) in [
            ("8h", 28_800),
            ("1.5m", 90),
            ("1h30m", 5_400),
            ("2d", 172_800),
            ("30d", 2_592_000),
            ("30s", 30),
            ("7", 7),
        ] {
            assert_eq!(parse_long(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["31d", "h", "0m", "1y"] {
            assert!(parse_long(text).is_err(), "{text}");
        }
        for text in ["", "0", "-1", "5x", "s", "1e99", "1e9", "NaN", "25h", "999999999999999999999"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(
            parse("5x").unwrap_err(),
            "invalid duration \"5x\": use 5, 5s or 500ms (at most 24h)"
        );
    }
}
