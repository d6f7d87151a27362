//! What a signer with a rule answers.

use super::facts::{Facts, Field};
use super::function::{Function, Piece};
use super::keys::{KeyForm, OutputForm, hmac};
use super::lay_out::{laid_out, write};
use super::map::applies;
use super::read::{Member, Node, Signed, as_latin1, decoded, from_latin1, read_json};
use super::recent::is_recent;
use super::rule::{Branch, Layout, Recipe, Rule, TextRule};
use crate::mistakes::grammar::{Application, Applied, Decision, Found, Grammar, Stage};
use crate::mistakes::{MistakeSet, SigningContext, signature_of, signed_with};
use crate::protocol::{Goal, Tenant, Text, canonicalize, hex};

/// The highest cost of what the wider search looks for.
const DEEPEST: u8 = 4;

/// What a signer signs, and the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The signed bytes.
    pub message: Vec<u8>,
    /// The header's value.
    pub signature: String,
}

/// A case with all that a simulation looks at more than once.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Its fields.
    pub facts: Facts,
    /// What the reference signs.
    pub right: Vec<u8>,
    /// The same, taken apart.
    pub members: Signed,
    tenant: Tenant,
    goal: Goal,
    /// What the protocol leaves open and this signer does: it may take a secret that the reference refuses.
    open: MistakeSet,
}

impl Prepared {
    /// A case made ready; `None` where the reference refuses it, or no rule can say what it holds.
    pub fn of(tenant: &Tenant, goal: &Goal) -> Option<Prepared> {
        tenant.signer().ok()?;
        let mut right = Vec::new();
        canonicalize(&tenant.tenant_id, goal, &mut right).ok()?;
        Prepared::from_bytes(tenant, goal, right, MistakeSet::EMPTY)
    }

    /// The same with other bytes in place of the reference's, and a secret that it may refuse: those of a signer that
    /// makes `open` of what the protocol leaves open.
    pub fn from_bytes(
        tenant: &Tenant,
        goal: &Goal,
        right: Vec<u8>,
        open: MistakeSet,
    ) -> Option<Prepared> {
        let facts = Facts::of(tenant, goal)?;
        let members = read_json(&right)?;
        Some(Prepared { facts, right, members, tenant: tenant.clone(), goal: goal.clone(), open })
    }

    /// The documented bytes as a text, which they are: they are ASCII.
    pub(super) fn right_text(&self) -> &str {
        std::str::from_utf8(&self.right).unwrap_or_default()
    }

    /// The secret's text.
    pub fn secret(&self) -> &Text {
        &self.tenant.secret
    }

    /// What the wider search finds in a signature, of so many trials at most.
    pub(super) fn explained(&self, signature: &str, most: u64) -> Option<Found> {
        let context = SigningContext::of(&self.tenant, &self.goal);
        let mut grammar = Grammar::new(&context, signature);
        for cost in 0..=DEEPEST {
            let (found, is_whole) = grammar.level(cost, most, &mut |trials| trials < most);
            if found.is_some() || !is_whole {
                return found;
            }
        }
        None
    }

    /// The stages that members of the wider search belong to.
    pub(super) fn stages(&self, members: &[Decision], digits: usize) -> Vec<Stage> {
        Grammar::stages(&SigningContext::of(&self.tenant, &self.goal), members, digits)
    }

    /// The mistakes in key, hash or output that make a signature of these bytes; `None` where no known ones do.
    pub(super) fn signed_with(&self, message: &[u8], signature: &str) -> Option<MistakeSet> {
        let context = SigningContext::of(&self.tenant, &self.goal);
        Some(signed_with(&context, message, signature)?.set)
    }

    /// The same for a signer whose tables know no recent characters; `None` where the case holds none.
    pub fn as_older(mut self) -> Option<Prepared> {
        let texts = Field::TEXTS.into_iter().filter_map(|field| self.facts.text(field));
        let holds_recent = texts.flat_map(str::chars).any(is_recent);
        self.facts.is_older = true;
        holds_recent.then_some(self)
    }

    /// The same for a signer that does to keys what it does to texts, at every depth.
    pub fn everywhere(mut self) -> Prepared {
        self.facts.is_everywhere = true;
        self
    }

    /// What a signer with a rule makes of it, state aside.
    pub fn made(&self, rule: &Rule) -> Option<Made> {
        made(rule, self)
    }
}

