//! What PHP writes of an array.

use super::entry::{Template, template};
use crate::mistakes::grammar::tree::Node;

pub(super) fn php() -> Vec<Template> {
    fn serialised(node: &Node, object: bool) -> String {
        match node {
            Node::Text(text) => format!("s:{}:\"{text}\";", text.len()),
            Node::Bare(text) => match &text[..] {
                "null" => "N;".to_owned(),
                "true" => "b:1;".to_owned(),
                "false" => "b:0;".to_owned(),
                text if text.contains(['.', 'e', 'E']) => format!("d:{text};"),
                text => format!("i:{text};"),
            },
            Node::List(items) => {
                let items: String = items
                    .iter()
                    .enumerate()
                    .map(|(at, item)| format!("i:{at};{}", serialised(item, object)))
                    .collect();
                format!("a:{}:{{{items}}}", items.len())
            }
            Node::Object(members) => {
                let inner: String = members
                    .iter()
                    .map(|(key, value)| {
                        format!("s:{}:\"{key}\";{}", key.len(), serialised(value, object))
                    })
                    .collect();
                let kind = if object { "O:8:\"stdClass\"" } else { "a" };
                format!("{kind}:{}:{{{inner}}}", members.len())
            }
        }
    }
    fn printed(node: &Node, depth: usize, kind: &str) -> String {
        let pad = " ".repeat(8 * depth);
        match node {
            Node::Bare(text) if text == "null" || text == "false" => String::new(),
            Node::Bare(text) if text == "true" => "1".to_owned(),
            Node::Text(text) | Node::Bare(text) => text.clone(),
            Node::List(_) => String::new(),
            Node::Object(members) => {
                let lines: String = members
                    .iter()
                    .map(|(key, value)| {
                        format!("{pad}    [{key}] => {}\n", printed(value, depth + 1, kind))
                    })
                    .collect();
                format!("{kind}\n{pad}(\n{lines}{pad})\n")
            }
        }
    }
    fn exported(node: &Node, depth: usize, short: bool) -> String {
        let pad = "  ".repeat(depth);
        match node {
            Node::Text(text) => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
            Node::Bare(text) if text == "null" => "NULL".to_owned(),
            Node::Bare(text) => text.clone(),
            Node::List(_) => String::new(),
            Node::Object(members) => {
                let lines: String = members
                    .iter()
                    .map(|(key, value)| {
                        let line = if matches!(value, Node::Object(_)) && !short {
                            format!("\n{pad}  ")
                        } else {
                            String::new()
                        };
                        format!("{pad}  '{key}' => {line}{},\n", exported(value, depth + 1, short))
                    })
                    .collect();
                if short { format!("[\n{lines}{pad}]") } else { format!("array (\n{lines}{pad})") }
            }
        }
    }
    fn dumped(node: &Node, depth: usize) -> String {
        let pad = "  ".repeat(depth);
        match node {
            Node::Text(text) => format!("{pad}string({}) \"{text}\"\n", text.len()),
            Node::Bare(text) if text == "null" => format!("{pad}NULL\n"),
            Node::Bare(text) if text.contains('.') => format!("{pad}float({text})\n"),
            Node::Bare(text) => format!("{pad}int({text})\n"),
            Node::List(_) => String::new(),
            Node::Object(members) => {
                let lines: String = members
                    .iter()
                    .map(|(key, value)| {
                        format!("{pad}  [\"{key}\"]=>\n{}", dumped(value, depth + 1))
                    })
                    .collect();
                format!("{pad}array({}) {{\n{lines}{pad}}}\n", members.len())
            }
        }
    }
    vec![
        template(2, "signed-php-serialize", "PHP's serialize() of the array is signed", |node| {
            Some(serialised(node, false))
        }),
        template(2, "signed-php-serialize", "PHP's serialize() of the object is signed", |node| {
            Some(serialised(node, true))
        }),
        template(2, "signed-php-print-r", "PHP's print_r() of the array is signed", |node| {
            Some(printed(node, 0, "Array"))
        }),
        template(2, "signed-php-print-r", "PHP's print_r() of the object is signed", |node| {
            Some(printed(node, 0, "stdClass Object"))
        }),
        template(2, "signed-php-var-export", "PHP's var_export() of the array is signed", |node| {
            Some(exported(node, 0, false))
        }),
        template(3, "signed-php-var-export", "PHP's array literal is signed", |node| {
            Some(exported(node, 0, true))
        }),
        template(2, "signed-php-var-dump", "PHP's var_dump() of the array is signed", |node| {
            Some(dumped(node, 0))
        }),
    ]
}
