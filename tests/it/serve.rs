//! `goalpost serve`: real sockets, real signers, hostile clients.

use crate::schemas::holds;
use crate::support::{goalpost, root, run};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

const TENANT_ID: &str = "7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04";
const SECRET: &str = "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4";
const PATH: &str = "/api/v1/track/pixel/goal?domain=shop.example";

/// A running endpoint, ended when dropped.
pub(crate) struct Serving {
    pub(crate) child: Child,
    pub(crate) lines: BufReader<ChildStdout>,
    pub(crate) url: String,
}

impl Serving {
    pub(crate) fn start(arguments: &[&str]) -> Serving {
        Serving::start_with(arguments, &[])
    }

    /// On a port that is known.
    pub(crate) fn start_at(port: u16, arguments: &[&str]) -> Serving {
        Serving::start_on(port, arguments, &[])
    }

    fn start_with(arguments: &[&str], variables: &[(&str, &str)]) -> Serving {
        Serving::start_on(0, arguments, variables)
    }

    fn start_on(port: u16, arguments: &[&str], variables: &[(&str, &str)]) -> Serving {
        let mut child = goalpost()
            .args(["serve", "--port", &port.to_string()])
            .args(arguments)
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        lines.read_line(&mut first).unwrap();
        let url = first.split_whitespace().nth(2).unwrap_or_default().to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "{first}");
        Serving { child, lines, url }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.url.trim_start_matches("http://").parse().unwrap()
    }

    /// Sends bytes and reads to the end of the connection.
    fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // It may answer and hang up before everything is written.
        drop(stream.write_all(bytes));
        drop(stream.shutdown(Shutdown::Write));
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer));
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    /// Posts a body with headers of its own; status and body of the answer.
    pub(crate) fn post(&self, headers: &str, body: &[u8]) -> (u16, String) {
        let head = format!(
            "POST {PATH} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n{headers}\r\n",
            self.address(),
            body.len()
        );
        status_and_body(&self.raw(&[head.as_bytes(), body].concat()))
    }

    /// Posts so many different hints over one connection; each is accepted.
    pub(crate) fn post_many(&self, count: usize) {
        let mut stream = self.connect();
        let mut reading = stream.try_clone().unwrap();
        let host = self.address();
        let writer = std::thread::spawn(move || {
            for i in 0..count {
                let body = format!(r#"{{"event_name":"e{i}"}}"#);
                let close = if i + 1 == count { "Connection: close\r\n" } else { "" };
                let head = format!(
                    "POST {PATH} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n{close}\
                     Content-Length: {}\r\n\r\n{body}",
                    body.len()
                );
                stream.write_all(head.as_bytes()).unwrap();
            }
        });
        let mut answers = String::new();
        reading.read_to_string(&mut answers).unwrap();
        writer.join().unwrap();
        assert_eq!(answers.matches("HTTP/1.1 202").count(), count);
    }

    /// Waits until so many requests are explained; the list then.
    pub(crate) fn explained(&self, count: usize) -> String {
        loop {
            let (_, list) = self.get("/goals");
            let told: Value = serde_json::from_str(&list).unwrap();
            if told["reasons"].as_array().unwrap().len() >= count {
                return list;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Opens the page's stream of events, with more headers.
    fn watch(&self, headers: &str) -> BufReader<TcpStream> {
        let mut stream = self.connect();
        let head = format!("GET /events HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", self.address());
        stream.write_all(head.as_bytes()).unwrap();
        BufReader::new(stream)
    }

    /// The head of an answer, in small letters.
    pub(crate) fn head(&self, path: &str) -> String {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address());
        let answer = self.raw(request.as_bytes());
        answer.split("\r\n\r\n").next().unwrap_or_default().to_lowercase()
    }

    fn get(&self, path: &str) -> (u16, String) {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address());
        status_and_body(&self.raw(request.as_bytes()))
    }

    /// Asks it to leave, and returns its exit code and everything it wrote.
    fn terminate(mut self, signal: &str) -> (i32, String, String) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        let (mut out, mut err) = (String::new(), String::new());
        self.lines.read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (self.child.wait().unwrap().code().unwrap_or(-1), out, err)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn status_and_body(answer: &str) -> (u16, String) {
    let status = answer.get(9..12).and_then(|digits| digits.parse().ok()).unwrap_or(0);
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    (status, body.to_owned())
}

/// A goal's body with the right signature header for the demo tenant.
pub(crate) fn signed(body: &str) -> (String, Vec<u8>) {
    use goalpost::protocol::json::parse;
    use goalpost::protocol::{Goal, Tenant};
    let tenant = Tenant { tenant_id: TENANT_ID.into(), secret: SECRET.into() };
    let goal = Goal::from_value(parse(body.as_bytes()).unwrap()).unwrap();
    let signature = tenant.signer().unwrap().sign(&goal, &mut Vec::new()).unwrap();
    (format!("X-LP-Goal-Signature: {signature}\r\n"), body.as_bytes().to_vec())
}

/// The documented Python signer's own POST, in a process of its own.
fn python_post(url: &str, tamper: bool) -> u16 {
    let script = format!(
        "import sys, json, urllib.request\n\
         sys.path.insert(0, 'scripts/adapters')\n\
         import python_documented as p\n\
         p.requests = None\n\
         real = urllib.request.Request\n\
         if {}:\n    urllib.request.Request = lambda url, body, headers: real(url, body.replace(b'99.5', b'98.5'), headers)\n\
         goal = {{'event_name': 'purchase', 'session_id': 's', 'first_touch_bucket': 'ai_search',\n\
                 'properties': {{'value': 99.5, 'currency': 'EUR', 'plan': 'caf\\u00e9'}}}}\n\
         print(p.send(goal, '{url}', 'shop.example', '{TENANT_ID}', '{SECRET}'))\n",
        if tamper { "True" } else { "False" }
    );
    let output = Command::new("python3")
        .args(["-c", &script])
        .current_dir(root())
        .env("no_proxy", "127.0.0.1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().unwrap_or_else(|_| panic!("{output:?}"))
}

fn records(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_documented_python_signer_is_accepted_listed_and_recorded() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("goals.jsonl");
    let serving = Serving::start(&["--record", &path.to_string_lossy()]);
    assert_eq!(python_post(&serving.url, false), 200);
    assert_eq!(python_post(&serving.url, true), 401, "one byte was changed after signing");

    let recorded = records(&path);
    assert_eq!(recorded.len(), 1, "what is refused is not recorded: {recorded:?}");
    assert_eq!(recorded[0]["ranked"], true);
    assert_eq!(recorded[0]["goal"]["properties"]["plan"], "café");

    let (_, list) = serving.get("/goals");
    let list: Value = serde_json::from_str(&list).unwrap();
    let told: Vec<_> = list["goals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|goal| (goal["status"].as_u64().unwrap(), goal["rule"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [(200, "accepted"), (401, "signature-mismatch")]);

    let (code, out, err) = serving.terminate("-TERM");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.contains("200 accepted           shop.example purchase 99.5 EUR \"café\", ranked"),
        "{out}"
    );
    assert!(out.contains("401 signature-mismatch shop.example (number 2)\n"), "{out}");
}

#[test]
fn goals_that_come_both_ways_are_pointed_out() {
    let serving = Serving::start(&[]);
    let goal = r#"{"event_name":"purchase","session_id":"s","properties":{"value":5}}"#;
    assert_eq!(serving.post("", goal.as_bytes()).0, 202);
    let (header, body) = signed(goal);
    assert_eq!(serving.post(&header, &body).0, 200);
    let list: Value = serde_json::from_str(&serving.get("/goals").1).unwrap();
    assert_eq!(list["goals"][1]["twin"], 1);
    let (_, out, _) = serving.terminate("-INT");
    assert!(out.contains("came unsigned as number 1: one source per goal"), "{out}");
}

/// The next event with rows: its id, and the numbers of the rows.
fn next_rows(events: &mut BufReader<TcpStream>) -> (String, Vec<u64>) {
    let (mut id, mut line) = (String::new(), String::new());
    loop {
        line.clear();
        assert!(events.read_line(&mut line).unwrap() > 0, "the stream ended");
        if let Some(found) = line.strip_prefix("id: ") {
            id = found.trim_end().to_owned();
        }
        let Some(data) = line.strip_prefix("data: ") else { continue };
        let data: Value = serde_json::from_str(data).unwrap();
        let rows = data["rows"].as_array().unwrap();
        if !rows.is_empty() {
            return (id, rows.iter().map(|row| row["number"].as_u64().unwrap()).collect());
        }
    }
}

#[test]
fn events_go_on_after_the_last_one_that_was_seen() {
    let serving = Serving::start(&["--quiet"]);
    let mut events = serving.watch("");
    let hint = |name: &str| {
        let body = format!(r#"{{"event_name":"{name}"}}"#);
        assert_eq!(serving.post("", body.as_bytes()).0, 202);
    };
    hint("a");
    let (id, numbers) = next_rows(&mut events);
    assert_eq!(numbers, [1]);
    drop(events);
    hint("b");
    hint("c");
    let mut events = serving.watch(&format!("Last-Event-ID: {id}\r\n"));
    assert_eq!(next_rows(&mut events).1, [2, 3]);
    // The id of another run: everything there is.
    let mut events = serving.watch("Last-Event-ID: 1999-01-01T00:00:00Z/2\r\n");
    assert_eq!(next_rows(&mut events).1, [1, 2, 3]);
}

/// An answer without the one header that depends on the clock.
fn undated(answer: &str) -> String {
    let lines = answer.split("\r\n").filter(|line| !line.starts_with("date: "));
    lines.collect::<Vec<_>>().join("\r\n")
}

#[test]
fn answers_are_the_same_whether_anybody_watches() {
    let requests = |serving: &Serving| -> Vec<String> {
        let (header, body) =
            signed(r#"{"event_name":"purchase","first_touch_bucket":"ai_search"}"#);
        let body = String::from_utf8(body).unwrap();
        let post = |header: &str, body: &str| {
            let head = format!(
                "POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
                 Content-Length: {}\r\nConnection: close\r\n{header}\r\n{body}",
                body.len()
            );
            undated(&serving.raw(head.as_bytes()))
        };
        vec![
            post(&header, &body),
            post("", &body),
            post(&header, &body.replace("purchase", "other")),
            post(&header, "{"),
            post("", r#"{"event_name":"a","properties":{"plan":"jane@acme.com"}}"#),
            undated(&serving.raw(b"PUT /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")),
        ]
    };
    let alone = requests(&Serving::start(&["--quiet"]));
    assert!(
        alone[0].starts_with("HTTP/1.1 200") && alone[2].starts_with("HTTP/1.1 401"),
        "{alone:?}"
    );
    let serving = Serving::start(&["--quiet", "--explain"]);
    // Four who read nothing, and one who does.
    let _silent: Vec<_> = (0..4).map(|_| serving.watch("")).collect();
    let mut reading = serving.watch("");
    assert_eq!(requests(&serving), alone);
    let mut seen = Vec::new();
    while seen.len() < alone.len() {
        seen.extend(next_rows(&mut reading).1);
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen, (1..=alone.len() as u64).collect::<Vec<_>>());
    // One more is too many, and it is said.
    let mut line = String::new();
    serving.watch("").read_line(&mut line).unwrap();
    assert!(line.starts_with("HTTP/1.1 503"), "{line}");
}

#[test]
fn no_web_page_from_elsewhere_sees_or_sends_anything() {
    let serving = Serving::start(&["--quiet", "--explain"]);
    assert_eq!(serving.post("", br#"{"event_name":"a"}"#).0, 202);
    let host = serving.address();
    let (_, page) = serving.get("/");
    let token = page.split("data-token=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(token.len(), 32, "{token}");
    let ask = |method: &str, path: &str, headers: &str| {
        let body = if method == "POST" { r#"{"event_name":"sent"}"# } else { "" };
        let answer = serving.raw(
            format!(
                "{method} {path} HTTP/1.1\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}",
                body.len()
            )
            .as_bytes(),
        );
        assert!(!answer.to_lowercase().contains("access-control-allow"), "{answer}");
        status_and_body(&answer).0
    };
    for (headers, status) in [
        (format!("Host: {host}\r\n"), 200),
        ("Host: rebound.example\r\n".to_owned(), 403),
        (format!("Host: {host}\r\nOrigin: https://evil.example\r\n"), 403),
        (format!("Host: {host}\r\nSec-Fetch-Site: cross-site\r\n"), 403),
    ] {
        assert_eq!(ask("GET", "/goals", &headers), status, "{headers}");
        assert_eq!(ask("GET", "/goals/1", &headers), status, "{headers}");
        // The stream has no end of its own.
        if status != 200 {
            assert_eq!(ask("GET", "/events", &headers), status, "{headers}");
        }
    }
    let right = format!(
        "Host: {host}\r\nOrigin: http://{host}\r\nContent-Type: application/json\r\nX-Goalpost-Token: {token}\r\n"
    );
    assert_eq!(ask("POST", "/send", &right), 200);
    for wrong in [
        right.replace(&token, &"0".repeat(32)),
        right.replace(&format!("Origin: http://{host}"), "Origin: http://evil.example"),
        right.replace(&format!("Host: {host}"), "Host: evil.example"),
        right.replace("application/json", "text/plain"),
    ] {
        assert_eq!(ask("POST", "/send", &wrong), 403, "{wrong}");
    }
    // Each of them is no goal, and not listed.
    let list: Value = serde_json::from_str(&serving.get("/goals").1).unwrap();
    assert_eq!(list["goals"].as_array().unwrap().len(), 2, "{list}");

    // No form where the tenant's secret is its own.
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("tenant.toml");
    let file =
        "[[tenant]]\ndomain = \"own.example\"\ntenant_id = \"t\"\nsecret = \"00ff00ff00ff00ff\"\n";
    std::fs::write(&path, file).unwrap();
    let own = Serving::start(&["--quiet", "--tenant-file", &path.to_string_lossy()]);
    assert!(own.get("/").1.contains("data-token=\"\""));
    let right = right.replace(&host.to_string(), &own.address().to_string());
    let send =
        format!("POST /send HTTP/1.1\r\nContent-Length: 2\r\nConnection: close\r\n{right}\r\n{{}}");
    assert!(own.raw(send.as_bytes()).starts_with("HTTP/1.1 403"));
}

#[test]
fn what_is_opened_shows_no_secret_and_no_personal_data() {
    let serving = Serving::start(&["--quiet", "--explain"]);
    let secret_as_signature = format!("X-LP-Goal-Signature: {SECRET}\r\n");
    serving.post(&secret_as_signature, br#"{"event_name":"purchase"}"#);
    let secret_as_plan =
        format!(r#"{{"event_name":"a","properties":{{"plan":"{}"}}}}"#, &SECRET[..40]);
    serving.post("", secret_as_plan.as_bytes());
    let (header, _) = signed(r#"{"event_name":"a"}"#);
    serving.post(&header, br#"{"event_name":"a","properties":{"plan":"jane@acme.com"}}"#);
    serving.post("Cookie: session=private\r\n", br#"{"event_name":"b"}"#);
    let detail = |number: u64| loop {
        let (status, text) = serving.get(&format!("/goals/{number}"));
        assert_eq!(status, 200, "{text}");
        let detail: Value = serde_json::from_str(&text).unwrap();
        let waits = detail["without"].as_str().is_some_and(|why| why.contains("goes on"));
        if !waits {
            // A vector is signed for the vectors' own tenant, which is public: the demo's, and its secret stands there.
            let text = text.replace(&format!(r#"\"secret\": \"{SECRET}\""#), "");
            assert!(!text.contains(&SECRET[..16]) && !text.contains("jane@acme"), "{text}");
            break detail;
        }
    };
    for number in [1, 2] {
        let hidden = detail(number)["document"]["hidden"].clone();
        assert!(
            hidden.as_str().is_some_and(|why| why.contains("tenant's secret")),
            "{number}: {hidden}"
        );
    }
    assert_eq!(detail(3)["without"], "it holds personal data");
    let shown = detail(4);
    assert_eq!(shown["document"]["request"]["body"], r#"{"event_name":"b"}"#);
    assert!(!shown.to_string().contains("private"), "{shown}");
    // Of a refused request, too.
    let wrong = format!("Cookie: session=private\r\nX-LP-Goal-Signature: {}\r\n", "0".repeat(64));
    serving.post(&wrong, br#"{"event_name":"c"}"#);
    let refused = detail(5);
    assert_eq!(refused["document"]["request"]["body"], r#"{"event_name":"c"}"#);
    assert!(!refused.to_string().contains("private"), "{refused}");
    assert_eq!(serving.get("/goals/99").0, 404);
    assert_eq!(serving.get("/goals/x").0, 404);
}

#[test]
fn a_double_is_noticed_over_a_restart_and_listed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("goals.jsonl");
    let record = path.to_string_lossy().into_owned();
    let goal = r#"{"event_name":"purchase","session_id":"order-7","properties":{"value":49,"currency":"EUR"}}"#;
    let serving = Serving::start(&["--quiet", "--record", &record]);
    assert_eq!(serving.post("", goal.as_bytes()).0, 202);
    assert_eq!(serving.terminate("-TERM").0, 0);
    let none = run(&["doubles", &record]);
    assert!(none.code == 0 && none.out.contains("1 goals on record, 0 doubles"), "{none:?}");

    let serving = Serving::start(&["--record", &record]);
    let (header, body) = signed(goal);
    assert_eq!(serving.post(&header, &body).0, 200);
    let list: Value = serde_json::from_str(&serving.get("/goals").1).unwrap();
    assert_eq!((&list["goals"][0]["number"], &list["goals"][0]["twin"]), (&2.into(), &1.into()));
    let (_, out, _) = serving.terminate("-TERM");
    assert!(out.contains("came unsigned as number 1"), "{out}");
    let lines = records(&path);
    let of = |name: &str| [lines[0][name].clone(), lines[1][name].clone()];
    assert_eq!(of("number"), [Value::from(1), Value::from(2)]);
    assert_eq!(of("double_of"), [Value::Null, Value::from(1)]);
    assert_eq!(of("not_ranked"), [Value::from("unsigned"), Value::from("no-first-touch-bucket")]);

    // A line that somebody is writing.
    let mut torn = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
    torn.write_all(b"{\"at\":\"2026").unwrap();
    let listed = run(&["doubles", &record]);
    assert_eq!(listed.code, 1, "{listed:?}");
    for part in [
        "2 goals on record, 1 double",
        "shop.example purchase 49 EUR (the same session)",
        "number 1  unsigned, not ranked: it is unsigned, and a hint never feeds the ranking",
        "number 2  signed, not ranked: it has no first_touch_bucket",
        "the last line is not finished",
    ] {
        assert!(listed.out.contains(part), "{part}: {}", listed.out);
    }
    let json: Value =
        serde_json::from_str(&run(&["doubles", &record, "--format", "json"]).out).unwrap();
    holds("doubles", &json);
    let double = &json["doubles"][0];
    assert_eq!((&double["first"]["number"], &double["second"]["number"]), (&1.into(), &2.into()));
    assert_eq!((&double["sure"], &json["unfinished_line"]), (&true.into(), &true.into()));
    let another_day = run(&["doubles", &record, "--day", "2020-02-29"]);
    assert!(
        another_day.code == 0 && another_day.out.contains("2020-02-29 (UTC): 0 goals"),
        "{another_day:?}"
    );
    let other = run(&["doubles", "Cargo.toml"]);
    assert!(other.code == 2 && other.err.contains("is not a record"), "{other:?}");
}

#[test]
fn a_tenant_file_serves_its_tenants_and_shows_no_secret() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("tenant.toml");
    let file = format!(
        "[[tenant]]\ndomain = \"shop.example\"\ntenant_id = \"{TENANT_ID}\"\nsecret_env = \"SHOP_SECRET\"\n\
         [[tenant]]\ndomain = \"broken.example\"\ntenant_id = \"b\"\nsecret = \"feedfacefeedfac\"\n"
    );
    std::fs::write(&path, file).unwrap();
    let missing = run(&["serve", "--port", "0", "--tenant-file", &path.to_string_lossy()]);
    assert!(missing.code == 2 && missing.err.contains("SHOP_SECRET is not set"), "{missing:?}");

    let serving = Serving::start_with(
        &["--tenant-file", &path.to_string_lossy()],
        &[("SHOP_SECRET", SECRET)],
    );
    let (header, body) = signed(r#"{"event_name":"signup"}"#);
    assert_eq!(serving.post(&header, &body).0, 200);
    let (_, out, err) = serving.terminate("-TERM");
    let all = format!("{out}{err}");
    assert!(all.contains("odd number of hex digits") && all.contains("nothing signed"), "{all}");
    assert!(!all.contains(&SECRET[..12]) && !all.contains("feedface"), "{all}");
}

#[test]
fn answers_are_those_of_the_reference() {
    let serving = Serving::start(&["--quiet"]);
    let (header, body) = signed(r#"{"event_name":"a","properties":{"plan":"jane@acme.com"}}"#);
    let (status, answer) = serving.post(&header, &body);
    assert_eq!(status, 400);
    assert_eq!(answer, r#"{"error":"properties hold an e-mail address (properties.plan)"}"#);
    let goal = br#"{"event_name":"a"}"#;
    let (status, answer) = serving.post("X-LP-Goal-Signature: 00\r\n", goal);
    assert_eq!((status, answer.as_str()), (401, r#"{"error":"invalid signature"}"#));
    assert_eq!(serving.get("/healthz"), (200, "ok\n".to_owned()));
    assert_eq!(serving.get("/nowhere").0, 404);
    let (status, page) = serving.get("/");
    assert!(status == 200 && page.contains("Received goals"));
    // Nothing is fetched from elsewhere.
    assert!(!page.contains("http://") && !page.contains("https://"), "{page}");
    let foreign = "GET /goals HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    assert!(serving.raw(foreign.as_bytes()).starts_with("HTTP/1.1 403"));
}

#[test]
fn hostile_requests_are_answered_or_cut_off() {
    let serving = Serving::start(&["--quiet"]);
    let post = |more: &str| format!("POST {PATH} HTTP/1.1\r\nHost: x\r\n{more}");
    // Over the limit, said and not said.
    let said = post("Content-Type: application/json\r\nContent-Length: 70000\r\n\r\n");
    let answer = serving.raw(&[said.as_bytes(), &[b' '; 70_000]].concat());
    assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("connection: close"), "{answer}");
    let chunked = post("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    let chunk = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
    let answer = serving.raw(&[chunked.as_bytes(), &chunk, &chunk, b"0\r\n\r\n"].concat());
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    // Too much head.
    let many: String = (0..100).map(|i| format!("x-{i}: 1\r\n")).collect();
    assert!(serving.raw(post(&format!("{many}\r\n")).as_bytes()).starts_with("HTTP/1.1 431"));
    let long = format!("x: {}\r\n\r\n", "a".repeat(40_000));
    assert!(serving.raw(post(&long).as_bytes()).starts_with("HTTP/1.1 431"));
    // No HTTP at all.
    for garbage in [&b"\0\0\0\0\r\n\r\n"[..], b"hello\r\n\r\n", b"\x16\x03\x01\x02\x00"] {
        let answer = serving.raw(garbage);
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    }
    assert_eq!(serving.raw(b"POST"), "", "it never was a request");
    // Cut off in the middle of a body: no answer that accepts anything.
    let cut = post("Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"event_name\"");
    assert!(!serving.raw(cut.as_bytes()).starts_with("HTTP/1.1 2"));
    // Two lengths.
    let two = post("Content-Length: 0\r\nContent-Length: 5\r\n\r\nhello");
    assert!(!serving.raw(two.as_bytes()).starts_with("HTTP/1.1 2"));
    // It is still there.
    assert_eq!(serving.get("/healthz").0, 200);
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let serving = Serving::start(&["--quiet"]);
    let (header, body) = signed(r#"{"event_name":"signup"}"#);
    let request = |header: &str, close: &str| {
        let head = format!(
            "POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{close}\
             Content-Length: {}\r\n{header}\r\n",
            body.len()
        );
        [head.as_bytes(), &body].concat()
    };
    let mut all = Vec::new();
    for i in 0..50 {
        all.extend(request(if i % 2 == 0 { &header } else { "" }, ""));
    }
    all.extend(request("X-LP-Goal-Signature: 0\r\n", "Connection: close\r\n"));
    let answers = serving.raw(&all);
    let statuses: Vec<&str> = answers.split("HTTP/1.1 ").skip(1).map(|rest| &rest[..3]).collect();
    let mut wanted = ["200", "202"].repeat(25);
    wanted.push("401");
    assert_eq!(statuses, wanted);
}

#[test]
fn idle_connections_keep_nobody_out() {
    let serving = Serving::start(&["--quiet"]);
    // More than it holds at a time: the oldest have to go.
    let mut idle = Vec::new();
    for i in 0..900 {
        let mut stream = serving.connect();
        if i % 2 == 0 {
            stream.write_all(b"POST /api HTTP/1.1\r\nx: ").unwrap();
        }
        idle.push(stream);
    }
    assert_eq!(serving.get("/healthz").0, 200);
    let (header, body) = signed(r#"{"event_name":"signup"}"#);
    assert_eq!(serving.post(&header, &body).0, 200);
    // The first was ended, the last was not.
    let mut byte = [0];
    // Sooner than it would be for its silence alone.
    idle[0].set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    match idle[0].read(&mut byte) {
        Ok(read) => assert_eq!(read, 0),
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset),
    }
    let last = idle.last_mut().unwrap();
    last.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert_eq!(last.read(&mut byte).unwrap(), 1);
}

#[test]
fn a_request_under_way_is_finished_on_the_way_out() {
    let serving = Serving::start(&["--quiet"]);
    let (header, body) = signed(r#"{"event_name":"signup"}"#);
    let mut stream = serving.connect();
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n\
         Content-Length: {}\r\n{header}\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // It says that it waits for the body, so the request is under way.
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    let pid = serving.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    // Once nobody can connect any more, it is on its way out.
    while TcpStream::connect(serving.address()).is_ok() {
        std::thread::yield_now();
    }
    stream.write_all(&body).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("connection: close"), "{answer}");
}

#[test]
fn killed_in_the_middle_it_leaves_whole_lines() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("goals.jsonl");
    let mut serving = Serving::start(&["--quiet", "--record", &path.to_string_lossy()]);
    let (header, body) = signed(r#"{"event_name":"purchase","properties":{"plan":"Équipe"}}"#);
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{header}\r\n",
        body.len()
    );
    let requests = [head.as_bytes(), &body].concat().repeat(2000);
    let mut stream = serving.connect();
    let mut reading = stream.try_clone().unwrap();
    let writer = std::thread::spawn(move || drop(stream.write_all(&requests)));
    let mut some = [0; 4096];
    reading.read_exact(&mut some).unwrap();
    serving.child.kill().unwrap();
    serving.child.wait().unwrap();
    drop(reading);
    writer.join().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.ends_with('\n'), "a line is cut");
    // As many as were answered, or more; each of them whole.
    let answered = String::from_utf8_lossy(&some).matches("HTTP/1.1 200").count();
    assert!(records(&path).len() >= answered && answered > 5);
}

#[test]
fn a_port_that_is_taken_and_a_record_that_cannot_be_are_said_so() {
    let serving = Serving::start(&["--quiet"]);
    let port = serving.address().port().to_string();
    let ran = run(&["serve", "--port", &port]);
    assert!(ran.code == 2 && ran.err.contains("is in use; choose another"), "{ran:?}");
    let ran = run(&["serve", "--port", "0", "--record", "/nowhere/at/all"]);
    assert!(ran.code == 2 && ran.err.contains("/nowhere/at/all"), "{ran:?}");
}

#[test]
fn a_401_is_explained_here_and_never_to_the_client() {
    use goalpost::mistakes::{MistakeSet, Prediction, predict};
    use goalpost::protocol::json::parse;
    use goalpost::protocol::{Goal, Tenant};
    let body = r#"{"event_name":"purchase","properties":{"value":99.5}}"#;
    let tenant = Tenant { tenant_id: TENANT_ID.into(), secret: SECRET.into() };
    let goal = Goal::from_value(parse(body.as_bytes()).unwrap()).unwrap();
    let right = tenant.signer().unwrap().sign(&goal, &mut Vec::new()).unwrap().to_string();
    let wrong = MistakeSet::of_id("secret-used-as-text").unwrap();
    let Prediction::Signed { signature, .. } = predict(wrong, &tenant, &goal) else { panic!() };
    let header = format!("X-LP-Goal-Signature: {signature}\r\n");

    let plain = Serving::start(&[]);
    let (status, unexplained) = plain.post(&header, body.as_bytes());
    let serving = Serving::start(&["--explain"]);
    let (also, answer) = serving.post(&header, body.as_bytes());
    assert_eq!((status, also, &answer), (401, 401, &unexplained), "the answer is the same");

    // It is found beside the server, so it may take a moment.
    let list = serving.explained(1);
    assert!(list.contains("secret-used-as-text"), "{list}");
    let (code, out, err) = serving.terminate("-TERM");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("number 1: because the secret's hex text is the key"), "{out}");
    let said = out.split_once("goals: POST").unwrap().1;
    for secret in [right.as_str(), SECRET, &signature] {
        assert!(!list.contains(secret) && !said.contains(secret), "{secret} is shown");
    }
}

#[test]
fn wrong_signatures_by_the_thousand_keep_nobody_waiting() {
    let serving = Serving::start(&["--explain", "--quiet"]);
    let header = format!("X-LP-Goal-Signature: {}\r\n", "0".repeat(64));
    let (honest, body) = signed(r#"{"event_name":"purchase"}"#);
    for _ in 0..300 {
        assert_eq!(serving.post(&header, br#"{"event_name":"purchase"}"#).0, 401);
    }
    assert_eq!(serving.post(&honest, &body).0, 200);
    let (_, list) = serving.get("/goals");
    assert!(list.contains("too many wrong signatures at once"), "{list}");
}

#[test]
fn there_is_no_way_to_make_it_lenient() {
    let help = run(&["serve", "--help"]).out;
    let mut options: Vec<&str> = help
        .split_whitespace()
        .filter(|word| word.starts_with("--"))
        .map(|word| word.trim_end_matches([',', ']']))
        .collect();
    options.sort_unstable();
    options.dedup();
    assert_eq!(
        options,
        ["--color", "--explain", "--help", "--port", "--quiet", "--record", "--tenant-file"]
    );
    // Nor by what is in the environment.
    let variables =
        ["DEBUG", "DEV", "GOALPOST_LENIENT", "GOALPOST_STRICT", "LP_PIXEL_SECRET", "ENV"];
    let variables = variables.map(|name| (name, "0"));
    let serving = Serving::start_with(&["--explain"], &variables);
    let header = format!("X-LP-Goal-Signature: {}\r\n", "0".repeat(64));
    assert_eq!(serving.post(&header, br#"{"event_name":"a"}"#).0, 401);
    assert_eq!(serving.post("", br#"{"event_name":"a"}"#).0, 202);
}
