//! Goals with what real systems change: texts over the limits of their columns, words that count as nothing,
//! shapes that are reformatted, code points of all planes. A stream of its own: [`Stream`]'s draws never change.
//!
//! [`Stream`]: super::stream::Stream

use super::rng::Rng;
use super::stream::{add_property, legal, legal_amount};
use crate::protocol::json::Value;
use crate::protocol::{Goal, Number, Text, legal as domain};

/// A stream of such goals, all legal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typical {
    /// The seed.
    pub seed: u64,
}

/// Lengths at which systems cut.
const LIMITS: [u64; 15] = [16, 20, 32, 36, 40, 50, 64, 100, 128, 191, 200, 255, 256, 1000, 1024];

/// Texts of one, two, three and four bytes of UTF-8 a character.
const FILLS: [&str; 5] = ["abcdefghij", "é", "漢", "🚀", "aé漢🚀 "];

const WORDS: [&str; 90] = [
    "0",
    "00",
    "007",
    "1",
    "-1",
    "1e3",
    "true",
    "false",
    "null",
    "none",
    "undefined",
    "NaN",
    "N/A",
    "-",
    "--",
    "...",
    " ",
    "  ",
    " Pro ",
    "Pro  Team",
    "Pro, Team: 5",
    "Pro\tTeam",
    "Pro\r\nTeam",
    "=1+1",
    "+Pro",
    "@Pro",
    "&amp;",
    "&#39;",
    "a%20b",
    "100%",
    "a+b",
    "<b>Pro</b>",
    "\\n",
    "\\u00e9",
    "don't",
    "“Pro”",
    "‘Pro’",
    "a–b",
    "a\u{a0}b",
    "a\u{200b}b",
    "\u{feff}a",
    "ＰＲＯ　２０",
    "7c0a4bd2-9f1e-4c55-8a3b-2d6e90f1a7c4",
    "7C0A4BD2-9F1E-4C55-8A3B-2D6E90F1A7C4",
    "0.0",
    "0.00",
    "-0",
    "None",
    "nil",
    "NULL",
    "False",
    "no",
    "off",
    "\"\"",
    "[]",
    "{}",
    "Q\\u0026A",
    "\\u003c",
    "\\u003E",
    "\\u0008",
    "don\\u0027t",
    "and\\/or",
    "\\\\n",
    "a\\nb",
    "\\u2028",
    "\\ud83d",
    "&lt;b&gt;",
    "Q%26A",
    "a\0b",
    "\0",
    "a\u{1}b",
    "GA1.2.1234567890.1700000000",
    "fb.1.1700000000000.1234567890",
    "s:abc123.XyZ",
    "sess_ABC123",
    "user:42",
    "12345678901234567890",
    "2026-11-22T08:00:00.250Z",
    "2026-11-22T08:00:00+02:00",
    "2026-11-22 08:00",
    "https://shop.example/?utm_source=x#top",
    "Pro (annual)",
    "[beta] Pro",
    "Pro v2.1",
    "$PLAN",
    "${plan}",
    "{{ plan }}",
    "%PLAN% %s",
    ":rocket: #pro",
    "a\u{85}b",
];

/// What ids of other systems begin with, and by what some tell tests from sales.
pub(crate) const PREFIXES: [&str; 40] = [
    "cs_test_",
    "cs_live_",
    "pi_",
    "ch_",
    "sub_",
    "cus_",
    "in_",
    "pm_",
    "si_",
    "price_",
    "prod_",
    "evt_",
    "sess_",
    "sid:",
    "s:",
    "usr_",
    "user-",
    "u_",
    "acct_",
    "ord_",
    "order-",
    "txn_",
    "anon_",
    "guest-",
    "visitor_",
    "client-",
    "test_",
    "test-",
    "live_",
    "dev-",
    "staging-",
    "qa_",
    "e2e-",
    "demo_",
    "bot-",
    "tmp_",
    "int_",
    "auth0|",
    "urn:uuid:",
    "gid://shop/Order/",
];

impl Typical {
    /// The goal at `index`.
    pub fn goal(self, index: u64) -> Goal {
        // Apart from the other stream of the same seed.
        let rng = &mut Rng::new(self.seed ^ 0x7479_7069_6361_6c21, index);
        let plain = legal(rng);
        for _ in 0..4 {
            let mut goal = plain.clone();
            for _ in 0..=rng.below(3) {
                change(&mut goal, rng);
            }
            if domain::is_legal(&goal) {
                return goal;
            }
        }
        plain
    }
}

