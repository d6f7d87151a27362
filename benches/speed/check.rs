//! `goalpost check` as it is run by default, and what it holds in memory.

use crate::clock::least;
use crate::table::{Row, Wanted};
use std::path::Path;
use std::process::{Command, Stdio};

const DEFAULTS: &str = "goalpost check, defaults, 4 implementations";
const MEMORY: &str = "peak memory of check, 1,000,000 goals to 50,000";

pub(crate) fn rows() -> Vec<Row> {
    vec![defaults(), memory()]
}

fn goalpost() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goalpost"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// The four implementations of goalpost.toml.
fn defaults() -> Row {
    let wanted = Wanted::AtMost(1.0);
    let mut met = true;
    let time = least(5, || {
        met &= goalpost().arg("check").status().is_ok_and(|status| status.success());
    });
    match met {
        true => Row::new(DEFAULTS, " s", wanted, time.as_secs_f64()),
        false => {
            Row::missing(DEFAULTS, " s", wanted, "a check failed; python3 and node are needed")
        }
    }
}

/// Against the built-in reference, since a goal costs it little.
fn memory() -> Row {
    let wanted = Wanted::AtMost(1.1);
    let peak = |goals: &str| {
        let own = env!("CARGO_BIN_EXE_goalpost");
        let command = ["check", "--random", goals, "--", own, "reference"];
        peak_of(goalpost().args(command))
    };
    match (peak("50000"), peak("1000000")) {
        (Some(few), Some(many)) => Row::new(MEMORY, "", wanted, many / few),
        _ => Row::missing(MEMORY, "", wanted, "/proc does not tell"),
    }
}

/// The most memory that a process held, in KiB: looked at while it runs.
fn peak_of(command: &mut Command) -> Option<f64> {
    let mut child = command.spawn().ok()?;
    let status = Path::new("/proc").join(child.id().to_string()).join("status");
    let mut peak = None;
    loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = kib.or(peak);
        if child.try_wait().ok()?.is_some() {
            return peak;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}
