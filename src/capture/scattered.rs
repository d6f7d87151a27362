//! The parts of a request wherever they stand in a text: what is left to do with a log that no reader knows.
//!
//! A log may say on one line what was asked, on another which header fields were sent, and show the body as a dump or
//! as a text within a text. Each part has marks of its own: the endpoint's path, the header's name, the goal's first key.

use super::MAX_REQUESTS;
use super::body::Body;
use super::draft::Draft;
use super::literal::{closing, document};
use crate::protocol::json::{Value, parse};
use crate::protocol::request::SIGNATURE_HEADER;
use std::ops::Range;

/// The deepest text within a text that is looked into.
const DEEPEST: usize = 4;

/// So many braces before the first key may begin the body.
const BRACES: usize = 8;

/// The largest text that is searched, in bytes, and the largest body.
const LONGEST: usize = 1 << 20;
const LONGEST_BODY: usize = 1 << 16;

/// What may stand between the name of a header field and its value.
const NAMES_OF_VALUES: [&str; 8] = [
    "value",
    "Value",
    "StringValue",
    "type\": \"string",
    "type\":\"string",
    "arrayValue",
    "values",
    "stringValue",
];

/// The longest list or object that is a value of a header field, in bytes, and so many fields of a name are looked at.
const LONGEST_VALUE: usize = 1 << 12;
const FIELDS: usize = 1 << 12;

/// What may still be done for a text: hostile ones begin objects that never end, one within the other.
struct Work {
    /// Objects that are read as a language prints them.
    printed: usize,
    /// Bytes in which the ends of an object are looked for.
    bytes: usize,
}

const WORK: Work = Work { printed: 256, bytes: 1 << 25 };

/// The digits of a signature.
const DIGITS: usize = 64;

/// The requests whose parts stand somewhere in a text: none without a path, a signature and a goal.
pub(super) fn requests(text: &str) -> Vec<Draft> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let plain = String::from_utf8_lossy(&undumped(text)).into_owned();
    let mut work = WORK;
    within(&plain, DEEPEST, &mut work)
}

fn within(text: &str, deepest: usize, work: &mut Work) -> Vec<Draft> {
    if goal(text, 0, work).is_some() {
        let shared = Shared { url: url(text), content_type: content_type(text) };
        let records = records(text, work);
        return records.into_iter().filter_map(|part| request(part, &shared, work)).collect();
    }
    match inner(text) {
        Some(inner) if deepest > 0 => within(&inner, deepest - 1, work),
        _ => Vec::new(),
    }
}

/// What stands once for all requests of a text.
struct Shared {
    url: Option<String>,
    content_type: Option<String>,
}

/// A text cut into what belongs to one request each, where it has as many signatures as goals, and they take turns.
fn records<'t>(text: &'t str, work: &mut Work) -> Vec<&'t str> {
    let mut goals = Vec::new();
    let mut from = 0;
    while let Some(found) = goal(text, from, work).filter(|_| goals.len() < MAX_REQUESTS) {
        from = found.place.end;
        goals.push(found.place);
    }
    let lower = text.to_ascii_lowercase();
    let is_filled = |at: &usize| value_at(&text[at + SIGNATURE_HEADER.len()..]).is_some();
    let signatures: Vec<usize> = lower
        .match_indices(SIGNATURE_HEADER)
        .take(FIELDS)
        .map(|(at, _)| at)
        .filter(is_filled)
        .collect();
    let urls: Vec<usize> = text.match_indices("/pixel/goal").map(|(at, _)| at).collect();
    if goals.len() < 2 || signatures.len() != goals.len() {
        return vec![text];
    }
    let begin = |at: usize| goals[at].start.min(signatures[at]);
    let end = |at: usize| goals[at].end.max(signatures[at]);
    if (1..goals.len()).any(|at| end(at - 1) > begin(at)) {
        return vec![text];
    }
    // A path stands before what belongs to it, or behind.
    let cut = |at: usize| match urls.get(at) {
        Some(url) if urls.len() == goals.len() && urls[0] < begin(0) => {
            text[..*url].rfind(['\n', ' ']).unwrap_or(*url)
        }
        Some(_) if urls.len() == goals.len() => {
            text[urls[at - 1]..].find(['\n', ' ']).map_or(begin(at), |end| urls[at - 1] + end)
        }
        _ => begin(at),
    };
    let mut cuts = vec![0];
    cuts.extend((1..goals.len()).map(cut));
    cuts.push(text.len());
    if cuts.windows(2).any(|pair| pair[0] > pair[1]) {
        return vec![text];
    }
    cuts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect()
}