fn change(goal: &mut Goal, rng: &mut Rng<'_>) {
    match rng.below(8) {
        0 => goal.event_name = Some(text(rng, 100)),
        1 => goal.session_id = Some(text(rng, 1100)),
        2 => goal.first_touch_bucket = Some(text(rng, 1100)),
        3 => goal.first_touch_ts = Some(text(rng, 1100)),
        4 => {
            let plan = text(rng, 50);
            add_property(goal, Text::constant("plan"), plan);
        }
        5 => goal.first_touch_ts = Some(Value::from(at_a_border(rng))),
        6 => alike(goal, rng),
        _ => {
            let amount = legal_amount(rng);
            add_property(goal, Text::constant("value"), Value::Number(amount));
        }
    }
}

/// Hours, in UTC, in which clocks are changed in Europe and America, and those around the ends of years and of February.
pub(crate) const BORDERS: [&str; 16] = [
    "2025-03-09T07",
    "2025-03-30T01",
    "2025-10-26T00",
    "2025-10-26T01",
    "2025-11-02T06",
    "2025-12-31T23",
    "2026-01-01T00",
    "2026-03-08T07",
    "2026-03-29T01",
    "2026-10-25T00",
    "2026-10-25T01",
    "2026-11-01T05",
    "2026-11-01T06",
    "2026-11-01T09",
    "2024-02-29T12",
    "2028-02-29T23",
];

/// Puts one text in two fields: what is kept by its text, or a list without doubles, takes them for one.
fn alike(goal: &mut Goal, rng: &mut Rng<'_>) {
    let shared: &str = rng.pick(&["EUR", "USD", "99.00", "7.50", "purchase", "ai_search"]);
    add_property(goal, Text::constant("plan"), Value::from(shared.to_owned()));
    match shared {
        "EUR" | "USD" => {
            add_property(goal, Text::constant("currency"), Value::from(shared.to_owned()))
        }
        "99.00" | "7.50" => add_property(
            goal,
            Text::constant("value"),
            Value::Number(Number::from_json_text(shared)),
        ),
        text if rng.percent(50) => goal.event_name = Some(Value::from(text.to_owned())),
        text => goal.session_id = Some(Value::from(text.to_owned())),
    }
}

/// A moment in one of these hours.
fn at_a_border(rng: &mut Rng<'_>) -> String {
    let hour = rng.pick(&BORDERS);
    let (minute, second) = (rng.below(60), rng.below(60));
    let end = rng.pick(&["Z", ".000Z", ".250Z", "+00:00"]);
    format!("{hour}:{minute:02}:{second:02}{end}")
}

/// A text of at most so many code points.
fn text(rng: &mut Rng<'_>, most: usize) -> Value {
    let text: String = match rng.below(4) {
        0 => {
            let length = rng.pick(&LIMITS) + rng.below(3) - 1;
            let fill = rng.pick(&FILLS);
            fill.chars().cycle().take(length as usize).collect()
        }
        1 => rng.pick(&WORDS).to_owned(),
        2 => {
            let id = rng.below(u64::MAX);
            format!("{}{id:x}", rng.pick(&PREFIXES))
        }
        _ => (0..=rng.below(12))
            .filter_map(|_| {
                let bound = rng_bound(rng);
                char::from_u32(rng.below(bound) as u32)
            })
            .collect(),
    };
    Value::from(text.chars().take(most).collect::<String>())
}

/// All planes, the first one, or Latin.
fn rng_bound(rng: &mut Rng<'_>) -> u64 {
    rng.pick(&[0x11_0000, 0x1_0000, 0x3000, 0x250])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_are_legal_and_reach_every_limit() {
        let mut long = 0;
        let mut astral = 0;
        for index in 0..1000 {
            let goal = Typical { seed: 1 }.goal(index);
            assert_eq!(domain::objection(&goal), None, "{index}: {goal:?}");
            if let Some(Value::String(text)) = &goal.session_id {
                long += usize::from(text.code_points().count() > 36);
                astral += usize::from(text.code_points().any(|point| point > 0xFFFF));
            }
        }
        assert!(long > 20 && astral > 20, "{long}, {astral}");
    }
}
