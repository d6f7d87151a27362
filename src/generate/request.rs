//! How a request comes to be.

use super::made_by::MadeBy;
use super::spelling::{Style, write_body};
use super::{TenantSet, TestTenant};
use crate::case::CaseId;
use crate::case::{Signed, SignedOver, VerifyCase};
use crate::mistakes::MistakeSet;
use crate::protocol::json::{Value, parse};
use crate::protocol::request::{OwnedRequest, SIGNATURE_HEADER};
use crate::protocol::{Goal, Text};
use jiff::Timestamp;
use std::borrow::Cow;
use std::sync::Arc;

/// What a body is.
#[derive(Clone, Debug)]
pub enum Body {
    /// A goal, with keys beside it.
    Goal {
        /// The goal.
        goal: Goal,
        /// Other keys.
        extra: Vec<(Text, Value)>,
        /// How both are spelled.
        style: Style,
    },
    /// Bytes that may be anything.
    Bytes(Vec<u8>),
}

/// How the signature stands in the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Header {
    /// Not at all.
    Absent,
    /// As it should.
    Plain,
    /// The digits in capitals.
    Capitals,
    /// With something before and after it.
    Around(&'static str, &'static str),
    /// In two headers: the right one first, or last, and what the other says.
    Twice(bool, &'static [u8]),
    /// Digits that do not fit, and the right ones in a header that is called almost the same.
    Beside(&'static str),
    /// A byte of it replaced by others, at a place.
    Spliced(u8, &'static [u8]),
    /// Something else altogether.
    Literal(Vec<Vec<u8>>),
}

/// How a request comes to be.
#[derive(Clone, Debug)]
pub struct RequestBuilder {
    /// Whose request it is: a place among the parties.
    pub party: usize,
    /// The method.
    pub method: Cow<'static, str>,
    /// The target, where it is not the party's usual one.
    pub target: Option<String>,
    /// The content type; `None` for none.
    pub content_type: Option<Cow<'static, str>>,
    /// Other headers.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Whether the signature stands before all other headers.
    pub signature_first: bool,
    /// The body.
    pub body: Body,
    /// How the signature comes to be.
    pub signed: Signed,
    /// How it stands in the header.
    pub header: Header,
    /// What that header is called.
    pub name: Cow<'static, str>,
    /// The mutation that made it.
    pub mutation: MadeBy,
}

/// A request, ready to be sent.
#[derive(Clone, Debug)]
pub struct TestRequest {
    /// The request, its tenant and the moment.
    pub case: VerifyCase,
    /// How its signature came to be; `None` where no header depends on the secret.
    pub signed: Option<Signed>,
    /// The bytes that are sent in place of the request, where they are no HTTP.
    pub wire: Option<Vec<u8>>,
    /// The mutation that made it.
    pub mutation: &'static str,
}

impl RequestBuilder {
    /// An ordinary request of a party.
    pub fn ordinary(party: usize, goal: Goal) -> RequestBuilder {
        RequestBuilder {
            party,
            method: Cow::Borrowed("POST"),
            target: None,
            content_type: Some(Cow::Borrowed("application/json")),
            headers: Vec::new(),
            signature_first: false,
            body: Body::Goal { goal, extra: Vec::new(), style: Style::default() },
            signed: Signed::default(),
            header: Header::Plain,
            name: Cow::Borrowed(SIGNATURE_HEADER),
            mutation: MadeBy::NONE,
        }
    }

    /// The builder of a probe that was kept: whatever cannot be taken apart stays as it is. `None` where
    /// its tenant is not known here.
    pub fn of_probe(probe: &TestRequest, world: &TenantSet) -> Option<RequestBuilder> {
        let request = &probe.case.request;
        let party = world.place(&probe.case.domain)?;
        let old =
            probe.signed.as_ref().and_then(|s| s.signature(&probe.case.tenant, &request.body));
        let (mut content_type, mut headers, mut values) = (None, Vec::new(), Vec::new());
        let mut name = Cow::Borrowed(SIGNATURE_HEADER);
        for (key, value) in &request.headers {
            match std::str::from_utf8(value) {
                _ if key.eq_ignore_ascii_case(SIGNATURE_HEADER) => {
                    name = Cow::Owned(key.clone());
                    values.push(value.clone());
                }
                Ok(text) if key.eq_ignore_ascii_case("content-type") && content_type.is_none() => {
                    content_type = Some(Cow::Owned(text.to_owned()));
                }
                _ => headers.push((key.clone(), value.clone())),
            }
        }
        let header = match (&values[..], &old) {
            ([], _) => Header::Absent,
            ([value], Some(old)) if value == old.as_bytes() => Header::Plain,
            _ => Header::Literal(values),
        };
        let is_signature = |key: &str| key.eq_ignore_ascii_case(SIGNATURE_HEADER);
        let signature_first = request.headers.len() > 1
            && request.headers.first().is_some_and(|(key, _)| is_signature(key))
            && request.headers.iter().skip(1).all(|(key, _)| !is_signature(key));
        let usual = request.target == world.parties[party].target;
        Some(RequestBuilder {
            party,
            method: Cow::Owned(request.method.clone()),
            target: (!usual).then(|| request.target.clone()),
            content_type,
            headers,
            signature_first,
            body: body_of(&request.body),
            signed: probe.signed.clone().unwrap_or_default(),
            header,
            name,
            mutation: MadeBy::NONE,
        })
    }

    /// The same, byte for byte: a body in no usual spelling stays as it is.
    pub fn of_exact_probe(probe: &TestRequest, world: &TenantSet) -> Option<RequestBuilder> {
        let mut builder = RequestBuilder::of_probe(probe, world)?;
        let body = &probe.case.request.body;
        if builder.body_bytes() != *body {
            builder.body = Body::Bytes(body.clone());
        }
        Some(builder)
    }

    /// The bytes of the body.
    pub fn body_bytes(&self) -> Vec<u8> {
        match &self.body {
            Body::Bytes(bytes) => bytes.clone(),
            Body::Goal { goal, extra, style } => {
                let mut bytes = Vec::with_capacity(384);
                write_body(goal, extra, *style, &mut bytes);
                bytes
            }
        }
    }

    /// The goal in the body, where the body is one.
    pub fn goal(&self) -> Option<&Goal> {
        match &self.body {
            Body::Goal { goal, .. } => Some(goal),
            Body::Bytes(_) => None,
        }
    }

    /// Makes the request.
    pub fn probe(&self, world: &TenantSet, id: CaseId, now: Timestamp) -> TestRequest {
        let party = &world.parties[self.party];
        let body = self.body_bytes();
        let mut headers = Vec::with_capacity(2 + self.headers.len());
        if let Some(kind) = &self.content_type {
            headers.push(("content-type".to_owned(), kind.as_bytes().to_vec()));
        }
        headers.extend(self.headers.iter().cloned());
        let others = headers.len();
        let mut signed = None;
        let header = |value: Vec<u8>| (self.name.to_string(), value);
        match &self.header {
            Header::Absent => {}
            Header::Literal(values) => headers.extend(values.iter().cloned().map(header)),
            written => {
                let (how, text) = self.signature(party, &body);
                signed = how;
                match written {
                    Header::Capitals => {
                        headers.push(header(text.to_ascii_uppercase().into_bytes()))
                    }
                    Header::Around(before, after) => {
                        headers.push(header([before, text.as_str(), after].concat().into_bytes()));
                    }
                    Header::Twice(first, other) => {
                        let mut both = [header(text.into_bytes()), header(other.to_vec())];
                        if !first {
                            both.reverse();
                        }
                        headers.extend(both);
                    }
                    Header::Beside(name) => {
                        headers.push(header(vec![b'0'; text.len()]));
                        headers.push(((*name).to_owned(), text.into_bytes()));
                        signed = None;
                    }
                    Header::Spliced(at, bytes) => {
                        let mut value = text.into_bytes();
                        let at = usize::from(*at).min(value.len());
                        let end = (at + bytes.len()).min(value.len());
                        value.splice(at..end, bytes.iter().copied());
                        // What does not hold the signature as it is cannot be made again.
                        signed = None;
                        headers.push(header(value));
                    }
                    _ => headers.push(header(text.into_bytes())),
                }
            }
        }
        if self.signature_first {
            headers.rotate_left(others);
        }
        let request = OwnedRequest {
            method: self.method.to_string(),
            target: self.target.as_ref().unwrap_or(&party.target).clone(),
            headers,
            body,
        };
        TestRequest {
            case: VerifyCase {
                id,
                domain: Arc::clone(&party.site.domain),
                tenant: Arc::clone(&party.site.tenant),
                now,
                request: Arc::new(request),
            },
            signed,
            wire: None,
            mutation: self.mutation.name,
        }
    }

    /// The signature's text, and how it came to be; zeros where there is none to be made.
    fn signature(&self, party: &TestTenant, body: &[u8]) -> (Option<Signed>, String) {
        if self.signed == Signed::default()
            && let (Some(goal), Some(signer)) = (self.goal(), &party.signer)
            && let Ok(signature) = signer.sign(goal, &mut Vec::with_capacity(384))
            && !goal.has_non_finite()
        {
            return (Some(Signed::default()), signature.to_string());
        }
        let mut signed = self.signed.clone();
        if let (SignedOver::BodyGoal, Some(goal)) = (&signed.over, self.goal())
            && goal.has_non_finite()
        {
            signed.over = SignedOver::Goal(goal.clone());
        }
        let mut made = signed.signature(&party.site.tenant, body);
        if made.is_none() {
            // What the reference would not sign is signed as the Python sample would.
            let lenient = ["python-number-coercion", "python-non-finite", "python-hex-key"];
            let sets = lenient.iter().filter_map(|id| MistakeSet::of_id(id));
            signed.mistakes = sets.fold(signed.mistakes, MistakeSet::union);
            made = signed.signature(&party.site.tenant, body);
        }
        // A header cannot hold what some mistakes make.
        let fits =
            |text: &String| text.bytes().all(|b| (0x20..0x7F).contains(&b)) && !text.is_empty();
        match made.filter(fits) {
            Some(text) => (Some(signed), text),
            None => (None, "0".repeat(64)),
        }
    }
}

/// A body taken apart, where it is a goal and nothing is lost by that.
fn body_of(bytes: &[u8]) -> Body {
    let read = || {
        let Value::Object(members) = parse(bytes).ok()? else { return None };
        let is_field = |key: &Text| Goal::FIELDS.iter().any(|field| key == *field);
        let extra: Vec<_> = members.iter().filter(|(key, _)| !is_field(key)).cloned().collect();
        let goal = Goal::from_value(Value::Object(members)).ok()?;
        let style = style_of(bytes, &goal, &extra).unwrap_or_default();
        Some(Body::Goal { goal, extra, style })
    };
    read().unwrap_or_else(|| Body::Bytes(bytes.to_vec()))
}

/// How a body is spelled, if it is in one of the ways that bodies are spelled here.
fn style_of(bytes: &[u8], goal: &Goal, extra: &[(Text, Value)]) -> Option<Style> {
    let mut written = Vec::with_capacity(bytes.len());
    Style::all().find(|style| {
        written.clear();
        write_body(goal, extra, *style, &mut written);
        written == bytes
    })
}
