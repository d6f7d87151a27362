//! What can be said where nothing explains a signature.

use crate::mistakes::SigningContext;
use crate::protocol::request::Request;

/// How far the searches went that found nothing.
pub(super) struct Tried {
    /// Whether every pair of mistakes of the catalogue was tried.
    pub(super) pairs: bool,
    /// Every recipe up to this cost was tried; `None` where not even the cheapest were.
    pub(super) recipes: Option<u8>,
}

/// What was excluded, what is likely, and what to try next, in an order that a person can follow.
pub(super) fn reasons(context: &SigningContext<'_>, signature: &str, tried: &Tried) -> Vec<String> {
    let body = context.request.map(|request| request.body).unwrap_or_default();
    let text = String::from_utf8_lossy(body);
    let mut excluded = vec![match tried.pairs {
        true => "every known mistake and pair of them",
        false => "every known mistake alone",
    }];
    match tried.recipes {
        Some(4..) => excluded.push(
            "pairs of ordinary mistakes in amounts, fields, texts, order, layout, charset, key or hash, as far as they \
             are likely together",
        ),
        Some(3) => excluded.push(
            "one ordinary or rare mistake of any kind in fields, layout, charset, key or hash",
        ),
        Some(2) => excluded
            .push("one ordinary mistake of any kind in fields, layout, charset, key or hash"),
        _ => {}
    }
    let mut lines = vec![format!("excluded: {}", excluded.join(", and "))];
    let sent = context.request.and_then(content_length).filter(|sent| *sent != body.len());
    let lost = text.contains("??") || text.contains('\u{fffd}');
    let is_odd = !text.is_ascii() || has_unusual_headers(context);
    let is_hex = signature.bytes().all(|b| b.is_ascii_hexdigit());
    let shape =
        signature.len() == 64 && signature.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if let Some(sent) = sent {
        lines.push(format!("not known: Content-Length is {sent}, and the body has {} bytes, so it is not the one that was sent and signed; give that one with --body FILE", body.len()));
    } else if text.contains("..") {
        lines.push("not known: the body holds dots in a row, which curl --trace-ascii and tcpdump -A show for letters outside ASCII; if it was taken so, take --trace or tcpdump -X, or give the body with --body FILE".to_owned());
    } else if lost {
        lines.push("the body holds ?? or U+FFFD: its text was lost before it was sent, and a right signature of the lost text cannot be recovered; send the body in UTF-8".to_owned());
    } else if is_hex && signature.len() != 64 {
        lines.push("the header holds a digest of another kind or a part of one, not 32 bytes; send the 64 hex digits of HMAC-SHA-256".to_owned());
    } else if is_odd || !shape {
        lines.push("not known: the request has text outside ASCII, unusual headers or an unusual signature, so that a mistake that was not tried is as likely as another secret".to_owned());
    } else {
        lines.push("most likely another secret: test in place of live, another tenant's, or one that was replaced".to_owned());
    }
    lines.push("try next: 1. compare the first 4 digits of SHA-256 of the secret on both sides (never the secret itself)".to_owned());
    lines.push("2. sign the goal with plan \"Pro\", value 99 and no other header, and explain that: fewer things can differ".to_owned());
    lines.push(
        "3. log the bytes that are signed, and compare them with the right ones below".to_owned(),
    );
    lines.push("4. or the body changed after it was signed (a proxy, a client that parsed and wrote it again), or the header belongs to another request".to_owned());
    lines
}

/// The length that the request says its body has.
fn content_length(request: &Request<'_>) -> Option<usize> {
    let value = request.header("content-length").next()?;
    std::str::from_utf8(value).ok()?.parse().ok()
}

fn has_unusual_headers(context: &SigningContext<'_>) -> bool {
    const SIGNS: [&str; 5] = ["time", "nonce", "epoch", "date", "request-id"];
    let headers = context.request.map(|request| request.headers).unwrap_or_default();
    headers.iter().any(|(name, _)| {
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        SIGNS.iter().any(|sign| name.contains(sign))
    })
}
