//! Cases as documents: what a corpus, a finding and a golden vector have in common.
//!
//! A document says everything that its case needs, but for secrets that are nobody else's: a tenant of a
//! server under test stands in it by its domain, and whoever reads it brings the tenant file.

use super::{TenantSet, TestRequest};
use crate::case::fields::text;
use crate::case::{CaseId, CaseKind};
use crate::case::{Signed, VerifyCase, request_from_value, request_to_value};
use crate::protocol::json::{Value, parse_wire, write_compact};
use crate::protocol::{Goal, Tenant, Text, hex};
use std::sync::Arc;

/// The largest file with a case, of one request or of several, in bytes.
pub const MAX_CASE_FILE: u64 = 16 << 20;

/// The largest document of one case that is read, in bytes.
pub const MAX_DOCUMENT: usize = 4 << 20;

/// A body is shown as text up to this length.
const SHOWN: usize = 2000;

/// Whether secrets stand in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    /// They are public, as those of golden vectors.
    Shown,
    /// They are somebody's.
    Hidden,
}

/// What a document holds.
#[derive(Clone, Debug)]
pub enum Document {
    /// A request to be judged.
    Verify(Box<TestRequest>),
    /// A goal to be signed.
    Sign(Box<GoalCase>),
}

/// A goal to be signed, and what else a law needs to know.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalCase {
    /// Whose goal it is.
    pub tenant: Tenant,
    /// The goal.
    pub goal: Goal,
    /// What the body says in its place, where somebody changed it after signing.
    pub changed: Option<Goal>,
    /// The mistake of its signer, by name.
    pub because: Option<String>,
}

/// Reads a document.
///
/// # Errors
/// What is wrong with it, in words.
pub fn read(bytes: &[u8], world: Option<&TenantSet>) -> Result<Document, String> {
    if bytes.len() > MAX_DOCUMENT {
        return Err("it is larger than 4 MiB".to_owned());
    }
    let value = parse_wire(bytes).map_err(|error| error.to_string())?;
    match CaseKind::of(&value)? {
        CaseKind::Verify => Ok(Document::Verify(Box::new(request_of(&value, world)?))),
        CaseKind::Sign => Ok(Document::Sign(Box::new(GoalCase::from_value(&value)?))),
    }
}

impl GoalCase {
    /// The case as a document.
    pub fn to_value(&self) -> Value {
        Value::object(self.members())
    }

    /// Appends the case as a document.
    pub fn write(&self, out: &mut Vec<u8>) {
        write_compact(&self.to_value(), out);
    }

    /// The case as a document's members.
    pub fn members(&self) -> Vec<(&'static str, Value)> {
        let mut members = vec![
            ("format", CaseKind::Sign.format().into()),
            ("op", "sign".into()),
            ("tenant_id", Value::String(self.tenant.tenant_id.clone())),
            ("secret", Value::String(self.tenant.secret.clone())),
            ("goal", self.goal.to_value()),
        ];
        members.extend(self.changed.as_ref().map(|goal| ("changed", goal.to_value())));
        members.extend(self.because.as_deref().map(|id| ("because", id.into())));
        members
    }

    fn from_value(value: &Value) -> Result<GoalCase, String> {
        let any_text = |name: &str| match value.get(name) {
            Some(Value::String(text)) => Ok(text.clone()),
            _ => Err(format!("{name} is missing or no text")),
        };
        let goal = |name: &str| match value.get(name) {
            None => Ok(None),
            Some(goal) => {
                Goal::from_value(goal.clone()).map(Some).map_err(|e| format!("{name}: {e}"))
            }
        };
        Ok(GoalCase {
            tenant: Tenant { tenant_id: any_text("tenant_id")?, secret: any_text("secret")? },
            goal: goal("goal")?.ok_or("goal is missing")?,
            changed: goal("changed")?,
            because: value.get("because").and_then(Value::as_str).map(str::to_owned),
        })
    }
}