/// What a signer with a rule makes of a case, state aside.
pub(super) fn made(rule: &Rule, case: &Prepared) -> Option<Made> {
    if !rule.when.holds(case.right_text(), &case.facts) {
        return made(&Rule::default(), case);
    }
    if let Some(recipe) = &rule.recipe {
        let context = SigningContext::of(&case.tenant, &case.goal);
        let Recipe { members, stages, cost, digits, nth } = recipe;
        let (cost, digits, nth) = (*cost, *digits, *nth);
        let how = Application { members, stages, cost, digits, nth };
        let Applied { message, digest } = Grammar::applied(&context, &how)?;
        return Some(Made { message, signature: hex::encode(&digest) });
    }
    let message = message(rule, case)?;
    let signature = signature(rule, case, case.secret(), &message)?;
    Some(Made { message, signature })
}

/// The signature that a rule gives to bytes.
pub(super) fn signature(
    rule: &Rule,
    case: &Prepared,
    secret: &Text,
    message: &[u8],
) -> Option<String> {
    let text = secret.to_string();
    if !rule.signed_with.is_empty() && rule.signed_with_for.holds(&text, &case.facts) {
        let tenant = Tenant { secret: secret.clone(), ..case.tenant.clone() };
        let context = SigningContext::of(&tenant, &case.goal);
        return signature_of(rule.signed_with, &context, message);
    }
    if rule.key.is_empty() && rule.output.is_empty() && !case.open.is_empty() {
        let context = SigningContext::of(&case.tenant, &case.goal);
        return signature_of(case.open, &context, message);
    }
    let key = match branch(&rule.key, &text, &case.facts) {
        Some(form) => KeyForm::of(form, secret)?,
        None => hex::decode(secret.as_bytes())?,
    };
    let digest = hmac(&key, message);
    let text = hex::encode(&digest);
    Some(match branch(&rule.output, &text, &case.facts) {
        Some(form) => OutputForm::of(form, &digest),
        None => text,
    })
}

/// The signature of bytes as documented; `None` where the secret is invalid.
pub fn plain_signature(secret: &Text, message: &[u8]) -> Option<String> {
    Some(hex::encode(&hmac(&hex::decode(secret.as_bytes())?, message)))
}

/// The first branch that holds.
pub(super) fn branch<'r, T>(branches: &'r [Branch<T>], text: &str, facts: &Facts) -> Option<&'r T> {
    branches.iter().find(|branch| branch.when.holds(text, facts)).map(|branch| &branch.what)
}

/// The bytes that a rule signs, state aside.
pub(super) fn message(rule: &Rule, case: &Prepared) -> Option<Vec<u8>> {
    let touches_members = !rule.texts.is_empty()
        || !rule.dropped.is_empty()
        || !rule.tokens.is_empty()
        || !rule.value.is_empty()
        || rule.escapes.is_some()
        || rule.layout.is_some();
    let bytes = if touches_members { written(rule, case)? } else { case.right.clone() };
    if rule.message.is_empty() {
        return Some(bytes);
    }
    let text = as_latin1(&bytes);
    Some(match branch(&rule.message, &text, &case.facts) {
        Some(Function::Pieces(pieces)) => pieces
            .iter()
            .flat_map(|piece| match piece {
                Piece::Own => bytes.clone(),
                Piece::Text(text) => from_latin1(text),
                Piece::Of(field) => bytes_of(&case.facts, *field),
            })
            .collect(),
        Some(function) => from_latin1(&function.of(&text)),
        None => bytes,
    })
}

/// The text of a field as UTF-8; nothing where it has none.
pub(super) fn bytes_of(facts: &Facts, field: Field) -> Vec<u8> {
    facts.narrow(facts.text(field).unwrap_or_default()).as_bytes().to_vec()
}

fn written(rule: &Rule, case: &Prepared) -> Option<Vec<u8>> {
    let members = changed(rule, &case.members.members, false, &case.facts)?;
    let default = Layout::default();
    let layout = rule.layout.as_ref().unwrap_or(&default);
    let members = laid_out(layout, members, &case.facts);
    let mut out = Vec::with_capacity(case.right.len() + 64);
    write(layout, &members, 0, &mut out);
    Some(out)
}

/// A text with what stands between recent characters changed.
fn between_recent(text: &str, change: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_recent(*c)) {
        out.push_str(&change(&rest[..at]));
        out.push(c);
        rest = &rest[at + c.len_utf8()..];
    }
    out + &change(rest)
}

/// What a text rule makes of a text.
pub(super) fn changed_text(
    rules: &[TextRule],
    field: Option<Field>,
    text: &str,
    facts: &Facts,
) -> String {
    rules.iter().fold(text.to_owned(), |text, rule| {
        let takes = rule.of.is_empty() || field.is_some_and(|field| rule.of.contains(&field));
        match branch(&rule.branches, &text, facts) {
            Some(function) if takes && facts.is_older => {
                between_recent(&text, |t| function.on(t, facts))
            }
            Some(function) if takes => function.on(&text, facts),
            _ => text,
        }
    })
}

