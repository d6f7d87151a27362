//! Legal values one after the other, none left out: servers refuse, or take unsigned, by value, length, word, ending,
//! hash and header. What is drawn by chance needs ten times as many requests for the same.

use super::legal::{HEADERS, PLANS, TYPES, WORDS};
use super::mutations::mutation_named;
use super::request::{Body, RequestBuilder};
use super::stream::add_property;
use super::{Draw, MadeBy};
use crate::protocol::json::Value;
use crate::protocol::{Goal, Number, Text, currency};
use jiff::{SignedDuration, Timestamp};
use std::borrow::Cow;

/// One value in one place of a request.
#[derive(Clone, Debug)]
enum Swept {
    Text(&'static str, String),
    /// In cents.
    Amount(u64),
    Currency(String),
    ContentType(&'static str),
    Header(&'static str, &'static str),
    /// So many more headers, each with a value of so many bytes.
    Headers(usize, usize),
    /// Before the present moment, in seconds.
    FirstTouch(i64),
    /// An hour before it, with this fraction of a second.
    Fraction(&'static str),
    /// The signature's header by another spelling of its name.
    Name(&'static str),
    /// The signature before all other headers, of which there are so many more.
    SignatureFirst(usize),
}

/// Every value of the sweep, in an order in which neighbours have little in common.
pub struct Sweep(Vec<Swept>);

/// Endings, and beginnings, by which systems and their test rules tell sessions apart.
const ENDS: [&str; 30] = [
    "777", "000", "111", "999", "123", "0000", "222", "333", "444", "555", "666", "888", "404",
    "500", "00", "99", "fff", "abc", "aaa", "FFF", "test", "0", "7", "f", "x", "_1", "-1", ".5",
    "==", "xyz",
];

/// Fractions that carry where they are rounded to milliseconds or microseconds, and others.
const FRACTIONS: [&str; 12] = [
    "9",
    "5",
    "0",
    "99",
    "999",
    "9995",
    "999999",
    "9999995",
    "999999999",
    "000001",
    "000000001",
    "123456789",
];

/// Lengths that sessions have: those of hex digests, UUIDs, base64 and cookies.
const LENGTHS: [usize; 8] = [16, 32, 36, 8, 20, 24, 40, 64];

const LETTERS: [&[u8]; 4] = [
    b"0123456789abcdef",
    b"0123456789",
    b"abcdefghijklmnopqrstuvwxyz0123456789",
    b"0123456789ABCDEF",
];

/// The longest text that is tried in each field, in characters.
const TEXTS: [(&str, usize); 5] = [
    ("event_name", 100),
    ("plan", 50),
    ("session_id", 260),
    ("first_touch_bucket", 70),
    ("first_touch_ts", 40),
];

/// Lengths of texts without a limit, in characters: what indexes and columns hold, and more.
const LONG: [usize; 9] = [512, 768, 1000, 1024, 1400, 2048, 2705, 3073, 4097];

/// Amounts by which code goes wrong, in cents.
const AMOUNTS: [u64; 40] = [
    0, 1, 2, 5, 9, 10, 11, 50, 99, 100, 101, 110, 115, 127, 128, 255, 256, 257, 290, 999, 1000,
    1001, 1999, 4999, 9999, 10_000, 12_345, 32_767, 32_768, 65_535, 65_536, 99_999, 100_000,
    131_072, 500_000, 777_777, 999_900, 999_998, 999_999, 1_000_000,
];

const NAMES: [&str; 6] = [
    "X-LP-Goal-Signature",
    "X-LP-GOAL-SIGNATURE",
    "X-Lp-Goal-Signature",
    "x-lp-Goal-signature",
    "x-Lp-goal-signaturE",
    "X-lp-goal-signature",
];

const DAY: i64 = 86_400;

impl Default for Sweep {
    fn default() -> Sweep {
        let mut lists: Vec<Vec<Swept>> = Vec::new();
        for (field, most) in TEXTS {
            let fill = |length: usize| {
                let letters = b"abcdefghijklmnopqrstuvwxyz";
                let text = (0..length).map(|at| char::from(letters[(at * 7 + length) % 26]));
                Swept::Text(field, text.collect())
            };
            // From the limit down, since limits are where code goes wrong.
            lists.push((1..=most).rev().map(fill).collect());
            let words = WORDS.iter().map(|word| Swept::Text(field, (*word).to_owned()));
            lists.push(words.filter(|_| field != "first_touch_ts").collect());
            // Marks that open, close or end something, as many as there is room for.
            let marks = (b'!'..=b'~').filter(u8::is_ascii_punctuation).map(char::from);
            let rows = marks.map(|mark| Swept::Text(field, mark.to_string().repeat(most.min(100))));
            lists.push(rows.filter(|_| !field.starts_with("first_touch")).collect());
            lists.push(spoilt(most.min(100)).map(|text| Swept::Text(field, text)).collect());
        }
        let session = |(at, length): (usize, usize), (end_at, end): (usize, &&str)| {
            let letters = LETTERS[(at + end_at) % 2 * (end_at % 4)];
            let place = |place: usize| {
                char::from(letters[(place * 11 + at * 5 + end_at * 3) % letters.len()])
            };
            let rest: String = (0..length.saturating_sub(end.len())).map(place).collect();
            [
                Swept::Text("session_id", format!("{rest}{end}")),
                Swept::Text("session_id", format!("{end}{rest}")),
            ]
        };
        for (at, length) in LENGTHS.into_iter().enumerate() {
            let of_length = ENDS.iter().enumerate().flat_map(|end| session((at, length), end));
            lists.push(of_length.collect());
        }
        // Beyond what an index, or a column, holds.
        let long = LONG.iter().flat_map(|length| {
            [("session_id", "s"), ("session_id", "\u{e9}"), ("first_touch_bucket", "b")]
                .map(|(field, letter)| Swept::Text(field, letter.repeat(*length)))
        });
        lists.push(long.collect());
        lists.push(PLANS.iter().map(|plan| Swept::Text("plan", (*plan).to_owned())).collect());
        lists.push(AMOUNTS.iter().map(|cents| Swept::Amount(*cents)).collect());
        lists.push((0..100).map(|cents| Swept::Amount(4200 + cents)).collect());
        lists.push((1..100).map(|step| Swept::Amount(step * 10_000)).collect());
        lists.push(codes().map(Swept::Currency).collect());
        lists.push(TYPES.iter().map(|kind| Swept::ContentType(kind)).collect());
        lists.push(HEADERS.iter().map(|(name, value)| Swept::Header(name, value)).collect());
        let sizes = [(20, 8), (40, 8), (60, 20), (1, 1000), (1, 4000), (2, 3000), (8, 700)];
        lists.push(sizes.iter().map(|(count, size)| Swept::Headers(*count, *size)).collect());
        lists.push((0..180).map(|day| Swept::FirstTouch(day * DAY + 7 * 3600)).collect());
        let touches = [0, 1, 59, 60, 3599, 3600, DAY - 1, DAY, 180 * DAY - 60, 90 * DAY];
        lists.push(touches.iter().map(|ago| Swept::FirstTouch(*ago)).collect());
        lists.push(FRACTIONS.iter().map(|digits| Swept::Fraction(digits)).collect());
        lists.push(NAMES.iter().map(|name| Swept::Name(name)).collect());
        lists.push((0..4).map(Swept::SignatureFirst).collect());
        // One of each list in turn.
        let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
        let turn = |at: usize| lists.iter().filter_map(move |list| list.get(at)).cloned();
        Sweep((0..longest).flat_map(turn).collect())
    }
}

impl Sweep {
    /// How many values there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none: never.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value at a place, round and round: signed right in two rounds out of three, else signed wrong.
    pub fn builder(&self, at: u64, draw: &mut Draw<'_, '_>) -> RequestBuilder {
        let round = at / self.0.len() as u64;
        let swept = &self.0[(at % self.0.len() as u64) as usize];
        let party = match draw.world.good.len() {
            0 => 0,
            count => draw.world.good[((at + round) % count as u64) as usize],
        };
        let mut builder = RequestBuilder::ordinary(party, ordinary(draw));
        builder.mutation = made_by(swept);
        swept.put_into(&mut builder, draw);
        if round % 3 == 1 {
            builder.signed.flip = Some(at as u8);
        }
        builder
    }
}

/// Pieces that patterns of addresses, numbers, names and blanks repeat, and an end that fits none of them: an expression
/// that can split the pieces in many ways tries all of these before it gives up.
fn spoilt(most: usize) -> impl Iterator<Item = String> {
    const PIECES: [&str; 12] = ["1", "a", "a.", "1-", "1 ", "1.", "a-", "a@", " ", "+1", "a1", "("];
    let ended = move |(piece, end): (&str, &str)| {
        let times = (most - end.len()) / piece.len();
        format!("{}{end}", piece.repeat(times))
    };
    PIECES.into_iter().flat_map(|piece| [(piece, "x"), (piece, "!")]).map(ended)
}

/// Every code that is listed.
fn codes() -> impl Iterator<Item = String> {
    let letters = || b'A'..=b'Z';
    let all = letters().flat_map(move |one| letters().map(move |two| (one, two)));
    let all = all.flat_map(move |(one, two)| letters().map(move |three| [one, two, three]));
    let text = |code: [u8; 3]| code.map(char::from).iter().collect::<String>();
    all.map(text).filter(|code| currency::is_listed(code))
}

fn ordinary(draw: &mut Draw<'_, '_>) -> Goal {
    let session = format!("{:016x}", draw.rng.any());
    let mut goal = Goal {
        event_name: Some("purchase".into()),
        session_id: Some(session.as_str().into()),
        ..Goal::default()
    };
    let amount = Number::from_json_text("99.5");
    add_property(&mut goal, Text::constant("value"), Value::Number(amount));
    add_property(&mut goal, Text::constant("currency"), "EUR".into());
    add_property(&mut goal, Text::constant("plan"), "Pro".into());
    goal
}

fn made_by(swept: &Swept) -> MadeBy {
    mutation_named(match swept {
        Swept::Text(..) => "sweep/text",
        Swept::Amount(_) | Swept::Currency(_) => "sweep/amount",
        Swept::FirstTouch(_) | Swept::Fraction(_) => "sweep/first-touch",
        Swept::ContentType(_)
        | Swept::Header(..)
        | Swept::Headers(..)
        | Swept::Name(_)
        | Swept::SignatureFirst(_) => "sweep/headers",
    })
}

impl Swept {
    fn put_into(&self, builder: &mut RequestBuilder, draw: &Draw<'_, '_>) {
        let Body::Goal { goal, .. } = &mut builder.body else { return };
        match self {
            Swept::Text("plan", text) => {
                add_property(goal, Text::constant("plan"), text.as_str().into());
            }
            Swept::Text(field, text) => {
                if let Some(slot) = goal.field_mut(field.as_bytes()) {
                    *slot = Some(text.as_str().into());
                }
            }
            Swept::Amount(cents) => {
                let text = match (cents % 100, cents % 10) {
                    (0, _) => format!("{}", cents / 100),
                    (tenths, 0) => format!("{}.{}", cents / 100, tenths / 10),
                    (rest, _) => format!("{}.{rest:02}", cents / 100),
                };
                let number = Number::from_json_text(&text);
                add_property(goal, Text::constant("value"), Value::Number(number));
            }
            Swept::Currency(code) => {
                add_property(goal, Text::constant("currency"), code.as_str().into())
            }
            Swept::FirstTouch(ago) => {
                let moment = draw.now - SignedDuration::from_secs(*ago);
                goal.first_touch_bucket = Some("ai_search".into());
                goal.first_touch_ts = Some(moment.to_string().as_str().into());
            }
            Swept::Fraction(digits) => {
                let moment = draw.now - SignedDuration::from_secs(3600);
                let whole = Timestamp::from_second(moment.as_second()).unwrap_or(moment);
                let text = whole.to_string().replace('Z', &format!(".{digits}Z"));
                goal.first_touch_bucket = Some("ai_search".into());
                goal.first_touch_ts = Some(text.as_str().into());
            }
            Swept::ContentType(kind) => builder.content_type = Some(Cow::Borrowed(*kind)),
            Swept::Header(name, value) => {
                builder.headers.push(((*name).to_owned(), value.as_bytes().to_vec()));
            }
            Swept::Headers(count, size) => {
                let header = |at| (format!("x-extra-{at}"), vec![b'a'; *size]);
                builder.headers.extend((0..*count).map(header));
            }
            Swept::Name(name) => builder.name = Cow::Borrowed(*name),
            Swept::SignatureFirst(more) => {
                let header = |at| (format!("x-extra-{at}"), b"1".to_vec());
                builder.headers.extend((0..*more).map(header));
                builder.signature_first = true;
            }
        }
    }
}