impl TestRequest {
    /// The case as a document's members.
    pub fn members(
        &self,
        world: Option<&TenantSet>,
        secrets: Secrets,
    ) -> Vec<(&'static str, Value)> {
        let case = &self.case;
        let mut members = vec![
            ("format", CaseKind::Verify.format().into()),
            ("op", "verify".into()),
            ("id", case.id.to_string().into()),
            ("mutation", self.mutation.into()),
            ("domain", (&*case.domain).into()),
            ("tenant_id", Value::String(case.tenant.tenant_id.clone())),
        ];
        if secrets == Secrets::Shown {
            members.push(("secret", Value::String(case.tenant.secret.clone())));
        }
        members.push(("now", case.now.to_string().into()));
        members.push(("request", request_to_value(&case.request)));
        if case.request.body.len() <= SHOWN
            && let Ok(shown) = std::str::from_utf8(&case.request.body)
        {
            members.push(("body_text", shown.into()));
        }
        if let Some(signed) = &self.signed {
            members.push(("signed", signed_to_value(signed, world, secrets)));
            // As it stands in the header, so that it can be replaced there.
            if let Some(text) = signed.signature(&case.tenant, &case.request.body) {
                members.push(("signature", text.into()));
            }
        }
        if let Some(wire) = &self.wire {
            members.push(("wire", hex::encode(wire).into()));
        }
        members
    }

    /// The case as a document.
    pub fn to_value(&self, world: Option<&TenantSet>, secrets: Secrets) -> Value {
        Value::object(self.members(world, secrets))
    }
}

impl TestRequest {
    /// The same request for a tenant of this world: as it is, where its own is one; else for the first with a
    /// good secret. `None` where there is none.
    pub fn moved_to(self, world: &TenantSet) -> Option<TestRequest> {
        if world.place(&self.case.domain).is_some() {
            return Some(self);
        }
        let site = &world.parties.iter().find(|party| party.signer.is_some())?.site;
        let mut request = (*self.case.request).clone();
        request.target = request.target.replace(&*self.case.domain, &site.domain);
        let old = self.signed.as_ref().and_then(|s| s.signature(&self.case.tenant, &request.body));
        let new = self.signed.as_ref().and_then(|s| s.signature(&site.tenant, &request.body));
        if let (Some(old), Some(new)) = (old, new) {
            for (_, value) in &mut request.headers {
                if value == old.as_bytes() {
                    *value = new.clone().into_bytes();
                }
            }
        }
        let case = VerifyCase {
            domain: Arc::clone(&site.domain),
            tenant: Arc::clone(&site.tenant),
            request: Arc::new(request),
            ..self.case
        };
        Some(TestRequest { case, ..self })
    }
}

/// How a signature came to be; another tenant by its domain, where its secret is hidden.
fn signed_to_value(signed: &Signed, world: Option<&TenantSet>, secrets: Secrets) -> Value {
    let mut value = signed.to_value();
    if let (Secrets::Hidden, Some(by), Value::Object(members)) = (secrets, &signed.by, &mut value) {
        let known = world.and_then(|w| w.parties.iter().find(|party| *party.site.tenant == *by));
        for (key, member) in members {
            if key == "by"
                && let Some(known) = known
            {
                *member = Value::object([("domain", (&*known.site.domain).into())]);
            }
        }
    }
    value
}

/// Reads a document for another tenant than its own, whose secret need not be known: the request is signed
/// again as it was, by `tenant`, who stands under `domain`.
///
/// # Errors
/// What is wrong with it, or why it cannot be signed again.
pub fn read_for(
    bytes: &[u8],
    domain: &str,
    tenant: &Tenant,
    other: &Tenant,
) -> Result<Document, String> {
    let value = parse_wire(bytes).map_err(|error| error.to_string())?;
    if value.get("op").and_then(Value::as_str) != Some("verify") {
        return read(bytes, None);
    }
    let (old_domain, old_id) = (text(&value, "domain")?, text(&value, "tenant_id")?);
    let old_signature = value.get("signature").and_then(Value::as_str).map(str::to_owned);
    let Value::Object(members) = value else { return Err("not a JSON object".to_owned()) };
    let stand_in = |(key, value): (Text, Value)| match key.as_str() {
        Some("domain") => (key, domain.into()),
        Some("tenant_id") => (key, Value::String(tenant.tenant_id.clone())),
        Some("signed") => (key, with_other(value, other)),
        _ => (key, value),
    };
    let mut members: Vec<(Text, Value)> =
        members.into_iter().filter(|(key, _)| key != "secret").map(stand_in).collect();
    members.push((Text::constant("secret"), Value::String(tenant.secret.clone())));
    let mut probe = request_of(&Value::Object(members), None)?;
    let mut request = (*probe.case.request).clone();
    request.target = request.target.replace(&old_domain, domain);
    let new_id = tenant.tenant_id.to_string();
    if let Ok(text) = std::str::from_utf8(&request.body)
        && text.contains(&old_id)
    {
        request.body = text.replace(&old_id, &new_id).into_bytes();
    }
    if let (Some(signed), Some(old)) = (&probe.signed, old_signature) {
        let new =
            signed.signature(tenant, &request.body).ok_or("its signature cannot be made again")?;
        for (_, value) in &mut request.headers {
            let text: String = value.iter().map(|b| char::from(*b)).collect();
            let text = text.replace(&old, &new);
            let text = text.replace(&old.to_ascii_uppercase(), &new.to_ascii_uppercase());
            *value = text.chars().map(|c| c as u8).collect();
        }
    }
    probe.case.request = Arc::new(request);
    Ok(Document::Verify(Box::new(probe)))
}

