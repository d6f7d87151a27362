//! Every mistake of servers as a server, and every mistake that a server can share.

use super::mutant::Mutant;
use crate::adapter::ServerAnswer;
use crate::case::VerifyCase;
use crate::judge::hypotheses::answer;
use crate::judge::judge_answer;
use crate::judge::server::echoes;
use crate::mistakes::servers::{Deal, Served, server_mistakes, shared_mistakes};
use crate::protocol::Goal;
use crate::vectors::VectorFile;
use crate::vectors::VerifyTest;
use std::hash::{DefaultHasher, Hash, Hasher};

pub(super) fn mutants(files: &[VectorFile], place: &dyn Fn(&str) -> Option<usize>) -> Vec<Mutant> {
    let tests: Vec<Asked> = files
        .iter()
        .flat_map(|file| file.verify_tests())
        .filter_map(|(group, test)| Some(Asked::new(place(&test.id)?, test.case(group), test)))
        .collect();
    let own = server_mistakes().map(|mistake| {
        let serve = |asked: &Asked<'_>| asked.judged(&(mistake.serve)(&deal(&asked.case)));
        mutant(format!("server/{}", mistake.id), mistake.title, mistake.equivalent, &tests, &serve)
    });
    let shared =
        shared_mistakes().flat_map(|set| set.mistakes().map(move |mistake| (set, mistake)));
    let shared = shared.map(|(set, mistake)| {
        let serve = |asked: &Asked<'_>| {
            let signed = |goal: &Goal| deal(&asked.case).is_signed_as(set, goal);
            if asked.goal.as_ref().is_some_and(signed) { asked.taken } else { asked.refused }
        };
        mutant(format!("server/as-signer/{}", mistake.id), mistake.title, None, &tests, &serve)
    });
    own.chain(shared).collect()
}

/// A vector, and what does not depend on the mutant.
struct Asked<'a> {
    at: usize,
    case: VerifyCase,
    test: &'a VerifyTest,
    goal: Option<Goal>,
    /// What it is worth to take the signature, and to refuse it.
    taken: Judged,
    refused: Judged,
}

/// Whether an answer passes, and for a 401 how it reads.
type Judged = (bool, Option<u64>);

impl<'a> Asked<'a> {
    fn new(at: usize, case: VerifyCase, test: &'a VerifyTest) -> Asked<'a> {
        let goal = deal(&case).goal();
        let nothing = (true, None);
        let mut asked = Asked { at, case, test, goal, taken: nothing, refused: nothing };
        asked.taken = asked.judged(&deal(&asked.case).taken_if(true));
        asked.refused = asked.judged(&deal(&asked.case).taken_if(false));
        asked
    }

    fn judged(&self, served: &Served) -> Judged {
        let answer = answer(served);
        // Every 401 must read alike (SRV-9).
        let kind = (answer.status == 401).then(|| kind(&answer));
        (passes(&self.case, self.test, &answer), kind)
    }
}

fn mutant(
    name: String,
    title: &'static str,
    equivalent: Option<&'static str>,
    tests: &[Asked<'_>],
    serve: &dyn Fn(&Asked<'_>) -> Judged,
) -> Mutant {
    let (mut killers, mut kinds) = (Vec::new(), Vec::new());
    for asked in tests {
        let (passes, kind) = serve(asked);
        if !passes {
            killers.push(asked.at);
        }
        kinds.extend(kind.map(|kind| (asked.at, kind)));
    }
    Mutant { name, title, equivalent, killers, kinds }
}

fn deal(case: &VerifyCase) -> Deal<'_> {
    Deal { request: &case.request, domain: &case.domain, tenant: &case.tenant, now: case.now }
}

fn passes(case: &VerifyCase, test: &VerifyTest, answer: &ServerAnswer) -> bool {
    let repeats = answer.status >= 400 && echoes(case, test.expected.rule, answer);
    !repeats && judge_answer(case, &test.expected, answer, 0).is_empty()
}

fn kind(answer: &ServerAnswer) -> u64 {
    let mut hasher = DefaultHasher::new();
    answer.body.hash(&mut hasher);
    hasher.finish()
}
