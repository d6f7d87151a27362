//! Functions of a whole text that have no parameters.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

macro_rules! wholes {
    ($($variant:ident, $words:literal, $make:expr;)*) => {
        /// A function of a whole text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Whole { $($variant,)* }

        impl Whole {
            /// All of them, what is likelier first.
            pub const ALL: &'static [Whole] = &[$(Whole::$variant,)*];

            /// What becomes of a text.
            pub fn of(self, text: &str) -> String {
                match self { $(Whole::$variant => { let make: fn(&str) -> String = $make; make(text) })* }
            }

            /// In words, to follow "is signed".
            pub const fn words(self) -> &'static str {
                match self { $(Whole::$variant => $words,)* }
            }
        }
    };
}

wholes! {
    Lower, "in lower case", |t| t.to_lowercase();
    Upper, "in capitals", |t| t.to_uppercase();
    FirstUpper, "with its first letter in capitals", |t| first(t, true);
    FirstLower, "with its first letter in lower case", |t| first(t, false);
    Capitalised, "with its first letter in capitals, the rest in lower case", |t| first(&t.to_lowercase(), true);
    WordsUpper, "with the first letter of each word in capitals", |t| words(t, |c| c.is_whitespace());
    WordsUpperBlank, "with each letter after a blank in capitals", |t| words(t, |c| c == ' ');
    WordsUpperAny, "with each letter after what is no letter in capitals", |t| words(t, |c| !c.is_alphabetic());
    Title, "in title case", |t| words(&t.to_lowercase(), |c| !c.is_alphabetic());
    TitleBlank, "in title case by blanks", |t| words(&t.to_lowercase(), |c| c.is_whitespace());
    Nfc, "in NFC", |t| t.nfc().collect();
    Nfd, "in NFD", |t| t.nfd().collect();
    Nfkc, "in NFKC", |t| t.nfkc().collect();
    Nfkd, "in NFKD", |t| t.nfkd().collect();
    Entities, "with its HTML entities decoded", |t| entities(t, false);
    EntitiesBasic, "with `&amp;`, `&lt;`, `&gt;`, `&quot;`, `&#39;` decoded", |t| entities(t, true);
    Percent, "percent-decoded", |t| percent(t, false);
    PercentPlus, "percent-decoded, `+` as a blank", |t| percent(t, true);
    Component, "percent-encoded", |t| encode(t, "-_.!~*'()", false);
    Rfc3986, "percent-encoded as in RFC 3986", |t| encode(t, "-_.~", false);
    Form, "form-encoded", |t| encode(t, "-_.*", true);
    UrlPath, "percent-encoded but `/`", |t| encode(t, "-_.~/", false);
    Unescaped, "with its backslash escapes decoded", |t| unescaped(t);
    SlashesStripped, "without backslashes that escape", |t| slashes(t);
    SlashesAdded, "with backslashes before quotes and backslashes", |t| t.chars().flat_map(|c| [('"' == c || '\'' == c || '\\' == c).then_some('\\'), Some(c)]).flatten().collect();
    JsonTwice, "escaped twice", |t| serde_json::to_string(t).map(|t| t[1..t.len() - 1].to_owned()).unwrap_or_default();
    Reversed, "backwards", |t| t.chars().rev().collect();
    Twice, "twice", |t| format!("{t}{t}");
    Tags, "without what stands between `<` and `>`", |t| tags(t);
    Slug, "as a slug", |t| joined(t, "-");
    Snake, "as words joined by `_`", |t| joined(t, "_");
    SnakeCase, "in snake case", |t| camel_split(t, '_');
    KebabCase, "in kebab case", |t| camel_split(t, '-');
    Number, "as a number, without leading zeros", |t| number(t);
    LeadingZeros, "without leading zeros", |t| t.trim_start_matches('0').to_owned();
    LeadingZerosButOne, "without leading zeros but the last", |t| match t.trim_start_matches('0') { "" if !t.is_empty() => "0".into(), rest => rest.to_owned() };
    DigitsOnly, "as its digits alone", |t| t.chars().filter(char::is_ascii_digit).collect();
    Unquoted, "without the quotes around it", |t| unquoted(t);
    Quoted, "between quotes", |t| format!("\"{t}\"");
    LineFeeds, "with its line ends as line feeds", |t| t.replace("\r\n", "\n").replace('\r', "\n");
    CrLfToLf, "with CR LF as LF", |t| t.replace("\r\n", "\n");
    CarriageReturns, "with its line ends as CR LF", |t| t.replace("\r\n", "\n").replace('\n', "\r\n");
    FirstLine, "as its first line", |t| t.lines().next().unwrap_or_default().to_owned();
    FirstWord, "as its first word", |t| t.split_whitespace().next().unwrap_or_default().to_owned();
    Collapsed, "with runs of white space as a blank", |t| t.split_whitespace().collect::<Vec<_>>().join(" ");
    AfterLastSlash, "as what follows the last `/`", |t| t.rsplit('/').next().unwrap_or_default().to_owned();
    WithLength, "with its length in bytes and `:` before it", |t| format!("{}:{t}", t.chars().map(|c| if u32::from(c) < 256 { 1 } else { c.len_utf8() }).sum::<usize>());
    Millis, "with its fraction of a second dropped", |t| fraction(t, |_| String::new());
    ThreeDigits, "with three digits of a second", |t| fraction(t, |f| format!(".{:0<3.3}", f.trim_start_matches('.')));
    ZAsOffset, "with `Z` as `+00:00`", |t| t.strip_suffix('Z').map_or_else(|| t.to_owned(), |s| format!("{s}+00:00"));
    OffsetAsZ, "with `+00:00` as `Z`", |t| t.strip_suffix("+00:00").map_or_else(|| t.to_owned(), |s| format!("{s}Z"));
    DateOnly, "as its date alone", |t| t.split('T').next().unwrap_or_default().to_owned();
    Mojibake, "as its UTF-8 bytes read as Latin-1", |t| t.bytes().map(char::from).collect();
    Unmojibake, "as UTF-8, where it was Latin-1", |t| unmojibake(t);
}

