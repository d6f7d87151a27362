//! The page of `goalpost serve`, in a real browser without a screen.

use crate::serve::{Serving, signed};
use crate::support::run;
use goalpost::protocol::request::SIGNATURE_HEADER;
use serde_json::{Value, json};
use std::io::{self, BufRead, BufReader, Read, Write};
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
    page: Tab,
    /// Where its developer tools are.
    address: String,
    child: Child,
    _profile: tempfile::TempDir,
}

/// A page in a browser.
pub(crate) struct Tab(WebSocket<Resumed>);

impl std::ops::Deref for Browser {
    type Target = Tab;

    fn deref(&self) -> &Tab {
        &self.page
    }
}

impl std::ops::DerefMut for Browser {
    fn deref_mut(&mut self) -> &mut Tab {
        &mut self.page
    }
}

impl Browser {
    /// `None` where no Chromium is installed; then the test is skipped, by name. In CI that is a failure.
    pub(crate) fn open(url: &str) -> Option<Browser> {
        let browser = Browser::start(url);
        if browser.is_none() {
            let thread = std::thread::current();
            let test = thread.name().unwrap_or("a test");
            assert!(
                std::env::var_os("CI").is_none(),
                "{test} needs Chromium (Debian: apt install chromium)"
            );
            let skipped = format!("skipped: {test} was not tried, no Chromium is installed\n");
            // Past the harness, which keeps what a passing test prints to itself.
            std::io::stderr().write_all(skipped.as_bytes()).unwrap();
        }
        browser
    }

    fn start(url: &str) -> Option<Browser> {
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
        let (address, _) = browser_url.split_once("/devtools/").unwrap();
        let page = Tab(connect(&format!("{address}/devtools/page/{id}")));
        Some(Browser { page, address: address.to_owned(), child, _profile: profile })
    }

    /// One more page.
    fn tab(&mut self, url: &str) -> Tab {
        let target = self.call("Target.createTarget", json!({ "url": url }));
        let id = target["targetId"].as_str().unwrap();
        Tab(connect(&format!("{}/devtools/page/{id}", self.address)))
    }
}

impl Tab {
    /// Calls a method of the page's developer tools.
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        call(&mut self.0, method, parameters)
    }

    /// The value of an expression; a promise is waited for.
    pub(crate) fn evaluate(&mut self, expression: &str) -> Value {
        let parameters =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        // A page that has just been opened is a blank one first, and goes while it is being asked; so does one whose
        // visitor goes on to the next.
        let answer = loop {
            match asked(&mut self.0, "Runtime.evaluate", &parameters) {
                Err(error) if GONE.iter().any(|gone| error.contains(gone)) => {}
                answer => break answer.unwrap(),
            }
        };
        assert!(answer.get("exceptionDetails").is_none(), "{answer}");
        answer["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    fn until(&mut self, condition: &str) {
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
        // What the page defines is not there before it is loaded.
        let test = format!(
            "(() => {{ try {{ return Boolean({condition}) }} catch {{ return false }} }})()"
        );
        while self.evaluate(&test) != true {
            assert!(std::time::Instant::now() < deadline, "never: {condition}");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
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

fn connect(url: &str) -> WebSocket<Resumed> {
    let host = url.trim_start_matches("ws://").split('/').next().unwrap();
    let stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(60))).unwrap();
    tungstenite::client(url, Resumed(stream)).unwrap().0
}

/// A socket that goes on after an interruption: a read with a time limit ends with EINTR when the machine pauses the
/// process, even without a signal's handler (signal(7)).
struct Resumed(TcpStream);

impl Read for Resumed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.0.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return read,
            }
        }
    }
}

impl Write for Resumed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.0.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                written => return written,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Calls a method and waits for its result; events in between are not looked at.
fn call(socket: &mut WebSocket<Resumed>, method: &str, parameters: Value) -> Value {
    asked(socket, method, &parameters).unwrap()
}

