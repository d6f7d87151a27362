//! What to do about a request that is refused for another reason than its signature, in words.

use crate::judge::refusal::{Cause, Looks, Refusal, Shape, Syntax};
use crate::protocol::pii::Kind;
use crate::protocol::rules::Rule;

/// What is wrong, and what to do: a line each. Nothing of the request's contents is in it.
pub(super) fn advice(rule: Rule, refusal: Option<&Refusal>) -> Vec<String> {
    let mut lines = match refusal {
        Some(Refusal::Syntax(found)) => return syntax(found),
        Some(refusal) => found(refusal),
        None => Vec::new(),
    };
    lines.extend(todo(rule).map(str::to_owned));
    lines
}

fn syntax(found: &Syntax) -> Vec<String> {
    let byte = match found.byte {
        Some(byte @ 0x21..=0x7e) => format!("byte {} is {:?}", found.offset, char::from(byte)),
        Some(byte) => format!("byte {} is 0x{byte:02x}", found.offset),
        None => format!("it ends after {} bytes", found.offset),
    };
    let place = format!("line {}, column {}, {byte}: {}", found.line, found.column, found.what);
    let (cause, todo) = cause(found.cause);
    let mut lines = vec![place];
    if !cause.is_empty() {
        lines.push(format!("likely cause: {cause}"));
    }
    lines.push(todo.to_owned());
    lines
}

/// What made a body something else than JSON, and what to do.
fn cause(cause: Cause) -> (&'static str, &'static str) {
    const SERIALISER: &str =
        "build the body with a JSON serialiser, and send exactly the text that it gives";
    match cause {
        Cause::Empty => {
            ("the body is empty", "send the goal as the body; a redirect or a GET drops it")
        }
        Cause::ByteOrderMark => (
            "a byte order mark before the text",
            "encode as UTF-8 without a mark: in .NET new UTF8Encoding(false), in Python utf-8 and not utf-8-sig",
        ),
        Cause::Utf16 => (
            "the body is UTF-16, two bytes a character",
            "encode the text as UTF-8 before it is sent",
        ),
        Cause::Latin1 => (
            "the text is in ISO 8859-1 or a Windows code page, one byte a character; the signature may be right",
            "encode the body as UTF-8: in PowerShell -Body ([Text.Encoding]::UTF8.GetBytes($json)), in Java getBytes(StandardCharsets.UTF_8)",
        ),
        Cause::CutCharacter => (
            "a character is cut in half: a text was shortened by bytes",
            "shorten texts by characters, not by bytes",
        ),
        Cause::Compressed => {
            ("the body is compressed", "send it uncompressed, without Content-Encoding")
        }
        Cause::TypographicQuotes => (
            "typographic quotes, as a word processor or a chat sets them",
            "write plain quotes, \", or build the body with a JSON serialiser",
        ),
        Cause::TrailingComma => ("a comma after the last member", "leave the comma out"),
        Cause::Comment => ("a comment", "JSON has no comments: leave it out"),
        Cause::PythonRepr => (
            "Python's own text of a dict: single quotes, None, True",
            "json.dumps(payload) in place of str(payload); with requests data=text, or json=payload where nothing else is signed",
        ),
        Cause::SingleQuotes => ("single quotes in place of double ones", SERIALISER),
        Cause::Form => (
            "a form, name=value&…",
            "send JSON: with curl -H 'Content-Type: application/json' -d '{…}', with requests data=json.dumps(payload)",
        ),
        Cause::DoubleJson => (
            "JSON that was serialised twice",
            "serialise once: send the text of the goal as it is, not as a JSON string",
        ),
        Cause::EscapedQuotes => (
            "its quotes are escaped, as if it stood inside another text",
            "serialise once; in a shell, put the body in single quotes and leave the backslashes out",
        ),
        Cause::NotANumber => (
            "NaN or Infinity, which JSON does not have",
            "find the division or the failed conversion behind the number, and leave the field out",
        ),
        Cause::NothingWord => (
            "a word for nothing that JSON does not have: undefined, nil, NULL",
            "leave the key out where there is no value; a serialiser does",
        ),
        Cause::Control => {
            ("a line end, a tab or another control character inside a string", SERIALISER)
        }
        Cause::Escape => (
            "a backslash that begins no JSON escape: a path, a regular expression, \\' or \\x",
            SERIALISER,
        ),
        Cause::Truncated => (
            "the body ends in the middle",
            "compare Content-Length with the bytes of the UTF-8 body: it counts bytes, not characters",
        ),
        Cause::TwoDocuments => (
            "something follows the goal, such as a second goal",
            "send each goal in a request of its own",
        ),
        Cause::BareKey => ("keys without quotes, as in JavaScript source", SERIALISER),
        Cause::PrintedObject => (
            "an object that was turned to text without a serialiser",
            "JSON.stringify(payload), json_encode($payload), ConvertTo-Json: send its result",
        ),
        Cause::Markup => ("XML or HTML", "send the goal as JSON"),
        Cause::Template => (
            "a template's variable that was not filled in",
            "fill in the variable; check its name and that it is set in this environment",
        ),
        Cause::Number => (
            "a number that JSON does not write so: a decimal comma, a leading zero, a plus, a point without digits",
            "write it as 99.50, whatever the locale",
        ),
        Cause::Deep => ("it nests deeper than 64 levels", "a goal has two levels"),
        Cause::Unknown => ("", SERIALISER),
    }
}

