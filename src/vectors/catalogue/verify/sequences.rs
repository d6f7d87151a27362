//! Sequences: what a server does with a request may depend on what came before it, or comes with it.

use super::draft::{Draft, YESTERDAY, draft};
use crate::case::{SECRET, Signed, Site, TENANT_ID};
use crate::generate::sequence::SendMode;
use crate::protocol::Tenant;
use crate::protocol::request::PATH;
use crate::vectors::file::{Groups, VectorFile};
use crate::vectors::sequence::{SequenceGroup, SequenceStep, SequenceTest};
use crate::vectors::verify_test::VerifyGroup;
use std::sync::Arc;
use std::time::Duration;

/// The second tenant.
const OTHER_DOMAIN: &str = "other.example";
const OTHER_ID: &str = "00000000-0000-4000-8000-0000000000b2";
const OTHER_SECRET: &str = "5eb15eb15eb15eb15eb15eb15eb15eb15eb15eb15eb15eb15eb15eb15eb15eb1";

/// The text in every session that is replaced where a server may remember an earlier run.
const FRESH: &str = "0123456789ab";

/// A request of a sequence that is being written.
struct Step {
    draft: Draft,
    connection: u16,
    repeat: u16,
    renew: bool,
    pause: u64,
    tenant: usize,
}

impl Step {
    /// On this connection, from 1.
    fn on(mut self, connection: u16) -> Step {
        self.connection = connection;
        self
    }

    /// So often.
    fn times(mut self, repeat: u16) -> Step {
        self.repeat = repeat;
        self
    }

    /// After so many milliseconds in which nobody sends.
    fn after(mut self, pause: u64) -> Step {
        self.pause = pause;
        self
    }

    /// For the second tenant.
    fn for_other(mut self) -> Step {
        self.tenant = 1;
        self.draft.target = format!("{PATH}?domain={OTHER_DOMAIN}");
        self
    }

    /// With something else changed.
    fn with(mut self, change: impl FnOnce(&mut Draft)) -> Step {
        change(&mut self.draft);
        self
    }

    fn bad(self, bit: u8) -> Step {
        self.with(|d| d.signed = Some(Signed { flip: Some(bit), ..Signed::default() }))
    }

    fn unsigned(mut self) -> Step {
        self.draft = self.draft.unsigned().also(&[401]);
        self
    }

    fn signed_for(mut self, goal: &str) -> Step {
        self.draft = self.draft.signed_for(goal);
        self
    }

    fn also(mut self, statuses: &[u16]) -> Step {
        self.draft = self.draft.also(statuses);
        self
    }
}

/// A body as it should be sent, for the first tenant, on the first connection.
fn good(body: impl Into<Vec<u8>>) -> Step {
    let draft = draft("", "", "", "", body);
    Step { draft, connection: 1, repeat: 1, renew: false, pause: 0, tenant: 0 }
}

/// A goal of a session with an event and a plan.
fn goal(event: &str, session: &str, plan: &str) -> String {
    format!(
        r#"{{"event_name":"{event}","session_id":"{session}{FRESH}","properties":{{"value":99.5,"currency":"EUR","plan":"{plan}"}}}}"#
    )
}

/// The same that is ranked.
fn ranked(session: &str, first_touch: &str) -> String {
    format!(
        r#"{{"event_name":"purchase","session_id":"{session}{FRESH}","first_touch_bucket":"ai_search","first_touch_ts":"{first_touch}"}}"#
    )
}

struct Builder {
    group: SequenceGroup,
    homes: Vec<VerifyGroup>,
}

impl Builder {
    fn add(
        &mut self,
        (id, comment): (&str, &str),
        flags: &str,
        requirements: &str,
        send: SendMode,
        steps: Vec<Step>,
    ) {
        let id: Arc<str> = format!("verify/sequence/{id}").into();
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        let finished = |step: Step| {
            let draft = Draft { id: id.to_string(), ..step.draft };
            SequenceStep {
                connection: step.connection,
                repeat: step.repeat,
                renew: step.renew,
                pause: Duration::from_millis(step.pause),
                tenant: step.tenant,
                test: draft.finished(&self.homes[step.tenant]),
            }
        };
        let steps: Vec<SequenceStep> = steps.into_iter().map(finished).collect();
        let Some(now) = steps.first().map(|step| step.test.now) else {
            unreachable!("{id} has no step")
        };
        self.group.tests.push(SequenceTest {
            id,
            comment: comment.to_owned(),
            flags: words(flags),
            requirements: words(requirements),
            now,
            send,
            fresh: FRESH.to_owned(),
            steps,
        });
    }
}

