//! Scripts that send the requests of a finding again, without Goalpost.

use super::config::FuzzPlan;
use super::reach::Reach;
use crate::adapter::HEAD_LEFT;
use crate::capture::print::{CurlBody, curl, curl_arguments};
use crate::generate::TestRequest;
use crate::generate::sequence::{BETWEEN_PIECES, SendMode, Sequence, Step};
use crate::protocol::request::{OwnedRequest, middle};
use std::time::Duration;

/// A file beside a finding: its name, and what it holds.
pub(super) type ScriptFile = (String, Vec<u8>);

/// Of a request that is repeated, so many stand in what is sent in one write.
const REPEATED: u32 = 64;

/// The first lines of a script: it runs in the folder of its finding.
const BEGIN: &str = "#!/bin/bash\ncd \"$(dirname \"$0\")\" || exit\n";

/// The request as it is sent, and a script that sends it.
pub(super) fn of_request(probe: &TestRequest, plan: &FuzzPlan) -> Vec<ScriptFile> {
    let request = &probe.case.request;
    let reach = Reach::of(plan, &probe.case.domain);
    let bytes = probe.wire.clone().unwrap_or_else(|| raw(request, &reach.host));
    let mut files = vec![("request.http".to_owned(), bytes)];
    if probe.wire.is_some() || request.has_unusual_chunks() {
        files.push(("send.sh".to_owned(), in_one_write(&reach, "request.http").into_bytes()));
        return files;
    }
    let command = curl(request, &reach.url, &reach.options, CurlBody::File("body"));
    files.push(("body".to_owned(), request.body.clone()));
    files.push(("curl.sh".to_owned(), format!("{BEGIN}{command}\n").into_bytes()));
    files
}

/// The requests of a sequence, and a script that sends them: curl keeps a connection for as long as it runs.
pub(super) fn of_sequence(sequence: &Sequence, plan: &FuzzPlan) -> Vec<ScriptFile> {
    let place = Reach::of(plan, "");
    let mut files = Vec::new();
    for (at, step) in sequence.steps.iter().enumerate() {
        files.push((body_name(at), step.request.case.request.body.clone()));
    }
    let numbered: Vec<(usize, &Step)> = sequence.steps.iter().enumerate().collect();
    let padded = |step: &Step| step.request.case.request.has_unusual_chunks();
    let script = match sequence.mode {
        SendMode::InOrder if sequence.steps.iter().any(padded) => {
            return in_one_file(sequence, &place, files);
        }
        SendMode::InOrder if sequence.steps.iter().any(|step| step.in_pieces) => {
            let (script, requests) = in_pieces(sequence, &place);
            files.extend(requests);
            script
        }
        SendMode::InOrder => {
            let parts: Vec<String> =
                parts(&numbered).iter().map(|part| in_order(part, &place)).collect();
            parts.concat()
        }
        SendMode::Parallel => format!(
            "{}for _ in $(seq 20); do curl --parallel --parallel-immediate \"${{args[@]}}\"; done\n",
            arguments(&numbered, &place)
        ),
        SendMode::Pipelined => return in_one_file(sequence, &place, files),
    };
    files.push(("curl.sh".to_owned(), format!("{BEGIN}{script}").into_bytes()));
    files
}

/// The requests in one file, and a script that sends it at once.
fn in_one_file(sequence: &Sequence, place: &Reach, mut files: Vec<ScriptFile>) -> Vec<ScriptFile> {
    let mut bytes = Vec::new();
    for step in &sequence.steps {
        for _ in 0..step.repeat.min(REPEATED) {
            bytes.extend(raw(&step.request.case.request, &place.host));
        }
    }
    files.push(("requests.http".to_owned(), bytes));
    files.push(("curl.sh".to_owned(), in_one_write(place, "requests.http").into_bytes()));
    files
}

