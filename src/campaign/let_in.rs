//! What is taken and has to be refused, in words: held against a plain case of the same rule.

use super::case::SuspectedCase;
use super::describing::with_property;
use super::inquiry::Inquiry;
use super::reproducer::TargetUnavailable;
use super::trigger::Part;
use crate::generate::{Body, RequestBuilder};
use crate::protocol::json::Value;
use crate::protocol::rules::Rule;
use crate::protocol::{Goal, Number, pii};

impl Inquiry<'_, '_, '_> {
    /// Whether the rule is not kept at all, or only not for this text; `None` where there is no plain case of it.
    pub(super) fn let_in(
        &mut self,
        small: &RequestBuilder,
        part: Part,
        rule: Rule,
        suspect: &SuspectedCase,
    ) -> Result<Option<String>, TargetUnavailable> {
        let (Some(text), Some(plain)) = (part.text(small), plain_case(rule)) else {
            return Ok(None);
        };
        let Some(other) = with(small, part, &plain) else { return Ok(None) };
        let field = part.name().replace('-', "_");
        if text == plain {
            return Ok(Some(format!("takes {field} {}", shown(&text))));
        }
        let too = self.weighs_the_same(&other, suspect)?;
        Ok(Some(match too {
            true => format!("takes {field} {}, and {} too", shown(&text), shown(&plain)),
            false => format!("takes {field} {}, and refuses {}", shown(&text), shown(&plain)),
        }))
    }
}

/// A text, or how a long one begins.
fn shown(text: &str) -> String {
    let count = text.chars().count();
    match count > LONG {
        true => {
            let begin: String = text.chars().take(LONG / 2).collect();
            format!("{begin:?}\u{2026} of {count} code points")
        }
        false => format!("{text:?}"),
    }
}

/// A text of more code points is not shown whole.
const LONG: usize = 24;

/// The request with another text or amount in a part; `None` where it is another part.
fn with(small: &RequestBuilder, part: Part, text: &str) -> Option<RequestBuilder> {
    let mut next = small.clone();
    let Body::Goal { goal, .. } = &mut next.body else { return None };
    let number = || Value::Number(Number::from_json_text(text));
    *goal = match part {
        Part::Amount => with_property(goal, "value", number()),
        Part::Currency => with_property(goal, "currency", text.into()),
        Part::Plan => with_property(goal, "plan", text.into()),
        Part::EventName => Goal { event_name: Some(text.into()), ..goal.clone() },
        _ => return None,
    };
    Some(next)
}

/// What nobody who keeps a rule takes.
fn plain_case(rule: Rule) -> Option<String> {
    Some(match rule {
        Rule::Pii(pii::Kind::Email) => "jane@acme.com".to_owned(),
        Rule::Pii(pii::Kind::Phone) => "+14155552671".to_owned(),
        Rule::Pii(pii::Kind::Ssn) => "219-09-9999".to_owned(),
        Rule::Plan => "a".repeat(51),
        Rule::EventName => "a".repeat(101),
        Rule::ValueDecimals => "0.125".to_owned(),
        Rule::Currency => "EURO".to_owned(),
        _ => return None,
    })
}
