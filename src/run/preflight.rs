//! The first look at a server: does it know this tenant, and is there anything in front of it?
//!
//! A goal that is signed right, one that is signed wrong and one without a signature; then, only where
//! they do not say that all is well, requests that tell the reasons apart.

use crate::adapter::{HttpFault, ServerAddress, ServerAnswer, header, retry_after};
use crate::case::{Signed, SignedOver, Site};
use crate::mistakes::{CATALOGUE, MistakeSet, Prediction, predict};
use crate::protocol::request::{OwnedRequest, PATH};
use crate::protocol::{Goal, Secret, Tenant, json::parse};
use std::fmt;
use std::time::Duration;

/// An ordinary goal; a rule that it breaks would be a rule against all goals.
const BODY: &str = r#"{"event_name":"purchase","session_id":"goalpost-preflight","properties":{"value":99.5,"currency":"EUR","plan":"Team"}}"#;

/// A body on which most of the known mistakes of signers show.
const TELLING_BODY: &str = r#"{"event_name":"purchase","session_id":"goalpost-preflight","properties":{"value":5,"currency":"EUR","plan":"équipe"},"first_touch_bucket":"organic","first_touch_ts":"2026-01-02T03:04:05.000Z"}"#;

/// A path and a domain that no server has.
const NO_PATH: &str = "/goalpost-preflight/no-such-path";
const NO_DOMAIN: &str = "goalpost-preflight.invalid";

/// How often a 429 is waited for, and how long each time.
const RETRIES: usize = 3;
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// A server that says 503 is waited for so long, and asked so often: it may be starting.
const STARTING: Duration = Duration::from_secs(30);
const MOST_TRIES: usize = 60;

/// What the first look at a server shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Diagnosis {
    /// It accepts what is signed right, and refuses what is signed wrong.
    Well,
    /// It accepts a goal whose signature is wrong.
    TakesEverything,
    /// It accepts only what is signed with a known mistake: the mistake's id.
    SharesMistake(&'static str),
    /// It knows the domain and refuses the right signature.
    WrongSecret {
        /// The domain.
        domain: String,
        /// Its status for the right signature.
        status: u16,
    },
    /// It answers as it does for a domain that nobody registered.
    UnknownDomain {
        /// The domain.
        domain: String,
        /// Its status.
        status: u16,
    },
    /// It answers as it does for a path that does not exist.
    WrongPath {
        /// The path that was asked for.
        path: String,
        /// Its status.
        status: u16,
    },
    /// Something in front of it answers every request alike.
    Gate {
        /// Its status.
        status: u16,
        /// The scheme of its `WWW-Authenticate`, or its `Location`; cut short, and not escaped.
        by: Option<Challenge>,
    },
    /// It answers with 429, and goes on doing so.
    Throttled(u16),
    /// It answers every goal with a server error: the status.
    Broken(u16),
    /// It refuses an ordinary goal, whatever the signature: the status.
    RefusesAll(u16),
    /// It cannot be reached, or what answers is not an HTTP server.
    NoAnswer(HttpFault),
    /// The tenant file has no tenant with a secret that can sign.
    NoTenant,
}

/// How a gate says what it wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Challenge {
    /// The value of `WWW-Authenticate` or `Proxy-Authenticate`.
    Authenticate(String),
    /// The value of `Location`.
    Location(String),
}

impl Diagnosis {
    /// Whether the check would say nothing of the server: then it is not run, and exits with 3.
    pub fn stops(&self) -> bool {
        match self {
            Diagnosis::WrongSecret { .. }
            | Diagnosis::UnknownDomain { .. }
            | Diagnosis::WrongPath { .. }
            | Diagnosis::Gate { .. }
            | Diagnosis::Throttled(_) => true,
            // A proxy with nothing behind it.
            Diagnosis::Broken(status) => (502..=504).contains(status),
            Diagnosis::NoAnswer(fault) => matches!(fault, HttpFault::Unreachable(_)),
            Diagnosis::Well
            | Diagnosis::TakesEverything
            | Diagnosis::SharesMistake(_)
            | Diagnosis::RefusesAll(_)
            | Diagnosis::NoTenant => false,
        }
    }

