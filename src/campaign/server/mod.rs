//! How a server is fuzzed: workers that make requests, judge every answer, and look into what looks wrong.

mod answers;
mod beside;
mod common;
mod first_forged;
mod follow_up;
mod framing;
mod framings;
mod known;
mod latency;
mod next_case;
mod outage;
mod over_http;
mod over_stdio;
mod quiet;
mod rounds;
mod wire_round;
mod worker;

pub(super) use common::Common;
pub(super) use first_forged::{FirstForged, forged_first};
pub(super) use worker::Worker;
