//! Numbers as texts, texts as numbers, and what stands for null.

use super::shape::{Shape, shape};
use crate::mistakes::grammar::tree::Node;

pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// A number as JavaScript and PHP print it, where they print it without an exponent.
fn short(text: &str) -> Option<String> {
    let number: f64 = text.trim_start_matches('+').parse().ok()?;
    let size = number.abs();
    (size == 0.0 || (1e-5..1e21).contains(&size)).then(|| format!("{number}"))
}

pub(super) fn numbers() -> Vec<Shape> {
    let as_text = |node: &Node| match node {
        Node::Bare(text) if text != "null" => Node::Text(text.clone()),
        node => node.clone(),
    };
    let null_as = |word: &'static str| {
        move |node: &Node| match node {
            Node::Bare(text) if text == "null" => Node::text(word),
            node => node.clone(),
        }
    };
    let as_number = |node: &Node| match node {
        Node::Text(text) if is_number(text) => Node::Bare(text.clone()),
        node => node.clone(),
    };
    let as_short_number = |node: &Node| match node {
        Node::Text(text) if is_number(text) => short(text).map_or_else(|| node.clone(), Node::bare),
        node => node.clone(),
    };
    let changed = |tree: &Node, new: Node| (new != *tree).then_some(new);
    let mut all = vec![
        shape(
            2,
            2,
            "number-signed-as-text",
            "a number in the body is signed as a text",
            move |tree| changed(tree, tree.map_scalars(&as_text)),
        ),
        shape(
            2,
            4,
            "text-signed-as-number",
            "texts that hold a number are signed as numbers",
            move |tree| changed(tree, tree.map_scalars(&as_number)),
        ),
        shape(
            2,
            3,
            "number-signed-as-float-text",
            "a number in the body is signed as float text",
            |tree| {
                let change = |node: &Node| match node {
                    Node::Bare(text) if is_number(text) && !text.contains('.') => {
                        Node::text(format!("{text}.0"))
                    }
                    node => node.clone(),
                };
                let new = tree.map_scalars(&change);
                (new != *tree).then_some(new)
            },
        ),
        shape(
            2,
            3,
            "number-signed-as-float",
            "a whole number in the body is signed as a float",
            |tree| {
                let change = |node: &Node| match node {
                    Node::Bare(text) if is_number(text) && !text.contains('.') => {
                        Node::bare(format!("{text}.0"))
                    }
                    node => node.clone(),
                };
                let new = tree.map_scalars(&change);
                (new != *tree).then_some(new)
            },
        ),
        shape(
            2,
            4,
            "text-signed-as-number",
            "texts that hold a number are signed as numbers, in the shortest way",
            move |tree| changed(tree, tree.map_scalars(&as_short_number)),
        ),
    ];
    for field in ["session_id", "plan", "event_name"] {
        let title = format!("{field} is signed as the floating-point number that it is, as a text");
        all.push(shape(2, 3, "text-rounded-as-number", title, move |tree| {
            let text = tree.find(field)?.plain().filter(|text| is_number(text))?.to_owned();
            let rounded = short(&text)?;
            (rounded != text).then(|| tree.with(field, Some(Node::text(rounded))))
        }));
        let title = format!("{field} is signed as a number");
        all.push(shape(2, 2, "text-signed-as-number", title, move |tree| {
            let number = tree.find(field)?.plain().filter(|text| is_number(text))?.to_owned();
            (tree.find(field) != Some(&Node::bare(number.clone())))
                .then(|| tree.with(field, Some(Node::bare(number))))
        }));
        let title = format!("{field} is signed as a number, without leading zeros");
        all.push(shape(2, 3, "text-signed-as-number", title, move |tree| {
            let number = tree.find(field)?.plain()?.parse::<u64>().ok()?;
            Some(tree.with(field, Some(Node::bare(number.to_string()))))
        }));
    }
    // How spreadsheets, data frames and locales write a whole number that they hold as one.
    type Written = (&'static str, fn(u64) -> Option<String>);
    let written: [Written; 7] = [
        ("as a float: 42.0", |n| Some(format!("{n}.0"))),
        ("with two decimals: 42.00", |n| Some(format!("{n}.00"))),
        ("with an exponent: 1.23E+11", |n| (n >= 100_000).then(|| scientific(n, 2, "E+"))),
        ("with an exponent: 1.23457E+11", |n| (n >= 100_000).then(|| scientific(n, 5, "E+"))),
        ("with an exponent: 1.23457e+11", |n| (n >= 100_000).then(|| scientific(n, 5, "e+"))),
        ("with commas: 48,213", |n| grouped(n, ',')),
        ("with points: 48.213", |n| grouped(n, '.')),
    ];
    for field in ["session_id", "plan", "event_name"] {
        for (how, write) in written {
            let title = format!("{field} is signed as the number that it is, {how}");
            all.push(shape(2, 3, "text-written-as-number", title, move |tree| {
                let text = tree.find(field)?.plain()?.to_owned();
                let is_whole = text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit());
                let number = is_whole.then(|| text.parse::<u64>().ok()).flatten()?;
                let new = write(number).filter(|new| *new != text)?;
                Some(tree.with(field, Some(Node::text(new))))
            }));
        }
    }
    // What holds 15 to 17 digits of it: a spreadsheet, a double as text.
    for field in ["session_id", "plan", "event_name"] {
        for (exponent, decimals) in
            ["E+", "e+", "E", "e"].into_iter().flat_map(|e| [12, 13, 14, 15, 16].map(|d| (e, d)))
        {
            let title = format!(
                "{field} is signed as the number that it is, with {} digits and an exponent: 1.23{exponent}15",
                decimals + 1
            );
            all.push(shape(2, 3, "text-written-as-number", title, move |tree| {
                let text = tree.find(field)?.plain()?.to_owned();
                let is_long = text.len() > 15 && text.bytes().all(|b| b.is_ascii_digit());
                let number: u64 = text.parse().ok().filter(|_| is_long)?;
                let long = scientific(number, decimals, exponent);
                let (mantissa, power) = long.split_once(['E', 'e'])?;
                let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
                let new = format!("{mantissa}{}{power}", &exponent[..1]);
                Some(tree.with(field, Some(Node::text(new))))
            }));
        }
    }
    for field in ["session_id", "plan", "event_name"] {
        let title =
            format!("{field} is signed with 0 for all digits after the 15th, as Excel keeps it");
        all.push(shape(2, 3, "text-written-as-number", title, move |tree| {
            let text = tree.find(field)?.plain()?;
            let is_long = text.len() > 15 && text.bytes().all(|b| b.is_ascii_digit());
            let kept = text.get(..15).filter(|_| is_long)?;
            let new = format!("{kept:0<width$}", width = text.len());
            (new != text).then(|| tree.with(field, Some(Node::text(new))))
        }));
    }
    for word in ["", "null", "None", "nil", "undefined"] {
        let title = format!("null is signed as \"{word}\"");
        all.push(shape(2, 4, "null-signed-as-text", title, move |tree| {
            let new = tree.map_scalars(&null_as(word));
            (new != *tree).then_some(new)
        }));
    }
    all
}

/// A number with so many decimals before its power of ten, which has two digits at least.
fn scientific(number: u64, decimals: usize, mark: &str) -> String {
    let text = format!("{:.decimals$e}", number as f64);
    let (mantissa, power) = text.split_once('e').unwrap_or((&text, "0"));
    format!("{mantissa}{mark}{power:0>2}")
}

/// A number with a mark between thousands; `None` where it has none.
fn grouped(number: u64, mark: char) -> Option<String> {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    (digits.len() > 3).then_some(out)
}
