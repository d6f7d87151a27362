//! What a server may make of any request: the reference's decision, and beside it everything that the
//! protocol leaves open (docs/reference/requirements.md).
//!
//! Golden vectors say this by hand, for one request each; here it is said for all. Each checks the
//! other: a test holds every verify vector against this.

use super::ExpectedResponse;
use super::nesting::{cut_down, is_too_deep};
use super::permitted_contents::{Contents, has_more_than_pii, judge_contents};
use crate::protocol::goal::BorrowedGoal;
use crate::protocol::json::{BorrowedValue, parse_borrowed};
use crate::protocol::request::{Domain, PATH, Request, SIGNATURE_HEADER, domain};
use crate::protocol::rules::Rule;
use crate::protocol::text::BorrowedText;
use crate::protocol::validator::{
    Account, Decision, HONOURED_BUCKET, Tenants, decide, has_overflow,
};
use crate::protocol::{contents, first_touch, hex};
use jiff::{SignedDuration, Timestamp};

/// The reference's decision over a request (without the goal), and what must come of it with any server. `clocks` is how far
/// the server's clock may be from `now`.
pub fn permitted(
    request: &Request<'_>,
    tenants: &Tenants,
    now: Timestamp,
    clocks: SignedDuration,
) -> (Decision<'static>, ExpectedResponse) {
    let mut decision = decide(request, tenants, now);
    let mut open = Open { status: vec![decision.status()], effects: None };
    open.envelope(request);
    // What is accepted was read, and its signature found right, already.
    match decision.goal.take() {
        Some(goal) => {
            let auth = if decision.rule == Rule::Accepted { Auth::Right } else { Auth::Unsigned };
            let named = open.tenant(request, tenants);
            open.goal_of(request, goal, decision.other_keys, Some(auth), &named, tenants);
        }
        None => {
            let capitals = request
                .header(SIGNATURE_HEADER)
                .any(|value| value.iter().any(u8::is_ascii_uppercase));
            let is_plain = !capitals && cgi_signatures(request).next().is_none();
            let wrong = decision.rule == Rule::SignatureMismatch && is_plain;
            open.body(request, wrong.then_some(Auth::Wrong), tenants);
        }
    }
    let mut expected = ExpectedResponse {
        status: open.status,
        rule: decision.rule,
        ranked: None,
        bucket: Vec::new(),
        lag_seconds: Vec::new(),
    };
    if let Some((goal, signed)) = open.effects {
        attribute(&goal, signed, now, clocks, &mut expected);
    }
    (decision.into_owned(), expected)
}

/// A body of more bytes than this is over the limits that servers have.
const LARGE_BODY: usize = 16 << 10;

/// More header fields than this, or more bytes of their names and values, are over the limits that servers have.
const MANY_HEADERS: usize = 50;

/// Host and Content-Length, which whoever sends a request adds to its headers.
const ADDED_HEADERS: usize = 2;
const LARGE_HEADERS: usize = 4 << 10;

/// The size of a header field that a client adds: a host, a length.
const ADDED_SIZE: usize = 40;

/// What a request may be answered with, as it is put together.
struct Open<'a> {
    status: Vec<u16>,
    /// The goal that may be accepted, and whether as a signed one.
    effects: Option<(BorrowedGoal<'a>, bool)>,
}

/// What a signature is worth.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Auth {
    /// It is missing.
    Unsigned,
    /// It fits.
    Right,
    /// It fits where its case does not matter, or where it stands in a header that CGI calls the same.
    RightOtherwise,
    /// It does not fit, or nothing can.
    Wrong,
}

impl<'a> Open<'a> {
    fn may(&mut self, statuses: &[u16]) {
        for status in statuses {
            if !self.status.contains(status) {
                self.status.push(*status);
            }
        }
    }

