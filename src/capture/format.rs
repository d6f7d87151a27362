//! What an unreadable text seems to be, for the message that says so.

/// The format that a text seems to be, in words.
pub(super) fn looks_like(text: &str) -> &'static str {
    let trimmed = text.trim();
    let lower =
        trimmed.get(..trimmed.floor_char_boundary(4096)).unwrap_or(trimmed).to_ascii_lowercase();
    let has = |what: &str| lower.contains(what);
    match () {
        () if trimmed.starts_with(['{', '[']) && has("event_name") => {
            "the body of a goal alone, without URL and header fields"
        }
        () if trimmed.starts_with(['{', '[']) && has("\"entries\"") => {
            "a HAR file without a request to the endpoint"
        }
        () if trimmed.starts_with(['{', '[']) => "JSON without URL, header fields and body",
        () if trimmed.len() == 64 && trimmed.bytes().all(|b| b.is_ascii_hexdigit()) => {
            "a signature alone"
        }
        () if lower.starts_with("http/") => "an HTTP answer, not a request",
        () if lower.starts_with("<?xml") || has("<html") => "XML or HTML",
        () if has("curl") => "a curl command with a fault in its quotes",
        () if has("fetch(") || has("axios") || has("requests.") => {
            "source code that holds neither URL nor signature as a text"
        }
        () if has("http/1.") && has(" - - [") => {
            "an access log, which holds neither header fields nor bodies"
        }
        () if has("x-lp-goal-signature") => "header fields without a request",
        () if lower.contains('\0') || lower.contains('\u{1}') => "a binary file",
        () => "text that no known tool writes",
    }
}
