//! `goalpost man`

use super::failure::Failure;
use super::output::to_stdout;
use crate::files::write_whole;
use crate::run::exit;
use clap::{Args, Command};
use clap_mangen::Man as Page;
use std::path::PathBuf;

/// Write the man pages to a folder: goalpost.1, and one for each command
#[derive(Args)]
#[command(after_help = "Example:\n  goalpost man ~/.local/share/man/man1 && man goalpost-check")]
pub(super) struct Man {
    /// The folder; it must exist
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

impl Man {
    pub(super) fn run(self, command: Command) -> Result<u8, Failure> {
        let mut command = command.disable_help_subcommand(true);
        // Names every command after the one that it belongs to: goalpost-vectors-audit.
        command.build();
        let mut commands = vec![command];
        let mut written = 0;
        while let Some(command) = commands.pop() {
            commands.extend(command.get_subcommands().filter(|c| !c.is_hide_set()).cloned());
            let page = Page::new(command)
                .source(concat!("goalpost ", env!("CARGO_PKG_VERSION")))
                .manual("Goalpost");
            let path = self.dir.join(page.get_filename());
            let fault =
                |error| Failure::usage(format!("{}: cannot write: {error}", path.display()));
            let mut text = Vec::new();
            page.render(&mut text).map_err(fault)?;
            write_whole(&path, &text).map_err(fault)?;
            written += 1;
        }
        to_stdout(&format!("wrote {written} pages to {}\n", self.dir.display()))?;
        Ok(exit::CONFORMS)
    }
}
