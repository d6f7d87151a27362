//! Commands that send a request: curl, wget, HTTPie and its like, found in a text or typed.

use super::captured::{CaptureError, ReadFile};
use super::curl::{self, Sources};
use super::draft::{Client, Draft};
use super::nushell;
use super::parts::{METHODS, is_method};
use super::serialise::{Spacing, serialised};
use super::shell::{Command, commands};
use crate::protocol::Text;
use crate::protocol::json::{Value, parse};

/// Every command in a text that sends a request; `None` where there is none.
pub(super) fn requests(text: &str) -> Option<Result<Vec<Draft>, CaptureError>> {
    let text = without_prompts(text);
    let names = ["curl", "wget", "http", "https", "xh", "curlie"];
    let has_name = text
        .split(|c: char| c.is_whitespace() || "|;&(`".contains(c))
        .any(|word| curl::is_curl(word.trim_matches('"')) || names.contains(&word));
    if !has_name {
        return None;
    }
    let found = match commands(&text) {
        Ok(found) => found,
        // A quote that was never closed stands elsewhere than in a command.
        Err(error) => return text.trim_start().starts_with("curl").then_some(Err(error)),
    };
    let mut drafts = Vec::new();
    for command in &found {
        match request(command) {
            Some(Ok(draft)) => drafts.push(draft),
            Some(Err(error)) if drafts.is_empty() => return Some(Err(error)),
            _ => {}
        }
    }
    (!drafts.is_empty()).then_some(Ok(drafts))
}

/// A curl command that a shell took apart already; it may read the files it names.
pub(super) fn typed(words: &[String], read_file: ReadFile<'_>) -> Result<Draft, CaptureError> {
    curl::read(words, &Sources { file: Some(read_file), input: None })
}

fn request(command: &Command) -> Option<Result<Draft, CaptureError>> {
    let skip = ["sudo", "time", "exec", "command", "&"];
    let begin = command.words.iter().position(|word| !skip.contains(&word.as_str()))?;
    let words = &command.words[begin..];
    let name = words.first()?.rsplit(['/', '\\']).next()?;
    let input = command.input.as_deref();
    let mut read = match name {
        "curl" | "curl.exe" | "curlie" if words.len() > 1 => {
            let mut words = words.to_vec();
            "curl".clone_into(&mut words[0]);
            curl::read(&words, &Sources { file: None, input })
        }
        "wget" | "wget.exe" if words.len() > 1 => Ok(wget(words)),
        "http" if nushell::is_its(words) => Ok(nushell::request(words, input)),
        "http" | "https" | "xh" if is_httpie(words) => Ok(httpie(words, input)),
        _ => return None,
    };
    if let Ok(draft) = &mut read {
        draft.notes.splice(0..0, command.notes.iter().cloned());
    }
    Some(read)
}

/// Without what a terminal shows before a command.
fn without_prompts(text: &str) -> String {
    let lines = text.split_inclusive('\n').map(|line| {
        let trimmed = line.trim_start();
        for prompt in ["$ ", "% ", "# ", "❯ ", "➜ ", "> "] {
            if let Some(rest) = trimmed.strip_prefix(prompt)
                && (prompt != "# " || rest.trim_start().starts_with("curl"))
            {
                return rest;
            }
        }
        // user@host:~$, PS C:\>, C:\Users\me>, ➜  ~ as far as a command follows.
        let at = ["curl ", "curl.exe ", "wget ", "http POST", "xh "]
            .iter()
            .filter_map(|n| trimmed.find(n))
            .min();
        match at {
            Some(at) if at > 0 && trimmed[..at].trim_end().ends_with(['$', '#', '>', '%', '~']) => {
                &trimmed[at..]
            }
            _ => line,
        }
    });
    lines.collect()
}

fn wget(words: &[String]) -> Draft {
    let mut draft = Draft { client: Client::Form, ..Draft::default() };
    let mut words = words[1..].iter().map(String::as_str);
    while let Some(word) = words.next() {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) if word.starts_with("--") => (name, Some(value)),
            _ => (word, None),
        };
        let mut value = || value.or_else(|| words.next()).unwrap_or_default();
        match name {
            "--method" => draft.method = Some(value().to_owned()),
            "--header" => {
                if let Some((name, value)) = value().split_once(':') {
                    draft.headers.push((name.trim().to_owned(), value.trim().into()));
                }
            }
            "--body-data" | "--post-data" => draft.body = Some(value().into()),
            "--body-file" | "--post-file" => draft.notes.push(format!(
                "the body is in the file {}, which a capture cannot have opened: add --body FILE",
                value()
            )),
            "-O" | "--output-document" | "-o" | "--output-file" | "-U" | "--user-agent" | "-T"
            | "--timeout" | "-t" | "--tries" => {
                value();
            }
            word if !word.starts_with('-') => draft.url = Some(word.to_owned()),
            _ => {}
        }
    }
    draft
}

