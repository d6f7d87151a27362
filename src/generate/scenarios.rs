//! Requests in a row that only together find something out: what a server does may depend on what came before.

use super::made_by::MadeBy;
use super::mutations::{fresh, mutation_named};
use super::request::{Header, RequestBuilder};
use super::stream::{add_property, legal};
use super::{Draw, changed};
use crate::case::SignedOver;
use crate::protocol::json::Value;
use crate::protocol::request::PATH;
use crate::protocol::{Goal, Number, Text};
use jiff::SignedDuration;
use jiff::tz::TimeZone;

/// Which connection a step is sent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// The one that the row began on.
    Own,
    /// Another one, if there is another.
    Other,
}

/// A request of a row.
#[derive(Clone, Debug)]
pub struct RowStep {
    /// The request.
    pub builder: RequestBuilder,
    /// Where it is sent.
    pub lane: Lane,
}

type Row = fn(&mut Builder<'_, '_, '_>);

/// Every kind of row; its name is a mutation's (see [`super::MUTATIONS`]), its weight how often it is drawn.
const ROWS: [(&str, u64, Row); 20] = [
    ("sequence/tampered-after-good", 6, |row| {
        row.good();
        row.tampered();
    }),
    ("sequence/wrong-after-good", 4, |row| {
        row.good();
        row.good();
        row.wrong();
    }),
    ("sequence/good-after-wrong", 4, |row| {
        row.wrong();
        row.good();
        row.good();
    }),
    ("sequence/twice", 3, |row| {
        row.good();
        row.good();
    }),
    ("sequence/on-two-connections", 4, |row| {
        row.good();
        row.lane = Lane::Other;
        row.tampered();
        row.good();
        row.lane = Lane::Own;
        row.wrong();
    }),
    ("sequence/same-session", 4, |row| {
        row.good();
        let session = row.goal.session_id.clone();
        row.goal = Goal { session_id: session, ..legal(row.draw.rng) };
        row.good();
        row.tampered();
    }),
    ("sequence/two-tenants", 5, |row| {
        let own = row.party;
        row.good();
        row.other_party();
        row.good();
        row.signed_by(own);
        row.party = own;
        row.good();
    }),
    ("sequence/signed-and-not", 4, |row| {
        if row.draw.rng.percent(50) {
            row.good();
            row.unsigned();
            row.good();
        } else {
            row.unsigned();
            row.good();
            row.unsigned();
        }
    }),
    ("sequence/lacking", 4, |row| {
        let now = row.draw.now.to_string();
        row.goal.first_touch_bucket = Some("ai_search".into());
        row.goal.first_touch_ts = Some(now.as_str().into());
        row.good();
        row.goal = Goal { event_name: row.goal.event_name.clone(), ..Goal::default() };
        row.good();
        row.unsigned();
    }),
    ("sequence/many-wrong", 2, |row| {
        let count = row.draw.rng.pick(&[2, 4, 6, 11, 21, 30]);
        for _ in 0..count {
            row.goal.session_id = Some(row.session());
            row.wrong();
        }
        row.good();
        row.wrong();
    }),
    ("sequence/many-refused", 1, |row| {
        // Who counts refusals as failures may stop to look for their reason.
        let count = row.draw.rng.pick(&[4, 8, 12, 24]);
        for _ in 0..count {
            row.refused();
        }
        row.good();
    }),
    ("sequence/parallel", 4, |row| {
        for _ in 0..4 {
            row.lane = Lane::Other;
            row.good();
            row.lane = Lane::Own;
            row.good();
        }
    }),
    ("sequence/domain-spelling", 5, |row| {
        let domain = row.draw.world.parties[row.party].site.domain.to_string();
        let spelled = match row.draw.rng.below(4) {
            0 => domain.to_ascii_uppercase(),
            1 => format!("{domain}."),
            2 => capitalised(&domain),
            _ => format!("www.{domain}"),
        };
        row.target = Some(format!("{PATH}?domain={spelled}"));
        row.good();
        row.target = None;
        row.good();
        row.good();
    }),
    ("sequence/domain-case", 2, |row| {
        let domain = row.draw.world.parties[row.party].site.domain.to_string();
        let spelled = match row.draw.rng.below(2) {
            0 => domain.to_ascii_uppercase(),
            _ => capitalised(&domain),
        };
        row.target = Some(format!("{PATH}?domain={spelled}"));
        row.good();
        row.target = None;
        row.good();
        row.good();
    }),
    ("sequence/refused-then-good", 4, |row| {
        let good = row.goal.clone();
        add_property(&mut row.goal, Text::constant("plan"), "ann@acme.com".into());
        row.good();
        row.goal = good;
        row.good();
        for _ in 0..row.draw.rng.pick(&[1, 3, 5]) {
            row.wrong();
        }
        row.good();
    }),
    ("sequence/many-of-a-session", 1, |row| {
        for at in 0..row.draw.rng.pick(&[8, 24, 40]) {
            let amount = Number::from_json_text(&format!("{}.5", at + 1));
            add_property(&mut row.goal, Text::constant("value"), Value::Number(amount));
            row.good();
        }
        row.tampered();
    }),
    ("sequence/unknown-domains", 1, |row| {
        // More than a small table holds.
        for at in 0..70 {
            let any = row.draw.rng.any() >> 40;
            row.target = Some(format!("{PATH}?domain=shop{any:06x}{at}.example"));
            row.good();
        }
        row.target = None;
        row.good();
        row.good();
    }),
    ("sequence/alike", 5, |row| {
        // What a collation, a cache or a table of names may take for the same.
        if row.draw.rng.percent(40) {
            return row.alike_in_part();
        }
        let base = format!("\u{f1}{:012x}\u{e9}lan", row.draw.rng.any() >> 16);
        let plain = format!("ab{:012x}xy", row.draw.rng.any() >> 16);
        let event = row.draw.rng.pick(&["purchase", "signup", "trial_started"]);
        let (first, second) = match row.draw.rng.below(5) {
            0 | 1 => (plain.clone(), plain.to_uppercase()),
            2 => (plain.clone(), format!("{plain} ")),
            3 => (base.clone(), base.replace('\u{e9}', "e")),
            _ => (plain.clone(), plain),
        };
        let is_event = first == second;
        row.goal.session_id = Some(Value::String(Text::from(first.as_str())));
        row.goal.event_name = Some(event.into());
        row.good();
        row.goal.session_id = Some(Value::String(Text::from(second.as_str())));
        if is_event {
            row.goal.event_name = Some(capitalised(event).as_str().into());
        }
        row.good();
    }),
    ("sequence/after-anything", 6, |row| {
        let mut builder = fresh(row.draw);
        builder.mutation = row.mutation;
        row.put(builder);
        row.good();
        row.wrong();
        row.unsigned();
    }),
    ("sequence/mixed", 4, |row| {
        for _ in 0..6 {
            match row.draw.rng.below(4) {
                0 => row.good(),
                1 => row.wrong(),
                2 => row.unsigned(),
                _ => row.tampered(),
            }
        }
    }),
];

const ALL: u64 = {
    let (mut sum, mut at) = (0, 0);
    while at < ROWS.len() {
        sum += ROWS[at].1;
        at += 1;
    }
    sum
};

/// The row that tells most after a quiet time, by turns: the server may have lost what an ordinary goal needs, or what
/// it looks up then, it looks up for another spelling of the domain; and nothing comes between many refusals.
pub fn row_after_quiet(turn: usize, draw: &mut Draw<'_, '_>) -> Vec<RowStep> {
    let rows = ["sequence/tampered-after-good", "sequence/domain-case", "sequence/many-refused"];
    let wanted = rows[turn % rows.len()];
    let at = ROWS.iter().position(|(name, ..)| *name == wanted);
    make(at.unwrap_or(0), draw)
}

/// A row of requests that is drawn.
pub fn row(draw: &mut Draw<'_, '_>) -> Vec<RowStep> {
    let mut left = draw.rng.below(ALL);
    let at = ROWS.iter().position(|(_, weight, _)| {
        let here = left < *weight;
        left = left.saturating_sub(*weight);
        here
    });
    make(at.unwrap_or(0), draw)
}

fn make(at: usize, draw: &mut Draw<'_, '_>) -> Vec<RowStep> {
    let (name, _, make) = ROWS[at];
    let party = match draw.world.good.len() {
        0 => 0,
        _ => draw.rng.pick(&draw.world.good),
    };
    let goal = legal(draw.rng);
    let mutation = mutation_named(name);
    let mut row =
        Builder { draw, party, goal, mutation, target: None, lane: Lane::Own, steps: Vec::new() };
    if row.draw.rng.percent(80) {
        row.goal.session_id = Some(row.session());
    }
    make(&mut row);
    row.steps
}

/// A domain with a capital at its beginning.
fn capitalised(domain: &str) -> String {
    let mut rest = domain.chars();
    let first = rest.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(rest).collect()
}

struct Builder<'b, 'd, 't> {
    draw: &'b mut Draw<'d, 't>,
    party: usize,
    goal: Goal,
    mutation: MadeBy,
    target: Option<String>,
    lane: Lane,
    steps: Vec<RowStep>,
}

