//! A child process that answers lines with lines.
//!
//! Three threads wait on its pipes, so that nothing it does or fails to do can block us: one writes
//! its stdin, one reads its stdout, one keeps the end of its stderr. It has a process group of its
//! own, which ends with it: nothing it started outlives us.

use super::environment::passed_on;
use crate::protocol::without_secrets;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions};
use std::collections::VecDeque;
use std::ffi::OsString;
use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::protocol::MAX_LINE;

/// How long an adapter has to leave once its stdin has ended.
const TIME_TO_LEAVE: Duration = Duration::from_secs(2);

/// How long a process group has between TERM and KILL.
const TIME_TO_TIDY: Duration = Duration::from_millis(500);

/// How often a wait looks at whether it was cancelled.
const SLICE: Duration = Duration::from_millis(50);

/// Replies read ahead of us; then the adapter has to wait.
const LINES_AHEAD: usize = 16;

/// Bytes that a pipe holds: three batches of requests.
#[cfg(target_os = "linux")]
const PIPE: usize = 256 << 10;

/// So much of stderr is kept: its last lines, each cut to a length.
const STDERR_LINES: usize = 12;
const STDERR_LINE_LENGTH: usize = 300;

/// A flag that stops every wait: Ctrl-C.
#[derive(Clone, Debug, Default)]
pub struct Cancel {
    cancelled: Arc<AtomicBool>,
    /// The process groups that are running, for when there is no time to wait.
    groups: Arc<Mutex<Vec<Pid>>>,
}

impl Cancel {
    /// Stops every wait from now on.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Ends every process at once.
    pub fn kill_all(&self) {
        for group in self.groups.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = rustix::process::kill_process_group(group, Signal::KILL);
        }
    }

    fn started(&self, group: Pid) {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner).push(group);
    }

    fn ended(&self, group: Pid) {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner).retain(|known| *known != group);
    }

    /// Whether everything is to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

/// How to start a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    /// The program and its arguments; never empty.
    pub words: Vec<OsString>,
    /// The folder it runs in; ours where `None`.
    pub dir: Option<PathBuf>,
    /// Variables beside those that are passed on.
    pub env: Vec<(String, String)>,
    /// Names of further variables of ours that are passed on.
    pub inherit: Vec<String>,
    /// Maximum time from its start to its handshake; 10 s, or the time for a case if that is more, where `None`.
    pub start_timeout: Option<Duration>,
}

impl CommandLine {
    /// A command that runs in our folder.
    pub fn new(words: Vec<OsString>) -> CommandLine {
        CommandLine { words, dir: None, env: Vec::new(), inherit: Vec::new(), start_timeout: None }
    }
}

impl fmt::Display for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self
            .words
            .iter()
            .map(|word| without_secrets(&word.to_string_lossy()).into_owned())
            .collect();
        f.write_str(&words.join(" "))
    }
}

/// What came from an adapter's stdout.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Received {
    /// A line, without its end.
    Line(Vec<u8>),
    /// The beginning of a line over the limit.
    TooLong(Vec<u8>),
    /// Stdout has ended.
    End,
    /// Nothing within the time.
    Nothing,
    /// The wait was cancelled.
    Cancelled,
}

/// A running child.
pub(super) struct Process {
    child: Child,
    group: Option<Pid>,
    input: Option<Sender<Vec<u8>>>,
    lines: Receiver<Received>,
    stderr: Arc<Mutex<VecDeque<String>>>,
    /// Disconnected once stderr has ended.
    stderr_ended: Receiver<()>,
    cancel: Cancel,
    reaped: bool,
}

