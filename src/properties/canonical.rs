//! The canonical bytes: the reference against the slow model, and against itself.

use super::{Holds, Outcome, demand};
use crate::generate::document::GoalCase;
use crate::mistakes::{MistakeSet, Prediction, predict};
use crate::protocol::json::{Value, parse};
use crate::protocol::{Goal, canonicalize as write_canonical};

/// The reference signs what the model does; in printable ASCII; whatever the order of keys; and a value that was
/// canonical once stays as it is.
///
/// # Errors
/// [`super::Violation`].
pub fn canonicalize(case: &GoalCase) -> Holds {
    let GoalCase { tenant, goal, .. } = case;
    let Ok(signer) = tenant.signer() else { return Ok(Outcome::Passed) };
    let mut canonical = Vec::with_capacity(512);
    let signed = signer.sign(goal, &mut canonical).ok();
    let model = predict(MistakeSet::EMPTY, tenant, goal);
    let agrees = match (&signed, &model) {
        (Some(own), Prediction::Signed { canonical: other, signature }) => {
            canonical == *other && own.as_str() == signature
        }
        (None, Prediction::Refused) => return Ok(Outcome::Holds),
        _ => false,
    };
    demand(agrees, || {
        format!(
            "the reference signs {:?}, the model {model:?}",
            String::from_utf8_lossy(&canonical)
        )
    })?;
    demand(canonical.iter().all(|b| (0x20..0x7F).contains(b)), || {
        "the canonical bytes are more than printable ASCII".to_owned()
    })?;
    let turned = turned(goal);
    let mut other = Vec::with_capacity(canonical.len());
    let refused = write_canonical(&tenant.tenant_id, &turned, &mut other).is_err();
    demand(!refused && other == canonical, || "the order of keys makes a difference".to_owned())?;
    let idempotent = || -> Option<bool> {
        let read = parse(&canonical).ok()?;
        // Money is text by now, which may not stand where an amount was.
        let again = Goal { event_name: read.get("event_name").cloned(), ..Goal::default() };
        let (mut once, mut twice) = (Vec::new(), Vec::new());
        write_canonical(&tenant.tenant_id, &again, &mut once).ok()?;
        let own = Goal { event_name: goal.event_name.clone(), ..Goal::default() };
        write_canonical(&tenant.tenant_id, &own, &mut twice).ok()?;
        Some(
            once == twice
                && read.get("tenant_id") == Some(&Value::String(tenant.tenant_id.clone())),
        )
    };
    demand(idempotent() == Some(true), || "it does not stay as it is".to_owned())?;
    Ok(Outcome::Holds)
}

/// The goal with the members of every object the other way round.
fn turned(goal: &Goal) -> Goal {
    let mut turned = goal.clone();
    for field in Goal::FIELDS {
        if let Some(Some(value)) = turned.field_mut(field.as_bytes()) {
            turn(value);
        }
    }
    turned
}

fn turn(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(turn),
        Value::Object(members) => {
            members.reverse();
            members.iter_mut().for_each(|(_, member)| turn(member));
        }
        _ => {}
    }
}
