//! What is signed, as a tree of texts and bare words.

use crate::protocol::json::Value;

/// A value that has its spelling already: a number is the text that is written for it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// Written between quotes.
    Text(String),
    /// Written as it is: a number, true, null.
    Bare(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// The order in which the documented samples put a payload together.
const BUILT: [&str; 6] =
    ["tenant_id", "event_name", "session_id", "properties", "first_touch_bucket", "first_touch_ts"];
/// The same for properties.
const BUILT_PROPERTIES: [&str; 3] = ["value", "currency", "plan"];

impl Node {
    pub(super) fn of(value: &Value) -> Node {
        match value {
            Value::String(text) => Node::Text(text.clone().into_string()),
            Value::Array(items) => Node::List(items.iter().map(Node::of).collect()),
            Value::Object(members) => Node::Object(
                members.iter().map(|(key, value)| (key.to_string(), Node::of(value))).collect(),
            ),
            Value::Number(number) => {
                Node::Bare(number.text().map_or_else(|| value.to_json(), str::to_owned))
            }
            Value::Null | Value::Bool(_) => Node::Bare(value.to_json()),
        }
    }

    pub(super) fn text(text: impl Into<String>) -> Node {
        Node::Text(text.into())
    }

    pub(super) fn bare(text: impl Into<String>) -> Node {
        Node::Bare(text.into())
    }

    pub(super) fn members(&self) -> &[(String, Node)] {
        match self {
            Node::Object(members) => members,
            _ => &[],
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.members().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// A member of the top level, or a property.
    pub(super) fn find(&self, key: &str) -> Option<&Node> {
        self.get(key).or_else(|| self.get("properties")?.get(key))
    }

    /// The same with another value in a field of the top level or of properties, or without it.
    pub(super) fn with(&self, key: &str, value: Option<Node>) -> Node {
        let replace = |members: &[(String, Node)]| -> Vec<(String, Node)> {
            members
                .iter()
                .filter_map(|(name, old)| match (name == key, &value) {
                    (true, value) => value.clone().map(|value| (name.clone(), value)),
                    (false, _) => Some((name.clone(), old.clone())),
                })
                .collect()
        };
        if self.get(key).is_some() {
            return Node::Object(replace(self.members()));
        }
        let inner = self.get("properties").map(|inner| Node::Object(replace(inner.members())));
        let members = self.members().iter().map(|(name, old)| match (&name[..], &inner) {
            ("properties", Some(inner)) => (name.clone(), inner.clone()),
            _ => (name.clone(), old.clone()),
        });
        Node::Object(members.collect())
    }

    /// Every text passed through a function; `None` where none changes.
    pub(super) fn map_texts(
        &self,
        change: &dyn Fn(&str) -> Option<String>,
        field: Option<&str>,
    ) -> Option<Node> {
        let mut tree = self.clone();
        tree.change(change, field, None).then_some(tree)
    }

    fn change(
        &mut self,
        change: &dyn Fn(&str) -> Option<String>,
        field: Option<&str>,
        key: Option<&str>,
    ) -> bool {
        match self {
            Node::Text(text) => {
                // The amount has changes of its own.
                let is_meant = key != Some("value") && field.is_none_or(|field| key == Some(field));
                match change(text).filter(|new| is_meant && new != text) {
                    None => false,
                    Some(new) => {
                        *text = new;
                        true
                    }
                }
            }
            Node::Bare(_) => false,
            // Every one is changed, not the first alone: no `any`.
            Node::List(items) => {
                let changed = items.iter_mut().map(|item| item.change(change, field, key));
                changed.filter(|is_new| *is_new).count() > 0
            }
            Node::Object(members) => {
                let changed =
                    members.iter_mut().map(|(name, value)| value.change(change, field, Some(name)));
                changed.filter(|is_new| *is_new).count() > 0
            }
        }
    }

    /// Every scalar passed through a function.
    pub(super) fn map_scalars(&self, change: &dyn Fn(&Node) -> Node) -> Node {
        match self {
            Node::Text(_) | Node::Bare(_) => change(self),
            Node::List(items) => {
                Node::List(items.iter().map(|item| item.map_scalars(change)).collect())
            }
            Node::Object(members) => Node::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.clone(), value.map_scalars(change)))
                    .collect(),
            ),
        }
    }

    /// Every key passed through a function.
    pub(super) fn map_keys(&self, change: &dyn Fn(&str) -> String) -> Node {
        match self {
            Node::List(items) => {
                Node::List(items.iter().map(|item| item.map_keys(change)).collect())
            }
            Node::Object(members) => Node::Object(
                members
                    .iter()
                    .map(|(name, value)| (change(name), value.map_keys(change)))
                    .collect(),
            ),
            scalar => scalar.clone(),
        }
    }

    /// Members by a rank of their keys, at every level; equal ranks stay as they are.
    pub(super) fn ordered<K: Ord>(&self, rank: &dyn Fn(&str) -> K) -> Node {
        match self {
            Node::List(items) => Node::List(items.iter().map(|item| item.ordered(rank)).collect()),
            Node::Object(members) => {
                let mut members: Vec<(String, Node)> = members
                    .iter()
                    .map(|(name, value)| (name.clone(), value.ordered(rank)))
                    .collect();
                members.sort_by_key(|(name, _)| rank(name));
                Node::Object(members)
            }
            scalar => scalar.clone(),
        }
    }

    pub(super) fn sorted(&self) -> Node {
        self.ordered(&|key| key.to_owned())
    }

    /// In the order in which the documented samples build it.
    pub(super) fn built(&self) -> Node {
        self.ordered(&|key| {
            let place = |known: &[&str]| known.iter().position(|name| *name == key);
            place(&BUILT).or_else(|| place(&BUILT_PROPERTIES)).unwrap_or(usize::MAX)
        })
    }

    /// A scalar's text without quotes; an object's as JSON is the caller's matter.
    pub(super) fn plain(&self) -> Option<&str> {
        match self {
            Node::Text(text) | Node::Bare(text) => Some(text),
            _ => None,
        }
    }
}
