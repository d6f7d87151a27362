//! goalpost.toml: implementations and what is expected of them.

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

/// The largest configuration that is read, in bytes.
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
    dialect: Option<Spanned<String>>,
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

/// The implementations of those names; all where none is given.
pub(super) fn named(path: &Path, names: &[String]) -> Result<Vec<Implementation>, Failure> {
    let all = read(path)?;
    if let Some(unknown) = names.iter().find(|name| all.iter().all(|i| i.name != **name)) {
        let known: Vec<&str> = all.iter().map(|i| i.name.as_str()).collect();
        return Err(Failure::usage(format!(
            "{} has no implementation {unknown:?}; it has {}",
            path.display(),
            known.join(", ")
        )));
    }
    let is_named = |i: &Implementation| names.is_empty() || names.contains(&i.name);
    Ok(all.into_iter().filter(is_named).collect())
}

/// Reads a file of settings, of a size that a person writes.
pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    let fault = |what: String| Failure::usage(format!("{}: {what}", path.display()));
    let there = std::fs::metadata(path).map_err(|e| fault(e.to_string()))?;
    if !there.is_file() {
        return Err(fault("is no file".to_owned()));
    }
    let size = there.len();
    if size > MAX_FILE {
        return Err(fault(format!("{size} bytes; a configuration has at most {MAX_FILE}")));
    }
    std::fs::read_to_string(path).map_err(|e| fault(e.to_string()))
}

type Fault = (Range<usize>, String);

fn parse(text: &str, dir: &Path) -> Result<Vec<Implementation>, Fault> {
    let file: File = toml::from_str(text)
        .map_err(|error| (error.span().unwrap_or(0..0), one_line(error.message())))?;
    if file.implementation.is_empty() {
        return Err((0..0, "no implementation; add one under [[implementation]]".to_owned()));
    }
    let mut implementations: Vec<Implementation> = Vec::new();
    for entry in file.implementation {
        let name = entry.name.get_ref().clone();
        if name.is_empty() || implementations.iter().any(|known| known.name == name) {
            return Err((entry.name.span(), format!("the name {name:?} is empty or taken")));
        }
        if entry.command.get_ref().first().is_none_or(String::is_empty) {
            let what = "command must name a program, as in [\"python3\", \"adapter.py\"]";
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
                return Err((span, format!("{} is expected twice", next.name())));
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
        return Err((span, "an expectation needs a reason".to_owned()));
    }
    let what = match (&expect.dialect, &expect.rule, expect.unsupported) {
        (Some(id), None, None) => ExpectedKind::Mistake(dialect(id)?),
        (None, Some(text), None) => ExpectedKind::Rule(rule(text)?),
        (None, None, Some(why)) => ExpectedKind::Unsupported(why),
        _ => {
            let what = "an expectation names either a dialect, a rule or an unsupported reason";
            return Err((span, what.to_owned()));
        }
    };
    let expires =
        match &expect.expires {
            None => None,
            Some(text) => Some(date(text.get_ref()).ok_or_else(|| {
                (text.span(), "expires is no date; write \"2027-01-31\"".to_owned())
            })?),
        };
    Ok(ExpectedDrift { what, reason: expect.reason.into_inner(), issue: expect.issue, expires })
}

/// A date as TOML has it or as text, and nothing longer.
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

fn dialect(id: &Spanned<String>) -> Result<MistakeSet, Fault> {
    let name = id.get_ref();
    match MistakeSet::of_id(name) {
        Some(set) if set.is_subset(MistakeSet::permitted()) => {
            Err((id.span(), format!("{name:?} needs no expectation: the protocol leaves it open")))
        }
        Some(set) => Ok(set),
        None => {
            let near = CATALOGUE
                .iter()
                .map(|dialect| dialect.id)
                .max_by_key(|known| likeness(known, name))
                .unwrap_or_default();
            Err((
                id.span(),
                format!(
                    "no dialect is called {name:?}; did you mean {near:?}? (docs/dialects.md lists all)"
                ),
            ))
        }
    }
}

/// How many neighbouring pairs of letters two names share.
fn likeness(a: &str, b: &str) -> usize {
    a.as_bytes().windows(2).filter(|pair| b.as_bytes().windows(2).any(|p| p == *pair)).count()
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
        dialect = "del-char-not-escaped"
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
    fn faults_are_placed() {
        for (from, to, place_of, what) in [
            ("command =", "comand =", "comand", "unknown field `comand`"),
            (
                "del-char-not-escaped",
                "del-not-escaped",
                "\"del-not",
                "did you mean \"del-char-not-escaped\"",
            ),
            ("2027-01-31", "soon", "\"soon", "is no date"),
            ("500ms", "5 minutes", "\"5 min", "is no time"),
            ("fixed in 3.0", "", "\"\"", "needs a reason"),
            ("[\"python3\", \"adapter.py\"]", "[]", "[]\n", "must name a program"),
            ("dialect = \"del-char-not-escaped\"", "", "\"fixed", "either a dialect"),
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
