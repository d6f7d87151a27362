//! Seeded goals: the same seed and index give the same goal on every machine, for ever.

use super::rng::Rng;
use crate::protocol::json::Value;
use crate::protocol::{Goal, NonFinite, Number, Tenant, Text, hex};
use std::sync::Arc;

/// So many neighbouring goals of a stream share a tenant, so that they fit into one batch.
pub const GOALS_PER_TENANT: u64 = 256;

/// Where and what a stream of cases starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    /// The seed.
    pub seed: u64,
}

impl Stream {
    /// The tenant of the goals from `index` on, up to the next multiple of [`GOALS_PER_TENANT`].
    pub fn tenant(self, index: u64) -> Arc<Tenant> {
        let mut rng = Rng::new(!self.seed, index / GOALS_PER_TENANT);
        // Longer than SHA-256's block, as long, shorter, and the usual 32 bytes.
        let length = if rng.percent(70) { 32 } else { rng.pick(&[1, 16, 63, 64, 65, 100]) };
        let key: Vec<u8> = (0..length).map(|_| rng.any() as u8).collect();
        let tenant_id = if rng.percent(80) { uuid(&mut rng) } else { text(&mut rng, 3) };
        Arc::new(Tenant { tenant_id, secret: hex::encode(&key).into() })
    }

    /// The goal at `index`: three in four are legal, one is anything a caller could pass.
    pub fn goal(self, index: u64) -> Goal {
        let rng = &mut Rng::new(self.seed, index);
        let mut goal = legal(rng);
        if index % 4 == 3 {
            for _ in 0..=rng.below(3) {
                make_wild(&mut goal, rng);
            }
        }
        goal
    }
}

const EVENTS: [&str; 8] = [
    "purchase",
    "signup",
    "trial_start",
    "subscription_renewed",
    "lead",
    "Upgrade",
    "demo.booked",
    "a",
];

/// Listed for decades in every edition of ISO 4217.
const CURRENCIES: [&str; 8] = ["EUR", "USD", "GBP", "JPY", "CHF", "SEK", "PLN", "CAD"];

/// Plain words, without what could be taken for a phone number or an e-mail address.
const WORDS: [&str; 12] =
    ["Pro", "Team", "basic", "annual", " ", "-", "v2", "plan_", "Plus", "for", "monthly", "x"];

/// What signers drift on, one at a time.
pub(super) const HARD: [&str; 56] = [
    "é",
    "ü",
    "ñ",
    "ß",
    "Ł",
    "я",
    "漢",
    "ま",
    "한",
    "ا",
    "ש",
    "€",
    "ﬁ",
    "İ",
    "😀",
    "👩\u{200d}💻",
    "🇫🇷",
    "\u{2028}",
    "\u{2029}",
    "\u{7f}",
    "\u{80}",
    "\u{9f}",
    "\u{a0}",
    "\u{ff}",
    "\u{100}",
    "\u{7ff}",
    "\u{800}",
    "\u{d7ff}",
    "\u{e000}",
    "\u{feff}",
    "\u{fffd}",
    "\u{ffff}",
    "\u{10000}",
    "\u{10ffff}",
    "e\u{301}",
    "\u{212b}",
    "\0",
    "\u{1}",
    "\u{8}",
    "\t",
    "\n",
    "\u{c}",
    "\r",
    "\u{1b}",
    "\u{1f}",
    "\"",
    "\\",
    "/",
    "<",
    ">",
    "&",
    "'",
    "\\u00e9",
    "</b>",
    "%C3",
    "#",
];

/// A text of up to `atoms` short pieces: at most 48 code points for four.
pub(super) fn text(rng: &mut Rng, atoms: u64) -> Text {
    let hard = rng.percent(45);
    let count = 1 + rng.below(atoms);
    if count == 1 {
        return Text::constant(if hard { rng.pick(&HARD) } else { rng.pick(&WORDS) });
    }
    let mut text = String::with_capacity(32);
    for _ in 0..count {
        text.push_str(if hard && rng.percent(50) { rng.pick(&HARD) } else { rng.pick(&WORDS) });
    }
    text.into()
}

