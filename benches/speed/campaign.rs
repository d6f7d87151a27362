//! A campaign beside a bare load generator, against `goalpost serve`; and the full law in a plain loop.
//!
//! The load generator sends the same requests over as many connections, as many under
//! way on each, and looks at nothing but where an answer ends. Rounds take turns; what counts is the best of each, as a ratio.

use crate::table::{Row, Wanted};
use goalpost::adapter::{Dial, ServerAddress};
use goalpost::case::CaseId;
use goalpost::case::demo_sites;
use goalpost::generate::document::GoalCase;
use goalpost::generate::rng::Rng;
use goalpost::generate::{Draw, Shape, TenantSet, fresh, mutated};
use goalpost::properties::sign_verify;
use goalpost::protocol::json::{Value, parse};
use std::collections::VecDeque;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 3;
const SECONDS: u64 = 4;
const DEPTH: usize = 64;
const CONNECTIONS: usize = 2;
/// Requests that the load generator has at hand; a campaign makes each anew.
const REQUESTS: u64 = 40_000;

const TENANTS: &str = "[[tenant]]\ndomain = \"shop.example\"\n\
    tenant_id = \"7c0a4bd2-93d1-4f6e-8a55-1b7c2f8e9d04\"\n\
    secret = \"3f9c1a7be2d05486c7f1e09b8a6d4c2210fe98bb7a5d6c3e4f0192a8b7c6d5e4\"\n";

const WHAT: &str = "campaign against serve, every answer judged, to a bare load";

pub(crate) fn rows() -> Vec<Row> {
    plain_loop();
    let wanted = Wanted::AtLeast(0.92);
    match measured() {
        Some((bare, campaign)) => {
            println!("bare load {bare:.0} answers/s   campaign {campaign:.0} answers/s");
            vec![Row::new(WHAT, "", wanted, campaign / bare)]
        }
        None => {
            vec![Row::missing(WHAT, "", wanted, "the folder for temporary files cannot be used")]
        }
    }
}

/// Answers a second: of the bare load, and of a campaign.
fn measured() -> Option<(f64, f64)> {
    let dir = tempfile::tempdir().ok()?;
    let dir = dir.path();
    let tenants = dir.join("tenant.toml");
    std::fs::write(&tenants, TENANTS).ok()?;
    let goalpost = env!("CARGO_BIN_EXE_goalpost");
    let mut serve = Command::new(goalpost);
    serve.args(["serve", "--quiet", "--port", "0", "--tenant-file"]).arg(&tenants);
    let (mut child, url) = start(&mut serve);
    let address = ServerAddress::parse(&url, &[]).ok()?;
    let requests = requests(&address);
    let (mut bare, mut campaign) = (0.0f64, 0.0f64);
    for round in 0..ROUNDS {
        bare = bare.max(load_on_all(&address, &requests));
        let out = dir.join(format!("findings-{round}"));
        let ran = Command::new(goalpost)
            .args(["fuzz", "--url", &url, "--format", "json", "--pipeline", &DEPTH.to_string()])
            .args(["--jobs", &CONNECTIONS.to_string()])
            .args(["--for", &format!("{SECONDS}s"), "--tenant-file"])
            .arg(&tenants)
            .arg("--out")
            .arg(&out)
            .output();
        let report = ran.ok().and_then(|ran| parse(&ran.stdout).ok());
        let rate = report.as_ref().and_then(|report| match report.get("cases_per_second") {
            Some(Value::Number(number)) => Some(number.to_f64()),
            _ => None,
        });
        campaign = campaign.max(rate.unwrap_or(0.0));
    }
    drop(child.kill());
    drop(child.wait());
    Some((bare, campaign))
}

