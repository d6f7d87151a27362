//! What shows for some of many goals that have nothing in common but their kind: a server that tells goals apart by too
//! little says of new ones that it has them already, or takes forged ones for right ones that it took.

use super::case::SuspectedCase;
use super::inquiry::Inquiry;
use super::precursors::twin;
use super::reproducer::{Observed, Reproducer, TargetUnavailable};
use super::search::{Planned, Search, SequenceHit, is_as_heavy, send};
use crate::case::Signed;
use crate::generate::sequence::{Renewed, SendMode, Sequence, Step, renew};
use crate::generate::{Header, RequestBuilder};
use crate::judge::server::Wrong;

/// So many goals are sent, each with names of its own, and so many at a time.
const MANY: usize = 1000;
const AT_A_TIME: usize = 100;

/// So many of them are filed: they are sent up to three times to a server that was started anew.
const FILED: usize = 400;

/// So many of them must show it: one may be wrong for another reason.
const ENOUGH: usize = 3;

/// The description where goals are told apart by too little.
fn one_in(of: usize) -> String {
    format!(
        "says of about one in {of} goals that were never sent that it has them already; of the more, the more it has"
    )
}

/// So many forged goals are sent to see whether some are taken by chance.
const FORGED: usize = 100;

/// Whether a server takes some of many forged goals that have nothing in common: what it has taken before lets them
/// pass.
pub(super) fn takes_forged(
    inquiry: &mut Inquiry<'_, '_, '_>,
    suspect: &SuspectedCase,
) -> Result<Option<SequenceHit>, TargetUnavailable> {
    let (Some(builder), Reproducer::Http { .. }) = (&suspect.builder, &inquiry.bench) else {
        return Ok(None);
    };
    let forged = |inquiry: &Inquiry<'_, '_, '_>, is_right: bool| {
        let salt = inquiry.control.salt();
        let twin = twin(builder, salt);
        let flip = if is_right { None } else { Some((salt % 64) as u8) };
        let signed = Signed { flip, ..Signed::default() };
        let builder = RequestBuilder { signed, header: Header::Plain, ..twin };
        Step::once(inquiry.request_of(&builder, suspect))
    };
    let steps = (0..FORGED).map(|_| forged(inquiry, false)).collect();
    let sequence = Sequence { mode: SendMode::InOrder, steps };
    let played = send(inquiry, &sequence)?;
    let (sent, mut hits) = (played.len(), played);
    hits.retain(|one| is_as_heavy(inquiry, suspect, one));
    let Some(first) = hits.first().filter(|_| hits.len() >= ENOUGH && 2 * hits.len() < sent) else {
        return Ok(None);
    };
    let (request, (observed, wrong)) =
        (first.request.clone(), super::search::judged(inquiry, first));
    // One that was started anew has taken nothing yet.
    let mut steps: Vec<Step> = (0..FILED).map(|_| forged(inquiry, true)).collect();
    steps.extend((0..FILED / 2).map(|_| forged(inquiry, false)));
    Ok(Some(SequenceHit {
        sequence: Sequence { mode: SendMode::Pipelined, steps },
        request,
        observed,
        wrong,
        trigger: Vec::new(),
        description: format!(
            "takes about one in {} of forged goals that have nothing in common, after the right ones that it took",
            sent / hits.len()
        ),
    }))
}

/// Whether a server says of goals that were never sent before, with names of their own, that it has them.
pub(super) fn takes_for_known(
    search: &mut Search<'_, '_, '_, '_>,
    last: &Planned,
) -> Result<Option<SequenceHit>, TargetUnavailable> {
    let fresh = |search: &Search<'_, '_, '_, '_>| {
        let mut builder = last.builder.clone();
        renew(&mut [&mut builder], Renewed::Everything, search.inquiry.control.salt());
        Step::once(search.inquiry.request_of(&builder, search.suspect))
    };
    let steps: Vec<Step> = (0..MANY).map(|_| fresh(search)).collect();
    let (mut sent, mut hits) = (0, 0);
    let mut first: Option<(Observed, Vec<Wrong>)> = None;
    for some in steps.chunks(AT_A_TIME) {
        let sequence = Sequence { mode: SendMode::InOrder, steps: some.to_vec() };
        for one in send(search.inquiry, &sequence)? {
            sent += 1;
            if is_as_heavy(search.inquiry, search.suspect, &one) {
                hits += 1;
                first.get_or_insert_with(|| super::search::judged(search.inquiry, &one));
            }
        }
        if sent >= 2 * AT_A_TIME && hits >= ENOUGH {
            break;
        }
    }
    let Some((observed, wrong)) = first.filter(|_| hits >= ENOUGH && 2 * hits < sent) else {
        return Ok(None);
    };
    // One that was started anew needs many to have enough that a new one can be taken for.
    let request = steps[0].request.clone();
    let steps = steps.into_iter().take(FILED).collect();
    let sequence = Sequence { mode: SendMode::Pipelined, steps };
    let (trigger, description) = (Vec::new(), one_in(sent / hits));
    Ok(Some(SequenceHit { sequence, request, observed, wrong, trigger, description }))
}