    /// Path, method, size, content type: a server may look at them in any order.
    fn envelope(&mut self, request: &Request<'_>) {
        let (path, _) = request.path_and_query();
        if path != PATH.as_bytes() {
            self.may(&[404]);
            // Another method on another path is no goal at all: a home page may answer it.
            if request.method != b"POST" {
                self.may(&[200]);
            }
        }
        if request.method != b"POST" {
            self.may(&[405]);
        }
        if request.body.len() > LARGE_BODY {
            self.may(&[413, 400]);
        }
        // As they stand on the wire, with what a client puts to them.
        let size = |(name, value): &(&[u8], &[u8])| name.len() + value.len() + ": \r\n".len();
        let sizes = request.headers.iter().map(size).sum::<usize>();
        let large = sizes + ADDED_HEADERS * ADDED_SIZE > LARGE_HEADERS;
        if large || request.headers.len() + ADDED_HEADERS > MANY_HEADERS {
            self.may(&[400, 413, 431]);
        }
        // No coding is settled: a server may refuse one, or find that the body is not in it.
        if request.header("content-encoding").next().is_some() {
            self.may(&[400, 415]);
        }
        // Some servers find no body behind it.
        if request.header("upgrade").next().is_some() {
            self.may(&[400, 426]);
        }
        let mut types = request.header("content-type");
        let (first, second) = (types.next(), types.next());
        let plain = matches!(first, Some(b"application/json" | b"application/json; charset=utf-8"));
        if !plain || second.is_some() {
            // Spellings that the reference takes, too.
            self.may(&[400, 415]);
        }
    }

    /// The body, the tenant, the signature and the contents. `known`: what the signature is worth, where
    /// the reference's decision says it.
    fn body(&mut self, request: &Request<'a>, known: Option<Auth>, tenants: &Tenants) {
        let signed = request.header(SIGNATURE_HEADER).next().is_some();
        let named = self.tenant(request, tenants);
        let secret_is_none = matches!(named, Named::One(account) if account.signer().is_none());
        match self.goal(request.body) {
            Some((goal, other_keys)) => {
                self.goal_of(request, goal, other_keys, known, &named, tenants);
            }
            // Nothing to authenticate with; a server that wants a signature may say that first.
            None if !signed || secret_is_none => self.may(&[401]),
            None => {}
        }
    }

    /// The signature and the contents of a goal.
    fn goal_of(
        &mut self,
        request: &Request<'_>,
        goal: BorrowedGoal<'a>,
        other_keys: bool,
        known: Option<Auth>,
        named: &Named<'_>,
        tenants: &Tenants,
    ) {
        if other_keys {
            self.may(&[400]);
        }
        let contents = judge_contents(&goal);
        if contents != Contents::Good {
            self.may(&[400]);
        }
        if contents != Contents::Good && has_more_than_pii(&goal, other_keys) {
            // The 400 is for personal data; what else is wrong may be said first.
            self.may(&[422]);
        }
        let auth = match (named, known) {
            (_, Some(known)) => known,
            (Named::One(account), _) => authenticate(request, account, &goal),
            // Whoever reads such a domain in another way may find the tenant whose signature it is.
            (Named::Any, _) => tenants
                .iter()
                .filter(|account| mentions(request, &account.domain))
                .map(|account| authenticate(request, account, &goal))
                .find(|auth| *auth != Auth::Wrong)
                .unwrap_or(Auth::Wrong),
            (Named::Nobody, _) => Auth::Wrong,
        };
        // What has more than two decimals may have been signed as the amount that it rounds to.
        let decimals = contents::objection(&goal).is_some_and(|o| o.rule == Rule::ValueDecimals);
        if auth != Auth::Right || decimals {
            self.may(&[401]);
        }
        let padded = request.headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case(SIGNATURE_HEADER.as_bytes()) && value.trim_ascii() != *value
        });
        if padded {
            self.may(&[401]);
        }
        // Frameworks and proxies fold spellings of a path, and no limit of size is settled.
        let unreachable = !is_the_path(request.path_and_query().0) || request.method != b"POST";
        if contents == Contents::Bad || auth == Auth::Wrong || unreachable {
            return;
        }
        // A content type that is not JSON in UTF-8 may be ignored, and of several one may be read.
        if !matches!(named, Named::Nobody) {
            self.may(&[if auth == Auth::Unsigned { 202 } else { 200 }]);
            self.effects = Some((goal, auth != Auth::Unsigned));
        }
    }

    /// The tenant that a request is for (SRV-6).
    fn tenant<'t>(&mut self, request: &Request<'_>, tenants: &'t Tenants) -> Named<'t> {
        let query = request.path_and_query().1;
        let found = match domain(query) {
            Domain::Named(name) => match tenants.find(&name) {
                Some(account) => {
                    let plain = [b"domain=", account.domain.as_bytes()].concat();
                    if query != Some(&plain[..]) {
                        self.may(&[400, 401, 403, 404]);
                    }
                    return Named::One(account);
                }
                None => Named::Nobody,
            },
            Domain::Missing => Named::Nobody,
            Domain::Malformed => Named::Any,
        };
        self.may(&[400, 401, 403, 404]);
        found
    }

    /// The goal in a body, and whether there are keys beside it; `None` if there is none (SRV-3, SRV-5).
    fn goal(&mut self, body: &'a [u8]) -> Option<(BorrowedGoal<'a>, bool)> {
        // No depth is settled: what is too deep for the reference may be read, or refused.
        let Some(cut) = is_too_deep(body).then(|| cut_down(body)).flatten() else {
            return self.goal_in(body);
        };
        self.may(&[400]);
        self.goal_in(&cut).map(|(goal, other_keys)| (goal.into_owned(), other_keys))
    }

    fn goal_in<'b>(&mut self, body: &'b [u8]) -> Option<(BorrowedGoal<'b>, bool)> {
        let value = parse_borrowed(body).ok().filter(|value| {
            let overflow = has_overflow(value);
            if overflow {
                self.may(&[400]);
            }
            // In a key that is ignored, nobody need look at it.
            !overflow || !goal_overflows(value)
        });
        let Some(value @ BorrowedValue::Object(_)) = value else {
            self.may(&[400]);
            return None;
        };
        let other_keys = has_other_keys(&value);
        let goal = match BorrowedGoal::from_value(value) {
            Ok(goal) => goal,
            Err(_) => {
                self.may(&[400]);
                // Refused, or the last one counts everywhere.
                BorrowedGoal::from_value_last_wins(parse_borrowed(body).ok()?).ok()?
            }
        };
        Some((goal, other_keys))
    }
}

