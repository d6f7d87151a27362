//! How a target is reached, and what `goalpost fuzz` does beside sending: the same options as `check --url`, a
//! first look, a process that is watched, a command for each finding, answers that are expected.

use crate::check_url::Odd;
use crate::fuzz::{PATIENT, case, causes, fuzz, text};
use crate::support::{Ran, goalpost, run};
use crate::verify::{Server, TENANTS};
use std::path::Path;

fn fuzz_odd(server: &Odd, options: &[&str]) -> (Ran, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let tenants = text(&server.dir.path().join("tenant.toml"));
    (fuzz(&server.url, &tenants, dir.path(), options), dir)
}

#[test]
fn a_campaign_and_a_replay_reach_what_a_check_reaches() {
    let tls = Odd::start_with("range-500", |dir| {
        let [cert, key] = crate::check_url::certificate(dir, "right");
        vec!["--tls".to_owned(), cert, key]
    });
    let ca = text(&tls.dir.path().join("right.pem"));
    let (ran, found) = fuzz_odd(&tls, &["--ca", &ca, "--for", "1800s", "--findings", "1"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let finding = found.path().join(&causes(found.path())[0]);
    let curl = std::fs::read_to_string(finding.join("curl.sh")).unwrap();
    assert!(curl.contains("--cacert") && curl.contains("https://127.0.0.1"), "{curl}");
    let tenants = text(&tls.dir.path().join("tenant.toml"));
    let finding = text(&finding);
    let replay = |options: &[&str]| {
        let arguments = ["replay", &finding, "--url", &tls.url, "--tenant-file", &tenants];
        run(&[&arguments[..], options].concat())
    };
    assert_eq!(replay(&["--ca", &ca]).code, 1);
    assert_eq!(replay(&[]).code, 2);
    // The same by goalpost.toml.
    let config = tls.dir.path().join("goalpost.toml");
    let server = format!(
        "[[server]]\nname = \"staging\"\nurl = \"{}\"\ntenant_file = \"tenant.toml\"\nca = \"right.pem\"\n",
        tls.url
    );
    std::fs::write(&config, server).unwrap();
    let by_name = ["replay", &finding, "--server", "staging", "--config", &text(&config)];
    assert_eq!(run(&by_name).code, 1);
}

#[test]
fn a_secret_header_reaches_the_server_and_nothing_else() {
    let server = Odd::start_with("token", |dir| {
        let socket = dir.join("app.sock").to_string_lossy().into_owned();
        let log = dir.join("ids.log").to_string_lossy().into_owned();
        vec!["--unix".to_owned(), socket, "--log".to_owned(), log]
    });
    let token = server.dir.path().join("token");
    std::fs::write(&token, "Bearer t0ken\n").unwrap();
    let header = format!("Authorization=file:{}", text(&token));
    let options = ["--header", &header, "--request-id-header", "X-Request-Id", "--cases", "400"];
    let (ran, found) = fuzz_odd(&server, &options);
    // Nothing wrong, though too little for a verdict.
    assert!(ran.code == 3 && ran.out.contains("not enough was judged"), "{ran:?}");
    let log = std::fs::read_to_string(server.dir.path().join("ids.log")).unwrap();
    let ids = log.lines().filter(|line| line.starts_with("goalpost-")).count();
    assert!(ids > 300, "{ids}: {log}");
    let status = std::fs::read_to_string(found.path().join("status.json")).unwrap();
    for shown in [&ran.out, &ran.err, &status] {
        assert!(!shown.contains("t0ken"), "{ran:?}");
    }
}

#[test]
fn what_is_set_up_wrongly_is_one_line_before_a_campaign_too() {
    let right = Odd::start("right");
    let one_line = |url: &str, tenants: &str, what: &str| {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("tenant.toml");
        std::fs::write(&file, tenants).unwrap();
        let ran = fuzz(url, &text(&file), &dir.path().join("found"), &["--for", "20s"]);
        assert!(ran.code == 3 && ran.err.contains(what), "{what}: {ran:?}");
        assert_eq!(ran.err.lines().count(), 1, "{what}: {ran:?}");
        assert!(!ran.err.contains("0f0f2233"), "{ran:?}");
    };
    let secret = TENANTS
        .replace("00112233445566778899aabbccddeeff0011", "0f0f2233445566778899aabbccddeeff0011");
    one_line(&right.url, &secret, "wrong secret or tenant_id for yoursite.com");
    one_line(&right.url, &TENANTS.replace("b5e1a3c7", "b5e1a3c8"), "wrong secret or tenant_id");
    one_line(&right.url, &TENANTS.replace("yoursite.com", "another.example"), "unknown domain");
    one_line(&format!("{}/base", right.url), TENANTS, "wrong base path: it answers 404");
    for (mode, what) in [
        ("basic", "WWW-Authenticate: Basic realm=\"staging\""),
        ("login", "answers 302 to every request (Location: https://login.example/?next=x)"),
        ("proxy-login", "answers 407 to every request"),
        ("token", "answers 403 to every request"),
    ] {
        one_line(&Odd::start(mode).url, TENANTS, what);
    }
    let (ran, found) = fuzz_odd(&Odd::start("take-all"), &["--for", "1800s", "--findings", "1"]);
    let log = std::fs::read_to_string(found.path().join("fuzz.log")).unwrap();
    assert!(ran.code == 1 && log.contains("signatures are not checked"), "{ran:?} {log}");
}

/// A finding of a process that grows, replayed against it and against one that does not.
fn grows(mistake: &str, resource: &str) {
    let server = Server::stateful("stateful_server.py", mistake);
    let pid = server.pid().to_string();
    let tenants = text(server.tenants.path());
    let dir = tempfile::tempdir().unwrap();
    let cause = format!("growth-of-{resource}");
    let options = ["--watch-pid", &pid, "--for", "1800s", "--findings", "1", "--jobs", "1"];
    let ran = fuzz(&server.url, &tenants, dir.path(), &options);
    assert_eq!((ran.code, causes(dir.path())), (1, vec![cause.clone()]), "{mistake}: {ran:?}");
    let document = case(dir.path(), &cause);
    assert_eq!(document["weight"], "down", "{document}");
    assert!(ran.out.contains(&format!("takes up more {resource} with every goal")), "{ran:?}");
    let finding = text(&dir.path().join(&cause));
    let replay = |server: &Server, pid: &str| {
        let tenants = text(server.tenants.path());
        let target = ["--url", &server.url, "--tenant-file", &tenants, "--watch-pid", pid];
        run(&[&["replay", &finding][..], &target].concat())
    };
    let right = Server::start(None);
    assert_eq!(replay(&right, &right.pid().to_string()).code, 0, "{mistake}");
    let fresh = Server::stateful("stateful_server.py", mistake);
    assert_eq!(replay(&fresh, &fresh.pid().to_string()).code, 1, "{mistake}");
}

#[test]
fn memory_that_grows_is_found() {
    grows("memory-grows", "memory");
}

#[test]
fn descriptors_that_are_not_closed_are_found() {
    grows("descriptors-leak", "descriptors");
}

#[test]
fn a_process_that_does_not_grow_and_one_that_is_not_there() {
    let right = Server::start(None);
    let tenants = text(right.tenants.path());
    let dir = tempfile::tempdir().unwrap();
    let pid = right.pid().to_string();
    let options = ["--watch-pid", &pid, "--cases", "6000", PATIENT[0], PATIENT[1]];
    let ran = fuzz(&right.url, &tenants, dir.path(), &options);
    assert!(ran.code == 0 && ran.out.contains("clean"), "{ran:?}");
    let ran = fuzz(&right.url, &tenants, dir.path(), &["--watch-pid", "4194304"]);
    assert!(ran.code == 2 && ran.err.contains("no such process"), "{ran:?}");
}

#[test]
fn a_command_is_run_once_for_each_finding_without_the_environment() {
    let server = Odd::start("range-500");
    let dir = tempfile::tempdir().unwrap();
    let told = dir.path().join("told");
    let tenants = text(&server.dir.path().join("tenant.toml"));
    let fuzz = |on_finding: &str, found: &Path| -> Ran {
        let mut command = goalpost();
        command.args(["fuzz", "--url", &server.url, "--tenant-file", &tenants, "--out"]);
        command.arg(found).args(["--for", "1800s", "--findings", "1", "--on-finding", on_finding]);
        command.env("A_SECRET", "s3cret").output().unwrap().into()
    };
    let line = format!("{{ echo \"$GOALPOST_FINDING\"; env; }} >> '{}'", text(&told));
    let found = dir.path().join("found");
    let ran = fuzz(&line, &found);
    assert_eq!(ran.code, 1, "{ran:?}");
    let said = std::fs::read_to_string(&told).unwrap();
    let folder = found.canonicalize().unwrap().join(&causes(&found)[0]);
    assert_eq!(said.lines().next(), Some(&*text(&folder)), "{said}");
    assert_eq!(said.matches("GOALPOST_FINDING=").count(), 1, "{said}");
    assert!(!said.contains("s3cret") && said.contains("PATH="), "{said}");
    // One that fails is said, and changes nothing else.
    let ran = fuzz("echo no such place >&2; exit 7", &dir.path().join("other"));
    assert!(ran.code == 1 && ran.err.contains("exit status: 7: no such place"), "{ran:?}");
}

#[test]
fn an_answer_that_is_expected_is_no_finding_and_hides_no_other() {
    let expect = |rule: &str, status: u16, more: &str| {
        format!(
            "[[server.expect]]\nrule = \"{rule}\"\nstatus = [{status}]\nreason = \"fixed in 3.0\"\n{more}"
        )
    };
    let fuzz = |url: &str, expect: &str, options: &[&str]| -> (Ran, Vec<String>) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("tenant.toml"), TENANTS).unwrap();
        let config = dir.path().join("goalpost.toml");
        let file = format!(
            "[[server]]\nname = \"staging\"\nurl = \"{url}\"\ntenant_file = \"tenant.toml\"\n{expect}"
        );
        std::fs::write(&config, file).unwrap();
        let found = dir.path().join("found");
        let mut command = goalpost();
        command.args(["fuzz", "staging", "--config"]).arg(&config).arg("--out").arg(&found);
        command.args(["--cases", "8000"]).args(PATIENT).args(options);
        let ran = command.output().unwrap().into();
        (ran, causes(&found))
    };
    let wrong = Odd::start("range-500");
    let name = "value-range-answered-500".to_owned();
    // The same 500 to a goal that breaks another rule, too, is not covered.
    let (ran, found) = fuzz(&wrong.url, &expect("value-range", 500, ""), &[]);
    assert!(ran.out.contains("expected 500 on value-range: "), "{ran:?}");
    assert!(!found.contains(&name), "{ran:?}");
    let (ran, found) = fuzz(&wrong.url, &expect("value-range", 501, ""), &[]);
    assert!(ran.code == 1 && found.contains(&name), "{ran:?}");
    let (ran, found) = fuzz(&wrong.url, &expect("value-range", 500, ""), &["--strict"]);
    assert!(ran.code == 1 && found.contains(&name), "{ran:?}");
    let right = Server::start(None);
    let (ran, _) = fuzz(&right.url, &expect("plan", 500, ""), &[]);
    assert!(ran.code == 4 && ran.out.contains("stale 500 on plan"), "{ran:?}");
    let (ran, _) = fuzz(&right.url, &expect("plan", 500, "expires = \"2020-01-31\"\n"), &[]);
    assert!(ran.code == 4 && ran.out.contains("expired 500 on plan"), "{ran:?}");
}
