//! Files, names and arguments that somebody else chose: nothing hangs, panics, acts on a terminal or shows a secret.

use crate::serve::Serving;
use crate::support::{Ran, root};
use crate::verify::Server;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const HEX: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// What a terminal would act on, or not show.
const HOSTILE: [&str; 6] = [
    "\u{1b}]52;c;cm0gLXJm\u{7}",
    "\u{1b}]0;owned\u{1b}\\",
    "\u{1b}[2J\u{1b}[8m",
    "\u{9b}31m\r",
    "\u{202e}txt.exe",
    "\u{3164}\u{115f}\u{2800}\u{e0041}\u{fe0f}",
];

/// Runs the program; one that is not done after 60 seconds hangs.
fn run(arguments: &[&str]) -> Ran {
    run_in(root(), arguments)
}

fn run_in(dir: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new("timeout");
    command.args(["--kill-after=5", "60", env!("CARGO_BIN_EXE_goalpost")]).args(arguments);
    let ran: Ran =
        command.current_dir(dir).stdin(std::process::Stdio::null()).output().unwrap().into();
    assert!(![124, 137].contains(&ran.code), "it hangs: {arguments:?}");
    assert!(ran.code != 101 && !ran.err.contains("panicked"), "{arguments:?}: {ran:?}");
    ran
}

fn assert_harmless(ran: &Ran) {
    for text in [&ran.out, &ran.err] {
        let acts = |c: char| !matches!(c, '\n' | '\t') && goalpost::protocol::text::is_unseen(c);
        assert!(!text.contains(acts), "{text:?}");
    }
}

fn pipe(dir: &Path, name: &str) -> PathBuf {
    let path = dir.join(name);
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    path
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn write(dir: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, content).unwrap();
    path
}

#[test]
fn what_is_quoted_in_an_error_or_a_report_makes_no_terminal_act() {
    let dir = tempfile::tempdir().unwrap();
    for (at, hostile) in HOSTILE.iter().enumerate() {
        // A name in goalpost.toml, a command, a domain, a file name, a field of a case, a header, a pattern.
        let quoted = serde_json::to_string(hostile).unwrap().replace("\\u001b", "\\u001B");
        let name = write(
            dir.path(),
            &format!("name{at}.toml"),
            format!("[[implementation]]\nname = {quoted}\ncommand = [\"/bin/false\", {quoted}]\n"),
        );
        let ran = run(&["check", "--config", text(&name)]);
        assert_eq!(ran.code, 3, "{ran:?}");
        assert_harmless(&ran);
        assert_harmless(&run(&["check", "--config", text(&name), hostile]));
        let tenants = write(
            dir.path(),
            &format!("tenants{at}.toml"),
            format!("[[tenant]]\ndomain = {quoted}\ntenant_id = \"t\"\nsecret = \"00\"\n"),
        );
        assert_harmless(&run(&["serve", "--tenant-file", text(&tenants)]));
        assert_harmless(&run(&[
            "check",
            "--config",
            &format!("none{}", hostile.replace('\u{0}', "")),
        ]));
        let case = write(dir.path(), &format!("case{at}.json"), format!("{{{quoted}: 1}}"));
        assert_harmless(&run(&["replay", text(&case), "--", "/bin/false"]));
        assert_harmless(&run(&["promote", text(&case)]));
        let url = ["check", "--url", "http://127.0.0.1:9", "--tenant-file", text(&tenants)];
        assert_harmless(&run(&[&url[..], &["--header", &format!("{hostile}=1")]].concat()));
        assert_harmless(&run(&["check", "--only", hostile, "--", "/bin/false", hostile]));
        assert_harmless(&run(&["check", "--for", hostile]));
        let capture = write(
            dir.path(),
            &format!("capture{at}"),
            format!(
                "POST /api/v1/track/pixel/goal?domain={hostile} HTTP/1.1\r\nX-{hostile}: {hostile}\r\n\r\n{{"
            ),
        );
        assert_harmless(&run(&[
            "explain",
            "--tenant-id",
            "t",
            "--secret-file",
            "/dev/null",
            text(&capture),
        ]));
        let json = run(&["check", "--format", "json", "--", "/bin/false", hostile]);
        assert_harmless(&json);
        assert!(serde_json::from_str::<serde_json::Value>(&json.out).is_ok(), "{json:?}");
    }
}

