//! `goalpost promote`

use super::already_shown::{FoundOn, failing};
use super::failure::Failure;
use super::output::to_stdout;
use crate::files::read_file;
use crate::generate::TestRequest;
use crate::generate::document;
use crate::generate::document::{Document, GoalCase, MAX_CASE_FILE};
use crate::judge::hypotheses::hypotheses;
use crate::judge::server::Symptom;
use crate::mistakes::{MistakeSet, Prediction, predict};
use crate::protocol::Tenant;
use crate::protocol::json::{Value, parse_wire};
use crate::report::diff_view::safe;
use crate::run::exit;
use crate::vectors::found_sequence::FoundSequence;
use crate::vectors::promoted;
use crate::vectors::promoted::{FLAG, Label, SEQUENCES_FOUND, SIGN_FOUND, VERIFY_FOUND};
use crate::vectors::{VectorFile, store};
use clap::Args;
use std::path::{Path, PathBuf};

/// The domain of found vectors.
const DOMAIN: &str = "shop.example";

/// Turn a finding into a golden vector; the expected result is computed by the reference implementation
///
/// Adds the vector to sign_found.json, verify_found.json or verify_sequences_found.json, for tenants whose secrets are
/// public. Refuses a finding that an existing vector shows already: for a server, one that fails on the server named
/// by --url or --server.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    goalpost promote findings/legal-goal-answered-401-by-plan\n  \
    goalpost promote findings/value-range-answered-200/case.json --id verify/found/over-the-limit --dry-run\n  \
    goalpost promote findings/CAUSE --url http://127.0.0.1:8000 --tenant-file tenant.toml\n\n\
    Exit codes: 0 promoted; 1 refused, because a vector shows it already; 2 usage error; 3 the server cannot be checked.")]
pub(super) struct Promote {
    /// Finding: its folder, or its case.json
    finding: PathBuf,

    /// Folder of the golden vectors
    #[arg(long, value_name = "DIR", default_value = "vectors")]
    vectors: PathBuf,

    /// Id of the new vector [default: found/ and the finding's cause]
    #[arg(long, value_name = "ID")]
    id: Option<String>,

    #[command(flatten)]
    found_on: FoundOn,

    /// Promote even if an existing vector shows it already
    #[arg(long)]
    force: bool,

