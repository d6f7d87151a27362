//! Everything around the body: path, method, content type, domain.

use super::draft::{BODY, Builder, DOMAIN, draft};
use crate::protocol::request::PATH;
use crate::vectors::file::VectorFile;

pub(super) fn file() -> VectorFile {
    let mut b = Builder::new(
        "verify_envelope.json",
        &["A rightly signed goal, sent to the right place and to wrong ones."],
    );
    b.group("path and method");
    for (id, path) in [
        ("root", "/"),
        ("goals", "/api/v1/track/pixel/goals"),
        ("pixel", "/api/v1/track/pixel"),
        ("v2", "/api/v2/track/pixel/goal"),
        ("below", "/api/v1/track/pixel/goal/1"),
    ] {
        let mut vector = draft(&format!("path/{id}"), "another path", "Envelope", "SRV-1", BODY);
        vector.target = format!("{path}?domain={DOMAIN}");
        b.add(vector);
    }
    for (id, path) in [
        ("trailing-slash", "/api/v1/track/pixel/goal/"),
        ("upper-case", "/API/V1/TRACK/PIXEL/GOAL"),
        ("double-slash", "//api/v1/track/pixel/goal"),
        ("escaped", "/%61pi/v1/track/pixel/goal"),
    ] {
        let comment = "the same path spelled otherwise: frameworks and proxies fold it";
        let mut vector = draft(&format!("path/{id}"), comment, "Envelope", "SRV-1", BODY);
        vector.target = format!("{path}?domain={DOMAIN}");
        vector.effects_of = Some(BODY);
        b.add(vector.also(&[200]));
    }
    for method in ["GET", "PUT", "PATCH", "DELETE"] {
        let mut vector =
            draft(&format!("method/{method}"), "another method", "Envelope", "SRV-1", BODY);
        vector.method = method;
        b.add(vector);
    }

    b.group("content type");
    for (id, value) in
        [("json", "application/json"), ("charset", "application/json; charset=utf-8")]
    {
        let vector = draft(
            &format!("content-type/good/{id}"),
            "what clients send",
            "Envelope",
            "SRV-2 SRV-21 SRV-27",
            BODY,
        );
        b.add(vector.content_type(value));
    }
    for (id, value, comment) in [
        ("charset-capitals", "application/json; charset=UTF-8", "the charset in capitals"),
        ("charset-quoted", "application/json; charset=\"utf-8\"", "the charset in quotes"),
        ("no-blank", "application/json;charset=utf-8", "no blank"),
        ("capitals", "Application/JSON", "the type in capitals"),
    ] {
        let vector = draft(&format!("content-type/open/{id}"), comment, "Envelope", "SRV-2", BODY);
        b.add(vector.content_type(value).also(&[400, 415]));
    }
    for (id, value, comment) in [
        ("none", "", "no content type"),
        ("text", "text/plain", "another type"),
        ("form", "application/x-www-form-urlencoded", "another type"),
        ("latin1", "application/json; charset=iso-8859-1", "another charset"),
        ("json-suffix", "application/problem+json", "a type that ends in json"),
    ] {
        let mut vector =
            draft(&format!("content-type/open/{id}"), comment, "Envelope", "SRV-2", BODY);
        vector.effects_of = Some(BODY);
        b.add(vector.content_type(value).also(&[200, 400]));
    }

    b.group("domain");
    let with_query = |id: &str, comment: &str, requirements: &'static str, query: String| {
        let mut vector = draft(&format!("domain/{id}"), comment, "Domain", requirements, BODY);
        vector.target = format!("{PATH}{query}");
        vector
    };
    for (id, comment, query) in [
        ("missing/no-query", "no query", String::new()),
        ("missing/empty", "an empty domain", "?domain=".to_owned()),
        ("missing/other-name", "another parameter", format!("?site={DOMAIN}")),
        ("missing/capitals", "the parameter in capitals", format!("?DOMAIN={DOMAIN}")),
        ("unknown/other", "a domain that nobody registered", "?domain=unknown.example".to_owned()),
        ("unknown/sub-domain", "a sub-domain of a registered one", format!("?domain=www.{DOMAIN}")),
        ("unknown/first-label", "the first label of a registered one", "?domain=shop".to_owned()),
        ("unknown/last-label", "the last label of a registered one", "?domain=example".to_owned()),
        ("unknown/percent", "a wildcard of databases", "?domain=%25".to_owned()),
        ("unknown/underscore", "a wildcard of databases inside", "?domain=shop_example".to_owned()),
        ("unknown/dot-as-any", "a dot is a dot", "?domain=shopxexample".to_owned()),
        ("unknown/star", "a wildcard", "?domain=*".to_owned()),
        (
            "unknown/suffix",
            "a registered one as the beginning",
            format!("?domain={DOMAIN}.evil.example"),
        ),
    ] {
        let vector = with_query(id, comment, "SRV-6", query);
        b.add(vector.also(&[400, 401, 403, 404]));
    }
    let mut host = with_query(
        "unknown/host-header",
        "the registered domain stands in Host only",
        "SRV-6 SRV-20",
        "?domain=unknown.example".to_owned(),
    );
    host.headers.push(("x-forwarded-host".to_owned(), DOMAIN.as_bytes().to_vec()));
    b.add(host.also(&[400, 401, 403]));
    let mut forged = with_query(
        "unknown/tenant-in-body",
        "the tenant's id stands in the body only",
        "SRV-6 SRV-20",
        "?domain=unknown.example".to_owned(),
    );
    let id = crate::case::TENANT_ID;
    forged.body = BODY.replacen('{', &format!("{{\"tenant_id\":\"{id}\","), 1).into_bytes();
    b.add(forged.also(&[400, 401, 403]));

    b.group("spellings of a registered domain: accepted or refused, and never another tenant");
    for (id, comment, query) in [
        ("capitals", "case does not matter", format!("?domain={}", DOMAIN.to_uppercase())),
        ("trailing-dot", "a trailing dot", format!("?domain={DOMAIN}.")),
        ("port", "a port", format!("?domain={DOMAIN}:443")),
        ("scheme", "a URL", format!("?domain=https://{DOMAIN}")),
        ("twice-same", "two parameters", format!("?domain={DOMAIN}&domain={DOMAIN}")),
        (
            "twice-first",
            "two parameters, the first registered",
            format!("?domain={DOMAIN}&domain=unknown.example"),
        ),
        (
            "twice-last",
            "two parameters, the last registered",
            format!("?domain=unknown.example&domain={DOMAIN}"),
        ),
        ("blank-after", "a blank", format!("?domain={DOMAIN}%20")),
        ("nul-after", "a zero byte", format!("?domain={DOMAIN}%00")),
    ] {
        let mut vector = with_query(&format!("spelling/{id}"), comment, "SRV-6", query);
        vector.effects_of = Some(BODY);
        b.add(vector.also(&[200, 400, 401, 403, 404]));
    }
    for (id, comment, query) in [
        (
            "other-parameters",
            "other parameters change nothing",
            format!("?utm_source=x&domain={DOMAIN}&v=1"),
        ),
        (
            "escaped",
            "escapes stand for what they stand for",
            format!("?domain={}", DOMAIN.replace('.', "%2E")),
        ),
    ] {
        b.add(
            with_query(&format!("spelling/{id}"), comment, "SRV-6 SRV-21", query)
                .also(&[400, 401, 403, 404]),
        );
    }

    b.group("keys that are not part of a goal");
    for (id, member) in [
        ("sdk", "\"sdk\":\"acme 1.0\""),
        ("ranked", "\"ranked\":true"),
        ("domain", "\"domain\":\"other.example\""),
        ("lag", "\"lag_seconds\":1"),
        ("nested", "\"meta\":{\"first_touch_bucket\":\"ai_search\"}"),
    ] {
        let body = r#"{"event_name":"purchase","session_id":null,"first_touch_bucket":"organic"}"#;
        let body = body.replacen('{', &format!("{{{member},"), 1);
        let vector = draft(
            &format!("other-key/{id}"),
            "not signed, so it changes nothing",
            "OtherKeys",
            "SRV-20 SRV-26",
            body,
        );
        b.add(vector.also(&[400]));
    }
    b.file()
}
