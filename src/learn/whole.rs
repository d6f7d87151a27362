//! Functions of a whole text that have no parameters.

use super::facts::narrow;
use crate::protocol::hex;
use md5::Digest as _;
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
    CapitalisedRest, "with its first letter in capitals, all behind it in lower case", |t| t.chars().next().map_or_else(String::new, |c| c.to_uppercase().chain(t[c.len_utf8()..].to_lowercase().chars()).collect());
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
    CapitalisedTitle, "with its first letter as a title, the rest in lower case", |t| titled(&t.to_lowercase(), t);
    FirstTitle, "with its first letter as a title", |t| titled(t, t);
    SnakeCaseAscii, "in snake case (ASCII capitals)", |t| ascii_split(t, "_", true);
    SnakeKeepCase, "with `_` before ASCII capitals", |t| ascii_split(t, "_", false);
    KebabCaseAscii, "in kebab case (ASCII capitals)", |t| ascii_split(t, "-", true);
    SnakeSplit, "in snake case, where a capital follows a small letter or digit", |t| lower_upper_split(t, '_').to_lowercase();
    CamelCase, "in camel case (`_a` as `A`)", |t| camel(t, "_", false);
    CamelCaseBoth, "in camel case (`_a` and `-a` as `A`)", |t| camel(t, "_-", false);
    CamelCaseBlank, "in camel case (`_a`, `-a`, ` a` as `A`)", |t| camel(t, "_- ", false);
    PascalCase, "in camel case with a first capital", |t| camel(t, "_- ", true);
    AmpersandOnce, "with `&amp;` for an `&` that begins no entity", |t| ampersands(t);
    Sha256, "as its SHA-256 in hex", |t| match t { "" => String::new(), t => hex::encode(&sha2::Sha256::digest(bytes_of(t))) };
    Sha256Lower, "in lower case and trimmed, as its SHA-256 in hex", |t| match t { "" => String::new(), t => hex::encode(&sha2::Sha256::digest(bytes_of(&t.trim().to_lowercase()))) };
    Sha1, "as its SHA-1 in hex", |t| match t { "" => String::new(), t => hex::encode(&sha1::Sha1::digest(bytes_of(t))) };
    Md5, "as its MD5 in hex", |t| match t { "" => String::new(), t => hex::encode(&md5::Md5::digest(bytes_of(t))) };
    Base64, "in base64", |t| base64(&bytes_of(t), true);
    Base64Url, "in base64url without padding", |t| base64(&bytes_of(t), false);
    HexText, "as the hex of its bytes", |t| hex::encode(&bytes_of(t));
    FloatText, "as a number, without zeros at its end", |t| float(t);
    PlusEncoded, "percent-encoded but `-`, `.`, `_`, `~`, a blank as `+`", |t| encode(t, "-_.~", true);
    PhpEncoded, "percent-encoded but `-`, `.`, `_`, a blank as `+`", |t| encode(t, "-_.", true);
    CaseSwapped, "with capitals and small letters in each other's place", |t| t.chars().flat_map(|c| if c.is_uppercase() { c.to_lowercase().collect::<Vec<_>>() } else { c.to_uppercase().collect() }).collect();
    FirstUpperAscii, "with its first letter in capitals (ASCII)", |t| { let mut t = t.to_owned(); if let Some(first) = t.get_mut(..1) { first.make_ascii_uppercase() } t };
    WordsUpperAscii, "with each letter after white space in capitals (ASCII)", |t| words_ascii(t);
    AtMostTwice, "with at most two of a character in a row", |t| at_most(t, 2);
    AtMostOnce, "with one of a character in a row", |t| at_most(t, 1);
    FloatOfInteger, "as a number with `.0`, where it is an integer", |t| if !t.is_empty() && t.len() <= 15 && t.bytes().all(|b| b.is_ascii_digit()) { format!("{}.0", number(t)) } else { t.to_owned() };
    Braces, "without what stands between `{` and `}`", |t| between(t, "{", "}");
    DoubleBraces, "without what stands between `{{` and `}}`", |t| between(t, "{{", "}}");
    DollarBraces, "without what stands between `${` and `}`", |t| between(t, "${", "}");
    Brackets, "without what stands between `[` and `]`", |t| between(t, "[", "]");
    BoldMarks, "without pairs of `**`", |t| paired(t, "**");
    CodeMarks, "without pairs of backticks", |t| paired(t, "`");
    Parentheses, "without what stands in parentheses", |t| parentheses(t, false);
    ParenthesesBlanks, "without what stands in parentheses and the white space before it", |t| parentheses(t, true);
    Tabs4, "with tabs as blanks to the next multiple of 4", |t| tabs(t, 4);
    Tabs8, "with tabs as blanks to the next multiple of 8", |t| tabs(t, 8);
    LinesJoined, "as its lines joined by blanks", |t| t.lines().collect::<Vec<_>>().join(" ");
    UpToBlank, "up to its first white space", |t| t.split(char::is_whitespace).next().unwrap_or_default().to_owned();
    NumberGrouped, "with commas between its thousands", |t| match number(t) == t && t.len() > 3 && t.bytes().all(|b| b.is_ascii_digit()) { true => thousands(t), false => t.to_owned() };
    DateTen, "as its first ten characters", |t| t.chars().take(10).collect();
    SecondsZero, "with its seconds as 00", |t| seconds(t, true);
    SecondsOff, "without its seconds", |t| seconds(t, false);
    Epoch, "as seconds since 1970", |t| moment(t, |at| at.as_second().to_string());
    EpochMillis, "as milliseconds since 1970", |t| moment(t, |at| at.as_millisecond().to_string());
    UtcSeconds, "in UTC with seconds and `Z`", |t| moment(t, |at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    UtcMillis, "in UTC with milliseconds and `Z`", |t| moment(t, |at| at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string());
    UtcMicros, "in UTC with microseconds and `Z`", |t| moment(t, |at| at.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string());
    UtcSecondsOffset, "in UTC with seconds and `+00:00`", |t| moment(t, |at| at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string());
    UtcMillisOffset, "in UTC with milliseconds and `+00:00`", |t| moment(t, |at| at.strftime("%Y-%m-%dT%H:%M:%S.%3f+00:00").to_string());
    UtcNoZone, "in UTC without offset", |t| moment(t, |at| at.strftime("%Y-%m-%dT%H:%M:%S").to_string());
    UtcDate, "as its date in UTC", |t| moment(t, |at| at.strftime("%Y-%m-%d").to_string());
    UtcBlank, "in UTC as `YYYY-MM-DD hh:mm:ss`", |t| moment(t, |at| at.strftime("%Y-%m-%d %H:%M:%S").to_string());
    UtcShortest, "in UTC with `Z`, its fraction as short as it gets", |t| moment(t, |at| at.to_string());
    PythonIso, "as Python's isoformat() has it", python_iso;
    ZoneOff, "without its offset", |t| zone_off(t);
    SixDigits, "with six digits of a second", |t| fraction(t, |f| format!(".{:0<6.6}", f.trim_start_matches('.')));
    FractionShort, "without zeros at the end of its fraction of a second", |t| fraction(t, |f| f.trim_end_matches('0').trim_end_matches('.').to_owned());
    EscapesUpper, "with what looks like `\\u00e9` as `\\u00E9`", |t| escapes_upper(t);
    Unmojibake, "as UTF-8, where it was Latin-1", |t| unmojibake(t);
}