/// The request of a record; what the record lacks is taken from what stands once for all.
fn request(text: &str, shared: &Shared, work: &mut Work) -> Option<Draft> {
    let FoundGoal { body, .. } = goal(text, 0, work)?;
    let signature = signature(text)?;
    let mut headers = vec![("X-LP-Goal-Signature".to_owned(), signature.into_bytes())];
    let kind = content_type(text).or_else(|| shared.content_type.clone());
    headers.extend(kind.map(|kind| ("Content-Type".to_owned(), kind.into_bytes())));
    headers.extend(of_client(text));
    let url = url(text).or_else(|| shared.url.clone())?;
    let query = if url.contains("domain=") { None } else { parameter(text, "domain") };
    let (body, parsed) = body.sent(false, None);
    let note = "no tool is known that writes this: path, signature and body are taken from where they stand in it";
    Some(Draft {
        method: Some("POST".to_owned()),
        url: Some(url),
        query: query.into_iter().map(|domain| ("domain".to_owned(), domain)).collect(),
        headers,
        body: Some(body),
        notes: parsed.into_iter().chain([note.to_owned()]).collect(),
        ..Draft::default()
    })
}

/// So many header fields of a client's own are taken.
const OWN_FIELDS: usize = 8;

/// What gateways and tools put into the header, which no client signs.
const OF_GATEWAYS: [&str; 4] = ["x-forwarded-", "x-amzn-", "x-amz-cf-", "x-request-id"];

