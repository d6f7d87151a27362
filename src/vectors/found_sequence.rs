//! Sequences that were found, as vectors: for tenants whose secrets are public, with sessions that each run renews.

use super::file::{Groups, VectorFile};
use super::promoted::{Label, expected};
use super::sequence::{SequenceGroup, SequenceStep, SequenceTest};
use super::verify_test::VerifyTest;
use crate::case::{Site, demo_tenant};
use crate::generate::document::{Document, read_for};
use crate::generate::sequence::{SendMode, Sequence, name_sessions};
use crate::generate::{Header, RequestBuilder, TenantSet, TestRequest};
use crate::protocol::Tenant;
use crate::protocol::json::Value;
use crate::protocol::validator::Tenants;
use std::sync::Arc;
use std::time::Duration;

/// The text in every session that each run replaces.
const FRESH: &str = "0123456789ab";

/// The tenants of found sequences: their secrets are public.
const DOMAINS: [&str; 2] = ["shop.example", "other.example"];
const OTHER_ID: &str = "00000000-0000-4000-8000-0000000000b2";
const OTHER_SECRET: &str = "5eb15eb15eb15eb15eb15eb15eb15eb15eb15eb15eb15eb15eb15eb15eb15eb1";

/// What a vector can hold: repetitions of a step, a pause, and connections.
const MAX_REPEAT: u32 = 1000;
const MAX_PAUSE: Duration = Duration::from_secs(10);
const MAX_CONNECTION: usize = 63;

/// A found sequence, ready to become a vector.
#[derive(Debug)]
pub struct FoundSequence {
    mode: SendMode,
    steps: Vec<(TestRequest, SequenceStep)>,
}

impl FoundSequence {
    /// Takes the sequence of a finding over, for the public tenants.
    ///
    /// # Errors
    /// Why it cannot be a vector.
    pub fn read(finding: &Value) -> Result<FoundSequence, String> {
        let Some(Value::Array(values)) = finding.get("steps") else {
            return Err("it has no steps".to_owned());
        };
        let mut domains: Vec<&str> = Vec::new();
        for name in values.iter().flat_map(|step| [domain(step), signer(step)]).flatten() {
            if !domains.contains(&name) {
                domains.push(name);
            }
        }
        if domains.len() > DOMAINS.len() {
            return Err(format!(
                "its requests are for {} tenants; a sequence vector has at most {}",
                domains.len(),
                DOMAINS.len()
            ));
        }
        let sites = sites();
        let place = |name: Option<&str>| domains.iter().position(|known| Some(*known) == name);
        let mut requests = Vec::new();
        for step in values {
            let own = place(domain(step)).unwrap_or(0);
            let by = place(signer(step)).unwrap_or(1);
            let bytes = step.to_json().into_bytes();
            let (site, other) = (&sites[own], &sites[by].tenant);
            let found = read_for(&bytes, &site.domain, &site.tenant, other)?;
            let Document::Verify(mut request) = found else {
                return Err("a step is not a request".to_owned());
            };
            retarget(&mut request, domains.get(own).copied().unwrap_or_default(), &site.domain);
            requests.push(*request);
        }
        let world = TenantSet::new(&sites).ok_or("there is no tenant")?;
        // The steps say how the requests are sent; the requests are those for the public tenants.
        let sent = Sequence::read(&with_steps(finding, &requests), Some(&world))?
            .ok_or("it has no steps")?;
        let requests = renewable(requests, &world);
        let mut tenants = Tenants::default();
        sites.iter().for_each(|site| tenants.register(&site.domain, &site.tenant));
        let mut steps = Vec::new();
        for (step, request) in sent.steps.iter().zip(requests) {
            if step.in_pieces {
                return Err("a request arrives in pieces, which a vector cannot say".to_owned());
            }
            if step.repeat > MAX_REPEAT || step.connection > MAX_CONNECTION {
                return Err(format!(
                    "it needs more than {MAX_REPEAT} requests or {} connections",
                    MAX_CONNECTION + 1
                ));
            }
            if step.pause > MAX_PAUSE {
                return Err(format!("it needs a pause of more than {} s", MAX_PAUSE.as_secs()));
            }
            let case = &request.case;
            let test = VerifyTest {
                id: "".into(),
                comment: String::new(),
                flags: Vec::new(),
                requirements: Vec::new(),
                now: case.now,
                request: Arc::clone(&case.request),
                signed: request.signed.clone(),
                expected: case.request.with(|request| expected(request, &tenants, case.now)),
            };
            let small = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
            let step = SequenceStep {
                connection: small(step.connection + 1),
                repeat: small(step.repeat as usize),
                renew: false,
                pause: step.pause,
                tenant: world.place(&case.domain).unwrap_or(0),
                test,
            };
            steps.push((request, step));
        }
        Ok(FoundSequence { mode: sent.mode, steps })
    }

    /// The request that shows it: the last one.
    pub fn shown(&self) -> Option<&TestRequest> {
        self.steps.last().map(|(request, _)| request)
    }

