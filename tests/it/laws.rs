//! Laws, over anything that proptest comes up with.

use goalpost::mistakes::{MistakeSet, Prediction, predict};
use goalpost::protocol::json::{Value, parse, write_compact};
use goalpost::protocol::number::write_float;
use goalpost::protocol::{Goal, Number, Signer, Tenant, Text, canonicalize, money};
use num_bigint::BigInt;
use proptest::prelude::*;

fn text() -> impl Strategy<Value = Text> {
    let code_point = prop_oneof![
        4 => 0x20u32..0x7F,
        2 => 0u32..0x100,
        2 => 0u32..0x3000,
        1 => 0xD800u32..0xE000,
        1 => 0xFFF0u32..0x11_0000,
    ];
    prop::collection::vec(code_point, 0..12).prop_map(|cps| cps.into_iter().collect())
}

fn number() -> impl Strategy<Value = Value> {
    let finite = any::<f64>().prop_filter("finite", |f| f.is_finite());
    let json = prop_oneof![
        any::<i64>().prop_map(|i| i.to_string()),
        finite.prop_map(|f| format!("{f:?}")),
        (0u32..2_000_000).prop_map(|eighths| format!("{:?}", f64::from(eighths) / 8.0)),
        "-?[1-9][0-9]{0,40}",
        "[0-9]\\.[0-9]{1,20}([eE][-+]?[0-9]{1,2})?",
        Just("-0".to_owned()),
    ];
    json.prop_map(|text| parse(text.as_bytes()).unwrap())
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        number(),
        text().prop_map(Value::String),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            members(inner).prop_map(Value::Object),
        ]
    })
}

fn members(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Vec<(Text, Value)>> {
    prop::collection::vec((text(), inner), 0..6).prop_map(|mut members| {
        let mut seen = std::collections::BTreeSet::new();
        members.retain(|(key, _)| seen.insert(key.clone()));
        members
    })
}

fn goal() -> impl Strategy<Value = Goal> {
    let amount = prop::option::of(number());
    let properties = (members(value()), amount).prop_map(|(mut members, amount)| {
        members.retain(|(key, _)| key != "value");
        members.extend(amount.map(|amount| (Text::from("value"), amount)));
        Value::Object(members)
    });
    let optional = || prop::option::of(value());
    (value(), optional(), prop::option::of(properties), optional(), optional()).prop_map(
        |(event_name, session_id, properties, first_touch_bucket, first_touch_ts)| Goal {
            event_name: Some(event_name),
            session_id,
            properties,
            first_touch_bucket,
            first_touch_ts,
        },
    )
}

fn tenant() -> Tenant {
    Tenant { tenant_id: "té".into(), secret: "00ff10".into() }
}

fn canonical(goal: &Goal) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    canonicalize(&tenant().tenant_id, goal, &mut out).ok().map(|()| out)
}

/// The goal with the keys of every object the other way round.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(reversed).collect()),
        Value::Object(members) => {
            Value::Object(members.iter().rev().map(|(k, v)| (k.clone(), reversed(v))).collect())
        }
        other => other.clone(),
    }
}

/// The value with keys sorted, numbers as the canonical writes them.
fn settled(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(settled).collect()),
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(k, v)| (k.clone(), settled(v))).collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(members)
        }
        Value::Number(Number::Float { value, .. }) => {
            let mut text = Vec::new();
            write_float(*value, &mut text);
            parse(&text).unwrap()
        }
        Value::Number(Number::Integer(text)) if &**text == "-0" => 0.into(),
        other => other.clone(),
    }
}

