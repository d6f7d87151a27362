//! Which part of a request triggers what is wrong, and what is true of it, by asking around it.

use super::case::{ConfirmedCase, SuspectedCase};
use super::inquiry::Inquiry;
use super::kinds::Kind;
use super::reproducer::{TargetUnavailable, demanded};
use super::shape::{Shape, learn};
use super::trigger::{Part, is_plainly_signed};
use crate::generate::{Body, RequestBuilder};
use crate::judge::Weight;
use crate::judge::server::Symptom;
use crate::protocol::json::Value;
use crate::protocol::{Goal, Number};

impl Inquiry<'_, '_, '_> {
    /// Which parts of the request cure it when they are made ordinary.
    pub(super) fn find_trigger(
        &mut self,
        small: &RequestBuilder,
        suspect: &SuspectedCase,
        found: &mut ConfirmedCase,
    ) -> Result<(), TargetUnavailable> {
        for part in Part::ALL {
            // A signature that becomes right cures any forged request.
            if part == Part::SignatureHeader && suspect.weight == Weight::Forged {
                continue;
            }
            // Without a bucket that counts no lag is told.
            if part == Part::Bucket && suspect.symptom == Symptom::Lag {
                continue;
            }
            if let Some(ordinary) = part.neutralised(small)
                && !self.weighs_the_same(&ordinary, suspect)?
            {
                found.trigger.push(part);
            }
        }
        if found.trigger.is_empty() {
            for part in Part::ALL {
                if let Some(with) = part.filled(small)
                    && !self.weighs_the_same(&with, suspect)?
                {
                    let field = part.name().replace('-', "_");
                    let verb = match suspect.weight {
                        Weight::Forged => "takes what is forged",
                        _ => verb(suspect.symptom),
                    };
                    found.trigger.push(part);
                    found.description =
                        format!("{verb} where {field} is not passed, and not where it is");
                    return Ok(());
                }
            }
        }
        if found.trigger.first() == Some(&Part::KeyCase) {
            found.description = "treats keys without regard to case".to_owned();
        } else if let ([Part::Target], Some(target)) = (&found.trigger[..], &small.target)
            && small.method == "POST"
        {
            found.description = format!("{} the target {}", verb(suspect.symptom), shown(target));
        } else if suspect.symptom == Symptom::Lag
            && let Some(words) = self.wrong_lags(small, suspect)?
        {
            found.description = words;
        } else if let (false, [part]) = (found.expected.may_refuse(), &found.trigger[..])
            && is_plainly_signed(small)
        {
            (found.description, found.shape) = self.describe(small, *part, suspect)?;
        } else if let (Weight::Forged, [part]) = (suspect.weight, &found.trigger[..])
            && let Some(text) = part.text(small)
        {
            let field = part.name().replace('-', "_");
            found.description =
                format!("takes what is forged where {field} is {text:?}, and else refuses it");
        } else if found.trigger.contains(&Part::Headers)
            && !small.headers.is_empty()
            && small.headers.len() <= FEW
        {
            let verb = match suspect.weight {
                Weight::Forged => "takes what is forged",
                _ => "comes out wrong",
            };
            found.description = format!("{verb} {}", with_headers(small));
        } else if let (false, [_, _, ..]) = (found.expected.may_refuse(), &found.trigger[..])
            && is_plainly_signed(small)
            && found.trigger.len() <= FEW
        {
            let each = |part: &Part| {
                Some(format!("{} {:?}", part.name().replace('-', "_"), part.text(small)?))
            };
            let texts: Option<Vec<String>> = found.trigger.iter().map(each).collect();
            found.description =
                texts.map_or_else(String::new, |texts| together(verb(suspect.symptom), &texts));
        }
        if found.description.is_empty()
            && found.trigger.len() > FEW
            && !found.expected.may_refuse()
            && is_plainly_signed(small)
            && let Some(words) = self.by_length(small, suspect)?
        {
            found.description = words;
        }
        if found.description.is_empty()
            && !found.expected.may_refuse()
            && let Some(words) = self.by_size(small, suspect, verb(suspect.symptom))?
        {
            found.description = words;
        }
        if let (true, Weight::Lost, [part]) =
            (found.description.is_empty(), suspect.weight, &found.trigger[..])
            && found.expected.may_refuse()
            && is_plainly_signed(small)
        {
            let rule = found.expected.rule;
            found.description = self.let_in(small, *part, rule, suspect)?.unwrap_or_default();
        }
        if found.description.is_empty() && suspect.weight == Weight::Forged {
            found.description = self.wrong_signature(small, suspect)?.unwrap_or_default();
        }
        Ok(())
    }

    /// The way of writing an amount that is refused, whatever the amount; `None` where it is the amount.
    fn written(
        &mut self,
        small: &RequestBuilder,
        goal: &Goal,
        number: &Number,
        suspect: &SuspectedCase,
    ) -> Result<Option<Kind>, TargetUnavailable> {
        let text = number.text().unwrap_or_default().to_owned();
        let mut is_wrong = |text: &String| {
            let value = Value::Number(Number::from_json_text(text));
            let mut next = small.clone();
            if let Body::Goal { goal: slot, .. } = &mut next.body {
                *slot = with_property(goal, "value", value);
            }
            self.weighs_the_same(&next, suspect)
        };
        for kind in Kind::OF_NUMBERS.into_iter().filter(|kind| kind.holds(&text)) {
            let (mut all, mut others) = (true, false);
            for example in kind.examples(&text) {
                all = all && is_wrong(&example)?;
            }
            for other in kind.others(&text).iter().filter(|_| all) {
                others = others || is_wrong(other)?;
            }
            if all && !others {
                return Ok(Some(kind));
            }
        }
        Ok(None)
    }

    /// What is true of a legal goal that is refused, by asking around it.
    fn describe(
        &mut self,
        small: &RequestBuilder,
        part: Part,
        suspect: &SuspectedCase,
    ) -> Result<(String, Option<Shape>), TargetUnavailable> {
        let verb = verb(suspect.symptom);
        if part == Part::Spelling {
            let words = self.by_size(small, suspect, verb)?;
            let plain = || format!("{verb} a legal goal for its {}", part.name());
            return Ok((words.unwrap_or_else(plain), None));
        }
        let Some(goal) = small.goal() else { return Ok((String::new(), None)) };
        let field = part.name().replace('-', "_");
        let (shown, around): (String, Vec<(String, Goal)>) = match part {
            Part::Amount => {
                let Some(Value::Number(number)) = goal.property("value") else {
                    return Ok((String::new(), None));
                };
                if let Some(kind) = self.written(small, goal, number, suspect)? {
                    let text = number.text().unwrap_or_default();
                    let words = format!("{verb} {field} {}, such as {text}", kind.words());
                    return Ok((words, Some(Shape::Of(kind))));
                }
                let cents = (number.to_f64() * 100.0).round() as i64;
                let near = [-1, -2, 1, 100].into_iter().map(|step| cents + step);
                let near = near.filter(|cents| (0..=1_000_000).contains(cents)).map(|cents| {
                    let text = format!("{}.{:02}", cents / 100, cents % 100);
                    let value = Value::Number(Number::from_json_text(&text));
                    (text, with_property(goal, "value", value))
                });
                (number.text().unwrap_or_default().to_owned(), near.collect())
            }
            Part::EventName | Part::SessionId | Part::Bucket | Part::Plan | Part::FirstTouch => {
                let Some(text) = part.text(small) else { return Ok((String::new(), None)) };
                let shape = learn(&text, |other| {
                    let next = part.with_text(small, other);
                    let request = self.request_of(&next, suspect);
                    match demanded(&request, self.world, self.bench.clocks()).may_refuse() {
                        true => Ok(None),
                        false => self.weighs_the_same(&next, suspect).map(Some),
                    }
                })?;
                // Of one moment its text says little: the next one has another.
                if part == Part::FirstTouch && !matches!(shape, Some(Shape::Of(_))) {
                    return Ok((format!("{verb} a legal goal for its {}", part.name()), None));
                }
                let words = match &shape {
                    None | Some(Shape::Whole(_)) => format!("{verb} {field} {text:?}"),
                    Some(shape) => format!("{verb} {field} {}, such as {text:?}", shape.words()),
                };
                return Ok((words, shape));
            }
            Part::ContentType => {
                let kind = small.content_type.as_deref().unwrap_or("none");
                let shape = Shape::Whole(kind.to_owned());
                return Ok((format!("{verb} content type {kind:?}"), Some(shape)));
            }
            Part::Currency => {
                let Some(code) = part.text(small) else { return Ok((String::new(), None)) };
                return Ok((format!("{verb} currency {code:?}"), Some(Shape::Whole(code))));
            }
            Part::Headers if (1..=FEW).contains(&small.headers.len()) => {
                return Ok((format!("{verb} a legal goal {}", with_headers(small)), None));
            }
            _ => return Ok((format!("{verb} a legal goal for its {}", part.name()), None)),
        };
        let (mut same, mut others) = (Vec::new(), Vec::new());
        for (text, goal) in around {
            let mut next = small.clone();
            if let Body::Goal { goal: slot, .. } = &mut next.body {
                *slot = goal;
            }
            let request = self.request_of(&next, suspect);
            // What need not be accepted says nothing.
            if demanded(&request, self.world, self.bench.clocks()).may_refuse() {
                continue;
            }
            match self.weighs_the_same(&next, suspect)? {
                true => same.push(text),
                false => others.push(text),
            }
        }
        let mut aside = Vec::new();
        if !same.is_empty() {
            aside.push(format!("and {}", same.join(", ")));
        }
        if !others.is_empty() {
            aside.push(format!("not {}", others.join(", ")));
        }
        let aside =
            if aside.is_empty() { String::new() } else { format!(" ({})", aside.join(", ")) };
        let shape = same.is_empty().then(|| Shape::Whole(shown.clone()));
        Ok((format!("{verb} {field} {shown}{aside}"), shape))
    }
}