fn first(text: &str, upper: bool) -> String {
    let mut rest = text.chars();
    match rest.next() {
        None => String::new(),
        Some(c) if upper => c.to_uppercase().chain(rest).collect(),
        Some(c) => c.to_lowercase().chain(rest).collect(),
    }
}

fn words(text: &str, ends: fn(char) -> bool) -> String {
    let mut begins = true;
    let mut out = String::new();
    for c in text.chars() {
        if begins {
            out.extend(c.to_uppercase())
        } else {
            out.push(c)
        }
        begins = ends(c);
    }
    out
}

fn entities(text: &str, basic: bool) -> String {
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
fn scan<T: AsRef<str>>(text: &str, step: impl Fn(&str) -> Option<(usize, T)>) -> String {
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

fn percent(text: &str, plus: bool) -> String {
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

fn encode(text: &str, bare: &str, plus: bool) -> String {
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

fn unescaped(text: &str) -> String {
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

fn slashes(text: &str) -> String {
    scan(text, |text| {
        let rest = text.strip_prefix('\\')?;
        match rest.chars().next() {
            Some(c) => Some((rest.len() - c.len_utf8(), c.to_string())),
            None => Some((0, String::new())),
        }
    })
}

fn tags(text: &str) -> String {
    scan(text, |text| {
        let rest = text.strip_prefix('<')?;
        let end = rest.find('>')?;
        Some((rest.len() - end - 1, ""))
    })
}

fn joined(text: &str, by: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(by)
}

fn camel_split(text: &str, by: char) -> String {
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        if c.is_uppercase() && at > 0 {
            out.push(by);
        }
        out.extend(c.to_lowercase());
    }
    out
}

fn number(text: &str) -> String {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return text.to_owned();
    }
    match text.trim_start_matches('0') {
        "" => "0".to_owned(),
        rest => rest.to_owned(),
    }
}

fn unquoted(text: &str) -> String {
    let inside = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(text).to_owned()
}

/// A time with its fraction of a second changed; `change` takes it with its point.
fn fraction(text: &str, change: impl Fn(&str) -> String) -> String {
    let is_time = text.len() > 18 && text.as_bytes()[10] == b'T' && text.is_char_boundary(19);
    if !is_time {
        return text.to_owned();
    }
    let (time, rest) = text.split_at(19);
    let end = rest
        .char_indices()
        .position(|(at, c)| !(c.is_ascii_digit() || (at == 0 && c == '.')))
        .unwrap_or(rest.len());
    let (fraction, zone) = rest.split_at(end);
    format!("{time}{}{zone}", change(fraction))
}

fn unmojibake(text: &str) -> String {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
}
