//! Adapters that misbehave. None may bring the run down, block it, or hide what it found.

use crate::support::{
    adapter, beside, check, check_json, config, findings, goalpost, project, run, vector_count,
};
use goalpost::learn::survey_goals;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Whether a process exists and is no zombie.
fn is_alive(pid: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| {
        !stat.rsplit(')').next().unwrap_or_default().trim_start().starts_with('Z')
    })
}

/// Waits for a condition, for as long as a loaded machine may need.
fn eventually(what: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn no_handshake_no_run() {
    for (mode, why) in [
        ("exit_at_once", "exited with status 1 before the handshake"),
        ("other_protocol", "speaks protocol 7, not 1"),
        ("hello_garbage", "\\\"Welcome to ACME SDK 3.1\\\""),
        ("window_zero", "window must be from 1 to 4096"),
        ("no_ops", "nothing was executed"),
        ("other_ops", "declares neither sign, verify nor send (it declares: refund)"),
    ] {
        let (code, implementation) = check_json(&["--random", "100"], &[mode]);
        assert_eq!(code, 3, "{mode}");
        let told = implementation["cannot_run"].to_string();
        assert!(told.contains(why), "{mode}: {told}");
    }
    let ran = check(&[], &["exit_at_once"]);
    assert!(ran.out.contains("ImportError: no module named acme"), "stderr is shown: {}", ran.out);
}

#[test]
fn a_handshake_that_never_comes_is_given_up() {
    let (code, implementation) = check_json(&["--timeout", "100ms"], &["hang"]);
    assert_eq!(code, 3);
    assert!(
        implementation["cannot_run"]["why"].as_str().unwrap().contains("no handshake within 10s")
    );
}

#[test]
fn a_slow_start_has_a_time_of_its_own() {
    let (code, implementation) = check_json(&["--start-timeout", "300ms"], &["hang"]);
    assert_eq!(code, 3);
    let why = implementation["cannot_run"]["why"].as_str().unwrap();
    assert!(why.contains("no handshake within 300ms"), "{why}");
    assert!(why.contains("--start-timeout 60s"), "the way out is said: {why}");
    let (_dir, path) = project(&config("hang", "start_timeout = \"400ms\"\n"));
    let ran = run(&["check", "--config", path.to_str().unwrap()]);
    assert_eq!(ran.code, 3);
    assert!(ran.out.contains("no handshake within 400ms"), "{}", ran.out);
}

#[test]
fn noise_in_place_of_a_handshake_is_shown_with_stderr() {
    let noise = "import sys; print('Welcome to ACME'); print('DEBUG on', file=sys.stderr)";
    let ran = run(&["check", "--", "python3", "-c", noise]);
    assert_eq!(ran.code, 3);
    assert!(ran.out.contains("Welcome to ACME"), "{}", ran.out);
    assert!(ran.out.contains("stderr    DEBUG on"), "{}", ran.out);
}

#[test]
fn a_crash_in_one_case_is_pinned_to_it() {
    let (code, implementation) = check_json(&["--no-random"], &["die_on", "😀"]);
    assert_eq!(code, 1);
    assert_eq!(
        findings(&implementation),
        [("fault".to_owned(), "exited with status #".to_owned(), 1)],
    );
    assert_eq!(implementation["findings"][0]["sample"]["id"], "text/field/event_name/emoji");
    assert!(implementation["ran"].as_u64().unwrap() > 700, "the rest is still run");
}

#[test]
fn a_case_that_hangs_is_pinned_to_it() {
    let (code, implementation) =
        check_json(&["--no-random", "--timeout", "300ms"], &["hang_on", "😀"]);
    assert_eq!(code, 1);
    let found = findings(&implementation);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.contains("did not answer within #ms"), "{found:?}");
    assert_eq!(implementation["findings"][0]["sample"]["id"], "text/field/event_name/emoji");
}