fn is_httpie(words: &[String]) -> bool {
    let mut rest = words[1..].iter();
    rest.any(|word| METHODS.contains(&word.as_str()) || word.contains("://"))
}

/// HTTPie: `Name:value` is a header field, `name=value` and `name:=JSON` make the body.
fn httpie(words: &[String], input: Option<&str>) -> Draft {
    let mut draft =
        Draft { client: Client::Partial, body: input.map(Into::into), ..Draft::default() };
    let mut members: Vec<(Text, Value)> = Vec::new();
    let mut is_form = false;
    let mut words = words[1..].iter().map(String::as_str);
    while let Some(word) = words.next() {
        if let Some(raw) = word.strip_prefix("--raw") {
            let value = raw.strip_prefix('=').or_else(|| words.next()).unwrap_or_default();
            draft.body = Some(value.into());
        } else if word.starts_with('-') {
            // Of the output and the session, all but this one.
            is_form |= matches!(word, "-f" | "--form");
        } else if draft.url.is_none() && is_method(&word.to_ascii_uppercase()) {
            draft.method = Some(word.to_ascii_uppercase());
        } else if draft.url.is_none() {
            draft.url = Some(word.to_owned());
        } else if let Some((name, value)) = word.split_once("==") {
            draft.query.push((name.to_owned(), value.to_owned()));
        } else if let Some((name, json)) = word.split_once(":=") {
            members.push((Text::from(name), parse(json.as_bytes()).unwrap_or(Value::Null)));
        } else {
            match (word.find(':'), word.find('=')) {
                (Some(colon), equals) if equals.is_none_or(|equals| colon < equals) => {
                    draft.headers.push((word[..colon].to_owned(), word[colon + 1..].trim().into()));
                }
                (_, Some(equals)) => {
                    members.push((Text::from(&word[..equals]), Value::from(&word[equals + 1..])));
                }
                _ => {}
            }
        }
    }
    if draft.body.is_none() && !members.is_empty() {
        draft.body = Some(serialised(&nested(members), Spacing::Python).into());
        draft.notes.push("HTTPie makes the body of the items; written here as it does".to_owned());
    }
    let has_type = draft.header("content-type").is_some();
    if draft.body.is_some() && !has_type && !is_form {
        draft.headers.push(("Content-Type".to_owned(), b"application/json".to_vec()));
    }
    draft
}

/// `properties[value]:=99.5` is a member of a member.
fn nested(flat: Vec<(Text, Value)>) -> Value {
    let mut members: Vec<(Text, Value)> = Vec::new();
    for (name, value) in flat {
        let text = name.to_string();
        let Some((outer, inner)) =
            text.split_once('[').and_then(|(outer, rest)| Some((outer, rest.strip_suffix(']')?)))
        else {
            members.push((name, value));
            continue;
        };
        let member = (Text::from(inner), value);
        match members.iter_mut().find(|(known, _)| *known == *outer) {
            Some((_, Value::Object(known))) => known.push(member),
            _ => members.push((Text::from(outer), Value::Object(vec![member]))),
        }
    }
    Value::Object(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_of_other_clients() {
        let right = r#"{"event_name": "a", "properties": {"value": 9.5}}"#;
        for text in [
            "http POST https://a/x?domain=b A:c event_name=a properties:='{\"value\": 9.5}'",
            "user@host:~$ http POST https://a/x domain==b A:c event_name=a properties[value]:=9.5",
            "echo '{\"event_name\": \"a\", \"properties\": {\"value\": 9.5}}' | http POST https://a/x?domain=b A:c",
            "wget --method POST --header 'A: c' --body-data='{\"event_name\": \"a\", \"properties\": {\"value\": 9.5}}' -O - 'https://a/x?domain=b'",
        ] {
            let draft = requests(text).unwrap().unwrap().remove(0);
            assert_eq!(draft.header("a"), Some(&b"c"[..]), "{text}");
            let captured = draft.finish();
            assert_eq!(String::from_utf8_lossy(&captured.request.body), right, "{text}");
            assert_eq!(captured.request.target, "/x?domain=b", "{text}");
        }
    }
}
