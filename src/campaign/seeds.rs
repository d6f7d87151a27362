//! What a campaign starts from.

use super::config::FuzzPlan;
use super::state;
use crate::generate::document;
use crate::generate::document::Document;
use crate::generate::{TenantSet, TestRequest};
use crate::protocol::Goal;

/// Documents to start from: what an earlier leg kept, and what was given.
pub(super) struct Seeds {
    documents: Vec<Vec<u8>>,
}

impl Seeds {
    pub(super) fn read(plan: &FuzzPlan) -> Result<Seeds, String> {
        let mut documents = state::read_corpus(&plan.dir)?;
        if let Some(dir) = &plan.corpus {
            let given = state::read_documents(dir)?;
            if given.is_empty() {
                return Err(format!("{}: holds no documents", dir.display()));
            }
            documents.extend(given);
        }
        Ok(Seeds { documents })
    }

    /// The requests among them, for the tenants of this world.
    pub(super) fn probes(&self, world: &TenantSet) -> Vec<TestRequest> {
        let read = |bytes: &Vec<u8>| match document::read(bytes, Some(world)) {
            Ok(Document::Verify(probe)) => probe.moved_to(world),
            _ => None,
        };
        self.documents.iter().filter_map(read).collect()
    }

    /// The goals among them.
    pub(super) fn goals(&self) -> Vec<Goal> {
        let read = |bytes: &Vec<u8>| match document::read(bytes, None) {
            Ok(Document::Sign(case)) => Some(case.goal),
            _ => None,
        };
        self.documents.iter().filter_map(read).collect()
    }
}
