//! The text that a client makes of a value that it is given as its body.

use crate::protocol::Text;
use crate::protocol::json::Value;

/// How a serialiser sets its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spacing {
    /// `JSON.stringify` and most others.
    Compact,
    /// `json.dumps`: blanks after commas and colons, everything outside ASCII escaped.
    Python,
}

/// The value as JSON text.
pub(super) fn serialised(value: &Value, spacing: Spacing) -> String {
    let mut out = String::new();
    write(value, spacing, &mut out);
    out
}

fn write(value: &Value, spacing: Spacing, out: &mut String) {
    let (comma, colon) = match spacing {
        Spacing::Compact => (",", ":"),
        Spacing::Python => (", ", ": "),
    };
    match value {
        Value::String(text) => match spacing {
            Spacing::Compact => quote(text, out),
            Spacing::Python => out.push_str(&value.to_json()),
        },
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { comma });
                write(item, spacing, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (i, (key, member)) in members.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { comma });
                write(&Value::String(key.clone()), spacing, out);
                out.push_str(colon);
                write(member, spacing, out);
            }
            out.push('}');
        }
        leaf => out.push_str(&leaf.to_json()),
    }
}

/// A text in quotes, with nothing escaped but what JSON demands.
fn quote(text: &Text, out: &mut String) {
    let Some(text) = text.as_str() else {
        return out.push_str(&Value::String(text.clone()).to_json());
    };
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}