pub(super) fn file() -> VectorFile {
    let site = |domain: &str, id: &str, secret: &str| Site {
        domain: domain.into(),
        tenant: Arc::new(Tenant { tenant_id: id.into(), secret: secret.into() }),
    };
    let tenants = vec![
        site(super::draft::DOMAIN, TENANT_ID, SECRET),
        site(OTHER_DOMAIN, OTHER_ID, OTHER_SECRET),
    ];
    let homes = tenants.iter().map(|site| VerifyGroup {
        comment: String::new(),
        domain: Arc::clone(&site.domain),
        tenant: Arc::clone(&site.tenant),
        tests: Vec::new(),
    });
    let mut b = Builder {
        homes: homes.collect(),
        group: SequenceGroup {
            comment: "a server that knows two tenants".to_owned(),
            tenants,
            tests: Vec::new(),
        },
    };
    tampered_after_good(&mut b);
    signed_and_unsigned(&mut b);
    tenants_and_limits(&mut b);
    leftovers(&mut b);
    together(&mut b);
    let header = [
        "Requests that show something only together: a right server answers each as if it were the only one.",
        "Connections that are not named yet are opened; a step is sent after the answer to the one before.",
    ];
    VectorFile {
        name: "verify_sequences.json".to_owned(),
        header: header.map(str::to_owned).to_vec(),
        groups: Groups::Sequences(vec![b.group]),
    }
}

use SendMode::{InOrder, Parallel, Pipelined};

/// Something is signed right, and what is like it is not.
fn tampered_after_good(b: &mut Builder) {
    const FLAG: &str = "RememberedAnswer";
    let first = || goal("purchase", "s-a-", "Team");
    let other = |event: &str, session: &str| goal(event, session, "Solo");
    for (id, comment, flags, body, connection) in [
        (
            "tampered-after-good/one-connection",
            "a goal that is signed right, and then one that is not on the same connection",
            "OnOneConnection",
            other("signup", "s-b-"),
            1,
        ),
        (
            "tampered-after-good/two-connections",
            "the same on two",
            FLAG,
            other("signup", "s-b-"),
            2,
        ),
        ("tampered-after-good/same-session", "the same session", FLAG, other("signup", "s-a-"), 2),
        ("tampered-after-good/same-event", "the same event", FLAG, other("purchase", "s-b-"), 2),
        (
            "tampered-after-good/same-session-and-event",
            "the same session and event with other contents",
            FLAG,
            other("purchase", "s-a-"),
            2,
        ),
    ] {
        let steps = vec![good(first()), good(body).bad(0).on(connection)];
        b.add((id, comment), flags, "SRV-8", InOrder, steps);
    }
    b.add(
        (
            "same-body/other-signature",
            "the same body with its first bit of the signature changed, and with its last",
        ),
        FLAG,
        "SRV-8",
        InOrder,
        vec![good(first()), good(first()).bad(0).on(2), good(first()).bad(255).on(2)],
    );
    for (id, comment, body) in [
        (
            "same-signature/other-body",
            "a signature that was right once, over another goal",
            other("signup", "s-b-"),
        ),
        (
            "same-signature/other-case",
            "a signature that was right once, over a goal in other capitals",
            goal("purchase", "s-a-", "TEAM"),
        ),
    ] {
        let steps = vec![good(first()), good(body).signed_for(&first()).on(2)];
        b.add((id, comment), FLAG, "SRV-7", InOrder, steps);
    }
    let by_first = Signed {
        by: Some(Tenant { tenant_id: TENANT_ID.into(), secret: SECRET.into() }),
        ..Signed::default()
    };
    b.add(
        (
            "same-signature/other-tenant",
            "a goal that was accepted, sent again to another tenant's domain",
        ),
        FLAG,
        "SRV-23",
        InOrder,
        vec![good(first()), good(first()).for_other().with(|d| d.signed = Some(by_first)).on(2)],
    );
    b.add(
        (
            "no-domain-after-one",
            "a goal without a domain after one that had it, on the same connection and on another",
        ),
        FLAG,
        "SRV-6 SRV-20",
        InOrder,
        [1, 2]
            .map(|connection| {
                let nowhere = good(other("signup", "s-b-")).with(|d| d.target = PATH.to_owned());
                [good(first()), nowhere.also(&[401, 403, 404]).on(connection)]
            })
            .into_iter()
            .flatten()
            .collect(),
    );
}

