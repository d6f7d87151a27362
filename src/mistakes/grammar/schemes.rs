//! What other APIs want signed, each scheme as a whole: one decision, though it touches several stages.

use super::digest::{Hash, hex_of, plain};
use super::label::Label;
use super::material::Material;
use super::template::leaves;
use crate::mistakes::model::base64_encode;

/// A message that some API wants signed, with its name and cost.
pub(super) struct Scheme {
    pub(super) cost: u8,
    pub(super) label: Label,
    pub(super) message: Vec<u8>,
    /// What stands between the message and a secret that is pasted to it, where that is usual.
    pub(super) pasted: Option<&'static str>,
}

const FIX: &str =
    "sign the canonical JSON of the documentation; the scheme of another API does not fit";

/// An ordinary scheme, and one that the header gives away.
const ORDINARY: u8 = 3;
const TELLING: u8 = 2;

/// Pieces of the body that are not signed as JSON: in the order of the body, and by name.
type Pairs = Vec<(String, String)>;

struct Schemes {
    found: Vec<Scheme>,
}

impl Schemes {
    fn push(&mut self, title: String, message: impl Into<Vec<u8>>) -> &mut Scheme {
        let label = Label::new("scheme-of-another-api", title).fix(FIX).reach(9);
        self.found.push(Scheme { cost: ORDINARY, label, message: message.into(), pasted: None });
        let last = self.found.len() - 1;
        &mut self.found[last]
    }
}

/// Every scheme that this request can have been signed with.
pub(super) fn schemes(material: &Material, header: &str) -> Vec<Scheme> {
    let mut all = Schemes { found: Vec::new() };
    let url = format!("https://{}{}", material.host, material.target);
    let bare_url = format!("https://{}{}", material.host, material.path);
    for (tree, what) in [(&material.sent, "the body's"), (&material.right, "the payload's")] {
        let Some(tree) = tree else { continue };
        let sent = leaves(tree);
        let mut sorted = sent.clone();
        sorted.sort();
        for url in [&url, &bare_url, ""] {
            names_after_url(&mut all, url, &sorted, what);
        }
        signed_parameters(&mut all, material, &bare_url, &sorted, what);
        keys_then_values(&mut all, &sorted, what);
        in_order_of_names(&mut all, &sorted, what);
        for (pairs, order) in [(&sorted, "sorted"), (&sent, "as built")] {
            query(&mut all, material, pairs, &format!("{what} names and values, {order}"));
        }
    }
    canonical_request(&mut all, material);
    hashed_nonce(&mut all, material);
    listed_headers(&mut all, material);
    tokens(&mut all, material, header);
    signing_strings(&mut all, material);
    all.found
}

/// The URL, then each name and its value.
fn names_after_url(all: &mut Schemes, url: &str, sorted: &Pairs, what: &str) {
    let joined: String = sorted.iter().map(|(name, value)| format!("{name}{value}")).collect();
    let before = if url.is_empty() { "" } else { "the URL, then " };
    let title = format!("{before}{what} names and values are signed, sorted, with nothing between");
    all.push(title, format!("{url}{joined}")).pasted = Some("");
}

