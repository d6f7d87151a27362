//! The curl command that sends a request.

use crate::protocol::request::OwnedRequest;

/// The longest body that is written into the command, in bytes.
const INLINE: usize = 4096;

/// Where a command takes the body from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurlBody<'a> {
    /// It is part of the command; a file called `body` where it is longer than 4 KiB.
    Inline,
    /// A file of this name, beside which the command is run.
    File(&'a str),
}

/// A command for bash that sends a request to a server; `url` is what comes before its target. `options`
/// are words of the command that need no quotes any more.
pub fn curl(request: &OwnedRequest, url: &str, options: &[String], body: CurlBody<'_>) -> String {
    format!("curl {}", curl_arguments(request, url, options, body).join(" \\\n  "))
}

/// The arguments of that command, in groups that belong on a line each.
pub fn curl_arguments(
    request: &OwnedRequest,
    url: &str,
    options: &[String],
    body: CurlBody<'_>,
) -> Vec<String> {
    let given = |name: &str| request.headers.iter().any(|(n, _)| n.eq_ignore_ascii_case(name));
    let mut words = vec!["-sS".to_owned()];
    // Without it, curl takes /../ out of a path.
    if request.target.contains("/.") {
        words.push("--path-as-is".to_owned());
    }
    if request.method != "POST" {
        words.push(format!("-X {}", quoted(request.method.as_bytes())));
    }
    words.extend(options.iter().cloned());
    words.push(quoted(format!("{url}{}", request.target).as_bytes()));
    let mut lines = vec![words.join(" ")];
    for (name, value) in &request.headers {
        // An empty value needs another sign.
        let field = match value.is_empty() {
            true => format!("{name};").into_bytes(),
            false => [name.as_bytes(), b": ", value].concat(),
        };
        lines.push(format!("-H {}", quoted(&field)));
    }
    if !given("content-type") {
        lines.push("-H 'Content-Type:'".to_owned());
    }
    // A shell cannot hold a zero byte in a word.
    let is_word = request.body.len() <= INLINE && !request.body.contains(&0);
    lines.push(match body {
        CurlBody::Inline if is_word => format!("--data-raw {}", quoted(&request.body)),
        CurlBody::Inline => "--data-binary @body".to_owned(),
        CurlBody::File(name) => format!("--data-binary @{name}"),
    });
    lines
}

/// A word for a shell: in plain quotes where it is readable text, else with escapes, which bash and zsh
/// know.
pub fn quoted(word: &[u8]) -> String {
    let text = std::str::from_utf8(word).ok();
    match text.filter(|text| !text.chars().any(char::is_control)) {
        Some(text) => format!("'{}'", text.replace('\'', r"'\''")),
        None => {
            let mut text = String::from("$'");
            for byte in word {
                match byte {
                    b'\'' | b'\\' => text.extend(['\\', char::from(*byte)]),
                    0x20..0x7F => text.push(char::from(*byte)),
                    byte => text.push_str(&format!("\\x{byte:02x}")),
                }
            }
            text.push('\'');
            text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_says_everything_that_is_sent() {
        let request = OwnedRequest {
            method: "PUT".to_owned(),
            target: "/a/../b?domain=x".to_owned(),
            headers: vec![("x-empty".to_owned(), Vec::new())],
            body: b"{}".to_vec(),
        };
        let options = ["--unix-socket /run/app.sock".to_owned()];
        assert_eq!(
            curl(&request, "http://localhost", &options, CurlBody::Inline),
            "curl -sS --path-as-is -X 'PUT' --unix-socket /run/app.sock \
             'http://localhost/a/../b?domain=x' \\\n  -H 'x-empty;' \\\n  -H 'Content-Type:' \\\n  \
             --data-raw '{}'"
        );
        let zero = OwnedRequest { body: b"\0".to_vec(), ..request };
        assert!(curl(&zero, "", &[], CurlBody::Inline).ends_with("--data-binary @body"));
    }
}
