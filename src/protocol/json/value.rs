//! A JSON value.

use crate::protocol::number::BorrowedNumber;
use crate::protocol::text::{BorrowedText, Text};

/// How deep arrays and objects may nest (SRV-3 for a request body; the same holds for a goal).
pub const MAX_DEPTH: usize = 64;

/// A JSON value, as written, which borrows from the bytes that it was read from.
#[derive(Clone, Debug, PartialEq)]
pub enum BorrowedValue<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number with its text.
    Number(BorrowedNumber<'a>),
    /// A string, lone surrogates included.
    String(BorrowedText<'a>),
    /// An array.
    Array(Vec<BorrowedValue<'a>>),
    /// The members of an object in the order written, repeated keys included.
    Object(Vec<(BorrowedText<'a>, BorrowedValue<'a>)>),
}

/// A value that borrows from nothing.
pub type Value = BorrowedValue<'static>;

impl<'a> BorrowedValue<'a> {
    /// The same, borrowed from nothing.
    pub fn into_owned(self) -> Value {
        match self {
            BorrowedValue::Null => Value::Null,
            BorrowedValue::Bool(truth) => Value::Bool(truth),
            BorrowedValue::Number(number) => Value::Number(number.into_owned()),
            BorrowedValue::String(text) => Value::String(text.into_owned()),
            BorrowedValue::Array(items) => {
                Value::Array(items.into_iter().map(BorrowedValue::into_owned).collect())
            }
            BorrowedValue::Object(members) => {
                let owned = |(key, value)| (owned_key(key), BorrowedValue::into_owned(value));
                Value::Object(members.into_iter().map(owned).collect())
            }
        }
    }

    /// The first member of that name; `None` for anything that is not an object.
    pub fn get(&self, key: &str) -> Option<&BorrowedValue<'a>> {
        match self {
            BorrowedValue::Object(members) => {
                members.iter().find(|(k, _)| k == key).map(|(_, v)| v)
            }
            _ => None,
        }
    }

    /// The text of a string without lone surrogates.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            BorrowedValue::String(text) => text.as_str(),
            _ => None,
        }
    }

    /// What kind of value it is, in words for an error.
    pub const fn kind(&self) -> &'static str {
        match self {
            BorrowedValue::Null => "null",
            BorrowedValue::Bool(_) => "a boolean",
            BorrowedValue::Number(_) => "a number",
            BorrowedValue::String(_) => "a string",
            BorrowedValue::Array(_) => "an array",
            BorrowedValue::Object(_) => "an object",
        }
    }

    /// Whether Python takes it for false: null, false, zero, and what is empty.
    pub fn is_falsy(&self) -> bool {
        match self {
            BorrowedValue::Null | BorrowedValue::Bool(false) => true,
            BorrowedValue::Bool(true) => false,
            BorrowedValue::Number(number) => number.to_f64() == 0.0,
            BorrowedValue::String(text) => text.is_empty(),
            BorrowedValue::Array(items) => items.is_empty(),
            BorrowedValue::Object(members) => members.is_empty(),
        }
    }

    /// Whether it is neither a list nor an object.
    pub const fn is_leaf(&self) -> bool {
        !matches!(self, BorrowedValue::Array(_) | BorrowedValue::Object(_))
    }

    /// Whether the value or anything in it satisfies `test`; keys are not asked.
    pub fn any(&self, test: &mut dyn FnMut(&BorrowedValue<'a>) -> bool) -> bool {
        test(self)
            || match self {
                BorrowedValue::Array(items) => items.iter().any(|item| item.any(test)),
                BorrowedValue::Object(members) => members.iter().any(|(_, value)| value.any(test)),
                _ => false,
            }
    }

    /// An object with these members, in this order.
    pub fn object(
        members: impl IntoIterator<Item = (&'static str, BorrowedValue<'a>)>,
    ) -> BorrowedValue<'a> {
        let members = members.into_iter();
        BorrowedValue::Object(members.map(|(k, v)| (BorrowedText::borrowed(k), v)).collect())
    }
}

/// A key; the protocol's own are not copied.
fn owned_key(key: BorrowedText<'_>) -> Text {
    let known = match key.as_bytes() {
        b"event_name" => "event_name",
        b"session_id" => "session_id",
        b"properties" => "properties",
        b"first_touch_bucket" => "first_touch_bucket",
        b"first_touch_ts" => "first_touch_ts",
        b"value" => "value",
        b"currency" => "currency",
        b"plan" => "plan",
        _ => return key.into_owned(),
    };
    Text::constant(known)
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::String(text.into())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Number(number.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::protocol::json::parse;

    fn read(text: &str) -> Value {
        parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn each_kind_has_its_words_its_truth_and_its_leaves() {
        for (text, kind, falsy, leaf) in [
            ("null", "null", true, true),
            ("false", "a boolean", true, true),
            ("true", "a boolean", false, true),
            ("0", "a number", true, true),
            ("-0.0", "a number", true, true),
            ("1e-400", "a number", true, true),
            ("0.01", "a number", false, true),
            ("\"\"", "a string", true, true),
            ("\"0\"", "a string", false, true),
            ("[]", "an array", true, false),
            ("[0]", "an array", false, false),
            ("{}", "an object", true, false),
            ("{\"a\":null}", "an object", false, false),
        ] {
            let value = read(text);
            assert_eq!(
                (value.kind(), value.is_falsy(), value.is_leaf()),
                (kind, falsy, leaf),
                "{text}"
            );
        }
    }

    #[test]
    fn members_are_found_by_name_and_values_at_every_depth() {
        let value = read(r#"{"a":"x","b":[{"c":5}],"a":"y"}"#);
        assert_eq!(value.get("a").and_then(Value::as_str), Some("x"));
        assert_eq!((value.get("c"), read("[1]").get("a"), read("5").as_str()), (None, None, None));
        assert_eq!(read(r#""\ud800""#).as_str(), None);
        let five = Value::from(5);
        assert!(value.any(&mut |v| *v == five) && five.any(&mut |v| *v == five));
        assert!(!value.any(&mut |v| *v == Value::Null));
        let built = Value::object([("b", Value::from("x")), ("a", Value::from("y".to_owned()))]);
        assert_eq!(built, read(r#"{"b":"x","a":"y"}"#));
    }
}