/// A target in a title: what is longer is cut.
fn shown(target: &str) -> String {
    match target.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("{:?} and {} bytes more", &target[..end], target.len() - end),
        None => format!("{target:?}"),
    }
}

/// So many characters of a target are shown.
const LONGEST_SHOWN: usize = 120;

/// What is true of parts each of which is needed.
fn together(verb: &str, texts: &[String]) -> String {
    let aside = match texts.len() {
        ..=2 => "neither alone",
        _ => "not where one of them is another",
    };
    format!("{verb} {}, and {aside}", texts.join(" with "))
}

/// So many parts of a request are told.
const FEW: usize = 3;

/// The header fields that a request has beside the usual ones, in words.
fn with_headers(builder: &RequestBuilder) -> String {
    let each =
        |(name, value): &(String, Vec<u8>)| format!("{name}: {:?}", String::from_utf8_lossy(value));
    // The usual type, in another place, says nothing.
    let is_usual = |(name, value): &&(String, Vec<u8>)| {
        name.eq_ignore_ascii_case("content-type") && value == b"application/json"
    };
    let unusual = builder.headers.iter().filter(|field| !is_usual(field)).map(each);
    let headers: Vec<String> = unusual.collect();
    format!("with {}, and not without", headers.join(" and "))
}

/// What a server does to a request.
pub(super) fn verb(symptom: Symptom) -> &'static str {
    match symptom {
        Symptom::Status(500..) => "breaks on",
        Symptom::Status(200..300) => "takes",
        Symptom::Status(_) => "refuses",
        _ => "answers wrongly to",
    }
}

pub(super) fn with_property(goal: &Goal, name: &'static str, value: Value) -> Goal {
    let mut goal = goal.clone();
    if let Some(Value::Object(members)) = &mut goal.properties {
        for (_, slot) in members.iter_mut().filter(|(key, _)| key == name) {
            *slot = value.clone();
        }
    }
    goal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_three_parts_it_is_not_said_that_neither_alone_shows_it() {
        let texts = |count: usize| ["a", "b", "c"].map(str::to_owned)[..count].to_vec();
        assert_eq!(together("refuses", &texts(2)), "refuses a with b, and neither alone");
        let three = together("refuses", &texts(3));
        assert_eq!(three, "refuses a with b with c, and not where one of them is another");
    }
}
