//! What mail, chat and terminals put around a text: fences, quoting, indentation, colours, quotes that a
//! word processor set.

use std::borrow::Cow;

/// The deepest quoting that is taken off.
const QUOTED: usize = 6;

/// The texts that may each hold a request: the blocks of Markdown, or the whole.
pub(super) fn blocks(text: &str) -> Vec<String> {
    let mut text = without_colours(text);
    if let Some(inner) = of_ngrep(&text) {
        text = Cow::Owned(inner);
    }
    for _ in 0..QUOTED {
        match unquoted(&text) {
            Some(inner) => text = Cow::Owned(inner),
            None => break,
        }
    }
    let fenced = fenced(&text);
    let blocks = if fenced.is_empty() { vec![text.into_owned()] } else { fenced };
    blocks.into_iter().map(|block| deindented(&block)).collect()
}

/// Without the escape sequences that colour a terminal.
fn without_colours(text: &str) -> Cow<'_, str> {
    if !text.contains("\u{1b}[") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        out.push_str(&rest[..at]);
        let sequence = &rest[at + 2..];
        let end =
            sequence.find(|c: char| c.is_ascii_alphabetic()).map_or(sequence.len(), |i| i + 1);
        rest = &sequence[end..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What ngrep shows of packets with `-W byline`: a point at the end of each line for its carriage return, and lines of
/// its own between packets.
fn of_ngrep(text: &str) -> Option<String> {
    let is_packet = |line: &str| {
        let rest = line.strip_prefix("T ").or_else(|| line.strip_prefix("U "));
        rest.is_some_and(|rest| rest.contains(" -> ") && rest.contains(':'))
    };
    if !text.lines().any(is_packet) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut is_head = false;
    for line in text.split_inclusive('\n') {
        let plain = line.trim_end_matches(['\r', '\n']);
        let is_mark = !plain.is_empty() && plain.bytes().all(|b| b == b'#');
        if is_packet(plain)
            || is_mark
            || plain.starts_with("filter: ")
            || plain.starts_with("interface: ")
        {
            continue;
        }
        is_head |= plain.contains(" HTTP/1.") || plain.starts_with("HTTP/1.");
        match plain.strip_suffix('.').filter(|_| is_head) {
            Some(rest) => {
                is_head = !rest.is_empty();
                out.push_str(rest);
                out.push('\n');
            }
            None => out.push_str(line),
        }
    }
    Some(out)
}

/// One level of `>` less, where every line has it.
fn unquoted(text: &str) -> Option<String> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let is_quoted = |line: &str| line.trim_start().starts_with('>');
    if !lines.clone().any(is_quoted) || !lines.all(is_quoted) {
        return None;
    }
    let inner = text.split_inclusive('\n').map(|line| {
        let line = line.trim_start_matches([' ', '\t']);
        let rest = line.strip_prefix('>').unwrap_or(line);
        rest.strip_prefix(' ').unwrap_or(rest)
    });
    Some(inner.collect())
}

/// What stands between fences of Markdown, `{code}` of Jira, `<pre>` of HTML.
fn fenced(text: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        match &mut open {
            None => open = fence(trimmed).map(|end| (end, String::new())),
            Some((end, block)) => {
                if trimmed == end
                    || (trimmed.starts_with(end.as_str())
                        && end.len() > 2
                        && trimmed.trim_matches(['`', '~']).is_empty())
                {
                    blocks.push(std::mem::take(block));
                    open = None;
                } else {
                    block.push_str(line);
                }
            }
        }
    }
    // A fence that was not copied to its end.
    blocks.extend(open.map(|(_, block)| block));
    blocks.retain(|block| !block.trim().is_empty());
    blocks
}

/// A text without the lines that are fences; `None` where there are none.
pub(super) fn without_fences(text: &str) -> Option<String> {
    let is_fence = |line: &str| line.starts_with("```") || line.starts_with("~~~");
    let has_fences = text.lines().any(|line| is_fence(line.trim()));
    has_fences.then(|| text.split_inclusive('\n').filter(|line| !is_fence(line.trim())).collect())
}

/// How the block ends that a line begins.
fn fence(line: &str) -> Option<String> {
    for mark in ["```", "~~~"] {
        if let Some(rest) = line.strip_prefix(mark) {
            let more = rest.len() - rest.trim_start_matches(&mark[..1]).len();
            let info = &rest[more..];
            return (!info.contains('`')).then(|| mark[..1].repeat(3 + more));
        }
    }
    match line {
        "<pre>" | "<pre><code>" => Some(line.replace('<', "</")),
        "{noformat}" => Some("{noformat}".to_owned()),
        _ if line.starts_with("{code") && line.ends_with('}') => Some("{code}".to_owned()),
        _ => None,
    }
}

/// Without the white space that every line begins with.
fn deindented(text: &str) -> String {
    let width = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let common = lines.map(width).min().unwrap_or(0);
    if common == 0 {
        return text.to_owned();
    }
    text.split_inclusive('\n').map(|line| &line[common.min(width(line))..]).collect()
}

/// Whether a text has quotes or dashes that a word processor sets.
pub(super) fn is_typographic(text: &str) -> bool {
    text.contains(['“', '”', '„', '‘', '’', '—', '–', '\u{a0}'])
}

/// With plain quotes and dashes; an apostrophe within a word stays.
pub(super) fn straightened(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        match c {
            '“' | '”' | '„' => out.push('"'),
            '’' if before.is_alphanumeric() && next.is_alphanumeric() => out.push(c),
            '‘' | '’' => out.push('\''),
            '—' if before.is_whitespace() => out.push_str("--"),
            '–' if before.is_whitespace() => {
                let ahead: String = chars.clone().take(2).collect();
                let is_long = ahead.chars().filter(char::is_ascii_alphabetic).count() == 2;
                out.push_str(if is_long { "--" } else { "-" });
            }
            '\u{a0}' => out.push(' '),
            c => out.push(c),
        }
        before = c;
    }
    out
}
