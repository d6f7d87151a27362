//! A server that takes no new names any more.

use super::case::SuspectedCase;
use super::inquiry::Inquiry;
use super::names_taken::{FIELDS, NO_LIST, another};
use super::reproducer::{Reproducer, TargetUnavailable};
use super::trigger::Part;
use crate::generate::RequestBuilder;
use crate::generate::sequence::{SendMode, Sequence, Step};

/// So many that were taken are sent again, and as many new ones that look like them.
const TRIED: usize = 6;

/// So many new names are sent, at most, to a server that was started anew.
const MOST: usize = 1000;

/// What is refused since there were too many before it.
pub(super) struct NewNames {
    /// The field.
    pub(super) part: Part,
    /// How many different ones were taken.
    pub(super) taken: usize,
    /// As many new ones as may show it to a server that was started anew, and the request.
    pub(super) sequence: Sequence,
}

impl NewNames {
    /// What is true of it.
    pub(super) fn description(&self, verb: &str) -> String {
        let field = self.part.name().replace('-', "_");
        format!(
            "{verb} goals with a new {field} by now: {} different ones passed before, and these still do",
            self.taken
        )
    }
}

/// Whether a legal goal is answered wrongly since its name is a new one, and no new one is taken any more.
pub(super) fn takes_no_more(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
    builder: &RequestBuilder,
) -> Result<Option<NewNames>, TargetUnavailable> {
    if suspect.expected.may_refuse() || matches!(inquiry.bench, Reproducer::Stdio { .. }) {
        return Ok(None);
    }
    let control = inquiry.control;
    let Some(of_tenant) = inquiry.names.of(builder.party) else { return Ok(None) };
    for (at, (part, (seen, first))) in FIELDS.into_iter().zip(of_tenant).enumerate() {
        if seen.len() < NO_LIST || first.len() < TRIED {
            continue;
        }
        let mut is_so = true;
        for text in &first[first.len() - TRIED..] {
            let new = another(text, control.salt()).unwrap_or_default();
            let with = |text: &str| part.put_text(builder, text);
            let (Some(known), Some(new)) = (with(text), with(&new)) else {
                is_so = false;
                break;
            };
            if inquiry.weighs_the_same(&known, suspect)?
                || !inquiry.weighs_the_same(&new, suspect)?
            {
                is_so = false;
                break;
            }
        }
        if !is_so {
            continue;
        }
        let taken = seen.len();
        let step = |builder: &RequestBuilder| Step::once(inquiry.request_of(builder, suspect));
        // Tenants may share the room.
        let all = inquiry.names.count(at).max(taken);
        let count = (all + all / 4).min(MOST);
        let names = (0..count).map(|at| another(&first[at % first.len()], control.salt()));
        let mut steps: Vec<Step> =
            names.filter_map(|name| Some(step(&part.put_text(builder, &name?)?))).collect();
        steps.push(step(builder));
        let sequence = Sequence { mode: SendMode::InOrder, steps };
        return Ok(Some(NewNames { part, taken, sequence }));
    }
    Ok(None)
}
