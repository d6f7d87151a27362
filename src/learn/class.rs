//! Classes of characters: who is changed, and who is not.

use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use unicode_properties::{GeneralCategory as G, GeneralCategoryGroup as Group};
use unicode_properties::{UnicodeEmoji, UnicodeGeneralCategory};

/// A class of characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A class with a name.
    Of(Named),
    /// Everything else.
    Not(Named),
    /// These, one by one.
    These(String),
    /// From one to another, both included.
    Range(char, char),
    /// Several ranges, borders included.
    Ranges(Vec<(char, char)>),
    /// ASCII without letters, digits and these.
    AsciiBut(String),
    /// All without ASCII letters, digits and these.
    AllBut(String),
    /// ASCII letters, digits and these.
    And(String),
    /// All without a class and these.
    But(Named, String),
}

impl Class {
    /// Whether a character is of this class.
    pub fn holds(&self, c: char) -> bool {
        match self {
            Class::Of(named) => named.holds(c),
            Class::Not(named) => !named.holds(c),
            Class::These(these) => these.contains(c),
            Class::Range(from, to) => (*from..=*to).contains(&c),
            Class::Ranges(ranges) => ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)),
            Class::AsciiBut(these) => {
                c.is_ascii() && !c.is_ascii_alphanumeric() && !these.contains(c)
            }
            Class::AllBut(these) => !c.is_ascii_alphanumeric() && !these.contains(c),
            Class::And(these) => c.is_ascii_alphanumeric() || these.contains(c),
            Class::But(named, these) => !named.holds(c) && !these.contains(c),
        }
    }

    /// How much is said by it; of two classes that do, the cheaper one is taken. In tenths.
    pub fn cost(&self) -> u32 {
        match self {
            Class::Of(_) => 5,
            Class::Not(_) => 6,
            Class::These(these) => 1 + 3 * these.chars().count() as u32,
            Class::Range(..) => 6,
            Class::Ranges(ranges) => 4 + 4 * ranges.len() as u32,
            Class::AsciiBut(these) | Class::AllBut(these) | Class::And(these) => {
                5 + these.chars().count() as u32
            }
            Class::But(_, these) => 6 + these.chars().count() as u32,
        }
    }

    /// In words.
    pub fn words(&self) -> String {
        let list = |these: &str| these.chars().map(shown).collect::<Vec<_>>().join(", ");
        match self {
            Class::Of(named) => named.words().to_owned(),
            Class::Not(named) => format!("all but {}", named.words()),
            Class::These(these) => list(these),
            Class::Range(from, to) => format!("{} to {}", code(*from), code(*to)),
            Class::Ranges(ranges) => {
                let each = |(from, to): &(char, char)| match from == to {
                    true => shown(*from),
                    false => format!("{} to {}", code(*from), code(*to)),
                };
                ranges.iter().map(each).collect::<Vec<_>>().join(", ")
            }
            Class::AsciiBut(these) if these.is_empty() => "ASCII but letters and digits".to_owned(),
            Class::AsciiBut(these) => format!("ASCII but letters, digits, {}", list(these)),
            Class::AllBut(these) if these.is_empty() => {
                "all but ASCII letters and digits".to_owned()
            }
            Class::AllBut(these) => format!("all but ASCII letters, digits, {}", list(these)),
            Class::And(these) => format!("ASCII letters, digits, {}", list(these)),
            Class::But(named, these) => format!("all but {}, {}", named.words(), list(these)),
        }
    }
}

/// A character for people.
pub(super) fn shown(c: char) -> String {
    if c.is_ascii_graphic() { format!("`{c}`") } else { code(c) }
}

fn code(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

macro_rules! named {
    ($($variant:ident, $words:literal, $test:expr;)*) => {
        /// A class with a name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Named { $($variant,)* }

        impl Named {
            /// All of them, what is likelier first.
            pub const ALL: &'static [Named] = &[$(Named::$variant,)*];

            /// Whether a character is of this class.
            pub fn holds(self, c: char) -> bool {
                match self { $(Named::$variant => { let test: fn(char) -> bool = $test; test(c) })* }
            }

            /// In words.
            pub const fn words(self) -> &'static str {
                match self { $(Named::$variant => $words,)* }
            }
        }
    };
}

