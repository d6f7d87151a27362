//! `goalpost reference`

use super::failure::Failure;
use crate::adapter::reference;
use crate::run::exit;
use clap::Args;
use std::io;

/// Run the reference implementation as an adapter on stdin/stdout
///
/// Use it as an oracle in other test suites. Supports the ops `sign` and `verify` of adapter protocol
/// version 1 (docs/reference/adapter-protocol.md).
#[derive(Args)]
#[command(after_help = "Example:\n  \
    echo '{\"id\":\"1\",\"op\":\"sign\",\"tenant_id\":\"t\",\"secret\":\"00ff\",\"goal\":{\"event_name\":\"signup\"}}' \
    | goalpost reference")]
pub(super) struct Reference {}

impl Reference {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let output = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
        match reference::serve(io::stdin().lock(), output) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::usage(error)),
            _ => Ok(exit::CONFORMS),
        }
    }
}
