//! `goalpost completions`

use super::failure::Failure;
use super::output::to_stdout;
use crate::run::exit;
use clap::{Args, Command};
use clap_complete::{Shell, generate};

/// Print a script that completes commands, options and values in a shell
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    goalpost completions bash > ~/.local/share/bash-completion/completions/goalpost\n  \
    goalpost completions zsh > ~/.zfunc/_goalpost          a folder of $fpath\n  \
    goalpost completions fish > ~/.config/fish/completions/goalpost.fish")]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, mut command: Command) -> Result<u8, Failure> {
        let mut script = Vec::new();
        generate(self.shell, &mut command, "goalpost", &mut script);
        to_stdout(&String::from_utf8_lossy(&script))?;
        Ok(exit::CONFORMS)
    }
}
