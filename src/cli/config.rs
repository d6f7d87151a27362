//! Reads goalpost.toml: implementations and servers, and what is expected of them.

use super::config_file::{AnswerEntry, Defaults, Expect, File, ServerEntry};
use super::failure::Failure;
use super::reports::Reports;
use super::settings::{one_line, place, read_text};
use super::starter::CONFIG_FILE;
use super::target::TargetOptions;
use super::{pattern, tenants, time};
use crate::adapter::CommandLine;
use crate::judge::{ExpectedAnswer, ExpectedDrift, ExpectedKind};
use crate::learn::Rule;
use crate::mistakes::{CATALOGUE, MistakeSet};
use crate::protocol::rules;
use crate::run::{Implementation, Server, Target};
use crate::wording::visible;
use jiff::civil::Date;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;
use toml::Spanned;

/// A configuration file that was read.
pub(super) struct Config {
    path: PathBuf,
    implementations: Vec<Implementation>,
    /// Reports of `goalpost check`.
    pub(super) check: Reports,
    /// Reports of `goalpost fuzz`.
    pub(super) fuzz: Reports,
}

/// The configuration file: the one that was named, else the nearest goalpost.toml, in this folder or in one above it.
/// One from above is named on stderr.
pub(super) fn find(named: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(path) = named {
        let missing = || format!("{} not found", path.display());
        return path.exists().then(|| path.to_owned()).ok_or_else(missing);
    }
    let here = Path::new(CONFIG_FILE);
    if here.exists() {
        return Ok(here.to_owned());
    }
    let folder = std::env::current_dir().map_err(|error| error.to_string())?;
    let above = folder.ancestors().skip(1).map(|folder| folder.join(CONFIG_FILE));
    let path = above.into_iter().find(|path| path.is_file());
    let path = path.ok_or_else(|| format!("no {CONFIG_FILE} in this folder or above it"))?;
    anstream::eprintln!("using {}", visible(&path.display().to_string()));
    Ok(path)
}

impl Config {
    /// Reads a configuration file. Adapters run in its folder.
    pub(super) fn read(path: &Path) -> Result<Config, Failure> {
        let text = read_text(path)?;
        let dir = path.parent().unwrap_or(Path::new(""));
        let read = parse(&text, dir).map_err(|(span, what)| {
            let (line, column) = place(&text, span.start);
            Failure::usage(format!("{}:{line}:{column}: {what}", path.display()))
        })?;
        Ok(Config { path: path.to_owned(), ..read })
    }

    /// The implementations with those names, or all if no name is given.
    pub(super) fn named(&self, names: &[String]) -> Result<Vec<Implementation>, Failure> {
        let all = &self.implementations;
        if let Some(unknown) = names.iter().find(|name| all.iter().all(|i| i.name != **name)) {
            let known: Vec<&str> = all.iter().map(|i| i.name.as_str()).collect();
            return Err(Failure::usage(format!(
                "{} has no implementation {unknown:?}; available: {}",
                self.path.display(),
                known.join(", ")
            )));
        }
        let is_named = |i: &&Implementation| names.is_empty() || names.contains(&i.name);
        Ok(all.iter().filter(is_named).cloned().collect())
    }
}

/// Reads a text, whatever comes of it.
pub(super) fn try_read(text: &str, dir: &Path) {
    drop(parse(text, dir));
}

type Fault = (Range<usize>, String);

fn parse(text: &str, dir: &Path) -> Result<Config, Fault> {
    let file: File = toml::from_str(text)
        .map_err(|error| (error.span().unwrap_or(0..0), one_line(error.message())))?;
    if file.implementation.is_empty() && file.server.is_empty() {
        let what = "no implementation: add an [[implementation]] table with name and command, or a [[server]] table";
        return Err((0..0, what.to_owned()));
    }
    let mut secrets: Vec<String> = Vec::new();
    for server in &file.server {
        secrets.extend(tenants::secret_variables(&dir.join(server.tenant_file.get_ref())));
    }
    let mut implementations: Vec<Implementation> = Vec::new();
    for entry in file.implementation {
        if let Some(secret) = entry.inherit.iter().find(|name| secrets.contains(name.get_ref())) {
            let what = "an adapter never gets a variable in which a tenant file keeps a secret: take it out of inherit";
            return Err((secret.span(), what.to_owned()));
        }
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
        let timeout = duration(entry.timeout.as_ref())?;
        let start_timeout = duration(entry.start_timeout.as_ref())?;
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
                inherit: entry.inherit.into_iter().map(Spanned::into_inner).collect(),
                start_timeout,
            }),
            timeout,
            expected: expectations,
        });
    }
    for entry in file.server {
        let span = entry.name.as_ref().map_or(entry.url.span(), Spanned::span);
        let server = server(entry, dir)?;
        if server.name.is_empty() || implementations.iter().any(|i| i.name == server.name) {
            return Err((span, format!("the name {:?} is empty or taken", server.name)));
        }
        implementations.push(server);
    }
    Ok(Config {
        path: PathBuf::new(),
        implementations,
        check: reports(&file.check, dir)?,
        fuzz: reports(&file.fuzz, dir)?,
    })
}

