//! Where a report goes: standard output, or a file that is written whole or not at all.

use super::Failure;
use anstream::{AutoStream, ColorChoice};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A place for a report, opened before the work starts.
pub(super) enum Output {
    Stdout(ColorChoice),
    File(NamedTempFile, PathBuf),
}

impl Output {
    /// Opens standard output, or a file beside the one that is to be written.
    pub(super) fn open(path: Option<&Path>, color: Color) -> Result<Output, Failure> {
        let Some(path) = path else {
            return Ok(Output::Stdout(match color {
                Color::Auto => ColorChoice::Auto,
                Color::Always => ColorChoice::Always,
                Color::Never => ColorChoice::Never,
            }));
        };
        let fault =
            |error: io::Error| Failure::usage(format!("{}: cannot write: {error}", path.display()));
        if path.is_dir() {
            return Err(Failure::usage(format!(
                "{}: cannot write: it is a folder",
                path.display()
            )));
        }
        let dir = match path.parent() {
            Some(dir) if !dir.as_os_str().is_empty() => dir,
            _ => Path::new("."),
        };
        let staged = NamedTempFile::new_in(dir).map_err(fault)?;
        Ok(Output::File(staged, path.to_owned()))
    }

    /// Writes a report and puts it in its place. A closed pipe is no failure.
    pub(super) fn write(
        self,
        report: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        match self {
            Output::Stdout(choice) => {
                let mut stream = AutoStream::new(io::stdout().lock(), choice);
                match report(&mut stream).and_then(|()| stream.flush()) {
                    Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                        Err(Failure::usage(format!("standard output: {error}")))
                    }
                    _ => Ok(()),
                }
            }
            Output::File(mut staged, path) => {
                let fault = |what: String| {
                    Failure::usage(format!("{}: cannot write: {what}", path.display()))
                };
                let mut text = Vec::new();
                report(&mut text)
                    .and_then(|()| {
                        staged.write_all(&anstream::adapter::strip_bytes(&text).into_vec())
                    })
                    .map_err(|e| fault(e.to_string()))?;
                staged.persist(&path).map_err(|e| fault(e.to_string()))?;
                Ok(())
            }
        }
    }
}
