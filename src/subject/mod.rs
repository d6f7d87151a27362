//! Implementations under test: the adapter protocol, the child processes that speak it, and the
//! reference speaking it itself. The only room that starts processes or dials.

pub mod answers;
pub mod ask;
pub mod http;
pub mod pipeline;
pub mod process;
pub mod protocol;
pub mod reference;
pub mod session;

pub use answers::{Reply, ServerAnswer};
pub use ask::{Ask, SendCase};
pub use http::{HttpFault, ServerAddress};
pub use process::{Cancel, CommandLine};
pub use protocol::{Feature, Hello, Op, Outcome};
pub use session::{Answer, CannotRun, CaseFault, Done, Fault, Job, Session, Stop};
