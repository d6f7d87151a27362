//! A goal, as a caller hands it to a signer.

use super::json::BorrowedValue;
use super::text::BorrowedText;
use std::fmt;

/// What a caller passes to be signed. `None` means not passed; `Some(Value::Null)` means passed as
/// null. Any JSON value is possible in any place: how the protocol treats it is
/// [`super::canonicalize`]'s business, whether a server would take it [`super::legal`]'s.
///
/// It borrows from the body that it was read from; [`Goal`] holds all itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BorrowedGoal<'a> {
    /// What happened, such as `purchase`.
    pub event_name: Option<BorrowedValue<'a>>,
    /// The browser session, where known.
    pub session_id: Option<BorrowedValue<'a>>,
    /// `value`, `currency`, `plan`.
    pub properties: Option<BorrowedValue<'a>>,
    /// Which AI engine first surfaced the buyer.
    pub first_touch_bucket: Option<BorrowedValue<'a>>,
    /// When that was: ISO 8601 text.
    pub first_touch_ts: Option<BorrowedValue<'a>>,
}

/// A goal that borrows from nothing.
pub type Goal = BorrowedGoal<'static>;

/// Why a JSON value is not a goal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GoalError {
    /// It is a list, a string or the like.
    NotAnObject(&'static str),
    /// A caller's map cannot hold a key twice, so it is not clear what was meant.
    RepeatedKey(String),
}

impl fmt::Display for GoalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GoalError::NotAnObject(what) => write!(f, "a goal is a JSON object, not {what}"),
            GoalError::RepeatedKey(what) => write!(f, "{what} is duplicated: remove one"),
        }
    }
}

impl std::error::Error for GoalError {}

impl<'a> BorrowedGoal<'a> {
    /// The names of the five fields, in the order they are usually written.
    pub const FIELDS: [&'static str; 5] =
        ["event_name", "session_id", "properties", "first_touch_bucket", "first_touch_ts"];

    /// Reads a goal out of a JSON object. Other keys are not part of a goal and are ignored.
    ///
    /// # Errors
    /// [`GoalError`] if it is not an object or has a duplicate key at any level.
    pub fn from_value(value: BorrowedValue<'a>) -> Result<BorrowedGoal<'a>, GoalError> {
        let mut goal = BorrowedGoal::default();
        goal.take_fields(value)?;
        Ok(goal)
    }

    /// Takes the fields out of a JSON object into a goal that has none yet; says whether there are other keys.
    ///
    /// # Errors
    /// Those of [`BorrowedGoal::from_value`].
    pub(super) fn take_fields(&mut self, value: BorrowedValue<'a>) -> Result<bool, GoalError> {
        let BorrowedValue::Object(members) = value else {
            return Err(GoalError::NotAnObject(value.kind()));
        };
        refuse_repeated_keys(&members, "")?;
        let mut other_keys = false;
        for (key, member) in members {
            match self.field_mut(key.as_bytes()) {
                Some(slot) => *slot = Some(member),
                None => other_keys = true,
            }
        }
        Ok(other_keys)
    }

    /// The same where a key may stand several times: the last one counts, at every level, as most
    /// readers have it.
    ///
    /// # Errors
    /// [`GoalError::NotAnObject`].
    pub fn from_value_last_wins(
        mut value: BorrowedValue<'a>,
    ) -> Result<BorrowedGoal<'a>, GoalError> {
        keep_last(&mut value);
        BorrowedGoal::from_value(value)
    }

    /// The same, borrowed from nothing.
    pub fn into_owned(self) -> Goal {
        let owned = |field: Option<BorrowedValue<'a>>| field.map(BorrowedValue::into_owned);
        Goal {
            event_name: owned(self.event_name),
            session_id: owned(self.session_id),
            properties: owned(self.properties),
            first_touch_bucket: owned(self.first_touch_bucket),
            first_touch_ts: owned(self.first_touch_ts),
        }
    }

    /// The goal as a JSON object; what was not passed is not there.
    pub fn to_value(&self) -> BorrowedValue<'a> {
        let members = Self::FIELDS
            .into_iter()
            .zip(self.fields())
            .filter_map(|(name, field)| Some((BorrowedText::borrowed(name), field?.clone())))
            .collect();
        BorrowedValue::Object(members)
    }