fn uuid(rng: &mut Rng) -> Text {
    let digits = hex::encode(&[rng.any().to_be_bytes(), rng.any().to_be_bytes()].concat());
    let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    parts.join("-").into()
}

fn constant(text: &'static str) -> Value {
    Value::String(Text::constant(text))
}

/// A goal of the legal domain.
pub(super) fn legal(rng: &mut Rng) -> Goal {
    Goal {
        event_name: Some(if rng.percent(75) {
            constant(rng.pick(&EVENTS))
        } else {
            Value::String(text(rng, 4))
        }),
        session_id: match rng.below(20) {
            0..3 => None,
            3..5 => Some(Value::Null),
            5 => Some(constant("")),
            6..15 => Some(Value::String(hex::encode(&rng.any().to_be_bytes()).into())),
            _ => Some(Value::String(text(rng, 3))),
        },
        properties: match rng.below(20) {
            0 => None,
            1 => Some(Value::Null),
            _ => Some(Value::Object(legal_properties(rng))),
        },
        first_touch_bucket: match rng.below(20) {
            0..9 => Some(constant("ai_search")),
            9..11 => Some(Value::String(text(rng, 2))),
            11 => Some(constant("")),
            12 => Some(Value::Null),
            _ => None,
        },
        first_touch_ts: match rng.below(20) {
            0..8 => Some(Value::String(timestamp(rng))),
            8 => Some(Value::String(text(rng, 2))),
            9 => Some(constant("")),
            10 => Some(Value::Null),
            _ => None,
        },
    }
}

fn legal_properties(rng: &mut Rng) -> Vec<(Text, Value)> {
    let mut properties = Vec::with_capacity(4);
    if rng.percent(85) {
        properties.push((Text::constant("value"), Value::Number(legal_amount(rng))));
    }
    if rng.percent(70) {
        properties.push((Text::constant("currency"), constant(rng.pick(&CURRENCIES))));
    }
    if rng.percent(65) {
        properties.push((Text::constant("plan"), Value::String(text(rng, 4))));
    }
    if !properties.is_empty() {
        let other = rng.below(properties.len() as u64) as usize;
        properties.swap(0, other);
    }
    properties
}

/// 0 to 10000 in cents, in the spellings that JSON has for it.
pub(super) fn legal_amount(rng: &mut Rng) -> Number {
    let cents = match rng.below(10) {
        0..6 => rng.below(100_000),
        6..8 => 100 * rng.below(10_001),
        8 => rng.below(1_000_001),
        _ => rng.pick(&[0, 1, 5, 10, 99, 100, 999_999, 1_000_000]),
    };
    let (units, hundredths) = (cents / 100, cents % 100);
    // Digits by hand: this is drawn for nearly every goal.
    let mut text = String::with_capacity(12);
    let mut put = |digit: u64| text.push(char::from(b'0' + digit as u8));
    let mut unit = 10u64.pow(units.checked_ilog10().unwrap_or(0));
    while unit > 0 {
        put(units / unit % 10);
        unit /= 10;
    }
    let (tenths, rest) = (hundredths / 10, hundredths % 10);
    match (hundredths, rng.below(8)) {
        (0, 0..4) => {}
        (0, 4) => text.push_str("e0"),
        (0, _) => text.push_str(".0"),
        (_, 7) if units > 0 => {
            put(tenths);
            put(rest);
            text.push_str("e-2");
        }
        (_, draw) => {
            text.push('.');
            text.push(char::from(b'0' + tenths as u8));
            if rest > 0 || draw > 4 {
                text.push(char::from(b'0' + rest as u8));
            }
        }
    }
    Number::from_json_text(&text)
}