fn found(refusal: &Refusal) -> Vec<String> {
    match refusal {
        Refusal::Syntax(_) => Vec::new(),
        Refusal::Repeated { key, within } => {
            let key =
                key.map_or_else(|| "a key that no goal has".to_owned(), |key| format!("{key:?}"));
            let within = if within.is_empty() { "the body" } else { within };
            vec![format!("{key} is twice in {within}")]
        }
        Refusal::NotAGoal(kind) => vec![format!("the body is {kind}, and must be an object")],
        Refusal::Unknown { count, misspelt } => {
            let noun = if *count == 1 { "property has" } else { "properties have" };
            let mut lines =
                vec![format!("{count} {noun} another name than value, currency and plan")];
            lines.extend(
                misspelt.iter().map(|name| format!("one is {name}, written in another case")),
            );
            lines
        }
        Refusal::Value { field, shape } => vec![format!("{field} {}", of_shape(*shape))],
    }
}

/// A value's look, in words.
fn of_shape(shape: Shape) -> String {
    match shape {
        Shape::Missing => "is missing".to_owned(),
        Shape::Kind(kind) => format!("is {kind}"),
        Shape::Number { negative, digits, decimals } => {
            let sign = if negative { "a negative number" } else { "a number" };
            let plural = |n: usize| if n == 1 { "" } else { "s" };
            format!(
                "is {sign} of {digits} digit{} and {decimals} decimal{}",
                plural(digits),
                plural(decimals)
            )
        }
        Shape::Text { characters: 0, .. } => "is an empty text".to_owned(),
        Shape::Text { characters, looks } => {
            let looks = match looks {
                Looks::Plain => "",
                Looks::Number => ": a number in quotes",
                Looks::Amount => ": an amount with a sign, a unit or a separator",
                Looks::CodeInLowerCase => ": three letters, not all of them capitals",
                Looks::Code => ": three capitals that ISO 4217 does not list",
                Looks::Symbol => ": a symbol",
                Looks::Padded => ": with white space around it",
            };
            let plural = if characters == 1 { "" } else { "s" };
            format!("is a text of {characters} character{plural}{looks}")
        }
    }
}

/// What to do, by the rule.
fn todo(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::Accepted | Rule::SignatureShape | Rule::SignatureMismatch | Rule::BodySyntax => {
            return None;
        }
        Rule::Hint => {
            "there is no X-LP-Goal-Signature header, so it counts as the browser's hint and feeds no ranking"
        }
        Rule::TenantSecret => {
            "the tenant's secret is not an even number of hex digits: nothing can be signed or verified with it"
        }
        Rule::Path => "POST to /api/v1/track/pixel/goal, without a slash after it",
        Rule::Method => "send it with POST; a redirect turns a POST into a GET",
        Rule::ContentType => {
            "send one header Content-Type: application/json, with charset=utf-8 or without"
        }
        Rule::BodySize => {
            "a goal has under 1 KB: send one goal, without other data, in at most 64 KiB"
        }
        Rule::NumberOverflow => "a number is too large for a double (1e400): send amounts as 99.50",
        Rule::RepeatedKey => {
            "write each key once; two merged dictionaries or a hand-made text make it twice"
        }
        Rule::BodyShape => {
            "send one JSON object with event_name; properties, if any, is an object: not a list of goals, not JSON in a string"
        }
        Rule::DomainMissing => {
            "add ?domain=yoursite.com to the URL: it is a parameter of the URL, not of the body"
        }
        Rule::DomainShape => {
            "give one plain domain name: no https://, port, path or second domain parameter"
        }
        Rule::DomainUnknown => {
            "the tenants that were given do not have this domain: check its spelling, and www"
        }
        Rule::EventName => "event_name must be a text of 1 to 100 characters",
        Rule::SessionId => {
            "session_id must be a text or null: send a number as text, and sign it as text"
        }
        Rule::FirstTouchType => {
            "first_touch_bucket and first_touch_ts must be texts: no number, no Unix time"
        }
        Rule::ValueType => "value must be a JSON number, without quotes: 99.5, not \"99.50\"",
        Rule::ValueRange => {
            "value must be from 0 to 10000, in units, not in cents; a refund is no goal"
        }
        Rule::ValueDecimals => "round value to two decimals before it is sent and signed",
        Rule::Currency => "currency must be a code of ISO 4217 in capitals, such as EUR",
        Rule::Plan => "plan must be a text of at most 50 characters",
        Rule::UnknownProperty => "leave out of properties all but value, currency and plan",
        Rule::Pii(Kind::Email) => {
            "a property looks like an e-mail address: send no personal data; a plan's name is enough"
        }
        Rule::Pii(Kind::Phone) => "a property looks like a phone number: send no personal data",
        Rule::Pii(Kind::Ssn) => {
            "a property looks like a US social security number: send no personal data"
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::refusal::refusal;

    #[test]
    fn every_rule_says_what_to_do_and_none_shows_contents() {
        let body = br#"{"event_name":"","properties":{"value":"secret-9","currency":"secret-9","plan":"secret-9"}}"#;
        for rule in Rule::ALL {
            for field in
                [None, Some("properties.value"), Some("properties.plan"), Some("event_name")]
            {
                let lines = advice(rule, refusal(body, rule, field).as_ref());
                let signed = matches!(
                    rule,
                    Rule::Accepted
                        | Rule::SignatureShape
                        | Rule::SignatureMismatch
                        | Rule::BodySyntax
                );
                assert!(signed || !lines.is_empty(), "{rule:?}");
                assert!(
                    !lines.concat().contains("secret-9") && !lines.concat().contains("docs/"),
                    "{lines:?}"
                );
            }
        }
        let lines = advice(
            Rule::BodySyntax,
            refusal(b"{\"plan\":\"Caf\xe9\"}", Rule::BodySyntax, None).as_ref(),
        );
        assert!(lines[0].starts_with("line 1, column 13, byte 12 is 0xe9"), "{lines:?}");
        assert!(lines[1].contains("ISO 8859-1") && lines[2].contains("UTF-8"), "{lines:?}");
    }
}
