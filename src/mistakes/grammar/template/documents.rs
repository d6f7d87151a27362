//! YAML and XML.

use super::entry::{Template, template};
use crate::mistakes::grammar::tree::Node;

pub(super) fn documents() -> Vec<Template> {
    // Texts that look like numbers are quoted in any case.
    fn yaml(node: &Node, depth: usize, quote: &str, of_numbers: &str) -> String {
        let pad = "  ".repeat(depth);
        node.members()
            .iter()
            .map(|(key, value)| match value {
                Node::Object(_) => {
                    format!("{pad}{key}:\n{}", yaml(value, depth + 1, quote, of_numbers))
                }
                Node::Text(text) => {
                    let number = text.parse::<f64>().is_ok();
                    let quote = if number && quote.is_empty() { of_numbers } else { quote };
                    format!("{pad}{key}: {quote}{text}{quote}\n")
                }
                other => format!("{pad}{key}: {}\n", other.plain().unwrap_or("[]")),
            })
            .collect()
    }
    fn xml(node: &Node) -> String {
        node.members()
            .iter()
            .map(|(key, value)| {
                let inner = match value {
                    Node::Object(_) => xml(value),
                    other => other
                        .plain()
                        .unwrap_or_default()
                        .replace('&', "&amp;")
                        .replace('<', "&lt;")
                        .replace('>', "&gt;"),
                };
                format!("<{key}>{inner}</{key}>")
            })
            .collect()
    }
    let mut all = Vec::new();
    for (quote, of_numbers) in [("", "'"), ("", "\""), ("\"", "\""), ("'", "'")] {
        for head in ["", "---\n"] {
            all.push(template(2, "signed-yaml", "YAML is signed", move |node| {
                Some(format!("{head}{}", yaml(node, 0, quote, of_numbers)))
            }));
        }
    }
    for root in ["", "root", "payload", "xml", "request", "data", "goal", "event"] {
        for head in [
            "",
            "<?xml version=\"1.0\"?>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        ] {
            all.push(template(3, "signed-xml", "XML is signed", move |node| {
                Some(if root.is_empty() {
                    format!("{head}{}", xml(node))
                } else {
                    format!("{head}<{root}>{}</{root}>", xml(node))
                })
            }));
        }
    }
    all
}
