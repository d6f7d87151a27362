//! Python's repr, and Node's inspect.

use super::style::quoted;
use crate::mistakes::grammar::tree::Node;

/// Python's repr quotes with " where only ' is inside.
pub(super) fn python(text: &str) -> String {
    let double = text.contains('\'') && !text.contains('"');
    let body =
        text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r");
    if double { format!("\"{body}\"") } else { format!("'{}'", body.replace('\'', "\\'")) }
}

pub(super) fn python_repr(node: &Node) -> String {
    let joined = |items: Vec<String>| items.join(", ");
    match node {
        Node::Text(text) => python(text),
        Node::Bare(text) => match &text[..] {
            "null" => "None".to_owned(),
            "true" => "True".to_owned(),
            "false" => "False".to_owned(),
            text => text.to_owned(),
        },
        Node::List(items) => format!("[{}]", joined(items.iter().map(python_repr).collect())),
        Node::Object(members) => {
            let member =
                |(key, value): &(String, Node)| format!("{}: {}", python(key), python_repr(value));
            format!("{{{}}}", joined(members.iter().map(member).collect()))
        }
    }
}

/// Node's `util.inspect`: in one line where it fits into 80 columns.
pub(super) fn node_inspect(node: &Node, indent: usize) -> String {
    match node {
        Node::Object(members) => {
            let entries: Vec<String> = members
                .iter()
                .map(|(key, value)| format!("{key}: {}", node_inspect(value, indent + 2)))
                .collect();
            let start = entries.len() + indent + 11;
            let total: usize = entries.iter().map(|entry| entry.chars().count()).sum();
            if total + entries.len() + start <= 80 && !entries.iter().any(|e| e.contains('\n')) {
                return format!("{{ {} }}", entries.join(", "));
            }
            let pad = " ".repeat(indent);
            format!("{{\n{pad}  {}\n{pad}}}", entries.join(&format!(",\n{pad}  ")))
        }
        Node::List(items) => {
            let items: Vec<String> =
                items.iter().map(|item| node_inspect(item, indent + 2)).collect();
            format!("[ {} ]", items.join(", "))
        }
        Node::Bare(text) => text.clone(),
        Node::Text(text) => {
            let quote = if text.contains('\'') && !text.contains('"') { "\"" } else { "'" };
            format!("{quote}{}{quote}", quoted(text, quote))
        }
    }
}