impl Process {
    /// Starts a process with pipes on all three.
    pub(super) fn start(command: &CommandLine, cancel: &Cancel) -> Result<Process, String> {
        let Some((program, arguments)) = command.words.split_first() else {
            return Err("the command is empty".to_owned());
        };
        let mut builder = Command::new(program);
        builder.args(arguments);
        // A secret of ours, or of the machine, is none of its business.
        builder.env_clear().envs(passed_on(&command.inherit));
        builder.envs(command.env.iter().map(|(name, value)| (name, value)));
        builder.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if let Some(dir) = &command.dir {
            builder.current_dir(dir);
        }
        {
            use std::os::unix::process::CommandExt;
            builder.process_group(0);
        }
        let mut child = builder.spawn().map_err(|error| {
            let program = program.to_string_lossy();
            let program = without_secrets(&program);
            match error.kind() {
                std::io::ErrorKind::NotFound => {
                    format!("{program} was not found. {}", how_to_get(&program))
                }
                std::io::ErrorKind::PermissionDenied => {
                    format!("{program} is not executable (chmod +x, or name its interpreter)")
                }
                _ => format!("{program} could not be started: {error}"),
            }
        })?;
        let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        if let Some(group) = group {
            cancel.started(group);
        }
        let (input, requests) = mpsc::channel();
        let (replies, lines) = mpsc::sync_channel(LINES_AHEAD);
        let stderr = Arc::new(Mutex::new(VecDeque::new()));
        let (ended, stderr_ended) = mpsc::channel();
        let (stdin, stdout, pipe) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let tail = Arc::clone(&stderr);
        // From here on it is ended where the rest fails.
        let process = Process {
            child,
            group,
            input: Some(input),
            lines,
            stderr,
            stderr_ended,
            cancel: cancel.clone(),
            reaped: false,
        };
        if let Some(stdin) = &stdin {
            widen(stdin);
        }
        if let Some(stdout) = &stdout {
            widen(stdout);
        }
        if let Some(stdin) = stdin {
            in_background(move || write_all(stdin, &requests))?;
        }
        if let Some(stdout) = stdout {
            in_background(move || read_lines(stdout, &replies))?;
        }
        if let Some(pipe) = pipe {
            in_background(move || {
                keep_tail(pipe, &tail);
                drop(ended);
            })?;
        }
        Ok(process)
    }

    /// Hands bytes over for its stdin. Never blocks; a process that is gone shows when reading.
    pub(super) fn send(&self, bytes: Vec<u8>) {
        if let Some(input) = &self.input {
            drop(input.send(bytes));
        }
    }

    /// The next line that is not blank, by a deadline.
    pub(super) fn receive(&self, deadline: Instant) -> Received {
        let mut is_gone = false;
        loop {
            if self.cancel.is_cancelled() {
                return Received::Cancelled;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left.min(SLICE)) {
                Ok(received) => return received,
                Err(RecvTimeoutError::Disconnected) => return Received::End,
                Err(RecvTimeoutError::Timeout) if left.is_zero() => return Received::Nothing,
                // It may be gone and a child of it still hold its stdout: what it wrote is read by
                // now, and there will be no more.
                Err(RecvTimeoutError::Timeout) if is_gone => return Received::End,
                Err(RecvTimeoutError::Timeout) => is_gone = self.group.is_none_or(has_exited),
            }
        }
    }

