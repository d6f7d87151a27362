//! Words of a shell command, as POSIX shells and bash split them.

use super::CaptureError;

/// Splits a command into words. Nothing is expanded: `$NAME` stays as it is.
pub(super) fn words(text: &str) -> Result<Vec<String>, CaptureError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                let quoted: String = until(&mut chars, '\'')?;
                word.get_or_insert_default().push_str(&quoted);
            }
            '"' => double_quoted(&mut chars, word.get_or_insert_default())?,
            '$' if chars.peek() == Some(&'\'') => {
                chars.next();
                ansi_quoted(&mut chars, word.get_or_insert_default())?;
            }
            // A line goes on: in a POSIX shell, in PowerShell, in cmd.
            '\\' | '^' | '`' if matches!(chars.peek(), Some('\n' | '\r')) => {
                while matches!(chars.peek(), Some('\n' | '\r')) {
                    chars.next();
                }
            }
            '\\' => word.get_or_insert_default().extend(chars.next()),
            '|' | '>' | ';' if word.is_none() => break,
            c if c.is_whitespace() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn unfinished() -> CaptureError {
    CaptureError::new("the curl command ends within a quoted text")
}

fn until(chars: &mut Chars<'_>, end: char) -> Result<String, CaptureError> {
    let mut text = String::new();
    loop {
        match chars.next() {
            None => return Err(unfinished()),
            Some(c) if c == end => return Ok(text),
            Some(c) => text.push(c),
        }
    }
}

fn double_quoted(chars: &mut Chars<'_>, out: &mut String) -> Result<(), CaptureError> {
    loop {
        match chars.next().ok_or_else(unfinished)? {
            '"' => return Ok(()),
            '\\' => match chars.next().ok_or_else(unfinished)? {
                '\n' => {}
                c @ ('"' | '\\' | '$' | '`') => out.push(c),
                c => out.extend(['\\', c]),
            },
            c => out.push(c),
        }
    }
}

/// `$'…'`, as browsers write it: escapes as in C, and `\u0021`.
fn ansi_quoted(chars: &mut Chars<'_>, out: &mut String) -> Result<(), CaptureError> {
    loop {
        match chars.next().ok_or_else(unfinished)? {
            '\'' => return Ok(()),
            '\\' => match chars.next().ok_or_else(unfinished)? {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                'r' => out.push('\r'),
                'a' => out.push('\u{7}'),
                'b' => out.push('\u{8}'),
                'f' => out.push('\u{c}'),
                'e' => out.push('\u{1b}'),
                'x' => out.push(numeric(chars, 16, 2)),
                'u' => out.push(numeric(chars, 16, 4)),
                'U' => out.push(numeric(chars, 16, 8)),
                c => out.push(c),
            },
            c => out.push(c),
        }
    }
}

fn numeric(chars: &mut Chars<'_>, radix: u32, most: usize) -> char {
    let mut number = 0;
    for _ in 0..most {
        let Some(digit) = chars.peek().and_then(|c| c.to_digit(radix)) else { break };
        number = number * radix + digit;
        chars.next();
    }
    char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_shells_split_them() {
        for (text, split) in [
            (r#"curl -H 'A: b' "c d" e\ f"#, &["curl", "-H", "A: b", "c d", "e f"][..]),
            ("curl \\\n  -d '{\"a\":1}' ^\r\n x", &["curl", "-d", "{\"a\":1}", "x"]),
            (r#"curl -d $'caf\u00e9\'\n'"#, &["curl", "-d", "café'\n"]),
            (r#"curl "a\"b\\c\d""#, &["curl", r#"a"b\c\d"#]),
            (r#"curl 'it'\''s' '' | jq ."#, &["curl", "it's", ""]),
        ] {
            assert_eq!(words(text).unwrap(), split, "{text}");
        }
        assert!(words("curl 'a").is_err() && words("curl \"a").is_err());
    }
}
