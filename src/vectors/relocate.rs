//! A vector for another tenant and another moment: what a running server needs, whose tenants and
//! whose clock are its own.

use super::sequence::{SequenceGroup, SequenceStep, SequenceTest};
use super::verify_test::{VerifyGroup, VerifyTest};
use crate::case::CaseId;
use crate::case::{ExpectedResponse, Signed, SignedOver, Site, VerifyCase};
use crate::protocol::json::{Value, parse};
use crate::protocol::request::SIGNATURE_HEADER;
use crate::protocol::{Goal, Secret, SecretError, Tenant, first_touch};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// The clock runs on while a request is under way, so a first touch that gets to an edge within this time cannot be
/// told.
const MARGIN: SignedDuration = SignedDuration::from_mins(10);

/// Once it is over an edge by this much, it stays there: a server's clock may be cut to the second.
const CUT: SignedDuration = SignedDuration::from_secs(1);

impl VerifyTest {
    /// The vector as a case for one of `sites` at the moment `now`, with what must come of it there.
    ///
    /// # Errors
    /// Why it cannot be moved, in words that are the same for every vector with that trouble.
    pub fn relocated(
        &self,
        group: &VerifyGroup,
        sites: &[Site],
        now: Timestamp,
    ) -> Result<(VerifyCase, ExpectedResponse), String> {
        self.moved(&group.home(), like(&group.tenant, sites)?, sites, now, None)
    }

    /// The same for one of the sites, where `fresh` names a text and what takes its place.
    fn moved(
        &self,
        group: &Site,
        site: &Site,
        sites: &[Site],
        now: Timestamp,
        fresh: Option<(&str, &str)>,
    ) -> Result<(VerifyCase, ExpectedResponse), String> {
        let shift = Shift::of(self, now, fresh.is_some())?;
        let renewed = |bytes: &[u8]| match fresh {
            Some((from, to)) => replaced(bytes, from, to),
            None => bytes.to_vec(),
        };
        let replace = |bytes: &[u8]| {
            let bytes = renewed(bytes);
            let bytes = replaced(
                &bytes,
                &group.tenant.tenant_id.to_string(),
                &site.tenant.tenant_id.to_string(),
            );
            match &shift {
                Some(shift) => replaced(&bytes, &shift.from, &shift.to),
                None => bytes,
            }
        };
        let mut request = (*self.request).clone();
        request.body = replace(&request.body);
        request.target = with_domain(&request.target, &group.domain, &site.domain);
        if let Some((from, to)) = fresh {
            request.target = request.target.replace(from, to);
        }
        for (name, value) in &mut request.headers {
            if name.eq_ignore_ascii_case("x-forwarded-host") {
                *value = replaced(value, &group.domain, &site.domain);
            }
        }
        if let Some(signed) = &self.signed {
            let cannot = || "its signature cannot be made for another tenant".to_owned();
            let old = signed.signature(&group.tenant, &self.request.body).ok_or_else(cannot)?;
            let (from, to) =
                (group.tenant.tenant_id.to_string(), site.tenant.tenant_id.to_string());
            // Another tenant's id stays; the own one in another form takes that form.
            let tenant_id = signed.tenant_id.as_ref().map(|id| {
                let id = id.to_string().replace(&from, &to);
                id.replace(&from.to_uppercase(), &to.to_uppercase()).as_str().into()
            });
            let over = moved_goal(&signed.over, &replace)?;
            // A request that is moved between tenants is best moved between two that the server knows.
            let other = sites.iter().find(|other| {
                !Arc::ptr_eq(&other.tenant, &site.tenant)
                    && Secret::from_hex(&other.tenant.secret).is_ok()
            });
            let by = signed.by.as_ref().map(|by| other.map_or(by, |other| &other.tenant).clone());
            let moved = Signed { over, by, tenant_id, ..signed.clone() };
            let new = moved.signature(&site.tenant, &request.body).ok_or_else(cannot)?;
            for (name, value) in &mut request.headers {
                if name.eq_ignore_ascii_case(SIGNATURE_HEADER) {
                    let same_case = value.iter().any(u8::is_ascii_uppercase)
                        && !old.bytes().any(|b| b.is_ascii_uppercase());
                    let (from, to) = if same_case {
                        (old.to_uppercase(), new.to_uppercase())
                    } else {
                        (old.clone(), new.clone())
                    };
                    *value = replaced(value, &from, &to);
                }
            }
        }
        let case = VerifyCase {
            id: CaseId::Vector(Arc::clone(&self.id)),
            domain: Arc::clone(&site.domain),
            tenant: Arc::clone(&site.tenant),
            now,
            request: Arc::new(request),
        };
        // SignedOver is wrong for one tenant can be right for another: an id in capitals, where it has no
        // other letters.
        if case.decision().rule != self.expected.rule {
            return Err("it means something else for this tenant".to_owned());
        }
        Ok((case, self.expected.clone()))
    }
}