/// The same; what it says where it cannot.
fn asked(
    socket: &mut WebSocket<Resumed>,
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
    let Some(mut browser) = Browser::open(&serving.url) else { return };
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
    assert!(rows[0].contains("the same goal came first as number 1, signed"), "{rows:?}");

    // Markup in a goal is text on the page.
    let markup = r#"{"event_name":"<img src=x onerror=\"document.title='owned'\">"}"#;
    assert_eq!(serving.post("", markup.as_bytes()).0, 202);
    let rows = browser.rows(4);
    assert!(rows[0].contains("<img src=x onerror="), "{rows:?}");
    assert_eq!(browser.evaluate("document.querySelectorAll('img').length"), 0);
    assert_eq!(browser.evaluate("document.title"), "Goalpost: received goals");
    let counts = browser.evaluate("document.getElementById('counts').textContent");
    assert_eq!(counts, "1 accepted, 1 ranked, 2 hints, 1 refused, 1 came both ways");
    // A screen reader hears of the last one.
    browser.until("document.getElementById('said').textContent.startsWith('number 4: 202 hint')");
    // It is said at both, and why the hint is not ranked.
    let texts = browser.rows(4);
    assert!(
        texts[3].contains("this came first; the same goal came again as number 3"),
        "{texts:?}"
    );
    assert!(texts[1].contains("not ranked: it is unsigned"), "{texts:?}");
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
    let serving = Serving::start(&["--quiet", "--explain"]);
    let Some(mut browser) = Browser::open(&serving.url) else { return };
    let long = "x".repeat(300);
    let goals = [
        (
            // Its bytes are longer than their box, which a keyboard has to scroll.
            format!(
                r#"{{"event_name":"purchase","session_id":"{}","properties":{{"value":99.5}}}}"#,
                long.repeat(10)
            ),
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
    let (header, body) = with_mistake("secret-used-as-text", goals[0].0.as_str());
    serving.post(&header, &body);
    browser.rows(6);
    browser.evaluate("document.getElementById('send').requestSubmit()");
    browser.until("document.getElementById('sent').textContent.startsWith('answered 200')");
    browser.rows(7);
    open(&mut browser, 6);
    browser.until("document.querySelector('#detail #language')");
    browser.evaluate("document.querySelector('details').open = true");
    let axe = axe();
    for (width, scheme) in [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")] {
        let size =
            json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 700 });
        browser.call("Emulation.setDeviceMetricsOverride", size);
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        browser.call("Emulation.setEmulatedMedia", media);
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

/// A goal's body with the header of a signer that makes a mistake.
fn with_mistake(mistake: &str, body: &str) -> (String, Vec<u8>) {
    use goalpost::mistakes::{MistakeSet, Prediction, predict};
    use goalpost::protocol::Goal;
    use goalpost::protocol::json::parse;
    let goal = Goal::from_value(parse(body.as_bytes()).unwrap()).unwrap();
    let wrong = MistakeSet::of_id(mistake).unwrap();
    let Prediction::Signed { signature, .. } =
        predict(wrong, &goalpost::case::demo_tenant(), &goal)
    else {
        panic!("{mistake} refuses {body}")
    };
    (format!("X-LP-Goal-Signature: {signature}\r\n"), body.as_bytes().to_vec())
}

/// Opens a row by its button.
fn open(browser: &mut Browser, number: u64) {
    browser.evaluate(&format!(
        "document.querySelector('tr[data-number=\"{number}\"] button').click()"
    ));
}

const RAW: &str =
    r#"{"event_name":"purchase","session_id":"s","properties":{"value":99.5,"plan":"Équipe"}}"#;

#[test]
fn a_row_opens_into_what_explain_knows_and_no_secret() {
    let serving = Serving::start(&["--quiet", "--explain"]);
    let Some(mut browser) = Browser::open(&serving.url) else { return };
    let (header, body) = with_mistake("raw-utf8-not-ascii-escaped", RAW);
    assert_eq!(serving.post(&header, &body).0, 401);
    browser.rows(1);
    open(&mut browser, 1);
    browser.until("document.querySelectorAll('#detail mark').length === 2");
    let text = |browser: &mut Browser, selector: &str| {
        let text = browser.evaluate(&format!("document.querySelector('{selector}').textContent"));
        text.as_str().unwrap().to_owned()
    };
    assert!(text(&mut browser, "#detail .expected").contains(r"\u00c9quipe"));
    assert!(text(&mut browser, "#detail .signed").contains("Équipe"));
    assert_eq!(text(&mut browser, "#detail .expected mark"), "\\");
    assert_eq!(text(&mut browser, "#detail .signed mark"), "É");
    let all = text(&mut browser, "#detail");
    for part in ["raw-utf8-not-ascii-escaped", "5c 75 30 30 63 39 expected, c3 89", "SRV-7"] {
        assert!(all.contains(part), "{part}: {all}");
    }
    // The fix, in the language of choice, which stays with the address.
    assert!(text(&mut browser, "#detail .code").contains("def canonical"), "{all}");
    browser.evaluate(
        "(() => { const select = document.getElementById('language'); select.value = 'Go'; \
         select.dispatchEvent(new Event('change')) })()",
    );
    assert!(text(&mut browser, "#detail .code").contains("func canonical"));
    assert_eq!(browser.evaluate("location.hash"), "#language=Go");

    // What can be copied does what it says; neither secret nor right signature is anywhere.
    let found = browser.evaluate("fetch('/goals/1').then((answer) => answer.json())");
    let copied = |name: &str| found["document"][name].as_str().unwrap().to_owned();
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        std::fs::write(dir.path().join(name), text).unwrap();
        dir.path().join(name).to_string_lossy().into_owned()
    };
    let tenant = "docs/tutorials/first-401/tenant.toml";
    for path in [file("request.http", &copied("file")), file("curl.sh", &copied("curl"))] {
        let ran = run(&["explain", "--tenant-file", tenant, &path]);
        assert!(ran.code == 1 && ran.out.contains("raw-utf8-not-ascii-escaped"), "{path}: {ran:?}");
    }
    file("sign_found.json", &copied("vector"));
    let files = goalpost::vectors::store::load(dir.path());
    let files = files.unwrap_or_else(|error| panic!("{error}: {}", copied("vector")));
    assert_eq!(files[0].sign_tests().count(), 1);
    let (right, _) = signed(RAW);
    let right = right.split_whitespace().nth(1).unwrap();
    let page = browser.evaluate("document.documentElement.outerHTML");
    for secret in [goalpost::case::SECRET, right] {
        assert!(!page.as_str().unwrap().contains(secret), "{secret}");
        let shown = format!("{}{}{}", found["document"]["explain"], copied("curl"), copied("file"));
        assert!(!shown.contains(secret), "{secret}");
    }

    // A key closes it, and the row has the focus again.
    browser.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))",
    );
    assert_eq!(browser.evaluate("document.getElementById('detail').hidden"), true);
    assert_eq!(browser.evaluate("document.activeElement.textContent"), "1");
}