#[test]
fn no_pipe_is_waited_for_and_no_device_read_without_end() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = pipe(dir.path(), "pipe.json");
    let link = dir.path().join("link.json");
    std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
    let secret = write(dir.path(), "secret", HEX);
    let secret = text(&secret);
    // As large as no file that is read here, and nothing in it.
    let sparse = dir.path().join("sparse.json");
    std::fs::File::create(&sparse).unwrap().set_len(1 << 36).unwrap();
    for path in [&*pipe, &*link, Path::new("/dev/zero"), dir.path(), &*sparse] {
        let path = text(path);
        for arguments in [
            &["check", "--config", path][..],
            &["check", "--url", "http://127.0.0.1:9", "--tenant-file", path],
            &["serve", "--tenant-file", path],
            &["replay", path, "--", "/bin/false"],
            &["promote", path],
            &["explain", "--tenant-id", "t", "--secret-file", "/dev/null", path],
            &["explain", "--tenant-id", "t", "--secret-file", path, "none"],
            &["explain", "--tenant-id", "t", "--secret-file", secret, path],
            &["sign", "--tenant-id", "t", "--secret-file", secret, path],
            &["sign", "--tenant-id", "t", "--secret-file", path, "--event", "a"],
            &["serve", "--record", path],
            &["doubles", path],
            &["report", path],
        ] {
            // A record is read to its end, a line at a time, however large it is.
            if arguments[0] == "doubles" && path == text(&sparse) {
                continue;
            }
            let ran = run(arguments);
            assert!([2, 3].contains(&ran.code), "{arguments:?}: {ran:?}");
            assert!(!ran.err.contains("Usage:"), "{arguments:?}: {ran:?}");
        }
        let curl = format!("@{path}");
        let ran = run(&[
            "explain",
            "--tenant-id",
            "t",
            "--secret-file",
            "/dev/null",
            "--",
            "curl",
            "-d",
            &curl,
            "http://a/",
        ]);
        assert_eq!(ran.code, 2, "{ran:?}");
    }
    // A folder of vectors in which one is a pipe, a device, or too large.
    for vector in [&pipe, &link, &sparse] {
        let vectors = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(vector, vectors.path().join("sign_planted.json")).unwrap();
        let ran = run(&["check", "--vectors", text(vectors.path()), "--", "/bin/false"]);
        assert!(ran.code == 2 && ran.err.contains("sign_planted.json"), "{ran:?}");
        let ran = run(&["vectors", "check", "--vectors", text(vectors.path())]);
        assert!([1, 2].contains(&ran.code) && ran.err.contains("sign_planted.json"), "{ran:?}");
    }
}

/// Fuzzes a server that takes every signature, with findings in a folder.
fn fuzz(server: &Server, out: &Path, more: &[&str]) -> Ran {
    let tenants = text(server.tenants.path());
    let arguments = ["fuzz", "--url", &server.url, "--tenant-file", tenants, "--out", text(out)];
    run(&[&arguments[..], &["--cases", "300"], more].concat())
}

