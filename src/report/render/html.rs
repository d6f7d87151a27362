//! One page for people, without a request to anywhere: the verdict first, then the causes with their bytes, then what was
//! expected, noted and not run.

use super::page::{SCRIPT, STYLE};
use super::summary::{Item, Reported, State, Suite, Summary};
use crate::report::headline::cases;
use crate::report::layout::thousands;
use crate::wording::visible;
use std::fmt::Write as _;

/// A longer text is cut, in characters: a page stays under a size that a mail can carry.
const MAX_TEXT: usize = 4000;

/// So many causes of a kind are shown whole; the others are in the JSON report.
const MAX_ITEMS: usize = 100;

/// The page.
pub fn html(summary: &Summary) -> String {
    let mut page = String::with_capacity(64 << 10);
    let good = summary.exit_code == Some(0);
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <title>Goalpost: {verdict}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header>\n\
         <h1 class=\"{class}\">{verdict}</h1>\n<p>{command} &middot; {scope} &middot; goalpost {version}</p>\n</header>\n<main>\n",
        verdict = escape(summary.verdict()),
        class = if good { "good" } else { "bad" },
        command = escape(summary.command.name()),
        scope = escape(&summary.scope),
        version = escape(&summary.version),
    );
    counts(summary, &mut page);
    let has_legal = summary.suites.iter().flat_map(|suite| &suite.items).any(|i| i.legal.is_some());
    filter(has_legal, &mut page);
    let mut section =
        |title: &str, state: State, open: bool| list(summary, title, state, open, &mut page);
    section("Failures", State::Failed, true);
    section("Seen and not reproduced", State::Flaky, true);
    section("Expected", State::Expected, false);
    section("Notes", State::Note, false);
    matrix(summary, &mut page);
    agreements(summary, &mut page);
    not_run(summary, &mut page);
    let _ = write!(page, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n");
    page
}

fn counts(summary: &Summary, page: &mut String) {
    let what = match summary.command {
        Reported::Check => "implementation",
        Reported::Fuzz | Reported::Replay => "target",
        Reported::Audit => "audit",
    };
    let _ = writeln!(
        page,
        "<div class=\"wide\" role=\"region\" aria-label=\"Cases\" tabindex=\"0\"><table>\n<caption>Cases</caption>\n<thead><tr><th scope=\"col\">{what}</th>\
         <th scope=\"col\">passed</th><th scope=\"col\">failed</th><th scope=\"col\">expected</th>\
         <th scope=\"col\">not run</th></tr></thead>\n<tbody>",
    );
    for suite in &summary.suites {
        let skipped: u64 = suite.skipped.iter().map(|(_, count)| count).sum();
        let runtime =
            suite.runtime.as_deref().map(|runtime| format!(" <small>{}</small>", escape(runtime)));
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\">{}{}</th><td>{}</td><td class=\"{}\">{}</td><td>{}</td><td>{}</td></tr>",
            escape(&suite.name),
            runtime.unwrap_or_default(),
            thousands(suite.passed),
            if suite.failed > 0 { "bad" } else { "" },
            thousands(suite.failed),
            thousands(suite.expected),
            thousands(skipped),
        );
    }
    page.push_str("</tbody>\n</table></div>\n");
    for suite in &summary.suites {
        if let Some(why) = &suite.cannot_run {
            let _ = writeln!(
                page,
                "<p class=\"bad\"><strong>{}</strong> could not be run: {}</p>",
                escape(&suite.name),
                escape(why)
            );
        }
    }
}

fn filter(has_legal: bool, page: &mut String) {
    page.push_str(
        "<form id=\"filter\" role=\"search\"><label>Search <input type=\"search\" name=\"q\" autocomplete=\"off\"></label> ",
    );
    if has_legal {
        page.push_str("<label><input type=\"checkbox\" name=\"legal\"> only goals that a server accepts</label> ");
    }
    page.push_str("<span id=\"shown\" role=\"status\"></span></form>\n");
}

fn list(summary: &Summary, title: &str, state: State, open: bool, page: &mut String) {
    let all: Vec<(&Suite, &Item)> = summary.items(state).collect();
    if all.is_empty() {
        return;
    }
    let _ = writeln!(page, "<section>\n<h2>{title} <small>{}</small></h2>", all.len());
    for (suite, item) in all.iter().take(MAX_ITEMS) {
        card(suite, item, open, page);
    }
    if all.len() > MAX_ITEMS {
        let _ = writeln!(page, "<p>{} more are in the JSON report.</p>", all.len() - MAX_ITEMS);
    }
    page.push_str("</section>\n");
}

fn card(suite: &Suite, item: &Item, open: bool, page: &mut String) {
    let legal = match item.legal {
        Some(true) => " &middot; <span class=\"bad\">real conversions</span>",
        Some(false) => " <span class=\"dim\">&middot; only goals that a server refuses</span>",
        None => "",
    };
    let _ = write!(
        page,
        "<details class=\"cause\" data-legal=\"{}\"{}>\n<summary><strong>{}</strong> {} <span class=\"dim\">{} &middot; {}{}</span>{legal}</summary>\n",
        item.legal != Some(false),
        if open { " open" } else { "" },
        escape(&item.name),
        escape(&item.title),
        escape(&suite.name),
        cases(item.count),
        if item.kind == "wire_failure" { ", on the wire" } else { "" },
    );
    if let Some((expected, actual)) = &item.bytes {
        bytes(expected, actual, page);
    }
    page.push_str("<dl>\n");
    let mut field = |name: &str, text: &str, code: bool| {
        let text = escape(text);
        let text = if code { format!("<code>{text}</code>") } else { text };
        let _ = writeln!(page, "<dt>{}</dt><dd>{text}</dd>", escape(name));
    };
    if let Some(reason) = &item.reason {
        field("reason", reason, false);
    }
    for (name, text) in &item.details {
        field(name, text, true);
    }
    if let Some(fix) = &item.fix {
        field("fix", fix, false);
    }
    if let Some(sample) = &item.sample {
        field("from", sample, true);
    }
    page.push_str("</dl>\n");
    if let Some(again) = &item.again {
        copied("", "Copy the command", again, page);
    }
    for (name, text) in &item.code {
        copied(name, "Copy the code", text, page);
    }
    page.push_str("</details>\n");
}

