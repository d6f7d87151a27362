//! What a signer answers that keeps something of the goals before.

use super::casing::case_folded;
use super::cut::Unit;
use super::facts::{Facts, Field, narrow, wide};
use super::guard::Guard;
use super::lay_out::{unescaped, write};
use super::read::{Member, Node, decoded, encoded};
use super::rounding::Rounding;
use super::rule::{Added, Branch, Layout, Rule};
use super::simulate::{Made, Prepared, made, signature};
use super::state::{Folding, Limit, Source, StateRule, Taken};
use super::value::{Amount, ValueForm};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// A goal, its answer, and whether something was taken from an earlier one.
type Kept = (Prepared, Made, bool);

/// What a signer with a rule answered since the start of its process.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// Each goal with its answer, and whether something was taken from an earlier one.
    seen: Vec<Arc<Kept>>,
    /// What stands in the buffer that all messages are written to.
    buffer: Vec<u8>,
    /// The same for the texts of a field.
    tail: Vec<u32>,
    /// The texts that are known, each with its tenant.
    known: BTreeSet<(String, String)>,
    /// Whether a goal switched it on.
    is_on: bool,
    /// Where what each key stands for was seen first, of so many goals.
    firsts: HashMap<String, usize>,
    indexed: usize,
}

impl Memory {
    /// The answer to the next case of the sequence.
    pub fn next(&mut self, rule: &Rule, case: &Prepared) -> Option<Made> {
        let plain = made(rule, case)?;
        let Some(state) = &rule.state else { return Some(plain) };
        let index = self.seen.len();
        let mut taken = false;
        let was_on = self.is_on;
        if let Some(switch) = &state.switch {
            self.is_on = switch.after(was_on, case.facts.text(switch.field));
        }
        let is_on = state.switch.as_ref().is_none_or(|switch| match switch.behind {
            true => was_on,
            false => self.is_on,
        });
        let holds = is_on && state.when.holds(index);
        let mut result = match &state.take {
            // The rule's other parts hold in its turns only.
            Taken::Nothing if !holds => made(&Rule::default(), case)?,
            _ => plain.clone(),
        };
        if holds && state.only.holds("", &case.facts) {
            match &state.take {
                Taken::Nothing => {}
                Taken::Buffer => {
                    let left = self.buffer.get(plain.message.len()..).unwrap_or_default();
                    let message = [plain.message.as_slice(), left].concat();
                    let signature = signature(rule, case, case.secret(), &message)?;
                    self.buffer.clone_from(&message);
                    result = Made { message, signature };
                }
                Taken::Tail(field, unit) => {
                    if let Some((Node::Text(raw), _)) = case.members.find(*field)
                        && let Some(text) = decoded(raw)
                    {
                        let mut whole = units(&text, *unit);
                        whole.extend(self.tail.get(whole.len()..).unwrap_or_default());
                        let text = wide(&whole.iter().copied().collect());
                        self.tail = whole;
                        result = made(rule, &with_text(case, *field, &text))?;
                    }
                }
                Taken::Limit(Limit { field, tenants, most, text }) => {
                    if let Some(own) = case.facts.text(*field) {
                        let tenant = case.facts.text(Field::TenantId).filter(|_| *tenants);
                        let tenant = tenant.unwrap_or_default().to_owned();
                        let one = (tenant, own.to_owned());
                        let count = self.known.iter().filter(|(of, _)| *of == one.0).count();
                        if count < *most {
                            self.known.insert(one);
                        } else if !self.known.contains(&one) {
                            result = made(rule, &with_text(case, *field, text))?;
                        }
                    }
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
                    for (earlier, made, _) in self.seen.iter().map(AsRef::as_ref) {
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
                        let has = |(earlier, ..): &&Kept| earlier.members.find(field).is_some();
                        let mut latest = self.seen.iter().map(AsRef::as_ref).rev();
                        if let Some((earlier, ..)) = latest.find(has)
                            && let Some((node, _)) = earlier.members.find(field)
                            && other.members.find(field).is_none()
                        {
                            replace(&mut other, field, node, true);
                        }
                    }
                    result = made(rule, &other)?;
                }
                Taken::Everything => {
                    let mut other = case.clone();
                    for field in OPTIONAL.into_iter().filter(|field| !case.facts.is_passed(*field))
                    {
                        let mut latest = self.seen.iter().map(AsRef::as_ref).rev();
                        let passed = latest.find(|(earlier, ..)| earlier.facts.is_passed(field));
                        if let Some((earlier, ..)) = passed
                            && let Some((node, _)) = earlier.members.find(field)
                        {
                            replace(&mut other, field, node, true);
                        }
                    }
                    result = made(rule, &other)?;
                }
                _ => {
                    self.index(state);
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
                            Taken::FirstTouch => {
                                let mut other = case.clone();
                                if TOUCH.iter().all(|field| case.members.find(*field).is_none()) {
                                    for field in TOUCH {
                                        if let Some((node, _)) = earlier.members.find(field) {
                                            replace(&mut other, field, node, true);
                                        }
                                    }
                                }
                                made(rule, &other)?
                            }
                            Taken::WholeFirstTouch => {
                                let mut other = case.clone();
                                if TOUCH.iter().any(|field| case.members.find(*field).is_some()) {
                                    for field in TOUCH {
                                        match earlier.members.find(field) {
                                            Some((node, _)) => {
                                                replace(&mut other, field, node, true);
                                                replace(&mut other, field, node, false);
                                            }
                                            None => take_away(&mut other, field),
                                        }
                                    }
                                }
                                made(rule, &other)?
                            }
                            Taken::Whole => {
                                let is_whole = Guard::AmountInteger.holds("", &earlier.facts);
                                match is_whole {
                                    true => made(
                                        &Rule { value: vec![in_units()], ..rule.clone() },
                                        case,
                                    )?,
                                    false => plain.clone(),
                                }
                            }
                            Taken::Absent(field) if case.members.find(*field).is_some() => {
                                plain.clone()
                            }
                            Taken::Text(field)
                            | Taken::Missing(field)
                            | Taken::Absent(field)
                            | Taken::Kept(field) => {
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
        self.seen.push(Arc::new((case.clone(), kept, taken)));
        Some(result)
    }

    /// Keeps a goal with its answer.
    pub(super) fn keep(&mut self, case: &Prepared, made: Made) {
        self.seen.push(Arc::new((case.clone(), made, false)));
    }

    /// The goals that were kept and have the key of a case, in order; `None` for a source that has no keys.
    pub(super) fn alike(&self, from: &Source, case: &Prepared) -> Option<Vec<usize>> {
        let own = key_of(from, &case.facts)?;
        let is_alike = |at: &usize| key_of(from, &self.seen[*at].0.facts).as_ref() == Some(&own);
        Some((0..self.seen.len()).filter(is_alike).collect())
    }

    /// The same with the first of those found that has what is taken for the next case; `None` where none has.
    pub(super) fn with_source(
        &self,
        state: &StateRule,
        case: &Prepared,
        alike: &[usize],
    ) -> Option<Memory> {
        let at = *alike.iter().find(|at| Memory::has(state, &self.seen[**at].0))?;
        let firsts = HashMap::from([(key_of(&state.from, &case.facts)?, at)]);
        Some(Memory { firsts, indexed: self.seen.len(), ..self.clone() })
    }

    /// Whether a goal has what is taken: what is remembered is what was passed.
    fn has(state: &StateRule, earlier: &Prepared) -> bool {
        match &state.take {
            // An empty text is folded as any other is.
            Taken::Text(field) if matches!(state.from, Source::FirstFoldedBy(..)) => {
                earlier.members.find(*field).is_some()
            }
            Taken::Missing(field) | Taken::Kept(field) | Taken::Text(field) => {
                match earlier.members.find(*field) {
                    Some((Node::Text(text), _)) => !text.is_empty(),
                    other => other.is_some(),
                }
            }
            Taken::Absent(field) => earlier.members.find(*field).is_some(),
            Taken::Whole => earlier.facts.written.is_some(),
            Taken::FirstTouch | Taken::WholeFirstTouch => {
                TOUCH.iter().any(|field| earlier.members.find(*field).is_some())
            }
            _ => true,
        }
    }

    /// Notes the goals that came since the last time by what they are found by.
    fn index(&mut self, state: &StateRule) {
        for at in self.indexed..self.seen.len() {
            let (earlier, ..) = &*self.seen[at];
            if let Some(key) = key_of(&state.from, &earlier.facts)
                && Memory::has(state, earlier)
            {
                self.firsts.entry(key).or_insert(at);
            }
        }
        self.indexed = self.seen.len();
    }

    fn source(&self, state: &StateRule, case: &Prepared) -> Option<&Kept> {
        if let Some(key) = key_of(&state.from, &case.facts) {
            return self.firsts.get(&key).map(|at| &*self.seen[*at]);
        }
        let has = |(earlier, ..): &&Kept| Memory::has(state, earlier);
        // Who keeps things by a text takes none for an empty one.
        let same = |field: Field| {
            let text = move |facts: &Facts| facts.text(field).unwrap_or_default().to_owned();
            let own = text(&case.facts);
            move |(earlier, ..): &&Kept| text(&earlier.facts) == own
        };
        let alike = |field: Field| {
            let text = move |facts: &Facts| facts.text(field).unwrap_or_default().to_lowercase();
            let own = text(&case.facts);
            move |(earlier, ..): &&Kept| text(&earlier.facts) == own
        };
        let whole = |facts: &Facts| {
            let amount: Option<f64> = facts.written.as_deref()?.parse().ok();
            amount.map(f64::trunc)
        };
        let seen = || self.seen.iter().map(AsRef::as_ref);
        let mut from = seen().filter(has);
        match &state.from {
            Source::Before => seen().next_back(),
            Source::First => seen().next(),
            Source::FirstThatHas => from.next(),
            // Found by their keys.
            Source::FirstSame(_)
            | Source::FirstAlike(_)
            | Source::FirstFolded(_)
            | Source::FirstFoldedBy(..) => None,
            Source::LastSame(field) => from.rev().find(same(*field)),
            Source::LastAlike(field) => from.rev().find(alike(*field)),
            Source::FirstBut(but) => {
                let others = || Field::ALL.into_iter().filter(|field| !but.contains(field));
                let all = |facts: &Facts| -> Vec<Option<String>> {
                    others().map(|field| facts.kept(field).map(str::to_owned)).collect()
                };
                let own = all(&case.facts);
                let same = |earlier: &Prepared| {
                    let pairs = others().zip(&own);
                    pairs.clone().all(|(field, own)| earlier.facts.kept(field) == own.as_deref())
                        && earlier.secret() == case.secret()
                };
                from.find(|(earlier, ..)| same(earlier))
            }
            Source::FirstWhole => {
                let own = whole(&case.facts)?;
                from.find(|(earlier, ..)| whole(&earlier.facts) == Some(own))
            }
            Source::FirstSameBoth(a, b) => {
                let (a, b) = (same(*a), same(*b));
                from.find(|one| a(one) && b(one))
            }
            Source::Last => from.next_back(),
            Source::LastFresh => seen().rev().find(|(_, _, taken)| !taken),
        }
    }
}

/// The fields that a goal may leave out.
const OPTIONAL: [Field; 6] = [
    Field::SessionId,
    Field::Value,
    Field::Currency,
    Field::Plan,
    Field::FirstTouchBucket,
    Field::FirstTouchTs,
];

/// The fields of a first touch.
const TOUCH: [Field; 2] = [Field::FirstTouchBucket, Field::FirstTouchTs];

/// What the first of several goals is found by, where it is a text. Who keeps things by a text takes none for an empty one.
fn key_of(from: &Source, facts: &Facts) -> Option<String> {
    let text = |field: &Field| facts.text(*field).unwrap_or_default();
    Some(match from {
        Source::FirstSame(field) => text(field).to_owned(),
        Source::FirstAlike(field) => text(field).to_lowercase(),
        Source::FirstFolded(field) => fold(text(field)),
        Source::FirstFoldedBy(field, folding) => folded_by(*folding, text(field)),
        _ => return None,
    })
}

/// A text as collations compare it that know neither capitals nor accents, nor blanks at its end.
fn fold(text: &str) -> String {
    let plain: String = text.nfd().filter(|c| !is_combining_mark(*c)).collect();
    plain.to_uppercase().trim_end_matches(' ').to_owned()
}

fn folded_by(folding: Folding, text: &str) -> String {
    let without_accents = |text: &str| -> String {
        text.nfd().filter(|c| canonical_combining_class(*c) == 0).collect()
    };
    match folding {
        Folding::Ascii => text.to_ascii_lowercase(),
        Folding::AsciiPadded => text.trim_end_matches(' ').to_ascii_lowercase(),
        Folding::TrimmedFirst => without_accents(text.trim_end_matches(' ')).to_uppercase(),
        Folding::Trimmed => text.trim().to_lowercase(),
        Folding::TrimmedPlain => without_accents(text.trim()).to_lowercase(),
        Folding::Plain => without_accents(text).to_lowercase(),
        Folding::Unaccented => without_accents(text),
        Folding::Casefold => case_folded(text),
        Folding::Compatible => case_folded(&text.nfkc().collect::<String>()),
        Folding::Letters => {
            text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
        }
    }
}

/// An amount without cents.
fn in_units() -> Branch<ValueForm> {
    let what = ValueForm { amount: Amount::Step(100, Rounding::Down), ..ValueForm::default() };
    Branch { when: Guard::Always, what }
}

/// A text in code points, or in units of UTF-16, half of a pair each for itself.
fn units(text: &str, unit: Unit) -> Vec<u32> {
    let points = narrow(text);
    match unit {
        Unit::Utf16 => points.utf16().map(u32::from).collect(),
        _ => points.code_points().collect(),
    }
}

/// A case with another text in a field that is there.
fn with_text(case: &Prepared, field: Field, text: &str) -> Prepared {
    let mut other = case.clone();
    replace(&mut other, field, &Node::Text(encoded(text)), false);
    other
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
            members.sort_by_cached_key(|member| unescaped(&member.key));
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

/// Takes a field that is no property out of a goal.
fn take_away(case: &mut Prepared, field: Field) {
    case.members.members.retain(|member| member.key != field.key().as_bytes());
    write_again(case);
}
