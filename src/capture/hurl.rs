//! Requests in files of Hurl.

use super::decode::base64;
use super::draft::Draft;
use super::literal::closing;
use super::parts::is_method;
use super::variables::fill_in;
use crate::protocol::hex;
use std::collections::HashMap;

/// Whether a text is such a file: a request without a version comes first, and something follows that only
/// Hurl writes, the answer that it expects, a section, or a body in a fence right after the header.
pub(super) fn is_hurl(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !is_skipped(line));
    if lines.next().is_none_or(|line| request_line(line).is_none()) {
        return false;
    }
    let mut after_header = true;
    lines.any(|line| {
        let is_fence = after_header && line.starts_with("```");
        after_header &= line.split_once(':').is_some_and(|(name, _)| !name.contains([' ', '"']));
        is_fence || is_answer(line) || section(line).is_some()
    })
}

/// Every request of such a file.
pub(super) fn requests(text: &str) -> Vec<Draft> {
    if !is_hurl(text) {
        return Vec::new();
    }
    let mut drafts = Vec::new();
    let mut variables = HashMap::new();
    let mut within = "";
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let line = rest.lines().next().unwrap_or_default();
        let next = at + rest.find('\n').map_or(rest.len(), |end| end + 1);
        let trimmed = line.trim();
        if let Some((method, url)) = request_line(trimmed) {
            drafts.push(Draft {
                method: Some(method.to_owned()),
                url: Some(url.to_owned()),
                ..Draft::default()
            });
            within = "";
        } else if is_skipped(trimmed) {
            // Between the parts.
        } else if is_answer(trimmed) {
            within = "answer";
        } else if let (true, Some(name)) = (within != "answer", section(trimmed)) {
            within = name;
        } else if let Some(draft) = drafts.last_mut().filter(|draft| draft.body.is_none()) {
            let begin = at + line.len() - line.trim_start().len();
            match (within, body(&text[begin..])) {
                ("answer", _) => {}
                (_, Some((body, is_json, length))) => {
                    draft.body = Some(body);
                    if is_json && draft.header("content-type").is_none() {
                        let json = b"application/json".to_vec();
                        draft.headers.push(("Content-Type".to_owned(), json));
                    }
                    at = begin + length;
                    continue;
                }
                (section, None) => {
                    if let Some((name, value)) = trimmed.split_once(':') {
                        pair(section, name.trim(), value.trim(), draft, &mut variables);
                    }
                }
            }
        }
        at = next;
    }
    drafts.iter_mut().for_each(|draft| fill_in(draft, &variables));
    drafts
}

fn is_skipped(line: &str) -> bool {
    line.is_empty() || line.starts_with('#')
}

fn request_line(line: &str) -> Option<(&str, &str)> {
    let (method, url) = line.split_once(' ')?;
    let url = url.trim();
    let is_url = (url.contains("://") || url.starts_with("{{")) && !url.contains(' ');
    (is_method(method) && is_url).then_some((method, url))
}

/// `HTTP 200`, `HTTP *`: the answer that is expected.
fn is_answer(line: &str) -> bool {
    let status = line.strip_prefix("HTTP ").map(str::trim);
    status.is_some_and(|s| s == "*" || (s.len() == 3 && s.bytes().all(|b| b.is_ascii_digit())))
}

/// The name of a section that begins.
fn section(line: &str) -> Option<&str> {
    const NAMES: [&str; 9] = [
        "Query",
        "QueryStringParams",
        "Options",
        "Asserts",
        "Captures",
        "BasicAuth",
        "Cookies",
        "Form",
        "FormParams",
    ];
    line.strip_prefix('[')?.strip_suffix(']').filter(|name| NAMES.contains(name))
}

/// A line with a name and a value, by the section that it stands in; none is that of the header.
fn pair(
    section: &str,
    name: &str,
    value: &str,
    draft: &mut Draft,
    variables: &mut HashMap<String, String>,
) {
    match section {
        "" => draft.headers.push((name.to_owned(), value.into())),
        "Query" | "QueryStringParams" => draft.query.push((name.to_owned(), value.to_owned())),
        "Options" if name == "variable" => {
            if let Some((name, value)) = value.split_once('=') {
                variables.insert(name.to_owned(), value.trim_matches('"').to_owned());
            }
        }
        _ => {}
    }
}

/// The body that begins here, whether Hurl sends it as JSON, and the length of what it takes.
fn body(text: &str) -> Option<(Vec<u8>, bool, usize)> {
    if let Some(rest) = text.strip_prefix("```") {
        let begin = rest.find('\n')? + 1;
        let end = begin + rest[begin..].find("```").unwrap_or(rest.len() - begin);
        let is_json = rest[..begin].trim().split(',').next() == Some("json");
        // The line end before the closing fence is sent.
        return Some((rest[begin..end].into(), is_json, (3 + end + 3).min(text.len())));
    }
    if text.starts_with(['{', '[']) && section(text.lines().next()?.trim()).is_none() {
        let end = closing(text.as_bytes(), 0)?;
        return Some((text.get(..end)?.into(), true, end));
    }
    if let Some(rest) = text.strip_prefix('`') {
        let end = rest.find('`')?;
        return Some((rest[..end].into(), false, end + 2));
    }
    let line = text.lines().next()?;
    let end = line.find(';')?;
    let (kind, held) = line[..end].split_once(',')?;
    let bytes = match kind {
        "base64" => base64(held)?,
        "hex" => hex::decode(held.trim().as_bytes())?,
        _ => return None,
    };
    Some((bytes, false, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_in_every_form() {
        let head = "# a goal\nPOST https://a/x\nA: {{key}}\n[Options]\nvariable: key=b\n[Query]\ndomain: c\n";
        for (body, right, is_json) in [
            ("```json\n{}\n```\n", "{}\n", true),
            ("```\n{}\n```\n", "{}\n", false),
            ("{\n \"a\": [1]\n}\n", "{\n \"a\": [1]\n}", true),
            ("`{}`\n", "{}", false),
            ("base64,e30=;\n", "{}", false),
            ("hex,7b7d;\n", "{}", false),
        ] {
            let text = format!("{head}{body}HTTP 200\nB: c\n[Asserts]\n{{}}\n\nGET https://a/y\n");
            let drafts = requests(&text);
            assert_eq!(drafts.len(), 2, "{text}");
            assert_eq!(drafts[0].header("content-type").is_some(), is_json, "{text}");
            assert_eq!(drafts[0].headers[0], ("A".to_owned(), b"b".to_vec()));
            assert_eq!(drafts[0].body.as_deref(), Some(right.as_bytes()), "{text}");
            assert_eq!(drafts[0].query, [("domain".to_owned(), "c".to_owned())]);
        }
        assert!(
            !is_hurl("POST https://a/x\nA: b\n\n{}\n") && !is_hurl("POST /x HTTP/1.1\nHTTP 200")
        );
    }
}
