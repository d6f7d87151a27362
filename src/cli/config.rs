//! Reads goalpost.toml: implementations and their expected drifts.

use super::failure::Failure;
use super::time;
use crate::adapter::CommandLine;
use crate::judge::{ExpectedDrift, ExpectedKind};
use crate::learn::Rule;
use crate::mistakes::{CATALOGUE, MistakeSet};
use crate::run::{Implementation, Target};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;

/// Maximum size of a configuration file, in bytes.
const MAX_FILE: u64 = 1 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    implementation: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Spanned<String>,
    command: Spanned<Vec<String>>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    timeout: Option<Spanned<String>>,
    #[serde(default)]
    expect: Vec<Expect>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    /// The id of a mistake in the catalogue. `dialect` is the key's former name.
    #[serde(alias = "dialect")]
    mistake: Option<Spanned<String>>,
    rule: Option<Spanned<String>>,
    unsupported: Option<String>,
    reason: Spanned<String>,
    issue: Option<String>,
    expires: Option<Spanned<toml::Value>>,
}

/// Reads a configuration file. Adapters run in its folder.
pub(super) fn read(path: &Path) -> Result<Vec<Implementation>, Failure> {
    let text = read_text(path)?;
    parse(&text, path.parent().unwrap_or(Path::new(""))).map_err(|(span, what)| {
        let (line, column) = place(&text, span.start);
        Failure::usage(format!("{}:{line}:{column}: {what}", path.display()))
    })
}

/// The implementations with those names, or all if no name is given.
pub(super) fn named(path: &Path, names: &[String]) -> Result<Vec<Implementation>, Failure> {
    let all = read(path)?;
    if let Some(unknown) = names.iter().find(|name| all.iter().all(|i| i.name != **name)) {
        let known: Vec<&str> = all.iter().map(|i| i.name.as_str()).collect();
        return Err(Failure::usage(format!(
            "{} has no implementation {unknown:?}; available: {}",
            path.display(),
            known.join(", ")
        )));
    }
    let is_named = |i: &Implementation| names.is_empty() || names.contains(&i.name);
    Ok(all.into_iter().filter(is_named).collect())
}

/// Reads a configuration file of at most [`MAX_FILE`] bytes.
pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    let fault = |what: String| Failure::usage(format!("{}: {what}", path.display()));
    let there = std::fs::metadata(path).map_err(|e| fault(e.to_string()))?;
    if !there.is_file() {
        return Err(fault("not a regular file".to_owned()));
    }
    let size = there.len();
    if size > MAX_FILE {
        return Err(fault(format!("{size} bytes; maximum size of a configuration is {MAX_FILE}")));
    }
    std::fs::read_to_string(path).map_err(|e| fault(e.to_string()))
}

type Fault = (Range<usize>, String);

fn parse(text: &str, dir: &Path) -> Result<Vec<Implementation>, Fault> {
    let file: File = toml::from_str(text)
        .map_err(|error| (error.span().unwrap_or(0..0), one_line(error.message())))?;
    if file.implementation.is_empty() {
        return Err((
            0..0,
            "no implementation: add an [[implementation]] table with name and command".to_owned(),
        ));
    }
    let mut implementations: Vec<Implementation> = Vec::new();
    for entry in file.implementation {
        let name = entry.name.get_ref().clone();
        if name.is_empty() || implementations.iter().any(|known| known.name == name) {
            return Err((
                entry.name.span(),
                format!("implementation name {name:?} is empty or used twice"),
            ));
        }
        if entry.command.get_ref().first().is_none_or(String::is_empty) {
            let what = "command must name a program, such as [\"python3\", \"adapter.py\"]";
            return Err((entry.command.span(), what.to_owned()));
        }
        let timeout = match &entry.timeout {
            None => None,
            Some(text) => Some(time::parse(text.get_ref()).map_err(|what| (text.span(), what))?),
        };
        let mut expectations: Vec<ExpectedDrift> = Vec::new();
        for expect in entry.expect {
            let span = expect.reason.span();
            let next = expected(expect)?;
            if expectations.iter().any(|known| known.what == next.what) {
                return Err((
                    span,
                    format!("{} is expected twice: remove one of the two", next.name()),
                ));
            }
            expectations.push(next);
        }
        implementations.push(Implementation {
            name,
            target: Target::Adapter(CommandLine {
                words: entry.command.into_inner().into_iter().map(Into::into).collect(),
                dir: (!dir.as_os_str().is_empty()).then(|| dir.to_owned()),
                env: entry.env.into_iter().collect(),
            }),
            timeout,
            expected: expectations,
        });
    }
    Ok(implementations)
}

fn expected(expect: Expect) -> Result<ExpectedDrift, Fault> {
    let span = expect.reason.span();
    if expect.reason.get_ref().trim().is_empty() {
        return Err((
            span,
            "an expectation needs a reason: say why the drift is accepted".to_owned(),
        ));
    }
    let what = match (&expect.mistake, &expect.rule, expect.unsupported) {
        (Some(id), None, None) => ExpectedKind::Mistake(mistake(id)?),
        (None, Some(text), None) => ExpectedKind::Rule(rule(text)?),
        (None, None, Some(why)) => ExpectedKind::Unsupported(why),
        _ => {
            let what = "an expectation needs either `mistake`, `rule` or `unsupported`";
            return Err((span, what.to_owned()));
        }
    };
    let expires = match &expect.expires {
        None => None,
        Some(text) => Some(date(text.get_ref()).ok_or_else(|| {
            (text.span(), "invalid date in expires: use \"2027-01-31\"".to_owned())
        })?),
    };
    Ok(ExpectedDrift { what, reason: expect.reason.into_inner(), issue: expect.issue, expires })
}

