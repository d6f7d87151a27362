//! What GitHub Actions shows: annotations on the pull request, and a summary of the step in Markdown.

use super::summary::{Item, State, Suite, Summary};
use crate::report::headline::cases;

/// GitHub shows at most so many annotations of a step.
pub const MAX_ANNOTATIONS: usize = 10;

/// A summary has at most so many bytes: GitHub drops one over 1 MiB whole.
const MAX_SUMMARY: usize = 1000 << 10;

/// A text in it is cut to so many characters.
const MAX_TEXT: usize = 2000;

/// Workflow commands, one a line: an error for each cause, the worst first; what is left out is said.
pub fn annotations(summary: &Summary) -> String {
    let mut lines = Vec::new();
    for suite in &summary.suites {
        if let Some(why) = &suite.cannot_run {
            lines.push(annotation("could not be run", suite, why));
        }
    }
    for (suite, item) in summary.items(State::Failed) {
        let fix = item.fix.as_deref().map(|fix| format!("\nfix: {fix}")).unwrap_or_default();
        let text = format!("{}: {} ({}){fix}", item.name, item.title, cases(item.count));
        lines.push(annotation(&item.name, suite, &text));
    }
    let left_out = lines.len().saturating_sub(MAX_ANNOTATIONS);
    if left_out > 0 {
        lines.truncate(MAX_ANNOTATIONS - 1);
        lines.push(format!(
            "::error title=goalpost::{} more causes are in the report",
            left_out + 1
        ));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn annotation(title: &str, suite: &Suite, text: &str) -> String {
    format!("::error title={}::{}", property(&format!("{}: {title}", suite.name)), data(text))
}

/// As GitHub's own toolkit escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The same for a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The summary of the step.
pub fn step_summary(summary: &Summary) -> String {
    let mut page = format!("## Goalpost: {}\n\n{}\n\n", summary.verdict(), plain(&summary.scope));
    page.push_str("| | passed | failed | expected | skipped |\n|---|---:|---:|---:|---:|\n");
    for suite in &summary.suites {
        let skipped: u64 = suite.skipped.iter().map(|(_, count)| count).sum();
        page.push_str(&format!(
            "| {} | {} | {} | {} | {skipped} |\n",
            plain(&suite.name),
            suite.passed,
            suite.failed,
            suite.expected
        ));
    }
    for suite in &summary.suites {
        if let Some(why) = &suite.cannot_run {
            page.push_str(&format!(
                "\n**{}** could not be run: {}\n",
                plain(&suite.name),
                plain(why)
            ));
        }
    }
    let mut left_out = 0;
    for (suite, item) in summary.items(State::Failed) {
        let part = cause(suite, item);
        if page.len() + part.len() > MAX_SUMMARY {
            left_out += 1;
        } else {
            page.push_str(&part);
        }
    }
    if left_out > 0 {
        page.push_str(&format!("\n{left_out} more causes are in the report.\n"));
    }
    page
}

fn cause(suite: &Suite, item: &Item) -> String {
    let mut part = format!(
        "\n### {}: {}\n\n{} ({})\n",
        plain(&suite.name),
        plain(&item.name),
        plain(&item.title),
        cases(item.count)
    );
    if let Some((expected, actual)) = &item.bytes {
        part.push_str(&block(&format!("expected  {expected}\nsigned    {actual}")));
    }
    for (name, text) in &item.details {
        part.push_str(&block(&format!("{name}: {text}")));
    }
    if let Some(fix) = &item.fix {
        part.push_str(&format!("\nfix: {}\n", plain(fix)));
    }
    for (name, text) in &item.code {
        part.push_str(&format!("\n{}\n{}", plain(name), block(text)));
    }
    part
}

/// Text in which Markdown and HTML do nothing.
fn plain(text: &str) -> String {
    let mut shown = String::new();
    for c in cut(text).chars() {
        match c {
            '\n' | '\r' => shown.push(' '),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '@' => {
                shown.push('\\');
                shown.push(c);
            }
            c => shown.push(c),
        }
    }
    shown
}

/// A block of code, whatever is in it: its fence is longer than any run of backticks inside.
fn block(text: &str) -> String {
    let text = cut(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("\n{fence}text\n{text}\n{fence}\n")
}

fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(MAX_TEXT).collect();
    if text.chars().nth(MAX_TEXT).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_escaped_as_the_toolkit_does() {
        assert_eq!(data("50%\r\n::error::x"), "50%25%0D%0A::error::x");
        assert_eq!(property("a:b,c%"), "a%3Ab%2Cc%25");
        assert_eq!(plain("a|<b>`c`\n"), "a\\|&lt;b&gt;\\`c\\` ");
        assert_eq!(block("a ``` b"), "\n````text\na ``` b\n````\n");
    }
}
