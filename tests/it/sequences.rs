//! Sequence vectors: mistakes that need more than one request, caught by `goalpost check` alone.

use crate::check_url::count;
use crate::support::{Ran, beside, goalpost, root, run};
use crate::verify::Server;
use serde_json::Value;
use std::process::Command;

/// A mistake of scripts/servers/stateful_server.py, the sequence that shows it, and the weight of what it shows.
const SHOWN: [(&str, &str, &str); 32] = [
    ("conn-auth", "tampered-after-good/one-connection", "forged"),
    ("verdict-session", "tampered-after-good/same-session", "forged"),
    ("verdict-event", "tampered-after-good/same-event", "forged"),
    ("verdict-body", "same-body/other-signature", "forged"),
    ("verdict-signature", "same-signature/other-body", "forged"),
    ("signature-column", "same-body/other-signature", "forged"),
    ("domain-left-out", "same-signature/other-tenant", "forged"),
    ("body-case-key", "same-signature/other-case", "forged"),
    ("idempotency-key", "tampered-after-good/same-session-and-event", "forged"),
    ("last-tenant", "no-domain-after-one", "forged"),
    ("unsigned-after-signed", "unsigned-after-signed/same-body", "forged"),
    ("ranked-session", "unsigned-after-signed/same-session", "forged"),
    ("bucket-remembered", "no-bucket-after-one", "forged"),
    ("lockout-inverted", "two-tenants/one-is-attacked", "forged"),
    ("batch-first", "in-one-write/good-then-tampered", "forged"),
    ("pipeline-swap", "in-one-write/six-in-turn", "lost"),
    ("domain-poison", "domain-spelled-otherwise/first", "lost"),
    ("replay-401", "same-goal/twice", "lost"),
    ("one-goal-a-session", "same-session-and-event/other-contents", "lost"),
    ("event-refund", "legal/in-breadth", "lost"),
    ("session-777", "legal/in-breadth", "lost"),
    ("plan-column", "legal/in-breadth", "lost"),
    ("firewall-words", "legal/in-breadth", "lost"),
    ("header-order", "legal/in-breadth", "lost"),
    ("header-spelling", "legal/in-breadth", "lost"),
    ("zone-cached", "first-touch/two-offsets", "lost"),
    ("lag-of-session", "first-touch/two-of-a-session", "lost"),
    ("quota-shared", "many-unknown-domains/then-good", "lost"),
    ("stale-worker", "many-good/one-connection", "lost"),
    ("conn-tenant", "two-tenants/one-connection", "lost"),
    ("long-buffer", "long/then-short", "lost"),
    ("hint-first", "signed-after-unsigned", "lost"),
];

fn check(server: &Server, only: &str) -> (i32, Value) {
    let tenants = server.tenants.path().to_string_lossy();
    let ran = run(&[
        "check",
        "--url",
        &server.url,
        "--tenant-file",
        &tenants,
        "--only",
        only,
        "--format",
        "json",
    ]);
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
    (ran.code, report["implementations"][0].clone())
}

#[test]
fn a_sequence_shows_what_a_server_remembers() {
    beside(&SHOWN, |(mistake, sequence, weight)| {
        let server = Server::stateful("stateful_server.py", mistake);
        let id = format!("verify/sequence/{sequence}");
        let (code, report) = check(&server, &id);
        assert_eq!(code, 1, "{mistake}: {report}");
        assert_eq!(report["causes"][0]["weight"], *weight, "{mistake}: {report}");
        assert_eq!(report["causes"][0]["ids"], serde_json::json!([id]), "{mistake}: {report}");
    });
}

#[test]
fn right_servers_pass_every_sequence_whatever_their_manners() {
    let all = root().join("vectors/verify_sequences.json");
    let all: Value = serde_json::from_slice(&std::fs::read(all).unwrap()).unwrap();
    let manners = [
        "409-replay",
        "no-hints",
        "422",
        "contents-first",
        "close-each",
        "no-pipeline-break",
        "one-at-a-time",
        "close-after-refusal",
        "429",
        "idle-2s",
    ];
    beside(&manners, |manner| {
        let server = Server::stateful("manners_server.py", manner);
        let (code, report) = check(&server, "verify/sequence/**");
        assert_eq!((code, count(&report, "verify_failures")), (0, 0), "{manner}: {report}");
        let passed = report["passed"].as_u64().unwrap();
        // What a server does not do is skipped, by name.
        let skipped = report["skipped_vectors"].as_object().unwrap().values();
        let skipped: u64 = skipped.map(|ids| ids.as_array().unwrap().len() as u64).sum();
        assert_eq!(
            passed + skipped,
            all["number_of_tests"].as_u64().unwrap(),
            "{manner}: {report}"
        );
        assert!(skipped <= 3, "{manner}: {report}");
    });
}

#[test]
fn a_failure_shows_what_was_sent_before_it_and_a_script_that_sends_it_all() {
    let server = Server::stateful("stateful_server.py", "conn-auth");
    let id = "verify/sequence/tampered-after-good/one-connection";
    let (_, report) = check(&server, id);
    let cause = &report["causes"][0];
    assert_eq!((&cause["way"], &cause["weight"]), (&"sequence".into(), &"forged".into()));
    assert!(cause["fix"].as_str().is_some_and(|fix| fix.contains("Verify every request")));
    let script = cause["curl"].as_str().unwrap();
    assert!(script.contains("--next"), "{script}");
    // One curl keeps its connection: the second answer is the wrong one.
    let script = script.replace("curl -sS", "curl -sS -w '%{http_code}\\n' -o /dev/null");
    let script = script.replace("--next -sS", "--next -sS -w '%{http_code}\\n' -o /dev/null");
    let shell = Command::new("bash").args(["-c", &script]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&shell.stdout), "200\n200\n", "{script} {shell:?}");
    let tenants = server.tenants.path().to_string_lossy();
    let ran = run(&["check", "--url", &server.url, "--tenant-file", &tenants, "--only", id]);
    for what in ["before    POST /api", "wrong     request 2 of 2", "only      after what", "fix  "]
    {
        assert!(ran.out.contains(what), "{what}: {ran:?}");
    }
}

#[test]
fn a_validator_over_stdio_is_asked_the_sequences_in_their_order() {
    let stdio = |options: &[&str]| -> Ran {
        let mut command = goalpost();
        command.args(["check", "--no-random", "--only", "verify/sequence/**", "--", "python3"]);
        command.arg("scripts/servers/python_server_stdio.py").args(options);
        command.output().unwrap().into()
    };
    let ran = stdio(&[]);
    assert!(ran.code == 0 && ran.out.contains("passed"), "{ran:?}");
    let ran = stdio(&["--mistake", "always-true"]);
    assert!(ran.code == 1 && ran.out.contains("FAIL"), "{ran:?}");
}