#[test]
fn dying_after_5000_answers_is_flaky_and_fails() {
    let (code, implementation) = check_json(&["--random", "10000"], &["die_at", "5000"]);
    assert_eq!(code, 1);
    let found = findings(&implementation);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "flaky_fault");
    assert!(found[0].1.contains("killed by signal #"), "{found:?}");
    let told = implementation["findings"][0]["sample"]["stderr"].to_string();
    assert!(told.contains("out of luck"), "{told}");
    let skipped: u64 =
        implementation["skipped"].as_object().unwrap().values().filter_map(|v| v.as_u64()).sum();
    let sends = implementation["skipped"]["op \"send\" not declared"].as_u64().unwrap();
    assert_eq!(
        implementation["ran"].as_u64().unwrap() + skipped,
        // One goal of the usual kinds for every ten random ones, and those that a rule is learned from.
        10_000 + 1_000 + survey_goals().len() as u64 + vector_count() + sends,
        "every case is accounted for"
    );
}

#[test]
fn a_stray_line_is_quoted() {
    let ran = check(&["--no-random"], &["garbage"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("DEBUG signing purchase"), "{}", ran.out);
    let ran = check(&["--no-random"], &["garbage_always"]);
    assert_eq!(ran.code, 3, "the restart budget is spent: {ran:?}");
    assert!(ran.out.contains("restarted 40 times, then gave up"), "{}", ran.out);
    assert!(ran.out.contains("DEBUG signing"), "{}", ran.out);
}

#[test]
fn malformed_replies_fail_and_never_block() {
    let modes = [
        ("half_line", 1),
        ("long_line", 1),
        ("flood_stdout", 1),
        ("null_outcome", 3),
        ("twice", 3),
        ("out_of_order", 3),
        ("disagrees", 1),
        ("error", 1),
    ];
    beside(&modes, |(mode, code)| {
        let ran = check(&["--no-random", "--timeout", "500ms"], &[*mode]);
        assert_eq!(ran.code, *code, "{mode}: {}", ran.out);
    });
}

#[test]
fn out_of_order_says_what_was_due() {
    let ran = check(&["--no-random", "--timeout", "500ms"], &["out_of_order"]);
    assert!(ran.out.contains("replies come in request order"), "{}", ran.out);
}

#[test]
fn after_a_fault_every_answer_still_meets_its_own_vector() {
    let (code, implementation) = check_json(&["--no-random"], &["die_and_refuse"]);
    assert_eq!(code, 1);
    let found = findings(&implementation);
    assert_eq!(
        found,
        [
            ("wrong_refusal".to_owned(), "no such event".to_owned(), 1),
            ("fault".to_owned(), "exited with status #".to_owned(), 1),
        ]
    );
    let ids: Vec<_> =
        [0, 1].map(|i| implementation["findings"][i]["sample"]["id"].clone()).to_vec();
    assert_eq!(ids, ["text/field/event_name/del", "text/field/event_name/emoji"]);
}

#[test]
fn the_old_process_is_gone_before_the_new_one_starts() {
    let dir = tempfile::tempdir().unwrap();
    let lock = dir.path().join("lock").to_string_lossy().into_owned();
    let (code, implementation) = check_json(&["--no-random"], &["one_at_a_time", &lock]);
    assert_eq!(code, 1, "{implementation}");
    assert!(implementation["cannot_run"].is_null(), "{implementation}");
}

#[test]
fn a_key_that_stands_twice_in_a_reply_is_no_answer() {
    let ran = check(&["--no-random"], &["key_twice"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.out.contains("has \"signature\" twice"), "{}", ran.out);
}

#[test]
fn nothing_from_an_adapter_reaches_the_terminal_unescaped() {
    let ran = check(&["--no-random", "--color", "never"], &["escapes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("\\x1b[2Jpage\\x0aconforms\\xe2\\x80\\xae"), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}') && !ran.out.contains('\u{202e}'));
}

#[test]
fn any_number_of_messages_neither_fills_the_report_nor_hides_a_failure() {
    let (code, implementation) = check_json(&["--no-random"], &["unsupported_many"]);
    assert_eq!(code, 1);
    assert!(findings(&implementation).len() < 30, "{implementation}");

    let expect = |reason: String| {
        format!("[[implementation.expect]]\nunsupported = \"{reason}\"\nreason = \"known\"\n")
    };
    let few: String = "abcdefgh"
        .chars()
        .flat_map(|a| "abc".chars().map(move |b| format!("why-{a}{b}")))
        .map(expect)
        .collect();
    let (_dir, path) = project(&config("unsupported_many", &few));
    let ran = run(&["check", "--config", &path.to_string_lossy(), "--no-random"]);
    assert_eq!(ran.code, 1, "24 reasons are expected, 16 are not: {ran:?}");
}

#[test]
fn noise_on_stderr_is_no_fault() {
    let ran = check(&["--no-random"], &["flood_stderr"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn blank_lines_crlf_and_a_window_of_one_are_fine() {
    for mode in ["crlf", "strict", "signature_only"] {
        let ran = check(&["--random", "200"], &[mode]);
        assert_eq!(ran.code, 0, "{mode}: {ran:?}");
    }
}

#[test]
fn refusing_everything_fails_the_gate() {
    let (code, implementation) = check_json(&["--random", "100"], &["refuse_all"]);
    assert_eq!(code, 1);
    let found = findings(&implementation);
    assert_eq!((found[0].0.as_str(), found[0].1.as_str()), ("wrong_refusal", "not today"));
}

#[test]
fn a_signature_that_is_not_of_its_bytes_is_a_fault_of_its_own() {
    let (code, implementation) = check_json(&["--no-random"], &["disagrees"]);
    assert_eq!(code, 1);
    assert!(findings(&implementation).iter().all(|(kind, ..)| kind == "signature_disagrees"));
}

#[test]
fn right_alone_and_wrong_in_a_batch_is_reported_as_that() {
    let (code, implementation) = check_json(&["--random", "600"], &["batch_only"]);
    assert_eq!(code, 1);
    let found = findings(&implementation);
    assert_eq!(found, [("wrong_in_batch".to_owned(), String::new(), 3)], "one in each batch");
    let (code, implementation) = check_json(&["--random", "600"], &["batch_short"]);
    assert_eq!(code, 1);
    assert_eq!(findings(&implementation)[0].0, "flaky_fault", "alone they are answered");
}

#[test]
fn an_adapter_that_does_not_leave_is_a_warning() {
    let ran = check(&["--no-random"], &["stays"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("did not exit within 2 s"), "{}", ran.out);
}

#[test]
fn grandchildren_end_too() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let ran = check(&["--no-random"], &["grandchild", &file.path().to_string_lossy()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let pids = std::fs::read_to_string(file.path()).unwrap();
    for pid in pids.split(' ') {
        eventually(pid, || !is_alive(pid));
    }
}

#[test]
fn one_broken_implementation_never_takes_the_others_with_it() {
    let crash = adapter(&["exit_at_once"]);
    let text = config("good", "")
        + &format!("[[implementation]]\nname = \"broken\"\ncommand = {crash:?}\n");
    let (_dir, path) = project(&text);
    let ran = run(&["check", "--config", &path.to_string_lossy(), "--random", "200"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.out.contains("pass page"), "{}", ran.out);
}

#[test]
fn an_interrupt_ends_the_children_and_reports_what_was_found() {
    for signal in [rustix::process::Signal::INT, rustix::process::Signal::TERM] {
        let file = tempfile::NamedTempFile::new().unwrap();
        let started = || std::fs::read_to_string(file.path()).unwrap_or_default();
        let child = goalpost()
            .args(["check", "--random", "50000000", "--"])
            .args(adapter(&["grandchild", &file.path().to_string_lossy()]))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        eventually("the adapter starts", || started().contains(' '));
        let pid = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(pid, signal).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130));
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("interrupted: this is what was found until then"), "{text}");
        for pid in started().split(' ') {
            eventually(pid, || !is_alive(pid));
        }
    }
}

#[test]
fn a_second_interrupt_waits_for_nobody() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let started = || std::fs::read_to_string(file.path()).unwrap_or_default();
    let mut child = goalpost()
        .args(["check", "--random", "50000000", "--"])
        .args(adapter(&["ignores_everything", &file.path().to_string_lossy()]))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    eventually("the adapter starts", || started().contains(' '));
    let pid = rustix::process::Pid::from_child(&child);
    // However many arrive before it is gone, it ends with 130 and leaves nobody behind.
    while child.try_wait().unwrap().is_none() {
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::INT);
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(child.wait().unwrap().code(), Some(130));
    for pid in started().split(' ') {
        eventually(pid, || !is_alive(pid));
    }
}
