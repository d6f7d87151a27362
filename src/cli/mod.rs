//! The command line: one file per command.

mod already_shown;
mod captures;
mod check;
mod config;
mod detail;
mod doubles;
mod explain;
mod failure;
#[doc(hidden)]
pub mod foreign;
mod fuzz;
mod init;
mod lang;
mod on_finding;
mod output;
mod pattern;
mod promote;
mod reference;
mod replay;
mod report;
mod reports;
mod secret;
mod serve;
mod settings;
mod shard;
mod sign;
mod signals;
mod starter;
mod target;
mod tenants;
mod time;
mod vectors;

use crate::protocol::without_secrets;
use crate::run::exit;
use crate::wording::visible;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "goalpost",
    version,
    about = "Conformance kit for LoudPixel's signed goal events",
    long_about = "Conformance kit for LoudPixel's signed goal events\n\n\
        Checks the signer of an SDK and the validator of a server against golden vectors and random \
        goals. Shows the first byte that differs and names the mistake that causes it.",
    after_help = "Examples:\n  goalpost init\n  goalpost check -- python3 my_adapter.py\n\n\
        Exit codes: 0 conforms; 1 drift, wrong accept or refusal, or a fault in a case; 2 usage or \
        configuration error; 3 an implementation could not be run, or no case was run; 4 stale or \
        expired expectation; 130 interrupted. If several apply, the first of 2, 3, 1, 4 is used.",
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init(init::Init),
    Check(Box<check::Check>),
    Vectors(vectors::Vectors),
    Reference(reference::Reference),
    Sign(Box<sign::Sign>),
    Serve(serve::Serve),
    Explain(Box<explain::Explain>),
    Doubles(doubles::Doubles),
    Fuzz(Box<fuzz::Fuzz>),
    Replay(Box<replay::Replay>),
    Promote(promote::Promote),
    Report(report::Report),
}

/// Parses the command line, runs the command and returns the exit code.
pub fn run() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // A closed pipe is not an error. What was typed is quoted in an error, and may come from a script.
            match error.use_stderr() {
                true => {
                    anstream::eprint!("{}", visible(&without_secrets(&error.render().to_string())))
                }
                false => drop(error.print()),
            }
            return if error.use_stderr() { exit::USAGE } else { exit::CONFORMS };
        }
    };
    let done = match cli.command {
        Command::Init(init) => init.run(),
        Command::Check(check) => check.run(),
        Command::Vectors(vectors) => vectors.run(),
        Command::Reference(reference) => reference.run(),
        Command::Sign(sign) => sign.run(),
        Command::Serve(serve) => serve.run(),
        Command::Explain(explain) => explain.run(),
        Command::Doubles(doubles) => doubles.run(),
        Command::Fuzz(fuzz) => fuzz.run(),
        Command::Replay(replay) => replay.run(),
        Command::Promote(promote) => promote.run(),
        Command::Report(report) => report.run(),
    };
    done.unwrap_or_else(|failure| {
        let paint = anstyle::AnsiColor::Red.on_default().bold();
        anstream::eprintln!("{paint}error{paint:#}: {}", visible(&without_secrets(&failure.what)));
        failure.code
    })
}
