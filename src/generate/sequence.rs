//! Requests that show something only together: how they are kept in a document, and how they are sent.

use super::document::{Secrets, request_of};
use super::{RequestBuilder, TenantSet, TestRequest};
use crate::case::SignedOver;
use crate::generate::request::Body;
use crate::generate::rng::Rng;
use crate::protocol::json::Value;
use crate::protocol::{Goal, Number, Text};
use core::time::Duration;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How the requests of a sequence are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendMode {
    /// Each after the answer to the one before.
    InOrder,
    /// Those of a connection at once, before any answer.
    Pipelined,
    /// Those of each connection at the same time as those of the others, again and again.
    Parallel,
}

impl SendMode {
    const ALL: [SendMode; 3] = [SendMode::InOrder, SendMode::Pipelined, SendMode::Parallel];

    /// The word in documents.
    pub const fn name(self) -> &'static str {
        match self {
            SendMode::InOrder => "in-order",
            SendMode::Pipelined => "pipelined",
            SendMode::Parallel => "parallel",
        }
    }

    /// The reverse of [`SendMode::name`].
    pub fn of_name(name: &str) -> Option<SendMode> {
        SendMode::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// One request of a sequence.
#[derive(Clone, Debug)]
pub struct Step {
    /// The request.
    pub request: TestRequest,
    /// The connection that it is sent on, from 0.
    pub connection: usize,
    /// For so long nothing is sent before it.
    pub pause: Duration,
    /// How often it is sent, one after the other.
    pub repeat: u32,
    /// Whether it arrives in pieces, each time on a connection of its own: see [`middle`](crate::protocol::request::middle).
    pub in_pieces: bool,
}

impl Step {
    /// A request that is sent once, at once, on the first connection.
    pub fn once(request: TestRequest) -> Step {
        Step { request, connection: 0, pause: Duration::ZERO, repeat: 1, in_pieces: false }
    }
}

/// How long it is waited between two pieces of a request.
pub const BETWEEN_PIECES: Duration = Duration::from_millis(30);

/// Requests in the order sent; the last one shows the finding, unless they are pipelined or sent in parallel.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// How they are sent.
    pub mode: SendMode,
    /// The requests.
    pub steps: Vec<Step>,
}

/// The most requests that a document may hold.
const MAX_STEPS: usize = 1024;

/// The longest pause before one of them, in milliseconds.
const LONGEST_PAUSE: u64 = 600_000;

impl Sequence {
    /// Whether it is one request that arrives in pieces, and nothing before it.
    pub fn is_in_pieces(&self) -> bool {
        matches!(self.steps.as_slice(), [step] if step.in_pieces && step.repeat == 1)
    }

    /// Whether the answers to a step show the finding: the last step, or any where they are sent at once.
    pub fn counts(&self, step: usize) -> bool {
        self.mode != SendMode::InOrder || step + 1 == self.steps.len()
    }

    /// The sequence as members of a document.
    pub fn members(
        &self,
        world: Option<&TenantSet>,
        secrets: Secrets,
    ) -> Vec<(&'static str, Value)> {
        let step = |step: &Step| {
            let mut members = vec![
                ("connection", Value::from(step.connection as i64)),
                ("repeat", i64::from(step.repeat).into()),
            ];
            if step.pause > Duration::ZERO {
                members.push(("pause_ms", Value::from(step.pause.as_millis() as i64)));
            }
            if step.in_pieces {
                members.push(("in_pieces", Value::Bool(true)));
            }
            members.extend(step.request.members(world, secrets));
            Value::object(members)
        };
        vec![
            ("send", self.mode.name().into()),
            ("steps", Value::Array(self.steps.iter().map(step).collect())),
        ]
    }

