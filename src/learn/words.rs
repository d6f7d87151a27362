//! A rule in words.

use super::facts::Field;
use super::guard::Guard;
use super::rule::{Branch, Layout, Order, Properties, Rule};

impl Rule {
    /// The rule as a sentence.
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        for text in &self.texts {
            let of = match text.of.as_slice() {
                [] => "in every text".to_owned(),
                of => format!("in {}", list(of)),
            };
            for Branch { when, what } in &text.branches {
                parts.push(format!("{of}, {}{}", what.words(), place(when)));
            }
            if text.early {
                parts.push("a text that becomes empty counts as not passed".to_owned());
            }
        }
        for dropped in &self.dropped {
            let of = if dropped.changed { ", of what is left of it" } else { "" };
            let (key, place) = (dropped.field.key(), place(&dropped.when));
            parts.push(format!("`{key}` is not signed{place}{of}"));
        }
        for token in &self.tokens {
            let written = token.token.as_ref().map_or_else(
                || "written without quotes".to_owned(),
                |token| format!("written as {token}, without quotes"),
            );
            let of = if token.changed { ", of what is left of it" } else { "" };
            let (key, place) = (token.field.key(), place(&token.when));
            parts.push(format!("`{key}` is {written}{place}{of}"));
        }
        for Branch { when, what } in &self.value {
            parts.push(format!("the amount is written {}{}", what.words(), place(when)));
        }
        if let Some(function) = &self.escapes {
            let of = match self.escapes_of.as_slice() {
                [] => String::new(),
                of => format!("in {}, ", list(of)),
            };
            parts.push(format!("{of}{}{}", function.words(), place(&self.escapes_when)));
        }
        if let Some(layout) = &self.layout {
            parts.extend(layout_words(layout));
        }
        for member in self.recipe.iter().flat_map(|recipe| &recipe.members) {
            parts.push(member.title.clone());
        }
        for Branch { when, what } in &self.message {
            parts.push(format!("in the finished bytes, {}{}", what.words(), place(when)));
        }
        for mistake in self.signed_with.mistakes() {
            let place = place(&self.signed_with_for);
            parts.push(format!("besides, {} ({}){place}", mistake.title, mistake.id));
        }
        for Branch { when, what } in &self.key {
            parts.push(format!("the key is {}{}", what.words(), place(when)));
        }
        for Branch { when, what } in &self.output {
            parts.push(format!("the signature is {}{}", what.words(), place(when)));
        }
        if let Some(state) = &self.state {
            parts.push(state.words());
        }
        match &self.when {
            Guard::Always => parts.join("; "),
            guard => format!("where {}: {}", guard.words_of_goal(), parts.join("; ")),
        }
    }
}

fn list(fields: &[Field]) -> String {
    fields.iter().map(|field| format!("`{}`", field.key())).collect::<Vec<_>>().join(", ")
}

fn place(when: &Guard) -> String {
    match when {
        Guard::Always => String::new(),
        guard => format!(", where {}", guard.words()),
    }
}

fn layout_words(layout: &Layout) -> Vec<String> {
    let mut parts = Vec::new();
    let order = |order: &Order, what: &str| match order {
        Order::Sorted => None,
        Order::Length => Some(format!("{what} are sorted by length, then by letter")),
        Order::Backwards => Some(format!("{what} are sorted backwards")),
        Order::Passed => Some("properties are signed in the order passed".to_owned()),
        Order::Values => Some(format!("{what} are sorted by their values")),
        Order::ValuesOrNumbers => {
            Some(format!("{what} are sorted by their values, numbers as numbers"))
        }
        Order::Listed(keys) => Some(format!("{what} are signed in the order {}", keys.join(", "))),
    };
    parts.extend(order(&layout.order, "keys"));
    if let Some(inner) = &layout.inner {
        let sorted = || Some("properties are sorted".to_owned());
        parts.extend(order(inner, "properties").or_else(sorted));
    }
    if let Some((comma, colon)) = &layout.separators {
        parts.push(format!("members are separated by `{comma}`, keys and values by `{colon}`"));
    }
    if let Some((_, indent)) = &layout.lines {
        parts.push(format!(
            "each member has a line, indented by {} characters",
            indent.chars().count()
        ));
    }
    for added in &layout.added {
        let level = if added.in_properties { "in the properties " } else { "" };
        parts.push(format!(
            "{level}`{}` is added as {}{}",
            added.key,
            added.value,
            place(&added.when)
        ));
    }
    for field in &layout.moved {
        let to = if field.in_properties() { "the top level" } else { "the properties" };
        parts.push(format!("`{}` is signed in {to}", field.key()));
    }
    for (field, name) in &layout.renamed {
        parts.push(format!("`{}` is signed as `{name}`", field.key()));
    }
    if let Some(group) = &layout.grouped {
        let each = |(field, key): &(Field, String)| format!("`{}` as `{key}`", field.key());
        let fields = group.members.iter().map(each).collect::<Vec<_>>().join(", ");
        parts.push(format!("{fields} are signed in an object `{}`", group.key));
    }
    match &layout.properties {
        Properties::Object => {}
        Properties::NotEmpty => parts.push("empty properties are not signed".to_owned()),
        Properties::Flat(before) if before.is_empty() => {
            parts.push("the properties are signed at the top level".to_owned());
        }
        Properties::Flat(before) => parts.push(format!(
            "the properties are signed at the top level, with `{before}` before each key"
        )),
        Properties::List => parts.push("the properties are signed inside a list".to_owned()),
        Properties::Text => parts.push("the properties are signed as a text of JSON".to_owned()),
    }
    parts
}