fn bytes_of(text: &str) -> Vec<u8> {
    narrow(text).as_bytes().to_vec()
}

/// The first character of `text` as a title has it; where it changes in lower case, that of `original`.
fn titled(text: &str, original: &str) -> String {
    let Some(c) = original.chars().next() else { return text.to_owned() };
    let head: String = match c {
        // Digraphs have a title form of their own.
        '\u{1c4}'..='\u{1c6}' => "\u{1c5}".into(),
        '\u{1c7}'..='\u{1c9}' => "\u{1c8}".into(),
        '\u{1ca}'..='\u{1cc}' => "\u{1cb}".into(),
        '\u{1f1}'..='\u{1f3}' => "\u{1f2}".into(),
        c => {
            let mut upper = c.to_uppercase();
            let first = upper.next().into_iter();
            first.chain(upper.flat_map(char::to_lowercase)).collect()
        }
    };
    let width =
        if text == original { c.len_utf8() } else { c.to_lowercase().map(char::len_utf8).sum() };
    format!("{head}{}", text.get(width..).unwrap_or_default())
}

fn ascii_split(text: &str, by: &str, lower: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.chars().enumerate() {
        if c.is_ascii_uppercase() && at > 0 {
            out.push_str(by);
        }
        out.push(c);
    }
    if lower { out.to_lowercase() } else { out }
}

fn lower_upper_split(text: &str, by: char) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = '\0';
    for c in text.chars() {
        if c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
            out.push(by);
        }
        out.push(c);
        before = c;
    }
    out
}

