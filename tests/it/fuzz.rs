//! Campaigns, with real servers, real processes and real kills.

use crate::serve::Serving;
use crate::support::{Ran, goalpost, root, run};
use crate::verify::Server;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

pub(crate) fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The causes in a folder of findings.
pub(crate) fn causes(dir: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(dir) else { return Vec::new() };
    let mut causes: Vec<String> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("case.json").is_file())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    causes.sort();
    causes
}

pub(crate) fn case(dir: &Path, cause: &str) -> Value {
    let bytes = std::fs::read(dir.join(cause).join("case.json")).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// `goalpost fuzz` against a server.
pub(crate) fn fuzz(url: &str, tenants: &str, dir: &Path, options: &[&str]) -> Ran {
    let mut arguments = vec!["fuzz", "--url", url, "--tenant-file", tenants, "--out"];
    let dir = text(dir);
    arguments.push(&dir);
    arguments.extend(options);
    run(&arguments)
}

/// Options of a campaign against a right server: however busy the machine is, an answer comes in this time.
pub(crate) const PATIENT: [&str; 2] = ["--timeout", "60s"];

/// Mistakes of a server, and what a finding is called.
const MUTANTS: [(&str, &str, &str); 12] = [
    ("raw-body-vs-reserialised", "raw-body-vs-reserialised", "accepted"),
    // With ensure_ascii=False, Python leaves DEL bare, too.
    ("raw-utf8-not-ascii-escaped", "nothing-escaped-from-del", ""),
    ("nonascii-header-crash", "nonascii-header-crash", "signature-shape"),
    ("nan-infinity-accepted", "nan-infinity-accepted", "body-syntax"),
    ("error-oracle", "error-oracle", ""),
    ("secret-used-as-text", "secret-used-as-text", ""),
    ("missing-header-accepted", "missing-header-accepted", "hint"),
    ("value-type-confusion", "value-type-confusion", "value-type"),
    ("always-true", "always-true-or-dev-bypass", ""),
    ("excess-decimals-rounded", "excess-decimals-rounded", "value-decimals"),
    ("invalid-utf8-500", "invalid-utf8-500", "body-syntax"),
    ("error-differential", "unauthorized-differs", ""),
];

#[test]
fn mistakes_of_a_server_are_found_and_named_from_an_empty_corpus() {
    for (mistake, cause, rule) in MUTANTS {
        let server = Server::start(Some(mistake));
        let tenants = text(server.tenants.path());
        let dir = tempfile::tempdir().unwrap();
        // It ends with the first finding, however busy the machine is.
        let ran = fuzz(&server.url, &tenants, dir.path(), &["--for", "600s", "--findings", "1"]);
        assert_eq!(ran.code, 1, "{mistake}: {ran:?}");
        let found = causes(dir.path());
        assert!(!found.is_empty(), "{mistake}");
        // The first that is found may be one of several signs; its name or the one after says it.
        let named = found.iter().any(|name| name == cause);
        let document = case(dir.path(), &found[0]);
        assert!(document["rule"].as_str().is_some_and(|id| !id.is_empty()), "{document}");
        if !named {
            let more = fuzz(&server.url, &tenants, dir.path(), &["--cases", "60000"]);
            assert!(causes(dir.path()).iter().any(|name| name == cause), "{mistake}: {more:?}");
        }
        if !rule.is_empty() && named {
            assert_eq!(case(dir.path(), cause)["rule"], rule, "{mistake}");
        }
        // Everything to show it with, and no secret.
        for file in ["request.http", "curl.sh", "body", "answer.http"] {
            assert!(dir.path().join(&found[0]).join(file).is_file(), "{mistake}: {file}");
        }
        let secret = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
        for path in files(dir.path()) {
            let bytes = std::fs::read(&path).unwrap();
            let shown = String::from_utf8_lossy(&bytes).to_lowercase();
            assert!(!shown.contains(secret), "{}", path.display());
        }
        // Asked again it is still wrong, and right with a server that is right.
        let file = text(&dir.path().join(&found[0]));
        let again = run(&["replay", &file, "--url", &server.url, "--tenant-file", &tenants]);
        assert_eq!(again.code, 1, "{mistake}: {again:?}");
        drop(server);
        let right = Server::start(None);
        let tenants = text(right.tenants.path());
        let again = run(&["replay", &file, "--url", &right.url, "--tenant-file", &tenants]);
        assert_eq!(again.code, 0, "{mistake}: {again:?}");
    }
}

pub(crate) fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn a_server_that_is_right_stays_clean() {
    let server = Server::start(None);
    let tenants = text(server.tenants.path());
    let dir = tempfile::tempdir().unwrap();
    let options = ["--cases", "40000", "--jobs", "2", PATIENT[0], PATIENT[1]];
    let ran = fuzz(&server.url, &tenants, dir.path(), &options);
    assert!(ran.code == 0 && ran.out.contains("clean"), "{ran:?}");
    let status: Value =
        serde_json::from_slice(&std::fs::read(dir.path().join("status.json")).unwrap()).unwrap();
    assert_eq!((&status["state"], &status["cases"]), (&"finished".into(), &40_000.into()));
    assert!(causes(&dir.path().join("flaky")).is_empty(), "{ran:?}");

    let serving = Serving::start(&["--quiet", "--tenant-file", &tenants]);
    let dir = tempfile::tempdir().unwrap();
    let corpus = text(&root().join("fuzz/corpus/validator"));
    let options =
        ["--cases", "60000", "--corpus", &corpus, "--format", "json", PATIENT[0], PATIENT[1]];
    let ran = fuzz(&serving.url, &tenants, dir.path(), &options);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, &report["findings"]), (0, &Value::Array(Vec::new())), "{ran:?}");
    assert_eq!(report["cases"], 60_000);
}

