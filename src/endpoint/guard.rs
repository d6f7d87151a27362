//! Who may see the page: a browser on this machine, and no web page from elsewhere.
//!
//! Any web page may send requests to 127.0.0.1, and a name of its own may point there (DNS rebinding). So the host
//! must be this machine by its own name, and what a browser says of the origin must be the page itself.

use crate::protocol::request::Request;

/// Whether a browser asks for this machine by a name of its own. Another name means that a page from
/// elsewhere was pointed here, to read what only this machine may see.
pub fn is_own_host(request: &Request<'_>) -> bool {
    let Some(host) = only(request, "host") else { return false };
    let name = match host.iter().rposition(|b| *b == b':') {
        Some(at) if host[at + 1..].iter().all(u8::is_ascii_digit) => &host[..at],
        _ => host,
    };
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|own| name.eq_ignore_ascii_case(own.as_bytes()))
}

/// Whether a request comes from the page itself, or from a person: not from a page of another origin.
pub fn is_own_page(request: &Request<'_>) -> bool {
    let is_own_site = match request.header("sec-fetch-site").next() {
        None => true,
        Some(site) => site == b"same-origin" || site == b"none",
    };
    let is_own_origin = request.header("origin").next().is_none() || names_own_origin(request);
    is_own_host(request) && is_own_site && is_own_origin
}

/// Whether the origin is there, and the page's own.
pub fn names_own_origin(request: &Request<'_>) -> bool {
    match (only(request, "origin"), only(request, "host")) {
        (Some(origin), Some(host)) => origin == [b"http://", host].concat(),
        _ => false,
    }
}

/// The value of a header that must be there once.
pub fn only<'a>(request: &Request<'a>, name: &str) -> Option<&'a [u8]> {
    let mut values = request.header(name);
    values.next().filter(|_| values.next().is_none())
}
