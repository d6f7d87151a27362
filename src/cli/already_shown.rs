//! Whether golden vectors show what a finding is about: sent to the very server that it was found on.

use super::config::Config;
use super::failure::Failure;
use super::signals;
use super::target::TargetOptions;
use crate::adapter::Cancel;
use crate::run::{self, Gate, Implementation, Plan, Selection, Server, exit};
use crate::vectors::{Groups, VectorFile};
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

/// The server that a finding was found on.
#[derive(Args)]
pub(super) struct FoundOn {
    /// Server on which the finding was found: a vector that fails there already makes a new one needless
    #[arg(long, value_name = "URL", requires = "tenant_file")]
    url: Option<String>,

    /// Tenants registered on that server
    #[arg(long, value_name = "FILE", requires = "url")]
    tenant_file: Option<PathBuf>,

    /// The same by its name in goalpost.toml
    #[arg(long, value_name = "NAME", conflicts_with = "url")]
    server: Option<String>,

    /// Configuration file
    #[arg(long, value_name = "FILE", default_value = "goalpost.toml", requires = "server")]
    config: PathBuf,
}

/// A vector may take so long.
const TIMEOUT: Duration = Duration::from_secs(5);

impl FoundOn {
    /// The server, if one is named.
    pub(super) fn server(&self) -> Result<Option<Server>, Failure> {
        let Some(name) = &self.server else {
            let target = TargetOptions {
                url: self.url.clone(),
                tenant_file: self.tenant_file.clone(),
                ..TargetOptions::default()
            };
            return target.server(&[]);
        };
        let named = Config::read(&self.config)?.named(std::slice::from_ref(name))?;
        let server = named.into_iter().find_map(|one| match one.target {
            run::Target::Server(server) => Some(server),
            run::Target::Adapter(_) => None,
        });
        server.map(Some).ok_or_else(|| Failure::usage(format!("{name} is no [[server]]")))
    }
}

/// The first of these vectors that a server fails.
pub(super) fn failing(
    server: &Server,
    files: &[VectorFile],
    ids: &[String],
) -> Result<Option<String>, Failure> {
    let cancel = signals::cancel_on_signals()?;
    for id in ids {
        match sent(server, files, id, &cancel) {
            exit::DRIFT => return Ok(Some(id.clone())),
            exit::CANNOT_RUN => {
                return Err(Failure {
                    what: format!("{}: the server cannot be checked", server.address),
                    code: exit::CANNOT_RUN,
                });
            }
            _ => {}
        }
    }
    Ok(None)
}

/// The exit code of a check with one vector.
fn sent(server: &Server, files: &[VectorFile], id: &str, cancel: &Cancel) -> u8 {
    let one = files.iter().filter_map(|file| {
        let mut file = file.clone();
        match &mut file.groups {
            Groups::Sign(_) => return None,
            Groups::Verify(groups) => {
                groups.iter_mut().for_each(|group| group.tests.retain(|test| *test.id == *id));
                groups.retain(|group| !group.tests.is_empty());
            }
            Groups::Sequences(groups) => {
                groups.iter_mut().for_each(|group| group.tests.retain(|test| *test.id == *id));
                groups.retain(|group| !group.tests.is_empty());
            }
        }
        (file.entries().count() > 0).then_some(file)
    });
    let plan = Plan {
        vectors: one.collect(),
        random: 0,
        seed: 0,
        selection: Selection::default(),
        strict: false,
        learn: false,
        timeout: TIMEOUT,
        language: None,
        gate: Gate { legal_only: false, fails_unseen: false },
        named_by_adapters: false,
        jobs: 1,
        today: jiff::Zoned::now().date(),
        now: jiff::Timestamp::now,
    };
    let implementation = Implementation {
        name: server.address.to_string(),
        target: run::Target::Server(server.clone()),
        timeout: None,
        expected: Vec::new(),
    };
    run::run(&plan, &[implementation], cancel, &|_, _| {}).exit_code()
}
