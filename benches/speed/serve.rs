//! `goalpost serve` beside a bare hyper that reads the body, under the same load: it needs `wrk` (Debian's package of
//! that name).

use crate::table::{Row, Wanted};
use goalpost::protocol::Goal;
use goalpost::protocol::Tenant;
use goalpost::protocol::json::parse;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

const BODY: &str = r#"{"event_name":"subscription_renewed","session_id":"9f1c2b7e-4d6a-4c1e-9b7d","properties":{"value":99.5,"currency":"EUR","plan":"Team annual"},"first_touch_bucket":"ai_search","first_touch_ts":"2026-11-01T10:00:00.000Z"}"#;
const DOMAIN: &str = "shop.example";
const TENANT_ID: &str = "7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04";
const SECRET: &str = "3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4";
const ROUNDS: usize = 5;

const WHAT: &str = "serve, wrk -c32, to bare hyper that reads the body";
const LATENCY: &str = "serve, 99th percentile, to bare hyper's";

pub(crate) fn rows() -> Vec<Row> {
    let (least, most) = (Wanted::AtLeast(0.8), Wanted::AtMost(2.0));
    match measured() {
        Some([bare, serve]) => {
            println!(
                "bare hyper {:.0} requests/s, p99 {:.2} ms   goalpost {:.0} requests/s, p99 {:.2} ms",
                bare.requests, bare.p99, serve.requests, serve.p99
            );
            vec![
                Row::new(WHAT, "", least, serve.requests / bare.requests),
                Row::new(LATENCY, "", most, serve.p99 / bare.p99),
            ]
        }
        None => {
            let why = "wrk did not run; install it (Debian: apt install wrk)";
            vec![Row::missing(WHAT, "", least, why), Row::missing(LATENCY, "", most, why)]
        }
    }
}

/// The best round of bare hyper and of `serve`; `None` where `wrk` does not run.
fn measured() -> Option<[Load; 2]> {
    let script = tempfile::NamedTempFile::new().ok()?;
    let lua = format!(
        "wrk.method = \"POST\"\nwrk.path = \"/api/v1/track/pixel/goal?domain={DOMAIN}\"\n\
         wrk.body = [==[{BODY}]==]\nwrk.headers[\"Content-Type\"] = \"application/json\"\n\
         wrk.headers[\"X-LP-Goal-Signature\"] = \"{}\"\n",
        signature()
    );
    std::fs::write(script.path(), lua).ok()?;
    let own = std::env::current_exe().ok()?;
    let (bare, bare_url) = start(Command::new(own).arg("bare-hyper-reading"));
    let goalpost = env!("CARGO_BIN_EXE_goalpost");
    let (serve, serve_url) = start(Command::new(goalpost).args(["serve", "--port", "0"]));
    let mut best = Some([Load::default(), Load::default()]);
    for _ in 0..ROUNDS {
        for (at, url) in [&bare_url, &serve_url].into_iter().enumerate() {
            match (wrk(url, script.path()), &mut best) {
                (Some(load), Some(best)) => {
                    let best = &mut best[at];
                    best.requests = best.requests.max(load.requests);
                    best.p99 = if best.p99 == 0.0 { load.p99 } else { best.p99.min(load.p99) };
                }
                _ => best = None,
            }
        }
    }
    for mut child in [bare, serve] {
        drop(child.kill());
        drop(child.wait());
    }
    best
}

#[derive(Default)]
struct Load {
    requests: f64,
    p99: f64,
}

/// Two seconds of load over 32 connections.
fn wrk(url: &str, script: &std::path::Path) -> Option<Load> {
    let output = Command::new("wrk")
        .args(["-t1", "-c32", "-d2s", "--latency", "-s"])
        .arg(script)
        .arg(url)
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!text.contains("Non-2xx"), "{text}");
    let field = |name: &str| {
        let line = text.lines().find(|line| line.trim_start().starts_with(name))?;
        Some(line.split_whitespace().nth(1)?.to_owned())
    };
    let p99 = field("99%")?;
    let scale = [("us", 0.001), ("ms", 1.0), ("s", 1000.0)];
    let (unit, factor) = scale.into_iter().find(|(unit, _)| p99.ends_with(unit))?;
    Some(Load {
        requests: field("Requests/sec:")?.parse().ok()?,
        p99: p99.trim_end_matches(unit).parse::<f64>().ok()? * factor,
    })
}

/// Starts a server and reads its URL from its first line.
fn start(command: &mut Command) -> (Child, String) {
    let child = command.stdout(Stdio::piped()).spawn();
    let Ok(mut child) = child else { unreachable!("{command:?} does not start") };
    let mut line = String::new();
    let Some(stdout) = child.stdout.take() else { unreachable!("stdout is a pipe") };
    let mut lines = BufReader::new(stdout);
    drop(lines.read_line(&mut line));
    let url = line.split_whitespace().find(|word| word.starts_with("http://"));
    let url = url.unwrap_or_default().to_owned();
    // Its log has to go somewhere, as on a terminal.
    std::thread::spawn(move || drop(std::io::copy(&mut lines, &mut std::io::sink())));
    (child, url)
}

fn signature() -> String {
    let tenant = Tenant { tenant_id: TENANT_ID.into(), secret: SECRET.into() };
    let goal = parse(BODY.as_bytes()).ok().and_then(|value| Goal::from_value(value).ok());
    let signer = tenant.signer().ok();
    let signature =
        goal.zip(signer).and_then(|(goal, signer)| signer.sign(&goal, &mut Vec::new()).ok());
    signature.map(|signature| signature.to_string()).unwrap_or_default()
}

/// A bare hyper server on one thread, with the settings that serve it best.
pub(crate) fn bare(reads: bool) {
    use http_body_util::{BodyExt, Full};
    use hyper::body::Bytes;
    use hyper_util::rt::TokioIo;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let Ok(runtime) = runtime else { return };
    let tasks = tokio::task::LocalSet::new();
    tasks.block_on(&runtime, async {
        let Ok(listener) = tokio::net::TcpListener::bind("127.0.0.1:0").await else { return };
        if let Ok(address) = listener.local_addr() {
            println!("listening on http://{address}");
        }
        loop {
            let Ok((stream, _)) = listener.accept().await else { continue };
            drop(stream.set_nodelay(true));
            tokio::task::spawn_local(async move {
                let service = hyper::service::service_fn(|request: hyper::Request<_>| async {
                    if reads {
                        let body: hyper::body::Incoming = request.into_body();
                        drop(body.collect().await);
                    }
                    let body = Full::new(Bytes::from_static(b"hello"));
                    Ok::<_, std::convert::Infallible>(hyper::Response::new(body))
                });
                let mut builder = hyper::server::conn::http1::Builder::new();
                builder.pipeline_flush(true);
                drop(builder.serve_connection(TokioIo::new(stream), service).await);
            });
        }
    });
}
