//! The HTML report, in a real browser without a screen.

use crate::fuzz::text;
use crate::page::{Browser, axe};
use crate::support::{adapter, goalpost, run};
use serde_json::json;
use std::path::Path;

/// Opens a report at every width and in both schemes: it fits, and breaks no rule of accessibility.
fn fits(path: &Path) -> Option<Browser> {
    let mut browser = Browser::open(&format!("file://{}", path.display()))?;
    // Until then it is a blank page, on which everything is as it should be.
    let is_there = "location.protocol == 'file:' && document.readyState == 'complete'";
    assert!((0..10_000).any(|_| browser.evaluate(is_there) == json!(true)), "it never loaded");
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
    Some(browser)
}

#[test]
fn the_report_of_a_check_fits_filters_and_asks_nobody_for_anything() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("report.html");
    let report = format!("html={}", text(&path));
    let ran = run(&["check", "--strict", "--random", "2000", "--report", &report]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let size = std::fs::metadata(&path).unwrap().len();
    assert!(size < 500_000, "{size}");
    let Some(mut browser) = fits(&path) else { return };
    assert_eq!(browser.evaluate("document.querySelector('h1').textContent"), "does not conform");
    let requests = "performance.getEntriesByType('resource').length";
    assert_eq!(browser.evaluate(requests), 0);
    // Several implementations: who shows what, and who agrees with whom.
    let titles = browser
        .evaluate("[...document.querySelectorAll('h2')].map((h) => h.firstChild.data.trim())");
    for title in ["Failures", "Who shows what"] {
        assert!(titles.as_array().unwrap().contains(&title.into()), "{titles}");
    }
    // A search hides the others, and stays in the address.
    let shown = "[...document.querySelectorAll('.cause')].filter((c) => !c.hidden).length";
    let all = browser.evaluate(shown).as_u64().unwrap();
    browser.evaluate(
        "(() => { const q = document.querySelector('[name=q]'); q.value = 'raw-utf8-not-ascii-escaped'; \
         q.dispatchEvent(new Event('input', { bubbles: true })); })()",
    );
    let some = browser.evaluate(shown).as_u64().unwrap();
    assert!(0 < some && some < all, "{some} of {all}");
    assert_eq!(browser.evaluate("location.hash"), "#q=raw-utf8-not-ascii-escaped");
    let command =
        browser.evaluate("document.querySelector('.cause:not([hidden]) .again pre').textContent");
    assert!(command.as_str().unwrap().starts_with("goalpost check --only '"), "{command}");
}

#[test]
fn the_report_of_a_night_fits() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("night.html");
    let report = format!("html={}", text(&path));
    let mut command = goalpost();
    command.args(["fuzz", "--cases", "1500", "--report", &report, "--out"]).arg(dir.path());
    let ran = command.arg("--").args(adapter(&["blanks"])).output().unwrap();
    assert_eq!(ran.status.code(), Some(1), "{ran:?}");
    let Some(mut browser) = fits(&path) else { return };
    assert_eq!(browser.evaluate("document.querySelector('h1').textContent"), "findings");
    // Nothing to choose by: signers are asked about all goals.
    assert_eq!(browser.evaluate("document.querySelector('[name=legal]')"), json!(null));
    let command = browser.evaluate("document.querySelector('.cause .again pre').textContent");
    let command = command.as_str().unwrap();
    assert!(
        command.starts_with("goalpost replay ") && command.contains(" -- python3 "),
        "{command}"
    );
}