/// Two decimals by exact integer arithmetic on the double's own fraction.
fn exact_money(value: f64) -> String {
    let bits = value.abs().to_bits();
    let (raw_exponent, raw_mantissa) = ((bits >> 52) as i64, bits & ((1 << 52) - 1));
    let (mantissa, exponent) = match raw_exponent {
        0 => (raw_mantissa, -1074),
        e => (raw_mantissa | (1 << 52), e - 1075),
    };
    let hundred = BigInt::from(mantissa) * 100;
    let cents: BigInt = if exponent >= 0 {
        hundred << exponent as usize
    } else {
        let divisor = BigInt::from(1) << (-exponent) as usize;
        let (whole, rest) = (&hundred / &divisor, &hundred % &divisor);
        let up = match Ord::cmp(&(&rest * 2u32), &divisor) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => &whole % 2u32 == BigInt::from(1),
        };
        whole + u32::from(up)
    };
    let digits = format!("{cents:0>3}", cents = cents.to_string());
    let (units, hundredths) = digits.split_at(digits.len() - 2);
    let sign = if value.is_sign_negative() { "-" } else { "" };
    format!("{sign}{units}.{hundredths}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_reference_is_the_slow_model(goal in goal()) {
        let model = match predict(MistakeSet::EMPTY, &tenant(), &goal) {
            Prediction::Signed { canonical, signature } => Some((canonical, signature)),
            Prediction::Refused => None,
        };
        let mut out = Vec::new();
        let reference = tenant().signer().unwrap().sign(&goal, &mut out).ok();
        prop_assert_eq!(model, reference.map(|signature| (out, signature.to_string())));
    }

    #[test]
    fn printable_ascii_only(goal in goal()) {
        let canonical = canonical(&goal).unwrap();
        prop_assert!(canonical.iter().all(|b| (0x20..0x7F).contains(b)));
    }

    #[test]
    fn the_order_of_keys_does_not_matter(goal in goal()) {
        let other = Goal::from_value(reversed(&goal.to_value())).unwrap();
        prop_assert_eq!(canonical(&goal), canonical(&other));
    }

    #[test]
    fn parses_back_to_the_same_value(goal in goal()) {
        let value = parse(&canonical(&goal).unwrap()).unwrap();
        let event_name = goal.event_name.as_ref().map(settled);
        prop_assert_eq!(value.get("event_name"), event_name.as_ref());
        let without_amount = |value: &Value| match settled(value) {
            Value::Object(mut members) => {
                members.retain(|(key, _)| key != "value");
                Value::Object(members)
            }
            other => other,
        };
        let properties = goal.properties.clone().unwrap_or(Value::Object(Vec::new()));
        prop_assert_eq!(without_amount(value.get("properties").unwrap()), without_amount(&properties));
    }

    #[test]
    fn canonical_is_idempotent(value in value()) {
        let goal = Goal { event_name: Some(value), ..Goal::default() };
        let first = canonical(&goal).unwrap();
        let again = Goal::from_value(parse(&first).unwrap()).unwrap();
        prop_assert_eq!(canonical(&again).unwrap(), first);
    }

    #[test]
    fn money_is_exact(value in any::<f64>().prop_filter("finite", |f| f.is_finite())) {
        let mut out = Vec::new();
        money::write_money(value, &mut out);
        prop_assert_eq!(String::from_utf8(out).unwrap(), exact_money(value));
    }

    #[test]
    fn money_is_exact_where_it_is_used(eighths in 0u32..800_000, noise in -2i64..3) {
        let value = f64::from_bits((f64::from(eighths) / 8.0).to_bits().saturating_add_signed(noise));
        prop_assume!(value.is_finite());
        let mut out = Vec::new();
        money::write_money(value, &mut out);
        prop_assert_eq!(String::from_utf8(out).unwrap(), exact_money(value));
    }

    #[test]
    fn a_signature_verifies_and_any_changed_byte_changes_it(goal in goal(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let signer: Signer = tenant().signer().unwrap();
        let mut bytes = Vec::new();
        let signature = signer.sign(&goal, &mut bytes).unwrap();
        prop_assert!(signer.sign_bytes(&bytes).matches(signature.as_str().as_bytes()));
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(!signer.sign_bytes(&bytes).matches(signature.as_str().as_bytes()));
    }

    #[test]
    fn json_is_written_as_it_was_read(value in value()) {
        let mut once = Vec::new();
        write_compact(&value, &mut once);
        prop_assert_eq!(parse(&once).unwrap(), value);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(value) = parse(&bytes) {
            let _ = Goal::from_value(value).map(|goal| canonical(&goal));
        }
    }

    #[test]
    fn json_that_was_tampered_with_does_not_panic(value in value(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = value.to_json().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(value) = parse(&bytes) {
            prop_assert_eq!(parse(value.to_json().as_bytes()).unwrap(), value);
        }
    }
}