/// The method, the URL and the parameters, each percent-encoded, as OAuth 1 has it.
fn signed_parameters(
    all: &mut Schemes,
    material: &Material,
    url: &str,
    sorted: &Pairs,
    what: &str,
) {
    let query = material.target.split_once('?').map_or("", |(_, query)| query);
    let of_query = |query: &str| -> Pairs {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    let mut with_query = of_query(query);
    with_query.extend(sorted.iter().cloned());
    with_query.sort();
    let own: Pairs = of_query(query);
    for (pairs, which) in [
        (sorted, what.to_owned()),
        (&with_query, format!("the query's and {what}")),
        (&own, "the query's".to_owned()),
    ] {
        for is_encoded in [true, false] {
            let coded = |text: &str| if is_encoded { percent(text) } else { text.to_owned() };
            let pairs: Vec<String> = pairs
                .iter()
                .map(|(name, value)| format!("{}={}", coded(name), coded(value)))
                .collect();
            let parameters = percent(&pairs.join("&"));
            let title = format!("method, URL and {which} parameters are signed as in OAuth 1");
            all.push(title, format!("{}&{}&{parameters}", material.method, percent(url)));
        }
    }
}

/// All names, then all values.
fn keys_then_values(all: &mut Schemes, sorted: &Pairs, what: &str) {
    for joiner in [":", "|", ",", "&", "", "\n"] {
        let names: Vec<&str> = sorted.iter().map(|(name, _)| &name[..]).collect();
        let values: Vec<&str> = sorted.iter().map(|(_, value)| &value[..]).collect();
        let message = [names.join(joiner), values.join(joiner)].join(joiner);
        let title =
            format!("{what} names, sorted, then their values are signed, {joiner:?} between");
        all.push(title, message);
    }
}

/// Values alone, by the order of their names, as Adyen has it; and each name with its value on a line, as Telegram has it.
fn in_order_of_names(all: &mut Schemes, sorted: &Pairs, what: &str) {
    let escaped = |text: &str| text.replace('\\', "\\\\").replace(':', "\\:");
    for joiner in [":", "|", ".", ",", "&", "", "\n"] {
        let values: Vec<&str> = sorted.iter().map(|(_, value)| &value[..]).collect();
        let title =
            format!("{what} values are signed by the order of their names, {joiner:?} between");
        all.push(title, values.join(joiner)).pasted = Some(joiner);
    }
    let values: Vec<String> = sorted.iter().map(|(_, value)| escaped(value)).collect();
    let title =
        format!("{what} values are signed by the order of their names, \":\" between and escaped");
    all.push(title, values.join(":"));
    for (equals, joiner) in
        [("=", "\n"), (":", "\n"), (": ", "\n"), ("=", ","), ("=", "|"), ("=", ";"), (":", ",")]
    {
        let pairs: Vec<String> =
            sorted.iter().map(|(name, value)| format!("{name}{equals}{value}")).collect();
        let title = format!(
            "{what} names and values are signed, sorted, {equals:?} and {joiner:?} between"
        );
        all.push(title, pairs.join(joiner)).pasted = Some(joiner);
    }
}

/// A query string: with a time or nonce of the headers behind it, or a secret that is pasted to it.
fn query(all: &mut Schemes, material: &Material, pairs: &Pairs, what: &str) {
    for coding in 0..3 {
        let coded = |text: &str| match coding {
            0 => text.to_owned(),
            1 => percent(text),
            _ => percent(text).replace("%20", "+"),
        };
        for keeps_empty in [true, false] {
            let pairs: Vec<String> = pairs
                .iter()
                .filter(|(_, value)| keeps_empty || !value.is_empty())
                .map(|(name, value)| format!("{name}={}", coded(value)))
                .collect();
            let query = pairs.join("&");
            for (name, value) in &material.headers {
                let short = name.strip_prefix("x-").unwrap_or(name);
                let last = short.rsplit('-').next().unwrap_or(short);
                for name in [name, short, last] {
                    let title = format!("{what}, are signed as a query, and {name} behind them");
                    all.push(title, format!("{query}&{name}={value}"));
                    let title = format!("{what}, are signed as a query, and {name} before them");
                    all.push(title, format!("{name}={value}&{query}"));
                }
            }
            for name in ["key", "secret", "app_secret", "api_key"] {
                let title = format!(
                    "{what}, are signed as a query, and the secret behind them as {name}, as WeChat Pay has it"
                );
                let scheme = all.push(title, format!("{query}&{name}={}", material.secret));
                scheme.label = scheme.label.clone().secret();
            }
            let title = format!("{what}, are signed as a query");
            all.push(title, query).pasted = Some("&");
        }
    }
}

/// Method, path, query, headers, their names and the body's hash, a line each, as AWS has it.
fn canonical_request(all: &mut Schemes, material: &Material) {
    let query = material.target.split_once('?').map_or("", |(_, query)| query);
    let mut lists: Vec<(Vec<(&str, &str)>, &str)> = vec![
        (Vec::new(), "no headers"),
        (vec![("host", &material.host)], "the host"),
        (vec![("content-type", "application/json"), ("host", &material.host)], "type and host"),
    ];
    let own = material.headers.iter().map(|(name, value)| (&name[..], &value[..]));
    let mut sorted: Vec<(&str, &str)> = own.chain([("host", &material.host[..])]).collect();
    sorted.sort_unstable();
    if sorted.len() > 1 {
        lists.push((sorted, "the host and the unusual headers"));
    }
    let right = material.right.as_ref().map(|tree| super::json::compact(tree, false));
    for (text, body) in [(material.raw.as_ref(), "the body"), (right.as_ref(), "the payload")] {
        let Some(text) = text else { continue };
        let hash = hex_of(Hash::Sha256, text.as_bytes());
        for (headers, which) in &lists {
            let lines: String =
                headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
            let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
            let (method, path, names) = (&material.method, &material.path, names.join(";"));
            let title = format!(
                "a canonical request as AWS has it is signed, with {which} and the SHA-256 of {body}"
            );
            all.push(title, format!("{method}\n{path}\n{query}\n{lines}\n{names}\n{hash}"));
        }
    }
}

/// Lines of headers with their names, as HTTP signatures have them, and the string of S3's version 2.
fn signing_strings(all: &mut Schemes, material: &Material) {
    let (method, target) = (&material.method, &material.target);
    let header = |wanted: &str| {
        let found = material.headers.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| &value[..])
    };
    let request_target = format!("(request-target): {} {target}", method.to_lowercase());
    let known = [
        ("host", Some(&material.host[..])),
        ("date", header("date")),
        ("digest", header("digest")),
        ("content-type", Some("application/json")),
    ];
    // Every choice of them, in this order.
    for choice in 0_u32..16 {
        let chosen = known.iter().enumerate().filter(|(bit, _)| choice >> bit & 1 == 1);
        let lines: Option<Vec<String>> = chosen
            .map(|(_, (name, value))| value.map(|value| format!("{name}: {value}")))
            .collect();
        let Some(lines) = lines else { continue };
        let title = "(request-target) and a line for each of some headers are signed, as HTTP signatures have it";
        all.push(
            title.to_owned(),
            [vec![request_target.clone()], lines.clone()].concat().join("\n"),
        );
        if !lines.is_empty() {
            let title = "a line for each of some headers is signed, as HTTP signatures have it";
            all.push(title.to_owned(), lines.join("\n"));
        }
    }
    let md5 = material.raw.as_ref().map(|raw| plain(Hash::Md5, &[raw.as_bytes()]));
    let md5 = md5.map(|md5| base64_encode(&md5)).unwrap_or_default();
    for date in ["date", "x-amz-date", "x-date"].into_iter().filter_map(header) {
        for md5 in ["", &md5] {
            for kind in ["application/json", ""] {
                for resource in [&material.path, target] {
                    let title = "method, MD5, content type, date and path are signed, a line each, as S3's version 2 has it";
                    all.push(
                        title.to_owned(),
                        format!("{method}\n{md5}\n{kind}\n{date}\n{resource}"),
                    );
                }
            }
        }
    }
}

