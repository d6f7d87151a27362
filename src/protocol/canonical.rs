//! The canonical bytes: what is signed.

use super::goal::BorrowedGoal;
use super::json::{BorrowedValue, write_string};
use super::money::write_money;
use super::number::{BorrowedNumber, write_float};
use super::text::BorrowedText;
use std::fmt;

/// Why a goal cannot be signed. Names the field and what is wrong with it, never its content.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// FLD-1: a goal has a name.
    EventNameMissing,
    /// FLD-4: properties are a map.
    PropertiesNotAnObject(&'static str),
    /// MON-5: the caller must pass a number; text that looks like one is a mistake of the caller.
    ValueNotANumber(&'static str),
    /// MON-6: a value that overflows a double, or is none.
    ValueNotFinite,
    /// CAN-8: JSON has no text for it.
    NotFinite(&'static str),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::EventNameMissing => f.write_str("event_name is missing"),
            Refusal::PropertiesNotAnObject(what) => {
                write!(f, "properties must be an object, not {what}")
            }
            Refusal::ValueNotANumber(what) => {
                write!(f, "properties.value must be a number, not {what}")
            }
            Refusal::ValueNotFinite => f.write_str("properties.value must be finite"),
            Refusal::NotFinite(what) => write!(f, "{what} holds a number that is not finite"),
        }
    }
}

impl std::error::Error for Refusal {}

/// Appends the canonical bytes of a goal to `out`: printable ASCII only, keys sorted by code point
/// at every level, no blanks (CAN-1 to CAN-8, FLD-1 to FLD-7, MON-1 to MON-6).
///
/// # Errors
/// [`Refusal`] where the protocol has no bytes for the goal; `out` then ends in an unfinished text.
pub fn canonicalize(
    tenant_id: &BorrowedText<'_>,
    goal: &BorrowedGoal<'_>,
    out: &mut Vec<u8>,
) -> Result<(), Refusal> {
    write_goal(goal, out)?;
    write_tenant(tenant_id, out);
    Ok(())
}

/// The last member and the end, the same for every goal of a tenant.
pub(super) fn write_tenant(tenant_id: &BorrowedText<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"tenant_id\":");
    write_string(tenant_id, out);
    out.push(b'}');
}

/// Everything before the tenant: its key sorts last.
pub(super) fn write_goal(goal: &BorrowedGoal<'_>, out: &mut Vec<u8>) -> Result<(), Refusal> {
    let event_name = goal.event_name.as_ref().ok_or(Refusal::EventNameMissing)?;
    out.extend_from_slice(b"{\"event_name\":");
    write_value(event_name, "event_name", out)?;
    if let Some(bucket) = given(&goal.first_touch_bucket) {
        out.extend_from_slice(b",\"first_touch_bucket\":");
        write_value(bucket, "first_touch_bucket", out)?;
    }
    if let Some(ts) = given(&goal.first_touch_ts) {
        out.extend_from_slice(b",\"first_touch_ts\":");
        write_value(ts, "first_touch_ts", out)?;
    }
    out.extend_from_slice(b",\"properties\":");
    match given(&goal.properties) {
        None => out.extend_from_slice(b"{}"),
        Some(BorrowedValue::Object(members)) => write_properties(members, out)?,
        Some(other) => return Err(Refusal::PropertiesNotAnObject(other.kind())),
    }
    out.extend_from_slice(b",\"session_id\":");
    match given(&goal.session_id) {
        None => out.extend_from_slice(b"\"\""),
        Some(session) => write_value(session, "session_id", out)?,
    }
    Ok(())
}

/// A field that counts as passed: what is absent or falsy does not (FLD-2, FLD-3, FLD-5).
#[inline]
fn given<'g, 'a>(field: &'g Option<BorrowedValue<'a>>) -> Option<&'g BorrowedValue<'a>> {
    match field {
        // Nearly every field.
        Some(value @ BorrowedValue::String(text)) => (!text.is_empty()).then_some(value),
        Some(value) => (!value.is_falsy()).then_some(value),
        None => None,
    }
}

fn write_properties(
    members: &[(BorrowedText<'_>, BorrowedValue<'_>)],
    out: &mut Vec<u8>,
) -> Result<(), Refusal> {
    write_sorted(members, out, |key, value, out| {
        if key == "value" && *value != BorrowedValue::Null {
            write_amount(value, out)
        } else {
            write_value(value, "properties", out)
        }
    })
}

/// `value` as quoted text with two decimals (MON-1).
fn write_amount(value: &BorrowedValue<'_>, out: &mut Vec<u8>) -> Result<(), Refusal> {
    let BorrowedValue::Number(number) = value else {
        return Err(Refusal::ValueNotANumber(value.kind()));
    };
    let amount = number.to_f64();
    if !amount.is_finite() {
        return Err(Refusal::ValueNotFinite);
    }
    out.push(b'"');
    write_money(amount, out);
    out.push(b'"');
    Ok(())
}