fn timestamp(rng: &mut Rng) -> Text {
    let [month, day, hour, minute, second, milli] =
        [12, 28, 24, 60, 60, 1000].map(|bound| rng.below(bound));
    let zone = rng.pick(&["Z", ".000Z", "+00:00", "+02:00", "-05:30", "."]);
    let mut text = String::with_capacity(32);
    text.push_str("2026");
    for (before, number) in
        [('-', month + 1), ('-', day + 1), ('T', hour), (':', minute), (':', second)]
    {
        text.push(before);
        push_digits(number, 2, &mut text);
    }
    text.push_str(zone);
    if zone == "." {
        push_digits(milli, 3, &mut text);
        text.push('Z');
    }
    text.into()
}

/// A number with leading zeros. By hand, like the amounts: it is drawn for every other goal.
fn push_digits(number: u64, width: u32, out: &mut String) {
    for place in (0..width).rev() {
        out.push(char::from(b'0' + (number / 10u64.pow(place) % 10) as u8));
    }
}

/// Takes the goal out of the legal domain, in one respect.
pub(super) fn make_wild(goal: &mut Goal, rng: &mut Rng) {
    let other = other_value(rng, 2);
    match rng.below(16) {
        0..4 => set_property(goal, "value", Value::Number(wild_amount(rng))),
        4 => set_property(goal, "value", value_of_another_type(rng)),
        5 => set_property(goal, rng.pick(&["value", "currency", "plan"]), Value::Null),
        6 => set_property(goal, rng.pick(&["currency", "plan"]), other),
        7..10 => {
            let key = text(rng, 2);
            add_property(goal, key, other);
        }
        10 => goal.session_id = Some(other),
        11 => goal.event_name = Some(other),
        12 => goal.first_touch_bucket = Some(other),
        13 => goal.first_touch_ts = Some(other),
        14 => {
            let mut half: Text = text(rng, 2);
            half.push(rng.pick(&[0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xD83D]));
            if rng.percent(30) {
                add_property(goal, half, Value::Bool(true));
            } else {
                goal.session_id = Some(Value::String(half));
            }
        }
        _ => {
            goal.properties = Some(match rng.below(7) {
                0 => Value::Bool(false),
                1 => Value::Bool(true),
                2 => 0.into(),
                3 => 7.into(),
                4 => constant(""),
                5 => constant("value"),
                _ => Value::Array(Vec::new()),
            });
        }
    }
}

fn set_property(goal: &mut Goal, name: &'static str, value: Value) {
    add_property(goal, Text::constant(name), value);
}

/// Sets a property, replacing one of that name: a caller's map holds a key once.
pub(super) fn add_property(goal: &mut Goal, name: Text, value: Value) {
    if !matches!(goal.properties, Some(Value::Object(_))) {
        goal.properties = Some(Value::Object(Vec::new()));
    }
    if let Some(Value::Object(members)) = &mut goal.properties {
        match members.iter_mut().find(|(key, _)| *key == name) {
            Some((_, slot)) => *slot = value,
            None => members.push((name, value)),
        }
    }
}

const WILD_AMOUNTS: [&str; 36] = [
    "0.125",
    "0.375",
    "0.625",
    "0.875",
    "1.125",
    "2.675",
    "1.005",
    "0.005",
    "0.015",
    "0.045",
    "0.30000000000000004",
    "9999.995",
    "10000.01",
    "1e-7",
    "5e-324",
    "-0.0",
    "-0",
    "-0.001",
    "-0.01",
    "-99.5",
    "-0.125",
    "1e15",
    "1e16",
    "1e20",
    "999999999999999900000",
    "1e21",
    "1.5e22",
    "-1e21",
    "1e300",
    "1.7976931348623157e308",
    "9007199254740993",
    "123456789012345678901234567890",
    "4503599627370495.5",
    "100000.0",
    "0.1",
    "72057594037927945",
];

