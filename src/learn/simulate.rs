//! What a signer with a rule answers.

use super::facts::{Facts, Field};
use super::function::{Function, Piece, applies};
use super::guard::Guard;
use super::keys::{KeyForm, OutputForm};
use super::read::{Member, Node, Signed, as_latin1, decoded, encoded, from_latin1, read_json};
use super::recent::is_recent;
use super::rule::{Added, Branch, Grouped, Layout, Order, Properties, Rule, TextRule};
use super::state::{Source, StateRule, Taken};
use crate::mistakes::{MistakeSet, SigningContext, signature_of, signed_with};
use crate::protocol::{Goal, Tenant, Text, canonicalize, hex};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

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
}

impl Prepared {
    /// A case made ready; `None` where the reference refuses it, or no rule can say what it holds.
    pub fn of(tenant: &Tenant, goal: &Goal) -> Option<Prepared> {
        let mut right = Vec::new();
        canonicalize(&tenant.tenant_id, goal, &mut right).ok()?;
        Prepared::from_bytes(tenant, goal, right)
    }

    /// The same with other bytes in place of the reference's.
    pub fn from_bytes(tenant: &Tenant, goal: &Goal, right: Vec<u8>) -> Option<Prepared> {
        tenant.signer().ok()?;
        let facts = Facts::of(tenant, goal)?;
        let members = read_json(&right)?;
        Some(Prepared { facts, right, members, tenant: tenant.clone(), goal: goal.clone() })
    }

    /// The documented bytes as a text, which they are: they are ASCII.
    pub(super) fn right_text(&self) -> &str {
        std::str::from_utf8(&self.right).unwrap_or_default()
    }

    /// The secret's text.
    pub fn secret(&self) -> &Text {
        &self.tenant.secret
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

/// HMAC-SHA256.
pub(super) fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let Ok(mut hmac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    hmac.update(message);
    hmac.finalize().into_bytes().to_vec()
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
                            Node::Text(escaped(rule, &text, facts))
                        }
                    }
                }
            }
            Node::Text(raw) => {
                let before = decoded(raw)?;
                let token = rule
                    .tokens
                    .iter()
                    .find(|token| Some(token.field) == field && token.when.holds(&before, facts));
                if let Some(token) = token {
                    let changed = || changed_text(&rule.texts, field, &before, facts);
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
                    Node::Text(escaped(rule, &text, facts))
                }
            }
        };
        out.push(Member { key: member.key.clone(), value });
    }
    Some(out)
}