/// The category of a character, and the group of that. Rules are tried on thousands of texts: up to U+FFFF it is looked up
/// in a table, made at the first use.
fn categories(c: char) -> (G, Group) {
    static TABLE: LazyLock<Vec<(G, Group)>> = LazyLock::new(|| {
        (0..=0xFFFF).map(|code| searched(char::from_u32(code).unwrap_or_default())).collect()
    });
    TABLE.get(c as usize).copied().unwrap_or_else(|| searched(c))
}

fn searched(c: char) -> (G, Group) {
    (c.general_category(), c.general_category_group())
}

fn group(c: char) -> Group {
    categories(c).1
}

fn is(c: char, these: &[G]) -> bool {
    these.contains(&categories(c).0)
}

named! {
    Any, "every character", |_| true;
    Ascii, "ASCII", |c| c.is_ascii();
    Beyond7F, "all beyond ASCII", |c| c > '\u{7f}';
    From7F, "U+007F and beyond", |c| c >= '\u{7f}';
    BeyondFF, "all beyond Latin-1", |c| c > '\u{ff}';
    BeyondFFFF, "all beyond U+FFFF", |c| c > '\u{ffff}';
    Latin1, "Latin-1", |c| c <= '\u{ff}';
    Latin1Upper, "U+0080 to U+00FF", |c| ('\u{80}'..='\u{ff}').contains(&c);
    Latin1Letters, "U+00A0 to U+00FF", |c| ('\u{a0}'..='\u{ff}').contains(&c);
    Bmp, "U+0080 to U+FFFF", |c| ('\u{80}'..='\u{ffff}').contains(&c);
    Beyond7FF, "all beyond U+07FF", |c| c > '\u{7ff}';
    NotWindows1252, "what Windows-1252 lacks", not_windows_1252;
    BestFit1252, "what Windows-1252 lacks and has an ASCII letter or digit for its base", |c| c <= '\u{ffff}' && not_windows_1252(c) && super::image::base(c).is_some();
    NotWindows1252OrC1, "what Windows-1252 lacks, but U+0080 to U+009F", |c| not_windows_1252(c) && c > '\u{9f}';
    NotLatin9, "what ISO 8859-15 lacks", |c| lacks(encoding_rs::ISO_8859_15, c);
    NotWindows1251, "what Windows-1251 lacks", |c| lacks(encoding_rs::WINDOWS_1251, c);
    NotWindows1250, "what Windows-1250 lacks", |c| lacks(encoding_rs::WINDOWS_1250, c);
    NotMacRoman, "what Mac Roman lacks", |c| lacks(encoding_rs::MACINTOSH, c);
    NotShiftJis, "what Shift_JIS lacks", |c| lacks(encoding_rs::SHIFT_JIS, c);
    NotGbk, "what GBK lacks", |c| lacks(encoding_rs::GBK, c);
    Letter, "letters", |c| group(c) == Group::Letter;
    AsciiLetter, "ASCII letters", |c| c.is_ascii_alphabetic();
    AsciiLower, "ASCII lower-case letters", |c| c.is_ascii_lowercase();
    AsciiUpper, "ASCII capitals", |c| c.is_ascii_uppercase();
    AsciiAlphanumeric, "ASCII letters and digits", |c| c.is_ascii_alphanumeric();
    Lower, "lower-case letters", |c| c.is_lowercase();
    Upper, "capitals", |c| c.is_uppercase();
    BeyondLetter, "letters beyond ASCII", |c| !c.is_ascii() && group(c) == Group::Letter;
    AsciiDigit, "digits", |c| c.is_ascii_digit();
    Digit, "decimal digits of any script", |c| is(c, &[G::DecimalNumber]);
    OtherDigit, "decimal digits beyond ASCII", |c| !c.is_ascii() && is(c, &[G::DecimalNumber]);
    Numeric, "numbers", |c| group(c) == Group::Number;
    Alphanumeric, "letters and numbers", |c| c.is_alphanumeric();
    PythonAlphanumeric, "letters and numbers by category", |c| matches!(group(c), Group::Letter | Group::Number);
    PythonWord, "letters and numbers by category, and _", |c| c == '_' || matches!(group(c), Group::Letter | Group::Number);
    DotNetWord, "letters, nonspacing marks, decimal digits and connectors up to U+FFFF (\\w of .NET)", |c| c <= '\u{ffff}' && (is(c, &[G::DecimalNumber, G::ConnectorPunctuation, G::NonspacingMark]) || group(c) == Group::Letter);
    IcuWord, "letters, nonspacing marks, decimal digits and connectors", |c| is(c, &[G::DecimalNumber, G::ConnectorPunctuation, G::NonspacingMark]) || group(c) == Group::Letter;
    UnicodeWord, "letters, marks, decimal digits and _ of any script", |c| c == '_' || is(c, &[G::DecimalNumber, G::ConnectorPunctuation]) || matches!(group(c), Group::Letter | Group::Mark);
    NotPrintable, "what Python does not print", |c| c != ' ' && (is(c, &[G::Control, G::Format, G::PrivateUse, G::Unassigned]) || group(c) == Group::Separator);
    WordCharacter, "letters, digits and _ (ASCII)", |c| c.is_ascii_alphanumeric() || c == '_';
    Mark, "combining marks", |c| group(c) == Group::Mark;
    NonspacingMark, "nonspacing marks", |c| is(c, &[G::NonspacingMark]);
    CombiningDiacritic, "combining diacritics", |c| ('\u{300}'..='\u{36f}').contains(&c);
    Punctuation, "punctuation", |c| group(c) == Group::Punctuation;
    AsciiPunctuation, "ASCII punctuation", |c| c.is_ascii_punctuation();
    Dash, "dashes", |c| is(c, &[G::DashPunctuation]);
    OtherDash, "dashes beyond ASCII", |c| !c.is_ascii() && is(c, &[G::DashPunctuation]);
    Symbol, "symbols", |c| group(c) == Group::Symbol;
    OtherSymbol, "other symbols", |c| is(c, &[G::OtherSymbol]);
    Currency, "currency signs", |c| is(c, &[G::CurrencySymbol]);
    MathSymbol, "mathematical symbols", |c| is(c, &[G::MathSymbol]);
    ModifierSymbol, "modifier symbols", |c| is(c, &[G::ModifierSymbol]);
    Blank, "the blank", |c| c == ' ';
    BlankOrTab, "blanks and tabs", |c| matches!(c, ' ' | '\t');
    LineEnd, "line feed and carriage return", |c| matches!(c, '\n' | '\r');
    AsciiSpace, "ASCII white space", |c| matches!(c, ' ' | '\t'..='\r');
    AsciiSpaceNoVt, "blank, tab, line feed, form feed, carriage return", |c| c.is_ascii_whitespace();
    PhpTrim, "blank, tab, line feed, carriage return, NUL, vertical tab", |c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\0' | '\u{b}');
    UpTo20, "U+0000 to U+0020", |c| c <= ' ';
    Space, "white space", |c| c.is_whitespace();
    JavaScriptSpace, "white space as JavaScript has it", |c| c == '\u{feff}' || (c.is_whitespace() && c != '\u{85}');
    PythonSpace, "white space as Python has it", |c| c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}');
    JavaSpace, "white space as Java has it", |c| matches!(c, '\t'..='\r' | '\u{1c}'..='\u{1f}') || (is(c, &[G::SpaceSeparator, G::LineSeparator, G::ParagraphSeparator]) && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}'));
    SpaceSeparator, "space separators", |c| is(c, &[G::SpaceSeparator]);
    OtherSpaceSeparator, "space separators but the blank", |c| c != ' ' && is(c, &[G::SpaceSeparator]);
    Separator, "separators", |c| group(c) == Group::Separator;
    OtherSpace, "white space beyond ASCII", |c| !c.is_ascii() && c.is_whitespace();
    SpaceNotBlank, "white space but the blank", |c| c != ' ' && c.is_whitespace();
    NoBreakSpace, "no-break spaces", |c| matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}');
    Control, "control characters", |c| c.is_control();
    C0, "U+0000 to U+001F", |c| c < ' ';
    C0AndDel, "U+0000 to U+001F and U+007F", |c| c < ' ' || c == '\u{7f}';
    C0ButLines, "control characters below the blank but tab, line feed, carriage return", |c| c < ' ' && !matches!(c, '\t' | '\n' | '\r');
    C0DelButLines, "ASCII control characters but tab, line feed, carriage return", |c| (c < ' ' || c == '\u{7f}') && !matches!(c, '\t' | '\n' | '\r');
    ControlButLines, "control characters but tab, line feed, carriage return", |c| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    C1, "U+0080 to U+009F", |c| ('\u{80}'..='\u{9f}').contains(&c);
    DelAndC1, "U+007F to U+009F", |c| ('\u{7f}'..='\u{9f}').contains(&c);
    Short, "what has a short escape (\\b, \\t, \\n, \\f, \\r)", |c| matches!(c, '\u{8}' | '\t' | '\n' | '\u{c}' | '\r');
    BackspaceFormFeed, "\\b and \\f", |c| matches!(c, '\u{8}' | '\u{c}');
    QuoteBackslash, "quote and backslash", |c| matches!(c, '"' | '\\');
    Escaped, "what JSON escapes", |c| !(' '..'\u{7f}').contains(&c) || matches!(c, '"' | '\\');
    MustEscape, "what JSON has to escape (U+0000 to U+001F, quotes, backslashes)", |c| c < ' ' || matches!(c, '"' | '\\');
    EscapedAscii, "ASCII that JSON escapes", |c| c < ' ' || matches!(c, '"' | '\\' | '\u{7f}');
    LongEscape, "what is written as \\u", |c| !(' '..'\u{7f}').contains(&c) && !matches!(c, '\u{8}' | '\t' | '\n' | '\u{c}' | '\r');
    LongEscapeAscii, "control characters that are written as \\u", |c| (c < ' ' || c == '\u{7f}') && !matches!(c, '\u{8}' | '\t' | '\n' | '\u{c}' | '\r');
    Format, "format characters", |c| is(c, &[G::Format]);
    FormatBeyondBmp, "format characters but the soft hyphen", |c| c != '\u{ad}' && is(c, &[G::Format]);
    ZeroWidth, "U+200B, U+200C, U+200D, U+2060 and U+FEFF", |c| matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    ZeroWidthNoJoiner, "U+200B, U+200C, U+200D and U+FEFF", |c| matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}');
    ZeroWidthAndMarks, "U+200B to U+200F and U+FEFF", |c| matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}');
    Direction, "marks of direction", |c| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    LineSeparators, "U+2028 and U+2029", |c| matches!(c, '\u{2028}' | '\u{2029}');
    AllLineEnds, "line ends of any kind", |c| matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    Unassigned, "code points that are not assigned", |c| is(c, &[G::Unassigned]);
    NonCharacter, "noncharacters", |c| u32::from(c) & 0xFFFE == 0xFFFE || ('\u{fdd0}'..='\u{fdef}').contains(&c);
    PrivateUse, "private use", |c| is(c, &[G::PrivateUse]);
    BmpPrivateUse, "U+E000 to U+F8FF", |c| ('\u{e000}'..='\u{f8ff}').contains(&c);
    NotXmlNorHalf, "what XML has no place for, halves of surrogate pairs too", |c| (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{10f000}'..='\u{10f7ff}');
    NotXml, "what XML has no place for", |c| (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    Specials, "U+FFF0 to U+FFFF", |c| ('\u{fff0}'..='\u{ffff}').contains(&c);
    VariationSelector, "variation selectors", |c| matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    Emoji, "emoji", |c| !c.is_ascii() && c.is_emoji_char();
    EmojiParts, "characters beyond U+FFFF, U+FE0F and U+200D", |c| c > '\u{ffff}' || matches!(c, '\u{fe0f}' | '\u{200d}');
    EmojiSelector, "characters beyond U+FFFF and U+FE0F", |c| c > '\u{ffff}' || c == '\u{fe0f}';
    EmojiBlocks, "U+1F000 to U+1FAFF", |c| ('\u{1f000}'..='\u{1faff}').contains(&c);
    EmojiCommon, "U+1F300 to U+1F9FF", |c| ('\u{1f300}'..='\u{1f9ff}').contains(&c);
    EmojiAndDingbats, "emoji blocks and U+2600 to U+27BF", |c| matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}');
    Dingbats, "U+2600 to U+27BF", |c| ('\u{2600}'..='\u{27bf}').contains(&c);
    GeneralPunctuation, "U+2000 to U+206F", |c| ('\u{2000}'..='\u{206f}').contains(&c);
    CurlySingle, "curly single quotes", |c| matches!(c, '\u{2018}' | '\u{2019}');
    CurlySingleAll, "single quotes U+2018 to U+201B", |c| ('\u{2018}'..='\u{201b}').contains(&c);
    CurlyDouble, "curly double quotes", |c| matches!(c, '\u{201c}' | '\u{201d}');
    CurlyDoubleAll, "double quotes U+201C to U+201F", |c| ('\u{201c}'..='\u{201f}').contains(&c);
    EnEmDash, "en and em dash", |c| matches!(c, '\u{2013}' | '\u{2014}');
    Greek, "Greek", |c| ('\u{370}'..='\u{3ff}').contains(&c);
    Cyrillic, "Cyrillic", |c| ('\u{400}'..='\u{4ff}').contains(&c);
    Hebrew, "Hebrew", |c| ('\u{590}'..='\u{5ff}').contains(&c);
    Arabic, "Arabic", |c| ('\u{600}'..='\u{6ff}').contains(&c);
    Thai, "Thai", |c| ('\u{e00}'..='\u{e7f}').contains(&c);
    Hiragana, "Hiragana", |c| ('\u{3040}'..='\u{309f}').contains(&c);
    Katakana, "Katakana", |c| ('\u{30a0}'..='\u{30ff}').contains(&c);
    Cjk, "CJK ideographs", |c| ('\u{4e00}'..='\u{9fff}').contains(&c);
    Hangul, "Hangul syllables", |c| ('\u{ac00}'..='\u{d7a3}').contains(&c);
    FullWidth, "U+FF01 to U+FF5E", |c| ('\u{ff01}'..='\u{ff5e}').contains(&c);
    FullWidthAlphanumeric, "full-width letters and digits", |c| matches!(c, '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}');
    FullWidthLetter, "full-width letters", |c| matches!(c, '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}');
    FullWidthDigit, "full-width digits", |c| ('\u{ff10}'..='\u{ff19}').contains(&c);
    HalfWidthKatakana, "half-width Katakana", |c| ('\u{ff61}'..='\u{ff9f}').contains(&c);
    HalfAndFullWidth, "U+FF00 to U+FFEF", |c| ('\u{ff00}'..='\u{ffef}').contains(&c);
    LatinLetter, "Latin letters with marks (U+00C0 to U+024F)", |c| ('\u{c0}'..='\u{24f}').contains(&c);
    Ligature, "ligatures U+FB00 to U+FB06", |c| ('\u{fb00}'..='\u{fb06}').contains(&c);
    Formula, "`=`, `+`, `-`, `@`", |c| matches!(c, '=' | '+' | '-' | '@');
    FormulaAndControls, "`=`, `+`, `-`, `@`, tab, carriage return", |c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r');
    Html, "`<`, `>`, `&`", |c| matches!(c, '<' | '>' | '&');
    HtmlQuot, "`<`, `>`, `&`, `\"`", |c| matches!(c, '<' | '>' | '&' | '"');
    HtmlAll, "`<`, `>`, `&`, `\"`, `'`", |c| matches!(c, '<' | '>' | '&' | '"' | '\'');
    Angle, "`<`, `>`", |c| matches!(c, '<' | '>');
    Quotes, "quotes", |c| matches!(c, '"' | '\'');
    FileName, "what a file name cannot hold", |c| matches!(c, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*');
    UrlReserved, "what is reserved in a URL", |c| matches!(c, ':' | '/' | '?' | '#' | '[' | ']' | '@' | '!' | '$' | '&' | '\'' | '(' | ')' | '*' | '+' | ',' | ';' | '=');
    Unreserved, "ASCII letters, digits, `-`, `.`, `_`, `~`", |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    RegExp, "what a regular expression escapes", |c| matches!(c, '.' | '*' | '+' | '?' | '^' | '$' | '{' | '}' | '(' | ')' | '|' | '[' | ']' | '\\');
    Like, "`%`, `_`", |c| matches!(c, '%' | '_');
    Slug, "ASCII letters, digits, `-`, `_`", |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    Graphic, "visible ASCII", |c| c.is_ascii_graphic();
    Printable, "printable ASCII", |c| matches!(c, ' '..='~');
    SentenceEnd, "`.`, `!`, `?`", |c| matches!(c, '.' | '!' | '?');
    Separators, "`-`, `_`, blank", |c| matches!(c, '-' | '_' | ' ');
    Brackets, "brackets", |c| matches!(c, '(' | ')' | '[' | ']' | '{' | '}');
}

/// Whether a charset has no place for a character.
fn lacks(charset: &'static encoding_rs::Encoding, c: char) -> bool {
    !c.is_ascii() && charset.encode(c.encode_utf8(&mut [0; 4])).2
}

fn not_windows_1252(c: char) -> bool {
    const HIGH: &str = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";
    !(c < '\u{80}' || ('\u{a0}'..='\u{ff}').contains(&c) || HIGH.contains(c))
}

/// Of punctuation that is kept, so many are told one by one.
const MOST_KEPT: usize = 24;

/// What words are made of, as languages have it.
const WORDS: [Named; 8] = [
    Named::Letter,
    Named::Alphanumeric,
    Named::PythonAlphanumeric,
    Named::PythonWord,
    Named::DotNetWord,
    Named::IcuWord,
    Named::UnicodeWord,
    Named::Unreserved,
];

/// The cheapest classes first that hold all of `inside` and none of `outside`; a few of them.
pub(super) fn classes(inside: &[char], outside: &[char]) -> Vec<Class> {
    let fits = |class: &Class| {
        inside.iter().all(|c| class.holds(*c)) && !outside.iter().any(|c| class.holds(*c))
    };
    let mut found: Vec<Class> = Vec::new();
    let mut distinct = inside.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let (Some(first), Some(last)) = (distinct.first(), distinct.last()) else { return found };
    found.extend(Named::ALL.iter().map(|named| Class::Of(*named)).filter(fits));
    found.extend(Named::ALL.iter().map(|named| Class::Not(*named)).filter(fits));
    let but = |ascii: bool| -> String {
        let candidates = (' '..='~').filter(|c| !c.is_ascii_alphanumeric());
        candidates.filter(|c| outside.contains(c) && (ascii || !inside.contains(c))).collect()
    };
    for class in [Class::AsciiBut(but(true)), Class::AllBut(but(false))] {
        let (Class::AsciiBut(these) | Class::AllBut(these)) = &class else { continue };
        if these.len() <= MOST_KEPT && distinct.len() > 8 && fits(&class) {
            found.push(class);
        }
    }
    for named in WORDS.into_iter().filter(|_| distinct.len() > 8) {
        let these: String = outside.iter().filter(|c| !named.holds(**c)).collect();
        let class = Class::But(named, these);
        let Class::But(_, these) = &class else { continue };
        if these.is_ascii() && (1..=MOST_KEPT).contains(&these.len()) && fits(&class) {
            found.push(class);
        }
    }
    let and: String = distinct.iter().filter(|c| !c.is_ascii_alphanumeric()).collect();
    if distinct.len() > 8 && and.is_ascii() && and.len() <= 16 {
        let class = Class::And(and);
        if fits(&class) {
            found.push(class);
        }
    }
    if distinct.len() > 2 {
        let range = Class::Range(*first, *last);
        if fits(&range) {
            found.push(snapped(*first, *last, outside));
        }
    }
    let is_listed = |distinct: &[char]| {
        distinct.len() <= 12 || (distinct.len() <= 40 && distinct.iter().all(char::is_ascii))
    };
    if is_listed(&distinct) {
        found.push(Class::These(distinct.iter().collect()));
    }
    if distinct.len() > 8 || !distinct.iter().all(char::is_ascii) {
        found.extend(ranges(&distinct, outside));
    }
    found.sort_by_key(Class::cost);
    found.truncate(6);
    found
}

/// The ranges that hold all inside and nothing outside, as wide as what is known; a few at most.
fn ranges(inside: &[char], outside: &[char]) -> Option<Class> {
    let mut outside: Vec<char> = outside.to_vec();
    outside.sort_unstable();
    let mut ranges: Vec<(char, char)> = Vec::new();
    for c in inside {
        match ranges.last_mut() {
            Some((_, last)) if !outside.iter().any(|o| (*last..=*c).contains(o)) => *last = *c,
            _ => ranges.push((*c, *c)),
        }
    }
    (ranges.len() > 1 && ranges.len() <= 12).then_some(Class::Ranges(ranges))
}

/// A range grown to the borders of its blocks of 16, as far as nobody outside is in the way.
fn snapped(first: char, last: char, outside: &[char]) -> Class {
    let mut range = (first, last);
    for grain in [0x10u32, 0x20, 0x80, 0x100] {
        let from = char::from_u32(u32::from(first) / grain * grain);
        let to = char::from_u32((u32::from(last) / grain + 1) * grain - 1);
        if let (Some(from), Some(to)) = (from, to)
            && !outside.iter().any(|c| (from..=to).contains(c))
        {
            range = (from, to);
            break;
        }
    }
    Class::Range(range.0, range.1)
}
