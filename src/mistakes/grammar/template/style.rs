//! How an object is printed: brackets, separators, quotes, names.

use crate::mistakes::grammar::fields::{camel, go_name};
use crate::mistakes::grammar::tree::Node;

/// How an object is printed.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    pub(super) between: &'static str,
    /// Before a key, after it.
    pub(super) key: (&'static str, &'static str),
    /// Before a text, after it.
    pub(super) text: (&'static str, &'static str),
    pub(super) words: [&'static str; 3],
    pub(super) list: (&'static str, &'static str),
    pub(super) keys: Keys,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Keys {
    Same,
    Camel,
    Pascal,
    /// As Go names fields: `SessionID`.
    Go,
}

impl Keys {
    pub(super) fn of(self, key: &str) -> String {
        match self {
            Keys::Same => key.to_owned(),
            Keys::Camel => camel(key, false),
            Keys::Pascal => camel(key, true),
            Keys::Go => go_name(key),
        }
    }
}

pub(super) const JAVA: Style = Style {
    open: "{",
    close: "}",
    between: ", ",
    key: ("", "="),
    text: ("", ""),
    words: ["null", "true", "false"],
    list: ("[", "]"),
    keys: Keys::Same,
};

pub(super) fn print(
    node: &Node,
    style: &Style,
    name: &dyn Fn(usize) -> String,
    depth: usize,
) -> String {
    let word = |text: &str| match text {
        "null" => style.words[0].to_owned(),
        "true" => style.words[1].to_owned(),
        "false" => style.words[2].to_owned(),
        text => text.to_owned(),
    };
    match node {
        Node::Bare(text) => word(text),
        Node::Text(text) => {
            format!("{}{}{}", style.text.0, quoted(text, style.text.0), style.text.1)
        }
        Node::List(items) => {
            let items: Vec<String> =
                items.iter().map(|item| print(item, style, name, depth + 1)).collect();
            format!("{}{}{}", style.list.0, items.join(style.between), style.list.1)
        }
        Node::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(key, value)| {
                    let value = print(value, style, name, depth + 1);
                    format!("{}{}{}{value}", style.key.0, style.keys.of(key), style.key.1)
                })
                .collect();
            format!("{}{}{}{}", name(depth), style.open, members.join(style.between), style.close)
        }
    }
}

/// A quote in a text is escaped where texts are quoted.
pub(super) fn quoted(text: &str, quote: &str) -> String {
    if quote.is_empty() {
        return text.to_owned();
    }
    text.replace('\\', "\\\\").replace(quote, &format!("\\{quote}")).replace('\n', "\\n")
}
