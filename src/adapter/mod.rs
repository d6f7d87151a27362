//! Implementations under test: the adapter protocol, the child processes that speak it, and the
//! reference speaking it itself. The only room that starts processes or dials.

pub mod address;
mod answers;
mod connection;
mod environment;
mod http;
mod http_fault;
mod kept;
pub mod pipeline;
pub mod process;
pub mod protocol;
pub mod reference;
pub mod reply;
pub mod request;
pub mod session;

pub use address::{Access, ExtraHeader, HeaderSource, ServerAddress};
pub use connection::{Dial, Roots};
pub use http::{HEAD_LEFT, first_answer, header, retry_after};
pub use http_fault::HttpFault;
pub use kept::KeptConnection;
pub use process::{Cancel, CommandLine};
pub use protocol::{Feature, Hello, Op, Outcome};
pub use reply::{Reply, ServerAnswer};
pub use request::{AdapterRequest, SendCase};
pub use session::{Answer, CannotRun, CaseFault, Fault, Response, Session, Stop, Work};