/// Case, canonical bytes, HMAC, request, verification: with a mutation each time, as the fuzz target has it.
fn plain_loop() {
    let mut best = f64::MAX;
    for _ in 0..5 {
        let mut rng = Rng::new(1, 1);
        let mut case = GoalCase::draw(&mut rng, Shape::Changed);
        let begun = Instant::now();
        let runs = 200_000;
        for at in 0..runs {
            if at % 5 == 0 {
                case = GoalCase::draw(&mut rng, Shape::Changed);
            }
            case.mutate(&mut rng, Shape::Changed);
            drop(black_box(sign_verify(black_box(&case))));
        }
        best = best.min(begun.elapsed().as_secs_f64() / f64::from(runs));
    }
    println!("plain loop   {:.0} full laws/s ({:.2} us each)", 1.0 / best, best * 1e6);
}

/// What a campaign sends, mutations and all.
fn requests(address: &ServerAddress) -> Vec<Vec<u8>> {
    let Some(world) = TenantSet::new(&demo_sites()[..1]) else { return Vec::new() };
    let now = jiff::Timestamp::now();
    let mut last = None;
    (0..REQUESTS)
        .map(|index| {
            let mut rng = Rng::new(1, index);
            let mut draw = Draw { rng: &mut rng, world: &world, now };
            let sketch = match &last {
                Some(last) if index % 5 < 2 => mutated(last, &mut draw),
                _ => fresh(&mut draw),
            };
            let probe = sketch.probe(&world, CaseId::Fuzz { seed: 1, index }, now);
            last = Some(sketch);
            address.bytes(&probe.case.request).0
        })
        .collect()
}

/// The load on all connections, in answers a second.
fn load_on_all(address: &ServerAddress, requests: &[Vec<u8>]) -> f64 {
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..CONNECTIONS).map(|_| scope.spawn(|| load(address, requests))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or(0.0)).sum()
    })
}

/// Requests one after the other over a connection that stays open, so many under way.
fn load(address: &ServerAddress, requests: &[Vec<u8>]) -> f64 {
    let begun = Instant::now();
    let mut answered = 0u64;
    let mut waiting: VecDeque<&Vec<u8>> = VecDeque::new();
    let mut next = requests.iter().cycle();
    let mut stream: Option<TcpStream> = None;
    let (mut input, mut chunk) = (Vec::new(), vec![0; 1 << 16]);
    while begun.elapsed() < Duration::from_secs(SECONDS) {
        let connection = match &mut stream {
            Some(connection) => connection,
            None => {
                let Dial::Tcp(socket) = &address.dial else { return 0.0 };
                let Ok(connection) = TcpStream::connect(socket) else { return 0.0 };
                drop(connection.set_nodelay(true));
                input.clear();
                let output: Vec<u8> =
                    waiting.iter().flat_map(|bytes| bytes.iter().copied()).collect();
                let connection = stream.insert(connection);
                drop(connection.write_all(&output));
                connection
            }
        };
        if waiting.len() <= DEPTH / 2 {
            let mut output = Vec::with_capacity(1 << 16);
            while waiting.len() < DEPTH {
                let Some(bytes) = next.next() else { break };
                output.extend_from_slice(bytes);
                waiting.push_back(bytes);
            }
            drop(connection.write_all(&output));
        }
        match connection.read(&mut chunk) {
            Ok(count) if count > 0 => input.extend_from_slice(&chunk[..count]),
            _ => {
                stream = None;
                continue;
            }
        }
        let mut at = 0;
        while let Some((length, closes)) = answer(&input[at..]) {
            at += length;
            answered += 1;
            waiting.pop_front();
            if closes {
                stream = None;
                break;
            }
        }
        input.drain(..at);
    }
    answered as f64 / begun.elapsed().as_secs_f64()
}

/// How long the answer is that stands first, and whether the connection ends with it.
fn answer(bytes: &[u8]) -> Option<(usize, bool)> {
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let mut length = 0;
    let mut closes = false;
    for line in head.lines() {
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.parse().ok()?;
        }
        closes |= line == "connection: close";
    }
    (bytes.len() >= end + length).then_some((end + length, closes))
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
    std::thread::spawn(move || drop(std::io::copy(&mut lines, &mut std::io::sink())));
    (child, url)
}
