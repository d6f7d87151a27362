//! JUnit XML, as Jenkins and GitLab read it: a suite for each implementation, a case for each cause, drifts that are
//! expected and cases that were not run as skipped.
//!
//! A dashboard follows a case by its name over many runs: counts are in its text, never in its name.

use super::summary::{Item, State, Suite, Summary};
use crate::report::headline::cases;
use crate::wording::visible;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use std::collections::BTreeMap;

/// The document.
///
/// # Errors
/// Where it cannot be written, which does not happen in memory.
pub fn junit(summary: &Summary) -> Result<String, String> {
    let mut report = Report::new(format!("goalpost {}", summary.command.name()));
    for suite in &summary.suites {
        report.add_test_suite(suite_of(suite));
    }
    let text = report.to_string().map_err(|error| error.to_string())?;
    // The schema of Jenkins knows this attribute on suites, and not on the root.
    Ok(text.replacen(&format!(" skipped=\"{}\"", report.skipped), "", 1))
}

fn suite_of(suite: &Suite) -> TestSuite {
    let mut tests = TestSuite::new(shown(&suite.name));
    let mut names = BTreeMap::new();
    if let Some(why) = &suite.cannot_run {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(shown(why));
        tests.add_test_case(case(suite, "could be run", status));
    }
    if suite.passed > 0 {
        let mut passed = case(suite, "all other cases", TestCaseStatus::success());
        passed.set_system_out(format!("{} passed", cases(suite.passed)));
        tests.add_test_case(passed);
    }
    for item in &suite.items {
        let status = match item.state {
            State::Failed => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                status.set_type(shown(&item.name));
                status.set_message(shown(&format!("{} ({})", item.title, cases(item.count))));
                status.set_description(shown(&body(item)));
                status
            }
            State::Expected => {
                let mut status = TestCaseStatus::skipped();
                let why = item.reason.as_deref().unwrap_or(&item.title);
                status.set_message(shown(&format!("expected: {why} ({})", cases(item.count))));
                status
            }
            State::Flaky => {
                let mut status = TestCaseStatus::skipped();
                status.set_message(shown(&format!("not reproduced: {}", item.title)));
                status
            }
            // Advice is no case: a consumer would count it as one that passed.
            State::Note => continue,
        };
        let name = item.full_name().into_owned();
        // A rule that a server breaks can have several causes.
        let seen = names.entry(name.clone()).or_insert(0);
        *seen += 1;
        let name = if *seen > 1 { format!("{name}, {seen}") } else { name };
        tests.add_test_case(case(suite, &name, status));
    }
    for (why, count) in &suite.skipped {
        let mut status = TestCaseStatus::skipped();
        status.set_message(shown(&format!("{}: {why}", cases(*count))));
        tests.add_test_case(case(suite, &format!("not run: {why}"), status));
    }
    tests
}

fn case(suite: &Suite, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(shown(name), status);
    case.set_classname(shown(&format!("goalpost.{}", suite.name)));
    case
}

fn body(item: &Item) -> String {
    let mut lines = vec![item.title.clone()];
    if let Some((expected, actual)) = &item.bytes {
        lines.push(format!("expected  {expected}"));
        lines.push(format!("signed    {actual}"));
    }
    lines.extend(item.details.iter().map(|(name, text)| format!("{name}: {text}")));
    lines.extend(item.fix.iter().map(|fix| format!("fix: {fix}")));
    for (name, text) in &item.code {
        lines.push(format!("{name}:\n{text}"));
    }
    lines.extend(item.sample.iter().map(|sample| format!("from: {sample}")));
    lines.extend(item.again.iter().map(|again| format!("again: {again}")));
    lines.join("\n")
}

/// XML cannot hold every character: what cannot be seen is escaped before the library drops it.
fn shown(text: &str) -> String {
    let text = visible(text);
    text.chars()
        .map(|c| if matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c })
        .collect()
}
