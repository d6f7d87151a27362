//! Throughput through the adapters, beside the same signers in a bare loop, and what Goalpost itself costs a goal.

use crate::table::{Row, Wanted};
use goalpost::adapter::protocol::sign_line;
use goalpost::adapter::{Cancel, CommandLine};
use goalpost::generate::stream::Stream;
use goalpost::run::{Gate, Implementation, Plan, Selection, Target, run};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const SEED: u64 = 1;

/// Goals through the adapter; and in the bare loop, a sample of the same stream. So many that the 8,000 goals of the
/// survey, which are asked one by one, count for little beside them.
const GOALS: u64 = 1_000_000;
const SAMPLE: u64 = 100_000;

const ROUNDS: usize = 2;

const CONFORMING: &str = "own CPU a goal, conforming (python-documented)";
const DRIFTING: &str = "own CPU a goal, drifting (node-documented)";

/// A signer: the name of its row, its runtime, adapter and bare loop, and the ratio that is wanted.
type Signer = (&'static str, &'static str, &'static str, &'static str, f64);

const SIGNERS: [Signer; 3] = [
    (
        "Python adapter, to the same signer in a bare loop",
        "python3",
        "python_documented.py",
        "bare.py",
        0.82,
    ),
    ("corrected Node adapter", "node", "node_corrected.mjs", "bare.mjs", 0.82),
    (
        "documented Node adapter (drifts on 42% of the goals)",
        "node",
        "node_documented.mjs",
        "bare.mjs",
        0.6,
    ),
];

pub(crate) fn rows() -> Vec<Row> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some(file) = sample() else { return Vec::new() };
    let mut rows = Vec::new();
    let mut own = Vec::new();
    for (what, runtime, adapter, bare, least) in SIGNERS {
        let wanted = Wanted::AtLeast(least);
        let Ok((bare, through, cpu)) = measured(root, file.path(), runtime, adapter, bare) else {
            rows.push(Row::missing(what, "", wanted, format!("{runtime} does not run")));
            own.push(None);
            continue;
        };
        println!(
            "{adapter:22} bare {bare:6.0} ns   adapter {through:6.0} ns   own CPU {cpu:5.0} ns   peak {}",
            peak_memory()
        );
        rows.push(Row::new(what, "", wanted, bare / through));
        own.push(Some(cpu / 1e3));
    }
    let wanted = [(CONFORMING, own[0], 1.2), (DRIFTING, own[2], 3.0)];
    rows.extend(wanted.map(|(what, cpu, most)| match cpu {
        Some(cpu) => Row::new(what, " us", Wanted::AtMost(most), cpu),
        None => Row::missing(what, " us", Wanted::AtMost(most), "its runtime does not run"),
    }));
    rows
}

/// The requests of the first goals, a line each.
fn sample() -> Option<tempfile::NamedTempFile> {
    let mut file = tempfile::NamedTempFile::new().ok()?;
    let stream = Stream { seed: SEED };
    let mut line = Vec::new();
    for index in 0..SAMPLE {
        line.clear();
        sign_line(index, &stream.tenant(index), &stream.goal(index), &mut line);
        file.write_all(&line).ok()?;
    }
    Some(file)
}

/// Nanoseconds a goal in a bare loop, through the adapter, and of our own CPU: the least of rounds that take turns.
fn measured(
    root: &Path,
    sample: &Path,
    runtime: &str,
    adapter: &str,
    bare: &str,
) -> Result<(f64, f64, f64), String> {
    let module = adapter.trim_end_matches(".mjs");
    let (mut in_loop, mut through, mut cpu) = (f64::MAX, f64::MAX, f64::MAX);
    for _ in 0..ROUNDS {
        let mut command = Command::new(runtime);
        command.arg(root.join("benches/speed").join(bare)).arg(sample).arg(module);
        let output = command.output().map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        in_loop = in_loop.min(text.trim().parse::<f64>().map_err(|error| error.to_string())?);
        let (start, cpu_before) = (Instant::now(), cpu_time());
        let implementations = [implementation(root, adapter, runtime)];
        let report = run(&plan(GOALS), &implementations, &Cancel::default(), &|_, _| {});
        let all: u64 =
            report.implementations.iter().map(|i| i.ran + i.skipped.values().sum::<u64>()).sum();
        assert!(all >= GOALS, "every goal is answered or counted as skipped");
        through = through.min(start.elapsed().as_nanos() as f64 / all as f64);
        cpu = cpu.min((cpu_time() - cpu_before).as_nanos() as f64 / all as f64);
    }
    Ok((in_loop, through, cpu))
}

fn plan(goals: u64) -> Plan {
    Plan {
        vectors: Vec::new(),
        random: goals,
        seed: SEED,
        selection: Selection::default(),
        learn: false,
        strict: true,
        gate: Gate::default(),
        language: None,
        named_by_adapters: false,
        timeout: Duration::from_secs(5),
        jobs: 1,
        today: jiff::civil::Date::ZERO,
        now: || jiff::Timestamp::UNIX_EPOCH,
    }
}

fn implementation(root: &Path, adapter: &str, runtime: &str) -> Implementation {
    let script = root.join("scripts/adapters").join(adapter);
    Implementation {
        name: adapter.to_owned(),
        target: Target::Adapter(CommandLine::new(vec![runtime.into(), script.into()])),
        timeout: None,
        expected: Vec::new(),
    }
}

/// User and system time of this process, children not counted; zero where the system does not tell.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 =
        after_name.split_whitespace().skip(11).take(2).filter_map(|t| t.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// The most memory this process ever held.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |text| text.trim().to_owned())
}
