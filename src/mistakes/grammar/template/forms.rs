//! Forms, and names and values with other joiners.

use super::entry::{Template, template};
use super::form::{Coding, Nested, form};

pub(super) fn forms() -> Vec<Template> {
    let mut all = Vec::new();
    for (nested, what) in [
        (Nested::Brackets, "properties[value]=…"),
        (Nested::Flat, "value=…"),
        (Nested::Dots, "properties.value=…"),
        (Nested::Json, "properties={…}"),
        (Nested::Under, "properties_value=…"),
        (Nested::Said("[object Object]"), "properties=[object Object]"),
        (Nested::Said(""), "properties="),
        (Nested::Said("Array"), "properties=Array"),
    ] {
        for (coding, how) in [
            (Coding::Form, "form-coded"),
            (Coding::FormTilde, "form-coded but `~`"),
            (Coding::Component, "percent-coded"),
            (Coding::None, "not coded"),
            (Coding::Values, "values percent-coded"),
            (Coding::Lower, "percent-coded in lower case"),
        ] {
            for (empty, sorted) in [(true, true), (true, false), (false, true), (false, false)] {
                let id =
                    if nested == Nested::Flat { "signed-as-form" } else { "signed-as-nested-form" };
                let title =
                    format!("the fields are signed as a form: event_name=purchase&{what}, {how}");
                all.push(template(2, id, title, move |node| {
                    Some(form(node, nested, coding, "&", "=", empty, sorted))
                }));
            }
        }
    }
    all
}

/// `key=value` with other joiners.
pub(super) fn pairs() -> Vec<Template> {
    let mut all = Vec::new();
    let nesting = [Nested::Flat, Nested::Json, Nested::Dots, Nested::Brackets];
    let nesting = nesting.into_iter().map(|nested| (nested, false)).chain([(Nested::Flat, true)]);
    for (nested, sorted) in nesting {
        for joiner in [
            "", "\n", "|", ",", ";", " ", ", ", "; ", ".", "\r\n", "&", "/", "\t", "#", "||", "-",
            "_", ":",
        ] {
            for equals in ["=", ":", "", ": ", "|", ".", " = ", " ", "-", "/", "_", ","] {
                if (joiner, equals) == ("&", "=") {
                    continue;
                }
                let common = matches!(nested, Nested::Flat | Nested::Json)
                    && matches!(equals, "=" | ":" | "")
                    && joiner.len() < 2;
                let title = format!(
                    "names and values are signed, {equals:?} after a name and {joiner:?} between"
                );
                all.push(template(
                    if common { 2 } else { 3 },
                    "signed-pairs-joined",
                    title,
                    move |node| {
                        Some(form(node, nested, Coding::None, joiner, equals, true, sorted))
                    },
                ));
            }
        }
    }
    all
}
