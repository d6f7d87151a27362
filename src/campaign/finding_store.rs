//! The store of findings: one folder a cause, with everything to show it to somebody else.

use super::finding_folder;
pub use super::finding_folder::CASE_FILE;
use super::shape::Shape;
use super::trigger::Part;
use crate::files::{read_file, write_private};
use crate::generate::TenantSet;
use crate::generate::document::MAX_CASE_FILE;
use crate::generate::sequence::{SendMode, Sequence};
use crate::judge::Weight;
use crate::judge::hypotheses::Hypothesis;
use crate::judge::server::Symptom;
use crate::protocol::json::{Value, parse_wire, write_pretty};
use crate::protocol::rules::Rule;
use crate::protocol::{Number, Text};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder of what did not happen again.
pub const FLAKY: &str = "flaky";

/// Members that are written on one line.
const INLINE: &[&str] = &["request", "signed", "status", "because", "goal", "trigger"];

/// So many samples of a cause are kept beside the first.
const SAMPLES: usize = 4;

/// One cause, as it was filed.
#[derive(Clone, Debug)]
pub struct FiledFinding {
    /// The name of its folder.
    pub cause: String,
    /// The rule by which the reference decides; `None` for a signer's.
    pub rule: Option<Rule>,
    /// What the server does instead.
    pub symptom: Option<Symptom>,
    /// Mistakes that explain it, the likeliest first.
    pub hypotheses: Vec<Hypothesis>,
    /// What it is, in one line.
    pub title: String,
    /// On how many cases it showed.
    pub count: u64,
    /// Whether it did not happen again, and weighs nothing: a signer's.
    pub flaky: bool,
    /// What it weighs; `None` for a signer's.
    pub weight: Option<Weight>,
    /// Whether what is demanded may be a refusal.
    pub may_refuse: bool,
    /// How it was had again.
    pub how: How,
    /// The parts of a request that cure it when they are made ordinary.
    pub trigger: Vec<Part>,
    /// What the values have in common that trigger it, where that was learned.
    pub shape: Option<Shape>,
    /// Its name without what is true of its trigger alone.
    pub base: String,
    /// Whether it is a signer's that no known mistake explains.
    pub unexplained: bool,
    /// Other cases that show it, as documents.
    samples: Vec<Value>,
    /// The document, without count and samples.
    document: Vec<(Text, Value)>,
    /// Whether the file is behind.
    stale: bool,
}

/// A finding that is about to be filed.
pub struct Draft {
    /// The name of its folder.
    pub cause: String,
    /// The rule by which the reference decides.
    pub rule: Option<Rule>,
    /// What the server does instead.
    pub symptom: Option<Symptom>,
    /// Mistakes that explain it.
    pub hypotheses: Vec<Hypothesis>,
    /// What it is, in one line.
    pub title: String,
    /// Whether it did not happen again, and weighs nothing: a signer's.
    pub flaky: bool,
    /// What it weighs; `None` for a signer's.
    pub weight: Option<Weight>,
    /// Whether what is demanded may be a refusal.
    pub may_refuse: bool,
    /// How it was had again.
    pub how: How,
    /// The parts of a request that cure it when they are made ordinary.
    pub trigger: Vec<Part>,
    /// What the values have in common that trigger it, where that was learned.
    pub shape: Option<Shape>,
    /// Its name without what is true of its trigger alone.
    pub base: String,
    /// Whether it is a signer's that no known mistake explains.
    pub unexplained: bool,
    /// The document.
    pub document: Vec<(&'static str, Value)>,
    /// Files beside it.
    pub files: Vec<(String, Vec<u8>)>,
}

/// How a finding was had again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By one request.
    Alone,
    /// By a sequence of them.
    Sequence,
    /// Not at all: it was seen.
    Once,
    /// Not at all, since the server answers nothing any more; what it was sent last is a sequence.
    StopsAnswering,
    /// By any request like it, since the server has changed and does not recover; what may do that to one that is
    /// started anew is a sequence.
    ForGood,
}

impl How {
    /// The word in documents.
    pub const fn name(self) -> &'static str {
        match self {
            How::Alone => "alone",
            How::Sequence => "sequence",
            How::Once => "once",
            How::StopsAnswering => "stops-answering",
            How::ForGood => "for-good",
        }
    }
}

/// With so many requests in one write it is a matter of chance which of them shows it.
const BY_CHANCE: usize = 400;

/// The version of a finding's document, beside that of its case: 2 has weight, demand and trigger.
pub const FINDING_FORMAT: i64 = 2;

/// Every cause that was found, on disk and in memory.
pub struct FindingStore {
    dir: PathBuf,
    /// In the order they were filed.
    pub filed: Vec<FiledFinding>,
}

impl FindingStore {
    /// A store in which nothing is filed.
    pub(super) fn none() -> FindingStore {
        FindingStore { dir: PathBuf::new(), filed: Vec::new() }
    }

