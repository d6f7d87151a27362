//! A command that is run once for each finding.

use super::failure::Failure;
use crate::report::diff_view::safe;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions};
use std::ffi::OsString;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The variable that holds the folder of the finding.
const FOLDER: &str = "GOALPOST_FINDING";

/// The longest that the command may take.
const LONGEST: Duration = Duration::from_secs(60);

/// Nothing else is handed on: an environment may hold secrets.
const HANDED_ON: [&str; 7] = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TMPDIR", "TZ"];

/// So much of what it says on stderr is shown.
const SHOWN: u64 = 300;

/// Between two looks at whether it ended.
const LOOK: Duration = Duration::from_millis(20);

/// Runs the command for one finding after the other, beside the campaign.
pub(super) struct OnFinding {
    queue: Sender<PathBuf>,
    /// When everything has to be over; set at the end of the campaign.
    end: Arc<Mutex<Option<Instant>>>,
    thread: JoinHandle<Vec<String>>,
}

impl OnFinding {
    /// Begins to wait for findings; `command` is given to a shell.
    pub(super) fn start(command: OsString) -> Result<OnFinding, Failure> {
        let (queue, folders) = channel();
        let end = Arc::new(Mutex::new(None));
        let known = Arc::clone(&end);
        let thread = std::thread::Builder::new()
            .name("on-finding".to_owned())
            .spawn(move || serve(&command, &folders, &known))
            .map_err(Failure::usage)?;
        Ok(OnFinding { queue, end, thread })
    }

    /// Has the command run for a finding's folder.
    pub(super) fn sender(&self) -> Sender<PathBuf> {
        self.queue.clone()
    }

    /// Waits for what is still to be run, a minute at most, and says what failed, a line each. Every sender must be
    /// gone.
    pub(super) fn finish(self) -> Vec<String> {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + LONGEST);
        drop(self.queue);
        self.thread.join().unwrap_or_else(|_| vec!["--on-finding broke".to_owned()])
    }
}

fn serve(
    command: &OsString,
    folders: &Receiver<PathBuf>,
    end: &Mutex<Option<Instant>>,
) -> Vec<String> {
    let mut failures = Vec::new();
    for folder in folders {
        let folder = folder.canonicalize().unwrap_or(folder);
        if let Err(what) = run(command, &folder, end) {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            failures.push(format!("--on-finding for {}: {}", safe(&name), safe(&what)));
        }
    }
    failures
}

fn run(command: &OsString, folder: &PathBuf, end: &Mutex<Option<Instant>>) -> Result<(), String> {
    let own = Instant::now() + LONGEST;
    let is_late = || {
        let end = *end.lock().unwrap_or_else(PoisonError::into_inner);
        Instant::now() >= end.map_or(own, |end| end.min(own))
    };
    if is_late() {
        return Err("not run: the time was over".to_owned());
    }
    let mut shell = Command::new("/bin/sh");
    shell.arg("-c").arg(command).env_clear().env(FOLDER, folder);
    for name in HANDED_ON {
        if let Some(value) = std::env::var_os(name) {
            shell.env(name, value);
        }
    }
    // A group of its own, so that whatever it starts ends with it.
    shell.process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = shell.spawn().map_err(|error| error.to_string())?;
    let stderr = child.stderr.take();
    let said = std::thread::spawn(move || {
        let mut text = Vec::new();
        if let Some(mut stderr) = stderr {
            // Only the beginning is kept; the rest is read, so that the command does not wait for a reader.
            let _ = (&mut stderr).take(SHOWN).read_to_end(&mut text);
            let _ = std::io::copy(&mut stderr, &mut std::io::sink());
        }
        String::from_utf8_lossy(&text).into_owned()
    });
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    while !has_ended(pid) && !is_late() {
        std::thread::sleep(LOOK);
    }
    let in_time = has_ended(pid);
    // It was not waited for yet, so the number of its group is still its own.
    if let Some(group) = pid {
        let _ = rustix::process::kill_process_group(group, Signal::KILL);
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    match in_time {
        true if status.success() => Ok(()),
        true => {
            let said = said.join().unwrap_or_default();
            let said = said.trim();
            let said = if said.is_empty() { String::new() } else { format!(": {said}") };
            Err(format!("{status}{said}"))
        }
        false => Err("ended: it took too long".to_owned()),
    }
}

/// Whether the command itself has ended.
fn has_ended(pid: Option<Pid>) -> bool {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    pid.is_none_or(|pid| !matches!(rustix::process::waitid(WaitId::Pid(pid), options), Ok(None)))
}
