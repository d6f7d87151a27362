//! Which contents of a goal a server may, must or must not take.

use crate::protocol::contents;
use crate::protocol::goal::BorrowedGoal;
use crate::protocol::json::BorrowedValue;
use crate::protocol::pii;
use crate::protocol::rules::Rule;
use crate::protocol::text::BorrowedText;

/// How sure it is that a goal's contents are refused.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Contents {
    Good,
    /// They may be refused, or not.
    Open,
    Bad,
}

/// Whether contents are refused, and whether the protocol settles it (SRV-13 to SRV-18, PII-1 to PII-5).
pub(super) fn judge_contents(goal: &BorrowedGoal<'_>) -> Contents {
    let surrogates = goal.has_lone_surrogate();
    let objection = contents::objection(goal);
    let is_open = objection.as_ref().is_none_or(|objection| match objection.rule {
        Rule::EventName => {
            goal.event_name.as_ref().is_some_and(|name| matches!(name, BorrowedValue::String(_)))
        }
        Rule::ValueRange => amount(goal) == Some(0.0),
        Rule::Currency => {
            goal.property("currency").and_then(BorrowedValue::as_str).is_some_and(is_code_shape)
        }
        Rule::Pii(_) => !plan(goal).is_some_and(has_clear_pii),
        // A server may leave alone what it would not use.
        Rule::FirstTouchType => true,
        // Null counts as absent.
        Rule::UnknownProperty => unknown_are_null(goal),
        _ => false,
    });
    // What is open about one property says nothing of the next.
    let rest_is_good = || {
        let mut rest = without_nulls(goal).unwrap_or_else(|| goal.clone());
        let Some(objection) = &objection else { return true };
        match objection.rule {
            Rule::EventName => rest.event_name = Some("a".into()),
            Rule::FirstTouchType => {
                rest.first_touch_bucket = None;
                rest.first_touch_ts = None;
            }
            Rule::ValueRange => remove(&mut rest, "value"),
            Rule::Currency => remove(&mut rest, "currency"),
            Rule::Pii(_) => remove(&mut rest, "plan"),
            _ => {}
        }
        judge_contents(&rest) != Contents::Bad
    };
    if objection.is_some() && !(is_open && rest_is_good()) {
        return Contents::Bad;
    }
    let null = matches!(&goal.properties, Some(BorrowedValue::Object(members)) if members.iter().any(|(_, value)| *value == BorrowedValue::Null));
    let negative_zero = matches!(goal.property("value"), Some(BorrowedValue::Number(n)) if n.text().is_some_and(|t| t.starts_with('-')));
    let near_pii = plan(goal).is_some_and(|text| looks_like_pii(text) && !is_plain_plan(text));
    if objection.is_some() || surrogates || null || negative_zero || near_pii {
        Contents::Open
    } else {
        Contents::Good
    }
}

/// Whether a goal is refused for personal data, and something else about it may be refused, too.
pub(super) fn has_more_than_pii(goal: &BorrowedGoal<'_>, other_keys: bool) -> bool {
    let is_pii =
        contents::objection(goal).is_some_and(|objection| matches!(objection.rule, Rule::Pii(_)));
    let is_rest_good = || {
        let mut rest = goal.clone();
        remove(&mut rest, "plan");
        judge_contents(&rest) == Contents::Good
    };
    is_pii && (other_keys || !is_rest_good())
}

fn remove(goal: &mut BorrowedGoal<'_>, name: &str) {
    if let Some(BorrowedValue::Object(members)) = &mut goal.properties {
        members.retain(|(key, _)| key != name);
    }
}

/// The goal without properties that are null; `None` if it has none.
fn without_nulls<'a>(goal: &BorrowedGoal<'a>) -> Option<BorrowedGoal<'a>> {
    let Some(BorrowedValue::Object(members)) = &goal.properties else { return None };
    let kept: Vec<_> =
        members.iter().filter(|(_, value)| *value != BorrowedValue::Null).cloned().collect();
    (kept.len() < members.len())
        .then(|| BorrowedGoal { properties: Some(BorrowedValue::Object(kept)), ..goal.clone() })
}

fn unknown_are_null(goal: &BorrowedGoal<'_>) -> bool {
    let Some(BorrowedValue::Object(members)) = &goal.properties else { return false };
    let is_known =
        |key: &BorrowedText<'_>| ["value", "currency", "plan"].iter().any(|name| key == *name);
    members.iter().all(|(key, value)| is_known(key) || *value == BorrowedValue::Null)
}

fn amount(goal: &BorrowedGoal<'_>) -> Option<f64> {
    match goal.property("value") {
        Some(BorrowedValue::Number(number)) => Some(number.to_f64()),
        _ => None,
    }
}

fn plan<'g, 'a>(goal: &'g BorrowedGoal<'a>) -> Option<&'g BorrowedText<'a>> {
    match goal.property("plan") {
        Some(BorrowedValue::String(text)) => Some(text),
        _ => None,
    }
}

fn is_code_shape(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Whether a text holds personal data that nobody could take for anything else: an address or a number
/// that stands apart, in plain ASCII.
fn has_clear_pii(text: &BorrowedText<'_>) -> bool {
    let Some(text) = text.as_str().filter(|text| text.is_ascii()) else { return false };
    let bare = |word: &str| {
        let mark = |c: char| !c.is_ascii_alphanumeric();
        is_plain_email(word.trim_matches(mark)) || is_plain_number(word.trim_matches(is_mark))
    };
    text.split(is_gap).any(bare)
        || is_plain_number(text.trim_matches(is_mark))
        || text.match_indices('+').any(|(at, _)| is_international(text, at))
}

/// What stands between words: a blank, a line end, a tab, another control character.
fn is_gap(c: char) -> bool {
    c == ' ' || c.is_ascii_control()
}

/// Punctuation that ends a word, and is no part of a number.
fn is_mark(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '"' | '\'' | '<' | '>' | '[' | ']')
}

