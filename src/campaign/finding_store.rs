//! The store of findings: one folder a cause, with everything to show it to somebody else.

use crate::judge::hypotheses::Hypothesis;
use crate::judge::server::Symptom;
use crate::protocol::json::{Value, parse_wire, write_pretty};
use crate::protocol::rules::Rule;
use crate::protocol::{Number, Text};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What every finding's main file is called.
pub const CASE_FILE: &str = "case.json";

/// The folder of what did not happen again.
pub const FLAKY: &str = "flaky";

/// Members that are written on one line.
const INLINE: &[&str] = &["request", "signed", "status", "because", "goal"];

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
    /// Whether it did not happen again.
    pub flaky: bool,
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
    /// Whether it did not happen again.
    pub flaky: bool,
    /// The document.
    pub document: Vec<(&'static str, Value)>,
    /// Files beside it.
    pub files: Vec<(&'static str, Vec<u8>)>,
}

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
            let Ok(entries) = fs::read_dir(&folder) else { continue };
            let mut paths: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
            paths.sort();
            for path in paths {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                if name.starts_with(".new") {
                    // Never finished: a kill came between.
                    fs::remove_dir_all(&path)?;
                } else if let Ok(bytes) = fs::read(path.join(CASE_FILE)) {
                    store.filed.extend(read(&name, flaky, &bytes));
                }
            }
        }
        Ok(store)
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
    pub fn file(&mut self, draft: Draft) -> io::Result<(usize, bool)> {
        let known =
            self.filed.iter().position(|f| f.cause == draft.cause && f.flaky == draft.flaky);
        if let Some(at) = known {
            let sample = Value::Object(own(draft.document));
            self.count(at, || sample);
            return Ok((at, false));
        }
        let filed = FiledFinding {
            cause: draft.cause,
            rule: draft.rule,
            symptom: draft.symptom,
            hypotheses: draft.hypotheses,
            title: draft.title,
            count: 1,
            flaky: draft.flaky,
            samples: Vec::new(),
            document: own(draft.document),
            stale: false,
        };
        // Whole or not at all: made beside, then put in its place.
        let folder = if filed.flaky { self.dir.join(FLAKY) } else { self.dir.clone() };
        fs::create_dir_all(&folder)?;
        let made = folder.join(format!(".new-{}", filed.cause));
        if made.exists() {
            fs::remove_dir_all(&made)?;
        }
        fs::create_dir(&made)?;
        fs::write(made.join(CASE_FILE), filed.to_bytes())?;
        for (name, bytes) in draft.files {
            fs::write(made.join(name), bytes)?;
        }
        let target = folder.join(&filed.cause);
        if target.exists() {
            // Something that is no finding of ours stands there.
            fs::remove_dir_all(&target)?;
        }
        fs::rename(&made, &target)?;
        self.filed.push(filed);
        Ok((self.filed.len() - 1, true))
    }

    /// Writes counts and samples that changed.
    pub fn save(&mut self) -> io::Result<()> {
        for filed in self.filed.iter_mut().filter(|filed| filed.stale) {
            let folder = if filed.flaky { self.dir.join(FLAKY) } else { self.dir.clone() };
            write_whole(&folder.join(&filed.cause).join(CASE_FILE), &filed.to_bytes())?;
            filed.stale = false;
        }
        Ok(())
    }
}

impl FiledFinding {
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

/// A finding that an earlier run filed; `None` for a file that is none.
fn read(cause: &str, flaky: bool, bytes: &[u8]) -> Option<FiledFinding> {
    let Value::Object(mut members) = parse_wire(bytes).ok()? else { return None };
    let mut take = |name: &str| {
        let at = members.iter().position(|(key, _)| key == name)?;
        Some(members.remove(at).1)
    };
    let count = match take("count") {
        Some(Value::Number(number)) => number.text()?.parse().ok()?,
        _ => return None,
    };
    let samples = match take("samples") {
        Some(Value::Array(samples)) => samples,
        _ => return None,
    };
    let whole = Value::Object(members.clone());
    let text = |name: &str| whole.get(name).and_then(Value::as_str).map(str::to_owned);
    let because: Vec<&str> = match whole.get("because") {
        Some(Value::Array(ids)) => ids.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let hypotheses = crate::judge::hypotheses::hypotheses();
    Some(FiledFinding {
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

/// Writes a file whole or not at all.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let dir = path.parent().unwrap_or(Path::new("."));
    let mut staged = tempfile::NamedTempFile::new_in(dir)?;
    staged.write_all(bytes)?;
    staged.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    staged.persist(path).map_err(|error| error.error)?;
    Ok(())
}
