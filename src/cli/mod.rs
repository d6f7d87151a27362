//! The command line: one short file a command.

mod captures;
mod check;
mod config;
mod explain;
mod fuzz;
mod output;
mod promote;
mod reference;
mod replay;
mod secret;
mod serve;
mod sign;
mod tenants;
mod time;
mod vectors;

use crate::run::report::exit;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "goalpost",
    version,
    about = "The conformance kit for LoudPixel's signed goal events",
    long_about = "The conformance kit for LoudPixel's signed goal events.\n\n\
        Runs golden vectors and random goals through the signer of a real SDK, and says in bytes \
        where it drifts from the protocol and which mistake made it.",
    after_help = "Example:\n  goalpost check -- python3 my_adapter.py\n\n\
        Exit codes: 0 conforms; 1 drift, a wrong accept or refuse, or a fault in a case; 2 usage or \
        configuration; 3 an implementation could not be run, or nothing was executed; 4 a stale or \
        expired expectation; 130 interrupted. Where several apply: 2, 3, 1, 4.",
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(Box<check::Check>),
    Vectors(vectors::Vectors),
    Reference(reference::Reference),
    Sign(Box<sign::Sign>),
    Serve(serve::Serve),
    Explain(Box<explain::Explain>),
    Fuzz(Box<fuzz::Fuzz>),
    Replay(Box<replay::Replay>),
    Promote(promote::Promote),
}

/// Reads the command line, does what it says, and returns the exit code.
pub fn run() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // A pipe that was closed is no reason to fail.
            drop(error.print());
            return if error.use_stderr() { exit::USAGE } else { exit::CONFORMS };
        }
    };
    let done = match cli.command {
        Command::Check(check) => check.run(),
        Command::Vectors(vectors) => vectors.run(),
        Command::Reference(reference) => reference.run(),
        Command::Sign(sign) => sign.run(),
        Command::Serve(serve) => serve.run(),
        Command::Explain(explain) => explain.run(),
        Command::Fuzz(fuzz) => fuzz.run(),
        Command::Replay(replay) => replay.run(),
        Command::Promote(promote) => promote.run(),
    };
    done.unwrap_or_else(|failure| {
        let paint = anstyle::AnsiColor::Red.on_default().bold();
        anstream::eprintln!("{paint}error{paint:#}: {}", failure.what);
        failure.code
    })
}

/// Why a command could not do its work: what to tell, and the exit code.
#[derive(Debug)]
struct Failure {
    what: String,
    code: u8,
}

impl Failure {
    fn usage(what: impl ToString) -> Failure {
        Failure { what: what.to_string(), code: exit::USAGE }
    }
}
