//! `examples/shop` in a real browser: what becomes of a first touch, from the visit to Goalpost's list.

use crate::languages::installed;
use crate::page::Browser;
use crate::support::{root, run};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long a page, a goal or an end is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);

const AI_ENGINE: &str = "https://chatgpt.com/";
/// 127.0.0.1, as Linux writes it.
const LOOPBACK: &str = "0100007F";

/// The beginning of the demo tenant's secret.
const SECRET: &str = "3f9c1a7be2d05486";

/// `examples/shop/run`, and all that it started; ended when dropped.
struct Shop {
    child: Child,
    lines: BufReader<ChildStdout>,
    /// What came on stderr, once every process that holds it has ended.
    errors: Receiver<String>,
    goalpost: String,
    url: String,
    data: tempfile::TempDir,
}

impl Shop {
    fn start(arguments: &[&str]) -> Shop {
        let data = tempfile::tempdir().unwrap();
        let mut child = Command::new(root().join("examples/shop/run"))
            .args(["--goalpost", env!("CARGO_BIN_EXE_goalpost")])
            .args(["--port", "0", "--goalpost-port", "0"])
            .arg("--data")
            .arg(data.path())
            .args(arguments)
            .env_remove("LP_PIXEL_SECRET")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let (mut stderr, (sender, errors)) = (child.stderr.take().unwrap(), channel());
        std::thread::spawn(move || {
            let mut text = String::new();
            drop(stderr.read_to_string(&mut text));
            drop(sender.send(text));
        });
        let mut said = String::new();
        while !said.contains("Ctrl-C ends everything") {
            if lines.read_line(&mut said).unwrap() == 0 {
                panic!("{said}{}", errors.recv_timeout(PATIENCE).unwrap());
            }
        }
        let url_of = |name: &str| {
            let line = said.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().nth(1).unwrap().to_owned()
        };
        let (goalpost, url) = (url_of("goalpost "), url_of("shop "));
        Shop { child, lines, errors, goalpost, url, data }
    }

    /// Goalpost's list, once something holds for it.
    fn list_when(&self, holds: impl Fn(&Value) -> bool) -> Value {
        let address = self.goalpost.trim_start_matches("http://");
        let begun = Instant::now();
        loop {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            let head = format!(
                "GET /goals?after=0 HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            let list: Value =
                serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
            if holds(&list) {
                return list;
            }
            assert!(begun.elapsed() < PATIENCE, "{list:#}");
            std::thread::sleep(PAUSE);
        }
    }

    /// Goalpost's list, once it has so many goals.
    fn list(&self, count: usize) -> Vec<Value> {
        let has_all = |list: &Value| list["goals"].as_array().unwrap().len() >= count;
        self.list_when(has_all)["goals"].as_array().unwrap().clone()
    }

    fn record(&self) -> String {
        self.data.path().join("goals.jsonl").to_string_lossy().into_owned()
    }

    /// The first touch of the purchase on record: bucket and ts.
    fn recorded_touch(&self) -> (Value, Value) {
        let text = std::fs::read_to_string(self.record()).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let purchase =
            lines.map(|line| line["goal"].clone()).find(|goal| goal["event_name"] == "purchase");
        let purchase = purchase.unwrap();
        (purchase["first_touch_bucket"].clone(), purchase["first_touch_ts"].clone())
    }

    fn interrupt(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    }

    /// The processes that it started.
    fn children(&self) -> Vec<String> {
        let pid = self.child.id();
        let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
        children.split_whitespace().map(str::to_owned).collect()
    }

    /// The arguments of the processes that it started.
    fn arguments(&self) -> Vec<String> {
        let arguments = |child: &String| std::fs::read(format!("/proc/{child}/cmdline")).unwrap();
        let children = self.children();
        children
            .iter()
            .map(|child| String::from_utf8_lossy(&arguments(child)).into_owned())
            .collect()
    }

    /// The addresses on which it and all that it started listen, as Linux writes them.
    fn listens_on(&self) -> Vec<String> {
        let mut addresses = Vec::new();
        for pid in self.children().into_iter().chain([self.child.id().to_string()]) {
            let opened = std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap();
            let opened = opened.filter_map(|file| std::fs::read_link(file.unwrap().path()).ok());
            let opened: Vec<String> = opened.map(|it| it.to_string_lossy().into_owned()).collect();
            for table in ["tcp", "tcp6", "udp", "udp6"] {
                let sockets = std::fs::read_to_string(format!("/proc/{pid}/net/{table}")).unwrap();
                for socket in sockets.lines().skip(1) {
                    let field: Vec<&str> = socket.split_whitespace().collect();
                    let is_open = opened.contains(&format!("socket:[{}]", field[9]));
                    // 0A is a socket that listens; of UDP, every one may receive.
                    if is_open && (field[3] == "0A" || table.starts_with("udp")) {
                        addresses.push(field[1].split(':').next().unwrap().to_owned());
                    }
                }
            }
        }
        addresses
    }

    /// Ends it as Ctrl-C does. Every process ends, the terminal said something, and the secret is neither in an argument
    /// nor in what was said.
    fn end(mut self, something: &str) {
        let arguments = self.arguments();
        assert!(arguments[0].contains("serve"), "{arguments:?}");
        assert!(arguments.iter().all(|words| !words.contains(SECRET)), "{arguments:?}");
        self.interrupt();
        let mut said = String::new();
        self.lines.read_to_string(&mut said).unwrap();
        let errors = self.errors.recv_timeout(PATIENCE).expect("something is still running");
        assert_eq!((self.child.wait().unwrap().code(), errors.as_str()), (Some(0), ""), "{said}");
        assert!(said.contains("is paid") && !said.contains(SECRET), "{said}");
        assert!(said.contains(something), "{something}: {said}");
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.interrupt();
            drop(self.child.wait());
        }
    }
}

