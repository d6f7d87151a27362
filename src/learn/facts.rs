//! What a rule can look at: the fields of a goal, as their caller passed them.

use super::python_time;
use crate::protocol::json::Value;
use crate::protocol::{Goal, Number, Tenant, Text};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A field that is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// `event_name`.
    EventName,
    /// `session_id`.
    SessionId,
    /// `first_touch_bucket`.
    FirstTouchBucket,
    /// `first_touch_ts`.
    FirstTouchTs,
    /// `currency` of the properties.
    Currency,
    /// `plan` of the properties.
    Plan,
    /// `tenant_id`.
    TenantId,
    /// `value` of the properties.
    Value,
}

impl Field {
    /// Every field.
    pub const ALL: [Field; 8] = [
        Field::EventName,
        Field::SessionId,
        Field::FirstTouchBucket,
        Field::FirstTouchTs,
        Field::Currency,
        Field::Plan,
        Field::TenantId,
        Field::Value,
    ];

    /// Those that hold text.
    pub const TEXTS: [Field; 7] = [
        Field::EventName,
        Field::SessionId,
        Field::FirstTouchBucket,
        Field::FirstTouchTs,
        Field::Currency,
        Field::Plan,
        Field::TenantId,
    ];

    /// Its key.
    pub const fn key(self) -> &'static str {
        match self {
            Field::EventName => "event_name",
            Field::SessionId => "session_id",
            Field::FirstTouchBucket => "first_touch_bucket",
            Field::FirstTouchTs => "first_touch_ts",
            Field::Currency => "currency",
            Field::Plan => "plan",
            Field::TenantId => "tenant_id",
            Field::Value => "value",
        }
    }

    /// Whether it is one of the properties.
    pub const fn in_properties(self) -> bool {
        matches!(self, Field::Currency | Field::Plan | Field::Value)
    }

    /// The field of a key at a level.
    pub fn of_key(key: &str, in_properties: bool) -> Option<Field> {
        Field::ALL.into_iter().find(|f| f.key() == key && f.in_properties() == in_properties)
    }
}

/// How a text is read as a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// As RFC 3339 has it: capitals, seconds up to 59, an offset with a colon or `Z`.
    Rfc3339,
    /// As ISO 8601 has it, with an offset.
    Iso8601,
    /// As `datetime.fromisoformat` does, UTC where it has no offset.
    Python,
}

impl Reading {
    /// Every one.
    pub const ALL: [Reading; 3] = [Reading::Rfc3339, Reading::Iso8601, Reading::Python];

    /// In words, behind the rest.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Reading::Rfc3339 => ", as RFC 3339 has it",
            Reading::Iso8601 => "",
            Reading::Python => ", as Python reads it",
        }
    }

    fn of(self, text: &str) -> Option<i64> {
        let moment = |text: &str| text.parse::<Timestamp>().ok();
        let moment = match self {
            Reading::Rfc3339 => {
                let is_second = text.as_bytes().get(17).is_some_and(|tens| *tens < b'6');
                moment(text).filter(|_| is_second && is_moment(text.as_bytes(), false))?
            }
            Reading::Iso8601 => moment(text)?,
            Reading::Python => {
                let read = python_time::rewritten(text);
                let local = || TimeZone::UTC.to_timestamp(read.parse::<DateTime>().ok()?).ok();
                moment(&read).or_else(local)?
            }
        };
        Some(moment.as_second())
    }
}

/// Whether it is `YYYY-MM-DDThh:mm:ss`, perhaps a fraction, and an offset; lax: in small letters too, and without the
/// offset's colon.
pub(super) fn is_moment(bytes: &[u8], lax: bool) -> bool {
    let is = |pattern: &[u8], bytes: &[u8]| {
        pattern.len() == bytes.len()
            && pattern.iter().zip(bytes).all(|(wanted, byte)| match wanted {
                b'9' => byte.is_ascii_digit(),
                b'T' => *byte == b'T' || lax && *byte == b't',
                b'+' => matches!(byte, b'+' | b'-'),
                wanted => wanted == byte,
            })
    };
    let Some((begin, rest)) = bytes.split_at_checked(19) else { return false };
    let offset = match rest {
        [b'.', rest @ ..] => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return false;
            }
            &rest[digits..]
        }
        rest => rest,
    };
    let is_offset = matches!(offset, [b'Z'])
        || is(b"+99:99", offset)
        || lax && (matches!(offset, [b'z']) || is(b"+9999", offset));
    is(b"9999-99-99T99:99:99", begin) && is_offset
}

