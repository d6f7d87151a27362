//! Learning what is taken from earlier goals.

use super::cut::Unit;
use super::facts::Field;
use super::guard::Guard;
use super::keys::KeyForm;
use super::memory::Memory;
use super::read::{Member, Node, decoded, read};
use super::rule::Rule;
use super::seen::Seen;
use super::simulate::made;
use super::state::{Counter, Folding, Limit, Source, StateRule, Switch, Taken, Turn};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The least number of wrong signatures that a rule with state must explain.
const EVIDENCE: usize = 3;

/// So many goals are looked at where every message before counts.
const MESSAGES: usize = 1500;

/// The rules with state that predict every answer of a sequence from the start of a process, cheapest first; `base`: what
/// is done to every goal besides.
pub(super) fn state_rules(sequence: &[Option<Seen>], base: &Rule) -> Vec<Rule> {
    let wrong = wrong(sequence, base);
    // A rule that changes nothing holds wherever nothing is wrong: it must have something to explain.
    if wrong.len() < EVIDENCE {
        return Vec::new();
    }
    let mut first = First::of(sequence, base);
    let mut found = Vec::new();
    let mut sources = vec![Source::Before, Source::LastFresh, Source::First];
    sources.extend(Field::TEXTS.map(Source::FirstSame));
    sources.extend(Field::TEXTS.map(Source::LastSame));
    sources.extend([Source::Last, Source::FirstThatHas]);
    sources.extend(Field::TEXTS.map(Source::FirstAlike));
    sources.extend(Field::TEXTS.map(Source::LastAlike));
    sources.extend(Field::TEXTS.map(Source::FirstFolded));
    for folding in Folding::ALL {
        sources.extend(Field::TEXTS.map(|field| Source::FirstFoldedBy(field, folding)));
    }
    sources.push(Source::FirstWhole);
    sources.extend(Field::ALL.map(|field| Source::FirstBut(vec![field])));
    sources.extend(left_out(sequence, &wrong).map(Source::FirstBut));
    for a in Field::ALL {
        let others = Field::ALL.into_iter().filter(|b| a < *b);
        sources.extend(others.map(|b| Source::FirstSameBoth(a, b)));
    }
    let tails = [Unit::CodePoints, Unit::Utf16].into_iter();
    let tails = tails.flat_map(|unit| Field::TEXTS.map(|field| Taken::Tail(field, unit)));
    let mut taken: Vec<Taken> = tails.collect();
    taken.extend([
        Taken::Buffer,
        Taken::Messages,
        Taken::AllMessages,
        Taken::Answer,
        Taken::Secret,
    ]);
    taken.extend(Field::ALL.map(Taken::Text));
    taken.extend(Field::ALL.map(Taken::Missing));
    taken.extend(Field::ALL.map(Taken::Absent));
    taken.extend(Field::ALL.map(Taken::Kept));
    taken.extend([Taken::AllProperties, Taken::Properties, Taken::Everything, Taken::FirstTouch]);
    taken.extend([Taken::WholeFirstTouch, Taken::Whole]);
    taken.extend(KeyForm::all(33).into_iter().map(Taken::Key));
    first.note(&sources);
    for take in taken {
        for from in &sources {
            let all = matches!(take, Taken::Messages | Taken::AllMessages);
            if all && (*from != Source::Before || sequence.len() > MESSAGES) {
                continue;
            }
            let alone = matches!(
                take,
                Taken::Properties
                    | Taken::Everything
                    | Taken::Key(_)
                    | Taken::Buffer
                    | Taken::Tail(..)
            );
            if alone && *from != Source::Before
                || take == Taken::Whole
                    && !matches!(from, Source::FirstSame(_) | Source::FirstThatHas)
                || take == Taken::WholeFirstTouch && !matches!(from, Source::FirstSame(_))
                || take == Taken::FirstTouch && !matches!(from, Source::Last | Source::LastSame(_))
                || matches!(from, Source::FirstBut(_)) && take != Taken::Answer
                || *from == Source::FirstWhole && take != Taken::Text(Field::Value)
            {
                continue;
            }
            for when in turns_of(&wrong, sequence.len()) {
                let mut only = vec![Guard::Always, Guard::Filled(Field::Value)];
                if let Source::FirstSame(field)
                | Source::LastSame(field)
                | Source::FirstAlike(field)
                | Source::FirstFolded(field)
                | Source::FirstFoldedBy(field, _)
                | Source::LastAlike(field) = from
                {
                    only.push(Guard::Filled(*field));
                }
                if let Taken::Tail(field, _) = &take {
                    only.push(Guard::Filled(*field));
                }
                if let Source::FirstSameBoth(a, b) = from {
                    only.push(Guard::All(vec![Guard::Filled(*a), Guard::Filled(*b)]));
                }
                for only in only {
                    let take = take.clone();
                    let state = StateRule { take, from: from.clone(), when, only, switch: None };
                    let rule = Rule { state: Some(state), ..base.clone() };
                    if first.explains(&rule) && holds(&rule, sequence) {
                        found.push(rule);
                    }
                }
            }
        }
    }
    if *base == Rule::default() {
        found.extend(counter(sequence));
    }
    found.sort_by_key(Rule::cost);
    found.truncate(8);
    found
}