    /// Opens the findings in a folder, as an earlier run left them.
    pub fn open(dir: &Path) -> io::Result<FindingStore> {
        let mut store = FindingStore { dir: dir.to_owned(), filed: Vec::new() };
        for (folder, flaky) in [(dir.to_owned(), false), (dir.join(FLAKY), true)] {
            let entries = match fs::read_dir(&folder) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                entries => entries?,
            };
            let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
            paths.sort();
            for path in paths {
                if finding_folder::is_unfinished(&path)? {
                    finding_folder::remove(&path)?;
                    continue;
                }
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let file = path.join(CASE_FILE);
                let filed = match read_file(&file, MAX_CASE_FILE) {
                    Err(fault) if fault.is_missing() => continue,
                    // What is no folder has no case.
                    Err(_) if !path.is_dir() => continue,
                    Err(fault) => Err(format!("{fault}, or name another folder: --out DIR")),
                    Ok(bytes) => read(&name, flaky, &bytes),
                };
                store.filed.push(filed.map_err(|what| {
                    let what = format!("{}: {what}", file.display());
                    io::Error::new(io::ErrorKind::InvalidData, what)
                })?);
            }
        }
        Ok(store)
    }

    /// Where findings lie that count, and those that do not.
    fn folder(&self, flaky: bool) -> PathBuf {
        if flaky { self.dir.join(FLAKY) } else { self.dir.clone() }
    }

    /// The causes that count: those that happened again.
    pub fn findings(&self) -> impl Iterator<Item = &FiledFinding> {
        self.filed.iter().filter(|filed| !filed.flaky)
    }

    /// One more case of a cause.
    pub fn count(&mut self, at: usize, sample: impl FnOnce() -> Value) {
        let filed = &mut self.filed[at];
        filed.count += 1;
        filed.stale = true;
        if filed.samples.len() < SAMPLES {
            let sample = sample();
            if !filed.samples.contains(&sample) {
                filed.samples.push(sample);
            }
        }
    }

    /// Files a cause; where it is known already, it is one more case of it.
    pub fn file(&mut self, mut draft: Draft) -> io::Result<(usize, bool)> {
        let known = self.filed.iter().position(|filed| filed.is_about(&draft));
        if let Some(at) = known {
            let sample = Value::Object(own(draft.document));
            self.count(at, || sample);
            return Ok((at, false));
        }
        let folder = self.folder(draft.flaky);
        // Another finding may have its name, or something that is none of ours.
        let name = draft.cause.clone();
        let mut numbers = 2..;
        while self.filed.iter().any(|f| f.cause == draft.cause && f.flaky == draft.flaky)
            || finding_folder::is_taken(&folder.join(&draft.cause))
        {
            draft.cause = format!("{name}-{}", numbers.next().unwrap_or(0));
        }
        let filed = FiledFinding {
            cause: draft.cause,
            rule: draft.rule,
            symptom: draft.symptom,
            hypotheses: draft.hypotheses,
            title: draft.title,
            count: 1,
            flaky: draft.flaky,
            weight: draft.weight,
            may_refuse: draft.may_refuse,
            how: draft.how,
            trigger: draft.trigger,
            shape: draft.shape,
            base: draft.base,
            unexplained: draft.unexplained,
            samples: Vec::new(),
            document: own(draft.document),
            stale: false,
        };
        let mut files = draft.files;
        files.push((CASE_FILE.to_owned(), filed.to_bytes()));
        finding_folder::create(&folder, &filed.cause, files)?;
        self.filed.push(filed);
        Ok((self.filed.len() - 1, true))
    }

    /// Takes what was seen once, and is explained now, into a finding; and what weighs no more, where requests that
    /// arrive at once are mixed up.
    pub fn absorb(&mut self, at: usize) -> io::Result<()> {
        let (weight, may_refuse) = (self.filed[at].weight, self.filed[at].may_refuse);
        let (cause, mode) = (self.filed[at].cause.clone(), self.filed[at].mixes_up());
        let (gone, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.filed).into_iter().partition(|filed| {
                let once = filed.how == How::Once;
                let alike = once && (filed.weight, filed.may_refuse) == (weight, may_refuse);
                let mixed_up = mode.is_some()
                    && (once || filed.mixes_up() == mode)
                    && filed.weight >= weight
                    && filed.cause != cause;
                (alike || mixed_up) && !filed.flaky
            });
        self.filed = kept;
        for filed in gone {
            finding_folder::remove(&self.dir.join(&filed.cause))?;
            if let Some(heir) = self.filed.iter_mut().find(|heir| heir.cause == cause) {
                heir.count += filed.count;
                heir.stale = true;
            }
        }
        Ok(())
    }

    /// Writes counts and samples that changed.
    pub fn save(&mut self) -> io::Result<()> {
        for at in 0..self.filed.len() {
            let filed = &self.filed[at];
            if filed.stale {
                let folder = self.folder(filed.flaky).join(&filed.cause);
                write_private(&folder.join(CASE_FILE), &filed.to_bytes())?;
                self.filed[at].stale = false;
            }
        }
        Ok(())
    }
}

