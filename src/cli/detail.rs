//! Everything that the page of `goalpost serve --explain` shows of one request, as a JSON object. No secret is in it,
//! and no signature but the one that was sent.

use crate::capture::print::{CurlBody, curl};
use crate::case::{Site, demo_tenant};
use crate::endpoint::explainer::{Explain, Explained};
use crate::endpoint::kept::trimmed;
use crate::endpoint::serve::Hide;
use crate::generate::document::GoalCase;
use crate::judge::forensics::{Earlier, Forensics, Registered, examine_after};
use crate::judge::leak::SecretForms;
use crate::protocol::Goal;
use crate::protocol::json::parse;
use crate::protocol::request::{OwnedRequest, Request};
use crate::report::explain::{reason, write_json};
use crate::run::exit;
use crate::vectors::VectorFile;
use crate::vectors::file::Groups;
use crate::vectors::promoted::{Label, SIGN_FOUND, add_sign};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;

/// Explains requests to a server at `url`.
pub(super) fn explain(sites: Vec<Site>, url: String) -> Arc<Explain> {
    let forms = SecretForms::to_keep(sites.iter().map(|site| site.tenant.secret.as_bytes()));
    Arc::new(move |request, at, time| {
        let known: Vec<Registered<'_>> = sites
            .iter()
            .map(|site| Registered { domain: &site.domain, tenant: &site.tenant })
            .collect();
        let begun = Instant::now();
        let mut forensics =
            examine_after(request, &known, at, &Earlier::default(), true, &mut |_| {
                begun.elapsed() < time
            });
        let reason = reason(&forensics);
        // Whoever can see the page could have any goal signed.
        if let Some(right) = &mut forensics.right {
            right.signature.clear();
        }
        let shows_secret = forms.as_ref().is_some_and(|forms| shows(request, forms));
        let document = match shows_secret {
            true => without_request(&forensics),
            false => whole(&forensics, request, &url),
        };
        Explained { reason, document: document.to_string().into() }
    })
}

/// Takes secrets out of what the terminal and the page show of a goal.
pub(super) fn hide(sites: &[Site]) -> Hide {
    let forms = SecretForms::to_keep(sites.iter().map(|site| site.tenant.secret.as_bytes()));
    Box::new(move |text| match &forms {
        Some(forms) if forms.stand_in(text.as_bytes()) => forms.hide(&text),
        _ => text,
    })
}

/// Whether a part of a secret is in a request.
fn shows(request: &Request<'_>, forms: &SecretForms) -> bool {
    let values = request.headers.iter().map(|(_, value)| *value);
    [request.target, request.body].into_iter().chain(values).any(|part| forms.stand_in(part))
}

/// The document of `goalpost explain --format json`.
fn explanation(forensics: &Forensics) -> Value {
    let mut bytes = Vec::new();
    // Writing to memory does not fail, and what is written is JSON.
    let written = write_json(forensics, &[], exit::DRIFT, &mut bytes);
    written.ok().and_then(|()| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

fn without_request(forensics: &Forensics) -> Value {
    let mut explanation = explanation(forensics);
    for bytes in ["right", "signed", "first_difference", "next_goal", "signature_sent"] {
        explanation[bytes] = Value::Null;
    }
    json!({
        "explain": explanation,
        "hidden": "the request holds a tenant's secret, so it is not shown; replace the secret in the dashboard",
    })
}

fn whole(forensics: &Forensics, request: &Request<'_>, url: &str) -> Value {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let owned = trimmed(request);
    let headers: Vec<[String; 2]> =
        owned.headers.iter().map(|(name, value)| [name.clone(), text(value)]).collect();
    let command = curl(&owned, url, &[], CurlBody::Inline);
    json!({
        "explain": explanation(forensics),
        "hidden": null,
        "request": {
            "method": text(request.method),
            "target": text(request.target),
            "headers": headers,
            "body": text(request.body),
        },
        "file": file(&owned, url).unwrap_or_else(|| command.clone()),
        "curl": command,
        "vector": vector(request.body),
    })
}

/// The request as raw HTTP, which `goalpost explain` reads; `None` if it is not text.
fn file(request: &OwnedRequest, url: &str) -> Option<String> {
    let host = url.trim_start_matches("http://");
    let mut file = format!("{} {} HTTP/1.1\r\nHost: {host}\r\n", request.method, request.target);
    for (name, value) in &request.headers {
        file.push_str(&format!("{name}: {}\r\n", std::str::from_utf8(value).ok()?));
    }
    let body = std::str::from_utf8(&request.body).ok()?;
    file.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    Some(file)
}

/// The goal as a vector file, signed for the demo tenant, whose secret is public; `None` if the body is not a goal.
fn vector(body: &[u8]) -> Option<String> {
    let goal = parse(body).ok().and_then(|value| Goal::from_value(value).ok())?;
    let mut file = VectorFile {
        name: SIGN_FOUND.to_owned(),
        header: vec!["A goal that goalpost serve received.".to_owned()],
        groups: Groups::Sign(Vec::new()),
    };
    let label = Label {
        id: "found/received".to_owned(),
        comment: "received by goalpost serve".to_owned(),
        flags: Vec::new(),
    };
    let case = GoalCase { tenant: demo_tenant(), goal, changed: None, because: None };
    add_sign(&mut file, &case, &label);
    String::from_utf8(file.to_bytes()).ok()
}