/// A signer that gives an answer again where some fields are as before.
pub(super) fn answers_kept(sequence: &[Option<Seen>]) -> Option<Rule> {
    let wrong = wrong(sequence, &Rule::default());
    let but = left_out(sequence, &wrong).filter(|_| wrong.len() >= EVIDENCE)?;
    let state = StateRule::new(Taken::Answer, Source::FirstBut(but), Turn::Always);
    let rule = Rule { state: Some(state), ..Rule::default() };
    holds(&rule, sequence).then_some(rule)
}

/// The fields in which goals differ that got the answer of an earlier one: what a key leaves out under which answers are
/// kept.
fn left_out(sequence: &[Option<Seen>], wrong: &[usize]) -> Option<Vec<Field>> {
    let mut fields = BTreeSet::new();
    for at in wrong {
        let own = sequence[*at].as_ref()?;
        let first =
            sequence[..*at].iter().flatten().find(|seen| seen.signature == own.signature)?;
        let differs = |field: &Field| own.case.facts.kept(*field) != first.case.facts.kept(*field);
        fields.extend(Field::ALL.into_iter().filter(differs));
    }
    (2..Field::ALL.len()).contains(&fields.len()).then(|| fields.into_iter().collect())
}

/// The first goal that came out in another way than a rule says, and what came before it.
struct First<'s> {
    before: Memory,
    seen: Option<&'s Seen>,
    /// The earlier goals that each source finds by a key, in order.
    alike: HashMap<Source, Vec<usize>>,
}

