//! Files of API clients that are not JSON: Bruno's `.bru`, YAML of Insomnia, Burp's XML.

use super::decode::base64;
use super::draft::Draft;
use super::parts::{Parts, is_method};
use super::{objects, raw};
use crate::protocol::Text;
use crate::protocol::json::{Value, parse};
use yaml_rust2::parser::{Event, Parser};

/// The largest YAML file that is read, in bytes, and its deepest nesting.
const MAX_YAML: usize = 8 << 20;
const DEEPEST: usize = 50;

/// Requests of a file of Bruno.
pub(super) fn bruno(text: &str) -> Vec<Draft> {
    let mut parts = Parts::default();
    let mut found = false;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_suffix('{').map(str::trim) else { continue };
        if line.starts_with([' ', '\t']) || name.contains([' ', '"']) {
            continue;
        }
        let block: Vec<&str> = lines.by_ref().take_while(|line| line.trim_end() != "}").collect();
        let pairs = block.iter().filter_map(|line| line.trim().split_once(':'));
        let upper = name.to_ascii_uppercase();
        if is_method(&upper) {
            parts.method = Some(upper);
            found = true;
            pairs.filter(|(key, _)| *key == "url").for_each(|(_, url)| parts.offer_url(url));
        } else if name == "headers" {
            for (name, value) in pairs.filter(|(name, _)| !name.starts_with('~')) {
                parts.header(name, value.trim().as_bytes());
            }
        } else if name == "body:json" || name == "body:text" || name == "body" {
            let width = |line: &str| line.len() - line.trim_start().len();
            let common = block.iter().filter(|l| !l.trim().is_empty()).map(|l| width(l)).min();
            let inner: Vec<&str> =
                block.iter().map(|line| line.get(common.unwrap_or(0)..).unwrap_or("")).collect();
            parts.offer_body(&Value::from(inner.join("\n")));
            if name == "body:json" {
                parts.offer_kind("json");
            }
        }
    }
    if found { vec![parts.draft()] } else { Vec::new() }
}

/// Requests in YAML, such as Insomnia writes since its version 11.
pub(super) fn yaml(text: &str) -> Vec<Draft> {
    let is_yaml = text.len() <= MAX_YAML
        && text.lines().any(|line| {
            let line = line.trim_start().trim_start_matches("- ");
            ["url:", "uri:", "path:", "headers:"].iter().any(|key| line.starts_with(key))
        });
    if !is_yaml {
        return Vec::new();
    }
    document(text).map(|value| objects::requests(&value)).unwrap_or_default()
}

/// A YAML document; aliases are nothing, so that none can be put together to a large one.
fn document(text: &str) -> Option<Value> {
    enum Open {
        List(Vec<Value>),
        Map(Vec<(Text, Value)>, Option<Text>),
    }
    let mut parser = Parser::new_from_str(text);
    let mut open: Vec<Open> = Vec::new();
    loop {
        let value = match parser.next_token().ok()?.0 {
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new()));
                None
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(Vec::new(), None));
                None
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop()? {
                Open::List(items) => Some(Value::Array(items)),
                Open::Map(members, _) => Some(Value::Object(members)),
            },
            Event::Scalar(text, style, ..) => Some(match style {
                yaml_rust2::scanner::TScalarStyle::Plain => match parse(text.as_bytes()) {
                    Ok(leaf) if leaf.is_leaf() => leaf,
                    _ => Value::from(text),
                },
                _ => Value::from(text),
            }),
            Event::Alias(_) => Some(Value::Null),
            Event::StreamEnd => return None,
            _ => None,
        };
        if open.len() > DEEPEST {
            return None;
        }
        let Some(value) = value else { continue };
        match open.last_mut() {
            None => return Some(value),
            Some(Open::List(items)) => items.push(value),
            Some(Open::Map(members, key)) => match key.take() {
                Some(key) => members.push((key, value)),
                None => {
                    *key = Some(match value {
                        Value::String(text) => text,
                        other => Text::from(other.to_json().as_str()),
                    })
                }
            },
        }
    }
}

/// Requests in the XML that Burp saves.
pub(super) fn burp(text: &str) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for item in text.split("<request").skip(1) {
        let Some((attributes, rest)) = item.split_once('>') else { continue };
        let contents = rest.split("</request>").next().unwrap_or_default();
        let contents = contents.trim();
        let inner = contents
            .strip_prefix("<![CDATA[")
            .and_then(|rest| rest.strip_suffix("]]>"))
            .unwrap_or(contents);
        let bytes = match attributes.contains("base64=\"true\"") {
            true => base64(inner).unwrap_or_default(),
            false => inner.as_bytes().to_vec(),
        };
        drafts.extend(raw::requests(&bytes));
    }
    drafts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_api_clients() {
        let bru = "meta {\n  name: goal\n}\n\npost {\n  url: https://a/x?domain=b\n  body: json\n}\n\nheaders {\n  A: b\n  ~C: d\n}\n\nbody:json {\n  {\n    \"event_name\": \"a\"\n  }\n}\n";
        let yaml_text = "type: collection.insomnia.rest/5.0\ncollection:\n  - url: https://a/x?domain=b\n    method: POST\n    headers:\n      - name: A\n        value: b\n    body:\n      mimeType: application/json\n      text: |-\n        {\n          \"event_name\": \"a\"\n        }\n";
        for draft in [bruno(bru), yaml(yaml_text)] {
            let draft = &draft[0];
            assert_eq!(draft.url.as_deref(), Some("https://a/x?domain=b"));
            assert_eq!(draft.header("a"), Some(&b"b"[..]));
            assert_eq!(draft.header("content-type"), Some(&b"application/json"[..]));
            assert_eq!(draft.headers.len(), 2);
            let body = String::from_utf8_lossy(draft.body.as_deref().unwrap());
            assert_eq!(body, "{\n  \"event_name\": \"a\"\n}");
        }
        let xml = "<items><item><request base64=\"true\"><![CDATA[UE9TVCAveCBIVFRQLzEuMQ0KQTogYg0KDQp7fQ==]]></request></item></items>";
        assert_eq!(burp(xml)[0].body.as_deref(), Some(&b"{}"[..]));
    }

    #[test]
    fn yaml_has_limits() {
        yaml(&format!("url: {}", "[".repeat(100_000)));
        yaml(&format!("url: &a [{}]", "*a,".repeat(1000)));
    }
}