/// Waits until a condition holds on a page that is complete.
fn until(browser: &mut Browser, condition: &str) {
    let begun = Instant::now();
    let complete = format!("(async () => document.readyState === 'complete' && ({condition}))()");
    while browser.evaluate(&complete) != true {
        assert!(begun.elapsed() < PATIENCE, "never: {condition}\n{}", text(browser));
        std::thread::sleep(PAUSE);
    }
}

fn click(browser: &mut Browser, selector: &str) {
    // Later, so that the answer comes before the page goes.
    browser.evaluate(&format!(
        "{{ const it = document.querySelector('{selector}'); setTimeout(() => it.click()); }}"
    ));
}

fn text(browser: &mut Browser) -> String {
    browser.evaluate("document.body.innerText").as_str().unwrap().to_owned()
}

/// A visitor arrives, goes on to the second page, signs up there, and opens the account. Returns the ts that the form on
/// the second page sent, empty if none.
fn sign_up(shop: &Shop, browser: &mut Browser, referrer: &str) -> String {
    // A browser would not name an https page to one on http; the shop of this test is on http only because it is local.
    let visit = json!({ "url": format!("{}/", shop.url), "referrer": referrer, "referrerPolicy": "unsafeUrl" });
    browser.call("Page.navigate", visit);
    until(browser, &format!("location.href === '{}/'", shop.url));
    assert_eq!(browser.evaluate("document.referrer"), referrer);
    click(browser, "a.carries-first-touch");
    until(browser, "location.pathname === '/signup'");
    let ts = browser.evaluate("document.querySelector('#signup').elements.ft_ts.value");
    click(browser, "#signup button");
    until(browser, "location.pathname === '/mail'");
    shop.list(1); // the sign-up, from the browser
    click(browser, "blockquote a");
    until(browser, "location.pathname === '/account'");
    ts.as_str().unwrap().to_owned()
}

/// The payment arrives 21 days after the first touch, and the visitor looks at the account. Returns its text.
fn pay(browser: &mut Browser) -> String {
    let date = browser.evaluate(
        "(() => { const touched = Date.parse(document.querySelectorAll('dd')[3].innerText); \
         return touched ? new Date(touched + 21 * 864e5).toISOString().slice(0, 10) : '' })()",
    );
    click(browser, "p a");
    until(browser, "document.querySelector('[name=date]') !== null");
    if date != "" {
        browser.evaluate(&format!("document.querySelector('[name=date]').value = {date}"));
    }
    click(browser, "button");
    until(browser, "document.querySelector('#sent') !== null");
    assert!(text(browser).contains("the backend answered 200"), "{}", text(browser));
    click(browser, "p a");
    until(browser, "location.pathname === '/account'");
    text(browser)
}

/// What a site can leave behind in a browser: the cookies of all sites, and entries of this site's storages.
fn left_behind(browser: &mut Browser) -> Value {
    let cookies = browser.call("Network.getAllCookies", json!({}))["cookies"].clone();
    let entries = browser.evaluate(
        "(async () => [document.cookie, Object.keys(localStorage), Object.keys(sessionStorage), \
         await indexedDB.databases(), await caches.keys(), \
         (await navigator.serviceWorker.getRegistrations()).length])()",
    );
    json!([cookies, entries])
}

