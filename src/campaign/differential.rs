//! Live adapters beside each other, on goals that somebody else makes: what drifts is recorded, once a cause,
//! and it runs on.

use super::drift::{cause, document, drift, title};
use super::finding_store::FindingStore;
use crate::adapter::{Cancel, CommandLine, Feature, Response, Session, Stop};
use crate::case::expectation::reference_alone;
use crate::case::{Case, CaseId};
use crate::generate::document::GoalCase;
use crate::judge::{Judgement, Namer, judge, sample};
use crate::mistakes::MistakeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Time for a goal.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Between two writes of what was counted, so many goals pass.
const SAVE_EVERY: u64 = 2000;

/// One live adapter.
struct Live {
    name: String,
    command: CommandLine,
    /// `None` once it cannot be run any longer.
    session: Option<Session>,
    namer: Namer,
}

/// Live adapters, and the drifts they showed.
pub struct Differential {
    live: Vec<Live>,
    store: FindingStore,
    taken: u64,
}

impl Differential {
    /// Starts adapters, each with a name; drifts are filed in a folder.
    ///
    /// # Errors
    /// Why one cannot be started, or the folder cannot be read.
    pub fn start(adapters: Vec<(String, CommandLine)>, dir: &Path) -> Result<Differential, String> {
        std::fs::create_dir_all(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
        let store =
            FindingStore::open(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
        let start = |(name, command): (String, CommandLine)| {
            let session = started(&command).map_err(|why| format!("{name}: {why}"))?;
            let namer = Namer::new(MistakeSet::EMPTY);
            Ok(Live { name, command, session: Some(session), namer })
        };
        let live = adapters.into_iter().map(start).collect::<Result<_, String>>()?;
        Ok(Differential { live, store, taken: 0 })
    }

    /// Asks every adapter for the signature of a goal, and records what drifts.
    pub fn take(&mut self, case: &GoalCase) {
        self.taken += 1;
        let case = Case {
            id: CaseId::Vector("fuzz".into()),
            tenant: Arc::new(case.tenant.clone()),
            goal: case.goal.clone(),
        };
        let expectation = reference_alone(case.tenant.signer().ok().as_ref(), &case.goal);
        for live in &mut self.live {
            let Some(session) = &mut live.session else { continue };
            let hello = session.hello();
            if (case.goal.has_lone_surrogate() && !hello.has(Feature::LoneSurrogates))
                || (case.goal.has_non_finite() && !hello.has(Feature::NonFinite))
            {
                continue;
            }
            let answer = match session.ask(&case) {
                Ok(answer) => answer,
                Err(Stop::Interrupted) => return,
                Err(Stop::GaveUp(why)) => {
                    // It runs on, with the others where need be.
                    live.session = started(&live.command).ok();
                    if live.session.is_none() {
                        eprintln!("{}: {}", live.name, why.why);
                    }
                    continue;
                }
            };
            let done = Response { case: case.clone(), answer, in_batch: false };
            let judgement = judge(&done, &expectation, &mut live.namer);
            let Judgement::Wrong(wrong) = judgement else { continue };
            for kind in &wrong.kinds {
                let cause = cause(Some(&live.name), kind);
                if let Some(at) = self.store.filed.iter().position(|filed| filed.cause == cause) {
                    self.store.count(at, || document(&case).to_value());
                    continue;
                }
                let shown = sample(&done, &expectation, &wrong);
                let circumstances = vec![
                    ("target", live.name.as_str().into()),
                    ("goalpost", env!("CARGO_PKG_VERSION").into()),
                ];
                let draft =
                    drift((kind, cause), title(kind), &case, Some(shown), false, circumstances);
                eprintln!("drift {}: {}", draft.cause, draft.title);
                if let Err(error) = self.store.file(draft) {
                    eprintln!("a drift cannot be written: {error}");
                }
            }
        }
        if self.taken.is_multiple_of(SAVE_EVERY) {
            self.save();
        }
    }

    /// How many causes were recorded.
    pub fn recorded(&self) -> usize {
        self.store.filed.len()
    }

    fn save(&mut self) {
        if let Err(error) = self.store.save() {
            eprintln!("drifts cannot be written: {error}");
        }
    }
}

impl Drop for Differential {
    fn drop(&mut self) {
        self.save();
    }
}

fn started(command: &CommandLine) -> Result<Session, String> {
    Session::start(command.clone(), TIMEOUT, &Cancel::default()).map_err(|stop| match stop {
        Stop::GaveUp(why) => [vec![why.why], why.stderr].concat().join("; "),
        Stop::Interrupted => "interrupted".to_owned(),
    })
}
