//! Signed bytes as parts that can be compared one by one.

use super::read::{Member, Node, read};
use std::collections::BTreeMap;

/// The members of signed bytes, and what stands between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Each member by its level and key, with its raw value.
    members: BTreeMap<(bool, Vec<u8>), Vec<u8>>,
    /// The keys in their order at both levels.
    order: Vec<Vec<u8>>,
    separators: (Option<Vec<u8>>, Vec<u8>),
}

/// How a part of what was signed stands to a prediction of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// Everything that the prediction changes is as predicted.
    Predicted,
    /// Something that it changes is as it should be.
    Right,
    /// It is neither.
    Other,
}

impl Parts {
    /// The parts of signed bytes; `None` where they are not read as an object.
    pub fn of(bytes: &[u8]) -> Option<Parts> {
        let signed = read(bytes)?;
        let mut parts = Parts {
            members: BTreeMap::new(),
            order: Vec::new(),
            separators: (signed.comma, signed.colon),
        };
        parts.take(&signed.members, false);
        Some(parts)
    }

    fn take(&mut self, members: &[Member], inside: bool) {
        for member in members {
            self.order.push(member.key.clone());
            let raw = match &member.value {
                Node::Text(raw) => [b"\"", raw.as_slice(), b"\""].concat(),
                Node::Token(raw) => raw.clone(),
                Node::Object(inner) => {
                    self.take(inner, true);
                    b"{}".to_vec()
                }
            };
            self.members.insert((inside, member.key.clone()), raw);
        }
    }

    /// Whether a key of the other, at its level, is not here.
    pub fn lacks_keys_of(&self, other: &Parts) -> bool {
        other.members.keys().any(|key| !self.members.contains_key(key))
    }

    /// How these stand to what is predicted in place of what is right, in all that the two differ in.
    pub fn likeness(&self, right: &Parts, predicted: &Parts) -> Likeness {
        let mut likeness = Likeness::Predicted;
        let mut note = |own_is_right: bool, own_is_predicted: bool| {
            if own_is_right {
                likeness = Likeness::Right;
            } else if !own_is_predicted && likeness == Likeness::Predicted {
                likeness = Likeness::Other;
            }
        };
        let mut is_a_member = false;
        for key in right.members.keys().chain(predicted.members.keys()) {
            let (own, right, other) =
                (self.members.get(key), right.members.get(key), predicted.members.get(key));
            if right != other {
                is_a_member = true;
                note(own == right, own == other);
            }
        }
        if !is_a_member {
            let same = |other: &Parts| {
                self.separators == other.separators
                    && self
                        .order
                        .iter()
                        .filter(|key| other.order.contains(key))
                        .eq(other.order.iter().filter(|key| self.order.contains(key)))
            };
            note(same(right), same(predicted));
        }
        likeness
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_compared_where_the_prediction_differs() {
        let of = |text: &str| Parts::of(text.as_bytes()).unwrap();
        let right = of(r#"{"event_name":"A","properties":{"plan":"b "},"session_id":""}"#);
        let trimmed = of(r#"{"event_name":"A","properties":{"plan":"b"},"session_id":""}"#);
        let other = of(r#"{"event_name":"a","properties":{"plan":"b "},"session_id":""}"#);
        let both = of(r#"{"event_name":"a","properties":{"plan":"b"},"session_id":""}"#);
        let gone = of(r#"{"event_name":"a","properties":{},"session_id":""}"#);
        assert_eq!(both.likeness(&right, &trimmed), Likeness::Predicted);
        assert_eq!(other.likeness(&right, &trimmed), Likeness::Right);
        assert_eq!(gone.likeness(&right, &trimmed), Likeness::Other);
        let blanks = of(r#"{"event_name": "A", "properties": {"plan": "b "}, "session_id": ""}"#);
        assert_eq!(blanks.likeness(&right, &blanks), Likeness::Predicted);
        assert_eq!(other.likeness(&right, &blanks), Likeness::Right);
    }
}