#[test]
fn rows_are_filtered_held_back_and_exported() {
    let serving = Serving::start(&["--quiet"]);
    let url = format!("{}/#verdict=refused&text=ignored", serving.url);
    let Some(mut browser) = Browser::open(&url) else { return };
    let (header, body) = signed(r#"{"event_name":"purchase"}"#);
    serving.post(&header, &body);
    serving.post("", br#"{"event_name":"sign_up"}"#);
    serving.post("", br#"{"event_name":"a","properties":{"plan":"jane@acme.com"}}"#);
    browser.until("order.length === 3");
    let mut shown = |filter: &str| {
        browser.evaluate(&format!("location.hash = {filter:?}; 0"));
        browser.until(&format!("location.hash === {filter:?} && !redraw && frame === 0"));
        let rows = "[...goals.rows].map((row) => row.dataset.number).join()";
        let exported = "exported().trim().split('\\n').map((row) => JSON.parse(row || '{}').number).reverse().join()";
        assert_eq!(browser.evaluate(rows), browser.evaluate(exported), "{filter}");
        browser.evaluate(rows).as_str().unwrap().to_owned()
    };
    for (filter, rows) in [
        ("#verdict=refused", "3"),
        ("#verdict=refused&text=ignored", ""),
        ("#text=SIGN_", "2"),
        ("#rule=pii-email", "3"),
        ("#domain=shop.example", "3,2,1"),
        ("#domain=other.example", ""),
        ("#verdict=accepted", "1"),
        ("#verdict=nonsense", "3,2,1"),
    ] {
        assert_eq!(shown(filter), rows, "{filter}");
    }
    // What a person chooses is in the address.
    browser.evaluate(
        "(() => { filters.elements.verdict.value = 'hint'; \
         filters.elements.verdict.dispatchEvent(new Event('input', { bubbles: true })) })()",
    );
    assert_eq!(browser.evaluate("location.hash"), "#verdict=hint");
    browser.until("goals.rows.length === 1");

    browser.evaluate("document.getElementById('pause').click()");
    serving.post("", br#"{"event_name":"later"}"#);
    browser.until("document.getElementById('pause').textContent === 'Resume (1 new)'");
    // Opening a row draws the list again, and still shows nothing newer.
    open(&mut browser, 2);
    browser.until("document.querySelector('#detail dl')");
    assert_eq!(browser.evaluate("goals.rows.length"), 1);
    let detail = browser.evaluate("document.getElementById('detail').textContent");
    assert!(detail.as_str().unwrap().contains("--explain only"), "{detail}");
    // Nor does it lose what it shows, however many come: more than the server and the page hold.
    for newest in [1504, 3004] {
        serving.post_many(1500);
        browser.until(&format!("newest === {newest}"));
    }
    browser.until("document.getElementById('pause').textContent === 'Resume (3001 new)'");
    assert_eq!(browser.evaluate("rows.has(2)"), false);
    browser.evaluate("document.getElementById('close').click()");
    let held =
        browser.evaluate("[...goals.rows].map((row) => row.dataset.number).join() + exported()");
    let held = held.as_str().unwrap();
    assert!(held.starts_with("2{") && held.matches('\n').count() == 1, "{held}");
    browser.evaluate("document.getElementById('pause').click()");
    browser.until("goals.rows.length === 100 && Number(goals.rows[0].dataset.number) === 3004");
    browser.until("rows.size <= 2500");
}

/// A key as a keyboard sends it.
fn press(browser: &mut Browser, key: &str, code: u32) {
    let text = if key == "Enter" { "\r" } else { "" };
    for kind in ["keyDown", "keyUp"] {
        let event = json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text });
        browser.call("Input.dispatchKeyEvent", event);
    }
}

#[test]
fn everything_is_reached_with_keys_alone() {
    let serving = Serving::start(&["--quiet", "--explain"]);
    let Some(mut browser) = Browser::open(&serving.url) else { return };
    let (header, body) = with_mistake("raw-utf8-not-ascii-escaped", RAW);
    serving.post(&header, &body);
    serving.post("", br#"{"event_name":"sign_up"}"#);
    serving.explained(1);
    browser.until("goals.rows.length === 2 && document.querySelector('#goals .reason')");
    // Without a screen, no window has the focus.
    browser.call("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }));
    let focus = "document.activeElement.textContent";
    let tabs_to = |browser: &mut Browser, what: &str| {
        let stop = format!("document.activeElement.matches({what:?})");
        assert!(
            (0..60).any(|_| {
                press(browser, "Tab", 9);
                browser.evaluate(&stop) == true
            }),
            "no tab leads to {what}"
        );
    };
    for part in ["summary", "[name=verdict]", "[name=text]", "#pause", "#export", "#goals button"] {
        tabs_to(&mut browser, part);
    }
    assert_eq!(browser.evaluate(focus), "2");
    press(&mut browser, "ArrowDown", 40);
    assert_eq!(browser.evaluate(focus), "1");
    // A row that comes does not take the focus away.
    serving.post("", br#"{"event_name":"later"}"#);
    browser.until("goals.rows.length === 3 && frame === 0");
    assert_eq!(browser.evaluate(focus), "1");
    press(&mut browser, "Enter", 13);
    browser.until("document.querySelector('#detail #language') && document.activeElement.id === 'detail-title'");
    for part in
        ["#close", ".expected", ".signed", "#language", ".code", ".request", ".buttons button"]
    {
        tabs_to(&mut browser, part);
    }
    // From the list, too.
    tabs_to(&mut browser, "#goals button");
    press(&mut browser, "Escape", 27);
    assert_eq!(browser.evaluate("document.getElementById('detail').hidden"), true);
    assert_eq!(browser.evaluate(focus), "1");
}

#[test]
fn too_many_pages_say_so_and_leave_a_connection_for_opening_rows() {
    let serving = Serving::start(&["--quiet", "--explain"]);
    let Some(mut browser) = Browser::open(&serving.url) else { return };
    browser.until("document.getElementById('state').textContent === 'live'");
    serving.post("", br#"{"event_name":"sign_up"}"#);
    // A browser opens six connections to a server, for all its pages together.
    let state = "document.getElementById('state').textContent";
    let mut others: Vec<Tab> = (0..5).map(|_| browser.tab(&serving.url)).collect();
    let states = others.iter_mut().map(|page| {
        page.until(&format!("{state} !== 'connecting'"));
        page.evaluate(state)
    });
    let states: Vec<Value> = states.collect();
    let refused = |state: &&Value| **state == "too many pages are open: close one; trying again";
    assert_eq!(states.iter().filter(refused).count(), 1, "{states:?}");
    let opens = "fetch('/goals/1').then((answer) => answer.status)";
    assert_eq!(browser.evaluate(opens), 200);
}

#[test]
fn a_page_that_comes_late_shows_rows_that_changed_after_newer_ones() {
    let serving = Serving::start(&["--quiet", "--explain"]);
    let (header, body) = with_mistake("raw-utf8-not-ascii-escaped", RAW);
    serving.post(&header, &body);
    serving.post("", br#"{"event_name":"newer"}"#);
    serving.explained(1);
    let Some(mut browser) = Browser::open(&serving.url) else { return };
    let rows = browser.rows(2);
    assert!(rows[0].contains("newer") && rows[1].contains("401 refused"), "{rows:?}");
    let summary = browser.evaluate("document.getElementById('summary').textContent");
    assert_eq!(summary, "2 of 2 requests shown", "none is missing");
}

#[test]
fn the_form_sends_a_right_goal() {
    let serving = Serving::start(&["--quiet"]);
    let Some(mut browser) = Browser::open(&serving.url) else { return };
    browser.until("run !== null");
    browser.evaluate("document.getElementById('send').requestSubmit()");
    let rows = browser.rows(1);
    for part in ["200 accepted", "purchase 99.5 EUR Team", "ranked, 21 days later"] {
        assert!(rows[0].contains(part), "{part}: {rows:?}");
    }
    browser.until("document.getElementById('sent').textContent.startsWith('answered 200')");
    // A number that is none is sent as text, which is not signed.
    browser.evaluate(
        "(() => { const form = document.getElementById('send'); form.elements.value.value = 'much'; \
         form.requestSubmit() })()",
    );
    browser.until("document.getElementById('sent').textContent.includes('cannot be signed')");
    assert_eq!(browser.rows(1).len(), 1);
}

#[test]
fn a_page_finds_its_way_back_to_a_server_that_was_started_again() {
    let dir = tempfile::tempdir().unwrap();
    let record = dir.path().join("goals.jsonl");
    let arguments = ["--quiet", "--record", record.to_str().unwrap()];
    let serving = Serving::start(&arguments);
    let Some(mut browser) = Browser::open(&serving.url) else { return };
    serving.post("", br#"{"event_name":"first"}"#);
    browser.rows(1);
    let port = serving.address().port();
    drop(serving);
    browser.until("document.getElementById('state').textContent.includes('trying again')");
    let serving = Serving::start_at(port, &arguments);
    serving.post("", br#"{"event_name":"second"}"#);
    browser.until("document.getElementById('state').textContent === 'live'");
    browser.until("goals.rows[0]?.dataset.number === '2'");
    let rows = browser.rows(1);
    assert!(rows.len() == 1 && rows[0].contains("second"), "numbers go on, rows do not: {rows:?}");
    let counts = browser.evaluate("document.getElementById('counts').textContent");
    assert_eq!(counts, "0 accepted, 0 ranked, 2 hints, 0 refused", "the day goes on");
}

#[test]
fn ten_thousand_goals_leave_the_page_as_small_as_it_was() {
    let serving = Serving::start(&["--quiet"]);
    let Some(mut browser) = Browser::open(&serving.url) else { return };
    browser.until("run !== null");
    serving.post_many(10_000);
    browser.until("newest === 10000");
    browser.until("Number(goals.rows[0]?.dataset.number) === 10000 && frame === 0");
    assert_eq!(browser.evaluate("goals.rows.length"), 100);
    assert_eq!(browser.evaluate("rows.size === order.length && order.length <= 2500"), true);
    assert_eq!(browser.evaluate("received <= 10000 && changed.size === 0"), true);
    // Every row that is listed is listed once, in order.
    let ordered = "[...goals.rows].every((row, at) => Number(row.dataset.number) === 10000 - at)";
    assert_eq!(browser.evaluate(ordered), true);
}