fn changed(rule: &Rule, members: &[Member], inside: bool, facts: &Facts) -> Option<Vec<Member>> {
    let mut out = Vec::with_capacity(members.len());
    for member in members {
        let key = std::str::from_utf8(&member.key).ok()?;
        let field = Field::of_key(key, inside);
        if let Some(field) = field {
            let text = facts.text(field).unwrap_or_default();
            let changed = || changed_text(&rule.texts, Some(field), text, facts);
            let dropped = |d: &super::rule::Dropped| {
                let holds = |text: &str| d.when.holds(text, facts);
                d.field == field && if d.changed { holds(&changed()) } else { holds(text) }
            };
            if rule.dropped.iter().any(dropped) {
                continue;
            }
        }
        let value = match &member.value {
            Node::Object(inner) => Node::Object(changed(rule, inner, true, facts)?),
            Node::Token(token) if facts.is_everywhere => Node::Token(nested(rule, token, facts)?),
            Node::Token(token) => Node::Token(token.clone()),
            Node::Text(raw) if field == Some(Field::Value) => {
                // What is no amount, and is signed all the same, stays.
                let form =
                    facts.text(Field::Value).and_then(|text| branch(&rule.value, text, facts));
                match form {
                    None => Node::Text(raw.clone()),
                    Some(form) => {
                        let (text, bare) = form.write(facts)?;
                        if bare {
                            Node::Token(text.into_bytes())
                        } else {
                            Node::Text(escaped(rule, field, &text, facts))
                        }
                    }
                }
            }
            Node::Text(raw) => {
                let before = decoded(raw)?;
                let changed = || changed_text(&rule.texts, field, &before, facts);
                let token = rule.tokens.iter().find(|token| {
                    let holds = |text: &str| token.when.holds(text, facts);
                    let is_of = Some(token.field) == field;
                    is_of && if token.changed { holds(&changed()) } else { holds(&before) }
                });
                if let Some(token) = token {
                    let token = token.token.clone().unwrap_or_else(changed);
                    let value = Node::Token(token.into_bytes());
                    out.push(Member { key: member.key.clone(), value });
                    continue;
                }
                let text = changed_text(&rule.texts, field, &before, facts);
                let optional = matches!(field, Some(Field::FirstTouchBucket | Field::FirstTouchTs));
                let early = rule.texts.iter().any(|rule| rule.early);
                if early && optional && text.is_empty() {
                    continue;
                }
                if text == before && rule.escapes.is_none() {
                    Node::Text(raw.clone())
                } else {
                    Node::Text(escaped(rule, field, &text, facts))
                }
            }
        };
        let key = match facts.is_everywhere {
            true => text_everywhere(rule, &member.key, facts)?,
            false => member.key.clone(),
        };
        out.push(Member { key, value });
    }
    Some(out)
}

/// A key or a text that is in no field, between its quotes.
fn text_everywhere(rule: &Rule, raw: &[u8], facts: &Facts) -> Option<Vec<u8>> {
    let before = decoded(raw)?;
    let text = changed_text(&rule.texts, None, &before, facts);
    let is_same = text == before && rule.escapes.is_none();
    Some(if is_same { raw.to_vec() } else { escaped(rule, None, &text, facts) })
}

/// JSON with what is done to texts done to all its strings.
fn nested(rule: &Rule, json: &[u8], facts: &Facts) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(json.len());
    let mut rest = json;
    while let Some(start) = rest.iter().position(|b| *b == b'"') {
        let (before, text) = rest.split_at(start + 1);
        let mut end = 0;
        while *text.get(end)? != b'"' {
            end += if text[end] == b'\\' { 2 } else { 1 };
        }
        out.extend_from_slice(before);
        out.extend(text_everywhere(rule, &text[..end], facts)?);
        out.push(b'"');
        rest = &text[end + 1..];
    }
    out.extend_from_slice(rest);
    Some(out)
}

/// A text as a rule escapes it.
pub(super) fn escaped(rule: &Rule, field: Option<Field>, text: &str, facts: &Facts) -> Vec<u8> {
    let documented = |text: &str| super::read::escaped(&facts.narrow(text));
    let is_of = (rule.escapes_of.is_empty() || field.is_some_and(|f| rule.escapes_of.contains(&f)))
        && rule.escapes_when.holds(text, facts);
    let Some(Function::Map(entries)) = rule.escapes.as_ref().filter(|_| is_of) else {
        return documented(text);
    };
    // What the map leaves is escaped as documented.
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::with_capacity(2 * text.len());
    for (at, c) in chars.iter().enumerate() {
        match entries.iter().find(|entry| applies(entry, &chars, at)) {
            Some(entry) => out.extend(from_latin1(&entry.image.of(*c))),
            None => out.extend(documented(c.encode_utf8(&mut [0; 4]))),
        }
    }
    out
}
