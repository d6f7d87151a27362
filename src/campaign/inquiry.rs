//! What is at hand where something that looked wrong is looked into.

use super::case::SuspectedCase;
use super::control::Control;
use super::names_taken::NamesTaken;
use super::reproducer::{First401, Reproducer, TargetUnavailable, demanded};
use crate::generate::{RequestBuilder, TenantSet, TestRequest};
use crate::judge::Weight;
use crate::judge::hypotheses::Seen;

/// What an inquiry works with.
pub(super) struct Inquiry<'a, 'b, 'p> {
    pub(super) bench: &'a mut Reproducer<'b>,
    pub(super) world: &'a TenantSet,
    pub(super) control: &'a Control<'p>,
    pub(super) first: Option<&'a First401>,
    pub(super) witnesses: &'a [Seen],
    /// What was in flight when an answer did not come, and at which worker.
    pub(super) unanswered: &'a [(usize, RequestBuilder)],
    /// The names that the server has taken.
    pub(super) names: &'a NamesTaken,
}

impl Inquiry<'_, '_, '_> {
    /// A request for the suspect's moment.
    pub(super) fn request_of(
        &self,
        builder: &RequestBuilder,
        suspect: &SuspectedCase,
    ) -> TestRequest {
        let case = &suspect.request.case;
        builder.probe(self.world, case.id.clone(), case.now)
    }

    /// Whether a request is answered wrongly with the same weight.
    pub(super) fn weighs_the_same(
        &mut self,
        builder: &RequestBuilder,
        suspect: &SuspectedCase,
    ) -> Result<bool, TargetUnavailable> {
        let request = self.request_of(builder, suspect);
        let expected = demanded(&request, self.world, self.bench.clocks());
        let (wrong, _, _) = self.bench.ask(&request, self.world, self.first, self.control)?;
        Ok(wrong.iter().any(|(symptom, _)| Weight::of(&expected, *symptom) == suspect.weight))
    }
}