impl SequenceStep {
    /// The request as a case for one of `sites` at the moment `now`, with what must come of it there; `fresh` takes
    /// the place of the sequence's own.
    ///
    /// # Errors
    /// Why it cannot be moved, in words that are the same for every vector with that trouble.
    pub fn relocated(
        &self,
        group: &SequenceGroup,
        test: &SequenceTest,
        sites: &[Site],
        now: Timestamp,
        fresh: &str,
    ) -> Result<(VerifyCase, ExpectedResponse), String> {
        let good = sites.iter().filter(|site| Secret::from_hex(&site.tenant.secret).is_ok());
        let good: Vec<&Site> = good.take(group.tenants.len()).collect();
        if good.len() < group.tenants.len() {
            return Err("the tenant file has only one tenant with a good secret".to_owned());
        }
        let Some(site) = good.get(self.tenant) else {
            return Err("the tenant file has no tenant with a good secret".to_owned());
        };
        self.test.moved(group.home(self), site, sites, now, Some((&test.fresh, fresh)))
    }
}

/// The first site whose secret is as good as the tenant's, or none in the same way.
fn like<'a>(tenant: &Tenant, sites: &'a [Site]) -> Result<&'a Site, String> {
    let kind = |tenant: &Tenant| match Secret::from_hex(&tenant.secret) {
        Ok(_) => "a good secret",
        Err(SecretError::Empty) => "an empty secret",
        Err(SecretError::OddLength(_)) => "a secret with an odd number of digits",
        Err(SecretError::NotHex { .. }) => "a secret that is not hex",
    };
    let wanted = kind(tenant);
    sites
        .iter()
        .find(|site| kind(&site.tenant) == wanted)
        .ok_or_else(|| format!("the tenant file has no tenant with {wanted}"))
}

/// How the first touch in a body moves with the clock.
struct Shift {
    from: String,
    to: String,
}

impl Shift {
    /// `None` if nothing in the vector depends on the clock; `in_sequence` whether others must move with it.
    fn of(test: &VerifyTest, now: Timestamp, in_sequence: bool) -> Result<Option<Shift>, String> {
        let by_clock = test.expected.lag_seconds.iter().any(Option::is_some);
        let goal = parse(&test.request.body).ok().and_then(|value| Goal::from_value(value).ok());
        let ts = match goal {
            Some(goal) => goal.first_touch_ts,
            // Other readers may read what the reference does not, such as deeper nesting.
            None => written_ts(&test.request.body),
        };
        let Some(Value::String(ts)) = ts else { return Ok(None) };
        let Some(moment) = first_touch::moment(&ts) else {
            return if by_clock {
                Err("its first_touch_ts is in a notation that cannot be moved in time".to_owned())
            } else {
                Ok(Shift::by_days(&ts.to_string(), test.now, now))
            };
        };
        let lag = test.now.duration_since(moment);
        let near = |edge: SignedDuration| (-MARGIN..CUT).contains(&(lag - edge));
        if near(SignedDuration::ZERO) || near(first_touch::WINDOW) {
            return Err("it needs the server's clock to the second".to_owned());
        }
        let from = ts.to_string();
        // Where no lag depends on it, by whole minutes: some vectors are about seconds and their fraction.
        let exact = now.duration_since(test.now);
        let minutes = SignedDuration::from_mins(exact.as_secs().div_euclid(60));
        let by = if by_clock || in_sequence { exact } else { minutes };
        let moved = moment.checked_add(by).ok();
        let to = moved.and_then(|moved| respelled(&from, moved)).ok_or_else(|| {
            "its first touch would be moved out of the years that a timestamp can have".to_owned()
        })?;
        Ok(Some(Shift { from, to }))
    }
}

