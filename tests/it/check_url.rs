//! `goalpost check --url` against servers with one oddity each: what it says of them, and what it does not
//! hold against them.

use crate::support::{Ran, beside, goalpost, root, run};
use crate::verify::TENANTS;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A server with an oddity, ended when dropped.
pub(crate) struct Odd {
    child: Child,
    pub(crate) url: String,
    pub(crate) dir: tempfile::TempDir,
}

impl Odd {
    pub(crate) fn start(mode: &str) -> Odd {
        Odd::start_with(mode, |_| Vec::new())
    }

    pub(crate) fn start_with(mode: &str, options: impl Fn(&Path) -> Vec<String>) -> Odd {
        let dir = tempfile::tempdir().unwrap();
        let tenants = dir.path().join("tenant.toml");
        std::fs::write(&tenants, TENANTS).unwrap();
        let mut child = Command::new("python3")
            .arg(root().join("tests/servers/odd_server.py"))
            .arg(&tenants)
            .arg(mode)
            .args(options(dir.path()))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.split_whitespace().last().unwrap_or_default().to_owned();
        Odd { child, url, dir }
    }

    fn command(&self, tenants: &str, options: &[&str]) -> Command {
        let file = self.dir.path().join("used.toml");
        std::fs::write(&file, tenants).unwrap();
        let mut command = goalpost();
        command.args(["check", "--url", &self.url, "--tenant-file"]).arg(file).args(options);
        command
    }

    fn check(&self, options: &[&str]) -> Ran {
        self.command(TENANTS, options).output().unwrap().into()
    }

    fn json(&self, options: &[&str]) -> (i32, Value) {
        let mut command = self.command(TENANTS, options);
        let ran: Ran = command.args(["--format", "json"]).output().unwrap().into();
        let report: Value =
            serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:?}"));
        (ran.code, report["implementations"][0].clone())
    }
}

