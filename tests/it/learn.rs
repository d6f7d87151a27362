//! Rules that are learned from wrong signers, whose code knows nothing of Goalpost.

use crate::support::{findings, goalpost, project, root};
use goalpost::case::Case;
use goalpost::learn::{Answer, CONFIRMED, Learned, Outcome, Rule, Survey, is_recent, learn};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

fn script() -> String {
    root().join("tests/adapters/odd_signers.py").to_string_lossy().into_owned()
}

/// What is learned of a signer of `odd_signers.py`.
fn learned(mode: &str) -> Outcome {
    let mut child = Command::new("python3")
        .args([&script(), mode])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut requests = child.stdin.take().unwrap();
    let mut replies = BufReader::new(child.stdout.take().unwrap());
    let request = |case: &Case| {
        let goal = case.goal.to_value().to_json();
        let (secret, id) = (case.tenant.secret.to_string(), case.tenant.tenant_id.to_string());
        let (secret, id) = (json!(secret), json!(id));
        format!(r#"{{"op":"sign","id":"1","secret":{secret},"tenant_id":{id},"goal":{goal}}}"#)
    };
    let mut answer = || {
        let mut line = String::new();
        replies.read_line(&mut line).unwrap();
        let reply: Value = serde_json::from_str(&line).unwrap();
        match reply["signature"].as_str() {
            None => Answer::Nothing,
            Some(signature) => Answer::Signed {
                signature: signature.to_owned(),
                canonical: reply["canonical"]
                    .as_str()
                    .and_then(|hex| goalpost::protocol::hex::decode(hex.as_bytes())),
            },
        }
    };
    // Written beside the reading: a pipe holds few of them.
    let mut ask = |cases: &[Case]| {
        std::thread::scope(|scope| {
            let requests = &mut requests;
            scope.spawn(move || {
                cases.iter().for_each(|case| writeln!(requests, "{}", request(case)).unwrap())
            });
            cases.iter().map(|_| answer()).collect::<Vec<Answer>>()
        })
    };
    let survey = Survey::of(&mut ask);
    let outcome = learn(survey, &mut ask);
    drop(requests);
    child.wait().unwrap();
    outcome
}

fn rule(mode: &str) -> Rule {
    match learned(mode) {
        Outcome::Learned(learned) => {
            is_sound(mode, &learned);
            learned.rule
        }
        other => panic!("{mode}: {other:?}"),
    }
}

fn is_sound(mode: &str, learned: &Learned) {
    let Learned { rule, confirmed, .. } = learned;
    assert!(*confirmed >= CONFIRMED, "{mode}: {confirmed}");
    // Its text says all of it.
    assert_eq!(Rule::parse(&rule.to_text()).as_ref(), Ok(rule));
    assert!(rule.to_text().is_ascii() && !rule.to_text().contains('\''));
}

/// That a rule with these words is learned of each signer.
fn are_learned(signers: &[(&str, &str)]) {
    let missing = signers.iter().filter_map(|(mode, words)| match learned(mode) {
        Outcome::Learned(learned) if learned.rule.words().contains(words) => {
            is_sound(mode, &learned);
            None
        }
        Outcome::Learned(learned) => Some(format!("{mode}: {}", learned.rule.words())),
        other => Some(format!("{mode}: {other:?}")),
    });
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn mistakes_that_no_list_holds_are_learned() {
    are_learned(&[
        ("tabs-to-blanks", "in every text, `\\t` is signed as ` `"),
        ("event-dots-to-underscores", "in `event_name`, `.` is signed as `_`"),
        ("session-cut-at-36", "of more than 36 code points the first 36 are signed"),
        ("value-five-cents", "the amount is written rounded to 0.05"),
        ("keys-by-length", "keys are sorted by length, then by letter"),
        (
            "ts-only-with-bucket",
            "`first_touch_ts` is not signed, where `first_touch_bucket` is empty or not passed",
        ),
        ("currency-defaulted", "`currency` is added as \"USD\""),
        ("mac-not-reset", "all that was signed with this secret before is signed too"),
        ("secret-cut-at-64-digits", "the key is the first 32 bytes of the secret"),
        ("hex-of-big-integer", "without leading zeros"),
        ("quotes-doubled-between-quotes", "in `plan`, the text is signed as a field of CSV"),
        ("event-behind-session", "signed is the text and `:` and that of `event_name`"),
        ("currency-symbols", "`EUR` is signed as `\u{20ac}`"),
        ("empty-plan-as-null", "`plan` is written as null, without quotes"),
        ("ellipsis-spelled-out", "`\u{2026}` is signed as `...`"),
        ("variation-selectors-dropped", "U+FE00 to U+FE0F is not signed"),
        ("turkish-lower", "in Turkish lower case"),
    ]);
}

#[test]
fn lists_of_words_cuts_between_bytes_and_escapes_of_one_field_are_learned() {
    are_learned(&[
        ("plan-cut-between-bytes", "U+FFFD for each byte of a character that is cut"),
        (
            "plan-words-renamed",
            "in `plan`, as a whole word, in capitals or not (of ASCII letters), `annual` is signed as `Yearly`, `basic`",
        ),
        ("value-four-digits", "toPrecision(4)"),
        ("plan-unescaped", "in `plan`, what JSON has to escape"),
        // Not all between two that are dropped is dropped.
        ("emoji-regex-dropped", "U+2011 to U+27BF, U+E000 to U+F8FF, U+1F000 to U+1F7"),
    ]);
}

#[test]
fn shares_of_sessions_and_what_libraries_and_shells_do_are_learned() {
    are_learned(&[
        (
            "quarter-raw",
            "where `session_id` is not empty and the CRC-32 of `session_id` modulo 100 is less than 25: ",
        ),
        ("plan-substituted", "in `session_id`, `plan`, `\\` is signed as one backslash"),
        ("fields-pooled", "fields that are not passed are those of the last goal that passed them"),
        ("hour-repeated", "in the first of the two equal hours of Berlin's time"),
        ("lines-joined-python", "as the lines that Python's splitlines() has, joined by blanks"),
        ("katakana-wide", "in `plan`, the text is signed with half-width Katakana as full-width"),
        ("key-of-a-shell", "zero bytes of the key and line ends behind it are dropped: $(...)"),
    ]);
}

#[test]
fn shapes_of_texts_and_members_are_learned() {
    are_learned(&[
        ("accents-removed", "in every text, the text is signed in NFD without"),
        ("titles-of-python", "in `event_name`, the text is signed in title case as Python has it"),
        ("case-folded", "the text is signed with its case folded"),
        ("dollar-names-removed", "the text is signed without `$` and the name behind it"),
        ("plan-digits-as-number", "`plan` is written without quotes, where it is an integer"),
        ("fee-taken-off", "0.30"),
        ("first-touch-grouped", "`first_touch`"),
        ("properties-in-list", "the properties are signed inside a list"),
        (
            "cards-masked",
            "13 to 16 digits in a row between what is no letter, number or `_` is signed as `*` for each",
        ),
        ("addresses-redacted", "an e-mail address (ASCII) is signed as `[email]`"),
        ("digits-hashed", "each run of 4 digits or more is signed as `####`"),
        (
            "session-cut-at-64-units",
            "of more than 64 UTF-16 units the first 64 are signed, half of a pair too",
        ),
        ("bytes-sign-extended", "hex of sign-extended bytes, two digits at least"),
        ("nano-of-go", "the text is signed as Go's RFC 3339 with nanoseconds has it"),
        ("wrapped-in-data", "in the finished bytes, the text is signed between"),
        ("small-amounts-as-zero", "the amount is written as 0.00, where"),
    ]);
}

#[test]
fn what_testers_wrote_is_learned() {
    are_learned(&[
        ("typographer", "`--` is signed as"),
        ("decimals-of-currency", "with 3 decimals (halves to even), where it is `BHD`"),
        ("cash-steps", "rounded to 0.50 (halves to even), where it is `DKK`"),
        ("as-form", "the fields are signed as a form"),
        ("key-of-tenant", "the HMAC of tenant_id under the secret is the key"),
        ("first-touch-kept", "where neither of its fields is passed, is that of the last goal"),
        ("secrets-hidden", "in capitals or not"),
        ("cents-in-16-bits", "in an integer of 16 bits without a sign"),
        ("zeros-stripped", "as a normalised decimal"),
    ]);
}

#[test]
fn patterns_of_dates_and_texts_marks_and_times_are_learned() {
    are_learned(&[
        ("week-year", "with the year that its week belongs to, weeks from Sunday on"),
        ("plan-without-comment", "in `plan`, only what stands before the first `#` that stands"),
        ("plan-as-pattern", "in `plan`, the text is signed as MessageFormat of Java makes it"),
        ("whole-amounts-stripped", "as a normalised decimal (1E+2, 99.5), so that `.00` is"),
        ("first-bucket", "`first_touch_bucket`, passed or not, is that of the first goal that has"),
        ("old-touch-dropped", "where `first_touch_ts` is a moment before 2026-0"),
        ("decimals-kept", "where the amount is written with three decimals or more"),
    ]);
}

#[test]
fn what_libraries_do_and_what_a_process_remembers_is_learned() {
    are_learned(&[
        ("open-tags-dropped", "in `plan`, each `<"),
        ("plan-humanized", "as humanize() of Rails has it"),
        ("escape-of-javascript", "all beyond Latin-1 is signed as `%uXXXX`"),
        ("windows-1252-as-latin1", "read as ISO-8859-1"),
        ("plan-of-yaml", "`plan` is written without quotes, where it is an integer as YAML has it"),
        ("yearly-as-monthly", "divided by 12"),
        ("twelve-hours", "with its hour on a clock of twelve hours"),
        ("month-and-day", "with month and day in each other's place, where that is a date"),
        ("last-segment", "without those at its end, what follows the last of `.`"),
        ("properties-by-value", "properties are sorted by their values"),
        ("seven-digits", "with 7 digits of a second"),
        ("twenty-events", "20 texts of `event_name` a tenant are known"),
        ("session-buffer-not-cut", "behind `session_id` stands what an earlier, longer one left"),
        ("comma-since-eur", "after a goal with `currency` `EUR` on, until one with `GBP` or `USD`"),
        ("words-not-padded", "hex in words of 8 digits, each without zeros in front"),
        (
            "last-currency-beside-filter",
            "`first_touch_bucket` is not signed, where not (it is `ai_search`); `currency`",
        ),
        ("numbers-of-addresses", "in `session_id`, each `"),
        ("query-allowed", "`=`, `?`, `@` is signed percent-encoded"),
        ("clean-input", "(\\w of .NET), `-`, `.`, `@` is not signed"),
        ("plan-in-varchar", "has an ASCII letter or digit for its base"),
        ("line-breaks-marked", "in one pass, "),
        (
            "decoded-where-possible",
            "as decodeURIComponent() of JavaScript decodes it, where it does",
        ),
        ("three-words", "of more than 3 words the first 3 are signed and ` \u{2026}`"),
    ]);
}

#[test]
fn fields_and_blocks_that_are_too_small_and_what_tables_keep_is_learned() {
    are_learned(&[
        ("length-in-five-bits", "of 32 bytes or more is cut to what its length leaves over 32"),
        ("ascii-inspected", "in capitals, where it consists of ASCII"),
        ("block-not-cleared", "it is read in blocks of 128, and the last is taken in full"),
        ("touch-of-session", "the first touch, where any of its fields is passed, is that of the"),
        ("plan-of-collation", "blanks at its end and capitals of ASCII"),
        ("stored-net", "divided by 1190/1000, rounded, and multiplied by it again, where it is"),
        ("digest-unpacked", "hex of the bytes without white space and NULs at their end"),
        ("whole-by-event", "the amount is cut to whole units, where that of the first goal"),
    ]);
}

#[test]
fn what_holds_for_some_goals_only_is_learned_with_where_and_when() {
    are_learned(&[
        ("long-sha-512", "where the signed bytes are more than 256 bytes: "),
        ("unsorted-with-plan", "where `plan` is passed: "),
        ("every-tenth-spaced", "of 10 goals, in number 0: "),
        ("numbered", "`seq` is added, the number of the goal, counted from 1"),
        ("tenant-of-first", "`tenant_id` is that of the first goal of the process"),
        ("buffer-not-cut", "what an earlier, longer message left in the buffer"),
        ("bucket-of-session", "is that of the last goal with the same `session_id`"),
        (
            "enterprise-without-value",
            "`value` is not signed, where it is `enterprise`, in capitals or not (of `plan`)",
        ),
    ]);
}

#[test]
fn steps_that_hide_each_other_are_learned_as_one() {
    are_learned(&[
        ("event-as-slug", "with `-` for each run of all but ASCII letters, digits, `_`"),
        ("bucket-tidied", "then in lower case, then with `_` for"),
        ("addresses-by-first-letter", "is signed as `***` but for its first 1 up to its `@`, even"),
        ("session-address-hashed", "as its SHA-256 in hex, where it contains `@`"),
        ("plan-put-in", "`$$` is signed as `$` and `$&` as `{plan}`"),
        ("less-fee", "less 290/10000 of it and 0.30, as printf rounds, where"),
        ("with-sdk", "`sdk` is added as {\"name\":\"acme\",\"version\":\"1.4.2\"}"),
        ("money-together", "and that of `currency` and `\\\"}`, as a number, where"),
        ("key-stripped", "the key is the secret without white space at both ends"),
        ("long-secrets-with-sha-512", "(wrong-hash-algorithm-sha512), where it has more than 64"),
        ("properties-kept", "are those of the first goal with the same"),
    ]);
}

#[test]
fn a_mistake_that_no_list_holds_is_learned_beside_others() {
    for (mode, parts) in [
        (
            "tabs-to-blanks+printed+enveloped+text-key+base-64-output",
            &[
                "U+0009 is signed as ` `",
                "each member has a line",
                "(secret-used-as-text)",
                "(base64-not-hex-output)",
            ][..],
        ),
        (
            "event-dots-to-underscores+as-passed+numbers-as-passed",
            &["in `event_name`, `.` is signed as `_`", "in the order passed", "integers apart"],
        ),
        (
            "tabs-to-blanks+slashes-afterwards",
            &["`/` is signed as `\\\\/`", "U+0009 is signed as ` `"],
        ),
        ("event-dots-to-underscores+escapes-raised-afterwards", &["`.` is signed as `_`"]),
        (
            "currency-defaulted+keys-by-length+enveloped",
            &["`currency` is added as \"USD\"", "sorted by length", "finished bytes"],
        ),
        (
            "session-cut-at-36+as-passed+enveloped+base-64-output",
            &["of more than 36 code points", "in the order passed", "(base64-not-hex-output)"],
        ),
    ] {
        let words = rule(mode).words();
        parts.iter().for_each(|part| assert!(words.contains(part), "{mode}: {part}: {words}"));
    }
}

#[test]
fn beside_a_rule_only_mistakes_in_key_hash_or_output_are_taken() {
    let parse = |id: &str| Rule::parse(&format!(r#"{{"signed-with":["{id}"]}}"#));
    assert!(parse("secret-used-as-text").is_ok());
    assert!(parse("keys-not-sorted").unwrap_err().contains("no mistake in key, hash or output"));
    assert!(parse("nothing-so-called").unwrap_err().contains("no mistake is called"));
}

#[test]
fn what_only_seems_to_be_a_rule_is_refuted() {
    // Each changes texts by a hash of them, so that a list of words fits what was asked and nothing else.
    for mode in ["trap-salted-by-hash", "trap-noise-by-hash", "trap-characters-by-parity"] {
        let outcome = learned(mode);
        assert!(matches!(outcome, Outcome::Unlearned(_)), "{mode}: {outcome:?}");
    }
}

#[test]
fn a_rule_that_fits_all_that_was_asked_is_refuted_by_fresh_goals() {
    for (mode, words) in [
        // A list of amounts fits what is asked before a rule is fitted.
        ("trap-five-cents-but-for-some", "the amount is written rounded to 0.05"),
        // Only long texts with tabs show that it is no rule.
        ("trap-tabs-but-in-some", "in every text, `\\t` is signed as ` `"),
    ] {
        let outcome = learned(mode);
        let Outcome::Unlearned(lines) = &outcome else { panic!("{mode}: {outcome:?}") };
        assert!(lines[0].starts_with("refuted by ") && lines[0].contains(words), "{lines:?}");
    }
}

#[test]
fn a_rule_that_no_longer_shows_is_stale() {
    let rule = rule("event-dots-to-underscores").to_text();
    let command = ["python3".to_owned(), script(), "right".to_owned()];
    let (_dir, path) = project(&format!(
        "[[implementation]]\nname = \"odd\"\ncommand = {command:?}\n\
         [[implementation.expect]]\nrule = '{rule}'\nreason = \"known\"\n"
    ));
    let ran = goalpost()
        .args(["check", "--random", "400", "--format", "json", "--config"])
        .arg(&path)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(ran.status.code(), Some(4), "{report}");
}

#[test]
fn a_signer_that_is_right_has_no_rule() {
    assert_eq!(learned("right"), Outcome::Right);
}

#[test]
fn a_learned_rule_is_one_finding_and_can_be_expected() {
    let check = |expect: &str| {
        let command = ["python3".to_owned(), script(), "event-dots-to-underscores".to_owned()];
        let text = format!("[[implementation]]\nname = \"odd\"\ncommand = {command:?}\n{expect}");
        let (_dir, path) = project(&text);
        let ran = goalpost()
            .args(["check", "--random", "400", "--format", "json", "--config"])
            .arg(&path)
            .output()
            .unwrap();
        let report: Value = serde_json::from_slice(&ran.stdout).unwrap();
        (ran.status.code(), report["implementations"][0].clone())
    };
    // A rule says nothing of properties that are neither text nor amount: such goals, which a server refuses,
    // stay unexplained.
    let unexpected = |implementation: &Value| -> Vec<String> {
        let findings = implementation["findings"].as_array().unwrap();
        let counts =
            |finding: &&Value| finding["sample"]["legal"] == true && finding["expected"] == false;
        findings.iter().filter(counts).map(|finding| finding["kind"].to_string()).collect()
    };
    let (code, implementation) = check("");
    assert_eq!(code, Some(1));
    assert_eq!(unexpected(&implementation), ["\"learned_drift\""], "{implementation}");
    let found = findings(&implementation);
    assert_eq!(found[0].1, "in `event_name`, `.` is signed as `_`");
    let rule = implementation["findings"][0]["rule"].as_str().unwrap();
    let (_, implementation) =
        check(&format!("[[implementation.expect]]\nrule = '{rule}'\nreason = \"known\"\n"));
    assert_eq!(unexpected(&implementation), Vec::<String>::new(), "{implementation}");
    // Another rule expects something else.
    let other = rule.replace("\"_\"", "\"-\"");
    let (_, implementation) =
        check(&format!("[[implementation.expect]]\nrule = '{other}'\nreason = \"known\"\n"));
    assert!(!unexpected(&implementation).is_empty(), "{implementation}");
}

/// What one process did is said, and that it is no rule.
#[test]
fn a_rule_that_predicts_nothing_of_the_run_is_ruled_out() {
    let out = goalpost()
        .args(["check", "--random", "400", "--", "python3", &script(), "process-number"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    assert_eq!(out.status.code(), Some(1), "{text}");
    assert!(text.contains("no rule learned for what is unexplained"), "{text}");
    assert!(text.contains("predicts no answer of this run"), "{text}");
    assert!(!text.contains("learned from"), "{text}");
}

/// A known mistake that goals which came out right contradict is not what is wrong, though it fits others.
#[test]
fn a_name_that_right_answers_contradict_is_not_given() {
    let command = ["python3".to_owned(), script(), "text-key-for-some".to_owned()];
    let (_dir, path) =
        project(&format!("[[implementation]]\nname = \"odd\"\ncommand = {command:?}\n"));
    let ran = goalpost()
        .args(["check", "--random", "400", "--format", "json", "--config"])
        .arg(&path)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let found = report["implementations"][0]["findings"].as_array().unwrap();
    let kinds: Vec<&str> = found.iter().map(|finding| finding["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"unexplained_drift"), "{found:?}");
    assert!(!kinds.contains(&"drift"), "{found:?}");
}

/// What our tables of categories know, and an older Python does not, is recent: so the list grows with them.
#[test]
fn characters_that_an_older_python_does_not_know_are_recent() {
    let script = "import unicodedata\nfor c in range(0x110000):\n    if unicodedata.category(chr(c)) == 'Cn': print(c)";
    let ran = std::process::Command::new("python3").args(["-c", script]).output().unwrap();
    assert!(ran.status.success(), "{ran:?}");
    let text = String::from_utf8(ran.stdout).unwrap();
    let unknown = text.lines().filter_map(|line| char::from_u32(line.parse().unwrap()));
    let is_known = |c: &char| c.general_category() != GeneralCategory::Unassigned;
    let missing: Vec<char> = unknown.filter(is_known).filter(|c| !is_recent(*c)).collect();
    assert!(missing.is_empty(), "add to RECENT: {missing:?}");
}
