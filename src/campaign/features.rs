//! What is peculiar about a goal: what steers the fuzzing of signers.

use crate::protocol::json::Value;
use crate::protocol::{Goal, Number, Text};

/// What is peculiar about a goal: the oddest number in it, the oddest character, and what is missing or nested.
pub(super) fn peculiarities(goal: &Goal) -> u32 {
    let bits = marks(goal);
    let (numbers, texts, rest) =
        (bits >> 8 & 0x7F, bits >> 15 & 0x3FF, bits & 0xFF | bits >> 25 << 8);
    numbers.trailing_zeros() << 20 | texts.leading_zeros() << 12 | rest
}

/// What is peculiar, a bit each: what languages and libraries do differently.
fn marks(goal: &Goal) -> u32 {
    let mut bits = 0;
    for (at, field) in goal.fields().into_iter().enumerate() {
        bits |= match field {
            None => 0,
            Some(Value::Null) => 1 << at,
            Some(value) => {
                mark(value, &mut bits);
                0
            }
        };
    }
    if let Some(Value::Object(members)) = &goal.properties {
        let listed = |key: &Text| ["value", "currency", "plan"].iter().any(|n| key == *n);
        bits |= u32::from(members.iter().any(|(key, _)| !listed(key))) << 5;
    }
    bits
}

fn mark(value: &Value, bits: &mut u32) {
    match value {
        Value::Null => *bits |= 1 << 6,
        Value::Bool(_) => *bits |= 1 << 7,
        Value::Number(number) => {
            *bits |= match number {
                Number::NonFinite(_) => 1 << 8,
                Number::Integer(text) if text.len() > 15 => 1 << 9,
                Number::Integer(_) => 1 << 10,
                Number::Float { text, .. } if text.contains(['e', 'E']) => 1 << 11,
                Number::Float { value, .. } if *value == 0.0 && value.is_sign_negative() => 1 << 12,
                Number::Float { value, .. } if (value * 8.0).fract() == 0.0 => 1 << 13,
                Number::Float { .. } => 1 << 14,
            };
        }
        Value::String(text) => {
            for point in text.code_points() {
                *bits |= match point {
                    0..0x20 => 1 << 15,
                    0x7F => 1 << 16,
                    0x22 | 0x2F | 0x5C => 1 << 17,
                    0x26 | 0x27 | 0x3C | 0x3E => 1 << 18,
                    0x80..0x300 => 1 << 19,
                    0x300..0x370 => 1 << 20,
                    0x2028 | 0x2029 => 1 << 21,
                    0xD800..0xE000 => 1 << 22,
                    0x1_0000.. => 1 << 23,
                    0x370.. => 1 << 24,
                    _ => 0,
                };
            }
        }
        Value::Array(items) => {
            *bits |= 1 << 25;
            items.iter().for_each(|item| mark(item, bits));
        }
        Value::Object(members) => members.iter().for_each(|(_, member)| mark(member, bits)),
    }
}