/// The same goal with a signature and without.
fn signed_and_unsigned(b: &mut Builder) {
    const FLAG: &str = "RememberedAnswer";
    let body = || ranked("s-", YESTERDAY);
    b.add(
        ("unsigned-after-signed/same-body", "the same goal signed, and then without a signature"),
        FLAG,
        "SRV-10",
        InOrder,
        vec![good(body()), good(body()).unsigned().on(2)],
    );
    b.add(
        ("unsigned-after-signed/same-session", "a hint of a session of which a goal was ranked"),
        FLAG,
        "SRV-10",
        InOrder,
        vec![good(body()), good(goal("signup", "s-", "Team")).unsigned()],
    );
    b.add(
        ("signed-after-unsigned", "the same goal as a hint, and then signed"),
        FLAG,
        "SRV-26",
        InOrder,
        vec![good(body()).unsigned(), good(body())],
    );
    b.add(
        ("no-bucket-after-one", "a goal without a bucket after one that is ranked"),
        "OnOneConnection",
        "SRV-22 SRV-26",
        InOrder,
        vec![good(body()), good(goal("purchase", "t-", "Team"))],
    );
    b.add(
        ("same-goal/twice", "the same request twice, on one connection and on another"),
        FLAG,
        "SRV-21",
        InOrder,
        vec![good(body()), good(body()), good(body()).on(2)],
    );
    b.add(
        ("same-session-and-event/other-contents", "two goals of the same session and event"),
        FLAG,
        "SRV-21",
        InOrder,
        vec![good(goal("purchase", "s-", "Team")), good(goal("purchase", "s-", "Solo"))],
    );
    b.add(
        ("first-touch/two-offsets", "first touches with different offsets"),
        FLAG,
        "SRV-25",
        InOrder,
        vec![
            good(ranked("s-", "2026-11-22T13:30:00+05:30")),
            good(ranked("t-", "2026-11-22T07:00:00Z")),
            good(ranked("u-", "2026-11-22T03:00:00-05:00")),
        ],
    );
    b.add(
        ("first-touch/two-of-a-session", "two goals of a session with different first touches"),
        FLAG,
        "SRV-25",
        InOrder,
        vec![good(ranked("s-", YESTERDAY)), good(ranked("s-", "2026-11-20T08:00:00.000Z"))],
    );
}

/// Two tenants, and what one of them, or a stranger, must not do to the other.
fn tenants_and_limits(b: &mut Builder) {
    let body = |session: &str| goal("purchase", session, "Team");
    b.add(
        ("two-tenants/one-connection", "two tenants in turn on one connection"),
        "OnOneConnection",
        "SRV-20",
        InOrder,
        vec![
            good(body("s-")),
            good(body("t-")).for_other(),
            good(body("u-")),
            good(body("v-")).for_other().bad(0),
        ],
    );
    b.add(
        (
            "two-tenants/one-is-attacked",
            "101 wrong signatures for a tenant, then a goal of the other",
        ),
        "RememberedAnswer",
        "SRV-8 SRV-9 SRV-21",
        InOrder,
        vec![good(body("s-")).bad(0).times(101), good(body("t-")).for_other().on(2)],
    );
    b.add(
        ("many-bad/then-good", "twenty wrong signatures, then a right one"),
        "RememberedAnswer",
        "SRV-8 SRV-21",
        InOrder,
        vec![good(body("s-")).bad(0).times(20), good(body("t-")).on(2)],
    );
    let refused = r#"{"event_name":"purchase","properties":{"value":-1}}"#;
    b.add(
        (
            "many-refused/then-good",
            "twelve goals that are signed right and refused, then a legal one",
        ),
        "RememberedAnswer",
        "SRV-13 SRV-21",
        InOrder,
        vec![good(refused).times(12), good(body("s-")).on(2)],
    );
    let unknown = good(body("s-")).with(|d| d.target = format!("{PATH}?domain=d{FRESH}.example"));
    b.add(
        (
            "many-unknown-domains/then-good",
            "seventy domains that nobody registered, then a known one",
        ),
        "RememberedAnswer",
        "SRV-6 SRV-21",
        InOrder,
        vec![
            Step { renew: true, ..unknown.also(&[400, 401, 403]).times(70) },
            good(body("t-")).on(2),
        ],
    );
    let capitals = format!("{PATH}?domain={}", super::draft::DOMAIN.to_uppercase());
    b.add(
        (
            "domain-spelled-otherwise/first",
            "after a quiet second, a domain in capitals, then as it is registered",
        ),
        "RememberedAnswer",
        "SRV-6 SRV-21",
        InOrder,
        vec![
            good(body("s-")).with(|d| d.target = capitals).also(&[400, 401, 403, 404]).after(1000),
            good(body("t-")).on(2),
        ],
    );
}

