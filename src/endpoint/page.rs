//! The live page: one document, put together from its parts, nothing fetched from elsewhere.

use super::answer::{Answer, Content};
use crate::mistakes::base64_encode;
use hyper::body::Bytes;
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

const DOCUMENT: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
/// One script: each part uses those before it.
const SCRIPT: &str = concat!(
    "\"use strict\";\n",
    include_str!("page/elements.js"),
    include_str!("page/filters.js"),
    include_str!("page/list.js"),
    include_str!("page/detail.js"),
    include_str!("page/tools.js"),
    include_str!("page/feed.js"),
);

/// The page, with the token of the form that sends goals, if there is one.
pub fn document(token: Option<&str>) -> Bytes {
    DOCUMENT
        .replace("{{style}}", STYLE)
        .replace("{{script}}", SCRIPT)
        .replace("{{token}}", token.unwrap_or_default())
        .into()
}

/// The answer with the page: a browser runs what it holds, known by its hash, and nothing else.
pub fn answer(document: &Bytes) -> Answer {
    static POLICY: OnceLock<String> = OnceLock::new();
    let policy = POLICY.get_or_init(|| {
        format!(
            "default-src 'none'; script-src '{}'; style-src '{}'; connect-src 'self'; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'",
            hash(SCRIPT),
            hash(STYLE)
        )
    });
    Answer {
        status: 200,
        content_type: "text/html; charset=utf-8",
        body: Content::Whole(document.clone()),
        policy: Some(policy),
    }
}

/// A text as a policy names it.
fn hash(text: &str) -> String {
    format!("sha256-{}", base64_encode(&Sha256::digest(text)))
}
