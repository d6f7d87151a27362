//! Whether a wrong answer is explained by what is filed already.

use super::worker::Worker;
use crate::campaign::artifacts;
use crate::campaign::case::SuspectedCase;
use crate::campaign::finding_store::{FiledFinding, How};
use crate::campaign::trigger::Part;
use crate::judge::Weight;
use crate::judge::server::Symptom;

/// Whether a symptom is as wrong wherever it shows.
fn says_what(symptom: Symptom) -> bool {
    matches!(symptom, Symptom::Lag | Symptom::Bucket | Symptom::Ranked | Symptom::Status(500..))
}

/// Whether something was taken, signed or as a hint.
fn is_taken(symptom: Symptom) -> bool {
    matches!(symptom, Symptom::Status(200..300))
}

/// What is filed already and may explain a wrong answer.
pub(super) enum Known {
    /// This does.
    Filed(usize),
    /// One of these may: what cures it has to be tried.
    Maybe(Vec<usize>),
    No,
}
impl Worker<'_, '_> {
    /// What is filed already and explains a wrong answer, as far as that can be said without sending anything.
    pub(super) fn known(&self, suspect: &SuspectedCase) -> Known {
        let store = self.control.store();
        let base = artifacts::unnamed_cause(&suspect.request, &suspect.expected, suspect.symptom);
        let demand = (Some(suspect.weight), suspect.expected.may_refuse());
        let explains = |filed: &FiledFinding| match filed.hypotheses.first() {
            Some(hypothesis) if suspect.request.wire.is_none() => {
                hypothesis.verdict(&suspect.request.case, &suspect.expected)
                    == Some(suspect.symptom)
            }
            Some(_) => false,
            None => filed.base == base && filed.how == How::Alone && filed.trigger.is_empty(),
        };
        let sure = |filed: &FiledFinding| !filed.flaky && explains(filed);
        if let Some(at) = store.filed.iter().position(sure) {
            return Known::Filed(at);
        }
        let known = |filed: &FiledFinding| {
            filed.is_by_chance()
                && filed.rule == Some(suspect.expected.rule)
                && filed.weight == Some(suspect.weight)
                && filed.symptom == Some(suspect.symptom)
        };
        if let Some(at) = store.filed.iter().position(known) {
            return Known::Filed(at);
        }
        // A server that has changed for good answers so whatever is asked; one that refuses something otherwise by now does
        // so by that rule.
        let for_good = |filed: &FiledFinding| {
            filed.how == How::ForGood
                && (!filed.may_refuse || filed.rule == Some(suspect.expected.rule))
                && filed.weight.is_some_and(|weight| weight <= suspect.weight)
                && filed.symptom == Some(suspect.symptom)
        };
        if let Some(at) = store.filed.iter().position(for_good) {
            return Known::Filed(at);
        }
        // Also one that ends, whatever was under way then.
        let down = |filed: &FiledFinding| {
            filed.how == How::StopsAnswering
                || filed.how == How::Sequence && filed.symptom == Some(Symptom::Gone)
        };
        if matches!(suspect.symptom, Symptom::Hangs | Symptom::Dropped | Symptom::Gone)
            && let Some(at) = store.filed.iter().position(down)
        {
            return Known::Filed(at);
        }
        // A finding weighs as much as the worst that its requests show.
        let same_answer = |filed: &FiledFinding| filed.symptom == Some(suspect.symptom);
        let outweighs = |filed: &FiledFinding| {
            filed.weight.is_some_and(|weight| weight < suspect.weight) && same_answer(filed)
        };
        let alike = |filed: &FiledFinding| match filed.how {
            _ if filed.trigger.first() == Some(&Part::KeyCase) => true,
            How::Sequence => filed.weight == demand.0 || outweighs(filed),
            How::Alone if !filed.trigger.is_empty() && outweighs(filed) => true,
            // A forged request that a part of it lets through, whichever rule it breaks.
            How::Alone
                if !filed.trigger.is_empty()
                    && suspect.weight == Weight::Forged
                    && same_answer(filed) =>
            {
                filed.weight == demand.0
            }
            // What is wrong with an effect, or breaks, has nothing to do with whether a refusal would have passed.
            How::Alone if same_answer(filed) && says_what(suspect.symptom) => {
                filed.weight == demand.0
            }
            _ => {
                let same = filed.base == base
                    || filed.symptom.is_some_and(is_taken)
                        && is_taken(suspect.symptom)
                        && filed.rule == Some(suspect.expected.rule);
                filed.weight == demand.0 && filed.may_refuse == demand.1 && same
            }
        };
        let maybe: Vec<usize> =
            (0..store.filed.len()).filter(|at| alike(&store.filed[*at])).collect();
        match maybe.is_empty() {
            true => Known::No,
            false => Known::Maybe(maybe),
        }
    }
}