    /// Adds it to a file of found sequences.
    pub fn add_to(self, file: &mut VectorFile, label: &Label) {
        let Groups::Sequences(groups) = &mut file.groups else { return };
        let Some(now) = self.shown().map(|last| last.case.now) else { return };
        let id: Arc<str> = label.id.as_str().into();
        let mut requirements: Vec<String> = self
            .steps
            .iter()
            .map(|(_, step)| step.test.expected.rule.row().requirement.to_owned())
            .collect();
        requirements.sort();
        requirements.dedup();
        let mut flags = label.flags();
        flags.push(flag(self.mode).to_owned());
        flags.sort();
        flags.dedup();
        let steps = self.steps.into_iter().map(|(_, step)| SequenceStep {
            test: VerifyTest { id: Arc::clone(&id), now, ..step.test },
            ..step
        });
        let test = SequenceTest {
            id: Arc::clone(&id),
            comment: label.comment.clone(),
            flags,
            requirements,
            now,
            send: self.mode,
            fresh: FRESH.to_owned(),
            steps: steps.collect(),
        };
        match groups.first_mut() {
            Some(group) => group.tests.push(test),
            None => groups.push(SequenceGroup {
                comment: "found by fuzzing".to_owned(),
                tenants: sites(),
                tests: vec![test],
            }),
        }
    }
}

/// The note that says how a sequence is sent.
fn flag(mode: SendMode) -> &'static str {
    match mode {
        SendMode::InOrder => "RememberedAnswer",
        SendMode::Pipelined => "InOneWrite",
        SendMode::Parallel => "AtOnce",
    }
}

fn sites() -> Vec<Site> {
    let other = Tenant { tenant_id: OTHER_ID.into(), secret: OTHER_SECRET.into() };
    let tenants = [demo_tenant(), other];
    let site =
        |(domain, tenant): (&str, Tenant)| Site { domain: domain.into(), tenant: Arc::new(tenant) };
    DOMAINS.into_iter().zip(tenants).map(site).collect()
}

/// The domain of a step.
fn domain(step: &Value) -> Option<&str> {
    step.get("domain").and_then(Value::as_str)
}

/// The domain of the tenant that signed it in place of its own.
fn signer(step: &Value) -> Option<&str> {
    step.get("signed")?.get("by")?.get("domain").and_then(Value::as_str)
}

/// The finding with these requests in its steps.
fn with_steps(finding: &Value, requests: &[TestRequest]) -> Value {
    let Some(Value::Array(steps)) = finding.get("steps") else { return Value::Null };
    let ways = ["connection", "repeat", "pause_ms", "in_pieces"];
    let step = |(step, request): (&Value, &TestRequest)| {
        let way = ways.iter().filter_map(|name| Some((*name, step.get(name)?.clone())));
        let mut members: Vec<(&'static str, Value)> = way.collect();
        members.extend(request.members(None, crate::generate::document::Secrets::Shown));
        Value::object(members)
    };
    Value::object(vec![
        ("send", finding.get("send").cloned().unwrap_or(Value::Null)),
        ("steps", Value::Array(steps.iter().zip(requests).map(step).collect())),
    ])
}

/// A domain that is spelled in another case in the target, spelled so for the new one.
fn retarget(request: &mut TestRequest, old: &str, new: &str) {
    let target = &request.case.request.target;
    let lower = target.to_ascii_lowercase();
    let Some(at) = lower.find(&old.to_ascii_lowercase()).filter(|_| !old.is_empty()) else {
        return;
    };
    let spelled = &target[at..at + old.len()];
    let is_upper = |c: char| c.is_ascii_uppercase();
    let next = match spelled.chars().filter(|c| is_upper(*c)).count() {
        0 => new.to_owned(),
        1 if spelled.starts_with(is_upper) => {
            format!("{}{}", new[..1].to_ascii_uppercase(), &new[1..])
        }
        _ => new.to_ascii_uppercase(),
    };
    let mut changed = (*request.case.request).clone();
    changed.target.replace_range(at..at + old.len(), &next);
    request.case.request = Arc::new(changed);
}

/// The requests with sessions that each run can renew, unless that changes what is demanded of one of them.
fn renewable(requests: Vec<TestRequest>, world: &TenantSet) -> Vec<TestRequest> {
    let builders: Option<Vec<RequestBuilder>> =
        requests.iter().map(|request| RequestBuilder::of_exact_probe(request, world)).collect();
    let Some(mut builders) = builders else { return requests };
    // A signature that is not written plainly cannot be made again.
    let is_fixed = |(builder, request): (&RequestBuilder, &TestRequest)| {
        request.signed.is_some() && matches!(builder.header, Header::Literal(_))
    };
    if builders.iter().zip(&requests).any(is_fixed) {
        return requests;
    }
    name_sessions(&mut builders.iter_mut().collect::<Vec<_>>(), FRESH);
    let renewed: Vec<TestRequest> = builders
        .iter()
        .zip(&requests)
        .map(|(builder, old)| builder.probe(world, old.case.id.clone(), old.case.now))
        .collect();
    let same = renewed
        .iter()
        .zip(&requests)
        .all(|(one, other)| one.case.decision().rule == other.case.decision().rule);
    if same { renewed } else { requests }
}
