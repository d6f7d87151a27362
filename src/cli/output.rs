//! Report output: standard output, or a file that is replaced atomically.

use super::failure::Failure;
use crate::files;
use crate::wording::{VisibleWriter, visible, visible_json};
use anstream::{AutoStream, ColorChoice};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Destination of a report, opened before the work starts.
pub(super) enum Output {
    Stdout(ColorChoice),
    /// A pipe or a device.
    Stream(File, PathBuf),
    /// A regular file, replaced as a whole.
    File(PathBuf),
}

impl Output {
    /// Opens standard output or a file. An existing file is kept until the report is complete.
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
        let path = match path.metadata() {
            Ok(there) if there.is_dir() => {
                return Err(fault(io::Error::from(io::ErrorKind::IsADirectory)));
            }
            Ok(there) if !there.is_file() => {
                let file = File::options().write(true).open(path).map_err(fault)?;
                return Ok(Output::Stream(file, path.to_owned()));
            }
            // Follow a symbolic link, so that its target is replaced and not the link.
            Ok(_) => path.canonicalize().map_err(fault)?,
            Err(_) => path.to_owned(),
        };
        files::check_writable(&path).map_err(fault)?;
        Ok(Output::File(path))
    }

    /// Whether it is a file, which can be written more than once.
    pub(super) fn is_file(&self) -> bool {
        matches!(self, Output::File(_))
    }

    /// Writes a report for people, coloured as requested; nothing in it makes a terminal act. A closed pipe is not an
    /// error.
    pub(super) fn write_text(
        &self,
        report: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        if let Output::Stdout(choice) = *self {
            let mut stream = VisibleWriter::new(AutoStream::new(io::stdout().lock(), choice));
            return report(&mut stream)
                .and_then(|()| stream.flush())
                .or_else(|e| stdout_failed(&e));
        }
        self.write(|out| {
            let mut text = Vec::new();
            let mut writer = VisibleWriter::new(&mut text);
            report(&mut writer)?;
            writer.flush()?;
            drop(writer);
            out.write_all(&anstream::adapter::strip_bytes(&text).into_vec())
        })
    }

    /// Writes a report for machines: JSON, in which what cannot be seen is escaped.
    pub(super) fn write_json(
        &self,
        report: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        self.write(|out| {
            let mut json = Vec::new();
            report(&mut json)?;
            out.write_all(visible_json(&String::from_utf8_lossy(&json)).as_bytes())
        })
    }

    fn write(&self, report: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        let fault = |path: &Path, what: &dyn std::fmt::Display| {
            Failure::usage(format!("{}: cannot write: {what}", path.display()))
        };
        match self {
            Output::Stdout(_) => {
                let mut stdout = io::stdout().lock();
                report(&mut stdout).and_then(|()| stdout.flush()).or_else(|e| stdout_failed(&e))
            }
            Output::Stream(file, path) => report(&mut &*file).map_err(|e| fault(path, &e)),
            Output::File(path) => {
                let mut bytes = Vec::new();
                report(&mut bytes)
                    .and_then(|()| files::write_whole(path, &bytes))
                    .map_err(|e| fault(path, &e))
            }
        }
    }
}

/// Writes text for people to standard output. A closed pipe is not an error; a full disk is.
pub(super) fn to_stdout(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(visible(text).as_bytes())
        .and_then(|()| stdout.flush())
        .or_else(|e| stdout_failed(&e))
}

fn stdout_failed(error: &io::Error) -> Result<(), Failure> {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(Failure::usage(format!("standard output: {error}"))),
    }
}
