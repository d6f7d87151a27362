//! Files of settings in TOML: read in a bounded size, with line and column for their errors.

use super::failure::Failure;
use std::path::Path;

/// Maximum size of a configuration file, in bytes.
const MAX_FILE: u64 = 1 << 20;

/// Reads a file of settings, of a size that a person writes.
pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    let fault = |what: String| Failure::usage(format!("{}: {what}", path.display()));
    let there = std::fs::metadata(path).map_err(|e| fault(e.to_string()))?;
    if !there.is_file() {
        return Err(fault("not a regular file".to_owned()));
    }
    let size = there.len();
    if size > MAX_FILE {
        return Err(fault(format!("{size} bytes; maximum size of a configuration is {MAX_FILE}")));
    }
    std::fs::read_to_string(path).map_err(|e| fault(e.to_string()))
}

pub(super) fn one_line(message: &str) -> String {
    message.lines().map(str::trim).collect::<Vec<_>>().join(", ")
}

/// Line and column of a byte offset, both from 1.
pub(super) fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.char_indices().take_while(|(at, _)| *at < offset).map(|(_, c)| c);
    before.fold(
        (1, 1),
        |(line, column), c| if c == '\n' { (line + 1, 1) } else { (line, column + 1) },
    )
}
