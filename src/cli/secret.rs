//! Reads secrets and other input from files, stdin and the environment.

use super::failure::Failure;
use crate::files::{self, ReadFault};
use crate::protocol::Text;
use std::path::Path;
use zeroize::Zeroizing;

/// The largest input that is read, in bytes.
const MAX_INPUT: u64 = 1 << 20;

/// Reads a secret's text from a file (`-` for stdin; one trailing line break is ignored) or a variable.
pub(super) fn read(file: Option<&Path>, variable: &str) -> Result<Text, Failure> {
    let Some(path) = file else {
        return match std::env::var(variable) {
            // Shells and files often leave a trailing line break.
            Ok(text) => Ok(Text::from(Zeroizing::new(text).trim_end_matches(['\r', '\n']))),
            Err(_) => Err(Failure::usage(format!(
                "no secret: set {variable} to the secret's hex text, or pass --secret-file FILE"
            ))),
        };
    };
    let mut bytes = Zeroizing::new(read_input(path)?);
    for end in [b'\n', b'\r'] {
        if bytes.last() == Some(&end) {
            bytes.pop();
        }
    }
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Failure::usage(format!("{}: the secret is not text", path.display())))?;
    Ok(Text::from(text))
}

/// Reads a file that a typed curl command names, of at most [`MAX_INPUT`] bytes.
pub(super) fn read_file(path: &Path) -> std::io::Result<Vec<u8>> {
    files::read_file(path, MAX_INPUT).map_err(|fault| std::io::Error::other(fault.to_string()))
}

/// Reads a file, or stdin (`-`), of at most [`MAX_INPUT`] bytes.
pub(super) fn read_input(path: &Path) -> Result<Vec<u8>, Failure> {
    read_up_to(path, MAX_INPUT)
        .map_err(|what| Failure::usage(format!("{}: {what}", path.display())))
}

/// What a file holds, or stdin (`-`), as far as it is not larger than a limit in bytes.
pub(super) fn read_up_to(path: &Path, most: u64) -> Result<Vec<u8>, ReadFault> {
    match path == Path::new("-") {
        true => files::read_up_to(std::io::stdin().lock(), most),
        false => files::read_input(path, most),
    }
}
