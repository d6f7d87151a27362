//! Learning what stands around the object in what was signed.

use super::facts::{Facts, Field};
use super::function::{Function, Piece};
use super::read::as_latin1;
use super::seen::Seen;
use super::simulate::bytes_of;

/// Where the object of a message begins and ends: the one that holds the goal's own keys, which may stand in another.
pub(super) fn outermost(message: &[u8]) -> Option<(usize, usize)> {
    let first = message.iter().position(|b| *b == b'{')?;
    let keys = ["\"event_name\"", "\"tenant_id\"", "\"session_id\"", "\"properties\""];
    let find = |key: &str| message.windows(key.len()).position(|window| window == key.as_bytes());
    let key = keys.into_iter().filter_map(find).min();
    let from = key.and_then(|key| message[..key].iter().rposition(|b| *b == b'{')).unwrap_or(first);
    let last = message.iter().rposition(|b| *b == b'}')?;
    let to = if from == first { last } else { from + closing(&message[from..])? };
    (from <= to).then_some((from, to + 1))
}

/// The bracket that closes the first one.
fn closing(object: &[u8]) -> Option<usize> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (at, byte) in object.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' if !in_text => depth += 1,
            b'}' if !in_text => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// What stands around the object of every message: always the same, but for the texts of fields in it.
pub(super) fn around(told: &[&Seen]) -> Option<Function> {
    let split = |seen: &'_ Seen| -> Option<(String, String)> {
        let message = seen.message();
        let (from, to) = outermost(message)?;
        Some((as_latin1(&message[..from]), as_latin1(&message[to..])))
    };
    let all: Vec<(String, String)> = told.iter().map(|seen| split(seen)).collect::<Option<_>>()?;
    let (before, after) = all.first()?;
    if all.iter().all(|(before, after)| before.is_empty() && after.is_empty()) {
        return None;
    }
    if all.iter().all(|other| other == &(before.clone(), after.clone())) {
        return Some(Function::Around(before.clone(), after.clone()));
    }
    let facts = &told.first()?.case.facts;
    let (first, last) = (pieces(before, facts), pieces(after, facts));
    let made = |pieces: &[Piece], facts: &Facts| -> String {
        let text = |piece: &Piece| match piece {
            Piece::Own => String::new(),
            Piece::Text(text) => text.clone(),
            Piece::Of(field) => as_latin1(&bytes_of(facts, *field)),
        };
        pieces.iter().map(text).collect()
    };
    let is_made = |(seen, (before, after)): (&&Seen, &(String, String))| {
        let facts = &seen.case.facts;
        made(&first, facts) == *before && made(&last, facts) == *after
    };
    let all_made = told.iter().zip(&all).all(is_made);
    all_made.then(|| Function::Pieces([first, vec![Piece::Own], last].concat()))
}

/// A text as pieces: the longest texts of fields in it, and what is between them.
fn pieces(text: &str, facts: &Facts) -> Vec<Piece> {
    let mut fields: Vec<(String, Field)> = Field::ALL
        .into_iter()
        .map(|field| (as_latin1(&bytes_of(facts, field)), field))
        .filter(|(known, _)| !known.is_empty())
        .collect();
    fields.sort_by_key(|(known, field)| (usize::MAX - known.len(), *field));
    let Some((at, known, field)) =
        fields.into_iter().find_map(|(known, field)| Some((text.find(&*known)?, known, field)))
    else {
        return if text.is_empty() { Vec::new() } else { vec![Piece::Text(text.to_owned())] };
    };
    let mut found = pieces(&text[..at], facts);
    found.push(Piece::Of(field));
    found.extend(pieces(&text[at + known.len()..], facts));
    found
}