    /// Reads the sequence of a document; `None` where it has none.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(document: &Value, world: Option<&TenantSet>) -> Result<Option<Sequence>, String> {
        let Some(Value::Array(steps)) = document.get("steps") else { return Ok(None) };
        if steps.is_empty() || steps.len() > MAX_STEPS {
            return Err(format!("steps must hold 1 to {MAX_STEPS} requests"));
        }
        let word = document.get("send").and_then(Value::as_str).unwrap_or_default();
        let mode = SendMode::ALL
            .into_iter()
            .find(|mode| mode.name() == word)
            .ok_or("send must be \"in-order\", \"pipelined\" or \"parallel\"")?;
        let step = |value: &Value| {
            let number = |name: &str, most: u64| match value.get(name) {
                Some(Value::Number(Number::Integer(text))) => {
                    text.parse::<u64>().ok().filter(|n| *n <= most)
                }
                _ => None,
            };
            let pause = match value.get("pause_ms") {
                None => 0,
                Some(_) => number("pause_ms", LONGEST_PAUSE)
                    .ok_or_else(|| format!("pause_ms must be 0 to {LONGEST_PAUSE}"))?,
            };
            let repeat = number("repeat", 100_000).filter(|times| *times > 0);
            let connection = number("connection", 255).ok_or("connection must be 0 to 255")?;
            Ok(Step {
                request: request_of(value, world)?,
                connection: connection as usize,
                pause: Duration::from_millis(pause),
                repeat: repeat.ok_or("repeat must be 1 to 100000")? as u32,
                in_pieces: value.get("in_pieces") == Some(&Value::Bool(true)),
            })
        };
        let steps: Result<Vec<Step>, String> = steps.iter().map(step).collect();
        Ok(Some(Sequence { mode, steps: steps? }))
    }
}

/// A session of fewer characters gets a longer one.
const SHORTEST_SESSION: usize = 8;

/// The longest event name, in code points.
const LONGEST_EVENT: usize = 100;

/// What gets another name, so that a server cannot have remembered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewed {
    /// Sessions.
    Sessions,
    /// Sessions and event names.
    SessionsAndEvents,
    /// Plans, currencies and legal amounts, too.
    Everything,
}

/// The longest plan, in code points, and the largest amount, in cents.
const LONGEST_PLAN: usize = 50;
const LARGEST: u64 = 1_000_000;

/// Currencies to choose another one from.
const CURRENCIES: [&str; 6] = ["EUR", "USD", "GBP", "JPY", "SEK", "PLN"];

/// Gives every session another text, the same one wherever it was the same: whatever a server remembers of a session
/// it does not remember of these. Both ends of a longer one stay, and its length. Event names get more characters, where
/// that is asked for. Whether there was something that could be renewed.
pub fn renew(builders: &mut [&mut RequestBuilder], what: Renewed, salt: u64) -> bool {
    let mut sessions: HashMap<Option<Text>, Text> = HashMap::new();
    let ending = format!("_{:06x}", Rng::new(salt, 3).any() >> 40);
    let mut one = |goal: &mut Goal| {
        if what != Renewed::Sessions
            && let Some(Value::String(event)) = &mut goal.event_name
            && event.code_points().count() + ending.len() <= LONGEST_EVENT
        {
            *event = with_inserted(event, &ending);
        }
        if what == Renewed::Everything
            && let Some(Value::Object(members)) = &mut goal.properties
        {
            members.iter_mut().for_each(|member| other_property(member, &ending, salt));
            if !members.iter().any(|(key, _)| *key == *"value") {
                let none = Value::Number(Number::from_json_text("0"));
                let mut member = (Text::constant("value"), none);
                other_property(&mut member, &ending, salt);
                members.push(member);
            }
        }
        let old = match &goal.session_id {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(_) => return,
        };
        let next = sessions.entry(old.clone()).or_insert_with(|| other_session(&old, salt));
        goal.session_id = Some(Value::String(next.clone()));
    };
    for builder in builders.iter_mut() {
        if let Body::Goal { goal, .. } = &mut builder.body {
            one(goal);
        }
        if let SignedOver::Goal(goal) = &mut builder.signed.over {
            one(goal);
        }
    }
    for builder in builders.iter_mut() {
        if let Body::Bytes(bytes) = &mut builder.body
            && let Some(place) = session_in(bytes)
            && let Ok(old) = std::str::from_utf8(&bytes[place.clone()])
        {
            let old = Some(Text::from(old));
            let next = sessions.entry(old.clone()).or_insert_with(|| other_session(&old, salt));
            if let Some(next) = next.as_str().filter(|next| next.is_ascii()) {
                bytes.splice(place, next.bytes());
            }
        }
    }
    !sessions.is_empty()
}

