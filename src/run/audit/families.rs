//! Mistakes that come in families too large for the catalogue: a word that counts as nothing, an escape that is undone
//! in finished JSON. Each is a signer that the vectors must catch.

use crate::protocol::json::Value;
use crate::protocol::{Goal, Signer};

/// One signer of a family.
pub(super) struct Family {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    change: Change,
}

/// What it does.
enum Change {
    /// A text of this field that is this word counts as not passed; of every field, where none is named.
    Drop(Option<&'static str>, &'static str),
    /// In the finished JSON, one text is replaced by another.
    Replace(&'static str, &'static str),
}

use Change::{Drop, Replace};

const fn family(name: &'static str, title: &'static str, change: Change) -> Family {
    Family { name, title, change }
}

/// Every signer of the families.
pub(super) static FAMILIES: [Family; 33] = [
    family("zero-plan-dropped", "a plan of \"0\" counts as none", Drop(Some("plan"), "0")),
    family(
        "zero-currency-dropped",
        "a currency of \"0\" counts as none",
        Drop(Some("currency"), "0"),
    ),
    family(
        "zero-session-dropped",
        "a session of \"0\" counts as none",
        Drop(Some("session_id"), "0"),
    ),
    family(
        "zero-bucket-dropped",
        "a bucket of \"0\" counts as none",
        Drop(Some("first_touch_bucket"), "0"),
    ),
    family("zero-ts-dropped", "a time of \"0\" counts as none", Drop(Some("first_touch_ts"), "0")),
    family("empty-plan-dropped", "an empty plan counts as none", Drop(Some("plan"), "")),
    family(
        "empty-currency-dropped",
        "an empty currency counts as none",
        Drop(Some("currency"), ""),
    ),
    family("blank-dropped", "a blank counts as nothing", Drop(None, " ")),
    family("false-dropped", "the text false counts as nothing", Drop(None, "false")),
    family("null-dropped", "the text null counts as nothing", Drop(None, "null")),
    family("none-dropped", "the text None counts as nothing", Drop(None, "None")),
    family("nil-dropped", "the text nil counts as nothing", Drop(None, "nil")),
    family("undefined-dropped", "the text undefined counts as nothing", Drop(None, "undefined")),
    family("nan-dropped", "the text NaN counts as nothing", Drop(None, "NaN")),
    family("zeros-dropped", "the text 00 counts as nothing", Drop(None, "00")),
    family("zero-double-dropped", "the text 0.0 counts as nothing", Drop(None, "0.0")),
    family("u0026-undone", "\\u0026 is undone in finished JSON", Replace("\\u0026", "&")),
    family("u003c-undone", "\\u003c is undone in finished JSON", Replace("\\u003c", "<")),
    family("u003e-undone", "\\u003e is undone in finished JSON", Replace("\\u003e", ">")),
    family("u003c-upper-undone", "\\u003C is undone in finished JSON", Replace("\\u003C", "<")),
    family("u003d-undone", "\\u003d is undone in finished JSON", Replace("\\u003d", "=")),
    family("u0027-undone", "\\u0027 is undone in finished JSON", Replace("\\u0027", "'")),
    family("u002b-undone", "\\u002B is undone in finished JSON", Replace("\\u002B", "+")),
    family("u0022-undone", "\\u0022 is undone in finished JSON", Replace("\\u0022", "\\\"")),
    family("u002f-undone", "\\u002f is undone in finished JSON", Replace("\\u002f", "/")),
    family("u0008-undone", "\\u0008 is made \\b in finished JSON", Replace("\\u0008", "\\b")),
    family("u000c-undone", "\\u000c is made \\f in finished JSON", Replace("\\u000c", "\\f")),
    family("slash-undone", "\\/ is made / in finished JSON", Replace("\\/", "/")),
    family("backslash-n-undone", "\\\\n is made \\n in finished JSON", Replace("\\\\n", "\\n")),
    family(
        "backslashes-undone",
        "two backslashes are made one in finished JSON",
        Replace("\\\\", "\\"),
    ),
    family("amp-undone", "&amp; is made & in finished JSON", Replace("&amp;", "&")),
    family("apostrophe-undone", "&#39; is made ' in finished JSON", Replace("&#39;", "'")),
    family("percent-undone", "%26 is made & in finished JSON", Replace("%26", "&")),
];

impl Family {
    /// The signature that it makes; `None` where it refuses.
    pub(super) fn sign(&self, signer: &Signer, goal: &Goal) -> Option<String> {
        let mut canonical = Vec::new();
        let changed = match self.change {
            Drop(field, word) => Some(without(goal, field, word)),
            Replace(..) => None,
        };
        let signature = signer.sign(changed.as_ref().unwrap_or(goal), &mut canonical).ok()?;
        let Replace(from, to) = self.change else { return Some(signature.to_string()) };
        // Canonical bytes are ASCII.
        let replaced = String::from_utf8(canonical).ok()?.replace(from, to);
        Some(signer.sign_bytes(replaced.as_bytes()).to_string())
    }
}

/// A goal without the fields that hold this word.
fn without(goal: &Goal, field: Option<&str>, word: &str) -> Goal {
    let mut goal = goal.clone();
    let is_meant = |name: &str| field.is_none_or(|field| field == name);
    let is_word = |value: &Value| value.as_str() == Some(word);
    for name in ["session_id", "first_touch_bucket", "first_touch_ts"] {
        if let Some(value) = goal.field_mut(name.as_bytes()).filter(|_| is_meant(name))
            && value.as_ref().is_some_and(is_word)
        {
            *value = None;
        }
    }
    if let Some(Value::Object(members)) = &mut goal.properties {
        members.retain(|(key, value)| !(key.as_str().is_some_and(is_meant) && is_word(value)));
    }
    goal
}