    /// The last lines of its stderr: all that it wrote, once it has exited.
    pub(super) fn stderr_tail(&self) -> Vec<String> {
        if self.reaped || self.group.is_none_or(has_exited) {
            // A child of it may hold its stderr open.
            let _ = self.stderr_ended.recv_timeout(TIME_TO_TIDY);
        }
        self.stderr.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Ends it, and returns the last lines of its stderr, including what it wrote at the very end.
    pub(super) fn last_words(&mut self) -> Vec<String> {
        // It may be about to say why.
        let _ = self.exit_status();
        self.end();
        self.stderr_tail()
    }

    /// Ends its stdin and waits for it to leave. Returns what was not as it should be.
    pub(super) fn finish(mut self) -> Vec<String> {
        self.input = None;
        let mut warnings = Vec::new();
        match self.wait(TIME_TO_LEAVE) {
            None => warnings
                .push("did not exit within 2 s of the end of its stdin and was ended".to_owned()),
            Some(status) if !status.success() => {
                warnings.push(format!("at the end of its stdin it {}", describe(status)));
            }
            Some(_) => {}
        }
        self.end_group();
        let more = self.lines.try_iter().take(LINES_AHEAD).filter(|r| *r != Received::End).count();
        if more > 0 {
            warnings.push("wrote more lines than it was asked for".to_owned());
        }
        warnings
    }

    /// Ends it at once, with everything in its group.
    pub(super) fn end(&mut self) {
        self.input = None;
        self.end_group();
    }

    /// Its exit status once stdout has ended; ends the process if it does not leave by itself.
    pub(super) fn exit_status(&mut self) -> Option<ExitStatus> {
        self.input = None;
        self.wait(TIME_TO_TIDY)
    }

    fn wait(&mut self, at_most: Duration) -> Option<ExitStatus> {
        let deadline = Instant::now() + at_most;
        let mut pause = Duration::from_micros(200);
        loop {
            if let Ok(Some(status)) = self.child.try_wait() {
                self.reaped = true;
                return Some(status);
            }
            if Instant::now() >= deadline {
                return None;
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(10));
        }
    }

    /// Ends whatever is left of the process and its group: TERM, and KILL for what stays.
    fn end_group(&mut self) {
        let Some(group) = self.group.take() else { return };
        let alive = || rustix::process::test_kill_process_group(group).is_ok();
        if alive() {
            let _ = rustix::process::kill_process_group(group, Signal::TERM);
            let deadline = Instant::now() + TIME_TO_TIDY;
            while alive() && Instant::now() < deadline {
                if !self.reaped && has_exited(group) {
                    // The leader may be all that is left: reap it, or the group never empties.
                    drop(self.child.wait());
                    self.reaped = true;
                    continue;
                }
                std::thread::sleep(Duration::from_millis(2));
            }
            let _ = rustix::process::kill_process_group(group, Signal::KILL);
        }
        if !self.reaped {
            drop(self.child.wait());
            self.reaped = true;
        }
        self.cancel.ended(group);
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// Makes room for whole batches in a pipe, so that neither side wakes the other for parts of one. Where the system
/// does not give it, the pipe stays as it is.
#[cfg(target_os = "linux")]
fn widen(pipe: impl std::os::fd::AsFd) {
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, PIPE);
}

#[cfg(not(target_os = "linux"))]
fn widen(_pipe: impl std::os::fd::AsFd) {}

/// Does work on a thread of its own.
fn in_background(work: impl FnOnce() + Send + 'static) -> Result<(), String> {
    let thread = std::thread::Builder::new().spawn(work);
    thread.map(drop).map_err(|error| format!("no thread could be started for it: {error}"))
}

/// How a process ended, in words.
pub(super) fn describe(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exited with status {code}"),
        (None, Some(signal)) => format!("was killed by signal {signal}"),
        (None, None) => "exited".to_owned(),
    }
}

/// Whether a process has exited, without reaping it.
fn has_exited(pid: Pid) -> bool {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    !matches!(rustix::process::waitid(WaitId::Pid(pid), options), Ok(None))
}

fn write_all(mut stdin: impl Write, requests: &Receiver<Vec<u8>>) {
    while let Ok(bytes) = requests.recv() {
        if stdin.write_all(&bytes).and_then(|()| stdin.flush()).is_err() {
            return;
        }
    }
}

fn read_lines(stdout: impl Read, replies: &SyncSender<Received>) {
    let mut reader = BufReader::with_capacity(1 << 16, stdout);
    loop {
        let mut line = Vec::new();
        // One byte over the limit distinguishes a line that is too long from one that just fits.
        let limit = MAX_LINE as u64 + 1;
        match reader.by_ref().take(limit).read_until(b'\n', &mut line) {
            Err(_) | Ok(0) => break,
            Ok(_) => {}
        }
        if line.last() == Some(&b'\n') {
            line.pop();
            if line.last() == Some(&b'\r') {
                line.pop();
            }
        } else if line.len() > MAX_LINE {
            drop(replies.send(Received::TooLong(line)));
            return;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if replies.send(Received::Line(line)).is_err() {
            return;
        }
    }
    drop(replies.send(Received::End));
}

fn keep_tail(stderr: impl Read, tail: &Mutex<VecDeque<String>>) {
    let mut reader = BufReader::new(stderr);
    let mut line = Vec::new();
    loop {
        line.clear();
        // A line without end must not grow without end.
        match reader.by_ref().take(1 << 16).read_until(b'\n', &mut line) {
            Err(_) | Ok(0) => return,
            Ok(_) => {}
        }
        let text: String =
            String::from_utf8_lossy(&line).trim_end().chars().take(STDERR_LINE_LENGTH).collect();
        let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
        if tail.len() == STDERR_LINES {
            tail.pop_front();
        }
        tail.push_back(text);
    }
}

/// Where a runtime comes from.
fn how_to_get(program: &str) -> String {
    let name = program.rsplit('/').next().unwrap_or(program);
    match name {
        _ if program.contains('/') => {
            "Check the path: it is taken from the folder of goalpost.toml, or from here.".to_owned()
        }
        "node" => {
            "Install Node.js 18 or later: https://nodejs.org, or your system's package nodejs."
                .to_owned()
        }
        "python3" | "python" => {
            "Install Python 3.8 or later: https://www.python.org, or your system's package python3."
                .to_owned()
        }
        "ruby" | "php" | "java" | "go" | "dotnet" | "deno" | "bun" => {
            format!("Install {name}, or put the folder it is in on PATH.")
        }
        _ => "Install it, or put the folder it is in on PATH.".to_owned(),
    }
}