impl Shift {
    /// Moves the day that a text begins with, where it begins with one: a moment that is none because
    /// of what follows must stay recent, or it would be ignored for its age.
    fn by_days(text: &str, then: Timestamp, now: Timestamp) -> Option<Shift> {
        let (day, rest) = text.split_at_checked(10)?;
        let day: Date = day.parse().ok()?;
        let date = |moment: Timestamp| moment.to_zoned(TimeZone::UTC).date();
        let moved = day.checked_add(date(now) - date(then)).ok()?;
        Some(Shift { from: text.to_owned(), to: format!("{moved}{rest}") })
    }
}

/// The first touch in a body that is no goal to the reference, where it is written plainly; of several, the last.
fn written_ts(body: &[u8]) -> Option<Value> {
    const KEY: &str = "\"first_touch_ts\":\"";
    let text = std::str::from_utf8(body).ok()?;
    let (_, after) = text.rsplit_once(KEY)?;
    let (ts, _) = after.split_once('"')?;
    Some(Value::from(ts))
}

/// A moment in the shape of another one's text: its offset, and as many digits of a fraction; `None` where its local
/// time has no year of four digits.
fn respelled(like: &str, moment: Timestamp) -> Option<String> {
    let rest = &like[19..];
    let fraction = rest.strip_prefix('.').map(|f| f.bytes().take_while(u8::is_ascii_digit).count());
    let zone = &rest[fraction.map_or(0, |digits| digits + 1)..];
    let minutes = match zone.as_bytes() {
        [sign @ (b'+' | b'-'), h1, h0, _, m1, m0] => {
            let number = |tens: u8, ones: u8| i64::from(tens - b'0') * 10 + i64::from(ones - b'0');
            let minutes = number(*h1, *h0) * 60 + number(*m1, *m0);
            if *sign == b'-' { -minutes } else { minutes }
        }
        _ => 0,
    };
    let local =
        moment.checked_add(SignedDuration::from_mins(minutes)).ok()?.to_zoned(TimeZone::UTC);
    if local.year() < 0 {
        return None;
    }
    let seconds = local.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let nanos = format!("{:09}", local.subsec_nanosecond());
    let fraction = fraction.map_or(String::new(), |digits| format!(".{}", &nanos[..digits.min(9)]));
    Some(format!("{seconds}{fraction}{zone}"))
}

fn moved_goal(what: &SignedOver, replace: &dyn Fn(&[u8]) -> Vec<u8>) -> Result<SignedOver, String> {
    let SignedOver::Goal(goal) = what else { return Ok(what.clone()) };
    let text = replace(goal.to_value().to_json().as_bytes());
    let moved = crate::protocol::json::parse_wire(&text).map_err(|e| e.to_string())?;
    Ok(SignedOver::Goal(Goal::from_value(moved).map_err(|e| e.to_string())?))
}

/// The target for another domain, spelled as the old one was: in capitals, or with its dots escaped.
fn with_domain(target: &str, from: &str, to: &str) -> String {
    let spellings: [fn(&str) -> String; 3] =
        [str::to_owned, str::to_uppercase, |domain| domain.replace('.', "%2E")];
    spellings
        .iter()
        .fold(target.to_owned(), |target, spelled| target.replace(&spelled(from), &spelled(to)))
}

