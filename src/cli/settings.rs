//! Files of settings in TOML: read in a bounded size, with line and column for their errors.

use super::failure::Failure;
use crate::files::read_file;
use std::path::Path;

/// Maximum size of a configuration file, in bytes.
const MAX_FILE: u64 = 1 << 20;

/// Reads a file of settings, of a size that a person writes.
pub(super) fn read_text(path: &Path) -> Result<String, Failure> {
    let fault = |what: String| Failure::usage(format!("{}: {what}", path.display()));
    let bytes = read_file(path, MAX_FILE).map_err(|e| fault(e.to_string()))?;
    String::from_utf8(bytes)
        .map_err(|e| fault(format!("is not UTF-8 from byte {}", e.utf8_error().valid_up_to())))
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