/// The path, and the hash of a nonce and the body.
fn hashed_nonce(all: &mut Schemes, material: &Material) {
    let right = material.right.as_ref().map(|tree| super::json::compact(tree, false));
    for (text, body) in [(&material.raw, "the body"), (&right, "the payload")] {
        let Some(text) = text else { continue };
        for path in [&material.path, &material.target] {
            let hash = plain(Hash::Sha256, &[text.as_bytes()]);
            let title = format!("the path and the SHA-256 of {body} are signed");
            all.push(title, [path.as_bytes(), &hash].concat()).cost = TELLING;
            for (name, value) in &material.headers {
                let hash = plain(Hash::Sha256, &[value.as_bytes(), text.as_bytes()]);
                let title = format!("the path and the SHA-256 of {name} and {body} are signed");
                all.push(title, [path.as_bytes(), &hash].concat());
            }
        }
    }
}

/// All unusual headers in their order, then the body, or a digest of it.
fn listed_headers(all: &mut Schemes, material: &Material) {
    let (Some(raw), true) = (&material.raw, material.headers.len() > 1) else { return };
    let checksum = checksum(raw.as_bytes());
    let bodies = [
        (raw.clone(), "the body"),
        (hex_of(Hash::Sha256, raw.as_bytes()), "its hex SHA-256"),
        (base64_encode(&plain(Hash::Sha256, &[raw.as_bytes()])), "its base64 SHA-256"),
        (hex_of(Hash::Md5, raw.as_bytes()), "its hex MD5"),
        (checksum.to_string(), "its CRC-32"),
        (format!("{checksum:08x}"), "its CRC-32 in hex"),
    ];
    let values: Vec<&str> = material.headers.iter().map(|(_, value)| &value[..]).collect();
    for joiner in ["|", ".", "\n", ":", ";", "", ","] {
        for (body, what) in &bodies {
            let title = format!("all unusual headers and {what} are signed, {joiner:?} between");
            let parts: Vec<&str> = values.iter().copied().chain([&body[..]]).collect();
            all.push(title, parts.join(joiner));
            let title = format!(
                "all unusual headers, tenant_id and {what} are signed, {joiner:?} between, as PayPal has it"
            );
            let own = [&values[..], &[&material.tenant_id[..], &body[..]]].concat();
            all.push(title, own.join(joiner));
            let start = format!("{}{joiner}{}", material.method, material.target);
            let title = format!(
                "method, target, all unusual headers and {what} are signed, {joiner:?} between"
            );
            all.push(title, format!("{start}{joiner}{}", parts.join(joiner)));
        }
    }
    // Verb, target, then one line of what follows.
    for (name, value) in &material.headers {
        for (body, what) in &bodies[1..3] {
            let title = format!("method, target and a line of {name}, host and {what} are signed");
            let (method, target, host) = (&material.method, &material.target, &material.host);
            all.push(title, format!("{method}\n{target}\n{value};{host};{body}"));
        }
    }
}

