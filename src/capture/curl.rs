//! The request that a curl command sends.

use super::http::origin_form;
use super::{CaptureError, Captured, ReadFile};
use crate::protocol::request::OwnedRequest;

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
struct Command {
    method: Option<String>,
    url: Option<String>,
    headers: Vec<(String, Vec<u8>)>,
    data: Option<Vec<u8>>,
    is_json: bool,
    notes: Vec<String>,
}

pub(super) fn read(words: &[String], read_file: ReadFile<'_>) -> Result<Captured, CaptureError> {
    let mut words = words.iter().map(String::as_str);
    if !words.next().is_some_and(is_curl) {
        return Err(CaptureError::new("the command must begin with curl"));
    }
    let mut command = Command::default();
    while let Some(word) = words.next() {
        let mut value = |name: &str| {
            words.next().ok_or_else(|| CaptureError::new(format!("curl: {name} has no value")))
        };
        if let Some(name) = word.strip_prefix("--").map(|_| word) {
            let takes_value = is_read(name) || WITH_VALUE.contains(&name);
            let value = if takes_value { value(name)? } else { "" };
            command.option(name, value, read_file)?;
        } else if let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            for (at, letter) in letters.char_indices() {
                let Some(name) = long_name(letter) else { continue };
                // The rest of the word is the value, or the next word.
                let rest = &letters[at + letter.len_utf8()..];
                let value = if rest.is_empty() { value(name)? } else { rest };
                command.option(name, value, read_file)?;
                break;
            }
        } else {
            command.url = Some(word.to_owned());
        }
    }
    command.captured()
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

impl Command {
    fn option(
        &mut self,
        name: &str,
        value: &str,
        read_file: ReadFile<'_>,
    ) -> Result<(), CaptureError> {
        match name {
            "--request" => self.method = Some(value.to_owned()),
            "--url" => self.url = Some(value.to_owned()),
            "--header" if value.starts_with('@') => {
                return Err(CaptureError::new(format!(
                    "curl: -H {value}: header fields out of a file are not read; write them out"
                )));
            }
            "--header" => match value.split_once(':') {
                Some((name, value)) => {
                    self.headers.push((name.trim().to_owned(), value.trim().as_bytes().to_vec()));
                }
                None => self.notes.push("a header field without a colon is not sent".to_owned()),
            },
            "--data" | "--data-ascii" | "--data-binary" | "--json" => {
                self.is_json |= name == "--json";
                let data = match value.strip_prefix('@') {
                    None => value.as_bytes().to_vec(),
                    Some(path) => {
                        let bytes = read_file(path).map_err(|error| {
                            CaptureError::new(format!("curl: {name} @{path}: {error}"))
                        })?;
                        match name {
                            // curl takes line ends and zero bytes out.
                            "--data" | "--data-ascii" => {
                                let is_kept = |b: &u8| !matches!(b, b'\r' | b'\n' | 0);
                                bytes.into_iter().filter(is_kept).collect()
                            }
                            _ => bytes,
                        }
                    }
                };
                self.add(data, name == "--json");
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
        match &mut self.data {
            None => self.data = Some(data),
            Some(known) => {
                if !is_json {
                    known.push(b'&');
                }
                known.extend(data);
            }
        }
    }

    fn captured(mut self) -> Result<Captured, CaptureError> {
        let url = self.url.ok_or_else(|| CaptureError::new("curl: there is no URL"))?;
        let has = |headers: &[(String, Vec<u8>)], name: &str| {
            headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
        };
        if self.data.is_some() && !has(&self.headers, "content-type") {
            let kind = if self.is_json {
                "application/json"
            } else {
                self.notes.push(
                    "curl sends a form's content type here; add -H 'Content-Type: application/json'"
                        .to_owned(),
                );
                "application/x-www-form-urlencoded"
            };
            self.headers.push(("Content-Type".to_owned(), kind.into()));
        }
        let default = if self.data.is_some() { "POST" } else { "GET" };
        let with_scheme = if url.contains("://") { url } else { format!("http://{url}") };
        let request = OwnedRequest {
            method: self.method.unwrap_or_else(|| default.to_owned()),
            target: origin_form(&with_scheme).to_owned(),
            headers: self.headers,
            body: self.data.unwrap_or_default(),
        };
        Ok(Captured { request, notes: self.notes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Captured, CaptureError> {
        crate::capture::read(text.as_bytes(), &|path| match path {
            "goal.json" => Ok(b"{\n}\n".to_vec()),
            _ => Err(std::io::ErrorKind::NotFound.into()),
        })
    }

    #[test]
    fn requests_as_curl_sends_them() {
        for (text, method, body, kind) in [
            (
                "curl -XPOST https://a/x?domain=b -H 'Content-Type: application/json' -d {}",
                "POST",
                "{}",
                "application/json",
            ),
            ("curl -sSd '{}' a/x?domain=b", "POST", "{}", "application/x-www-form-urlencoded"),
            (
                "$ curl --json '{}' -o /dev/null --compressed 'a/x?domain=b'",
                "POST",
                "{}",
                "application/json",
            ),
            ("curl -d @goal.json a/x?domain=b", "POST", "{}", "application/x-www-form-urlencoded"),
            (
                "curl --data-binary @goal.json a/x?domain=b",
                "POST",
                "{\n}\n",
                "application/x-www-form-urlencoded",
            ),
            (
                "curl --data-raw @goal.json a/x?domain=b",
                "POST",
                "@goal.json",
                "application/x-www-form-urlencoded",
            ),
            (
                "curl -d a -d b a/x?domain=b -m 5",
                "POST",
                "a&b",
                "application/x-www-form-urlencoded",
            ),
        ] {
            let request = read(text).unwrap().request;
            assert_eq!(
                (&*request.method, &*request.target, &request.body[..]),
                (method, "/x?domain=b", body.as_bytes()),
                "{text}"
            );
            assert_eq!(request.headers.last().unwrap().1, kind.as_bytes(), "{text}");
        }
        for (text, what) in [
            ("curl -d {}", "no URL"),
            ("curl a -d", "--data has no value"),
            ("curl a -F b=c", "a form"),
            ("curl a -d @nothing", "@nothing"),
        ] {
            assert!(read(text).unwrap_err().to_string().contains(what), "{text}");
        }
    }
}
