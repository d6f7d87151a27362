//! `goalpost vectors`, and the files for those who want only the vectors.

use crate::support::{goalpost, root, run};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(&path).unwrap(),
            )
        })
        .collect()
}

fn vectors(action: &str, dir: &Path, more: &[&str]) -> crate::support::Ran {
    let dir = dir.to_string_lossy();
    let output =
        goalpost().args(["vectors", action, "--vectors", &dir]).args(more).output().unwrap();
    output.into()
}

/// A folder with the vectors freshly written.
fn written() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let ran = vectors("write", dir.path(), &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    dir
}

fn replace(dir: &Path, name: &str, from: &str, to: &str) {
    let path = dir.join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from}");
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn the_projects_files_are_exactly_what_would_be_written() {
    let ran = run(&["vectors", "check"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn writing_twice_gives_identical_ascii_files() {
    let (first, second) = (written(), written());
    let files_written = files(first.path());
    assert_eq!(files_written, files(second.path()));
    for (name, bytes) in &files_written {
        assert!(bytes.iter().all(|b| matches!(b, b'\n' | b' '..=b'~')), "{name}");
        assert_eq!(bytes, &std::fs::read(root().join("vectors").join(name)).unwrap(), "{name}");
    }
    let again = vectors("write", first.path(), &[]);
    assert!(again.out.contains("nothing changed"), "{again:?}");
}

#[test]
fn one_edited_byte_is_found_with_a_diff() {
    let dir = written();
    replace(
        dir.path(),
        "sign_money.json",
        "a tie: down to the even cent",
        "a tie: down to the oven cent",
    );
    let ran = vectors("check", dir.path(), &[]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("-") && ran.out.contains("oven cent"), "{}", ran.out);
    assert!(ran.out.contains("sign_money.json (on disk)"), "{}", ran.out);
}

#[test]
fn a_changed_expectation_is_refused_unless_named() {
    let dir = written();
    replace(dir.path(), "sign_money.json", "{\"value\":0.125}", "{\"value\":0.126}");
    let ran = vectors("write", dir.path(), &[]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("--change money/tie/0.125"), "{}", ran.err);
    let before = files(dir.path());
    assert_eq!(vectors("write", dir.path(), &["--change", "money/tie/0.375"]).code, 2);
    assert_eq!(before, files(dir.path()), "nothing is written when refused");

    let ran = vectors("write", dir.path(), &["--change", "money/tie/0.125"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(vectors("check", dir.path(), &[]).code, 0);
}

#[test]
fn a_dropped_vector_is_refused_unless_named() {
    let dir = written();
    replace(dir.path(), "sign_money.json", "\"money/tie/0.125\"", "\"money/tie/of-old\"");
    let ran = vectors("write", dir.path(), &[]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("--drop money/tie/of-old"), "{}", ran.err);
    assert_eq!(vectors("write", dir.path(), &["--drop", "money/tie/of-old"]).code, 0);
}

#[test]
fn comments_may_be_mended_freely() {
    let dir = written();
    replace(dir.path(), "sign_money.json", "\"an integer\"", "\"a number\"");
    assert_eq!(vectors("write", dir.path(), &[]).code, 0);
    assert_eq!(vectors("check", dir.path(), &[]).code, 0);
}

#[test]
fn a_file_cut_in_half_or_missing_is_said_so() {
    let dir = written();
    let path = dir.path().join("sign_text.json");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let ran = vectors("write", dir.path(), &[]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.err.contains("sign_text.json: line ") && ran.err.contains("git checkout"),
        "{}",
        ran.err
    );
    assert_eq!(vectors("check", dir.path(), &[]).code, 1);

    std::fs::remove_file(&path).unwrap();
    let ran = vectors("check", dir.path(), &[]);
    assert!(ran.code == 1 && ran.out.contains("sign_text.json: missing"), "{ran:?}");
    assert_eq!(vectors("write", dir.path(), &[]).code, 0);
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn the_runners_without_goalpost_agree() {
    let files = goalpost::vectors::embedded().unwrap();
    let sign: usize = files.iter().map(|file| file.sign_tests().count()).sum();
    let verify = |file: &goalpost::vectors::VectorFile| {
        file.verify_tests().count() + file.sequence_tests().count()
    };
    let verify: usize = files.iter().map(verify).sum();
    for (program, script, count, spoilt, from, to) in [
        (
            "python3",
            "run_vectors.py",
            sign,
            "sign_money.json",
            "\"signature\": \"",
            "\"signature\": \"0",
        ),
        (
            "node",
            "run_vectors.mjs",
            sign,
            "sign_money.json",
            "\"signature\": \"",
            "\"signature\": \"0",
        ),
        ("python3", "run_verify_vectors.py", verify, "verify_pii.json", "[\"400\"]", "[\"2xx\"]"),
    ] {
        let run = |dir: &Path| {
            let script = root().join("scripts").join(script);
            Command::new(program).arg(script).arg(dir).output().unwrap()
        };
        let output = run(&root().join("vectors"));
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{script}: {text}");
        assert!(text.contains(&format!("{count} vectors, 0 failed")), "{script}: {text}");

        // And they can fail.
        let dir = written();
        replace(dir.path(), spoilt, from, to);
        assert_eq!(run(dir.path()).status.code(), Some(1), "{script}");
    }
}
