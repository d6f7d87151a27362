//! Goals on which mistakes show.

/// A goal as it comes every day: ASCII, whole amount, every field.
pub(super) const ORDINARY: &str = r#"{"event_name":"purchase","session_id":"s-1","properties":{"value":99,"currency":"EUR","plan":"Team"},"first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T10:00:00.000Z"}"#;

/// A plan outside ASCII.
pub(super) const ACCENT: &str =
    r#"{"event_name":"purchase","properties":{"value":99.5,"plan":"Caf\u00e9"}}"#;

/// A character beyond U+FFFF.
pub(super) const EMOJI: &str =
    r#"{"event_name":"purchase","properties":{"value":99.5,"plan":"Team \ud83d\ude00"}}"#;

/// Characters that one encoder or another escapes.
pub(super) const MARKUP: &str = r#"{"event_name":"sign-up/paid","properties":{"plan":"R&D <a> 'b' \"c\" d+e `f` \\ \u007f \u2028 \u0008 \u000a"}}"#;

/// Characters that encoders treat apart: a control character, DEL, an accent, a no-break space, an emoji.
pub(super) const CONTROLS: &str =
    r#"{"event_name":"purchase","properties":{"plan":"a\u000b\u007f\u00e9\u00a0\ud83d\ude00"}}"#;

/// A slash.
pub(super) const SLASH: &str = r#"{"event_name":"checkout/complete"}"#;

/// DEL.
pub(super) const DELETE: &str = r#"{"event_name":"purchase","properties":{"plan":"a\u007fb"}}"#;

/// White space around and inside texts, and capitals.
pub(super) const BLANKS: &str =
    r#"{"event_name":" Sign  Up ","session_id":" S 1 ","properties":{"plan":" Pro  Plan "}}"#;

/// An amount with a third decimal that is a tie.
pub(super) const TIE: &str = r#"{"event_name":"purchase","properties":{"value":0.125}}"#;

/// A thousand and more.
pub(super) const THOUSANDS: &str =
    r#"{"event_name":"purchase","properties":{"value":1234.5,"currency":"EUR"}}"#;

/// An amount whose seventeenth digit shows.
pub(super) const CENTS: &str = r#"{"event_name":"purchase","properties":{"value":19.99}}"#;

/// No session, no first touch, no properties.
pub(super) const BARE: &str = r#"{"event_name":"purchase"}"#;

/// Zero, and empty texts.
pub(super) const ZERO: &str =
    r#"{"event_name":"trial","session_id":"s-1","properties":{"value":0,"plan":""}}"#;

/// A moment with an offset and a fraction.
pub(super) const OFFSET: &str = r#"{"event_name":"purchase","first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T12:00:00.250+02:00"}"#;

/// Legal goals that tell many mistakes apart at once.
pub(super) const TELLING: [&str; 8] = [
    r#"{"event_name":"purchase","session_id":"s-1","properties":{"value":1234.5,"currency":"EUR","plan":"Caf\u00e9 & R/D <b>\u007f"},"first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T10:00:00.250Z"}"#,
    r#"{"event_name":"purchase","properties":{"value":19.99,"currency":"EUR","plan":"\u00c9quipe \ud83d\ude00"}}"#,
    r#"{"event_name":"purchase","session_id":"s-1","properties":{"value":1050,"currency":"JPY","plan":"Team"}}"#,
    r#"{"event_name":" Sign Up ","session_id":"S-1","properties":{"plan":"e\u0301 \u00bd","value":7}}"#,
    r#"{"event_name":"purchase","properties":{"plan":"Team","value":0.5,"currency":"USD"},"session_id":""}"#,
    ORDINARY,
    ACCENT,
    MARKUP,
];

/// Whose goals these are.
#[cfg(test)]
pub(super) const TENANT_ID: &str = "7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04";

/// With which secret.
#[cfg(test)]
pub(super) const SECRET: &str = "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4";
