//! Functions of a text: escapes that are written or undone.

use super::facts::wide;

pub(super) fn ampersands(text: &str) -> String {
    let begins_one = |rest: &str| {
        let Some((name, _)) = rest.split_once(';') else { return false };
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        match name.strip_prefix('#') {
            Some(number) => {
                let hex = number.strip_prefix(['x', 'X']);
                digits(number)
                    || hex.is_some_and(|hex| {
                        !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit())
                    })
            }
            None => !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_'),
        }
    };
    scan(text, |text| {
        let rest = text.strip_prefix('&')?;
        (!begins_one(rest)).then_some((rest.len(), "&amp;"))
    })
}

pub(super) fn entities(text: &str, basic: bool) -> String {
    const BASIC: [(&str, &str); 6] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#039;", "'"),
        ("&amp;", "&"),
    ];
    if basic {
        let once = |text: &str| {
            BASIC.iter().find_map(|(from, to)| Some((text.strip_prefix(from)?.len(), *to)))
        };
        return scan(text, once);
    }
    const NAMED: [(&str, &str); 26] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
        ("&apos;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&eacute;", "é"),
        ("&egrave;", "è"),
        ("&uuml;", "ü"),
        ("&ouml;", "ö"),
        ("&auml;", "ä"),
        ("&Uuml;", "Ü"),
        ("&Ouml;", "Ö"),
        ("&Auml;", "Ä"),
        ("&szlig;", "ß"),
        ("&euro;", "€"),
        ("&copy;", "©"),
        ("&reg;", "®"),
        ("&trade;", "™"),
        ("&ndash;", "–"),
        ("&mdash;", "—"),
        ("&hellip;", "…"),
        ("&rsquo;", "’"),
        ("&lsquo;", "‘"),
        ("&amp", "&"),
        ("&lt", "<"),
    ];
    scan(text, |text| {
        if let Some(found) = NAMED
            .iter()
            .find_map(|(from, to)| Some((text.strip_prefix(from)?.len(), (*to).to_owned())))
        {
            return Some(found);
        }
        let rest = text.strip_prefix("&#")?;
        let (digits, radix) = match rest.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16),
            None => (rest, 10),
        };
        let length = digits.chars().take_while(|c| c.is_digit(radix)).count();
        let point = u32::from_str_radix(digits.get(..length)?, radix).ok()?;
        let rest = digits.get(length..)?;
        let rest = rest.strip_prefix(';').unwrap_or(rest);
        Some((rest.len(), char::from_u32(point)?.to_string()))
    })
}

/// Replaces what `step` finds at a place by what it gives; it says how much of the text is left.
pub(super) fn scan<T: AsRef<str>>(text: &str, step: impl Fn(&str) -> Option<(usize, T)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match step(rest) {
            Some((left, image)) => {
                out.push_str(image.as_ref());
                rest = &rest[rest.len() - left..];
            }
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

pub(super) fn percent(text: &str, plus: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let digit = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((16 * high + low) as u8);
                at += 3;
                continue;
            }
            (b'+', ..) if plus => out.push(b' '),
            (byte, ..) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// As `decodeURIComponent` of JavaScript has it: where anything cannot be decoded, nothing is.
pub(super) fn component(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let digits = part.get(..2).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) else {
            return text.to_owned();
        };
        bytes.push(byte);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

pub(super) fn encode(text: &str, bare: &str, plus: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte);
        match c {
            ' ' if plus => out.push('+'),
            _ if c.is_ascii_alphanumeric() || bare.contains(c) => out.push(c),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

pub(super) fn unescaped(text: &str) -> String {
    scan(text, |text| {
        let rest = text.strip_prefix('\\')?;
        let c = rest.chars().next()?;
        let rest = &rest[c.len_utf8()..];
        let plain = |image: char| Some((rest.len(), image.to_string()));
        match c {
            'n' => plain('\n'),
            't' => plain('\t'),
            'r' => plain('\r'),
            'b' => plain('\u{8}'),
            'f' => plain('\u{c}'),
            '"' | '\\' | '/' | '\'' => plain(c),
            'u' => {
                let point = u32::from_str_radix(rest.get(..4)?, 16).ok()?;
                Some((rest.len() - 4, char::from_u32(point)?.to_string()))
            }
            _ => None,
        }
    })
}

/// Four digits behind `\u` in capitals, wherever they stand.
pub(super) fn escapes_upper(text: &str) -> String {
    escapes_as(text, str::to_uppercase)
}

/// The same in small letters.
pub(super) fn escapes_lower(text: &str) -> String {
    escapes_as(text, str::to_lowercase)
}

fn escapes_as(text: &str, written: fn(&str) -> String) -> String {
    scan(text, |text| {
        let rest = text.strip_prefix("\\u")?;
        let digits =
            rest.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        Some((rest.len() - 4, format!("\\u{}", written(digits))))
    })
}

pub(super) fn slashes(text: &str) -> String {
    scan(text, |text| {
        let rest = text.strip_prefix('\\')?;
        match rest.chars().next() {
            Some(c) => Some((rest.len() - c.len_utf8(), c.to_string())),
            None => Some((0, String::new())),
        }
    })
}

pub(super) fn unquoted(text: &str) -> String {
    let inside = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(text).to_owned()
}

pub(super) fn unmojibake(text: &str) -> String {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
}

/// Bytes in base64: the standard alphabet with padding, or that for URLs without.
pub(super) fn base64(bytes: &[u8], padded: bool) -> String {
    const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0u32, |group, b| group << 8 | u32::from(*b))
            << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let digit = char::from(STANDARD[(group >> (18 - 6 * at) & 63) as usize]);
            match (at > chunk.len(), padded) {
                (true, true) => out.push('='),
                (true, false) => {}
                (false, true) => out.push(digit),
                (false, false) => out.push(match digit {
                    '+' => '-',
                    '/' => '_',
                    digit => digit,
                }),
            }
        }
    }
    out
}

/// `\\u` and four hex digits as the character that they stand for.
pub(super) fn unescaped_unicode(text: &str) -> String {
    scan(text, |rest| {
        let digits = rest.strip_prefix("\\u")?.get(..4)?;
        let is_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
        let point = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
        Some((rest.len() - 6, wide(&std::iter::once(point).collect())))
    })
}
