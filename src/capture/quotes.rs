//! Quoted texts of shells.

use super::captured::CaptureError;

/// The characters of a command that are still to be read.
pub(super) type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// The fault of a quote that nothing closes.
pub(super) fn unfinished() -> CaptureError {
    CaptureError::new("the command ends within a quoted text")
}

/// The text up to a character, which is taken too.
pub(super) fn until(chars: &mut Chars<'_>, end: char) -> Result<String, CaptureError> {
    let mut text = String::new();
    loop {
        match chars.next() {
            None => return Err(unfinished()),
            Some(c) if c == end => return Ok(text),
            Some(c) => text.push(c),
        }
    }
}

/// `$'…'`, as browsers write it: escapes as in C, and `\u0021`. Bytes and halves of surrogate pairs are put
/// together as bash does.
pub(super) fn ansi_quoted(chars: &mut Chars<'_>, out: &mut String) -> Result<(), CaptureError> {
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
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '^' => match chars.next() {
                // The line goes on.
                Some('\r') => {
                    chars.next_if_eq(&'\n');
                    chars.next_if_eq(&'\n');
                    out.push(' ');
                }
                Some('\n') => {
                    chars.next_if_eq(&'\n');
                    out.push(' ');
                }
                None => {}
                Some(c) => out.push(c),
            },
            c => out.push(c),
        }
    }
    out
}

/// Whether the text that begins here writes each of its quotes twice, as cmd.exe and PowerShell have it.
pub(super) fn doubles_quotes(chars: &Chars<'_>) -> bool {
    let mut ahead = chars.clone();
    let mut next = || {
        while ahead.next_if(|c| c.is_whitespace()).is_some() {}
        ahead.next()
    };
    // In a POSIX shell, the quotes would be gone, and the document none.
    matches!(next(), Some('{' | '[')) && next() == Some('"') && next() == Some('"')
}
