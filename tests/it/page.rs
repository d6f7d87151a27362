//! The page of `goalpost serve`, in a real browser without a screen.

use crate::serve::{Serving, signed};
use goalpost::protocol::request::SIGNATURE_HEADER;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use tungstenite::{Message, WebSocket};

/// What an evaluation comes to when its page goes.
const GONE: [&str; 4] = [
    "context was destroyed",
    "default execution context",
    "target navigated",
    "Promise was collected",
];

/// A browser with a page of its own, ended when dropped.
pub(crate) struct Browser {
    child: Child,
    page: WebSocket<TcpStream>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// `None` where no Chromium is installed.
    pub(crate) fn open(url: &str) -> Option<Browser> {
        let profile = tempfile::tempdir().unwrap();
        let started = ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| {
            Command::new(name)
                .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"])
                .args(["--no-first-run", "--disable-background-networking"])
                .args(["--disable-component-update", "--disable-sync", "--remote-debugging-port=0"])
                .arg(format!("--user-data-dir={}", profile.path().display()))
                .arg("about:blank")
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .ok()
        });
        let mut child = started?;
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let listening = lines.find_map(|line| {
            let line = line.unwrap();
            line.strip_prefix("DevTools listening on ").map(str::to_owned)
        });
        let browser_url = listening.expect("the browser did not say where it listens");
        // It must never wait for someone to read what it says.
        std::thread::spawn(move || lines.for_each(drop));
        let mut browser = connect(&browser_url);
        let target = call(&mut browser, "Target.createTarget", json!({ "url": url }));
        let id = target["targetId"].as_str().unwrap().to_owned();
        let (host, _) = browser_url.split_once("/devtools/").unwrap();
        let page = connect(&format!("{host}/devtools/page/{id}"));
        Some(Browser { child, page, _profile: profile })
    }

    /// Calls a method of the page's developer tools.
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        call(&mut self.page, method, parameters)
    }

    /// The value of an expression; a promise is waited for.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Value {
        let parameters =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        // A page that has just been opened is a blank one first, and goes while it is being asked; so does one whose
        // visitor goes on to the next.
        let answer = loop {
            match asked(&mut self.page, "Runtime.evaluate", &parameters) {
                Err(error) if GONE.iter().any(|gone| error.contains(gone)) => {}
                answer => break answer.unwrap(),
            }
        };
        assert!(answer.get("exceptionDetails").is_none(), "{answer}");
        answer["result"]["value"].clone()
    }

    /// Waits until the page has so many rows, and returns their texts, newest first.
    fn rows(&mut self, count: usize) -> Vec<String> {
        let rows = self.evaluate(&format!(
            "new Promise((resolve) => {{
               const look = () => {{
                 const rows = [...document.querySelectorAll('#goals tr')];
                 if (rows.length >= {count}) resolve(rows.map((row) => row.className + ' ' + row.innerText));
               }};
               new MutationObserver(look).observe(document, {{ subtree: true, childList: true }});
               look();
             }})"
        ));
        rows.as_array().unwrap().iter().map(|row| row.as_str().unwrap().to_owned()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn connect(url: &str) -> WebSocket<TcpStream> {
    let host = url.trim_start_matches("ws://").split('/').next().unwrap();
    let stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(60))).unwrap();
    tungstenite::client(url, stream).unwrap().0
}

/// Calls a method and waits for its result; events in between are not looked at.
fn call(socket: &mut WebSocket<TcpStream>, method: &str, parameters: Value) -> Value {
    asked(socket, method, &parameters).unwrap()
}

/// The same; what it says where it cannot.
fn asked(
    socket: &mut WebSocket<TcpStream>,
    method: &str,
    parameters: &Value,
) -> Result<Value, String> {
    let request = json!({ "id": 1, "method": method, "params": parameters });
    socket.send(Message::text(request.to_string())).unwrap();
    loop {
        let Message::Text(text) = socket.read().unwrap() else { continue };
        let answer: Value = serde_json::from_str(&text).unwrap();
        if answer["id"] == 1 {
            return match answer.get("error") {
                Some(error) => Err(error.to_string()),
                None => Ok(answer["result"].clone()),
            };
        }
    }
}

