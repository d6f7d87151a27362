//! Nushell's `http post`, whose header is a list or a record.

use super::draft::{Client, Draft};
use super::parts::is_method;
use crate::protocol::json::parse;

/// Whether words are a command of Nushell, not of HTTPie: the method is in lower case, and options follow
/// that only Nushell has.
pub(super) fn is_its(words: &[String]) -> bool {
    let method = words.get(1).map_or("", String::as_str);
    is_method(&method.to_ascii_uppercase())
        && !is_method(method)
        && words.iter().any(|word| {
            let word = word.as_str();
            word.starts_with('[') || matches!(word, "--headers" | "-H" | "--content-type" | "-t")
        })
}

/// The request that it sends.
pub(super) fn request(words: &[String], input: Option<&str>) -> Draft {
    let mut draft = Draft {
        method: words.get(1).map(|method| method.to_ascii_uppercase()),
        body: input.map(Into::into),
        client: Client::Partial,
        ..Draft::default()
    };
    let mut is_record = false;
    let mut words = words.iter().skip(2).map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "--headers" | "-H" => {
                let mut items: Vec<&str> = Vec::new();
                let closing = [']', '}'];
                // A list in brackets, or a record in braces, taken apart by the blanks in it.
                for item in words.by_ref() {
                    items.push(item.trim_start_matches(['[', '{']).trim_end_matches(closing));
                    if item.ends_with(closing) {
                        break;
                    }
                }
                items.retain(|item| !item.is_empty());
                for pair in items.chunks_exact(2) {
                    let name = pair[0].trim_matches([',', ':', '"']);
                    let value = pair[1].trim_end_matches(',');
                    draft.headers.push((name.to_owned(), value.into()));
                }
            }
            "--content-type" | "-t" => {
                let kind = words.next().unwrap_or_default();
                draft.headers.push(("Content-Type".to_owned(), kind.into()));
            }
            "--user" | "-u" | "--password" | "-p" | "--max-time" | "-m" | "--redirect-mode"
            | "-R" => {
                words.next();
            }
            word if word.starts_with('-') => {}
            word if draft.url.is_none() => draft.url = Some(word.to_owned()),
            _ if is_record => {}
            word if word.starts_with(['{', '[']) && parse(word.as_bytes()).is_err() => {
                is_record = true;
                let note = "the body is a record of Nushell, of which only Nushell knows the text: add --body FILE";
                draft.notes.push(note.to_owned());
            }
            word => draft.body = Some(word.into()),
        }
    }
    draft
}

#[cfg(test)]
mod tests {
    use super::super::shell::commands;
    use super::*;

    #[test]
    fn headers_in_a_list_or_a_record() {
        for text in [
            "http post --content-type application/json --headers [A b] https://a/x '{}'",
            "http post -t application/json -H {A: b} https://a/x '{}'",
            "http post https://a/x '{}' -H [ \"A\", 'b' ] -t application/json",
            "'{}' | http post -e -H {\"A\": \"b\"} --content-type application/json https://a/x",
        ] {
            let command = commands(text).unwrap().pop().unwrap();
            assert!(is_its(&command.words), "{text}");
            let draft = request(&command.words, command.input.as_deref());
            assert_eq!(draft.url.as_deref(), Some("https://a/x"), "{text}");
            assert_eq!(draft.header("a"), Some(&b"b"[..]), "{text}: {:?}", draft.headers);
            assert_eq!(draft.header("content-type"), Some(&b"application/json"[..]), "{text}");
            assert_eq!(draft.method.as_deref(), Some("POST"));
            if !text.contains('|') {
                assert_eq!(draft.body.as_deref(), Some(&b"{}"[..]), "{text}");
            }
        }
        let words = |text: &str| commands(text).unwrap().remove(0).words;
        let record =
            words("http post -t application/json https://a/x {a: \"b c\", d: {e: 1}} -H [A b]");
        let draft = request(&record, None);
        assert!(draft.body.is_none() && draft.notes.len() == 1 && draft.headers.len() == 2);
        assert!(!is_its(&words("http POST https://a/x A:b c=d")));
        assert!(!is_its(&words("http post https://a/x A:b c=d")));
    }
}