impl Builder<'_, '_, '_> {
    /// A session that nobody had before.
    fn session(&mut self) -> Value {
        let text = format!("{:016x}", self.draw.rng.any());
        Value::String(Text::from(text.as_str()))
    }

    fn put(&mut self, mut builder: RequestBuilder) {
        builder.mutation = self.mutation;
        self.steps.push(RowStep { builder, lane: self.lane });
    }

    fn ordinary(&self) -> RequestBuilder {
        let mut builder = RequestBuilder::ordinary(self.party, self.goal.clone());
        builder.target.clone_from(&self.target);
        builder
    }

    fn good(&mut self) {
        let builder = self.ordinary();
        self.put(builder);
    }

    fn unsigned(&mut self) {
        let mut builder = self.ordinary();
        builder.header = Header::Absent;
        self.put(builder);
    }

    fn wrong(&mut self) {
        let mut builder = self.ordinary();
        builder.signed.flip = Some(self.draw.rng.any() as u8);
        self.put(builder);
    }

    /// Signed right, with an address in its plan.
    fn refused(&mut self) {
        let plan = format!("ann{}@acme.com", self.draw.rng.below(1000));
        let mut goal = self.goal.clone();
        add_property(&mut goal, Text::constant("plan"), plan.as_str().into());
        self.put(RequestBuilder {
            target: self.target.clone(),
            ..RequestBuilder::ordinary(self.party, goal)
        });
    }

    /// The signature of the goal over another one.
    fn tampered(&mut self) {
        let other = changed(&self.goal, self.draw.rng);
        let mut builder = RequestBuilder::ordinary(self.party, other);
        builder.signed.over = SignedOver::Goal(self.goal.clone());
        self.put(builder);
    }

    fn other_party(&mut self) {
        let good = &self.draw.world.good;
        if let Some(other) = good.iter().copied().find(|at| *at != self.party) {
            self.party = other;
        }
    }

    /// Two goals that differ in one text only, and there in its end, its beginning or its middle: a cache, a column or a
    /// hash that takes a part of it for the whole gives the second what belongs to the first.
    fn alike_in_part(&mut self) {
        let any = format!("{:016x}", self.draw.rng.any());
        let at = self.draw.now.saturating_sub(SignedDuration::from_secs(
            86_400 + self.draw.rng.below(90 * 86_400) as i64,
        ));
        let day = at.unwrap_or(self.draw.now).to_zoned(TimeZone::UTC);
        let (date, time) = (day.strftime("%Y-%m-%d"), day.strftime("%H:%M:%S"));
        let touch = "first_touch_ts";
        let text = self.draw.rng.pick(&["session_id", "event_name", "plan"]);
        let (field, first, second) = match self.draw.rng.below(8) {
            0 | 1 => (touch, format!("{date}T{time}Z"), format!("{date}T{time}+05:30")),
            2 => (touch, format!("{date}T{time}.000Z"), format!("{date}T{time}.000-08:00")),
            3 => (touch, format!("{date}T00:00:01Z"), format!("{date}T23:59:58Z")),
            4 => (text, format!("{any}{any}-1"), format!("{any}{any}-2")),
            5 => (text, format!("1-{any}"), format!("2-{any}")),
            6 => (text, format!("{any}-1-{any}"), format!("{any}-2-{any}")),
            _ => ("session_id", format!("{any}{any}{any}{any}a"), format!("{any}{any}{any}{any}b")),
        };
        for text in [first, second] {
            let text = Value::from(text.as_str());
            match field {
                "plan" => add_property(&mut self.goal, Text::constant("plan"), text),
                "event_name" => self.goal.event_name = Some(text),
                "session_id" => self.goal.session_id = Some(text),
                _ => {
                    self.goal.first_touch_bucket = Some("ai_search".into());
                    self.goal.first_touch_ts = Some(text);
                }
            }
            self.good();
        }
    }

    /// The same goal for this tenant, signed by another.
    fn signed_by(&mut self, party: usize) {
        let mut builder = self.ordinary();
        if party == self.party {
            builder.signed.flip = Some(0);
        } else {
            builder.signed.by = Some((*self.draw.world.parties[party].site.tenant).clone());
        }
        self.put(builder);
    }
}
