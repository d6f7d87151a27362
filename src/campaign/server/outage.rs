//! A server that goes away while it is fuzzed: for a while nobody listens there any more, or never again.

use super::worker::Worker;
use crate::adapter::ServerAddress;
use crate::campaign::case::Reproduced;
use crate::campaign::down::{GONE, comes_back, sent_last};
use crate::campaign::reproducer::{Observed, demanded};
use crate::campaign::triage::as_seen;
use crate::case::CaseId;
use crate::generate::RequestBuilder;
use crate::judge::server::Symptom;
use crate::protocol::Goal;

/// So often it is looked into why a server went away.
const OUTAGES: usize = 4;

/// What outages are counted as, and the one at the end.
const OUTAGE: &str = "outage";
const LAST_OUTAGE: &str = "last-outage";

/// Whether a symptom may be that of a server that ended.
fn shows_outage(symptom: Symptom) -> bool {
    matches!(symptom, Symptom::Dropped | Symptom::Gone)
}

impl Worker<'_, '_> {
    /// Takes in that the server went away and came back, with what was under way.
    pub(super) fn went_away(&mut self) {
        if self.common.may_inquire(OUTAGE, OUTAGES) {
            self.suspect_outage("nobody listened there for a moment");
            self.outage = self.suspicions.pop();
        }
    }

    /// Looks into why the server went away, unless a request that was sent again has shown it since.
    pub(super) fn look_at_outage(&mut self) {
        if let Some(outage) = self.outage.take()
            && !self.suspicions.iter().any(|suspect| shows_outage(suspect.symptom))
        {
            self.suspicions.push(outage);
        }
    }

    /// Files that the server went away and did not come back.
    pub(super) fn file_outage(&mut self, address: &ServerAddress) {
        let is_gone =
            self.control.down().is_some() && self.control.judged() > 0 && !comes_back(address);
        if !is_gone || !self.common.may_inquire(LAST_OUTAGE, 1) {
            return;
        }
        self.suspect_outage("nobody listens there");
        if let Some(suspect) = self.suspicions.pop() {
            let last = sent_last(self.common.world, &suspect);
            let mut found = as_seen(&suspect, Reproduced::ServerIsDown(last));
            found.description = GONE.to_owned();
            self.file(&suspect, &found);
        }
    }

    /// Suspects the first request that was under way, or an ordinary goal where none was.
    fn suspect_outage(&mut self, what: &str) {
        let builder = match self.pending.front() {
            Some(sent) => sent.builder.clone(),
            None => {
                let goal = Goal { event_name: Some("purchase".into()), ..Goal::default() };
                RequestBuilder::ordinary(self.common.world.place_of_good(), goal)
            }
        };
        let id = CaseId::Vector("outage".into());
        let request = builder.probe(self.common.world, id, (self.control.plan.now)());
        let expected = demanded(&request, self.common.world, self.clocks());
        let what = what.to_owned();
        let observed = Observed::Fault(Symptom::Gone, what.clone());
        self.suspect(request, Some(builder), expected, observed, vec![(Symptom::Gone, what)]);
    }
}
