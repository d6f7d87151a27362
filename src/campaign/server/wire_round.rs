//! Rounds of what is no HTTP.

use super::worker::Worker;
use crate::adapter::ServerAddress;
use crate::campaign::reproducer::{Observed, Reproducer, TargetUnavailable, demanded, wire_note};
use crate::case::CaseId;
use crate::generate::rng::Rng;
use crate::generate::{Draw, RequestBuilder, fresh, http};
use crate::judge::server::Symptom;
use crate::protocol::Goal;
use crate::protocol::rules::Rule;

/// The kind of what is not HTTP, in the table of kinds.
pub(super) const WIRE: &str = "not-http";

/// Between two rounds of what is no HTTP, so many cases pass, and a round has so many.
pub(super) const WIRE_EVERY: u64 = 2000;
const WIRE_ROUND: u64 = 27;

/// What asks for another protocol.
const UPGRADE: [(&str, &[u8]); 2] = [("upgrade", b"example/1"), ("connection", b"upgrade")];

impl Worker<'_, '_> {
    /// Sends what is no HTTP, each on a connection of its own.
    pub(super) fn wire_round(
        &mut self,
        address: &ServerAddress,
        bench: &mut Reproducer<'_>,
    ) -> Result<(), TargetUnavailable> {
        self.leave_early(address);
        self.ask_for_upgrade(bench)?;
        for _ in 0..WIRE_ROUND {
            let Some(index) = self.control.take() else { return Ok(()) };
            let rng = &mut Rng::new(self.control.plan.stream(), index);
            let (world, now) = (self.common.world, self.now(rng));
            let mut draw = Draw { rng, world, now };
            let party = fresh(&mut draw).party;
            let goal = crate::generate::fresh_goal(rng);
            let id = CaseId::Fuzz { seed: self.control.plan.stream(), index };
            let mut probe = RequestBuilder::ordinary(party, goal).probe(world, id, now);
            let (bytes, body_at) = address.bytes(&probe.case.request);
            let head = String::from_utf8_lossy(&bytes[..body_at - 2]).into_owned();
            let head = head.replace("Content-Length:", "content-length:");
            let (name, wrecked) = http::wrecked(&head, &probe.case.request.body, rng);
            probe.wire = Some(wrecked);
            probe.mutation = name;
            let (wrong, observed, probe) = bench.ask(&probe, world, None, self.control)?;
            self.judged += 1;
            self.control.count(1);
            self.wire.sent += 1;
            match observed {
                // To hang up is an answer to bytes that are not HTTP.
                Observed::Fault(Symptom::Hangs, _) => self.wire.unanswered += 1,
                _ => self.wire.judged += 1,
            }
            let expected = demanded(&probe, world, self.clocks());
            if let (Some(text), Some(status)) = (wire_note(&probe, &observed), observed.status()) {
                self.control.note((name, status), 1, || text);
            }
            if !wrong.is_empty() {
                let hangs = matches!(observed, Observed::Fault(Symptom::Hangs, _));
                self.suspect(probe, None, expected, observed, wrong);
                if hangs && self.must_look() {
                    // Whether the server answers anything at all has to be seen first.
                    return Ok(());
                }
            } else {
                let place = http::place(name) as u8;
                let behaviour =
                    (observed.status().unwrap_or(0), Rule::BodySyntax, u8::MAX - place, 0);
                self.common.steering().count(behaviour, 1);
            }
        }
        Ok(())
    }

    /// A goal that asks for another protocol, which nobody speaks: a server answers as if it did not (RFC 9110, 7.8). On a
    /// connection of its own, since some servers read nothing after such a request.
    fn ask_for_upgrade(&mut self, bench: &mut Reproducer<'_>) -> Result<(), TargetUnavailable> {
        let Some(index) = self.control.take() else { return Ok(()) };
        let rng = &mut Rng::new(self.control.plan.stream(), index);
        let (world, now) = (self.common.world, self.now(rng));
        let goal = crate::generate::fresh_goal(rng);
        let mut builder = RequestBuilder::ordinary(world.place_of_good(), goal);
        for (name, value) in UPGRADE {
            builder.headers.push((name.to_owned(), value.to_vec()));
        }
        let id = CaseId::Fuzz { seed: self.control.plan.stream(), index };
        let probe = builder.probe(world, id, now);
        let (wrong, observed, probe) = bench.ask(&probe, world, None, self.control)?;
        self.judged += 1;
        self.control.count(1);
        let counts = &mut self.coverage[builder.mutation.place];
        counts.sent += 1;
        match observed {
            Observed::Fault(Symptom::Hangs, _) => counts.unanswered += 1,
            _ => counts.judged += 1,
        }
        let expected = demanded(&probe, world, self.clocks());
        if !wrong.is_empty() {
            self.suspect(probe, Some(builder), expected, observed, wrong);
        }
        Ok(())
    }

    /// Goals whose senders do not wait for the answer: to write it then must not end the server, which shows in what
    /// is sent after them.
    fn leave_early(&self, address: &ServerAddress) {
        let id = CaseId::Vector("left".into());
        let now = (self.control.plan.now)();
        for name in ["purchase", ""] {
            let goal = Goal { event_name: Some(name.into()), ..Goal::default() };
            let builder = RequestBuilder::ordinary(self.common.world.place_of_good(), goal);
            let request = builder.probe(self.common.world, id.clone(), now);
            let (bytes, _) = address.bytes(&request.case.request);
            address.leave(&bytes, self.control.patience());
        }
    }
}