#[test]
fn no_pipe_and_no_device_in_the_folder_of_a_campaign_is_waited_for() {
    let server = Server::start(Some("always-true"));
    for name in ["state.json", "corpus.jsonl", "fuzz.log", ".lock", "planted/case.json"] {
        for device in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            let out = dir.path().join("findings");
            std::fs::create_dir_all(out.join("planted")).unwrap();
            let path = out.join(name);
            match device {
                true => std::os::unix::fs::symlink("/dev/zero", &path).unwrap(),
                false => drop(pipe(&out, name)),
            }
            let ran = fuzz(&server, &out, &[]);
            // What goes into a device is lost, what would come out of one is refused.
            let code = if device && name == "fuzz.log" { 1 } else { 2 };
            assert_eq!(ran.code, code, "{name}, device {device}: {ran:?}");
            assert!(path.symlink_metadata().is_ok(), "{name}");
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let corpus = dir.path().join("corpus");
    std::fs::create_dir(&corpus).unwrap();
    pipe(&corpus, "pipe");
    let ran = fuzz(&server, &dir.path().join("findings"), &["--corpus", text(&corpus)]);
    assert!(ran.code == 2 && ran.err.contains("is a named pipe"), "{ran:?}");
    // A link that leads back is not followed.
    std::fs::remove_file(corpus.join("pipe")).unwrap();
    std::os::unix::fs::symlink(".", corpus.join("back")).unwrap();
    let ran = fuzz(&server, &dir.path().join("findings"), &["--corpus", text(&corpus)]);
    assert!(ran.code == 2 && ran.err.contains("is a folder"), "{ran:?}");
}

#[test]
fn a_campaign_removes_and_replaces_nothing_of_others_and_keeps_what_it_finds_private() {
    let server = Server::start(Some("always-true"));
    let dir = tempfile::tempdir().unwrap();
    let first = dir.path().join("first");
    assert_eq!(fuzz(&server, &first, &[]).code, 1);
    let causes = crate::fuzz::causes(&first);
    assert!(!causes.is_empty());
    for path in crate::fuzz::files(&first) {
        let name = path.file_name().unwrap();
        let private = !["fuzz.log", "status.json", ".lock"].iter().any(|open| name == *open);
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        assert!(!private || mode == 0o600, "{}: {mode:o}", path.display());
    }
    // Somebody's notes stand where findings would, and in what looks unfinished.
    let second = dir.path().join("second");
    let (notes, unfinished) = (second.join(&causes[0]), second.join(".new-work"));
    std::fs::create_dir_all(&notes).unwrap();
    std::fs::create_dir_all(&unfinished).unwrap();
    write(&notes, "notes", "mine");
    write(&unfinished, "notes", "mine");
    // What a kill left behind is removed.
    let killed = second.join(".new-killed");
    std::fs::create_dir(&killed).unwrap();
    write(&killed, "case.json", "{");
    write(&killed, "body-2", "{");
    assert_eq!(fuzz(&server, &second, &[]).code, 1);
    assert_eq!(std::fs::read_to_string(notes.join("notes")).unwrap(), "mine");
    assert_eq!(std::fs::read_to_string(unfinished.join("notes")).unwrap(), "mine");
    assert!(!killed.exists());
    let again = crate::fuzz::causes(&second);
    assert!(again.contains(&format!("{}-2", causes[0])), "{causes:?}, {again:?}");
    assert!(!again.contains(&causes[0]), "{again:?}");
}

#[test]
fn a_file_that_a_pasted_command_names_is_not_opened() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "body.json", format!("{{\"event_name\":\"{}\"}}", "private".repeat(3)));
    for command in [
        "curl -d @body.json 'http://a/api/v1/track/pixel/goal?domain=b' -H 'x-lp-goal-signature: 00'",
        "curl --data-binary @body.json 'http://a/api/v1/track/pixel/goal?domain=b'",
        "curl -K body.json 'http://a/api/v1/track/pixel/goal?domain=b'",
    ] {
        let capture = write(dir.path(), "capture", command);
        let ran = run_in(
            dir.path(),
            &["explain", "--tenant-id", "t", "--secret-file", "/dev/null", text(&capture)],
        );
        assert!(
            !ran.out.contains("privateprivate") && !ran.err.contains("privateprivate"),
            "{ran:?}"
        );
        assert!(ran.code == 2 && ran.err.contains("--body FILE"), "{ran:?}");
    }
}

#[test]
fn patterns_that_would_cost_the_stack_are_refused() {
    for pattern in
        ["{".repeat(260), "{".repeat(60_000), "{a,".repeat(9), "[".repeat(5), "*".repeat(2000)]
    {
        let ran = run(&["check", "--only", &pattern, "--", "/bin/false"]);
        assert_eq!(ran.code, 2, "{}: {ran:?}", pattern.len());
    }
}

#[test]
fn a_secret_in_a_wrong_place_is_not_shown_again() {
    let dir = tempfile::tempdir().unwrap();
    let tenants = |lines: &str| write(dir.path(), "tenants.toml", format!("[[tenant]]\n{lines}\n"));
    let tenant = "domain = \"a\"\ntenant_id = \"t\"";
    let hidden = |ran: Ran| {
        assert_ne!(ran.code, 0, "{ran:?}");
        assert!(!ran.out.contains(HEX) && !ran.err.contains(HEX), "{ran:?}");
    };
    hidden(run(&["sign", "--tenant-id", "t", "--secret-env", HEX, "--event", "a"]));
    hidden(run(&["sign", "--tenant-id", "t", "--secret-file", HEX, "--event", "a"]));
    for lines in [
        format!("{tenant}\nsecret_env = \"{HEX}\""),
        format!("{tenant}\nsecret = {HEX}"),
        format!("{tenant}\n{HEX} = 1"),
        format!("domain = \"{HEX}.\"\ntenant_id = \"t\""),
    ] {
        hidden(run(&["serve", "--tenant-file", text(&tenants(&lines))]));
    }
    hidden(run(&["check", HEX]));
    hidden(run(&["check", "--", "/bin/false", HEX]));
    hidden(run(&["check", "--format", "json", "--", "/bin/false", HEX]));
    hidden(run(&["check", "--", HEX]));
    hidden(run(&["check", "--only", &format!("[{HEX}"), "--", "/bin/false"]));
    hidden(run(&["check", "--header", &format!("X={HEX}")]));
    hidden(run(&[HEX]));
}

