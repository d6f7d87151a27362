//! HTTP skins over the validator: the endpoint of `goalpost serve`, and the one that captures what an
//! implementation really sends.

pub mod answer;
pub mod attribution;
pub mod capture;
pub mod counts;
pub mod doubles;
pub mod explainer;
pub mod feed;
pub mod guard;
pub mod journal;
pub mod kept;
pub mod page;
pub mod record;
pub mod recorded;
pub mod rows;
pub mod sender;
pub mod serve;
pub mod server;
mod stream;
pub mod words;

pub use capture::{Capture, Captured};