/// The fields of a goal.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    texts: [Option<String>; 8],
    passed: [bool; 8],
    /// What is no text and no amount, and counts for something.
    holds_other: [bool; 8],
    /// The amount in cents, where it has two decimals at most.
    pub cents: Option<i64>,
    /// The amount as it was written.
    pub written: Option<String>,
    /// The moment of the first touch, in seconds since 1970, where its text is one, as each reading has it.
    touched: [Option<i64>; 3],
    /// The keys of the properties, in the order passed.
    pub order: Vec<String>,
    /// Whether a text holds characters of the place where surrogates would stand: here they stand for themselves.
    holds_place: bool,
    /// Whether functions of texts leave recent characters as they are, and what stands between them apart: so it is with
    /// tables of an older Unicode.
    pub(super) is_older: bool,
    /// Whether what is done to texts is done to keys as well, and to what is nested.
    pub(super) is_everywhere: bool,
}

impl Facts {
    /// The facts of a goal; `None` where its texts hold lone surrogates and characters of the place that these
    /// stand at.
    pub fn of(tenant: &Tenant, goal: &Goal) -> Option<Facts> {
        let mut facts = Facts::default();
        let mut holds_surrogate = false;
        let mut take = |facts: &mut Facts, field: Field, text: &Text| {
            holds_surrogate |= text.has_lone_surrogate();
            let points = &mut text.code_points();
            facts.holds_place |= points.any(|point| (SURROGATES..SURROGATES_END).contains(&point));
            facts.texts[field as usize] = Some(wide(text));
        };
        if let Some(Value::Object(members)) = &goal.properties {
            facts.order = members.iter().map(|(key, _)| key.to_string()).collect();
        }
        for field in Field::ALL {
            let value = match field {
                Field::EventName => goal.event_name.as_ref(),
                Field::SessionId => goal.session_id.as_ref(),
                Field::FirstTouchBucket => goal.first_touch_bucket.as_ref(),
                Field::FirstTouchTs => goal.first_touch_ts.as_ref(),
                Field::TenantId => {
                    facts.passed[field as usize] = true;
                    take(&mut facts, field, &tenant.tenant_id);
                    continue;
                }
                Field::Currency | Field::Plan | Field::Value => goal.property(field.key()),
            };
            facts.passed[field as usize] = value.is_some();
            match value {
                Some(Value::String(text)) => take(&mut facts, field, text),
                Some(Value::Number(number)) if field == Field::Value => {
                    facts.take_amount(number);
                }
                Some(other) => facts.holds_other[field as usize] = !other.is_falsy(),
                None => {}
            }
        }
        let moment = facts.text(Field::FirstTouchTs).unwrap_or_default();
        facts.touched = Reading::ALL.map(|reading| reading.of(moment));
        (!holds_surrogate || !facts.holds_place).then_some(facts)
    }

    fn take_amount(&mut self, number: &Number) {
        let amount = number.to_f64();
        if !amount.is_finite() {
            return;
        }
        let mut text = Vec::new();
        crate::protocol::money::write_money(amount, &mut text);
        let text = String::from_utf8_lossy(&text).into_owned();
        let cents = text.replace('.', "").parse::<i64>().ok();
        self.cents = cents.filter(|cents| cents.unsigned_abs() < 1 << 50);
        self.texts[Field::Value as usize] = Some(text);
        self.written = number.text().map(str::to_owned);
    }

    /// The moment of the first touch, in seconds since 1970.
    pub fn touched(&self, reading: Reading) -> Option<i64> {
        self.touched[reading as usize]
    }

    /// A field's text, where it holds one; of the amount, what has to be signed.
    pub fn text(&self, field: Field) -> Option<&str> {
        self.texts[field as usize].as_deref()
    }

    /// The text of a field as a key has it: a session that is not passed is signed as an empty one.
    pub(super) fn kept(&self, field: Field) -> Option<&str> {
        match (field, self.text(field)) {
            (Field::SessionId, None) => Some(""),
            (_, text) => text,
        }
    }

    /// Whether a field was passed and is not empty.
    pub fn is_filled(&self, field: Field) -> bool {
        self.holds_other[field as usize] || self.text(field).is_some_and(|text| !text.is_empty())
    }

    /// The reverse of [`wide`] for a text that was made of these.
    pub fn narrow(&self, text: &str) -> Text {
        if self.holds_place { text.into() } else { narrow(text) }
    }

    /// Whether the caller passed it, if only as null.
    pub fn is_passed(&self, field: Field) -> bool {
        self.passed[field as usize]
    }
}

/// Lone surrogates stand here, one after the other, so that a text fits into a `String`.
const SURROGATES: u32 = 0x10_F000;
const SURROGATES_END: u32 = SURROGATES + 0x800;

/// A text as a `String`.
pub(super) fn wide(text: &Text) -> String {
    let place = |point| match point {
        0xD800..0xE000 => point - 0xD800 + SURROGATES,
        _ => point,
    };
    text.code_points().filter_map(|point| char::from_u32(place(point))).collect()
}

/// The reverse of [`wide`], for a text that holds no characters of its own where surrogates stand.
pub(super) fn narrow(text: &str) -> Text {
    text.chars()
        .map(|c| match u32::from(c) {
            point @ SURROGATES..SURROGATES_END => point - SURROGATES + 0xD800,
            point => point,
        })
        .collect()
}