/// Steps that one curl sends: those up to a pause, or up to another connection. Where a connection is kept over a
/// pause, all of them.
fn parts<'a, 's>(steps: &'a [(usize, &'s Step)]) -> Vec<&'a [(usize, &'s Step)]> {
    let parts: Vec<&[(usize, &Step)]> = steps
        .chunk_by(|(_, one), (_, next)| next.pause.is_zero() && one.connection == next.connection)
        .collect();
    let one_connection = steps.windows(2).all(|pair| pair[0].1.connection == pair[1].1.connection);
    if one_connection { vec![steps] } else { parts }
}

fn in_order(steps: &[(usize, &Step)], place: &Reach) -> String {
    let mut text = String::new();
    let seconds = |pause: Duration| pause.as_secs_f64();
    if let Some((_, first)) = steps.first()
        && !first.pause.is_zero()
    {
        text.push_str(&format!("sleep {}\n", seconds(first.pause)));
    }
    text.push_str(&arguments(steps, place));
    // curl waits between any two of its requests, or between none.
    match steps.iter().skip(1).map(|(_, step)| step.pause).max() {
        Some(pause) if !pause.is_zero() => {
            let rate = (60.0 / seconds(pause)).floor().max(1.0);
            text.push_str(&format!("curl --rate {rate}/m \"${{args[@]}}\"\n"));
        }
        _ => text.push_str("curl \"${args[@]}\"\n"),
    }
    text
}

/// Puts the arguments of curl into an array of bash.
fn arguments(steps: &[(usize, &Step)], place: &Reach) -> String {
    let mut text = "args=()\n".to_owned();
    for (at, step) in steps {
        let (name, request) = (body_name(*at), &step.request.case.request);
        let words = curl_arguments(request, &place.url, &place.options, CurlBody::File(&name));
        let line = format!("args+=({} --next)", words.join(" \\\n  "));
        match step.repeat {
            1 => text.push_str(&format!("{line}\n")),
            times => text.push_str(&format!("for _ in $(seq {times}); do\n{line}\ndone\n")),
        }
    }
    text.push_str("unset 'args[-1]'\n");
    text
}

/// A script that sends each request on a connection of its own, those in pieces that arrive so.
fn in_pieces(sequence: &Sequence, place: &Reach) -> (String, Vec<ScriptFile>) {
    let (mut script, mut files) = (String::new(), Vec::new());
    for (at, step) in sequence.steps.iter().enumerate() {
        let request = &step.request.case.request;
        let (bytes, name) = (raw(request, &place.host), format!("request-{}.http", at + 1));
        let head = bytes.len() - request.body.len();
        let begun = head - HEAD_LEFT;
        let body = head + middle(&request.body);
        let wait = BETWEEN_PIECES.as_secs_f64();
        let command = match step.in_pieces {
            false => format!("cat {name}"),
            true => format!(
                "{{ head -c {begun} {name}; sleep {wait}; head -c {head} {name} | tail -c +{}; sleep {wait}; \
                 head -c {body} {name} | tail -c +{}; sleep {wait}; tail -c +{} {name}; }}",
                begun + 1,
                head + 1,
                body + 1
            ),
        };
        let pause = step.pause.as_secs_f64();
        if pause > 0.0 {
            script.push_str(&format!("sleep {pause}\n"));
        }
        for _ in 0..step.repeat.min(REPEATED) {
            script.push_str(&place.sends(&command));
        }
        files.push((name, bytes));
    }
    (script, files)
}

fn body_name(at: usize) -> String {
    format!("body-{}", at + 1)
}

/// A script that sends the bytes of a file at once, which curl does not.
fn in_one_write(reach: &Reach, file: &str) -> String {
    format!("{BEGIN}{}", reach.sends(&format!("cat {file}")))
}

/// A request as it stands on the wire.
fn raw(request: &OwnedRequest, host: &str) -> Vec<u8> {
    let OwnedRequest { method, target, headers, body } = request;
    let mut out = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n").into_bytes();
    for (name, value) in headers {
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(value);
        out.extend_from_slice(b"\r\n");
    }
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("transfer-encoding")) {
        out.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(&request.framed_body());
    out
}