impl Drop for Odd {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

pub(crate) fn count(report: &Value, name: &str) -> usize {
    report[name].as_array().unwrap().len()
}

#[test]
fn what_is_set_up_wrongly_is_one_line_and_nothing_is_run() {
    let right = Odd::start("right");
    let wrong_secret = TENANTS
        .replace("00112233445566778899aabbccddeeff0011", "0f0f2233445566778899aabbccddeeff0011");
    let wrong_id = TENANTS.replace("b5e1a3c7", "b5e1a3c8");
    let unknown = TENANTS.replace("yoursite.com", "another.example");
    for (tenants, what) in [
        (wrong_secret, "wrong secret or tenant_id for yoursite.com"),
        (wrong_id, "wrong secret or tenant_id for yoursite.com"),
        (unknown, "unknown domain another.example"),
    ] {
        let ran: Ran = right.command(&tenants, &[]).output().unwrap().into();
        let lines = ran.out.lines().filter(|line| line.contains(what)).count();
        assert!(ran.code == 3 && lines == 1 && !ran.out.contains("FAIL"), "{what}: {ran:?}");
        assert!(!ran.out.contains("0f0f2233"), "{ran:?}");
    }
    let tenants = right.dir.path().join("used.toml").to_string_lossy().into_owned();
    let url = format!("{}/base", right.url);
    let ran = run(&["check", "--url", &url, "--tenant-file", &tenants]);
    assert!(ran.code == 3 && ran.out.contains("wrong base path: it answers 404"), "{ran:?}");
    for (mode, what) in [
        ("basic", "answers 401 to every request (WWW-Authenticate: Basic realm=\"staging\")"),
        ("login", "answers 302 to every request (Location: https://login.example/?next=x)"),
        ("token", "answers 403 to every request"),
        ("bad-gateway", "a proxy answers 502"),
    ] {
        let ran = Odd::start(mode).check(&[]);
        assert!(ran.code == 3 && ran.out.contains(what), "{mode}: {ran:?}");
    }
}

#[test]
fn a_server_that_takes_everything_is_said_to_and_still_checked() {
    let ran = Odd::start("take-all").check(&["--only", "verify/tampered/*"]);
    assert!(ran.code == 1 && ran.out.contains("signatures are not checked"), "{ran:?}");
    assert!(ran.out.contains("weight    forged; authentication"), "{ran:?}");
    assert!(ran.out.contains("likely    the comparison of signatures"), "{ran:?}");
}

#[test]
fn a_signature_that_is_checked_once_a_connection_is_forged() {
    let (code, report) =
        Odd::start("connection-auth").json(&["--only", "verify/{tampered,bucket}/*"]);
    assert_eq!(code, 1);
    let causes = report["causes"].as_array().unwrap();
    assert!(!causes.is_empty(), "{report}");
    for cause in causes {
        assert_eq!(
            (&cause["weight"], &cause["way"]),
            (&"forged".into(), &"kept-connection".into())
        );
    }
}

#[test]
fn what_goes_wrong_in_company_is_told_from_what_goes_wrong_alone() {
    let server = Odd::start("company");
    let (code, report) = server.json(&["--only", "verify/{tampered,bucket}/*"]);
    assert!(code == 1 && report["causes"][0]["way"] == "in-parallel", "{code} {report}");
    let (code, report) = server.json(&["--only", "verify/bucket/*", "--jobs", "1"]);
    assert!(code == 0 && count(&report, "causes") == 0, "{code} {report}");
}

#[test]
fn another_4xx_than_advised_is_a_note_and_fails_only_where_asked_to() {
    let server = Odd::start("422");
    let (code, report) = server.json(&[]);
    assert_eq!((code, count(&report, "verify_failures")), (0, 0), "{report}");
    let notes = report["verify_notes"].as_array().unwrap();
    assert!(notes.len() > 100 && notes.iter().all(|note| note["weight"] == "note"), "{notes:?}");
    let ran = server.check(&["--only", "verify/value/*"]);
    assert!(ran.code == 0 && ran.out.contains("answers 422, advised 400"), "{ran:?}");
    let ran = server.check(&["--only", "verify/value/*", "--strict"]);
    assert!(ran.code == 1 && ran.out.contains("422 by a schema library"), "{ran:?}");
}

#[test]
fn a_429_is_waited_for_and_a_rate_is_kept() {
    let server = Odd::start("429");
    let (code, report) = server.json(&["--only", "verify/{mistake,pii,value}/**"]);
    assert_eq!((code, count(&report, "verify_failures")), (0, 0), "{report}");
    assert!(report["passed"].as_u64().unwrap() > 100, "{report}");
    let warnings = report["warnings"].to_string();
    assert!(warnings.contains("429 or 503 with the request to wait"), "{warnings}");
    let begun = std::time::Instant::now();
    let (code, report) =
        Odd::start("right").json(&["--only", "verify/bucket/*", "--rate", "20", "--jobs", "4"]);
    // Eight vectors, twice: 15 pauses of 50 ms at least.
    assert!(code == 0 && report["passed"] == 8, "{report}");
    assert!(begun.elapsed().as_millis() >= 750, "{:?}", begun.elapsed());
}

#[test]
fn an_answer_that_is_none_is_never_clean() {
    for (mode, what) in [
        ("huge", "answered with more than 1 MiB"),
        ("interim", "interim (1xx) responses and no final one"),
        ("not-http", "invalid HTTP response"),
    ] {
        let ran = Odd::start(mode).check(&["--only", "verify/pii/email/*"]);
        assert!(ran.code == 1 && ran.out.contains(what), "{mode}: {ran:?}");
        assert!(ran.out.contains("weight    down"), "{mode}: {ran:?}");
    }
}

#[test]
fn a_failure_comes_with_a_curl_command_that_shows_it() {
    let server = Odd::start("range-500");
    let (code, report) = server.json(&["--only", "verify/value/bad/*"]);
    let cause = &report["causes"][0];
    assert!(code == 1 && cause["weight"] == "down", "{report}");
    assert_eq!(cause["symptoms"], serde_json::json!(["answered-500"]));
    let script = format!("{} -o /dev/null -w '%{{http_code}}'", cause["curl"].as_str().unwrap());
    let shell = Command::new("bash").args(["-c", &script]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&shell.stdout), "500", "{script}");
}

