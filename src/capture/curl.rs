//! The request that a curl command sends.

use super::captured::{CaptureError, ReadFile};
use super::draft::{Client, Draft};

/// Options that take a value and change nothing about the request's contents.
const WITH_VALUE: [&str; 30] = [
    "--user-agent",
    "--user",
    "--cookie",
    "--referer",
    "--output",
    "--max-time",
    "--connect-timeout",
    "--retry",
    "--retry-delay",
    "--retry-max-time",
    "--resolve",
    "--connect-to",
    "--proxy",
    "--cacert",
    "--capath",
    "--cert",
    "--key",
    "--write-out",
    "--max-redirs",
    "--interface",
    "--dump-header",
    "--stderr",
    "--trace",
    "--trace-ascii",
    "--ciphers",
    "--limit-rate",
    "--unix-socket",
    "--cookie-jar",
    "--oauth2-bearer",
    "--proxy-user",
];

#[derive(Default)]
struct Curl {
    draft: Draft,
    is_json: bool,
    is_head_only: bool,
}

/// Where a command's data may come from besides its words.
pub(super) struct Sources<'a> {
    /// Reads a file that it names; `None` for a pasted command, which may name any file.
    pub(super) file: Option<ReadFile<'a>>,
    /// Its standard input.
    pub(super) input: Option<&'a str>,
}

/// Reads the words of a curl command.
///
/// # Errors
/// Where curl would send nothing that can be judged.
pub(super) fn read(words: &[String], sources: &Sources<'_>) -> Result<Draft, CaptureError> {
    let mut words = words.iter().map(String::as_str);
    if !words.next().is_some_and(is_curl) {
        return Err(CaptureError::new("the command must begin with curl"));
    }
    let mut curl =
        Curl { draft: Draft { client: Client::Form, ..Draft::default() }, ..Curl::default() };
    while let Some(word) = words.next() {
        let mut value = |name: &str| {
            words.next().ok_or_else(|| CaptureError::new(format!("curl: {name} has no value")))
        };
        if word.starts_with("--") {
            let takes_value = is_read(word) || WITH_VALUE.contains(&word);
            let value = if takes_value { value(word)? } else { "" };
            curl.option(word, value, sources)?;
        } else if let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            for (at, letter) in letters.char_indices() {
                curl.is_head_only |= letter == 'I';
                let Some(name) = long_name(letter) else { continue };
                // The rest of the word is the value, or the next word.
                let rest = &letters[at + letter.len_utf8()..];
                let value = if rest.is_empty() { value(name)? } else { rest };
                curl.option(name, value, sources)?;
                break;
            }
        } else if curl.draft.url.is_none() || word.contains("://") {
            curl.draft.url = Some(word.to_owned());
        }
    }
    curl.finish()
}

/// Whether a word names curl, with or without a path.
pub(super) fn is_curl(word: &str) -> bool {
    matches!(word.rsplit(['/', '\\']).next(), Some("curl" | "curl.exe"))
}

/// Options that make the request.
fn is_read(name: &str) -> bool {
    matches!(
        name,
        "--request"
            | "--header"
            | "--data"
            | "--data-ascii"
            | "--data-raw"
            | "--data-binary"
            | "--data-urlencode"
            | "--json"
            | "--url"
            | "--form"
    )
}

/// The long name of a letter that takes a value.
fn long_name(letter: char) -> Option<&'static str> {
    Some(match letter {
        'X' => "--request",
        'H' => "--header",
        'd' => "--data",
        'F' => "--form",
        'A' => "--user-agent",
        'u' => "--user",
        'b' => "--cookie",
        'c' => "--cookie-jar",
        'e' => "--referer",
        'o' => "--output",
        'm' => "--max-time",
        'x' => "--proxy",
        'w' => "--write-out",
        'D' => "--dump-header",
        'E' => "--cert",
        'U' => "--proxy-user",
        _ => return None,
    })
}

impl Curl {
    fn option(
        &mut self,
        name: &str,
        value: &str,
        sources: &Sources<'_>,
    ) -> Result<(), CaptureError> {
        let draft = &mut self.draft;
        match name {
            "--request" => draft.method = Some(value.to_owned()),
            "--url" => draft.url = Some(value.to_owned()),
            "--user-agent" => draft.headers.push(("User-Agent".to_owned(), value.into())),
            "--header" if value.starts_with('@') => {
                return Err(CaptureError::new(format!(
                    "curl: -H {value}: header fields out of a file are not read; write them out"
                )));
            }
            "--header" => match value.split_once(':') {
                // curl takes a field without a value back.
                Some((_, value)) if value.trim().is_empty() => {}
                Some((name, value)) => {
                    draft.headers.push((name.trim().to_owned(), value.trim().as_bytes().to_vec()));
                }
                None => draft.notes.push("a header field without a colon is not sent".to_owned()),
            },
            "--data" | "--data-ascii" | "--data-binary" | "--json" => {
                self.is_json |= name == "--json";
                let data = match value.strip_prefix('@') {
                    None => Some(value.as_bytes().to_vec()),
                    Some(path) => file(draft, name, path, sources)?,
                };
                if let Some(data) = data {
                    self.add(data, name == "--json");
                }
            }
            "--data-raw" => self.add(value.as_bytes().to_vec(), false),
            "--data-urlencode" | "--form" => {
                return Err(CaptureError::new(format!("curl: {name} sends a form, not a goal")));
            }
            _ => {}
        }
        Ok(())
    }