/// A TOML date or a string with a date, without a time.
fn date(value: &toml::Value) -> Option<Date> {
    let text = match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Datetime(date) => date.to_string(),
        _ => return None,
    };
    text.parse().ok().filter(|date: &Date| date.to_string() == text)
}

/// A learned rule, in its usual spelling.
fn rule(text: &Spanned<String>) -> Result<String, Fault> {
    match Rule::parse(text.get_ref()) {
        Ok(rule) if rule.state.is_some() => {
            let what = "a rule that depends on earlier goals cannot be expected";
            Err((text.span(), what.to_owned()))
        }
        Ok(rule) => Ok(rule.to_text()),
        Err(what) => Err((
            text.span(),
            format!("invalid rule: {what}; copy the rule that `goalpost check` prints"),
        )),
    }
}

fn mistake(id: &Spanned<String>) -> Result<MistakeSet, Fault> {
    let name = id.get_ref();
    match MistakeSet::of_id(name) {
        Some(set) if set.is_subset(MistakeSet::permitted()) => {
            Err((id.span(), format!("{name:?} needs no expectation: the protocol permits it")))
        }
        Some(set) => Ok(set),
        None => {
            let suggestion = similar_id(name)
                .map(|known| format!("did you mean {known:?}? "))
                .unwrap_or_default();
            Err((
                id.span(),
                format!(
                    "unknown mistake {name:?}: {suggestion}docs/reference/mistakes.md lists all ids"
                ),
            ))
        }
    }
}

/// The id in the catalogue that a misspelt one most resembles, if any does.
fn similar_id(name: &str) -> Option<&'static str> {
    // Below this value of the Jaro-Winkler measure (0 to 1), suggestions are noise.
    const LEAST: f64 = 0.8;
    let near = CATALOGUE.iter().map(|known| (strsim::jaro_winkler(known.id, name), known.id));
    near.filter(|(likeness, _)| *likeness >= LEAST)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, id)| id)
}

pub(super) fn one_line(message: &str) -> String {
    message.lines().map(str::trim).collect::<Vec<_>>().join(", ")
}

/// Line and column of a byte offset, both from 1.
pub(super) fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.char_indices().take_while(|(at, _)| *at < offset).map(|(_, c)| c);
    before.fold(
        (1, 1),
        |(line, column), c| if c == '\n' { (line + 1, 1) } else { (line, column + 1) },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        [[implementation]]
        name = "acme"
        command = ["python3", "adapter.py"]
        timeout = "500ms"
        [[implementation.expect]]
        mistake = "del-char-not-escaped"
        reason = "fixed in 3.0"
        expires = "2027-01-31"
    "#;

    #[test]
    fn a_good_file() {
        let implementations = parse(GOOD, Path::new("/x")).unwrap();
        assert_eq!(implementations[0].expected[0].name(), "del-char-not-escaped");
        assert_eq!(implementations[0].target.to_string(), "python3 adapter.py");
    }

    #[test]
    fn an_expectation_names_its_mistake_under_either_key_but_not_under_both() {
        let old = GOOD.replace("mistake =", "dialect =");
        let implementations = parse(&old, Path::new("")).unwrap();
        assert_eq!(implementations[0].expected[0].name(), "del-char-not-escaped");

        let key = "mistake = \"del-char-not-escaped\"";
        let both = GOOD.replace(key, &format!("{key}\n{}", key.replace("mistake", "dialect")));
        let (_, message) = parse(&both, Path::new("")).unwrap_err();
        assert!(message.contains("duplicate field `mistake`"), "{message}");
    }

    #[test]
    fn faults_are_placed() {
        for (from, to, place_of, what) in [
            ("command =", "comand =", "comand", "unknown field `comand`"),
            (
                "del-char-not-escaped",
                "del-not-escaped",
                "\"del-not",
                "did you mean \"del-char-not-escaped\"",
            ),
            ("del-char-not-escaped", "zzz", "\"zzz", "unknown mistake \"zzz\": docs/"),
            ("2027-01-31", "soon", "\"soon", "invalid date"),
            ("500ms", "5 parsecs", "\"5 par", "invalid duration"),
            ("fixed in 3.0", "", "\"\"", "needs a reason"),
            ("[\"python3\", \"adapter.py\"]", "[]", "[]\n", "must name a program"),
            ("mistake = \"del-char-not-escaped\"", "", "\"fixed", "either `mistake`"),
            ("del-char-not-escaped", "null-property-dropped", "\"null-", "needs no expectation"),
        ] {
            let text = GOOD.replace(from, to);
            let (span, message) = parse(&text, Path::new("")).unwrap_err();
            assert!(message.contains(what), "{message}");
            assert_eq!(span.start, text.find(place_of).unwrap(), "{message}");
        }
        assert_eq!(place("a\nbc", 3), (2, 2));
    }
}
