//! The smallest case of each finding.

use super::running::Running;
use crate::adapter::{Response, Session, Stop};
use crate::case::Case;
use crate::case::expectation::reference_alone;
use crate::judge::{Judgement, Kind, judge, sample, shrink};
use crate::learn::Rule;
use crate::protocol::{Tenant, legal};
use std::sync::Arc;

/// The maximum number of smaller cases that are tried for a finding, and of findings that are minimised.
const SHRINK_BUDGET: usize = 400;
const SHRUNK_FINDINGS: usize = 48;

/// Minimises the sample of each finding, as far as the implementation still runs.
pub(super) fn run(running: &mut Running<'_>, session: &mut Session) -> Result<(), Stop> {
    let kinds: Vec<Kind> = running.accumulator.findings.keys().cloned().collect();
    let shrinkable = kinds
        .into_iter()
        .filter(|kind| {
            // What depends on earlier goals does not show on one alone.
            let has_state = matches!(kind, Kind::Learned(text)
                if Rule::parse(text).is_ok_and(|rule| rule.state.is_some()));
            let alone = !matches!(
                kind,
                Kind::Fault(..) | Kind::BatchOnly | Kind::Wire(..) | Kind::Panicked(_)
            );
            alone && !has_state
        })
        .take(SHRUNK_FINDINGS);
    for kind in shrinkable {
        minimise(running, session, &kind)?;
    }
    Ok(())
}

fn minimise(running: &mut Running<'_>, session: &mut Session, kind: &Kind) -> Result<(), Stop> {
    let Running { accumulator, namer, .. } = running;
    let Some(finding) = accumulator.findings.get(kind) else { return Ok(()) };
    let original = finding.sample.clone();
    let mut best = None;
    let mut stop = None;

    let mut still = |candidate: &Case| {
        if stop.is_some() || (original.legal && !legal::is_legal(&candidate.goal)) {
            return false;
        }
        let answer = match session.ask(candidate) {
            Ok(answer) => answer,
            Err(why) => {
                stop = Some(why);
                return false;
            }
        };
        let done = Response { case: candidate.clone(), answer, in_batch: false };
        let demand = reference_alone(candidate.tenant.signer().ok().as_ref(), &candidate.goal);
        match judge(&done, &demand, namer) {
            Judgement::Wrong(wrong) if wrong.kinds.contains(kind) => {
                best = Some(sample(&done, &demand, &wrong));
                true
            }
            _ => false,
        }
    };
    // A short tenant id leaves more room for what matters.
    let short = Tenant { tenant_id: "t".into(), secret: original.case.tenant.secret.clone() };
    let mut start = original.case.clone();
    start.tenant = Arc::new(short);
    if !still(&start) {
        start.tenant = Arc::clone(&original.case.tenant);
    }
    shrink::shrink(&start, SHRINK_BUDGET, still);
    if let (Some(best), Some(finding)) = (best, accumulator.findings.get_mut(kind)) {
        finding.shrunk_from = Some(original.case.id.to_string());
        finding.sample = best;
    }
    stop.map_or(Ok(()), Err)
}