pub(super) fn wild_amount(rng: &mut Rng) -> Number {
    match rng.below(10) {
        0..5 => Number::from_json_text(rng.pick(&WILD_AMOUNTS)),
        // Eighths: every other one is a tie.
        5 | 6 => finite(rng.below(80_000) as f64 / 8.0),
        7 => finite(rng.below(100_000_000) as f64 / 1000.0),
        8 => any_double(rng),
        _ => Number::NonFinite(rng.pick(&[
            NonFinite::NaN,
            NonFinite::Infinity,
            NonFinite::NegativeInfinity,
        ])),
    }
}

fn any_double(rng: &mut Rng) -> Number {
    let value = f64::from_bits(rng.any());
    if value.is_finite() { finite(value) } else { Number::NonFinite(NonFinite::NaN) }
}

/// A double as JSON text that reads back as the same double.
fn finite(value: f64) -> Number {
    Number::from_json_text(&format!("{value:?}"))
}

fn value_of_another_type(rng: &mut Rng) -> Value {
    match rng.below(6) {
        0 => Value::Bool(rng.percent(50)),
        1 => Value::Array(Vec::new()),
        2 => Value::Object(Vec::new()),
        _ => constant(rng.pick(&[
            "12.5",
            "99",
            "",
            " 7 ",
            "1_0",
            "abc",
            "0x10",
            "nan",
            "inf",
            "-Infinity",
            "1e3",
            "\u{ff11}",
        ])),
    }
}

/// Any JSON value, nested at most `depth` deep.
pub(super) fn other_value(rng: &mut Rng, depth: u64) -> Value {
    match rng.below(if depth == 0 { 12 } else { 16 }) {
        0 => Value::Null,
        1 => Value::Bool(rng.percent(50)),
        2 | 3 => Value::String(text(rng, 3)),
        4 => 0.into(),
        5 => Value::Number(Number::from_json_text(&rng.below(1 << 40).to_string())),
        6 => Value::Number(Number::from_json_text(&format!("{}{:020}", rng.any(), rng.any()))),
        7 | 8 => Value::Number(Number::from_json_text(rng.pick(&WILD_AMOUNTS))),
        9 => Value::Number(any_double(rng)),
        10 => Value::Number(finite(rng.below(1_000_000) as f64 / 64.0)),
        11 => constant(""),
        12 | 13 => Value::Array((0..rng.below(4)).map(|_| other_value(rng, depth - 1)).collect()),
        _ => {
            let mut members: Vec<(Text, Value)> = Vec::new();
            for _ in 0..rng.below(5) {
                let key = match rng.below(3) {
                    0 => Text::constant(
                        rng.pick(&["10", "9", "01", "b", "B", "_", "", "aa", "\u{ffff}", "😀"]),
                    ),
                    _ => text(rng, 2),
                };
                if !members.iter().any(|(known, _)| *known == key) {
                    members.push((key, other_value(rng, depth - 1)));
                }
            }
            Value::Object(members)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::legal;

    #[test]
    fn three_in_four_are_legal_and_the_rest_mostly_not() {
        let stream = Stream { seed: 1 };
        let mut wild = 0;
        for index in 0..4000 {
            let goal = stream.goal(index);
            let objection = legal::objection(&goal);
            if index % 4 != 3 {
                assert_eq!(objection, None, "{index}: {goal:?}");
            } else {
                wild += usize::from(objection.is_some());
            }
        }
        assert!(wild > 900, "{wild} of 1000");
    }

    #[test]
    fn goals_are_self_describing_json() {
        let stream = Stream { seed: 2 };
        for index in 0..2000 {
            let value = stream.goal(index).to_value();
            let again = crate::protocol::json::parse_wire(value.to_json().as_bytes()).unwrap();
            assert_eq!(again.to_json(), value.to_json());
            assert!(Goal::from_value(again).is_ok());
        }
    }
}