/// Every occurrence of a text replaced.
fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let (from, to) = (from.as_bytes(), to.as_bytes());
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !from.is_empty()
        && let Some(at) = rest.windows(from.len()).position(|window| window == from)
    {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_keep_their_spelling() {
        for (like, moment, text) in [
            ("2026-11-22T08:00:00Z", "2027-03-01T00:00:05Z", "2027-03-01T00:00:05Z"),
            (
                "2026-11-22T08:00:00.500+02:00",
                "2027-03-01T00:00:05.5Z",
                "2027-03-01T02:00:05.500+02:00",
            ),
            (
                "2026-11-22T08:00:00.1-05:30",
                "2027-03-01T00:00:05.1Z",
                "2027-02-28T18:30:05.1-05:30",
            ),
        ] {
            assert_eq!(respelled(like, moment.parse().unwrap()).as_deref(), Some(text));
        }
        let last = Timestamp::MAX;
        assert_eq!(respelled("9999-12-30T00:00:00+13:00", last), None);
    }

    #[test]
    fn days_move_with_the_clock() {
        let moved = |text: &str| {
            let (then, now) = ("2026-11-23T08:00:00Z", "2027-03-01T00:00:05Z");
            Shift::by_days(text, then.parse().unwrap(), now.parse().unwrap()).map(|shift| shift.to)
        };
        assert_eq!(moved("2026-11-22T08:00:00").as_deref(), Some("2027-02-28T08:00:00"));
        assert_eq!(moved("2026-11-22T25:00:00Z").as_deref(), Some("2027-02-28T25:00:00Z"));
        for text in ["2026-11-31T08:00:00Z", "yesterday", "1763798400", ""] {
            assert_eq!(moved(text), None, "{text}");
        }
    }

    #[test]
    fn the_reference_decides_alike_for_another_tenant_at_another_time() {
        let secret = "a1b2c3d4e5f60718293a4b5c6d7e8f90f1e2d3c4b5a6978890a1b2c3d4e5f607";
        let sites: Vec<Site> = [secret, "", "abc", "zz"]
            .iter()
            .enumerate()
            .map(|(i, secret)| Site {
                domain: format!("site-{i}.example.org").into(),
                tenant: Arc::new(Tenant {
                    tenant_id: "0b1c2d3e-aaaa-4bbb-8ccc-0123456789ab".into(),
                    secret: (*secret).into(),
                }),
            })
            .collect();
        let now: Timestamp = "2027-02-03T04:05:06.789Z".parse().unwrap();
        let files = crate::vectors::embedded().unwrap();
        let (mut moved, mut skipped) = (0, Vec::new());
        for (group, test) in files.iter().flat_map(|file| file.verify_tests()) {
            match test.relocated(group, &sites, now) {
                Ok((case, expected)) => {
                    let decision = case.decision();
                    if decision.rule.accepts() && !expected.lag_seconds.is_empty() {
                        assert!(
                            expected.lag_seconds.contains(&decision.lag_seconds),
                            "{}",
                            test.id
                        );
                    }
                    moved += 1;
                }
                Err(why) => skipped.push(format!("{}: {why}", test.id)),
            }
        }
        // It does for nobody but those whose ids and secrets are unusual.
        assert!(skipped.iter().all(|why| !why.contains("something else")), "{skipped:#?}");
        assert!(moved > 10 * skipped.len() && !skipped.is_empty(), "{moved} moved, {skipped:#?}");
    }

    #[test]
    fn what_would_be_right_for_an_unusual_tenant_is_left_out() {
        let tenant = Tenant { tenant_id: "T-1".into(), secret: "00ff".into() };
        let sites = [Site { domain: "a.example".into(), tenant: Arc::new(tenant) }];
        let files = crate::vectors::embedded().unwrap();
        let id = "verify/tenant/own-id/upper-case";
        let mut tests = files.iter().flat_map(|file| file.verify_tests());
        let (group, test) = tests.find(|(_, test)| &*test.id == id).unwrap();
        let moved = test.relocated(group, &sites, test.now);
        assert_eq!(moved.map(|_| ()), Err("it means something else for this tenant".to_owned()));
    }
}
