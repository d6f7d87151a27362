//! HTTP skins over the validator: the endpoint of `goalpost serve`, and the one that captures what an
//! implementation really sends.

pub mod answer;
pub mod capture;
pub mod explainer;
pub mod journal;
pub mod record;
pub mod serve;
pub mod server;

pub use capture::{Capture, Captured};
