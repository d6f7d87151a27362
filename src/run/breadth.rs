//! Goals with what real systems change, one by one: drawn from the seed, and the goals that a rule is learned from.
//! A mistake that a rule could be learned of is not to pass because no goal shows it.

use super::running::{Running, missing_feature};
use crate::adapter::{Response, Session, Stop, Work};
use crate::case::{Case, CaseId};
use crate::generate::stream::Stream;
use crate::generate::typical::Typical;
use crate::learn::survey_goals;

/// One goal of the stream for so many random goals, and so many at most.
const TYPICAL: (u64, u64) = (10, 1000);

/// So many of the survey's goals for each random one, until all are asked.
const SURVEYED: u64 = 5;

/// Has an adapter sign them, and judges what comes.
pub(super) fn run(running: &mut Running<'_>, session: &mut Session) -> Result<(), Stop> {
    let plan = running.plan;
    let (seed, count) = (plan.seed, (plan.random / TYPICAL.0).min(TYPICAL.1));
    let (stream, goals) = (Stream { seed }, Typical { seed });
    let typical = (0..count).map(|index| Case {
        id: CaseId::Vector(format!("typical/{seed}/{index}").into()),
        tenant: stream.tenant(index),
        goal: goals.goal(index),
    });
    let surveyed = if plan.random == 0 { Vec::new() } else { survey_goals() };
    let all = surveyed.len() as u64;
    let wanted = plan.random.saturating_mul(SURVEYED).min(all);
    // Evenly spread where not all of them are asked.
    let is_wanted = move |at: u64| at * wanted / all != (at + 1) * wanted / all;
    let survey = surveyed.into_iter().zip(0..).filter(|(_, at)| is_wanted(*at));
    let survey = survey.map(|(case, at)| {
        let id = CaseId::Vector(format!("survey/{at}").into());
        Case { id, ..case }
    });
    let hello = session.hello().clone();
    let mut jobs = typical
        .chain(survey)
        .filter(|case| plan.selection.admits(&case.id) && missing_feature(case, &hello).is_none())
        .map(Work::Single);
    session.run(&mut jobs, &mut |done: Response| {
        running.judged();
        if running.is_reference(&done) {
            running.accumulator.pass();
            running.namer.came_out_right(&done.case.tenant, &done.case.goal);
        } else {
            let demand = running.demand(&done.case);
            running.take(&done, &demand);
        }
    })
}