/// How a signature came to be, with another tenant in the place of the one who signed.
fn with_other(signed: Value, other: &Tenant) -> Value {
    let Value::Object(members) = signed else { return signed };
    let by = |(key, value): (Text, Value)| match key.as_str() {
        Some("by") => {
            let tenant = [
                ("tenant_id", Value::String(other.tenant_id.clone())),
                ("secret", Value::String(other.secret.clone())),
            ];
            (key, Value::object(tenant))
        }
        _ => (key, value),
    };
    Value::Object(members.into_iter().map(by).collect())
}

/// The request in a document, or in a step of one.
pub(super) fn request_of(value: &Value, world: Option<&TenantSet>) -> Result<TestRequest, String> {
    let domain = text(value, "domain")?;
    let known = world.and_then(|world| Some(&world.parties[world.place(&domain)?]));
    let tenant = match (known, value.get("secret"), value.get("tenant_id")) {
        (Some(party), ..) => Arc::clone(&party.site.tenant),
        (None, Some(Value::String(secret)), Some(Value::String(tenant_id))) => {
            Arc::new(Tenant { tenant_id: tenant_id.clone(), secret: secret.clone() })
        }
        _ => {
            return Err(format!(
                "the tenant of {domain} is not known here; name the file that holds it: --tenant-file tenant.toml"
            ));
        }
    };
    let signed = value.get("signed").map(|signed| signed_from_value(signed, world)).transpose()?;
    let wire = match value.get("wire") {
        None => None,
        Some(_) => Some(hex::decode(text(value, "wire")?.as_bytes()).ok_or("wire is not hex")?),
    };
    let mutation = value.get("mutation").and_then(Value::as_str).unwrap_or_default();
    Ok(TestRequest {
        case: VerifyCase {
            id: CaseId::Vector(value.get("id").and_then(Value::as_str).unwrap_or("case").into()),
            domain: domain.as_str().into(),
            tenant,
            now: text(value, "now")?.parse().map_err(|e| format!("now: {e}"))?,
            request: Arc::new(request_from_value(
                value.get("request").ok_or("request is missing")?,
            )?),
        },
        signed,
        wire,
        mutation: super::MUTATIONS
            .iter()
            .find(|known| known.name == mutation)
            .map_or("kept", |known| known.name),
    })
}

fn signed_from_value(value: &Value, world: Option<&TenantSet>) -> Result<Signed, String> {
    let named = value.get("by").and_then(|by| by.get("domain")).and_then(Value::as_str);
    let Some(named) = named else { return Signed::from_value(value) };
    let party = world.and_then(|world| Some(&world.parties[world.place(named)?]));
    let party =
        party.ok_or_else(|| format!("the tenant of {named}, who signed it, is not known here"))?;
    let Value::Object(members) = value else { return Err("signed is not an object".to_owned()) };
    let rest: Vec<(Text, Value)> = members.iter().filter(|(key, _)| key != "by").cloned().collect();
    let signed = Signed::from_value(&Value::Object(rest))?;
    Ok(Signed { by: Some((*party.site.tenant).clone()), ..signed })
}
