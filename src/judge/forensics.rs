//! What a captured request came to, and why.

use super::header::{self, Elsewhere};
use super::leak::{HIDDEN, SecretForms};
use super::refusal::{Refusal, refusal};
use super::unexplained::{Tried, reasons};
use super::wider;
use crate::mistakes::grammar::{Found, Grammar, Label, SignedBytes, secret_sent};
use crate::mistakes::search::{NextGoal, fits, implied_bytes, next_goal, rich_goal};
use crate::mistakes::{Diagnosis, Effort, Explanation, Observed, Searched, SigningContext};
use crate::protocol::json::parse;
use crate::protocol::request::{Domain, Request, SIGNATURE_HEADER, domain};
use crate::protocol::rules::Rule;
use crate::protocol::validator::{Decision, Tenants, decide};
use crate::protocol::{Goal, Tenant};
use jiff::Timestamp;

/// A tenant, and the domain that it is registered under.
#[derive(Clone, Copy, Debug)]
pub struct Registered<'a> {
    /// The domain, in lower case.
    pub domain: &'a str,
    /// The tenant.
    pub tenant: &'a Tenant,
}

/// Signed bytes and their signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The bytes.
    pub canonical: Vec<u8>,
    /// The header's value.
    pub signature: String,
}

/// Everything there is to say of a request.
#[derive(Clone, Debug)]
pub struct Forensics {
    /// What the reference decides.
    pub decision: Decision<'static>,
    /// The signature that came, where one did.
    pub sent: Option<String>,
    /// What should have been signed, where tenant and goal are known.
    pub right: Option<Signed>,
    /// What a search for mistakes found; `None` where the signature is not what was refused.
    pub searched: Option<Searched>,
    /// What explains the signature where no mistake of the catalogue does.
    pub wider: Option<Found>,
    /// What explains it as well as a mistake of the catalogue does.
    pub equals: Vec<Vec<Label>>,
    /// What was excluded, and what to try next, a line each; empty where something explains it.
    pub unexplained: Vec<String>,
    /// The bytes that the explanation implies; where the secret stood in them, a word stands.
    pub implied: Option<Vec<u8>>,
    /// The goal that would tell apart what explains it alike.
    pub next: Option<NextGoal>,
    /// Why the body is refused, where a rule about it decided.
    pub refusal: Option<Refusal>,
    /// What can be read off without a search, a line each.
    pub notes: Vec<String>,
}

impl Forensics {
    /// The catalogue's explanation, where there is one.
    pub fn explanation(&self) -> Option<&Explanation> {
        self.searched.as_ref()?.found.as_ref()
    }

    /// How far the search went, where there was one.
    pub fn effort(&self) -> Option<Effort> {
        self.searched.as_ref().map(|searched| searched.effort)
    }
}

/// What explained earlier requests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Earlier<'a> {
    /// By the catalogue.
    pub diagnoses: &'a [Diagnosis],
    /// By recipes.
    pub recipes: &'a [Found],
}

/// So many explanations are told apart by the next goal.
const TOLD_APART: usize = 40;