/// Header fields of the client's own, such as a time that other APIs want signed: each name once.
fn of_client(text: &str) -> Vec<(String, Vec<u8>)> {
    let lower = text.to_ascii_lowercase();
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    for (at, _) in lower.match_indices("x-").take(FIELDS) {
        if lower[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
            continue;
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let end = lower[at..].find(|c| !is_name(c)).map_or(lower.len(), |end| at + end);
        let name = &lower[at..end];
        let is_taken = name == SIGNATURE_HEADER
            || OF_GATEWAYS.iter().any(|known| name.starts_with(known))
            || found.iter().any(|(known, _)| known == name);
        let value = line_value(&text[..at], &text[end..]).or_else(|| value_at(&text[end..]));
        let value = value.filter(|_| !is_taken && name.len() > 3);
        found.extend(value.map(|value| (name.to_owned(), value.into_bytes())));
        if found.len() == OWN_FIELDS {
            break;
        }
    }
    found
}

/// The value of a field that has a line of its own: it may hold blanks and commas, as dates do.
fn line_value(before: &str, after: &str) -> Option<String> {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let rest = after.strip_prefix(": ").filter(|_| line.trim().is_empty())?;
    let value = rest.lines().next()?.trim();
    (!value.is_empty() && !value.starts_with(['"', '\'', '[', '{'])).then(|| value.to_owned())
}

/// A goal in a text: where it stands, and what it was sent as.
struct FoundGoal {
    place: Range<usize>,
    body: Body,
}

/// The first object with an `event_name` of its own from there on, as it is written: as JSON, or as a language prints
/// it. None where that takes more work than there is.
fn goal(text: &str, from: usize, work: &mut Work) -> Option<FoundGoal> {
    for (at, _) in text[from..].match_indices("\"event_name\"") {
        let at = from + at;
        let first = from.max(at.saturating_sub(LONGEST_BODY));
        let before = text.as_bytes()[first..at].iter().enumerate().rev();
        let braces = before.filter(|(_, byte)| **byte == b'{').take(BRACES);
        let begins: Vec<usize> = braces.map(|(begin, _)| first + begin).collect();
        let looked_back = at - begins.last().copied().unwrap_or(first);
        work.bytes = work.bytes.checked_sub(looked_back)?;
        for begin in begins {
            let end = object_end(&text[begin..], LONGEST_BODY);
            work.bytes = work.bytes.checked_sub(end.unwrap_or(LONGEST_BODY))?;
            let Some(end) = end else { continue };
            let place = begin..begin + end;
            let is_goal = |value: &Value| value.get("event_name").is_some();
            let object = &text[place.clone()];
            if parse(object.as_bytes()).is_ok_and(|value| is_goal(&value)) {
                let place = list_around(text, place.clone()).unwrap_or(place);
                let body = Body::Text(text[place.clone()].to_owned());
                return Some(FoundGoal { place, body });
            }
            // A quote that is written twice is no text of any language.
            if text[..at].ends_with('"') || work.printed == 0 {
                continue;
            }
            work.printed -= 1;
            if let Some(value) = document(object).filter(is_goal) {
                return Some(FoundGoal { place, body: Body::Parsed(value) });
            }
        }
    }
    None
}

/// What a log calls a body, and what stands behind that.
const BODIES: [&str; 5] = ["body", "payload", "data", "content", "entity"];

/// The list that an object is the first of, where that is the body: a connector that sends batches.
fn list_around(text: &str, place: Range<usize>) -> Option<Range<usize>> {
    let before = text[..place.start].trim_end().strip_suffix('[')?;
    let named = before.trim_end_matches([' ', '\t', '"', '\'', ':', '=', '>']);
    let is_name = |body: &&str| {
        let begin = named.len().checked_sub(body.len());
        begin.is_some_and(|at| named.as_bytes()[at..].eq_ignore_ascii_case(body.as_bytes()))
    };
    if named.len() == before.len() || !BODIES.iter().any(is_name) {
        return None;
    }
    let end = closing(text.as_bytes(), before.len())?;
    parse(&text.as_bytes()[before.len()..end]).is_ok().then_some(before.len()..end)
}

/// The content type that stands nearest to the signature: a mail and the request in it have one each.
fn content_type(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let signature = lower.find(SIGNATURE_HEADER).unwrap_or(0);
    let places = ["content-type", "content_type"]
        .into_iter()
        .flat_map(|name| lower.match_indices(name).take(FIELDS))
        .map(|(at, name)| (at, at + name.len()));
    let mut kinds: Vec<(usize, String)> = places
        .filter_map(|(at, end)| Some((at.abs_diff(signature), value_at(&text[end..])?)))
        .filter(|(_, kind)| kind.contains('/'))
        .collect();
    kinds.sort();
    kinds.into_iter().next().map(|(_, kind)| kind)
}

/// Where the object that a text begins with ends, if it is no longer than that.
fn object_end(text: &str, longest: usize) -> Option<usize> {
    let (mut depth, mut is_text, mut is_escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate().take(longest) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'{' if !is_text => depth += 1,
            b'}' if !is_text => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The text in which the goal's first key stands escaped, without the escapes.
fn inner(text: &str) -> Option<String> {
    let at = text.match_indices("event_name").map(|(at, _)| at).find(|at| {
        let before = text[..*at].trim_end_matches('"');
        before.ends_with('\\')
    })?;
    let is_open = |(at, _): &(usize, &str)| !text[..*at].ends_with('\\');
    let (begin, _) = text[..at].rmatch_indices('"').find(is_open)?;
    let (end, _) =
        text[at..].match_indices('"').find(|(end, _)| !text[..at + end].ends_with('\\'))?;
    match parse(&text.as_bytes()[begin..=at + end]).ok()? {
        // What stands around it may hold the path and the signature.
        Value::String(inner) => Some(format!("{}{inner}{}", &text[..begin], &text[at + end + 1..])),
        _ => None,
    }
}

/// The value of a header field: what stands after its name, whatever separates them.
fn field(text: &str, name: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let spellings = [name.to_owned(), name.replace('-', "_")];
    let ends = spellings.iter().flat_map(|name| {
        let fields = lower.match_indices(name.as_str()).take(FIELDS);
        fields.map(|(at, name)| at + name.len()).collect::<Vec<_>>()
    });
    let values: Vec<String> = ends.filter_map(|end| value_at(&text[end..])).take(64).collect();
    // The command may be shown before what it sent.
    let is_filled = |value: &&String| !value.starts_with(['$', '<', '%', '{']);
    // So may the code that made it.
    let is_code = |value: &&String| value.ends_with(['(', '{', '[']);
    let filled = values.iter().find(|value| is_filled(value) && !is_code(value));
    filled.or(values.iter().find(is_filled)).or(values.first()).cloned()
}

/// The signature; a screen may have wrapped its digits.
fn signature(text: &str) -> Option<String> {
    let first = field(text, SIGNATURE_HEADER)?;
    // What reads a picture takes 0 for O, and 1 for l.
    let is_digit = |b: u8| b.is_ascii_hexdigit() || b"OoIl|".contains(&b);
    let is_hex = |word: &str| word.len() >= 8 && word.bytes().all(is_digit);
    if !is_hex(&first) || first.len() >= DIGITS {
        return Some(first);
    }
    let after = text.split_once(&first).map_or("", |(_, after)| after);
    let mut whole = first;
    for word in after.split_whitespace().take_while(|word| is_hex(word)) {
        if whole.len() + word.len() > DIGITS || !after.starts_with(['\n', '\r']) {
            break;
        }
        whole.push_str(word);
    }
    Some(whole)
}

fn value_at(text: &str) -> Option<String> {
    if let Some(value) = bytes_at(text).or_else(|| list_at(text)) {
        return Some(value);
    }
    let is_between = |c: char| " \t\\\"':=>,;[({|".contains(c);
    let mut rest = text.trim_start_matches(is_between);
    if rest.len() == text.len() {
        return None;
    }
    // `{"name": …, "value": …}`, and as traces and queues have it, on several lines perhaps.
    let is_blank = |c: char| is_between(c) || matches!(c, '\n' | '\r');
    let behind_name = |rest: &'_ str| -> Option<usize> {
        let rest = rest.trim_start_matches(is_blank);
        let mut after = NAMES_OF_VALUES.iter().filter_map(|name| rest.strip_prefix(name));
        let after = after.find(|after| after.starts_with(is_between))?;
        Some(after.trim_start_matches(is_blank).len())
    };
    while let Some(left) = behind_name(rest) {
        rest = &rest[rest.len() - left..];
    }
    let before = text[..text.len() - rest.len()].chars().next_back();
    let quote = before.filter(|c| matches!(c, '"' | '\''));
    let end = rest.find(|c: char| match quote {
        Some(quote) => c == quote || c == '\\' || c.is_control(),
        None => c.is_whitespace() || "\"',;\\}])|".contains(c),
    });
    let value = rest[..end.unwrap_or(rest.len())].trim_end();
    (!value.is_empty()).then(|| value.to_owned())
}

/// A list with one text, itself as a text: `"[\"…\"]"`. What was sent has its brackets and quotes.
fn list_at(text: &str) -> Option<String> {
    let rest = text.trim_start_matches([' ', '\t', '"', '\'', ':', '=', '>']);
    let inner = rest.strip_prefix("[\\\"")?;
    let (value, _) = inner.split_once("\\\"]")?;
    (!value.contains(['"', '\\'])).then(|| format!("[\"{value}\"]"))
}

/// Bytes as JSON has them, in the place of a value: a list of numbers, or the object that Node makes of a Buffer.
fn bytes_at(text: &str) -> Option<String> {
    let rest = text.trim_start_matches([' ', '\t', '"', '\'', ':', '=', '>']);
    let end = match rest.as_bytes().first()? {
        b'{' => object_end(rest, LONGEST_VALUE)?,
        b'[' => rest.bytes().take(LONGEST_VALUE).position(|byte| byte == b']')? + 1,
        _ => return None,
    };
    let value = parse(rest.as_bytes().get(..end)?).ok()?;
    let list = if rest.starts_with('{') { value.get("data")? } else { &value };
    let are_numbers = matches!(list, Value::Array(items)
        if items.len() > 1 && items.iter().all(|item| matches!(item, Value::Number(_))));
    are_numbers.then(|| rest[..end].to_owned())
}

/// What names the endpoint: its path, with all that belongs to the URL.
fn url(text: &str) -> Option<String> {
    let is_end = |c: char| c.is_whitespace() || "\"'`<>\\,;|(){}[]".contains(c);
    let urls = text.match_indices("/pixel/goal").map(|(at, _)| {
        let begin = text[..at]
            .rfind(is_end)
            .map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
        let end = text[at..].find(is_end).map_or(text.len(), |end| at + end);
        text[begin..end].trim_end_matches(['.', ':']).to_owned()
    });
    let urls: Vec<String> = urls.take(64).collect();
    urls.iter().find(|url| url.contains("domain=")).or(urls.first()).cloned()
}

/// A parameter that is given beside the URL: `{domain=…}`, `domain: …`.
fn parameter(text: &str, name: &str) -> Option<String> {
    let places = text.match_indices(name).filter(|(at, _)| {
        !text[..*at].ends_with(|c: char| c.is_ascii_alphanumeric() || "_.-".contains(c))
    });
    places
        .filter_map(|(at, name)| value_at(&text[at + name.len()..]))
        .find(|value| value.contains('.'))
}

/// A text with its dumps of bytes in the place of what they show.
fn undumped(text: &str) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let mut is_dump = false;
    for line in text.split_inclusive('\n') {
        match dump_row(line) {
            Some(bytes) => {
                out.extend(bytes);
                is_dump = true;
            }
            None => {
                if std::mem::take(&mut is_dump) {
                    out.push(b'\n');
                }
                out.extend_from_slice(line.as_bytes());
            }
        }
    }
    out
}

/// The bytes of a row of a dump: an offset of four to eight hex digits, and up to 16 bytes in pairs of them.
fn dump_row(line: &str) -> Option<Vec<u8>> {
    let is_gap = |c: char| " \t|:-".contains(c);
    let words: Vec<&str> = line.trim().split(is_gap).filter(|word| !word.is_empty()).collect();
    let is_hex = |word: &str| word.bytes().all(|b| b.is_ascii_hexdigit());
    let offset = words.iter().take(12).position(|word| {
        (4..=8).contains(&word.len()) && is_hex(word) && (word.ends_with('0') || word.len() == 8)
    })?;
    let pairs =
        words[offset + 1..].iter().take(16).take_while(|word| word.len() == 2 && is_hex(word));
    let bytes: Vec<u8> = pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect();
    (!bytes.is_empty()).then_some(bytes)
}

/// Whether a draft has all that an explanation needs.
pub(super) fn is_complete(draft: &Draft) -> bool {
    let body = draft.body.as_deref().unwrap_or_default();
    let has_domain = draft.url.as_ref().is_some_and(|url| url.contains("domain="))
        || draft.query.iter().any(|(name, _)| name == "domain")
        || draft.header(":path").is_some();
    // A key of its own, and not the rest of a header that was taken for an object.
    let is_goal = parse(body).is_ok_and(|value| value.get("event_name").is_some());
    let has_plain_url = draft.url.as_ref().is_none_or(|url| !url.trim().contains([' ', '"', '\\']));
    has_domain && has_plain_url && draft.is_signed() && is_goal
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn parts_are_found_wherever_they_stand() {
        let goal = r#"{"event_name":"a \"b\"","properties":{"plan":"}"}}"#;
        let url = "/api/v1/track/pixel/goal";
        let escaped = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
        let inner = format!(
            r#"sent {{"url":"{url}?domain=shop.example","x-lp-goal-signature":["{HEX}"],"body":"{}"}}"#,
            escaped(goal)
        );
        for text in [
            format!(
                "asked {url}\nquery {{domain=shop.example}}\nheaders {{A=b, X-LP-Goal-Signature={HEX}}}\nbody: {goal} (54)"
            ),
            format!(
                "INFO: --> POST https://a.example{url}?domain=shop.example http/1.1\nx\nINFO: x_lp_goal_signature: {HEX}\nx\nINFO: {goal}\nx"
            ),
            format!(r#"{{"text":"{}"}}"#, escaped(&inner)),
            // A trace of OpenTelemetry, one of Jaeger, a queue; and a command that is shown before what it sent.
            format!(
                "{{\"key\": \"url.full\",\n \"value\": {{\"stringValue\": \"{url}?domain=shop.example\"}}}},\n{{\"key\": \"http.request.header.x-lp-goal-signature\",\n \"value\": {{\n \"arrayValue\": {{\n \"values\": [\n {{\"stringValue\": \"{HEX}\"}}]}}}}}}\n{goal}"
            ),
            format!(
                "\"value\": \"{url}?domain=shop.example\"\n\"key\": \"X-LP-Goal-Signature\",\n \"type\": \"string\",\n \"value\": \"{HEX}\"\n{goal}"
            ),
            format!(
                "\"url\": \"{url}?domain=shop.example\", \"X-LP-Goal-Signature\": {{\n \"StringValue\": \"{HEX}\",\n \"DataType\": \"String\"}}\n{goal}"
            ),
            format!(
                "$ http POST $URL X-LP-Goal-Signature:$SIG\nPOST {url}?domain=shop.example\nX-LP-Goal-Signature: {HEX}\n{goal}"
            ),
        ] {
            let draft = requests(&text).pop().unwrap_or_else(|| panic!("{text}"));
            assert!(is_complete(&draft), "{text}");
            assert_eq!(draft.header(SIGNATURE_HEADER), Some(HEX.as_bytes()), "{text}");
            assert_eq!(String::from_utf8(draft.body.unwrap()).unwrap(), goal, "{text}");
        }
    }

    #[test]
    fn records_and_bodies_are_kept_apart() {
        let path = "POST https://a.example/api/v1/track/pixel/goal?domain=shop.example";
        let goal = |name: &str| format!("{{\"event_name\":\"{name}\"}}");
        let sent = |log: &str| -> Vec<(String, String)> {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let all = requests(log);
            all.iter()
                .map(|draft| {
                    let body = draft.body.as_deref().unwrap_or_default();
                    (text(draft.header(SIGNATURE_HEADER).unwrap()), text(body))
                })
                .collect()
        };
        let (one, two) = ("0".repeat(64), "1".repeat(64));
        let pair = |signature: &str, name: &str| (signature.to_owned(), goal(name));
        let both = vec![pair(&one, "a"), pair(&two, "b")];
        let (a, b) = (goal("a"), goal("b"));
        // The path before, behind, and once for all.
        for log in [
            format!(
                "{path}\nX-LP-Goal-Signature={one}\nbody {a}\n{path}\nX-LP-Goal-Signature={two}\nbody {b}\n"
            ),
            format!(
                "X-LP-Goal-Signature={one}\nbody {a}\n{path}\nX-LP-Goal-Signature={two}\nbody {b}\n{path}\n"
            ),
            format!(
                "to {path}\nX-LP-Goal-Signature={one}\nbody {a}\nX-LP-Goal-Signature={two}\nbody {b}\n"
            ),
        ] {
            assert_eq!(sent(&log), both, "{log}");
        }
        // Where they do not take turns, nobody knows which belongs to which.
        let log = format!("{path}\n{a}\n{b}\nX-LP-Goal-Signature={one}\nX-LP-Goal-Signature={two}");
        assert_eq!(sent(&log), [pair(&one, "a")]);
        // A batch is a list; arguments of a call are none.
        let log = |body: &str| format!("{path} headers={{X-LP-Goal-Signature=[{one}]}} {body}");
        assert_eq!(sent(&log(&format!("body=[{a}] (sender)"))), [(one.clone(), format!("[{a}]"))]);
        assert_eq!(sent(&log(&format!("args=[{a}]"))), [pair(&one, "a")]);
        assert_eq!(sent(&log(&format!("日本語の=[{a}]"))), [pair(&one, "a")]);
        // As Ruby prints it, with a list for a signature.
        let log = format!(
            "{path} headers={{\"X-LP-Goal-Signature\"=>\"[\\\"{one}\\\"]\"}} body={{\"event_name\"=>\"a\"}}"
        );
        assert_eq!(sent(&log), [(format!("[\"{one}\"]"), a)]);
        // The request in a mail has a content type of its own.
        let mail = format!(
            "Content-Type: text/plain\n\nHello,\n{path} HTTP/1.1\nContent-Type: application/json\nX-LP-Goal-Signature: {two}\n\n{b}\n\nBest regards\n"
        );
        let draft = requests(&mail).pop().unwrap();
        assert_eq!(draft.header("content-type"), Some(&b"application/json"[..]));
    }

    #[test]
    fn bytes_in_the_place_of_a_signature_are_kept_as_they_are() {
        let list = r#"{"type":"Buffer","data":[50,7,227]}"#;
        let text = format!(
            "asked /api/v1/track/pixel/goal?domain=a.example\nheaders {{A=b, X-LP-Goal-Signature={list}, C=d}}\nbody: {{\"event_name\":\"p\"}}"
        );
        let draft = requests(&text).pop().unwrap();
        assert_eq!(draft.header(SIGNATURE_HEADER), Some(list.as_bytes()));
    }

    #[test]
    fn dumps_are_read_in_their_place() {
        let dump = "asked\n|00000000| 7b 22 c3 |{\".|\n|00000003| a9 22 3a 31 7d |.\":1}|\nlog: 00000010 : 41 42-43 : ABC\nended at 2026 10 11\n";
        assert_eq!(
            String::from_utf8(undumped(dump)).unwrap(),
            "asked\n{\"é\":1}ABC\nended at 2026 10 11\n"
        );
    }

    #[test]
    fn without_a_signature_or_a_goal_there_is_no_request() {
        let url = "/api/v1/track/pixel/goal?domain=a.example";
        for text in [
            format!("{url} {{\"event_name\":1}}"),
            format!("{url} x-lp-goal-signature: {HEX}"),
            format!("x-lp-goal-signature: {HEX} {{\"event_name\":1}}"),
            format!("{url} x-lp-goal-signature: {HEX} {{\"event_name\":"),
            "\\\"event_name".repeat(1000),
            "{".repeat(100_000) + "\"event_name\"",
            format!("{{a=>[{}]}}", "\"event_name\" ".repeat(4000)).repeat(15),
        ] {
            assert!(requests(&text).is_empty());
        }
    }
}