    /// The fields in the order of [`Goal::FIELDS`].
    pub fn fields(&self) -> [Option<&BorrowedValue<'a>>; 5] {
        [
            self.event_name.as_ref(),
            self.session_id.as_ref(),
            self.properties.as_ref(),
            self.first_touch_bucket.as_ref(),
            self.first_touch_ts.as_ref(),
        ]
    }

    /// The field of that name.
    pub fn field_mut(&mut self, name: &[u8]) -> Option<&mut Option<BorrowedValue<'a>>> {
        match name {
            b"event_name" => Some(&mut self.event_name),
            b"session_id" => Some(&mut self.session_id),
            b"properties" => Some(&mut self.properties),
            b"first_touch_bucket" => Some(&mut self.first_touch_bucket),
            b"first_touch_ts" => Some(&mut self.first_touch_ts),
            _ => None,
        }
    }

    /// One of the properties, where there are any.
    pub fn property(&self, name: &str) -> Option<&BorrowedValue<'a>> {
        self.properties.as_ref()?.get(name)
    }

    /// Whether any string or key in the goal holds a lone surrogate.
    pub fn has_lone_surrogate(&self) -> bool {
        self.any(&mut |value| match value {
            BorrowedValue::String(text) => text.has_lone_surrogate(),
            BorrowedValue::Object(members) => {
                members.iter().any(|(key, _)| key.has_lone_surrogate())
            }
            _ => false,
        })
    }

    /// Whether any number in the goal is not finite and so cannot travel as JSON.
    pub fn has_non_finite(&self) -> bool {
        self.any(&mut |value| {
            matches!(value, BorrowedValue::Number(super::number::BorrowedNumber::NonFinite(_)))
        })
    }

    fn any(&self, test: &mut dyn FnMut(&BorrowedValue<'a>) -> bool) -> bool {
        self.fields().into_iter().flatten().any(|value| value.any(test))
    }
}

fn keep_last(value: &mut BorrowedValue<'_>) {
    match value {
        BorrowedValue::Object(members) => {
            let mut kept = Vec::with_capacity(members.len());
            for (key, mut member) in members.drain(..).rev() {
                if !kept.iter().any(|(known, _)| *known == key) {
                    keep_last(&mut member);
                    kept.push((key, member));
                }
            }
            kept.reverse();
            *members = kept;
        }
        BorrowedValue::Array(items) => items.iter_mut().for_each(keep_last),
        _ => {}
    }
}

fn refuse_repeated_keys(
    members: &[(BorrowedText<'_>, BorrowedValue<'_>)],
    path: &str,
) -> Result<(), GoalError> {
    if let Some(twice) = repeated(members) {
        return Err(GoalError::RepeatedKey(format!("{path}{twice}")));
    }
    members.iter().try_for_each(|(key, value)| refuse_repeated_below(value, key, path))
}