    /// Print what would be done, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Promote {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let path = match self.finding.is_dir() {
            true => self.finding.join("case.json"),
            false => self.finding.clone(),
        };
        let fault = |what: String| Failure::usage(format!("{}: {what}", path.display()));
        let bytes = read_file(&path, MAX_CASE_FILE).map_err(|e| fault(e.to_string()))?;
        let value = parse_wire(&bytes).map_err(|e| fault(e.to_string()))?;
        if value.get("wire").is_some() {
            return Err(fault(
                "this finding is malformed HTTP; only HTTP requests can become vectors".to_owned(),
            ));
        }
        let symptom = value.get("symptom").and_then(Value::as_str).and_then(Symptom::of_name);
        if let Some(Symptom::Grows(_) | Symptom::SlowsDown) = symptom {
            return Err(fault(
                "it is about the server's process or its speed, which a vector does not measure; keep it as a case for \
                 goalpost replay"
                    .to_owned(),
            ));
        }
        let tenant = promoted::tenant();
        let other = Tenant {
            tenant_id: "00000000-0000-4000-8000-000000000000".into(),
            secret: "5eb1".repeat(16).as_str().into(),
        };
        let found = match value.get("steps") {
            Some(_) => Found::Sequence(FoundSequence::read(&value).map_err(fault)?),
            None => match document::read_for(&bytes, DOMAIN, &tenant, &other).map_err(fault)? {
                Document::Sign(case) => Found::Sign(case),
                Document::Verify(request) => Found::Verify(request),
            },
        };
        let files = store::load(&self.vectors).map_err(Failure::usage)?;
        let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
        let because: Vec<String> = match value.get("because") {
            Some(Value::Array(ids)) => {
                ids.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        };
        let rule = found.request().map(|request| request.case.decision().rule);
        let shown = match &found {
            Found::Sign(case) => case.goal.to_value().to_json().into_bytes(),
            _ => found.request().map(|last| last.case.request.body.clone()).unwrap_or_default(),
        };
        let near = promoted::nearest(&files, rule, &shown);
        let mut lines = Vec::new();
        if let Some((id, _)) = near.first() {
            lines.push(format!("nearest   {id}"));
        }
        let shows = match (&found, self.found_on.server()?) {
            (Found::Sign(_), _) => killer(&files, &found, &because).map(|id| {
                let what = because.first().map_or("the same mistake", String::as_str);
                format!("{id} already detects {what}")
            }),
            (_, Some(server)) => {
                let candidates = candidates(&files, &found, &because, &near);
                failing(&server, &files, &candidates)?
                    .map(|id| format!("{id} already fails on this server"))
            }
            (_, None) => {
                let predicted = killer(&files, &found, &because);
                lines.extend(predicted.map(|id| {
                    format!(
                        "similar   {id}; pass --url and --tenant-file to see whether it shows it"
                    )
                }));
                None
            }
        };
        if let Some(shows) = shows {
            lines.push(format!("known     {shows}"));
            if !self.force {
                lines.push("refused: pass --force to promote it anyway".to_owned());
                to_stdout(&format!("{}\n", lines.join("\n")))?;
                return Ok(exit::DRIFT);
            }
        }
        let label = Label {
            id: self.id(&files, &found, &path)?,
            comment: comment(text("about"), text("symptom")),
            // A sequence says by itself how it is sent.
            flags: match &found {
                Found::Sequence(_) => Vec::new(),
                _ => near.first().map(|(_, flags)| flags.to_vec()).unwrap_or_default(),
            },
        };
        let mut flags = label.flags.clone();
        flags.push(FLAG.to_owned());
        lines.push(format!("id        {}", label.id));
        let those = if flags.len() > 1 {
            format!(" (those of the nearest, and {FLAG})")
        } else {
            String::new()
        };
        lines.push(format!("flags     {}{those}", flags.join(" ")));
        lines.push(format!("demanded  {}", demanded(&found)));
        if self.dry_run {
            lines.push("nothing was written (--dry-run)".to_owned());
        } else {
            let written = match found {
                Found::Sign(case) => {
                    let case = for_everybody(&case, &tenant, &because);
                    store::add_found(&self.vectors, SIGN_FOUND, |file| {
                        promoted::add_sign(file, &case, &label);
                    })
                }
                Found::Sequence(sequence) => {
                    store::add_found(&self.vectors, SEQUENCES_FOUND, |file| {
                        sequence.add_to(file, &label);
                    })
                }
                Found::Verify(probe) => store::add_found(&self.vectors, VERIFY_FOUND, |file| {
                    promoted::add_verify(file, &probe, &label);
                }),
            };
            let path = written.map_err(Failure::usage)?;
            lines.push(format!(
                "promoted  into {}; goalpost check --vectors {} runs it, and so does goalpost check once it is built \
                 again",
                path.display(),
                self.vectors.display()
            ));
        }
        to_stdout(&format!("{}\n", lines.join("\n")))?;
        Ok(exit::CONFORMS)
    }

    /// The id given with --id, or an unused one.
    fn id(&self, files: &[VectorFile], found: &Found, path: &Path) -> Result<String, Failure> {
        let taken =
            |id: &str| files.iter().flat_map(VectorFile::entries).any(|entry| **entry.id == *id);
        if let Some(id) = &self.id {
            let is_plain = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\';
            if id.is_empty() || !id.chars().all(is_plain) {
                return Err(Failure::usage(
                    "invalid id: use printable ASCII without spaces, quotes and backslashes",
                ));
            }
            if taken(id) {
                return Err(Failure::usage(format!(
                    "the id {id} is already used; vector ids never change meaning, choose another"
                )));
            }
            return Ok(id.clone());
        }
        let cause = path.canonicalize().ok();
        let cause = cause.as_deref().and_then(Path::parent).and_then(Path::file_name);
        let cause = cause.map_or("case".to_owned(), |name| name.to_string_lossy().into_owned());
        let cause: String =
            cause.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let root = match found {
            Found::Verify(_) => format!("verify/found/{cause}"),
            Found::Sequence(_) => format!("verify/sequence/found/{cause}"),
            Found::Sign(_) => format!("found/{cause}"),
        };
        let mut numbers = 2..;
        let mut id = root.clone();
        while taken(&id) {
            id = format!("{root}-{}", numbers.next().unwrap_or(0));
        }
        Ok(id)
    }
}

/// The vector's comment: what was found, without text from the server.
fn comment(about: &str, symptom: &str) -> String {
    let first = about.split(" (").next().unwrap_or_default();
    let text = if first.is_empty() { symptom } else { first };
    let ascii: String = safe(text).chars().filter(char::is_ascii).take(160).collect();
    if ascii.trim().is_empty() { "found by fuzzing".to_owned() } else { ascii }
}