/// A text with a button that copies it.
fn copied(name: &str, label: &str, text: &str, page: &mut String) {
    if !name.is_empty() {
        let _ = writeln!(page, "<p class=\"dim\">{}</p>", escape(name));
    }
    let _ = writeln!(
        page,
        "<div class=\"again\"><pre tabindex=\"0\">{}</pre><button type=\"button\" class=\"copy\" \
         aria-label=\"{label}\">Copy</button></div>",
        lines(text),
    );
}

/// Both byte strings, cut to what is around the part that differs, which is marked.
fn bytes(expected: &str, actual: &str, page: &mut String) {
    let texts = [expected, actual].map(|text| text.chars().collect::<Vec<char>>());
    let same = texts[0].iter().zip(&texts[1]).take_while(|(a, b)| a == b).count();
    let ends = texts.each_ref().map(|text| text[same..].iter().rev());
    let [expected_end, actual_end] = ends;
    let same_end = expected_end.zip(actual_end).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(60);
    let dots = if from > 0 { "…" } else { "" };
    let part = |text: &[char]| escape(&text.iter().collect::<String>());
    let _ = writeln!(page, "<pre class=\"bytes\" tabindex=\"0\">");
    for (name, text) in ["expected", "signed  "].into_iter().zip(&texts) {
        let to = (text.len() - same_end).min(same + 200);
        let end = text.len().min(to + 60);
        let more = if end < text.len() { "…" } else { "" };
        let _ = writeln!(
            page,
            "{name}  {dots}{}<mark>{}</mark>{}{more}",
            part(&text[from..same]),
            part(&text[same..to]),
            part(&text[to..end]),
        );
    }
    page.push_str("</pre>\n");
}

/// Which implementation shows which mistake.
fn matrix(summary: &Summary, page: &mut String) {
    if summary.suites.len() < 2 {
        return;
    }
    let mut names: Vec<&str> = Vec::new();
    for suite in &summary.suites {
        for item in suite.items.iter().filter(|item| item.state != State::Note) {
            if !names.contains(&item.name.as_str()) {
                names.push(&item.name);
            }
        }
    }
    if names.is_empty() {
        return;
    }
    page.push_str("<section>\n<h2>Who shows what</h2>\n<div class=\"wide\" role=\"region\" aria-label=\"Who shows what\" tabindex=\"0\"><table>\n<caption>Cases by cause</caption>\n<thead><tr><th scope=\"col\">cause</th>");
    for suite in &summary.suites {
        let _ = write!(page, "<th scope=\"col\">{}</th>", escape(&suite.name));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for name in names.iter().take(MAX_ITEMS) {
        let _ = write!(page, "<tr><th scope=\"row\">{}</th>", escape(name));
        for suite in &summary.suites {
            let shown: u64 =
                suite.items.iter().filter(|item| item.name == *name).map(|item| item.count).sum();
            let _ = write!(
                page,
                "<td>{}</td>",
                if shown > 0 { thousands(shown) } else { String::new() }
            );
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table></div>\n</section>\n");
}

/// Who gives the same results as whom, the reference among them.
fn agreements(summary: &Summary, page: &mut String) {
    if summary.agreements.is_empty() {
        return;
    }
    page.push_str("<section>\n<h2>Who agrees with whom</h2>\n<ul>\n");
    for found in summary.agreements.iter().take(MAX_ITEMS) {
        let (count, is_estimated) = found.cases;
        let groups: Vec<String> = found.groups.iter().map(|group| escape(group)).collect();
        let _ = writeln!(
            page,
            "<li>{}, {}{}: <strong>{}</strong>{}</li>",
            escape(&found.op),
            if is_estimated { "about " } else { "" },
            cases(count),
            groups.join("</strong> against <strong>"),
            if found.settled {
                ""
            } else {
                " <span class=\"dim\">(the protocol leaves it open)</span>"
            },
        );
    }
    page.push_str("</ul>\n</section>\n");
}

fn not_run(summary: &Summary, page: &mut String) {
    if summary.suites.iter().all(|suite| suite.skipped.is_empty()) {
        return;
    }
    page.push_str("<section>\n<h2>Not run</h2>\n<ul>\n");
    for suite in &summary.suites {
        for (why, count) in suite.skipped.iter().take(MAX_ITEMS) {
            let _ = writeln!(
                page,
                "<li>{}: {}: {}</li>",
                escape(&suite.name),
                cases(*count),
                escape(why)
            );
        }
    }
    page.push_str("</ul>\n</section>\n");
}

/// Text of several lines, as HTML.
fn lines(text: &str) -> String {
    text.lines().map(escape).collect::<Vec<_>>().join("\n")
}

/// Text as HTML text and in attributes; what cannot be seen is shown by its bytes.
fn escape(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in visible(text).chars().take(MAX_TEXT) {
        match c {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '"' => shown.push_str("&quot;"),
            '\'' => shown.push_str("&#39;"),
            c => shown.push(c),
        }
    }
    if text.chars().nth(MAX_TEXT).is_some() {
        shown.push('…');
    }
    shown
}
