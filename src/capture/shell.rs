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

/// `$'…'`, as browsers write it: escapes as in C, and `\u0021`. Bytes and halves of surrogate pairs are put
/// together as bash does.
fn ansi_quoted(chars: &mut Chars<'_>, out: &mut String) -> Result<(), CaptureError> {
    let mut bytes = Vec::new();
    let push = |code_point: u32, bytes: &mut Vec<u8>| {
        let c = char::from_u32(code_point).unwrap_or(char::REPLACEMENT_CHARACTER);
        bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    };
    loop {
        let c = chars.next().ok_or_else(unfinished)?;
        if c == '\'' {
            out.push_str(&String::from_utf8_lossy(&bytes));
            return Ok(());
        }
        if c != '\\' {
            push(u32::from(c), &mut bytes);
            continue;
        }
        match chars.next().ok_or_else(unfinished)? {
            'n' => bytes.push(b'\n'),
            't' => bytes.push(b'\t'),
            'r' => bytes.push(b'\r'),
            'a' => bytes.push(0x07),
            'b' => bytes.push(0x08),
            'f' => bytes.push(0x0C),
            'e' => bytes.push(0x1B),
            'x' => bytes.push(numeric(chars, 0, 16, 2) as u8),
            c @ '0'..='7' => bytes.push(numeric(chars, c.to_digit(8).unwrap_or(0), 8, 2) as u8),
            'u' => {
                let unit = numeric(chars, 0, 16, 4);
                let low = match unit {
                    0xD800..0xDC00 => low_half(chars),
                    _ => None,
                };
                match low {
                    Some(low) => {
                        push(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), &mut bytes)
                    }
                    None => push(unit, &mut bytes),
                }
            }
            'U' => push(numeric(chars, 0, 16, 8), &mut bytes),
            c => push(u32::from(c), &mut bytes),
        }
    }
}

/// The other half of a surrogate pair, where one follows.
fn low_half(chars: &mut Chars<'_>) -> Option<u32> {
    let mut ahead = chars.clone();
    if (ahead.next(), ahead.next()) != (Some('\\'), Some('u')) {
        return None;
    }
    let low = numeric(&mut ahead, 0, 16, 4);
    (0xDC00..0xE000).contains(&low).then(|| {
        *chars = ahead;
        low
    })
}

fn numeric(chars: &mut Chars<'_>, begun: u32, radix: u32, most: usize) -> u32 {
    let mut number = begun;
    for _ in 0..most {
        let Some(digit) = chars.peek().and_then(|c| c.to_digit(radix)) else { break };
        number = number.wrapping_mul(radix).wrapping_add(digit);
        chars.next();
    }
    number
}

/// What cmd.exe makes of carets: each stands for the character after it. Chrome copies commands so.
pub(super) fn without_carets(text: &str) -> String {
    if !text.contains("^\"") {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '^' => match chars.next() {
                Some('\r') => {
                    chars.next();
                }
                Some('\n') | None => {}
                Some(c) => out.push(c),
            },
            c => out.push(c),
        }
    }
    out
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
            (r#"curl -d $'\xc3\xa9\303\251\ud83d\ude00'"#, &["curl", "-d", "éé😀"]),
            (r#"curl "a\"b\\c\d""#, &["curl", r#"a"b\c\d"#]),
            (r#"curl 'it'\''s' '' | jq ."#, &["curl", "it's", ""]),
        ] {
            assert_eq!(words(text).unwrap(), split, "{text}");
        }
        let cmd = without_carets("curl ^\"https://a^\" ^\n  --data-raw ^\"^{^\\^\"a^\\^\":1^}^\"");
        assert_eq!(words(&cmd).unwrap(), ["curl", "https://a", "--data-raw", "{\"a\":1}"]);
        assert!(words("curl 'a").is_err() && words("curl \"a").is_err());
    }
}