fn is_plain_email(word: &str) -> bool {
    let Some((local, host)) = word.split_once('@') else { return false };
    let is_local = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'_' | b'-');
    let is_label = |l: &str| {
        !l.is_empty()
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    let tld = host.rsplit('.').next().unwrap_or_default();
    !local.is_empty()
        && local.bytes().all(is_local)
        && !local.contains("..")
        && !local.ends_with('.')
        && host.contains('.')
        && host.split('.').all(is_label)
        && tld.len() >= 2
        && tld.bytes().all(|b| b.is_ascii_alphabetic())
}

/// `415-555-2671`, `(415) 555-2671`, `415.555.2671`, `1-415-555-2671`, `123-45-6789`.
fn is_plain_number(word: &str) -> bool {
    let shape: String = word.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let digits: Vec<u8> = word.bytes().filter(u8::is_ascii_digit).collect();
    let is_north_american = match shape.as_str() {
        "000-000-0000" | "(000) 000-0000" | "000.000.0000" => 0,
        "0-000-000-0000" if digits[0] == b'1' => 1,
        "000-00-0000" => return pii::find(&word.into()) == Some(pii::Kind::Ssn),
        _ => return false,
    };
    // Neither an area nor an exchange begins with 0 or 1.
    digits[is_north_american] > b'1' && digits[is_north_american + 3] > b'1'
}

/// A `+` with 8 to 15 digits after it, which stand apart.
fn is_international(text: &str, plus: usize) -> bool {
    let (before, after) = (&text[..plus], &text[plus + 1..]);
    let run = after.bytes().take_while(|b| b.is_ascii_digit() || b" .-()".contains(b)).count();
    let digits = after[..run].bytes().filter(u8::is_ascii_digit).count();
    let apart = before.is_empty() || before.ends_with(is_gap);
    let ended =
        after[run..].is_empty() || after[..run].ends_with(' ') || after[run..].starts_with(is_gap);
    let begins = after.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'(');
    apart && ended && begins && (8..=15).contains(&digits) && pii::find(&text.into()).is_some()
}

/// Whether a text with digits is clearly no personal data: one date, range of years, price or version, with words
/// of letters around it.
fn is_plain_plan(text: &BorrowedText<'_>) -> bool {
    let Some(text) = text.as_str().filter(|text| text.is_ascii()) else { return false };
    let has_digit = |word: &&str| word.bytes().any(|b| b.is_ascii_digit());
    let mut words = text.split(' ').filter(has_digit);
    let (Some(word), None) = (words.next(), words.next()) else { return false };
    let shape: String = word.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let parts: Vec<&str> = word.trim_start_matches(['v', '$']).split('.').collect();
    let is_version = matches!(parts.len(), 2 | 3)
        && parts
            .iter()
            .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    let rest_is_letters = text
        .split(' ')
        .filter(|word| !has_digit(word))
        .all(|word| word.bytes().all(|b| b.is_ascii_alphabetic()));
    let (day, time) = shape.split_once('T').map_or((shape.as_str(), None), |(d, t)| (d, Some(t)));
    let is_date = day == "0000-00-00"
        && (word.starts_with("19") || word.starts_with("20"))
        && time.is_none_or(is_time);
    let is_years = matches!(shape.as_str(), "0000-0000" | "0000/0000")
        && word.split(['-', '/']).all(|year| year.starts_with("19") || year.starts_with("20"));
    rest_is_letters && (is_date || is_years || is_version)
}

/// Whether what follows a date, each digit as 0, is a time of day: `T` breaks the row of digits.
fn is_time(shape: &str) -> bool {
    let Some(rest) = shape.strip_prefix("00:00:00") else { return false };
    let zone = rest.strip_prefix(".000").unwrap_or(rest);
    matches!(zone, "" | "Z" | "+00:00" | "-00:00")
}

/// Whether a text is near enough to personal data that a server may take it for some.
fn looks_like_pii(text: &BorrowedText<'_>) -> bool {
    let is_at = |cp: u32| matches!(cp, 0x40 | 0xFF20 | 0xFE6B);
    let points: Vec<u32> = text.code_points().collect();
    let is_apart = |cp: Option<&u32>| cp.is_none_or(|cp| *cp == 0x20);
    let mut run = 0;
    let mut longest = 0;
    for (at, cp) in points.iter().copied().enumerate() {
        // With nothing before it or nothing after it, it is no address for anybody.
        let apart = at == 0 || is_apart(points.get(at - 1)) || is_apart(points.get(at + 1));
        if is_at(cp) && !(cp == 0x40 && apart) {
            return true;
        }
        let digit = char::from_u32(cp).is_some_and(char::is_numeric);
        let between = matches!(cp, 0x20 | 0x28..=0x2F | 0x5F | 0xA0 | 0x2010..=0x2015);
        run = match (digit, between) {
            (true, _) => run + 1,
            (_, true) => run,
            _ => 0,
        };
        longest = longest.max(run);
    }
    longest >= 7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_stands_apart_whatever_stands_between() {
        for between in [" ", "\n", "\r\n", "\t", "\0"] {
            for personal in ["jane@acme.com", "415-555-2671", "+14155552671"] {
                let text = format!("pro{between}{personal}");
                assert!(has_clear_pii(&text.as_str().into()), "{text:?}");
            }
        }
        for text in ["pro-jane@acme", "jane@", "2026-11-23", "x415-555-2671"] {
            assert!(!has_clear_pii(&text.into()), "{text:?}");
        }
    }
}
