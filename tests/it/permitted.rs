//! What the protocol permits of any request, held against every verify vector.

use goalpost::case::ExpectedResponse;
use goalpost::case::permitted::permitted;
use goalpost::protocol::validator::{Decision, Tenants};
use goalpost::vectors::{VerifyGroup, VerifyTest};
use jiff::SignedDuration;

fn of(group: &VerifyGroup, test: &VerifyTest) -> (Decision<'static>, ExpectedResponse) {
    let mut tenants = Tenants::default();
    tenants.register(&group.domain, &group.tenant);
    test.request.with(|r| permitted(r, &tenants, test.now, SignedDuration::ZERO))
}

#[test]
fn permitted_responses_forbid_nothing_that_a_vector_allows_and_allow_little_else() {
    let files = goalpost::vectors::embedded().unwrap();
    let (mut looser, mut wrong, mut all) = (Vec::new(), Vec::new(), 0);
    for (group, test) in files.iter().flat_map(|file| file.verify_tests()) {
        let (decision, found) = of(group, test);
        let wanted = &test.expected;
        let accepts =
            |expected: &ExpectedResponse| expected.status.iter().any(|s| (200..300).contains(s));
        let holds = decision.rule == wanted.rule
            && wanted.status.iter().all(|status| found.status.contains(status))
            && (!accepts(wanted)
                || wanted.ranked.is_none_or(|_| found.ranked == wanted.ranked)
                    && wanted.bucket.iter().all(|bucket| found.bucket.contains(bucket))
                    && (found.lag_seconds.is_empty()
                        || wanted.lag_seconds.iter().all(|l| found.lag_seconds.contains(l))))
            // What a vector refuses is never taken.
            && (accepts(wanted) || !accepts(&found));
        if !holds {
            wrong.push(format!("{}: {found:?} and not {wanted:?}", test.id));
        }
        all += 1;
        if found.status.len() > wanted.status.len() {
            looser.push(format!("{}: {:?} and not {:?}", test.id, found.status, wanted.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(looser.len() * 10 < all, "{} of {all}:\n{}", looser.len(), looser.join("\n"));
}