#[test]
fn goals_are_listed_live_with_verdict_and_rule() {
    let serving = Serving::start(&["--quiet", "--explain"]);
    let Some(mut browser) = Browser::open(&serving.url) else {
        // Past the harness, which keeps what a passing test prints to itself.
        let skipped = "skipped: the page was not tried, no Chromium is installed (Debian: apt install chromium)\n";
        std::io::stderr().write_all(skipped.as_bytes()).unwrap();
        return;
    };
    assert_eq!(browser.rows(0), Vec::<String>::new());

    let goal = r#"{"event_name":"purchase","session_id":"s","properties":{"value":99.5,"currency":"EUR","plan":"Équipe"},"first_touch_bucket":"ai_search"}"#;
    let (header, body) = signed(goal);
    assert_eq!(serving.post(&header, &body).0, 200);
    let rows = browser.rows(1);
    assert!(rows[0].starts_with("accepted"), "{rows:?}");
    for part in ["200 accepted", "shop.example", "purchase 99.5 EUR \"Équipe\"", "ranked"] {
        assert!(rows[0].contains(part), "{part}: {rows:?}");
    }

    // One byte changed after signing.
    let tampered = String::from_utf8(body.clone()).unwrap().replace("99.5", "98.5");
    assert_eq!(serving.post(&header, tampered.as_bytes()).0, 401);
    let rows = browser.rows(2);
    assert!(rows[0].contains("401 refused") && rows[0].contains("signature-mismatch"), "{rows:?}");
    assert!(!rows[0].contains("98.5"), "what is refused is not shown: {rows:?}");
    // The reason comes later, into the row that stands there.
    let reason = "document.querySelector('#goals .reason')?.textContent ?? ''";
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while browser.evaluate(reason) == "" && std::time::Instant::now() < deadline {
        std::thread::yield_now();
    }
    assert_eq!(browser.evaluate(reason), "no known mistake of this secret explains the signature");

    // The same goal as a hint.
    assert_eq!(serving.post("", &body).0, 202);
    let rows = browser.rows(3);
    assert!(rows[0].contains("the same goal came as number 1 signed"), "{rows:?}");

    // Markup in a goal is text on the page.
    let markup = r#"{"event_name":"<img src=x onerror=\"document.title='owned'\">"}"#;
    assert_eq!(serving.post("", markup.as_bytes()).0, 202);
    let rows = browser.rows(4);
    assert!(rows[0].contains("<img src=x onerror="), "{rows:?}");
    assert_eq!(browser.evaluate("document.querySelectorAll('img').length"), 0);
    assert_eq!(browser.evaluate("document.title"), "Goalpost: received goals");
    let counts = browser.evaluate("document.getElementById('counts').textContent");
    assert_eq!(counts, "1 accepted, 2 hints, 1 refused");
}

/// axe-core, which `.ci/run` installs; elsewhere its part of the test is skipped, and said.
pub(crate) fn axe() -> Option<String> {
    let path = crate::support::root().join("target/runtimes/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(path).ok();
    if axe.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "axe-core is needed: npm install --prefix target/runtimes axe-core"
        );
        let skipped =
            "skipped: accessibility was not measured, axe-core is not in target/runtimes\n";
        std::io::stderr().write_all(skipped.as_bytes()).unwrap();
    }
    axe
}

#[test]
fn the_page_fits_a_phone_and_breaks_no_rule_of_accessibility() {
    let serving = Serving::start(&["--quiet"]);
    let Some(mut browser) = Browser::open(&serving.url) else { return };
    let long = "x".repeat(300);
    let goals = [
        (
            r#"{"event_name":"purchase","properties":{"value":99.5,"currency":"EUR"}}"#.to_owned(),
            true,
        ),
        (format!(r#"{{"event_name":"{long}"}}"#), true),
        (r#"{"event_name":"sign_up"}"#.to_owned(), true),
        (r#"{"event_name":"sign_up"}"#.to_owned(), false),
    ];
    for (goal, sign) in &goals {
        let (header, body) = signed(goal);
        serving.post(if *sign { &header } else { "" }, &body);
    }
    let forged = format!("{SIGNATURE_HEADER}: {}\r\n", "0".repeat(64));
    serving.post(&forged, b"{\"event_name\":\"wrong\"}");
    browser.rows(5);
    let axe = axe();
    for (width, scheme) in [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")] {
        let size =
            json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 700 });
        call(&mut browser.page, "Emulation.setDeviceMetricsOverride", size);
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        call(&mut browser.page, "Emulation.setEmulatedMedia", media);
        let wide = browser.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        assert_eq!(wide, 0, "{width} {scheme}");
        let Some(axe) = &axe else { continue };
        browser.evaluate(&format!("{axe}; undefined"));
        let found = browser.evaluate(
            "axe.run().then((result) => result.violations.map((v) => v.id + ': ' + v.nodes[0].html))",
        );
        assert_eq!(found, json!([]), "{width} {scheme}");
    }
}

#[test]
fn a_browser_may_run_nothing_but_the_page_itself() {
    let serving = Serving::start(&["--quiet"]);
    let head = serving.head("/");
    for header in [
        "content-security-policy: default-src 'none'; script-src 'sha256-",
        "frame-ancestors 'none'",
        "x-content-type-options: nosniff",
        "x-frame-options: deny",
        "referrer-policy: no-referrer",
        "cache-control: no-store",
    ] {
        assert!(head.contains(header), "{header}: {head}");
    }
    let Some(mut browser) = Browser::open(&serving.url) else { return };
    serving.post("", b"{\"event_name\":\"sign_up\"}");
    browser.rows(1);
    // What is not the page's own does not run; the page itself does (the other tests see it).
    let ran = browser.evaluate(
        "(() => { const script = document.createElement('script'); script.textContent = 'window.ran = 1'; \
         document.body.append(script); return window.ran ?? 0 })()",
    );
    assert_eq!(ran, 0);
}