impl FiledFinding {
    /// Whether a new one is the same: by its name, and by what triggers it.
    fn is_about(&self, draft: &Draft) -> bool {
        // The name of one of several has a number.
        let stem = self.cause.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('-');
        let named = self.cause == draft.cause || stem == draft.cause;
        named
            && self.flaky == draft.flaky
            && self.shape == draft.shape
            && (self.how != How::Sequence || self.trigger == draft.trigger)
    }

    /// Its sequence, where it has one.
    pub(super) fn sequence(&self, world: &TenantSet) -> Option<Sequence> {
        Sequence::read(&Value::Object(self.document.clone()), Some(world)).ok().flatten()
    }

    /// A member of its document, such as `expected` and `observed`.
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.document.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// How its sequence is sent, and how many steps it has.
    pub(super) fn sent_as(&self) -> Option<(&str, usize)> {
        match (self.member("send").and_then(Value::as_str), self.member("steps")) {
            (Some(mode), Some(Value::Array(steps))) => Some((mode, steps.len())),
            _ => None,
        }
    }

    /// How the requests are sent that the server mixes up, where it does: in one write, or at the same time.
    pub(super) fn mixes_up(&self) -> Option<SendMode> {
        let (mode, _) = self.sent_as().filter(|_| self.how == How::Sequence)?;
        SendMode::of_name(mode).filter(|mode| *mode != SendMode::InOrder && !self.is_by_chance())
    }

    /// Whether it shows for one or another of very many requests, by chance.
    pub(super) fn is_by_chance(&self) -> bool {
        self.how == How::Sequence
            && self.sent_as().is_some_and(|(mode, steps)| {
                mode == SendMode::Pipelined.name() && steps >= BY_CHANCE
            })
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut members = self.document.clone();
        members.push((Text::constant("count"), Value::Number(Number::from(self.count as i64))));
        members.push((Text::constant("samples"), Value::Array(self.samples.clone())));
        let mut bytes = Vec::new();
        write_pretty(&Value::Object(members), INLINE, &mut bytes);
        bytes
    }
}

fn own(members: Vec<(&'static str, Value)>) -> Vec<(Text, Value)> {
    members.into_iter().map(|(key, value)| (Text::constant(key), value)).collect()
}

/// A finding that an earlier run filed.
pub(crate) fn read(cause: &str, flaky: bool, bytes: &[u8]) -> Result<FiledFinding, String> {
    let incomplete = || "is no finding, or incomplete; name another folder: --out DIR".to_owned();
    let Ok(Value::Object(mut members)) = parse_wire(bytes) else { return Err(incomplete()) };
    let format = members.iter().find(|(key, _)| key == "finding").map(|(_, value)| value);
    if format != Some(&Value::from(FINDING_FORMAT)) {
        return Err(format!(
            "is a finding of another version of Goalpost (this one reads version {FINDING_FORMAT}); name another \
             folder: --out DIR"
        ));
    }
    let mut take = |name: &str| {
        let at = members.iter().position(|(key, _)| key == name)?;
        Some(members.remove(at).1)
    };
    let count = match take("count") {
        Some(Value::Number(number)) => {
            number.text().and_then(|text| text.parse().ok()).ok_or_else(incomplete)?
        }
        _ => return Err(incomplete()),
    };
    let samples = match take("samples") {
        Some(Value::Array(samples)) => samples,
        _ => return Err(incomplete()),
    };
    let whole = Value::Object(members.clone());
    let text = |name: &str| whole.get(name).and_then(Value::as_str).map(str::to_owned);
    let because: Vec<&str> = match whole.get("because") {
        Some(Value::Array(ids)) => ids.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let hypotheses = crate::judge::hypotheses::hypotheses();
    let how = [How::Sequence, How::Once, How::StopsAnswering, How::ForGood].into_iter();
    let how = how.clone().find(|how| text("reproduced").as_deref() == Some(how.name()));
    let trigger = match whole.get("trigger") {
        Some(Value::Array(parts)) => {
            parts.iter().filter_map(Value::as_str).filter_map(Part::of_name).collect()
        }
        _ => Vec::new(),
    };
    Ok(FiledFinding {
        weight: text("weight").and_then(|name| Weight::of_name(&name)),
        may_refuse: text("demand").as_deref() != Some("accept"),
        how: how.unwrap_or(How::Alone),
        trigger,
        shape: whole.get("shape").and_then(Shape::of_value),
        base: text("base").unwrap_or_else(|| cause.to_owned()),
        unexplained: whole.get("unexplained") == Some(&Value::Bool(true)),
        cause: cause.to_owned(),
        rule: text("rule").and_then(|id| Rule::of_id(&id)),
        symptom: text("symptom").and_then(|name| Symptom::of_name(&name)),
        hypotheses: because
            .iter()
            .filter_map(|id| hypotheses.iter().find(|hypothesis| hypothesis.id() == *id).copied())
            .collect(),
        title: text("about").unwrap_or_default(),
        count,
        flaky,
        samples,
        document: members,
        stale: false,
    })
}