fn reports(defaults: &Defaults, dir: &Path) -> Result<Reports, Fault> {
    let mut reports = Reports::default();
    for text in &defaults.report {
        reports.add(text.get_ref(), dir).map_err(|what| (text.span(), what))?;
    }
    Ok(reports)
}

/// A running server. Files are looked for in `dir`.
fn server(entry: ServerEntry, dir: &Path) -> Result<Implementation, Fault> {
    let mut header = Vec::new();
    for (name, value) in &entry.headers {
        match value.get_ref() {
            toml::Value::String(text) => header.push(format!("{name}={text}")),
            _ => return Err((value.span(), format!("the header {name} must be text, in quotes"))),
        }
    }
    let options = TargetOptions {
        url: None,
        tenant_file: None,
        allow_host: entry.allow_host,
        ca: entry.ca,
        header,
        request_id_header: entry.request_id_header,
    };
    let address =
        options.address(entry.url.get_ref(), dir).map_err(|f| (entry.url.span(), f.what))?;
    let sites = tenants::read(&dir.join(entry.tenant_file.get_ref()))
        .map_err(|fault| (entry.tenant_file.span(), fault.what))?;
    let mut server = Server::new(address, sites);
    if let Some(rate) = entry.rate {
        if !(0.01..=1e6).contains(rate.get_ref()) {
            let what = "rate is requests per second, from 0.01 to 1000000";
            return Err((rate.span(), what.to_owned()));
        }
        server.rate = Some(rate.into_inner());
    }
    if let Some(jobs) = entry.jobs {
        if *jobs.get_ref() == 0 {
            return Err((jobs.span(), "jobs is a number of connections, from 1".to_owned()));
        }
        server.jobs = (*jobs.get_ref()).into();
    }
    let timeout = duration(entry.timeout.as_ref())?;
    let mut expectations: Vec<ExpectedDrift> = Vec::new();
    for expect in entry.expect {
        let span = expect.reason.span();
        let next = expected_answer(expect)?;
        if expectations.iter().any(|known| known.what == next.what) {
            return Err((span, format!("{} is expected twice", next.name())));
        }
        expectations.push(next);
    }
    Ok(Implementation {
        name: entry.name.map_or_else(|| server.address.to_string(), Spanned::into_inner),
        target: Target::Server(server),
        timeout,
        expected: expectations,
    })
}

fn expected_answer(expect: AnswerEntry) -> Result<ExpectedDrift, Fault> {
    let span = expect.reason.span();
    if expect.reason.get_ref().trim().is_empty() {
        return Err((span, "an expectation needs a reason".to_owned()));
    }
    let text = match (expect.rule, expect.vectors) {
        (Some(rule), None) => match rules::Rule::of_id(rule.get_ref()) {
            Some(_) => rule,
            None => {
                let near = rules::Rule::ALL
                    .iter()
                    .map(|known| known.id())
                    .max_by(|a, b| {
                        let near = |known: &str| strsim::jaro_winkler(known, rule.get_ref());
                        near(a).total_cmp(&near(b))
                    })
                    .unwrap_or_default();
                let name = rule.get_ref();
                let what = format!("no rule is called {name:?}; did you mean {near:?}?");
                return Err((rule.span(), what));
            }
        },
        (None, Some(vectors)) => vectors,
        _ => {
            let what = "an expectation names either a rule or vectors, such as \"verify/path/*\"";
            return Err((span, what.to_owned()));
        }
    };
    let pattern = pattern::parse(text.get_ref()).map_err(|what| (text.span(), what))?;
    let statuses = expect.status.get_ref().clone();
    if statuses.is_empty() || !statuses.iter().all(|status| (200..600).contains(status)) {
        let what = "status is a list of HTTP statuses, such as [422]";
        return Err((expect.status.span(), what.to_owned()));
    }
    Ok(ExpectedDrift {
        what: ExpectedKind::Answer(ExpectedAnswer { pattern, statuses }),
        reason: expect.reason.into_inner(),
        issue: expect.issue,
        expires: expires(expect.expires.as_ref())?,
    })
}