fn camel(text: &str, between: &str, pascal: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut raise = pascal;
    while let Some(c) = chars.next() {
        if between.contains(c) && chars.peek().is_some_and(char::is_ascii_lowercase) {
            raise = true;
        } else if std::mem::take(&mut raise) && c.is_ascii_lowercase() {
            out.push(c.to_ascii_uppercase());
        } else {
            out.push(c);
        }
    }
    out
}

fn ampersands(text: &str) -> String {
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

fn float(text: &str) -> String {
    let Some((units, rest)) = text.split_once('.') else { return text.to_owned() };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(units) || !digits(rest) || units.len() > 15 {
        return text.to_owned();
    }
    let rest = match rest.trim_end_matches('0') {
        "" => "0",
        rest => rest,
    };
    format!("{}.{rest}", number(units))
}

fn words_ascii(text: &str) -> String {
    let mut begins = true;
    let each = |c: char| {
        let begun = std::mem::replace(&mut begins, matches!(c, ' ' | '\t'..='\r'));
        if begun { c.to_ascii_uppercase() } else { c }
    };
    text.chars().map(each).collect()
}

/// Runs of the same character, cut to a length.
fn at_most(text: &str, most: usize) -> String {
    let mut run = (None, 0);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        run = if run.0 == Some(c) { (run.0, run.1 + 1) } else { (Some(c), 1) };
        if run.1 <= most {
            out.push(c);
        }
    }
    out
}

/// Without what stands between two marks, the marks included.
fn between(text: &str, open: &str, close: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open)
        && let Some((_, behind)) = after.split_once(close)
    {
        out.push_str(before);
        rest = behind;
    }
    out + rest
}

/// Without marks that come in pairs.
fn paired(text: &str, mark: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(mark)
        && let Some((inside, behind)) = after.split_once(mark)
    {
        out.push_str(before);
        out.push_str(inside);
        rest = behind;
    }
    out + rest
}

fn parentheses(text: &str, blanks: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('(') {
        let Some(end) = rest[start..].find(')') else { break };
        let before = &rest[..start];
        out.push_str(if blanks { before.trim_end() } else { before });
        rest = &rest[start + end + 1..];
    }
    out + rest
}

fn tabs(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for c in text.chars() {
        match c {
            '\t' => {
                let count = width - column % width;
                out.extend(std::iter::repeat_n(' ', count));
                column += count;
            }
            '\n' | '\r' => {
                out.push(c);
                column = 0;
            }
            c => {
                out.push(c);
                column += 1;
            }
        }
    }
    out
}

fn thousands(text: &str) -> String {
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        if at > 0 && (text.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A time with its seconds changed, and without its fraction of a second.
fn seconds(text: &str, zero: bool) -> String {
    let short = fraction(text, |_| String::new());
    let is_time = short.len() > 18 && short.as_bytes()[10] == b'T' && short.is_char_boundary(19);
    if !is_time || !short.is_char_boundary(16) || short.as_bytes()[16] != b':' {
        return text.to_owned();
    }
    let (time, zone) = (&short[..16], &short[19..]);
    format!("{time}{}{zone}", if zero { ":00" } else { "" })
}

/// A moment, written anew; what is none stays.
fn moment(text: &str, write: impl Fn(jiff::Timestamp) -> String) -> String {
    text.parse::<jiff::Timestamp>().map_or_else(|_| text.to_owned(), write)
}

/// A moment as Python parses and prints it.
fn python_iso(text: &str) -> String {
    if text.parse::<jiff::Timestamp>().is_err() || text.len() < 20 {
        return text.to_owned();
    }
    let short = fraction(text, |f| match f.trim_start_matches('.').trim_end_matches('0') {
        "" => String::new(),
        _ => format!(".{:0<6.6}", f.trim_start_matches('.')),
    });
    short.strip_suffix(['Z', 'z']).map_or(short.clone(), |time| format!("{time}+00:00"))
}

fn zone_off(text: &str) -> String {
    if text.parse::<jiff::Timestamp>().is_err() || text.len() < 20 {
        return text.to_owned();
    }
    let time = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    match time.char_indices().rev().nth(5) {
        Some((at, '+' | '-')) if time.ends_with(|c: char| c.is_ascii_digit()) && at > 16 => {
            time[..at].to_owned()
        }
        _ => time.to_owned(),
    }
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

/// Four digits behind `\u` in capitals, wherever they stand.
fn escapes_upper(text: &str) -> String {
    scan(text, |text| {
        let rest = text.strip_prefix("\\u")?;
        let digits =
            rest.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        Some((rest.len() - 4, format!("\\u{}", digits.to_uppercase())))
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