    /// Several pieces of data are joined by `&`, those of `--json` by nothing.
    fn add(&mut self, data: Vec<u8>, is_json: bool) {
        match &mut self.draft.body {
            None => self.draft.body = Some(data),
            Some(known) => {
                if !is_json {
                    known.push(b'&');
                }
                known.extend(data);
            }
        }
    }

    fn finish(mut self) -> Result<Draft, CaptureError> {
        let Some(url) = &mut self.draft.url else {
            return Err(CaptureError::new("curl: there is no URL"));
        };
        if !url.contains("://") && !url.starts_with(['{', '$']) {
            *url = format!("http://{url}");
        }
        if self.is_json && self.draft.header("content-type").is_none() {
            self.draft.headers.push(("Content-Type".to_owned(), b"application/json".to_vec()));
        }
        Ok(self.draft)
    }
}

/// What a file holds as curl sends it; `None` where it is not read.
fn file(
    draft: &mut Draft,
    name: &str,
    path: &str,
    sources: &Sources<'_>,
) -> Result<Option<Vec<u8>>, CaptureError> {
    let bytes = match (path, sources.input, sources.file) {
        ("-", Some(input), _) => input.as_bytes().to_vec(),
        (_, _, Some(read_file)) if path != "-" => read_file(path)
            .map_err(|error| CaptureError::new(format!("curl: {name} @{path}: {error}")))?,
        _ => {
            let what = match path {
                "-" => "the body comes from standard input".to_owned(),
                path => {
                    format!("the body is in the file {path}, which a capture cannot have opened")
                }
            };
            draft.notes.push(format!("{what}: add --body FILE"));
            return Ok(None);
        }
    };
    Ok(Some(match name {
        // curl takes line ends and zero bytes out.
        "--data" | "--data-ascii" => {
            bytes.into_iter().filter(|b| !matches!(b, b'\r' | b'\n' | 0)).collect()
        }
        _ => bytes,
    }))
}

#[cfg(test)]
mod tests {
    use super::super::captured::Captured;
    use super::super::shell::commands;
    use super::*;

    fn read_with(text: &str, is_typed: bool) -> Result<Captured, CaptureError> {
        let file = |path: &str| match path {
            "goal.json" => Ok(b"{\n}\n".to_vec()),
            _ => Err(std::io::ErrorKind::NotFound.into()),
        };
        let command = commands(text)?.remove(0);
        let file: Option<ReadFile<'_>> = if is_typed { Some(&file) } else { None };
        Ok(read(&command.words, &Sources { file, input: None })?.finish())
    }

    #[test]
    fn requests_as_curl_sends_them() {
        for (text, body, notes) in [
            ("curl -XPOST https://a/x?domain=b -H 'Content-Type: application/json' -d {}", "{}", 0),
            ("curl -sSd '{}' a/x?domain=b", "{}", 1),
            ("curl --json '{}' -o /dev/null --compressed 'a/x?domain=b'", "{}", 0),
            ("curl -d @goal.json a/x?domain=b", "{}", 1),
            ("curl --data-binary @goal.json a/x?domain=b", "{\n}\n", 1),
            ("curl --data-raw @goal.json a/x?domain=b", "@goal.json", 1),
            ("curl -d a -d b a/x?domain=b -m 5", "a&b", 1),
        ] {
            let Captured { request, notes: said, .. } = read_with(text, true).unwrap();
            assert_eq!(
                (&*request.method, &*request.target, &request.body[..]),
                ("POST", "/x?domain=b", body.as_bytes()),
                "{text}"
            );
            assert_eq!(request.headers.last().unwrap().1, b"application/json", "{text}");
            assert_eq!(said.len(), notes, "{said:?}");
        }
        for (text, what) in [
            ("curl -d {}", "no URL"),
            ("curl a -d", "--data has no value"),
            ("curl a -F b=c", "a form"),
            ("curl a -d @nothing", "@nothing"),
        ] {
            assert!(read_with(text, true).unwrap_err().to_string().contains(what), "{text}");
        }
    }

    #[test]
    fn a_pasted_command_opens_no_file() {
        let captured = read_with("curl -d @goal.json a/x?domain=b", false).unwrap();
        assert!(captured.missing.body && captured.request.body.is_empty());
        assert!(captured.notes[0].contains("the file goal.json"), "{:?}", captured.notes);
    }
}