#[test]
fn servers_in_the_configuration_and_what_is_expected_of_them() {
    let server = Odd::start("range-500");
    let expect = |of: &str, status: u16, more: &str| {
        format!("[[server.expect]]\n{of}\nstatus = [{status}]\nreason = \"fixed in 3.0\"\n{more}")
    };
    let known = expect("rule = \"value-range\"", 500, "");
    let runs: [(&str, String, &[&str], i32, &str); 6] = [
        ("nothing", String::new(), &[], 1, "FAIL staging"),
        ("known", known.clone(), &[], 0, "500 on value-range"),
        // It hides nothing else, and is off where asked to.
        ("other", expect("rule = \"value-range\"", 501, ""), &[], 1, "FAIL staging"),
        ("strict", known.clone(), &["--strict"], 1, "FAIL staging"),
        (
            "expired",
            expect("vectors = \"verify/**\"", 500, "expires = \"2020-01-31\""),
            &[],
            4,
            "expired after 2020-01-31",
        ),
        (
            "stale",
            format!("{known}{}", expect("rule = \"plan\"", 500, "")),
            &[],
            4,
            "500 on plan is stale",
        ),
    ];
    beside(&runs, |(name, expect, options, code, said)| {
        let config = server.dir.path().join(format!("{name}.toml"));
        let text = format!(
            "[[server]]\nname = \"staging\"\nurl = \"{}\"\ntenant_file = \"tenant.toml\"\n{expect}",
            server.url
        );
        std::fs::write(&config, text).unwrap();
        let mut command = goalpost();
        let ran: Ran = command
            .args(["check", "--config"])
            .arg(&config)
            .args(*options)
            .output()
            .unwrap()
            .into();
        assert!(ran.code == *code && ran.out.contains(said), "{name}: {ran:?}");
    });
}

/// A certificate for 127.0.0.1 that signed itself, and its key.
pub(crate) fn certificate(dir: &Path, name: &str) -> [String; 2] {
    let (cert, key) = (dir.join(format!("{name}.pem")), dir.join(format!("{name}.key")));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"])
        .args(["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-out"])
        .arg(&cert)
        .arg("-keyout")
        .arg(&key)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    [cert, key].map(|path| path.to_string_lossy().into_owned())
}

#[test]
fn https_is_spoken_with_whom_the_ca_vouches_for() {
    let server = Odd::start_with("right", |dir| {
        let [cert, key] = certificate(dir, "right");
        vec!["--tls".to_owned(), cert, key]
    });
    assert!(server.url.starts_with("https://"));
    let ca = server.dir.path().join("right.pem").to_string_lossy().into_owned();
    let (code, report) = server.json(&["--ca", &ca, "--only", "verify/{bucket,pii}/**"]);
    assert!(code == 0 && report["passed"].as_u64().unwrap() > 60, "{code} {report}");
    let ran = server.check(&[]);
    assert!(ran.code == 2 && ran.err.contains("--ca FILE"), "{ran:?}");
    let [other, _] = certificate(server.dir.path(), "other");
    let ran = server.check(&["--ca", &other]);
    assert!(
        ran.code == 3 && ran.out.contains("cannot be reached: invalid peer certificate"),
        "{ran:?}"
    );
}

#[test]
fn a_unix_socket_headers_from_safe_places_and_request_ids() {
    let server = Odd::start_with("token", |dir| {
        let socket = dir.join("app.sock").to_string_lossy().into_owned();
        let log = dir.join("ids.log").to_string_lossy().into_owned();
        vec!["--unix".to_owned(), socket, "--log".to_owned(), log]
    });
    let options = [
        "--header",
        "Authorization=env:CHECK_TOKEN",
        "--request-id-header",
        "X-Request-Id",
        "--only",
        "verify/bucket/*",
        "--verbose",
    ];
    let mut command = server.command(TENANTS, &options);
    let ran: Ran = command.env("CHECK_TOKEN", "Bearer t0ken").output().unwrap().into();
    assert!(ran.code == 0 && ran.out.contains("8 passed"), "{ran:?}");
    let log = std::fs::read_to_string(server.dir.path().join("ids.log")).unwrap();
    assert_eq!(log.matches("verify/bucket/organic\n").count(), 2, "{log}");
    // Another token: a gate, and the token is shown nowhere.
    let mut command = server.command(TENANTS, &options);
    let ran: Ran = command.env("CHECK_TOKEN", "Bearer 0ther").output().unwrap().into();
    assert!(ran.code == 3 && ran.out.contains("answers 403 to every request"), "{ran:?}");
    assert!(!ran.out.contains("0ther") && !ran.err.contains("0ther"), "{ran:?}");
    let ran = server.check(&["--header", "Authorization=Bearer t0ken"]);
    assert!(
        ran.code == 2 && ran.err.contains("env:VARIABLE") && !ran.err.contains("t0ken"),
        "{ran:?}"
    );
}

#[test]
fn bash_reads_back_what_is_quoted_in_a_curl_command() {
    let words =
        [&b"it's"[..], b"", "équipe".as_bytes(), b"a\n\\b'\x01\xff", b"$HOME `x` \"y\" \\ !"];
    for word in words {
        let script = format!("printf '%s' {}", goalpost::capture::print::quoted(word));
        let shell = Command::new("bash").args(["-c", &script]).output().unwrap();
        assert_eq!(shell.stdout, word, "{script}");
    }
}