fn nothing() -> Value {
    json!([[], ["", [], [], [], [], 0]])
}

/// Bought after a visit from an AI engine: ranked, 21 days later.
fn is_ranked_21_days_later(shop: Shop, mut browser: Browser) {
    let listens_on = shop.listens_on();
    // Goalpost, the shop, the payment provider, and a backend of its own if it is in Node.
    assert!(listens_on.len() >= 3, "{listens_on:?}");
    assert!(listens_on.iter().all(|address| address == LOOPBACK), "{listens_on:?}");
    let ts = sign_up(&shop, &mut browser, AI_ENGINE);
    let account = pay(&mut browser);
    assert!(account.contains("21 days after the first touch"), "{account}");
    let goals = shop.list(2);
    // The provider delivers each webhook twice.
    assert_eq!(goals.len(), 2, "{goals:#?}");
    assert_eq!((&goals[0]["status"], &goals[0]["goal"]), (&json!(202), &json!("signup")));
    let purchase = &goals[1];
    assert_eq!(
        (&purchase["status"], &purchase["ranked"]),
        (&json!(200), &json!(true)),
        "{purchase}"
    );
    assert_eq!(purchase["lag_days"], 21, "{purchase}");
    assert_eq!(shop.recorded_touch(), (json!("ai_search"), json!(ts)), "verbatim");
    assert_eq!(left_behind(&mut browser), nothing());
    // The check can fail.
    browser.evaluate("document.cookie = 'a=b'; localStorage.setItem('c', 'd'); undefined");
    let left = left_behind(&mut browser);
    assert!(left[0][0]["name"] == "a" && left[1][1] == json!(["c"]), "{left}");
    let (row, _) = on_page(&shop, &mut browser, 2);
    for part in ["200 accepted", "purchase 49", "ranked, 21 days later"] {
        assert!(row.contains(part), "{part}: {row}");
    }
    shop.end(", ranked, 21 days later");
}

#[test]
fn a_visit_from_an_ai_engine_is_ranked_21_days_later() {
    let Some(browser) = Browser::open("about:blank") else { return };
    is_ranked_21_days_later(Shop::start(&[]), browser);
}

#[test]
fn the_node_backend_sends_the_same() {
    if !installed("the shop's Node backend", &["node"]) {
        return;
    }
    let Some(browser) = Browser::open("about:blank") else { return };
    is_ranked_21_days_later(Shop::start(&["--backend", "node"]), browser);
}

#[test]
fn without_an_engine_a_purchase_is_signed_and_not_ranked() {
    let Some(mut browser) = Browser::open("about:blank") else { return };
    let shop = Shop::start(&[]);
    assert_eq!(sign_up(&shop, &mut browser, ""), "");
    pay(&mut browser);
    let purchase = &shop.list(2)[1];
    assert_eq!(
        (&purchase["status"], &purchase["ranked"]),
        (&json!(200), &json!(false)),
        "{purchase}"
    );
    assert_eq!(purchase["lag_days"], Value::Null);
    assert_eq!(shop.recorded_touch(), (Value::Null, Value::Null));
    let (row, _) = on_page(&shop, &mut browser, 2);
    assert!(row.contains("200 accepted") && row.contains("not ranked"), "{row}");
    shop.end("not ranked: it has no first_touch_bucket");
}

/// Opens a request on Goalpost's page. Returns its row, and everything that the page shows of it once it is complete.
fn on_page(shop: &Shop, browser: &mut Browser, number: u64) -> (String, String) {
    browser.call("Page.navigate", json!({ "url": shop.goalpost }));
    let row = format!("document.querySelector('tr[data-number=\"{number}\"]')");
    until(browser, &format!("{row} !== null"));
    browser.evaluate(&format!("{row}.querySelector('button').click()"));
    until(browser, "document.querySelector('#detail .request') !== null");
    let text = |browser: &mut Browser, of: &str| {
        browser.evaluate(&format!("{of}.innerText")).as_str().unwrap().replace('\n', " ")
    };
    (text(browser, &row), text(browser, "document.getElementById('detail')"))
}

