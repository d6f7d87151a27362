//! Texts as slugs and the like: trimmed, in lower case, with what does not belong in them replaced.

use super::class::{Class, Named};
use serde::{Deserialize, Serialize};

/// A text made tidy, step by step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Tidy {
    /// What is taken off both ends first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trimmed: Option<Named>,
    /// Whether it is put in lower case.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lower: bool,
    /// What is replaced.
    pub of: Class,
    /// By this; by nothing where nothing is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<char>,
    /// Whether one is put for a run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub runs: bool,
    /// Whether what is put there stands once only, though it was there before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub once: bool,
    /// Whether what is put there is taken off both ends.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ends: bool,
}

impl Tidy {
    /// What becomes of a text.
    pub(super) fn of(&self, text: &str) -> String {
        let text = match self.trimmed {
            Some(named) => text.trim_matches(|c| named.holds(c)),
            None => text,
        };
        let lower = if self.lower { text.to_lowercase() } else { text.to_owned() };
        let mut out = String::with_capacity(lower.len());
        let mut inside = false;
        for c in lower.chars() {
            let is_replaced = self.of.holds(c);
            match (is_replaced, self.with) {
                (false, _) => out.push(c),
                (true, Some(_)) if self.runs && inside => {}
                (true, with) => out.extend(with),
            }
            inside = is_replaced;
        }
        let Some(with) = self.with else { return out };
        if self.once {
            let mut last = None;
            out.retain(|c| last.replace(c) != Some(c) || c != with);
        }
        if self.ends { out.trim_matches(with).to_owned() } else { out }
    }

    /// How much is said by it, in tenths.
    pub(super) fn cost(&self) -> u32 {
        let steps =
            [self.trimmed.is_some(), self.lower, self.runs, self.once, self.ends].map(u32::from);
        12 + self.of.cost() + 2 * steps.iter().sum::<u32>()
    }

    /// In words.
    pub(super) fn words(&self) -> String {
        let mut steps = Vec::new();
        if let Some(named) = self.trimmed {
            steps.push(format!("without {} at both ends", named.words()));
        }
        if self.lower {
            steps.push("in lower case".to_owned());
        }
        let each = if self.runs { "each run of " } else { "" };
        let what = match self.with {
            Some(with) => format!("`{with}`"),
            None => "nothing".to_owned(),
        };
        steps.push(format!("with {what} for {each}{}", self.of.words()));
        if let Some(with) = self.with {
            if self.once {
                steps.push(format!("`{with}` once in a row"));
            }
            if self.ends {
                steps.push(format!("without `{with}` at its ends"));
            }
        }
        format!("the text is signed {}", steps.join(", then "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_made_step_by_step() {
        let rails = Tidy {
            trimmed: None,
            lower: true,
            of: Class::AllBut("-_".to_owned()),
            with: Some('-'),
            runs: true,
            once: true,
            ends: true,
        };
        for (text, slug) in [
            (" Ada & Bob -- Ltd_ ", "ada-bob-ltd_"),
            ("--", ""),
            ("caf\u{e9} au lait", "caf-au-lait"),
        ] {
            assert_eq!(rails.of(text), slug, "{text:?}");
        }
    }
}
