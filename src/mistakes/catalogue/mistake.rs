//! One mistake of signers.

use super::examples;
use crate::mistakes::config::{SignerConfig, Step};
use crate::mistakes::fix::{FixSnippet, Language};

/// One mistake.
#[derive(Clone, Copy, Debug)]
pub struct Mistake {
    /// Its name in `goalpost.toml`, in reports and in JSON.
    pub id: &'static str,
    /// The root cause that it is a form of, as bug threads name it; often the id itself.
    pub cause: &'static str,
    /// What the signer does, in one line.
    pub title: &'static str,
    /// Number of public bug threads, out of 352, with this cause; 0 for rarer forms of it.
    pub threads: u8,
    /// Code that typically causes it, by language.
    pub habits: &'static [(Language, &'static str)],
    /// The fix, in one line.
    pub fix: &'static str,
    /// The same in code.
    pub remedy: FixSnippet,
    /// A goal on which it shows, as JSON.
    pub example: &'static str,
    /// A secret on which it shows, where a good one hides it.
    pub secret: Option<&'static str>,
    /// The same for the tenant's id.
    pub tenant_id: Option<&'static str>,
    /// Whether the protocol leaves it open, so that it is no drift.
    pub permitted: bool,
    /// Whether it is several mistakes that one encoder makes together: where only one of them shows, a
    /// name for that one is better.
    pub bundle: bool,
    /// Makes the mistake.
    pub turn: fn(&mut SignerConfig),
}

pub(super) const fn mistake(
    id: &'static str,
    title: &'static str,
    turn: fn(&mut SignerConfig),
) -> Mistake {
    Mistake {
        id,
        cause: id,
        title,
        threads: 0,
        habits: &[],
        fix: "",
        remedy: FixSnippet::Canonical,
        example: examples::ORDINARY,
        secret: None,
        tenant_id: None,
        permitted: false,
        bundle: false,
        turn,
    }
}

impl Mistake {
    /// A form of a cause that has a name of its own.
    pub(super) const fn of(mut self, cause: &'static str) -> Mistake {
        self.cause = cause;
        self
    }

    /// Number of threads in which it was seen.
    pub(super) const fn seen(mut self, threads: u8) -> Mistake {
        self.threads = threads;
        self
    }

    pub(super) const fn did(mut self, habits: &'static [(Language, &'static str)]) -> Mistake {
        self.habits = habits;
        self
    }

    pub(super) const fn fix(mut self, fix: &'static str, remedy: FixSnippet) -> Mistake {
        self.fix = fix;
        self.remedy = remedy;
        self
    }

    /// Shows on this goal.
    pub(super) const fn on(mut self, example: &'static str) -> Mistake {
        self.example = example;
        self
    }

    /// Shows with this secret.
    pub(super) const fn with_secret(mut self, secret: &'static str) -> Mistake {
        self.secret = Some(secret);
        self
    }

    /// Shows with this tenant's id.
    pub(super) const fn with_tenant(mut self, tenant_id: &'static str) -> Mistake {
        self.tenant_id = Some(tenant_id);
        self
    }

    pub(super) const fn bundle(mut self) -> Mistake {
        self.bundle = true;
        self
    }

    pub(super) const fn left_open(mut self) -> Mistake {
        self.permitted = true;
        self
    }

    /// The step of signing in which it is made.
    pub fn step(&self) -> Step {
        let mut config = SignerConfig::default();
        (self.turn)(&mut config);
        [Step::Key, Step::Digest, Step::Output]
            .into_iter()
            .find(|step| !config.is_usual(*step))
            .unwrap_or(Step::Message)
    }

    /// Where it typically comes from, in one line.
    pub fn typical(&self) -> String {
        let habits =
            self.habits.iter().map(|(language, did)| format!("{}: {did}", language.name()));
        habits.collect::<Vec<_>>().join("; ")
    }
}