/// Buys in a shop that makes a mistake; returns the shop and what Goalpost lists for the purchase.
fn with_mistake(browser: &mut Browser, backend: &str, mistake: &str) -> (Shop, Value) {
    let shop = Shop::start(&["--backend", backend, "--mistake", mistake]);
    sign_up(&shop, browser, AI_ENGINE);
    if mistake == "read-late" {
        // The account's page sends what it read.
        until(browser, "(await (await fetch(location.href)).text()).includes('<dd>email</dd>')");
    }
    let account = pay(browser);
    assert!(account.contains(&format!("makes the mistake {mistake}")), "{account}");
    let purchase = shop.list(2)[1].clone();
    assert_eq!(left_behind(browser), nothing(), "{mistake}");
    (shop, purchase)
}

/// Goalpost's page says what is lost, in the row, and what to do about it, in the opened request.
fn says(shop: &Shop, browser: &mut Browser, lost: &str, fix: &str) {
    let (row, opened) = on_page(shop, browser, 2);
    assert!(row.contains(lost), "{lost}: {row}");
    assert!(opened.contains(fix), "{fix}: {opened}");
}

fn what_each_mistake_loses_is_said(backend: &str, mut browser: Browser, orm: &str) {
    let browser = &mut browser;
    let lost = |purchase: &Value| {
        let [status, ranked, lag] =
            ["status", "ranked", "lag_days"].map(|key| purchase[key].clone());
        (status, ranked, lag)
    };

    let (shop, purchase) = with_mistake(browser, backend, "read-late");
    assert_eq!(lost(&purchase), (json!(200), json!(false), Value::Null));
    assert_eq!(shop.recorded_touch().0, "email");
    let what = "not ranked: its first_touch_bucket is not ai_search";
    says(&shop, browser, what, "store the first touch at sign-up");
    shop.end(what);

    let (shop, purchase) = with_mistake(browser, backend, "no-ts");
    assert_eq!(lost(&purchase), (json!(200), json!(true), Value::Null));
    assert_eq!(shop.recorded_touch(), (json!("ai_search"), Value::Null));
    let what = "ranked, no lag: it has no first_touch_ts";
    says(&shop, browser, what, "store ts together with bucket");
    shop.end(what);

    let (shop, purchase) = with_mistake(browser, backend, "second-page");
    assert_eq!(lost(&purchase), (json!(200), json!(false), Value::Null));
    assert_eq!(shop.recorded_touch(), (Value::Null, Value::Null));
    let what = "not ranked: it has no first_touch_bucket";
    says(&shop, browser, what, "read lp.firstTouch() on the first page, carry bucket and ts");
    shop.end(what);

    let (shop, purchase) = with_mistake(browser, backend, "orm");
    assert_eq!(
        (&purchase["status"], &purchase["rule"]),
        (&json!(401), &json!("signature-mismatch"))
    );
    let list = shop.list_when(|list| list["reasons"] != json!([]));
    assert!(list["reasons"].to_string().contains(orm), "{list:#}");
    let fix = "sign first_touch_ts as the browser gave it, as text";
    says(&shop, browser, "401 refused", fix);
    let tenant = "docs/tutorials/first-401/tenant.toml";
    let explained = run(&["explain", "--time", "60", "--tenant-file", tenant, &shop.record()]);
    assert!(explained.code == 1 && explained.out.contains(fix), "{explained:?}");
    shop.end(orm);

    let (shop, purchase) = with_mistake(browser, backend, "both");
    assert_eq!(lost(&purchase), (json!(200), json!(true), json!(21)));
    let hint = &shop.list(3)[2];
    assert_eq!(
        (&hint["status"], &hint["ranked"], &hint["twin"]),
        (&json!(202), &json!(false), &json!(2))
    );
    let doubles = run(&["doubles", &shop.record()]);
    let listed = ["number 2  signed, ranked, 21 days later", "number 3  unsigned, not ranked"];
    assert!(doubles.code == 1 && listed.iter().all(|it| doubles.out.contains(it)), "{doubles:?}");
    let what = "this came first; the same goal came again as number 3, unsigned";
    says(&shop, browser, what, "fire it from the browser or the backend, not both");
    shop.end("the same goal came signed as number 2");
}

#[test]
fn what_each_mistake_of_the_python_backend_loses_is_said() {
    let Some(browser) = Browser::open("about:blank") else { return };
    what_each_mistake_loses_is_said("python", browser, "timestamp-as-python-str");
}

#[test]
fn what_each_mistake_of_the_node_backend_loses_is_said() {
    if !installed("the shop's Node backend", &["node"]) {
        return;
    }
    let Some(browser) = Browser::open("about:blank") else { return };
    what_each_mistake_loses_is_said("node", browser, "timestamp-in-epoch-milliseconds");
}
