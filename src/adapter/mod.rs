//! Implementations under test: the adapter protocol, the child processes that speak it, and the
//! reference speaking it itself. The only room that starts processes or dials.

pub mod http;
pub mod pipeline;
pub mod process;
pub mod protocol;
pub mod reference;
pub mod reply;
pub mod request;
pub mod session;

pub use http::{HttpFault, ServerAddress};
pub use process::{Cancel, CommandLine};
pub use protocol::{Feature, Hello, Op, Outcome};
pub use reply::{Reply, ServerAnswer};
pub use request::{AdapterRequest, SendCase};
pub use session::{Answer, CannotRun, CaseFault, Fault, Response, Session, Stop, Work};