#[test]
fn killed_in_the_middle_it_goes_on_and_reports_nothing_twice() {
    let server = Server::start(Some("excess-decimals-rounded"));
    let tenants = text(server.tenants.path());
    let dir = tempfile::tempdir().unwrap();
    let out = text(dir.path());
    let mut legs = 0;
    let mut before = 0;
    for _ in 0..2 {
        let mut child = goalpost()
            .args(["fuzz", "--url", &server.url, "--tenant-file", &tenants, "--out", &out])
            .args(["--for", "3600s"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Until it found something, and wrote down that it went on.
        loop {
            let cases = std::fs::read(dir.path().join("state.json")).ok().map_or(0, |bytes| {
                let state: Value = serde_json::from_slice(&bytes).unwrap();
                state["cases"].as_u64().unwrap()
            });
            if !causes(dir.path()).is_empty() && cases > before + 3000 {
                before = cases;
                break;
            }
            assert!(child.try_wait().unwrap().is_none(), "it ended after {cases} cases");
            std::thread::sleep(Duration::from_millis(20));
        }
        // SIGKILL.
        child.kill().unwrap();
        child.wait().unwrap();
        legs += 1;
    }
    let found = causes(dir.path());
    let ran = fuzz(&server.url, &tenants, dir.path(), &["--cases", "5000000", "--for", "3s"]);
    assert_eq!((legs, ran.code), (2, 1), "{ran:?}");
    assert!(ran.out.contains("FOUND excess-decimals-rounded"), "{ran:?}");
    let after = causes(dir.path());
    assert!(found.iter().all(|cause| after.contains(cause)), "{found:?} {after:?}");
    let log = std::fs::read_to_string(dir.path().join("fuzz.log")).unwrap();
    let told = log.lines().filter(|line| line.contains("found excess-decimals-rounded:")).count();
    assert_eq!(told, 1, "{log}");
    assert!(log.contains("going on after"), "{log}");
    // The same folder is not for another campaign, and not for two at a time.
    let other = fuzz(&server.url, &tenants, dir.path(), &["--seed", "2", "--cases", "10"]);
    assert!(other.code == 2 && other.err.contains("another campaign"), "{other:?}");
}

#[test]
fn a_planted_drift_is_found_shrunk_promoted_and_fails_the_gate_until_it_is_mended() {
    let dir = tempfile::tempdir().unwrap();
    let adapters = root().join("scripts/adapters");
    for file in ["goalpost_adapter.mjs", "node_corrected.mjs"] {
        std::fs::copy(adapters.join(file), dir.path().join(file)).unwrap();
    }
    let script = dir.path().join("node_corrected.mjs");
    let right = std::fs::read_to_string(&script).unwrap();
    // One character in the middle of nowhere is lost.
    let plant = "  return JSON.stringify(value).replace";
    assert!(right.contains(plant), "{right}");
    let wrong = right.replacen(plant, "  return JSON.stringify(value).replaceAll(\"\\u0142\", \"l\").replaceAll(\"\\u0141\", \"L\").replace", 1);
    std::fs::write(&script, &wrong).unwrap();
    let command = text(&script);
    let out = text(&dir.path().join("findings"));
    let ran = run(&["fuzz", "--out", &out, "--cases", "20000", "--", "node", &command]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let found = causes(Path::new(&out));
    assert_eq!(found.len(), 1, "{found:?} {ran:?}");
    let document = case(Path::new(&out), &found[0]);
    // As small as it gets: a name and the one character.
    assert!(document["goal"].to_string().len() < 60, "{document}");

    let vectors = dir.path().join("vectors");
    std::fs::create_dir(&vectors).unwrap();
    for path in files(&root().join("vectors")) {
        std::fs::copy(&path, vectors.join(path.file_name().unwrap())).unwrap();
    }
    let vectors = text(&vectors);
    let finding = text(&Path::new(&out).join(&found[0]));
    let dry = run(&["promote", &finding, "--vectors", &vectors, "--id", "found/lost", "--dry-run"]);
    assert!(dry.code == 0 && dry.out.contains("nearest"), "{dry:?}");
    let gate = |only: &str| {
        run(&[
            "check",
            "--vectors",
            &vectors,
            "--no-random",
            "--only",
            only,
            "--",
            "node",
            &command,
        ])
    };
    assert_eq!(gate("found/*").code, 3, "nothing was written yet");
    let promoted = run(&["promote", &finding, "--vectors", &vectors, "--id", "found/lost"]);
    assert!(promoted.code == 0 && promoted.out.contains("Found"), "{promoted:?}");
    let checked = run(&["vectors", "check", "--vectors", &vectors]);
    assert_eq!(checked.code, 0, "{checked:?}");
    let failed = gate("found/*");
    assert!(failed.code == 1 && failed.out.contains("found/lost"), "{failed:?}");
    // Mended.
    std::fs::write(&script, &right).unwrap();
    let passed = gate("found/*");
    assert_eq!(passed.code, 0, "{passed:?}");
    let again = run(&["replay", &finding, "--", "node", &command]);
    assert_eq!(again.code, 0, "{again:?}");
    // Ids never change meaning.
    let twice = run(&["promote", &finding, "--vectors", &vectors, "--id", "found/lost"]);
    assert!(twice.code == 2 && twice.err.contains("is already used"), "{twice:?}");
}

#[test]
fn what_a_vector_shows_already_is_promoted_by_force_only() {
    let server = Server::start(Some("always-true"));
    let tenants = text(server.tenants.path());
    let dir = tempfile::tempdir().unwrap();
    fuzz(&server.url, &tenants, dir.path(), &["--findings", "1", "--for", "600s"]);
    let finding = text(&dir.path().join(&causes(dir.path())[0]));
    let vectors = dir.path().join("vectors");
    std::fs::create_dir(&vectors).unwrap();
    for path in files(&root().join("vectors")) {
        std::fs::copy(&path, vectors.join(path.file_name().unwrap())).unwrap();
    }
    let vectors = text(&vectors);
    // Whether a vector shows it is seen on the very server: a right one shows nothing.
    let on = |server: &Server, more: &[&str]| {
        let tenants = text(server.tenants.path());
        let target = ["--url", &server.url, "--tenant-file", &tenants];
        run(&[&["promote", &finding, "--vectors", &vectors], &target[..], more].concat())
    };
    let refused = on(&server, &[]);
    assert!(refused.code == 1 && refused.out.contains("already fails"), "{refused:?}");
    let unseen = on(&Server::start(None), &["--dry-run"]);
    assert!(unseen.code == 0 && !unseen.out.contains("refused"), "{unseen:?}");
    let forced = on(&server, &["--force"]);
    assert_eq!(forced.code, 0, "{forced:?}");
    assert_eq!(run(&["vectors", "check", "--vectors", &vectors]).code, 0);
    // Signed anew for a tenant that is nobody's: the server's own stands nowhere.
    let file = std::fs::read_to_string(Path::new(&vectors).join("verify_found.json")).unwrap();
    assert!(!file.contains("yoursite.com") && file.contains("shop.example"), "{file}");
    let stdio = ["check", "--vectors", &vectors, "--only", "verify/found/*", "--", "python3"];
    let gate = |more: &[&str]| {
        let mut command = goalpost();
        command.args(stdio).arg("scripts/servers/python_server_stdio.py").args(more);
        let ran: Ran = command.output().unwrap().into();
        ran.code
    };
    assert_eq!((gate(&[]), gate(&["--mistake", "always-true"])), (0, 1));
}

#[test]
fn a_validator_over_stdio_is_fuzzed_too() {
    for (mistake, cause) in [(None, ""), (Some("tenant-not-bound"), "tenant-not-bound")] {
        let dir = tempfile::tempdir().unwrap();
        let mut command = goalpost();
        command.args(["fuzz", "--cases", "15000", "--out", &text(dir.path()), "--", "python3"]);
        command.arg("scripts/servers/python_server_stdio.py");
        command.args(mistake.into_iter().flat_map(|name| ["--mistake", name]));
        let ran: Ran = command.output().unwrap().into();
        assert_eq!(ran.code, i32::from(mistake.is_some()), "{ran:?}");
        let found = causes(dir.path());
        assert!(cause.is_empty() == found.is_empty(), "{ran:?}");
        assert!(cause.is_empty() || found.iter().any(|name| name == cause), "{found:?}");
    }
}

#[test]
fn a_target_that_is_away_is_no_finding() {
    let tenants = tempfile::NamedTempFile::new().unwrap();
    let toml = "[[tenant]]\ndomain = \"a.example\"\ntenant_id = \"t\"\nsecret = \"00ff00ff\"\n";
    std::fs::write(&tenants, toml).unwrap();
    let tenants = text(tenants.path());
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let dir = tempfile::tempdir().unwrap();
    let url = format!("http://127.0.0.1:{port}");
    let ran = fuzz(&url, &tenants, dir.path(), &["--for", "1s"]);
    assert!(ran.code == 3 && ran.out.contains("cannot be reached"), "{ran:?}");
    assert!(causes(dir.path()).is_empty());
    // It comes late: it is waited for.
    let late = {
        let (url, tenants, dir) = (url.clone(), tenants.clone(), text(dir.path()));
        std::thread::spawn(move || {
            fuzz(
                &url,
                &tenants,
                &Path::new(&dir).join("late"),
                &["--cases", "2000", "--for", "600s", PATIENT[0], PATIENT[1]],
            )
        })
    };
    let log = dir.path().join("late/fuzz.log");
    let is_waiting = || std::fs::read_to_string(&log).is_ok_and(|log| log.contains("is away"));
    while !is_waiting() && !late.is_finished() {
        std::thread::sleep(Duration::from_millis(10));
    }
    let serving = Serving::start_at(port, &["--quiet", "--tenant-file", &tenants]);
    let ran = late.join().unwrap();
    assert_eq!(ran.code, 0, "{ran:?}");
    drop(serving);
    // Only this machine, unless a host is named.
    let ran = fuzz("http://192.0.2.1", &tenants, dir.path(), &["--cases", "1"]);
    assert!(ran.code == 2 && ran.err.contains("--allow-host"), "{ran:?}");
    let out = text(&dir.path().join("program"));
    let ran = run(&["fuzz", "--out", &out, "--", "no-such-program"]);
    assert!(ran.code == 3, "{ran:?}");
}

#[test]
fn a_hostile_server_is_named_for_what_it_does() {
    use std::io::{Read, Write};
    for (answer, cause) in [
        (&b""[..], "dropped"),
        (b"hello\r\n\r\n", "not-http"),
        (b"HTTP/1.1 500 E\r\nContent-Length: 0\r\n\r\n", "answered-500"),
    ] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut some = [0; 65536];
                drop(stream.read(&mut some));
                drop(stream.write_all(answer));
            }
        });
        let tenants = tempfile::NamedTempFile::new().unwrap();
        let toml = "[[tenant]]\ndomain = \"a.example\"\ntenant_id = \"t\"\nsecret = \"00ff00ff\"\n";
        std::fs::write(&tenants, toml).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let options = ["--findings", "1", "--for", "600s", "--timeout", "5s"];
        let ran = fuzz(&url, &text(tenants.path()), dir.path(), &options);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(causes(dir.path())[0].contains(cause), "{ran:?}");
    }
}