impl<'s> First<'s> {
    fn of(sequence: &'s [Option<Seen>], base: &Rule) -> First<'s> {
        let mut before = Memory::default();
        for seen in sequence.iter().flatten() {
            match made(base, &seen.case).filter(|made| made.signature == seen.signature) {
                Some(made) => before.keep(&seen.case, made),
                None => return First { before, seen: Some(seen), alike: HashMap::new() },
            }
        }
        First { before, seen: None, alike: HashMap::new() }
    }

    /// Looks up once what each source finds: thousands of rules take something from there.
    fn note(&mut self, sources: &[Source]) {
        let Some(seen) = self.seen else { return };
        for from in sources {
            if let Some(alike) = self.before.alike(from, &seen.case) {
                self.alike.insert(from.clone(), alike);
            }
        }
    }

    /// Whether a rule may explain it: what came before was as if it kept nothing. Who keeps more than that is let pass.
    fn explains(&self, rule: &Rule) -> bool {
        let Some((state, seen)) = rule.state.as_ref().zip(self.seen) else { return true };
        if matches!(state.take, Taken::Buffer | Taken::Tail(..)) {
            return true;
        }
        let before = match self.alike.get(&state.from) {
            Some(alike) => self.before.with_source(state, &seen.case, alike),
            None => Some(self.before.clone()),
        };
        // Where nothing is taken, the goal comes out as if nothing were kept, which it did not.
        let made = before.and_then(|mut before| before.next(rule, &seen.case));
        made.is_some_and(|made| made.signature == seen.signature)
    }
}

/// So many texts, or fewer, nobody keeps count of.
const FEW: usize = 3;

/// A field of which so many texts are known, and each new one is signed as another.
pub(super) fn limit(sequence: &[Option<Seen>]) -> Option<Rule> {
    let plain = Rule::default();
    let first = sequence.iter().flatten().find(|seen| !seen.fits(&plain))?;
    let signed = read(first.told.as_ref()?)?;
    for field in Field::TEXTS {
        let (Some((Node::Text(raw), _)), Some(own)) =
            (signed.find(field), first.case.facts.text(field))
        else {
            continue;
        };
        let Some(text) = decoded(raw).filter(|text| text != own) else { continue };
        for tenants in [true, false] {
            let tenant = |seen: &Seen| {
                seen.case.facts.text(Field::TenantId).filter(|_| tenants).map(str::to_owned)
            };
            let before = sequence.iter().flatten().take_while(|seen| !std::ptr::eq(*seen, first));
            let known: BTreeSet<&str> = before
                .filter(|seen| tenant(seen) == tenant(first))
                .filter_map(|seen| seen.case.facts.text(field))
                .collect();
            let (most, text) = (known.len(), text.clone());
            if most <= FEW {
                continue;
            }
            let take = Taken::Limit(Limit { field, tenants, most, text });
            let state = StateRule::new(take, Source::Before, Turn::Always);
            let rule = Rule { state: Some(state), ..Rule::default() };
            if holds(&rule, sequence) {
                return Some(rule);
            }
        }
    }
    None
}

/// Fields by whose texts something may be switched.
const SWITCHES: [Field; 5] =
    [Field::Currency, Field::EventName, Field::TenantId, Field::Plan, Field::FirstTouchBucket];

/// So many goals must show what a text switches.
const SWITCHED: usize = 2;

/// What may switch a rule on and off, by which goals it holds for: `None` for those that do not show it.
pub(super) fn switches(sequence: &[Option<Seen>], shows: &[Option<bool>]) -> Vec<Switch> {
    let mut found = Vec::new();
    for field in SWITCHES {
        for behind in [false, true] {
            let mut words: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
            for (at, seen) in sequence.iter().enumerate() {
                let text = seen.as_ref().and_then(|seen| seen.case.facts.text(field));
                let shown = shows.get(at + usize::from(behind)).copied().flatten();
                if let (Some(text), Some(shown)) = (text.filter(|t| !t.is_empty()), shown) {
                    words.entry(text).or_default().push(shown);
                }
            }
            let of = |is: bool| -> Vec<String> {
                let all = words.iter().filter(|(_, shown)| {
                    shown.len() >= SWITCHED && shown.iter().all(|shown| *shown == is)
                });
                all.map(|(word, _)| (*word).to_owned()).collect()
            };
            let (on, off) = (of(true), of(false));
            if on.is_empty() || on.len() > SWITCH_WORDS {
                continue;
            }
            if off.len() <= SWITCH_WORDS {
                let (on, off) = (on.clone(), Some(off));
                found.push(Switch { field, on, off, behind });
            }
            found.push(Switch { field, on, off: None, behind });
        }
    }
    found
}

/// So many texts switch something on, or off.
const SWITCH_WORDS: usize = 8;

/// Whether a rule predicts a whole sequence.
pub(super) fn holds(rule: &Rule, sequence: &[Option<Seen>]) -> bool {
    let mut memory = Memory::default();
    sequence.iter().all(|seen| match seen {
        // What was not signed leaves nothing behind.
        None => true,
        Some(seen) => {
            memory.next(rule, &seen.case).is_some_and(|made| made.signature == seen.signature)
        }
    })
}

/// The numbers of the goals that came out in another way than a rule says.
fn wrong(sequence: &[Option<Seen>], rule: &Rule) -> Vec<usize> {
    let is_wrong =
        |seen: &Seen| made(rule, &seen.case).is_none_or(|made| made.signature != seen.signature);
    (0..sequence.len()).filter(|at| sequence[*at].as_ref().is_some_and(is_wrong)).collect()
}

/// A member whose number grows by one with each goal.
fn counter(sequence: &[Option<Seen>]) -> Option<Rule> {
    let mut found: Option<Counter> = None;
    for (at, seen) in sequence.iter().enumerate() {
        let Some(seen) = seen else { continue };
        let signed = read(seen.told.as_ref()?)?;
        let own = &seen.case.members.members;
        let is_new = |member: &&Member| own.iter().all(|known| known.key != member.key);
        let added = signed.members.iter().filter(is_new).find_map(|member| {
            let (text, quoted) = match &member.value {
                Node::Token(text) => (text, false),
                Node::Text(text) => (text, true),
                Node::Object(_) => return None,
            };
            let number: u64 = std::str::from_utf8(text).ok()?.parse().ok()?;
            let key = String::from_utf8(member.key.clone()).ok()?;
            Some(Counter { key, first: number.checked_sub(at as u64)?, quoted })
        })?;
        if found.get_or_insert_with(|| added.clone()) != &added {
            return None;
        }
    }
    let state = StateRule::new(Taken::Counter(found?), Source::Before, Turn::Always);
    let rule = Rule { state: Some(state), ..Rule::default() };
    holds(&rule, sequence).then_some(rule)
}

/// When it may happen, by the numbers of the goals that came out wrong.
pub(super) fn turns(sequence: &[Option<Seen>]) -> Vec<Turn> {
    turns_of(&wrong(sequence, &Rule::default()), sequence.len())
}

fn turns_of(wrong: &[usize], count: usize) -> Vec<Turn> {
    let mut turns = vec![Turn::Always];
    let Some(first) = wrong.first() else { return turns };
    for of in 2..=100u64 {
        let rest = (*first as u64 + 1) % of;
        if wrong.iter().all(|at| (*at as u64 + 1) % of == rest) && count as u64 > 2 * of {
            turns.push(Turn::Every(of, rest));
        }
    }
    if *first > 3 {
        turns.push(Turn::From(*first as u64 + 1));
    }
    turns
}