fn escaped(rule: &Rule, text: &str, facts: &Facts) -> Vec<u8> {
    let documented = |text: &str| super::read::escaped(&facts.narrow(text));
    let Some(Function::Map(entries)) = &rule.escapes else { return documented(text) };
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

fn laid_out(layout: &Layout, mut members: Vec<Member>, facts: &Facts) -> Vec<Member> {
    for field in &layout.moved {
        let key = field.key().as_bytes();
        let inner = members.iter_mut().find_map(|member| match &mut member.value {
            Node::Object(inner) => Some(inner),
            _ => None,
        });
        let Some(inner) = inner else { continue };
        if field.in_properties() {
            if let Some(at) = inner.iter().position(|member| member.key == key) {
                let moved = inner.remove(at);
                members.push(moved);
            }
        } else if let Some(at) = members.iter().position(|member| member.key == key) {
            let moved = members.remove(at);
            if let Some(Node::Object(inner)) =
                members.iter_mut().map(|m| &mut m.value).find(|v| matches!(v, Node::Object(_)))
            {
                inner.push(moved);
            }
        }
    }
    for added in &layout.added {
        // What is signed anyway is not added.
        if is_there(layout, &members, added) || !added.when.holds("", facts) {
            continue;
        }
        let member = Member {
            key: added.key.clone().into_bytes(),
            value: Node::Token(added.value.clone().into_bytes()),
        };
        let target = if added.in_properties {
            members.iter_mut().find_map(|member| match &mut member.value {
                Node::Object(inner) => Some(inner),
                _ => None,
            })
        } else {
            None
        };
        match target {
            Some(inner) => inner.push(member),
            None if added.in_properties => {}
            None => members.push(member),
        }
    }
    for (field, name) in &layout.renamed {
        let rename = |members: &mut Vec<Member>| {
            members
                .iter_mut()
                .filter(|member| member.key == field.key().as_bytes())
                .for_each(|member| member.key = name.clone().into_bytes());
        };
        rename(&mut members);
        for member in &mut members {
            if let Node::Object(inner) = &mut member.value {
                rename(inner);
            }
        }
    }
    if let Some(group) = &layout.grouped {
        grouped(group, &mut members);
    }
    let is_flat = matches!(layout.properties, Properties::Flat(_));
    if is_flat && layout.inner.is_none() {
        let mut members = reshaped(layout, members);
        sort(layout, &layout.order, &mut members, facts);
        return members;
    }
    for member in &mut members {
        if let Node::Object(inner) = &mut member.value {
            sort(layout, layout.inner.as_ref().unwrap_or(&layout.order), inner, facts);
        }
    }
    sort(layout, &layout.order, &mut members, facts);
    reshaped(layout, members)
}

/// Puts fields of the top level into an object of their own.
fn grouped(group: &Grouped, members: &mut Vec<Member>) {
    let mut inner = Vec::new();
    for (field, key) in &group.members {
        if let Some(at) = members.iter().position(|member| member.key == field.key().as_bytes()) {
            let key = key.clone().into_bytes();
            inner.push(Member { key, value: members.remove(at).value });
        }
    }
    if !inner.is_empty() {
        members.push(Member { key: group.key.clone().into_bytes(), value: Node::Object(inner) });
    }
}

/// Whether a member that is to be added is there already.
fn is_there(layout: &Layout, members: &[Member], added: &Added) -> bool {
    let key = added.key.as_bytes();
    members.iter().any(|member| match (&member.value, &layout.properties) {
        (Node::Object(inner), Properties::Flat(before)) => inner
            .iter()
            .any(|inner| key.strip_prefix(before.as_bytes()) == Some(inner.key.as_slice())),
        (Node::Object(inner), _) if added.in_properties => {
            inner.iter().any(|inner| inner.key == key)
        }
        _ => !added.in_properties && member.key == key,
    })
}

/// Puts the members of one level in order.
fn sort(layout: &Layout, order: &Order, members: &mut [Member], facts: &Facts) {
    match order {
        // Keys as the document escapes them sort as they do decoded, but beyond ASCII; the reference's own order is
        // kept where nothing is moved.
        Order::Sorted => {
            let is_flat = matches!(layout.properties, Properties::Flat(_));
            if is_flat
                || !layout.added.is_empty()
                || !layout.moved.is_empty()
                || !layout.renamed.is_empty()
                || layout.grouped.is_some()
            {
                members.sort_by(|a, b| a.key.cmp(&b.key));
            }
        }
        Order::Length => members.sort_by(|a, b| (a.key.len(), &a.key).cmp(&(b.key.len(), &b.key))),
        Order::Backwards => members.sort_by(|a, b| b.key.cmp(&a.key)),
        Order::Passed => {
            let place =
                |member: &Member| facts.order.iter().position(|key| key.as_bytes() == member.key);
            members.sort_by_key(|member| place(member).unwrap_or(usize::MAX));
        }
        Order::Listed(keys) => members.sort_by_key(|member| {
            keys.iter().position(|key| key.as_bytes() == member.key).unwrap_or(usize::MAX)
        }),
    }
}

/// Members with the properties as a layout has them.
fn reshaped(layout: &Layout, members: Vec<Member>) -> Vec<Member> {
    if layout.properties == Properties::Object {
        return members;
    }
    let mut out = Vec::with_capacity(members.len() + 3);
    for member in members {
        match (member.value, &layout.properties) {
            (Node::Object(inner), Properties::NotEmpty) if inner.is_empty() => {}
            (Node::Object(inner), Properties::Flat(before)) => {
                out.extend(inner.into_iter().map(|inner| Member {
                    key: [before.as_bytes(), &inner.key].concat(),
                    value: inner.value,
                }));
            }
            (Node::Object(inner), Properties::List) if member.key == b"properties" => {
                let mut bytes = vec![b'['];
                write(layout, &inner, 1, &mut bytes);
                bytes.push(b']');
                out.push(Member { key: member.key, value: Node::Token(bytes) });
            }
            (Node::Object(inner), Properties::Text) => {
                let mut bytes = Vec::new();
                write(layout, &inner, 0, &mut bytes);
                let value = Node::Text(encoded(&String::from_utf8_lossy(&bytes)));
                out.push(Member { key: member.key, value });
            }
            (value, _) => out.push(Member { key: member.key, value }),
        }
    }
    out
}

fn write(layout: &Layout, members: &[Member], depth: usize, out: &mut Vec<u8>) {
    let (comma, colon) =
        layout.separators.as_ref().map_or((",", ":"), |(comma, colon)| (comma, colon));
    out.push(b'{');
    for (at, member) in members.iter().enumerate() {
        if at > 0 {
            out.extend_from_slice(comma.as_bytes());
        }
        write_line(layout, depth + 1, out);
        out.push(b'"');
        out.extend_from_slice(&member.key);
        out.push(b'"');
        out.extend_from_slice(colon.as_bytes());
        match &member.value {
            Node::Text(raw) => {
                out.push(b'"');
                out.extend_from_slice(raw);
                out.push(b'"');
            }
            Node::Token(token) => out.extend_from_slice(token),
            Node::Object(inner) => write(layout, inner, depth + 1, out),
        }
    }
    if !members.is_empty() {
        write_line(layout, depth, out);
    }
    out.push(b'}');
}

/// The end of a line and the indent of the next one, where each member has its own.
fn write_line(layout: &Layout, depth: usize, out: &mut Vec<u8>) {
    if let Some((end, indent)) = &layout.lines {
        out.extend_from_slice(end.as_bytes());
        (0..depth).for_each(|_| out.extend_from_slice(indent.as_bytes()));
    }
}

/// What a signer with a rule answered since the start of its process.
#[derive(Debug, Default)]
pub struct Memory {
    seen: Vec<(Prepared, Made, bool)>,
    /// What stands in the buffer that all messages are written to.
    buffer: Vec<u8>,
}

impl Memory {
    /// The answer to the next case of the sequence.
    pub fn next(&mut self, rule: &Rule, case: &Prepared) -> Option<Made> {
        let plain = made(rule, case)?;
        let Some(state) = &rule.state else { return Some(plain) };
        let index = self.seen.len();
        let mut taken = false;
        let mut result = match &state.take {
            // The rule's other parts hold in its turns only.
            Taken::Nothing if !state.when.holds(index) => made(&Rule::default(), case)?,
            _ => plain.clone(),
        };
        if state.when.holds(index) && state.only.holds("", &case.facts) {
            match &state.take {
                Taken::Nothing => {}
                Taken::Buffer => {
                    let left = self.buffer.get(plain.message.len()..).unwrap_or_default();
                    let message = [plain.message.as_slice(), left].concat();
                    let signature = signature(rule, case, case.secret(), &message)?;
                    self.buffer.clone_from(&message);
                    result = Made { message, signature };
                }
                Taken::Counter(counter) => {
                    let mut layout = rule.layout.clone().unwrap_or_default();
                    layout.added.push(Added {
                        key: counter.key.clone(),
                        in_properties: false,
                        value: counter.value(index),
                        when: Guard::Always,
                    });
                    result = made(&Rule { layout: Some(layout), ..rule.clone() }, case)?;
                }
                Taken::Messages | Taken::AllMessages => {
                    let all = state.take == Taken::AllMessages;
                    let mut bytes = Vec::new();
                    for (earlier, made, _) in &self.seen {
                        if all || earlier.secret() == case.secret() {
                            bytes.extend_from_slice(&made.message);
                        }
                    }
                    bytes.extend_from_slice(&plain.message);
                    result.signature = signature(rule, case, case.secret(), &bytes)?;
                }
                Taken::Key(form) => {
                    let key = vec![Branch { when: Guard::Always, what: form.clone() }];
                    result = made(&Rule { key, ..rule.clone() }, case)?;
                }
                Taken::Properties => {
                    let mut other = case.clone();
                    for field in [Field::Currency, Field::Plan, Field::Value] {
                        let has = |(earlier, ..): &&(Prepared, Made, bool)| {
                            earlier.members.find(field).is_some()
                        };
                        if let Some((earlier, ..)) = self.seen.iter().rev().find(has)
                            && let Some((node, _)) = earlier.members.find(field)
                            && other.members.find(field).is_none()
                        {
                            replace(&mut other, field, node, true);
                        }
                    }
                    result = made(rule, &other)?;
                }
                _ => {
                    if let Some((earlier, answer, _)) = self.source(state, case) {
                        taken = true;
                        result = match &state.take {
                            Taken::Answer => answer.clone(),
                            Taken::AllProperties => made(rule, &with_properties(case, earlier))?,
                            Taken::Secret => {
                                let signature =
                                    signature(rule, case, earlier.secret(), &plain.message)?;
                                Made { message: plain.message.clone(), signature }
                            }
                            Taken::Text(field) | Taken::Missing(field) | Taken::Kept(field) => {
                                let field = *field;
                                let mut other = case.clone();
                                let missing = !matches!(state.take, Taken::Text(_));
                                let has = matches!(state.take, Taken::Kept(_));
                                if let Some(from) = earlier.members.find(field)
                                    && (replace(&mut other, field, from.0, missing)
                                        || has && replace(&mut other, field, from.0, false))
                                {
                                    made(rule, &other)?
                                } else {
                                    plain.clone()
                                }
                            }
                            _ => plain.clone(),
                        };
                    }
                }
            }
        }
        let kept = if matches!(state.take, Taken::Messages | Taken::AllMessages) {
            plain
        } else {
            result.clone()
        };
        self.seen.push((case.clone(), kept, taken));
        Some(result)
    }

    fn source(&self, state: &StateRule, case: &Prepared) -> Option<&(Prepared, Made, bool)> {
        // What is remembered is what was passed.
        let has = |(earlier, ..): &&(Prepared, Made, bool)| match &state.take {
            Taken::Missing(field) | Taken::Kept(field) | Taken::Text(field) => {
                match earlier.members.find(*field) {
                    Some((Node::Text(text), _)) => !text.is_empty(),
                    other => other.is_some(),
                }
            }
            _ => true,
        };
        // Who keeps things by a text takes none for an empty one.
        let same = |field: Field| {
            let text = move |facts: &Facts| facts.text(field).unwrap_or_default().to_owned();
            let own = text(&case.facts);
            move |(earlier, ..): &&(Prepared, Made, bool)| text(&earlier.facts) == own
        };
        let mut from = self.seen.iter().filter(has);
        match state.from {
            Source::Before => self.seen.last(),
            Source::First => self.seen.first(),
            Source::FirstSame(field) => from.find(same(field)),
            Source::LastSame(field) => from.rev().find(same(field)),
            Source::FirstSameBoth(a, b) => {
                let (a, b) = (same(a), same(b));
                from.find(|one| a(one) && b(one))
            }
            Source::Last => from.next_back(),
            Source::LastFresh => self.seen.iter().rev().find(|(_, _, taken)| !taken),
        }
    }
}

/// A case with the properties of another.
fn with_properties(case: &Prepared, from: &Prepared) -> Prepared {
    let is_own = |member: &&Member| member.key == b"properties";
    let value = from.members.members.iter().find(is_own).map(|member| &member.value);
    let mut other = case.clone();
    for member in other.members.members.iter_mut().filter(|member| member.key == b"properties") {
        if let Some(value) = value {
            member.value.clone_from(value);
        }
    }
    write_again(&mut other);
    other
}

/// What is not touched is copied from the right bytes: they follow the members.
fn write_again(case: &mut Prepared) {
    case.right.clear();
    write(&Layout::default(), &case.members.members, 0, &mut case.right);
}

/// Puts another value in place of a field's; whether it stands there.
fn replace(case: &mut Prepared, field: Field, value: &Node, only_missing: bool) -> bool {
    let put = |members: &mut Vec<Member>| match members
        .iter_mut()
        .find(|member| member.key == field.key().as_bytes())
    {
        Some(member) if only_missing => match &member.value {
            Node::Text(text) if text.is_empty() => {
                member.value = value.clone();
                true
            }
            _ => false,
        },
        Some(member) => {
            member.value = value.clone();
            true
        }
        None if only_missing => {
            members.push(Member { key: field.key().as_bytes().to_vec(), value: value.clone() });
            members.sort_by(|a, b| a.key.cmp(&b.key));
            true
        }
        None => false,
    };
    let done = if field.in_properties() {
        case.members.members.iter_mut().any(|member| match &mut member.value {
            Node::Object(inner) => put(inner),
            _ => false,
        })
    } else {
        put(&mut case.members.members)
    };
    if done {
        write_again(case);
    }
    done
}