/// What an earlier request leaves behind.
fn leftovers(b: &mut Builder) {
    const FLAG: &str = "OnOneConnection";
    let body = || goal("purchase", "s-", "Team");
    b.add(
        ("many-good/one-connection", "twenty goals on one connection"),
        FLAG,
        "SRV-21",
        InOrder,
        vec![Step { renew: true, ..good(body()).times(20) }],
    );
    let not_utf8 = [&b"{\"event_name\":\"purch\xff"[..], b"ase\"}"].concat();
    let unreadable = || {
        let mut step = good(not_utf8.clone());
        step.draft = step.draft.with_signature(|_| vec!["0".repeat(64).into_bytes()]);
        step
    };
    b.add(
        ("not-utf-8/then-good", "a body that is not UTF-8, then a legal goal"),
        FLAG,
        "SRV-3 SRV-21",
        InOrder,
        vec![unreadable().also(&[401]), good(body()), good(body()).on(2)],
    );
    let long = goal("purchase", "a-session-with-a-long-name-", "A plan with a rather long name");
    b.add(
        ("long/then-short", "a long body, then a short one"),
        FLAG,
        "SRV-21",
        InOrder,
        vec![good(long), good(r#"{"event_name":"a"}"#), good(body())],
    );
    let elsewhere = |change: fn(&mut Draft)| good(body()).with(change);
    b.add(
        (
            "other-path-and-method/then-good",
            "bodies to another path and by another method, each before a legal goal",
        ),
        FLAG,
        "SRV-1 SRV-21",
        InOrder,
        vec![
            elsewhere(|d| d.target = "/api/v1/other".to_owned()),
            good(body()),
            elsewhere(|d| d.method = "PUT"),
            good(body()),
        ],
    );
    b.add(
        (
            "personal-data/then-other",
            "two goals with personal data: what one holds is not in the answer to the other",
        ),
        FLAG,
        "PII-4",
        InOrder,
        vec![
            good(goal("purchase", "s-", "jane.first@mail.example")),
            good(goal("purchase", "t-", "john.second@mail.example")),
        ],
    );
    b.add(
        ("quiet/then-good", "a goal, more than two quiet seconds, and another one"),
        "RememberedAnswer",
        "SRV-21",
        InOrder,
        vec![good(body()), good(goal("purchase", "t-", "Team")).on(2).after(2200)],
    );
    let header_first = |d: &mut Draft| {
        d.values = |_| Vec::new();
        let signature = Signed::default()
            .signature(&Tenant { tenant_id: TENANT_ID.into(), secret: SECRET.into() }, &d.body);
        let value = signature.unwrap_or_default().into_bytes();
        d.headers.insert(0, ("x-lp-goal-signature".to_owned(), value));
    };
    b.add(
        ("legal/in-breadth", "legal goals that look unlike each other, in values and in headers"),
        "RememberedAnswer",
        "SRV-15 SRV-18 SRV-21",
        InOrder,
        vec![
            good(goal("refund", "s-", "Team")),
            good(goal("purchase", "s", "Team").replace(FRESH, &format!("{FRESH}777"))),
            good(goal("purchase", "t-", "A plan of fifty characters, no more and no less .")),
            good(goal("purchase", "u-", "Select: drop in, union or <script>")),
            good(ranked("v-", YESTERDAY)).with(header_first),
            good(ranked("w-", YESTERDAY)).with(|d| d.name = "X-Lp-GOAL-signature"),
            good(goal("purchase", "x-", "Team"))
                .with(|d| {
                    let value = b"application/json; charset=utf-8; v=1".to_vec();
                    d.headers = vec![("content-type".to_owned(), value)];
                })
                .also(&[400, 415]),
        ],
    );
}

/// In one write, and at the same time.
fn together(b: &mut Builder) {
    let signed = |session: &str| good(goal("purchase", session, "Team"));
    b.add(
        (
            "in-one-write/good-then-tampered",
            "a goal that is signed right, and one that is not, in one write",
        ),
        "InOneWrite",
        "SRV-8",
        Pipelined,
        vec![signed("s-"), signed("t-").bad(0)],
    );
    b.add(
        ("in-one-write/six-in-turn", "six goals in one write, every other one signed wrong"),
        "InOneWrite",
        "SRV-8 SRV-21",
        Pipelined,
        ["s-", "t-", "u-"].into_iter().flat_map(|s| [signed(s), signed(s).bad(0)]).collect(),
    );
    b.add(
        (
            "at-once/two-right-one-wrong",
            "two goals that are signed right and one that is not, at the same time",
        ),
        "AtOnce",
        "SRV-8 SRV-21",
        Parallel,
        vec![
            Step { renew: true, ..signed("s-").times(4) },
            Step { renew: true, ..good(goal("signup", "t-", "Solo")).times(4).on(2) },
            Step { renew: true, ..good(goal("lead", "u-", "Free")).bad(0).times(4).on(3) },
        ],
    );
}
