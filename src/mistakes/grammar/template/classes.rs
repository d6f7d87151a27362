//! Objects of a class, with its name.

use super::entry::{Template, template};
use super::repr::python_repr;
use super::style::{JAVA, Keys, Style, print};
use crate::mistakes::grammar::tree::Node;

/// Names that a class for the payload is likely to have.
const CLASSES: [&str; 22] = [
    "Payload",
    "Goal",
    "GoalEvent",
    "Event",
    "Conversion",
    "GoalPayload",
    "ConversionEvent",
    "CanonicalPayload",
    "SignedGoal",
    "Canonical",
    "EventPayload",
    "ConversionPayload",
    "GoalRequest",
    "PixelGoal",
    "TrackEvent",
    "Request",
    "Body",
    "Data",
    "SignedPayload",
    "Message",
    "GoalDto",
    "PayloadDto",
];

const INNER: [&str; 8] = [
    "Properties",
    "Props",
    "GoalProperties",
    "EventProperties",
    "Property",
    "ConversionProperties",
    "PropertiesDto",
    "",
];

pub(super) fn classes(most: u8) -> Vec<Template> {
    let mut all = Vec::new();
    let forms: [(&'static str, Style); 8] = [
        ("Haskell", Style { open: " {", close: "}", key: ("", " = "), text: ("\"", "\""), ..JAVA }),
        ("Kotlin, Scala or Lombok", Style { open: "(", close: ")", ..JAVA }),
        ("a Java record", Style { open: "[", close: "]", ..JAVA }),
        ("a Java class", Style { open: "{", close: "}", ..JAVA }),
        ("a Java class with quotes", Style { text: ("'", "'"), ..JAVA }),
        (
            "a C# record",
            Style {
                open: " { ",
                close: " }",
                key: ("", " = "),
                words: ["", "True", "False"],
                ..JAVA
            },
        ),
        ("Rust", Style { open: " { ", close: " }", key: ("", ": "), text: ("\"", "\""), ..JAVA }),
        (
            "a Python dataclass or Swift struct",
            Style { open: "(", close: ")", key: ("", ": "), text: ("\"", "\""), ..JAVA },
        ),
    ];
    for class in CLASSES {
        for (at, inner) in INNER.iter().enumerate() {
            for (language, style) in forms {
                for keys in [Keys::Camel, Keys::Same, Keys::Pascal] {
                    let likely = (at < 2 || inner.is_empty()) && CLASSES[..6].contains(&class);
                    if !likely && most < 3 {
                        continue;
                    }
                    let title =
                        format!("the object's own text is signed, as {language} prints a {class}");
                    let style = Style { keys, ..style };
                    all.push(template(
                        if likely { 2 } else { 3 },
                        "signed-class-text",
                        title,
                        move |node| {
                            let name = |depth: usize| {
                                if depth == 0 { class.to_owned() } else { (*inner).to_owned() }
                            };
                            // A map inside a class is printed as one.
                            if inner.is_empty() {
                                let map = node
                                    .get("properties")
                                    .map(|p| print(p, &JAVA, &|_| String::new(), 1))?;
                                let tree = node.with("properties", Some(Node::bare(map)));
                                return Some(print(&tree, &style, &|_| class.to_owned(), 0));
                            }
                            Some(print(node, &style, &name, 0))
                        },
                    ));
                }
            }
            let is_first = (at < 2 || inner.is_empty()) && CLASSES[..6].contains(&class);
            if is_first {
                for (between, language) in [(",", "Scala"), (", ", "a language without names")] {
                    let title = format!(
                        "the values in the object's own text are signed, as {language} prints a {class}"
                    );
                    all.push(template(2, "signed-class-text", title, move |node| {
                        Some(bare_class(node, class, inner, between))
                    }));
                }
            }
            // Python's dataclass.
            if !is_first && most < 3 {
                continue;
            }
            let title = format!("the object's own text is signed, as Python prints a {class}");
            let cost = if is_first { 2 } else { 3 };
            all.push(template(cost, "signed-class-text", title, move |node| {
                let fields = |node: &Node| {
                    let member =
                        |(key, value): &(String, Node)| format!("{key}={}", python_repr(value));
                    node.members().iter().map(member).collect::<Vec<_>>().join(", ")
                };
                let properties = node.get("properties")?;
                let inside = if inner.is_empty() {
                    python_repr(properties)
                } else {
                    format!("{inner}({})", fields(properties))
                };
                let members = node.members().iter().map(|(key, value)| match &key[..] {
                    "properties" => format!("properties={inside}"),
                    key => format!("{key}={}", python_repr(value)),
                });
                Some(format!("{class}({})", members.collect::<Vec<_>>().join(", ")))
            }));
        }
    }
    all
}

/// `Payload(a,b,Properties(c,d))`
fn bare_class(node: &Node, class: &str, inner: &str, between: &str) -> String {
    let values = |node: &Node, printed: &dyn Fn(&Node) -> String| -> String {
        node.members().iter().map(|(_, value)| printed(value)).collect::<Vec<_>>().join(between)
    };
    let plain = |value: &Node| value.plain().unwrap_or_default().to_owned();
    let nested = |value: &Node| match value {
        Node::Object(_) if inner.is_empty() => {
            let pair = |(key, value): &(String, Node)| format!("{key} -> {}", plain(value));
            let pairs: Vec<String> = value.members().iter().map(pair).collect();
            format!("Map({})", pairs.join(", "))
        }
        Node::Object(_) => format!("{inner}({})", values(value, &plain)),
        value => plain(value),
    };
    format!("{class}({})", values(node, &nested))
}