    /// Whether there is nothing to say.
    pub fn is_well(&self) -> bool {
        matches!(self, Diagnosis::Well | Diagnosis::NoTenant)
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Diagnosis::Well => f.write_str("all is well"),
            Diagnosis::NoTenant => f.write_str("the tenant file has no tenant that can sign"),
            Diagnosis::TakesEverything => f.write_str(
                "it accepts a goal whose signature is wrong: signatures are not checked",
            ),
            Diagnosis::SharesMistake(id) => write!(
                f,
                "it refuses the right signature and accepts one that is made with a known mistake: {id}"
            ),
            Diagnosis::WrongSecret { domain, status } => write!(
                f,
                "wrong secret or tenant_id for {domain}: it refuses the right signature with {status}; \
                 compare the tenant file with the server's settings"
            ),
            Diagnosis::UnknownDomain { domain, status } => write!(
                f,
                "unknown domain {domain}: it answers {status}, as for a domain that nobody registered; \
                 correct domain in the tenant file, or register it with the server"
            ),
            Diagnosis::WrongPath { path, status } => write!(
                f,
                "wrong base path: it answers {status} for {path}, as for any path that does not exist; \
                 --url must be everything before {PATH}"
            ),
            Diagnosis::Gate { status, by } => {
                write!(f, "a gate in front of the server answers {status} to every request")?;
                match by {
                    None => f.write_str("; give it what it wants with --header NAME=env:VARIABLE"),
                    Some(Challenge::Authenticate(what)) => write!(
                        f,
                        " (WWW-Authenticate: {what}); give it what it wants with \
                         --header Authorization=env:VARIABLE"
                    ),
                    Some(Challenge::Location(what)) => {
                        write!(f, " (Location: {what}); give the URL of the server itself")
                    }
                }
            }
            Diagnosis::Throttled(503) => f.write_str(
                "it answers 503 with Retry-After to single requests, and did not stop to: is it still starting?",
            ),
            Diagnosis::Throttled(status) => write!(
                f,
                "it answers {status} to single requests; lift the limit for this client, or use --rate"
            ),
            Diagnosis::Broken(status @ 502..=504) => {
                write!(f, "a proxy answers {status}: the server behind it does not answer")
            }
            Diagnosis::Broken(status) => write!(f, "it answers {status} to an ordinary goal"),
            Diagnosis::RefusesAll(status) => {
                write!(f, "it refuses an ordinary goal with {status}, signed right or not")
            }
            Diagnosis::NoAnswer(fault) => write!(f, "the server {fault}"),
        }
    }
}

/// Sends the first requests to a server, for the first of its tenants that can sign. A request takes at
/// most `timeout`, and a 429 is waited for as long as it says, at most three times.
pub fn preflight(address: &ServerAddress, sites: &[Site], timeout: Duration) -> Diagnosis {
    let can_sign = |site: &&Site| Secret::from_hex(&site.tenant.secret).is_ok();
    match sites.iter().find(can_sign) {
        None => Diagnosis::NoTenant,
        Some(site) => {
            let look = Look { address, site, timeout };
            look.diagnose().unwrap_or_else(|early| early)
        }
    }
}

struct Look<'a> {
    address: &'a ServerAddress,
    site: &'a Site,
    timeout: Duration,
}

fn is_taken(answer: &ServerAnswer) -> bool {
    (200..300).contains(&answer.status)
}