/// Any value, as CPython's `json.dumps` writes it with sorted keys and compact separators.
/// Inlined for text, which nearly every value is.
#[inline]
fn write_value(
    value: &BorrowedValue<'_>,
    field: &'static str,
    out: &mut Vec<u8>,
) -> Result<(), Refusal> {
    match value {
        BorrowedValue::String(text) => {
            write_string(text, out);
            Ok(())
        }
        _ => write_other(value, field, out),
    }
}

fn write_other(
    value: &BorrowedValue<'_>,
    field: &'static str,
    out: &mut Vec<u8>,
) -> Result<(), Refusal> {
    match value {
        BorrowedValue::Null => out.extend_from_slice(b"null"),
        BorrowedValue::Bool(true) => out.extend_from_slice(b"true"),
        BorrowedValue::Bool(false) => out.extend_from_slice(b"false"),
        BorrowedValue::String(text) => write_string(text, out),
        BorrowedValue::Number(number) => write_number(number, field, out)?,
        BorrowedValue::Array(items) => {
            out.push(b'[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write_value(item, field, out)?;
            }
            out.push(b']');
        }
        BorrowedValue::Object(members) => {
            write_sorted(members, out, |_, member, out| write_value(member, field, out))?;
        }
    }
    Ok(())
}

/// Integers keep every digit (and lose the sign of `-0`); doubles take CPython's text (CAN-7).
fn write_number(
    number: &BorrowedNumber<'_>,
    field: &'static str,
    out: &mut Vec<u8>,
) -> Result<(), Refusal> {
    match number {
        BorrowedNumber::Integer(text) if &**text == "-0" => out.push(b'0'),
        BorrowedNumber::Integer(text) => out.extend_from_slice(text.as_bytes()),
        BorrowedNumber::Float { value, .. } if value.is_finite() => write_float(*value, out),
        BorrowedNumber::Float { .. } | BorrowedNumber::NonFinite(_) => {
            return Err(Refusal::NotFinite(field));
        }
    }
    Ok(())
}

/// Writes an object with its keys in code-point order; `write_member` writes each value.
fn write_sorted(
    members: &[(BorrowedText<'_>, BorrowedValue<'_>)],
    out: &mut Vec<u8>,
    mut write_member: impl FnMut(
        &BorrowedText<'_>,
        &BorrowedValue<'_>,
        &mut Vec<u8>,
    ) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    /// Up to here the order is kept on the stack, and found by insertion.
    const FEW: usize = 8;
    let mut few = [0usize; FEW];
    let many;
    let order: &[usize] = if members.len() <= FEW {
        for next in 1..members.len() {
            let mut at = next;
            while at > 0 && members[next].0 < members[few[at - 1]].0 {
                few[at] = few[at - 1];
                at -= 1;
            }
            few[at] = next;
        }
        &few[..members.len()]
    } else {
        let mut order: Vec<usize> = (0..members.len()).collect();
        order.sort_by_key(|&at| &members[at].0);
        many = order;
        &many
    };
    out.push(b'{');
    for (i, &at) in order.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        let (key, value) = &members[at];
        write_string(key, out);
        out.push(b':');
        write_member(key, value, out)?;
    }
    out.push(b'}');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::json::parse_wire;
    use crate::protocol::{Goal, Text};

    fn canonical(goal: &str) -> Result<String, Refusal> {
        let goal = Goal::from_value(parse_wire(goal.as_bytes()).unwrap()).unwrap();
        let mut out = Vec::new();
        canonicalize(&Text::from("t"), &goal, &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn an_ordinary_goal() {
        let goal = r#"{"event_name":"purchase","session_id":null,
            "properties":{"value":99.5,"currency":"EUR","plan":"Équipe"},
            "first_touch_ts":"2026-11-01T10:00:00.000Z","first_touch_bucket":"ai_search"}"#;
        assert_eq!(
            canonical(goal).unwrap(),
            "{\"event_name\":\"purchase\",\"first_touch_bucket\":\"ai_search\",\
             \"first_touch_ts\":\"2026-11-01T10:00:00.000Z\",\
             \"properties\":{\"currency\":\"EUR\",\"plan\":\"\\u00c9quipe\",\"value\":\"99.50\"},\
             \"session_id\":\"\",\"tenant_id\":\"t\"}"
        );
    }

    #[test]
    fn refusals_name_the_field() {
        for (goal, what) in [
            (r#"{}"#, "event_name is missing"),
            (
                r#"{"event_name":"a","properties":[1]}"#,
                "properties must be an object, not an array",
            ),
            (
                r#"{"event_name":"a","properties":{"value":"1"}}"#,
                "properties.value must be a number, not a string",
            ),
            (
                r#"{"event_name":"a","properties":{"value":1e400}}"#,
                "properties.value must be finite",
            ),
            (
                r#"{"event_name":"a","session_id":[{"$number":"NaN"}]}"#,
                "session_id holds a number that is not finite",
            ),
        ] {
            assert_eq!(canonical(goal).unwrap_err().to_string(), what);
        }
    }
}