/// Whether a path is the endpoint's, as frameworks and proxies fold it: doubled slashes, one at the end, another
/// case, escapes.
fn is_the_path(path: &[u8]) -> bool {
    let mut folded: Vec<u8> = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some((first, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| *first == b'%').and_then(hex::decode);
        let byte = match escaped.as_deref() {
            Some([byte]) => {
                rest = &after[2..];
                *byte
            }
            _ => {
                rest = after;
                *first
            }
        };
        if byte != b'/' || folded.last() != Some(&b'/') {
            folded.push(byte.to_ascii_lowercase());
        }
    }
    let folded = folded.strip_suffix(b"/").unwrap_or(&folded);
    folded == PATH.as_bytes()
}

/// Whether a number that is too large for a double stands in a field of the goal.
fn goal_overflows(value: &BorrowedValue<'_>) -> bool {
    let BorrowedValue::Object(members) = value else { return true };
    let is_field = |key: &BorrowedText<'_>| BorrowedGoal::FIELDS.iter().any(|field| key == *field);
    members.iter().any(|(key, member)| is_field(key) && has_overflow(member))
}

/// Whether a query spells a domain, with something around it.
fn mentions(request: &Request<'_>, domain: &str) -> bool {
    let query = request.path_and_query().1.unwrap_or_default();
    let query = String::from_utf8_lossy(query).to_ascii_lowercase().replace("%2e", ".");
    query.contains(domain)
}

/// Whom a domain names.
enum Named<'t> {
    One(&'t Account),
    /// It is malformed: a reader that repairs it could find anybody.
    Any,
    Nobody,
}

fn has_other_keys(value: &BorrowedValue<'_>) -> bool {
    let BorrowedValue::Object(members) = value else { return false };
    members.iter().any(|(key, _)| !BorrowedGoal::FIELDS.iter().any(|field| key == *field))
}