impl Look<'_> {
    /// `Err` is a diagnosis that came before the end.
    fn diagnose(&self) -> Result<Diagnosis, Diagnosis> {
        let right =
            self.post(BODY, Some(&signature(&self.site.tenant, BODY, Signed::default())))?;
        let flipped = Signed { flip: Some(0), ..Signed::default() };
        let wrong = self.post(BODY, Some(&signature(&self.site.tenant, BODY, flipped)))?;
        // A server that remembers what it took says 409 the second time.
        if is_taken(&right) || right.status == 409 {
            let everything = is_taken(&wrong);
            return Ok(if everything { Diagnosis::TakesEverything } else { Diagnosis::Well });
        }
        let unsigned = self.post(BODY, None)?;
        let nowhere = self.send("GET", NO_PATH, "", None)?;
        let all_alike =
            [&wrong, &unsigned, &nowhere].iter().all(|other| other.status == right.status);
        let challenge = challenge(&right);
        match right.status {
            300..=399 | 407 => return Ok(Diagnosis::Gate { status: right.status, by: challenge }),
            401 | 403 if all_alike => {
                return Ok(Diagnosis::Gate { status: right.status, by: challenge });
            }
            502..=504 => return Ok(Diagnosis::Broken(right.status)),
            500.. => return Ok(Diagnosis::Broken(500)),
            _ => {}
        }
        // Where the path exists, it knows another method or another domain from ours.
        let method = self.send("GET", PATH, "", None)?;
        let path_exists =
            method.status != nowhere.status || !self.is_alike(&unsigned, &self.nowhere()?);
        if !path_exists {
            let path = format!("{}{PATH}", self.address.prefix);
            return Ok(Diagnosis::WrongPath { path, status: right.status });
        }
        let stranger_signed = self.to_stranger(Some(&self.right()))?;
        let stranger_unsigned = self.to_stranger(None)?;
        // An unsigned hint tells a known domain from an unknown one where a signature does not.
        if self.is_alike(&right, &stranger_signed) && self.is_alike(&unsigned, &stranger_unsigned) {
            let domain = self.site.domain.to_string();
            let only_401 = right.status == 401 && wrong.status == 401 && unsigned.status == 401;
            return match only_401 {
                true => self.shared_mistake(),
                false => Ok(Diagnosis::UnknownDomain { domain, status: right.status }),
            };
        }
        if self.is_alike(&right, &wrong) || matches!(right.status, 401 | 403) {
            return self.shared_mistake();
        }
        Ok(Diagnosis::RefusesAll(right.status))
    }

    /// The mistake whose signatures it takes; a wrong secret where there is none.
    fn shared_mistake(&self) -> Result<Diagnosis, Diagnosis> {
        let tenant = &self.site.tenant;
        let raw = Signed { over: SignedOver::RawBody, ..Signed::default() };
        if is_taken(&self.post(BODY, Some(&signature(tenant, BODY, raw)))?) {
            return Ok(Diagnosis::SharesMistake("the bytes of the body are signed"));
        }
        // Of two goals, the plain one shows mistakes of the key, the other those of the texts.
        let mut tried = Vec::new();
        for body in [BODY, TELLING_BODY] {
            let Some(goal) = parse(body.as_bytes()).ok().and_then(|v| Goal::from_value(v).ok())
            else {
                continue;
            };
            for (at, mistake) in CATALOGUE.iter().enumerate() {
                let Prediction::Signed { signature, .. } =
                    predict(MistakeSet::single(at), tenant, &goal)
                else {
                    continue;
                };
                if tried.contains(&signature) {
                    continue;
                }
                if is_taken(&self.post(body, Some(&signature))?) {
                    return Ok(Diagnosis::SharesMistake(mistake.id));
                }
                tried.push(signature);
            }
        }
        Ok(Diagnosis::WrongSecret { domain: self.site.domain.to_string(), status: 401 })
    }

    /// Whether two answers say the same; what was asked for may be repeated in them.
    fn is_alike(&self, one: &ServerAnswer, other: &ServerAnswer) -> bool {
        let asked = [PATH, NO_PATH, NO_DOMAIN, &*self.site.domain];
        let said = |answer: &ServerAnswer| {
            let body = answer.body.as_deref().unwrap_or_default();
            let body = String::from_utf8_lossy(body).into_owned();
            asked.iter().fold(body, |body, asked| body.replace(asked, ""))
        };
        one.status == other.status && said(one) == said(other)
    }

    fn right(&self) -> String {
        signature(&self.site.tenant, BODY, Signed::default())
    }

    /// A goal to a path that does not exist.
    fn nowhere(&self) -> Result<ServerAnswer, Diagnosis> {
        let target = format!("{NO_PATH}?domain={}", self.site.domain);
        self.send("POST", &target, BODY, None)
    }

    /// A goal for a domain that nobody registered.
    fn to_stranger(&self, signature: Option<&str>) -> Result<ServerAnswer, Diagnosis> {
        self.send("POST", &format!("{PATH}?domain={NO_DOMAIN}"), BODY, signature)
    }

    fn post(&self, body: &str, signature: Option<&str>) -> Result<ServerAnswer, Diagnosis> {
        let target = format!("{PATH}?domain={}", self.site.domain);
        self.send("POST", &target, body, signature)
    }

    fn send(
        &self,
        method: &str,
        target: &str,
        body: &str,
        signature: Option<&str>,
    ) -> Result<ServerAnswer, Diagnosis> {
        let request = request(method, target, body, signature);
        let mut waited = Duration::ZERO;
        let mut tries = 0;
        loop {
            let answer =
                self.address.exchange(&request, self.timeout).map_err(Diagnosis::NoAnswer)?;
            let Some(wait) = retry_after(&answer) else { return Ok(answer) };
            tries += 1;
            let starts = answer.status == 503 && waited < STARTING && tries < MOST_TRIES;
            if tries > RETRIES && !starts {
                return Err(Diagnosis::Throttled(answer.status));
            }
            let wait = wait.min(LONGEST_WAIT);
            std::thread::sleep(wait);
            waited += wait;
        }
    }
}

fn request(method: &str, target: &str, body: &str, signature: Option<&str>) -> OwnedRequest {
    let mut headers = vec![("content-type".to_owned(), b"application/json".to_vec())];
    let signature = signature.map(|s| ("x-lp-goal-signature".to_owned(), s.as_bytes().to_vec()));
    headers.extend(signature);
    OwnedRequest {
        method: method.to_owned(),
        target: target.to_owned(),
        headers,
        body: body.as_bytes().to_vec(),
    }
}

fn signature(tenant: &Tenant, body: &str, signed: Signed) -> String {
    signed.signature(tenant, body.as_bytes()).unwrap_or_default()
}

/// What a gate says that it wants.
fn challenge(answer: &ServerAnswer) -> Option<Challenge> {
    const SHOWN: usize = 200;
    let field = |name: &str| {
        let value = header(answer, name)?;
        Some(value.chars().take(SHOWN).collect::<String>())
    };
    field("location").map(Challenge::Location).or_else(|| {
        let value = field("www-authenticate").or_else(|| field("proxy-authenticate"))?;
        Some(Challenge::Authenticate(value))
    })
}