/// The goal for the public tenant, unless the mistake only shows with its own tenant.
fn for_everybody(case: &GoalCase, tenant: &Tenant, because: &[String]) -> GoalCase {
    let moved = GoalCase { tenant: tenant.clone(), changed: None, because: None, ..case.clone() };
    let own = GoalCase { changed: None, because: None, ..case.clone() };
    let shows = |case: &GoalCase| {
        let set = because.iter().filter_map(|id| MistakeSet::of_id(id));
        let set = set.fold(MistakeSet::EMPTY, MistakeSet::union);
        signs_otherwise(set, &case.tenant, case)
    };
    if because.is_empty() || shows(&moved) { moved } else { own }
}

fn signs_otherwise(set: MistakeSet, tenant: &Tenant, case: &GoalCase) -> bool {
    let signature = |set| match predict(set, tenant, &case.goal) {
        Prediction::Signed { signature, .. } => Some(signature),
        Prediction::Refused => None,
    };
    signature(set) != signature(MistakeSet::EMPTY)
}

/// What is to become a vector.
enum Found {
    Sign(Box<GoalCase>),
    Verify(Box<TestRequest>),
    Sequence(FoundSequence),
}

impl Found {
    /// The request that shows it, if it is a server's.
    fn request(&self) -> Option<&TestRequest> {
        match self {
            Found::Sign(_) => None,
            Found::Verify(request) => Some(request),
            Found::Sequence(sequence) => sequence.shown(),
        }
    }
}

/// So many of the nearest vectors are sent to the server.
const NEAREST: usize = 4;

/// Vectors that may show what was found: the one that should by its name, and the nearest; of sequences, those whose
/// last request is about the same rule.
fn candidates(
    files: &[VectorFile],
    found: &Found,
    because: &[String],
    near: &[(&str, &[String])],
) -> Vec<String> {
    let Found::Sequence(sequence) = found else {
        let near = near.iter().take(NEAREST).map(|(id, _)| (*id).to_owned());
        return killer(files, found, because).into_iter().chain(near).collect();
    };
    let rule = sequence.shown().map(|last| last.case.decision().rule);
    files
        .iter()
        .flat_map(VectorFile::sequence_tests)
        .filter(|(_, test)| test.steps.last().map(|last| last.test.expected.rule) == rule)
        .map(|(_, test)| test.id.to_string())
        .collect()
}

/// A vector that should detect the same known mistake, if any.
fn killer(files: &[VectorFile], found: &Found, because: &[String]) -> Option<String> {
    let first = because.first()?;
    match found {
        Found::Sequence(_) => None,
        Found::Sign(_) => {
            // Every mistake made on this case has to be detected.
            let killer_of = |id: &String| {
                let set = MistakeSet::of_id(id)?;
                let mut tests = files.iter().flat_map(VectorFile::sign_tests);
                let kills =
                    tests.find(|(group, test)| match predict(set, &group.tenant, &test.goal) {
                        Prediction::Signed { signature, .. } => {
                            test.expectation.outputs().all(|output| output.signature != signature)
                        }
                        Prediction::Refused => false,
                    });
                kills.map(|(_, test)| test.id.to_string())
            };
            let killers: Option<Vec<String>> = because.iter().map(killer_of).collect();
            killers?.into_iter().next()
        }
        Found::Verify(_) => {
            let all = hypotheses();
            let hypothesis = all.iter().find(|hypothesis| hypothesis.id() == first)?;
            let mut tests = files.iter().flat_map(VectorFile::verify_tests);
            let kills = tests.find(|(group, test)| {
                hypothesis.verdict(&test.case(group), &test.expected).is_some()
            });
            kills.map(|(_, test)| test.id.to_string())
        }
    }
}

fn demanded(found: &Found) -> String {
    match found {
        Found::Sign(case) => match case.tenant.signer() {
            Ok(signer) => {
                let mut canonical = Vec::new();
                match signer.sign(&case.goal, &mut canonical) {
                    Ok(_) => safe(&String::from_utf8_lossy(&canonical)),
                    Err(why) => format!("to refuse it: {why}"),
                }
            }
            Err(why) => format!("to refuse it: {why}"),
        },
        _ => found.request().map_or_else(String::new, |request| {
            let rule = request.case.decision().rule;
            format!("{} (rule {})", rule.status(), rule.id())
        }),
    }
}
