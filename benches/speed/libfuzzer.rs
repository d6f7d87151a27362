//! The full law in libFuzzer beside an empty target.

use crate::table::{Row, Wanted};
use std::path::{Path, PathBuf};
use std::process::Command;

const WHAT: &str = "the full law in libFuzzer, default flags, to an empty target";
const SECONDS: &str = "-max_total_time=10";
const ROUNDS: usize = 2;

pub(crate) fn rows() -> Vec<Row> {
    let wanted = Wanted::AtLeast(0.03);
    let (Some(law), Some(empty)) = (target("sign_verify"), target("empty")) else {
        let why = "run cargo +nightly fuzz build sign_verify and empty first";
        return vec![Row::missing(WHAT, "", wanted, why)];
    };
    let (mut of_law, mut of_empty) = (0.0f64, 0.0f64);
    for _ in 0..ROUNDS {
        of_law = of_law.max(runs_per_second(&law).unwrap_or(0.0));
        of_empty = of_empty.max(runs_per_second(&empty).unwrap_or(0.0));
    }
    println!("full law {of_law:.0} runs/s, empty target {of_empty:.0} runs/s");
    if of_law == 0.0 || of_empty == 0.0 {
        return vec![Row::missing(WHAT, "", wanted, "the targets do not run")];
    }
    vec![Row::new(WHAT, "", wanted, of_law / of_empty)]
}

/// A target that `cargo fuzz build` has built.
fn target(name: &str) -> Option<PathBuf> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/target");
    let triples = std::fs::read_dir(fuzz).ok()?.filter_map(Result::ok);
    triples.map(|triple| triple.path().join("release").join(name)).find(|path| path.is_file())
}

fn runs_per_second(target: &Path) -> Option<f64> {
    let output = Command::new(target).arg(SECONDS).output().ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().rev().find(|line| line.starts_with("Done "))?;
    let mut numbers = line.split_whitespace().filter_map(|word| word.parse::<f64>().ok());
    let (runs, seconds) = (numbers.next()?, numbers.next()?);
    Some(runs / seconds)
}