/// Where the session stands in a body that may be no JSON, if it is plainly written.
fn session_in(bytes: &[u8]) -> Option<std::ops::Range<usize>> {
    const KEY: &[u8] = b"\"session_id\"";
    let at = bytes.windows(KEY.len()).position(|window| window == KEY)? + KEY.len();
    let is_between = |byte: &u8| byte.is_ascii_whitespace() || *byte == b':';
    let begin = at + bytes[at..].iter().take_while(|byte| is_between(byte)).count() + 1;
    if bytes.get(begin - 1) != Some(&b'"') {
        return None;
    }
    let length = bytes[begin..].iter().position(|byte| *byte == b'"')?;
    let text = &bytes[begin..begin + length];
    let is_plain = |byte: &u8| byte.is_ascii_graphic() && *byte != b'\\';
    (length > 0 && text.iter().all(is_plain)).then_some(begin..begin + length)
}

/// Gives every session of a sequence a name that ends in the same text, the same one wherever it was the same.
pub fn name_sessions(builders: &mut [&mut RequestBuilder], ending: &str) {
    let mut names: Vec<Text> = Vec::new();
    let mut one = |goal: &mut Goal| {
        let Some(Value::String(old)) = &goal.session_id else { return };
        let at = names.iter().position(|known| known == old).unwrap_or_else(|| {
            names.push(old.clone());
            names.len() - 1
        });
        let letter = char::from(b'a' + (at % 26) as u8);
        let count = if at < 26 { String::new() } else { (at / 26).to_string() };
        goal.session_id = Some(Value::from(format!("{letter}{count}-{ending}").as_str()));
    };
    for builder in builders.iter_mut() {
        if let Body::Goal { goal, .. } = &mut builder.body {
            one(goal);
        }
        if let SignedOver::Goal(goal) = &mut builder.signed.over {
            one(goal);
        }
    }
}

/// The request with the session and the event of another one, also in what is signed, where both are goals.
pub fn named_like(builder: &RequestBuilder, other: &RequestBuilder) -> RequestBuilder {
    let mut next = builder.clone();
    let Some(wanted) = other.goal() else { return next };
    let Some(old) = builder.goal().map(|goal| (goal.session_id.clone(), goal.event_name.clone()))
    else {
        return next;
    };
    let name = |goal: &mut Goal| {
        if goal.session_id == old.0 {
            goal.session_id.clone_from(&wanted.session_id);
        }
        if goal.event_name == old.1 {
            goal.event_name.clone_from(&wanted.event_name);
        }
    };
    if let Body::Goal { goal, .. } = &mut next.body {
        name(goal);
    }
    if let SignedOver::Goal(goal) = &mut next.signed.over {
        name(goal);
    }
    next
}

/// A text with another one before its last character: both ends stay, since a server may refuse it for those.
fn with_inserted(text: &Text, inserted: &str) -> Text {
    let points: Vec<u32> = text.code_points().collect();
    let (begin, end) = points.split_at(points.len().saturating_sub(1));
    let inserted = inserted.chars().map(u32::from);
    begin.iter().copied().chain(inserted).chain(end.iter().copied()).collect()
}