/// Decides over a request as the server does, and looks for the reason where its signature is refused.
///
/// `more` is asked, with the number of combinations that were tried, whether to go on.
pub fn examine(
    request: &Request<'_>,
    known: &[Registered<'_>],
    now: Timestamp,
    more: &mut dyn FnMut(u64) -> bool,
) -> Forensics {
    let earlier = Earlier::default();
    let mut forensics = examined(request, known, now, &earlier, wider::ALONE, more);
    forensics.hide(known);
    forensics
}

/// [`examine`] for one of many requests: explanations of earlier ones are tried before the search, and what
/// the catalogue does not explain is searched less far; without `recipes` not at all.
pub fn examine_after(
    request: &Request<'_>,
    known: &[Registered<'_>],
    now: Timestamp,
    earlier: &Earlier<'_>,
    recipes: bool,
    more: &mut dyn FnMut(u64) -> bool,
) -> Forensics {
    let depth = if recipes { wider::ONE_OF_MANY } else { wider::BY_CATALOGUE };
    let mut forensics = examined(request, known, now, earlier, depth, more);
    forensics.hide(known);
    forensics
}

fn examined(
    request: &Request<'_>,
    known: &[Registered<'_>],
    now: Timestamp,
    earlier: &Earlier<'_>,
    depth: wider::Depth,
    more: &mut dyn FnMut(u64) -> bool,
) -> Forensics {
    let mut tenants = Tenants::default();
    for site in known {
        tenants.register(site.domain, site.tenant);
    }
    let decision = decide(request, &tenants, now);
    let mut headers = request.header(SIGNATURE_HEADER);
    let sent = headers.next().map(|value| value.iter().map(|b| char::from(*b)).collect::<String>());
    let several = headers.next().is_some();
    let refusal = refusal(request.body, decision.rule, decision.field);
    let elsewhere = Elsewhere::of(request);
    let mut forensics = Forensics {
        decision: decision.into_owned(),
        sent,
        right: None,
        searched: None,
        wider: None,
        equals: Vec::new(),
        unexplained: Vec::new(),
        implied: None,
        next: None,
        refusal,
        notes: elsewhere.first().map(Elsewhere::note).into_iter().collect(),
    };
    let named = match domain(request.path_and_query().1) {
        Domain::Named(name) => known.iter().find(|site| site.domain == name),
        _ => None,
    };
    let goal = parse(request.body).ok().and_then(|value| Goal::from_value(value).ok());
    let (Some(site), Some(goal)) = (named, goal) else { return forensics };
    forensics.right = right(site.tenant, &goal);
    let is_hint = forensics.decision.rule == Rule::Hint && depth.is_of_one();
    let at = elsewhere.iter().position(|found| forensics.is_right(&found.digest)).unwrap_or(0);
    let elsewhere = elsewhere.into_iter().nth(at).filter(|_| is_hint);
    if let Some(elsewhere) = &elsewhere {
        forensics.notes = vec![elsewhere.note()];
    }
    let signature = match (forensics.decision.rule, &elsewhere) {
        (Rule::SignatureMismatch | Rule::SignatureShape, _) => forensics.sent.clone(),
        (_, Some(elsewhere)) => Some(elsewhere.digest.clone()),
        _ => None,
    };
    let Some(mut signature) = signature else { return forensics };
    if several {
        forensics.notes.push("there are several signature headers; send one".to_owned());
    }
    if let Some((seen, note)) = header::without_unseen(&signature) {
        forensics.notes.push(note);
        signature = seen;
        if forensics.is_right(&signature) {
            forensics.notes.push("without that, the signature is right".to_owned());
            return forensics;
        }
    }
    if elsewhere.is_some() && forensics.is_right(&signature) {
        forensics
            .notes
            .push("the digest there is the right one: its place is all that is wrong".to_owned());
        return forensics;
    }
    forensics.notes.extend(header::shape(&signature));
    let secrets = known.iter().map(|other| other.tenant.secret.as_bytes());
    if SecretForms::of(secrets).is_some_and(|forms| forms.stand_in(signature.as_bytes())) {
        forensics.take_recipe(Found::word(secret_sent()));
        forensics.searched = Some(Searched { found: None, effort: Effort::default() });
        return forensics;
    }
    let others: Vec<Tenant> = known
        .iter()
        .filter(|other| other.domain != site.domain)
        .map(|other| other.tenant.clone())
        .collect();
    let domains: Vec<&str> =
        known.iter().map(|other| other.domain).filter(|domain| *domain != site.domain).collect();
    let context = SigningContext::sent(site.tenant, &goal, request, site.domain, &others);
    if !forensics.recognise(&context, &signature, earlier.diagnoses)
        && !forensics.recognise_recipe(&context, &signature, earlier.recipes)
    {
        forensics.search(&context, &signature, depth, more);
    }
    if elsewhere.is_some() {
        forensics.tell_elsewhere(signature);
    }
    forensics.name_other(&domains);
    forensics
}

impl Forensics {
    /// Takes an earlier explanation, where one fits; whether one did.
    fn recognise(
        &mut self,
        context: &SigningContext<'_>,
        signature: &str,
        earlier: &[Diagnosis],
    ) -> bool {
        let observed = Observed { signature, canonical: None };
        let found = earlier.iter().position(|diagnosis| fits(diagnosis, context, &observed));
        let Some(at) = found else { return false };
        let diagnosis = earlier[at].clone();
        self.implied = implied_bytes(&diagnosis, context);
        let classes = diagnosis.set.singles().collect();
        let found = Some(Explanation { diagnosis, classes, others: Vec::new() });
        let effort = Effort { trials: at as u64 + 1, ..Effort::default() };
        self.searched = Some(Searched { found, effort });
        true
    }

    /// Takes the members of earlier recipes, where these explain the signature; whether they do.
    fn recognise_recipe(
        &mut self,
        context: &SigningContext<'_>,
        signature: &str,
        earlier: &[Found],
    ) -> bool {
        let (found, trials) = Grammar::again(context, signature, earlier);
        let Some(found) = found else { return false };
        self.take_recipe(found);
        self.searched =
            Some(Searched { found: None, effort: Effort { trials, ..Effort::default() } });
        true
    }

    /// The signature that was sent, where it is wrong and nothing explains it.
    pub(super) fn unexplained_signature(&self) -> Option<&str> {
        let is_wrong = self.decision.rule == Rule::SignatureMismatch;
        let is_explained = self.explanation().is_some() || self.wider.is_some();
        self.sent.as_deref().filter(|_| is_wrong && !is_explained)
    }

    pub(super) fn take_recipe(&mut self, found: Found) {
        self.unexplained.clear();
        self.implied = match found.signed {
            SignedBytes::Known(ref bytes) => Some(bytes.clone()),
            SignedBytes::HoldSecret => Some(HIDDEN.as_bytes().to_vec()),
            SignedBytes::Unknown => None,
        };
        if !found.others.is_empty() {
            self.next = rich_goal();
        }
        self.wider = Some(found);
    }

    fn search(
        &mut self,
        context: &SigningContext<'_>,
        signature: &str,
        depth: wider::Depth,
        more: &mut dyn FnMut(u64) -> bool,
    ) {
        let searches = wider::search(context, signature, depth, more);
        if let Some(found) = &searches.found {
            self.implied = implied_bytes(&found.diagnosis, context);
            let diagnoses: Vec<_> = found.diagnoses().take(TOLD_APART).collect();
            self.next = next_goal(context, &diagnoses);
            self.equals = searches.equals;
            if self.next.is_none() && !self.equals.is_empty() {
                self.next = rich_goal();
            }
        } else if let Some(found) = searches.wider {
            self.take_recipe(found);
        } else if searches.effort.trials > 0 {
            let tried = Tried { pairs: searches.effort.pairs, recipes: searches.recipes };
            self.unexplained = reasons(context, signature, &tried);
        }
        self.searched = Some(Searched { found: searches.found, effort: searches.effort });
    }
}

impl Forensics {
    fn is_right(&self, signature: &str) -> bool {
        self.right.as_ref().is_some_and(|right| right.signature == signature)
    }

    /// Says what a digest in another place came to; one that nothing explains may be no signature.
    fn tell_elsewhere(&mut self, digest: String) {
        let is_explained = self.explanation().is_some() || self.wider.is_some();
        let note = if is_explained {
            self.sent = Some(digest);
            "the digest there is not the right one either: see below"
        } else {
            self.searched = None;
            self.unexplained.clear();
            "the digest there is not the right one, and no known mistake explains it: it may be no signature of the goal"
        };
        self.notes.push(note.to_owned());
    }

    /// Says which other tenant it was.
    fn name_other(&mut self, domains: &[&str]) {
        let Some(found) = self.explanation() else { return };
        let is_other = found.diagnosis.set.ids().iter().any(|id| id.starts_with("other-tenant"));
        let at = usize::from(found.diagnosis.detail.other.unwrap_or(0));
        if let Some(domain) = domains.get(at).filter(|_| is_other) {
            self.notes.push(format!("the other tenant is that of {domain}"));
        }
    }
}

impl Forensics {
    /// Takes every secret out of what is told: it may have been signed, or sent.
    fn hide(&mut self, known: &[Registered<'_>]) {
        // Whole, since it may have been signed in hex or base64.
        let signs_secret = |diagnosis: &Diagnosis| diagnosis.set.ids().contains(&"signed-secret");
        if self.explanation().is_some_and(|found| signs_secret(&found.diagnosis)) {
            self.implied = Some(HIDDEN.as_bytes().to_vec());
        }
        let secrets = known.iter().map(|site| site.tenant.secret.as_bytes());
        let Some(forms) = SecretForms::of(secrets) else { return };
        if let Some(sent) = self.sent.as_mut().filter(|sent| forms.stand_in(sent.as_bytes())) {
            *sent = forms.hide(sent);
            let note = "the secret itself was sent, in the clear: replace it in the dashboard";
            self.notes.push(note.to_owned());
        }
        for label in self.equals.iter_mut().flatten() {
            hide_in(label, &forms);
        }
        if let Some(wider) = &mut self.wider {
            for label in wider.members.iter_mut().chain(wider.others.iter_mut().flatten()) {
                hide_in(label, &forms);
            }
            if self.implied.as_ref().is_some_and(|bytes| forms.stand_in(bytes)) {
                self.implied = Some(HIDDEN.as_bytes().to_vec());
            }
        }
        let found = self.searched.as_mut().and_then(|searched| searched.found.as_mut());
        if let Some(detail) = found.map(|found| &mut found.diagnosis.detail) {
            for around in [&mut detail.prefix, &mut detail.suffix].into_iter().flatten() {
                *around = forms.hide(around);
            }
        }
    }
}

fn hide_in(label: &mut Label, forms: &SecretForms) {
    if forms.stand_in(label.title.as_bytes()) {
        label.title = forms.hide(&label.title).into();
    }
}

fn right(tenant: &Tenant, goal: &Goal) -> Option<Signed> {
    let mut canonical = Vec::new();
    let signature = tenant.signer().ok()?.sign(goal, &mut canonical).ok()?.to_string();
    Some(Signed { canonical, signature })
}
