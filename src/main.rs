//! The `goalpost` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(goalpost::cli::run())
}