/// What a signature is worth for a tenant (SRV-7 to SRV-11).
fn authenticate(request: &Request<'_>, account: &Account, goal: &BorrowedGoal<'_>) -> Auth {
    let mut signatures = request.header(SIGNATURE_HEADER);
    let Some(signature) = signatures.next() else { return Auth::Unsigned };
    let Some(signer) = account.signer().filter(|_| signatures.next().is_none()) else {
        return Auth::Wrong;
    };
    match signer.sign(goal, &mut Vec::with_capacity(512)) {
        Ok(right) if right.matches(signature) => Auth::Right,
        Ok(right)
            if right.matches(&signature.to_ascii_lowercase())
                || cgi_signatures(request).any(|other| right.matches(other)) =>
        {
            Auth::RightOtherwise
        }
        _ => Auth::Wrong,
    }
}

/// What stands in headers that CGI calls as it calls the signature's, whose names have underscores (RFC 3875, 4.1.18): PHP
/// takes one for the other, and nobody gains by it who could not sign.
fn cgi_signatures<'r>(request: &Request<'r>) -> impl Iterator<Item = &'r [u8]> {
    let is_one = |name: &[u8]| {
        let dashes = name.iter().map(|b| if *b == b'_' { b'-' } else { b.to_ascii_lowercase() });
        name.contains(&b'_') && dashes.eq(SIGNATURE_HEADER.bytes())
    };
    request.headers.iter().filter(move |(name, _)| is_one(name)).map(|(_, value)| *value)
}

/// What may be reported for an accepted goal (SRV-22 to SRV-26).
fn attribute(
    goal: &BorrowedGoal<'_>,
    signed: bool,
    now: Timestamp,
    clocks: SignedDuration,
    expected: &mut ExpectedResponse,
) {
    let honoured =
        goal.first_touch_bucket.as_ref().and_then(BorrowedValue::as_str) == Some(HONOURED_BUCKET);
    expected.ranked = Some(signed && honoured);
    expected.bucket = match (signed, honoured) {
        (true, true) => vec![Some(HONOURED_BUCKET.to_owned())],
        // A hint may report what it received; it never counts.
        (false, true) => vec![None, Some(HONOURED_BUCKET.to_owned())],
        _ => vec![None],
    };
    let text = match &goal.first_touch_ts {
        Some(BorrowedValue::String(text)) if signed => text,
        _ => {
            expected.lag_seconds = vec![None];
            return;
        }
    };
    let Some(moment) = first_touch::moment(text) else {
        // Spelled in a way that a server need not know: then it is not judged.
        if !may_be_a_moment(text) {
            expected.lag_seconds = vec![None];
        }
        return;
    };
    let lag = now.duration_since(moment);
    let near = |edge: SignedDuration| (lag - edge).abs() < clocks;
    let counted = first_touch::lag_seconds(text, now);
    let at_edge = near(SignedDuration::ZERO) || near(first_touch::WINDOW);
    expected.lag_seconds = vec![counted];
    if counted.is_some() && (!honoured || at_edge) {
        // Without an honoured bucket the lag may be reported or not.
        expected.lag_seconds.push(None);
    } else if counted.is_none() && at_edge {
        expected.lag_seconds.push(Some(lag.as_secs().max(0)));
    }
}

/// Whether some reader of ISO 8601 might find a moment in a text in which the reference finds none.
fn may_be_a_moment(text: &BorrowedText<'_>) -> bool {
    let shape: Vec<u8> =
        text.as_bytes().iter().map(|b| if b.is_ascii_digit() { b'0' } else { *b }).collect();
    let digits = shape.iter().filter(|b| **b == b'0').count();
    if digits < 4 && text.as_bytes().is_ascii() {
        return false;
    }
    let Some(rest) = shape.strip_prefix(b"0000-00-00T00:00:00") else { return true };
    let bytes = text.as_bytes();
    // Midnight at the end of a day, and a leap second.
    if &bytes[11..13] == b"24" || &bytes[17..19] == b"60" {
        return true;
    }
    let zone = match rest.strip_prefix(b".") {
        None => rest,
        Some(fraction) => {
            let digits = fraction.iter().take_while(|b| **b == b'0').count();
            if !(1..=9).contains(&digits) {
                return true;
            }
            &fraction[digits..]
        }
    };
    // Without an offset, or with one and no such day: no moment for anybody.
    !matches!(zone, b"" | b"Z" | b"+00:00" | b"-00:00")
}