/// A duplicate key among members.
fn repeated<'m, 'a>(
    members: &'m [(BorrowedText<'a>, BorrowedValue<'a>)],
) -> Option<&'m BorrowedText<'a>> {
    /// Up to here comparing each with each is cheaper than sorting.
    const FEW: usize = 8;
    if members.len() <= FEW {
        let earlier =
            |at: usize, key: &BorrowedText<'_>| members[..at].iter().any(|(known, _)| known == key);
        let mut keys = members.iter().map(|(key, _)| key).enumerate();
        return keys.find(|(at, key)| earlier(*at, key)).map(|(_, key)| key);
    }
    let mut keys: Vec<&BorrowedText<'a>> = members.iter().map(|(key, _)| key).collect();
    keys.sort_unstable();
    keys.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

fn refuse_repeated_below(
    value: &BorrowedValue<'_>,
    key: &BorrowedText<'_>,
    path: &str,
) -> Result<(), GoalError> {
    match value {
        BorrowedValue::Object(inner)
            if repeated(inner).is_none() && inner.iter().all(|(_, v)| v.is_leaf()) =>
        {
            Ok(())
        }
        BorrowedValue::Object(inner) => refuse_repeated_keys(inner, &format!("{path}{key}.")),
        BorrowedValue::Array(items) => {
            items.iter().try_for_each(|item| refuse_repeated_below(item, key, path))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::json::{Value, parse};

    #[test]
    fn absent_and_null_differ_and_other_keys_are_ignored() {
        let goal = Goal::from_value(parse(br#"{"session_id":null,"sdk":"x"}"#).unwrap()).unwrap();
        assert_eq!(goal.session_id, Some(Value::Null));
        assert_eq!(goal.to_value().to_json(), r#"{"session_id":null}"#);
    }

    #[test]
    fn repeated_keys_are_named() {
        let value = parse(br#"{"properties":{"a":[{"b":1,"b":2}]}}"#).unwrap();
        let error = Goal::from_value(value).unwrap_err();
        assert_eq!(error.to_string(), "properties.a.b is duplicated: remove one");
    }

    fn read(text: &str) -> Value {
        parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn the_last_of_several_values_counts_at_every_level() {
        let twice = r#"{"event_name":"a","properties":{"plan":"b","plan":"c","value":1},
            "session_id":[{"x":1,"y":2,"x":[{"z":1,"z":2}]}],"event_name":"d"}"#;
        let once = r#"{"properties":{"plan":"c","value":1},
            "session_id":[{"y":2,"x":[{"z":2}]}],"event_name":"d"}"#;
        assert!(Goal::from_value(read(twice)).is_err());
        let last = Goal::from_value_last_wins(read(twice));
        assert_eq!(last, Goal::from_value(read(once)));
        assert_eq!(last.unwrap().property("plan"), Some(&Value::from("c")));
        let error = Goal::from_value_last_wins(read("[]")).unwrap_err();
        assert_eq!(error.to_string(), "a goal is a JSON object, not an array");
    }

    #[test]
    fn a_repeated_key_is_found_among_few_and_among_many() {
        for count in [1usize, 2, 8, 9, 20] {
            let mut keys: Vec<String> =
                (0..count).rev().map(|at| format!(r#""k{at}":0"#)).collect();
            let goal = |keys: &[String]| {
                Goal::from_value(read(&format!(r#"{{"properties":{{{}}}}}"#, keys.join(","))))
            };
            assert!(goal(&keys).is_ok(), "{count}");
            keys.push(r#""k0":1"#.to_owned());
            let error = goal(&keys).unwrap_err();
            assert_eq!(error, GoalError::RepeatedKey("properties.k0".to_owned()), "{count}");
        }
    }

    #[test]
    fn what_cannot_travel_is_found_wherever_it_is() {
        let goal = |text: &str| {
            Goal::from_value(crate::protocol::json::parse_wire(text.as_bytes()).unwrap()).unwrap()
        };
        let plain = goal(r#"{"event_name":"😀","properties":{"a":[1e400,null]}}"#);
        assert!(!plain.has_lone_surrogate() && !plain.has_non_finite());
        for half in [r#"{"session_id":"\ud800"}"#, r#"{"properties":{"a":[{"\udc00":1}]}}"#] {
            assert!(goal(half).has_lone_surrogate() && !goal(half).has_non_finite(), "{half}");
        }
        let nan = goal(r#"{"first_touch_ts":[{"$number":"NaN"}]}"#);
        assert!(nan.has_non_finite() && !nan.has_lone_surrogate());
        assert_eq!(plain.property("b"), None);
        assert_eq!(goal("{}").property("a"), None);
    }
}
