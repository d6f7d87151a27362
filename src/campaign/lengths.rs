//! Goals that are answered wrongly for how long they are: a hash that pads wrongly, a buffer that is just full.

use super::case::SuspectedCase;
use super::describing::verb;
use super::inquiry::Inquiry;
use super::reproducer::{TargetUnavailable, demanded};
use super::trigger::Part;
use crate::generate::RequestBuilder;

/// Lengths that come again after so many bytes: of words, lines of a cache, blocks of hashes.
const PERIODS: [usize; 4] = [8, 16, 32, 64];

impl Inquiry<'_, '_, '_> {
    /// What is true of a goal that is answered wrongly for its length, whatever part of it is longer: which lengths are, too.
    pub(super) fn by_length(
        &mut self,
        small: &RequestBuilder,
        suspect: &SuspectedCase,
    ) -> Result<Option<String>, TargetUnavailable> {
        for period in PERIODS {
            let again = [period, 2 * period];
            let others = [1, 3, period / 2, period + 1];
            if self.are_all(true, small, suspect, &again)?
                && self.are_all(false, small, suspect, &others)?
            {
                let text = others.map(|more| more.to_string()).join(", ");
                return Ok(Some(format!(
                    "{} goals of one length in {period}: with {period} or {} bytes more in session_id, too, and not with {text} more",
                    verb(suspect.symptom),
                    2 * period
                )));
            }
        }
        Ok(None)
    }

    /// Whether the goal with each of so many more bytes is answered wrongly, or rightly.
    fn are_all(
        &mut self,
        wrong: bool,
        small: &RequestBuilder,
        suspect: &SuspectedCase,
        more: &[usize],
    ) -> Result<bool, TargetUnavailable> {
        for more in more {
            if self.is_wrong_with(small, suspect, *more)? != wrong {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the goal is answered wrongly with so many more bytes; what need not be taken is not.
    fn is_wrong_with(
        &mut self,
        small: &RequestBuilder,
        suspect: &SuspectedCase,
        more: usize,
    ) -> Result<bool, TargetUnavailable> {
        let Some(session) = Part::SessionId.text(small) else { return Ok(false) };
        let next = Part::SessionId.with_text(small, &format!("{session}{}", "a".repeat(more)));
        let request = self.request_of(&next, suspect);
        if demanded(&request, self.world, self.bench.clocks()).may_refuse() {
            return Ok(false);
        }
        self.weighs_the_same(&next, suspect)
    }
}
