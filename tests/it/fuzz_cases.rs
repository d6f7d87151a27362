//! What the generator makes: it finds every mistake of servers that is known by name, and nothing with
//! the reference.

use goalpost::case::CaseId;
use goalpost::case::permitted::permitted;
use goalpost::case::{ExpectedResponse, Site};
use goalpost::generate::rng::Rng;
use goalpost::generate::{Draw, TenantSet, TestRequest, fresh, mutated};
use goalpost::judge::hypotheses::answer;
use goalpost::judge::server::echoes;
use goalpost::judge::{Uniform, judge_answer};
use goalpost::mistakes::servers::{Deal, Served, server_mistakes};
use goalpost::protocol::Tenant;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) fn world() -> TenantSet {
    let site = |domain: &str, tenant_id: &str, secret: &str| Site {
        domain: domain.into(),
        tenant: Arc::new(Tenant { tenant_id: tenant_id.into(), secret: secret.into() }),
    };
    let sites = [
        site("shop.example", "7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04", &"3f9c".repeat(16)),
        site("capitals.example", "C6E1A3C7-2F4D-4F6E-9A55-3C7C2F8E9D33", &"0f1e".repeat(16)),
        site("second.example", "c6e1a3c7-2f4d-4f6e-9a55-3c7c2f8e9d22", &"ffee".repeat(16)),
        site("empty.example", "empty", ""),
        site("odd.example", "odd", "abc"),
        site("words.example", "words", "zz"),
        site("blank.example", "blank", " 00ff"),
    ];
    TenantSet::new(&sites).unwrap()
}

pub(crate) fn now() -> Timestamp {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

/// Probes, with what is allowed of each.
fn probes(count: u64) -> Vec<(TestRequest, ExpectedResponse)> {
    let world = world();
    let mut made = Vec::new();
    let mut last = None;
    for index in 0..count {
        let mut rng = Rng::new(7, index);
        let mut draw = Draw { rng: &mut rng, world: &world, now: now() };
        let sketch = match &last {
            Some(last) if index % 3 == 2 => mutated(last, &mut draw),
            _ => fresh(&mut draw),
        };
        let probe = sketch.probe(&world, CaseId::Fuzz { seed: 7, index }, now());
        let (_, expected) = probe
            .case
            .request
            .with(|request| permitted(request, &world.tenants, now(), SignedDuration::ZERO));
        last = Some(sketch);
        made.push((probe, expected));
    }
    made
}

fn deal(probe: &TestRequest) -> Deal<'_> {
    let case = &probe.case;
    Deal { request: &case.request, domain: &case.domain, tenant: &case.tenant, now: case.now }
}

fn wrong(probe: &TestRequest, expected: &ExpectedResponse, served: &Served) -> Vec<String> {
    let answer = answer(served);
    let mut wrong = judge_answer(&probe.case, expected, &answer, 0);
    if answer.status >= 400 && echoes(&probe.case, expected.rule, &answer) {
        wrong.push("echoes".to_owned());
    }
    wrong
}

#[test]
fn the_reference_does_nothing_wrong_and_every_rule_decides() {
    let mut rules = BTreeMap::new();
    let mut mutations = BTreeMap::new();
    for (probe, expected) in probes(40_000) {
        let served = deal(&probe).serve();
        let told = wrong(&probe, &expected, &served);
        assert_eq!(
            told,
            Vec::<String>::new(),
            "{}: {:?}",
            probe.mutation,
            probe.to_value(None, goalpost::generate::document::Secrets::Shown).to_json()
        );
        *rules.entry(expected.rule).or_insert(0) += 1;
        *mutations.entry(probe.mutation).or_insert(0) += 1;
    }
    for rule in goalpost::protocol::rules::Rule::ALL {
        assert!(rules.contains_key(&rule), "no case for {rule:?}: {rules:?}");
    }
    assert!(mutations.values().all(|count| *count > 10), "{mutations:?}");
}

#[test]
fn every_known_mistake_of_a_server_is_found() {
    let probes = probes(60_000);
    let mut missed = Vec::new();
    for mistake in server_mistakes().filter(|mistake| mistake.equivalent.is_none()) {
        let (mut tried, mut uniform) = (0, Uniform::default());
        let found = probes.iter().any(|(probe, expected)| {
            tried += 1;
            let served = (mistake.serve)(&deal(probe));
            !wrong(probe, expected, &served).is_empty()
                || uniform.check("", &answer(&served)).is_some()
        });
        if !found {
            missed.push(mistake.id);
        } else if tried > 5_000 {
            println!("{}: {tried}", mistake.id);
        }
    }
    assert_eq!(missed, Vec::<&str>::new());
}
