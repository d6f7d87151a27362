//! Bytes as lists of numbers.

pub(super) fn listed(bytes: &[u8], between: &str, write: impl Fn(u8) -> String) -> String {
    bytes.iter().map(|b| write(*b)).collect::<Vec<_>>().join(between)
}

pub(super) fn repr(bytes: &[u8]) -> String {
    let one = |b: u8| match b {
        b'\\' => "\\\\".to_owned(),
        b'\n' => "\\n".to_owned(),
        b'\r' => "\\r".to_owned(),
        b'\t' => "\\t".to_owned(),
        b' '..=b'~' => char::from(b).to_string(),
        b => format!("\\x{b:02x}"),
    };
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    format!("b{quote}{}{quote}", listed(bytes, "", one))
}
