//! Reports for other tools: JUnit, GitHub, GitLab, HTML and a badge, all rendered from the JSON report, which is the
//! source; reports of shards are merged and compared on the same JSON.

mod badge;
mod compare;
mod from_audit;
mod from_check;
mod from_fuzz;
mod from_replay;
mod github;
mod gitlab;
mod html;
mod junit;
mod merge;
mod page;
mod read;
mod summary;
mod values;

pub use badge::badge;
pub use compare::{Comparison, compare};
pub use github::{MAX_ANNOTATIONS, annotations, step_summary};
pub use gitlab::gitlab;
pub use html::html;
pub use junit::junit;
pub use merge::merge;
pub use summary::{Agreement, Item, Reported, State, Suite, Summary};