/// A JSON Web Token: its first two parts are signed, or the body in place of the second.
fn tokens(all: &mut Schemes, material: &Material, header: &str) {
    let url = |text: &str| {
        base64_encode(text.as_bytes()).trim_end_matches('=').replace('+', "-").replace('/', "_")
    };
    let token = header.rsplit([' ', '=']).next().unwrap_or_default();
    let Some((signed, _)) = token.rsplit_once('.') else { return };
    let Some((head, content)) = signed.split_once('.').filter(|(head, _)| head.starts_with("eyJ"))
    else {
        return;
    };
    let mut push = |title: &str, message: String| {
        let scheme = all.push(title.to_owned(), message);
        scheme.cost = TELLING;
        scheme.label.id = "signed-as-jwt";
    };
    if !content.is_empty() {
        push(
            "the signature is a JSON Web Token: its first two parts are signed",
            signed.to_owned(),
        );
    }
    let right = material.right.as_ref().map(|tree| super::json::compact(tree, false));
    for (text, what) in [(right, "the canonical bytes"), (material.raw.clone(), "the body")] {
        let Some(text) = text else { continue };
        let title = format!("the signature is that of a JSON Web Token over {what}");
        push(&title, format!("{head}.{}", url(&text)));
        push(&format!("{title}, not encoded"), format!("{head}.{text}"));
    }
}

/// Percent escapes as in RFC 3986.
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// CRC-32 as zip and PNG have it.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

#[cfg(test)]
mod tests {
    use super::checksum;

    #[test]
    fn the_checksum_is_that_of_zip() {
        assert_eq!(checksum(b"123456789"), 0xCBF4_3926);
    }
}
