//! Throughput through the adapters, beside the same signers in a bare loop, in one run.
//!
//! `cargo bench --bench adapters [-- GOALS]` prints, for each documented signer and the corrected
//! one, what a goal costs in a bare loop and through Goalpost (the best of three rounds each), their
//! ratio, Goalpost's own CPU time a goal and its memory.

use goalpost::adapter::protocol::sign_line;
use goalpost::adapter::{Cancel, CommandLine};
use goalpost::generate::stream::Stream;
use goalpost::run::{Gate, Implementation, Plan, Selection, Target, run};
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const SEED: u64 = 1;

/// Goals in the bare loop: a sample of the same stream.
const SAMPLE: u64 = 100_000;

fn main() -> Result<(), Box<dyn Error>> {
    let goals: u64 = std::env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(300_000);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut file = tempfile::NamedTempFile::new()?;
    let stream = Stream { seed: SEED };
    let mut line = Vec::new();
    for index in 0..SAMPLE {
        line.clear();
        sign_line(index, &stream.tenant(index), &stream.goal(index), &mut line);
        file.write_all(&line)?;
    }
    println!("{goals} goals, seed {SEED}; ratio = bare loop / through the adapter\n");
    for (name, runtime, adapter, bare) in [
        ("python-documented", "python3", "python_documented.py", "bare.py"),
        ("node-documented", "node", "node_documented.mjs", "bare.mjs"),
        ("node-corrected", "node", "node_corrected.mjs", "bare.mjs"),
    ] {
        let module = adapter.trim_end_matches(".mjs");
        let output = Command::new(runtime)
            .arg(root.join("benches").join(bare))
            .arg(file.path())
            .arg(module)
            .output()?;
        let text = String::from_utf8(output.stdout)?;
        let Ok(bare) = text.trim().parse::<f64>() else {
            println!("{name:20} skipped: {}", String::from_utf8_lossy(&output.stderr));
            continue;
        };
        let (mut least, mut cpu) = (f64::MAX, f64::MAX);
        for _ in 0..3 {
            let (start, cpu_before) = (Instant::now(), cpu_time());
            let report = run(
                &plan(goals),
                &[implementation(root, name, runtime, adapter)],
                &Cancel::default(),
                &|_, _| {},
            );
            let all: u64 = report
                .implementations
                .iter()
                .map(|i| i.ran + i.skipped.values().sum::<u64>())
                .sum();
            assert_eq!(all, goals, "every goal is answered or counted as skipped");
            least = least.min(start.elapsed().as_nanos() as f64 / goals as f64);
            cpu = cpu.min((cpu_time() - cpu_before).as_nanos() as f64 / goals as f64);
        }
        println!(
            "{name:20} bare {bare:6.0} ns   adapter {least:6.0} ns   ratio {:.2}   own CPU {cpu:5.0} ns   peak {}",
            bare / least,
            peak_memory()
        );
    }
    Ok(())
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

fn implementation(root: &Path, name: &str, runtime: &str, adapter: &str) -> Implementation {
    let script = root.join("scripts/adapters").join(adapter);
    Implementation {
        name: name.to_owned(),
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