fn duration(text: Option<&Spanned<String>>) -> Result<Option<Duration>, Fault> {
    let read =
        |text: &Spanned<String>| time::parse(text.get_ref()).map_err(|what| (text.span(), what));
    text.map(read).transpose()
}

/// The last day of an expectation.
fn expires(text: Option<&Spanned<toml::Value>>) -> Result<Option<Date>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let what = || (text.span(), "invalid date in expires: use \"2027-01-31\"".to_owned());
    date(text.get_ref()).map(Some).ok_or_else(what)
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
    let expires = expires(expect.expires.as_ref())?;
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

    fn fault(text: &str, dir: &Path) -> Fault {
        parse(text, dir).err().unwrap()
    }

    #[test]
    fn a_good_file() {
        let implementations = parse(GOOD, Path::new("/x")).unwrap().implementations;
        assert_eq!(implementations[0].expected[0].name(), "del-char-not-escaped");
        assert_eq!(implementations[0].target.to_string(), "python3 adapter.py");
    }

    #[test]
    fn an_expectation_names_its_mistake_under_either_key_but_not_under_both() {
        let old = GOOD.replace("mistake =", "dialect =");
        let implementations = parse(&old, Path::new("")).unwrap().implementations;
        assert_eq!(implementations[0].expected[0].name(), "del-char-not-escaped");

        let key = "mistake = \"del-char-not-escaped\"";
        let both = GOOD.replace(key, &format!("{key}\n{}", key.replace("mistake", "dialect")));
        let (_, message) = fault(&both, Path::new(""));
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
            (
                "[[implementation]]",
                "[check]\nreport = [\"pdf=a\"]\n[[implementation]]",
                "\"pdf=",
                "no report \"pdf\"",
            ),
            (
                "[[implementation]]",
                "[fuzz]\nreports = []\n[[implementation]]",
                "reports",
                "unknown field",
            ),
        ] {
            let text = GOOD.replace(from, to);
            let (span, message) = fault(&text, Path::new(""));
            assert!(message.contains(what), "{message}");
            assert_eq!(span.start, text.find(place_of).unwrap(), "{message}");
        }
        assert_eq!(place("a\nbc", 3), (2, 2));
    }

    #[test]
    fn servers_and_their_expectations() {
        let dir = tempfile::tempdir().unwrap();
        let tenants = "[[tenant]]\ndomain = \"a\"\ntenant_id = \"t\"\nsecret = \"00\"\n";
        std::fs::write(dir.path().join("tenant.toml"), tenants).unwrap();
        let good = r#"
            [[server]]
            name = "staging"
            url = "http://127.0.0.1:8000"
            tenant_file = "tenant.toml"
            rate = 50.0
            headers = { X-Env = "staging" }
            [[server.expect]]
            rule = "value-type"
            status = [500]
            reason = "fixed in 3.0"
        "#;
        let servers = parse(good, dir.path()).unwrap().implementations;
        assert_eq!(servers[0].expected[0].name(), "500 on value-type");
        let Target::Server(server) = &servers[0].target else { panic!("a server") };
        assert_eq!((server.rate, server.sites.len()), (Some(50.0), 1));
        for (from, to, place_of, what) in [
            ("value-type", "value-tipe", "\"value-tipe", "did you mean \"value-type\""),
            ("[500]", "[5]", "[5]", "list of HTTP statuses"),
            ("50.0", "0.0", "0.0\n", "requests per second"),
            ("rule =", "vectors = \"verify/*\"\nrule =", "\"fixed", "either a rule or vectors"),
            ("\"staging\" }", "7 }", "7 }", "must be text"),
            ("http:", "https:", "\"https:", "--ca"),
            ("tenant.toml", "none.toml", "\"none.toml", "No such file"),
        ] {
            let text = good.replace(from, to);
            let (span, message) = fault(&text, dir.path());
            assert!(message.contains(what), "{message}");
            assert_eq!(span.start, text.find(place_of).unwrap(), "{message}");
        }
    }
}