#[test]
fn an_adapter_gets_what_it_needs_and_no_secret() {
    let dir = tempfile::tempdir().unwrap();
    let seen = dir.path().join("seen");
    let script = format!("env > '{}'; exit 1", text(&seen));
    let read = |command: &mut Command| {
        command
            .env("LP_PIXEL_SECRET", HEX)
            .env("AWS_SECRET_ACCESS_KEY", "k")
            .env("ACME_MODE", "test");
        command.env("LC_TIME", "C").output().unwrap();
        std::fs::read_to_string(&seen).unwrap()
    };
    let mut direct = Command::new(env!("CARGO_BIN_EXE_goalpost"));
    let got = read(direct.args(["check", "--", "sh", "-c", &script]));
    assert!(got.contains("PATH=") && got.contains("HOME=") && got.contains("LC_TIME=C"), "{got}");
    for secret in ["LP_PIXEL_SECRET", "AWS_SECRET", "ACME_MODE", HEX] {
        assert!(!got.contains(secret), "{secret}: {got}");
    }
    let toml = |inherit: &str| {
        let command = serde_json::to_string(&["sh", "-c", &script]).unwrap();
        write(
            dir.path(),
            "goalpost.toml",
            format!(
                "[[implementation]]\nname = \"a\"\ncommand = {command}\nenv = {{ MINE = \"1\" }}\ninherit = [{inherit:?}]\n\
                 [[server]]\nname = \"b\"\nurl = \"http://127.0.0.1:9\"\ntenant_file = \"tenants.toml\"\n"
            ),
        )
    };
    let tenants =
        "[[tenant]]\ndomain = \"a\"\ntenant_id = \"t\"\nsecret_env = \"LP_PIXEL_SECRET\"\n";
    write(dir.path(), "tenants.toml", tenants);
    let mut granted = Command::new(env!("CARGO_BIN_EXE_goalpost"));
    let got = read(granted.args(["check", "a", "--config", text(&toml("ACME_MODE"))]));
    assert!(
        got.contains("ACME_MODE=test") && got.contains("MINE=1") && !got.contains(HEX),
        "{got}"
    );
    // One that a tenant file keeps a secret in cannot be granted.
    let mut refused = Command::new(env!("CARGO_BIN_EXE_goalpost"));
    refused.env("LP_PIXEL_SECRET", HEX).args([
        "check",
        "a",
        "--config",
        text(&toml("LP_PIXEL_SECRET")),
    ]);
    let ran: Ran = refused.output().unwrap().into();
    assert!(ran.code == 2 && ran.err.contains("take it out of inherit"), "{ran:?}");
}