/// Gives a property another value, the same one wherever it was the same.
fn other_property((key, value): &mut (Text, Value), ending: &str, salt: u64) {
    match value {
        Value::String(plan)
            if *key == *"plan" && plan.code_points().count() + ending.len() <= LONGEST_PLAN =>
        {
            *plan = with_inserted(plan, ending);
        }
        Value::String(code) if *key == *"currency" => {
            let at = CURRENCIES.iter().position(|known| *code == **known);
            if let Some(at) = at {
                let next = CURRENCIES[(at + 1 + salt as usize % 5) % CURRENCIES.len()];
                *code = Text::constant(next);
            }
        }
        Value::Number(amount) if *key == *"value" => {
            let cents = (amount.to_f64() * 100.0).round();
            if (0.0..=LARGEST as f64).contains(&cents) {
                let next = Rng::new(salt, cents as u64).below(LARGEST);
                let text = format!("{}.{:02}", next / 100, next % 100);
                *amount = Number::from_json_text(&text);
            }
        }
        _ => {}
    }
}

/// A session that looks like another one.
fn other_session(old: &Option<Text>, salt: u64) -> Text {
    let Some(old) = old.as_ref().and_then(Text::as_str) else {
        return Text::from(format!("{:016x}", Rng::new(salt, salt).any()).as_str());
    };
    // Texts that differ in capitals, accents or blanks at the end stay alike.
    let folded: String = old.nfd().filter(|c| !is_combining_mark(*c)).collect();
    let folded = folded.trim_end().to_lowercase();
    let seed = folded.bytes().fold(salt, |hash, byte| hash.rotate_left(9) ^ u64::from(byte));
    let mut rng = Rng::new(seed, salt);
    if old.len() < SHORTEST_SESSION {
        // Longer by 16, so that an odd length stays odd; it begins or ends as before.
        let more = rng.any();
        let text =
            if salt % 2 == 1 { format!("{more:016x}{old}") } else { format!("{old}{more:016x}") };
        return Text::from(text.as_str());
    }
    if !old.is_ascii() {
        // What it holds may be the reason.
        return Text::from(format!("{old}{:08x}", rng.any() >> 32).as_str());
    }
    let keep = 1..old.trim_end().len().max(SHORTEST_SESSION) - 3;
    let fresh = |(at, c): (usize, char)| match c {
        c if !keep.contains(&at) => c,
        '0'..='9' => char::from(b'0' + rng.below(10) as u8),
        'a'..='f' => char::from(b'a' + rng.below(6) as u8),
        'g'..='z' => char::from(b'g' + rng.below(20) as u8),
        'A'..='F' => char::from(b'A' + rng.below(6) as u8),
        'G'..='Z' => char::from(b'G' + rng.below(20) as u8),
        c => c,
    };
    let text: String = old.char_indices().map(fresh).collect();
    Text::from(text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_that_are_alike_stay_alike() {
        let renewed = |text: &str, salt| {
            let goal = Goal { session_id: Some(text.into()), ..Goal::default() };
            let mut builder = RequestBuilder::ordinary(0, goal);
            renew(&mut [&mut builder], Renewed::Sessions, salt);
            let Body::Goal { goal, .. } = builder.body else { panic!("a goal") };
            goal.session_id.and_then(|text| text.as_str().map(str::to_owned)).unwrap()
        };
        for salt in 0..40 {
            let plain = renewed("ab0f3e12z9c4xy", salt);
            assert_ne!(plain, "ab0f3e12z9c4xy");
            assert_eq!(renewed("AB0F3E12Z9C4XY", salt), plain.to_uppercase());
            assert_eq!(renewed("ab0f3e12z9c4xy ", salt), format!("{plain} "));
            let marked = renewed("\u{f1}0f3e12\u{e9}lan", salt);
            assert_eq!(renewed("\u{f1}0f3e12elan", salt), marked.replace('\u{e9}', "e"));
        }
    }
}