#[test]
fn reports_obey_the_umask_and_records_are_private() {
    let dir = tempfile::tempdir().unwrap();
    let report = dir.path().join("report.json");
    let script = format!(
        "umask 027; exec '{}' check --format json --output '{}' -- /bin/false",
        env!("CARGO_BIN_EXE_goalpost"),
        text(&report)
    );
    assert!(Command::new("sh").args(["-c", &script]).output().unwrap().status.code() == Some(3));
    assert_eq!(report.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    let record = dir.path().join("goals.jsonl");
    let serving = Serving::start(&["--quiet", "--record", text(&record)]);
    assert_eq!(record.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    drop(serving);
    for (name, content) in
        [("tenants.toml", "[[tenant]]\nsecret = \"00\"\n"), ("notes", "a\nb\n"), ("json", "{}\n")]
    {
        let other = write(dir.path(), name, content);
        assert_eq!(run(&["serve", "--record", text(&other)]).code, 2);
        assert_eq!(std::fs::read_to_string(&other).unwrap(), content);
    }
}

/// A server that takes everything, and puts the secret into its answers in one form after the other.
const ECHO: &str = r#"
import base64, http.server, itertools, sys
secret = sys.argv[1]
raw = bytes.fromhex(secret)
forms = itertools.cycle([
    secret, secret.upper(), secret[:48], secret[::-1], base64.b64encode(raw).decode(),
    base64.urlsafe_b64encode(raw).decode(), base64.b64encode(secret.encode()).decode(),
    ':'.join('%02x' % b for b in raw), ', '.join('0x%02x' % b for b in raw), raw.hex(' '), raw.decode('latin-1'),
])
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_POST(self):
        self.rfile.read(int(self.headers.get('content-length') or 0))
        answer = ('taken (key %s)' % next(forms)).encode('latin-1')
        self.send_response(200)
        self.send_header('content-length', str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
    do_GET = do_PUT = do_POST
    def log_message(self, *args): pass
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"#;

#[test]
fn a_secret_that_a_server_shows_is_noticed_and_kept_nowhere() {
    use std::io::BufRead;
    let mut server = Command::new("python3")
        .args(["-c", ECHO, HEX])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut port = String::new();
    std::io::BufReader::new(server.stdout.take().unwrap()).read_line(&mut port).unwrap();
    let url = format!("http://127.0.0.1:{}", port.trim());
    let dir = tempfile::tempdir().unwrap();
    let tenants = write(
        dir.path(),
        "tenants.toml",
        format!("[[tenant]]\ndomain = \"a.example\"\ntenant_id = \"t\"\nsecret = \"{HEX}\"\n"),
    );
    let out = dir.path().join("findings");
    let ran = run(&[
        "fuzz",
        "--url",
        &url,
        "--tenant-file",
        text(&tenants),
        "--out",
        text(&out),
        "--cases",
        "300",
        "--for",
        "20s",
    ]);
    let check = run(&["check", "--url", &url, "--tenant-file", text(&tenants), "--format", "json"]);
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(ran.code == 1 && ran.out.contains("shows the tenant's secret"), "{ran:?}");
    let raw: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&HEX[2 * at..2 * at + 2], 16).unwrap()).collect();
    let whole = goalpost::judge::leak::SecretForms::of([HEX.as_bytes()]).unwrap();
    let latin: String = raw.iter().map(|b| char::from(*b)).collect();
    let mut looked_at = 0;
    let mut shown = vec![
        ran.out.into_bytes(),
        ran.err.into_bytes(),
        check.out.into_bytes(),
        check.err.into_bytes(),
    ];
    for path in crate::fuzz::files(&out) {
        shown.push(std::fs::read(path).unwrap());
        looked_at += 1;
    }
    assert!(looked_at > 3, "{looked_at}");
    for bytes in shown {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!whole.stand_in(&bytes) && !text.contains(&latin), "{text}");
    }
}

#[test]
fn times_at_the_ends_of_the_calendar_are_skipped_and_reported() {
    use goalpost::protocol::json::parse;
    use goalpost::protocol::{Goal, Tenant};
    let server = Server::start(None);
    let published = std::fs::read(root().join("vectors/verify_attribution.json")).unwrap();
    for (now, first_touch) in [
        ("9999-12-27T00:00:00Z", "9999-12-30T00:00:00Z"),
        ("2026-11-23T08:00:00Z", "9999-12-31T23:59:59Z"),
        ("2026-11-23T08:00:00Z", "0001-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "9999-12-30T00:00:00Z"),
        ("9999-12-30T22:00:00Z", "9999-12-30T21:59:59.999999999Z"),
    ] {
        let mut file: serde_json::Value = serde_json::from_slice(&published).unwrap();
        let body = format!(
            r#"{{"event_name":"a","first_touch_bucket":"ai_search","first_touch_ts":"{first_touch}"}}"#
        );
        let mut group = file["groups"][0].clone();
        let part = |name: &str| group[name].as_str().unwrap().into();
        let tenant = Tenant { tenant_id: part("tenant_id"), secret: part("secret") };
        let goal = Goal::from_value(parse(body.as_bytes()).unwrap()).unwrap();
        let signature = tenant.signer().unwrap().sign(&goal, &mut Vec::new()).unwrap();
        let mut test = group["tests"][0].clone();
        test["id"] = "verify/bucket/far".into();
        test["now"] = now.into();
        test["request"]["headers"][1][1] = signature.to_string().into();
        test["request"]["body"] = goalpost::protocol::hex::encode(body.as_bytes()).into();
        test["body_text"] = body.into();
        let is_earlier = first_touch.ends_with("59.999999999Z");
        test["lag_seconds"] = if is_earlier { [0].into() } else { [()].into() };
        group["tests"] = vec![test].into();
        file["groups"] = vec![group].into();
        file["number_of_tests"] = 1.into();
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "verify_attribution.json", file.to_string());
        let report = dir.path().join("report.json");
        let tenants = text(server.tenants.path());
        let check = ["check", "--url", &server.url, "--tenant-file", tenants, "--format", "json"];
        let places = ["--vectors", text(dir.path()), "--output", text(&report)];
        let ran = run(&[&check[..], &places].concat());
        assert!([0, 1, 3].contains(&ran.code), "{now}, {first_touch}: {ran:?}");
        let kept = std::fs::read(&report).unwrap();
        assert!(serde_json::from_slice::<serde_json::Value>(&kept).is_ok(), "{now}");
    }
}
