//! Functions of a whole text that have no parameters.

use super::casing::{
    ascii_split, camel, camel_split, case_folded, first, joined, lower_upper_split, python_title,
    rails_underscored, titled, turkish_lower, turkish_upper, underscored, words, words_ascii,
    words_boundary,
};
use super::decoding::{
    ampersands, base64, component, encode, entities, escapes_lower, escapes_upper, percent,
    slashes, unescaped, unescaped_unicode, unmojibake, unquoted,
};
use super::library::{
    csv, excel_general, fifteen_digits, go_format, humanized, humanized_unicode, titleized, uuid,
};
use super::local_time::{Zone, repeated, to_the_second};
use super::message_format::message_format;
use super::moments::{
    float, fraction, go_nano, java_instant, java_offset, moment, number, python_iso, seconds,
    seconds_kept, seven_digits, thousands, utc_kept, zone_off,
};
use super::numbers::{js_number, php_number, python_number};
use super::parts_of_text::{
    at_most, between, bytes_of, django_slug, dollar_names, in_block, is_any_word, is_combining,
    is_name_start, is_nonspacing, is_word, misread, paired, parentheses, strip_tags, tabs, tags,
    without_marks, without_marks_kd,
};
use super::python_time;
use super::yaml::yaml_number;
use crate::mistakes::date_patterns::{
    day_and_month, day_of_year, month_and_minutes, month_from_zero, twelve_hours, week_year,
};
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
    SlashesStrippedPhp, "as stripslashes() of PHP has it", |t| php_slashes(t);
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
    Mojibake1252, "as its UTF-8 bytes read as Windows-1252", |t| misread(t, encoding_rs::WINDOWS_1252);
    Mojibake1252Replaced, "as its UTF-8 bytes read as Windows-1252, what that lacks as U+FFFD", |t| misread(t, encoding_rs::WINDOWS_1252).chars().map(|c| if ('\u{80}'..='\u{9f}').contains(&c) { '\u{fffd}' } else { c }).collect();
    Mojibake1252Dropped, "as its UTF-8 bytes read as Windows-1252, without what that lacks", |t| misread(t, encoding_rs::WINDOWS_1252).chars().filter(|c| !('\u{80}'..='\u{9f}').contains(c)).collect();
    MojibakeLatin9, "as its UTF-8 bytes read as ISO 8859-15", |t| misread(t, encoding_rs::ISO_8859_15);
    Mojibake1251, "as its UTF-8 bytes read as Windows-1251", |t| misread(t, encoding_rs::WINDOWS_1251);
    Mojibake1250, "as its UTF-8 bytes read as Windows-1250", |t| misread(t, encoding_rs::WINDOWS_1250);
    MojibakeMac, "as its UTF-8 bytes read as Mac Roman", |t| misread(t, encoding_rs::MACINTOSH);
    MojibakeShiftJis, "as its UTF-8 bytes read as Shift_JIS", |t| misread(t, encoding_rs::SHIFT_JIS);
    MojibakeGbk, "as its UTF-8 bytes read as GBK", |t| misread(t, encoding_rs::GBK);
    MojibakeAscii, "as its UTF-8 bytes read as ASCII, each other byte as U+FFFD", |t| bytes_of(t).into_iter().map(|b| if b < 0x80 { char::from(b) } else { '\u{fffd}' }).collect();
    DjangoSlug, "as slugify() of Django has it", |t| django_slug(&t.nfkd().filter(char::is_ascii).collect::<String>());
    DjangoSlugUnicode, "as slugify() of Django has it, with letters of any script", |t| django_slug(&t.nfkc().collect::<String>());
    CapitalisedTitle, "with its first letter as a title, the rest in lower case", |t| titled(&t.to_lowercase(), t);
    FirstTitle, "with its first letter as a title", |t| titled(t, t);
    SnakeCaseAscii, "in snake case (ASCII capitals)", |t| ascii_split(t, "_", true);
    ShellRead, "as `read` of a shell has it: one line, without blanks at its ends and backslashes that escape", |t| shell_read(t, true);
    ShellReadRaw, "as `read -r` of a shell has it: one line, without blanks at its ends", |t| shell_read(t, false);
    SnakeKeepCase, "with `_` before ASCII capitals", |t| ascii_split(t, "_", false);
    KebabCaseAscii, "in kebab case (ASCII capitals)", |t| ascii_split(t, "-", true);
    Underscored, "as underscore() of Python's inflection has it", |t| underscored(t);
    UnderscoredPath, "as underscore() of Rails has it", |t| rails_underscored(t, true);
    UnderscoredPathDigits, "as underscore() of Rails has it, with digits of any script", |t| rails_underscored(t, false);
    UtcRounded, "in UTC rounded to the second, with `Z`", |t| to_the_second(t);
    DotNetO, "with seven digits of a second, its offset as numbers", |t| seven_digits(t);
    EpochNine, "as seconds since 1970 with nine decimals", |t| moment(t, |at| format!("{}.{:09}", at.as_second(), at.subsec_nanosecond()));
    JavaOffset, "as OffsetDateTime of Java prints it", |t| java_offset(t);
    TagsPhp, "as strip_tags() of PHP has it", |t| strip_tags(t, false);
    TagsPhpQuotes, "as strip_tags() of PHP has it, with `>` between quotes as part of a tag", |t| strip_tags(t, true);
    NumberPython, "as Python prints the number that it is", |t| python_number(t);
    Humanized, "as humanize() of Rails has it", |t| humanized(t);
    HumanizedUnicode, "as humanize() of Rails has it, all letters in lower case", |t| humanized_unicode(t);
    Titleized, "as titleize() of Rails has it", |t| titleized(t);
    ComponentDecoded, "as decodeURIComponent() of JavaScript decodes it, where it does", |t| component(t);
    ExcelGeneral, "as Excel shows the number that it is", |t| excel_general(t);
    Uuid, "as a UUID in small letters with dashes, where it is one", |t| uuid(t);
    TwelveHours, "with its hour on a clock of twelve hours", |t| twelve_hours(t);
    WeekYear, "with the year that its week belongs to, weeks from Sunday on (Java's YYYY in the US)", |t| week_year(t, false);
    IsoWeekYear, "with the year that its week belongs to, weeks of ISO 8601", |t| week_year(t, true);
    DayOfYear, "with the day of the year in the place of that of the month (Java's DD)", |t| day_of_year(t);
    MinutesForMonth, "with its minutes in the place of the month", |t| month_and_minutes(t, true, false);
    MonthForMinutes, "with its month in the place of the minutes", |t| month_and_minutes(t, false, true);
    MonthAndMinutesSwapped, "with month and minutes in each other's place", |t| month_and_minutes(t, true, true);
    DayAndMonthSwapped, "with month and day in each other's place, where that is a date", |t| day_and_month(t);
    MonthFromZero, "with its month counted from 0 (JavaScript's getMonth())", |t| month_from_zero(t);
    MessageFormat, "as MessageFormat of Java makes it of a pattern", |t| message_format(t);
    GoFormat, "as Go prints it as a format without arguments", |t| go_format(t);
    Csv, "as a field of CSV", |t| csv(t);
    FifteenDigits, "with zeros for its digits beyond the fifteenth", |t| fifteen_digits(t);
    NumberYaml, "as the number that YAML 1.1 takes it for", |t| yaml_number(t);
    NumberPhp, "as PHP writes the number that it is", |t| php_number(t);
    NumberJs, "as JavaScript prints the number that it is", |t| js_number(t);
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
    LinesPython, "as the lines that Python's splitlines() has, joined by blanks", |t| python_lines(t).join(" ");
    LinesPythonJoined, "as the lines that Python's splitlines() has, joined", |t| python_lines(t).concat();
    KatakanaWide, "with half-width Katakana as full-width", |t| wide_katakana(t);
    WordPressText, "as sanitize_text_field() of WordPress has it", |t| wordpress_text(t);
    RepeatedBerlin, "in the first of the two equal hours of Berlin's time, where it is in the second", |t| repeated(t, Zone::Berlin);
    RepeatedLondon, "in the first of the two equal hours of London's time, where it is in the second", |t| repeated(t, Zone::London);
    RepeatedNewYork, "in the first of the two equal hours of New York's time, where it is in the second", |t| repeated(t, Zone::NewYork);
    RepeatedChicago, "in the first of the two equal hours of Chicago's time, where it is in the second", |t| repeated(t, Zone::Chicago);
    RepeatedLosAngeles, "in the first of the two equal hours of Los Angeles' time, where it is in the second", |t| repeated(t, Zone::LosAngeles);
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
    PythonIsoAny, "as Python's fromisoformat() and isoformat() have it", python_time::rewritten;
    UtcKept, "in UTC with `Z`, its fraction as it stands", |t| utc_kept(t);
    GoNano, "as Go's RFC 3339 with nanoseconds has it", |t| go_nano(t);
    UtcJava, "in UTC with `Z` and three, six or nine digits of a second, or none", |t| moment(t, java_instant);
    UtcSeven, "in UTC with seven digits of a second and `Z`", |t| moment(t, |at| format!("{}.{:07}Z", at.strftime("%Y-%m-%dT%H:%M:%S"), at.subsec_nanosecond() / 100));
    UtcMinute, "in UTC with its seconds as 00 and `Z`", |t| moment(t, |at| at.strftime("%Y-%m-%dT%H:%M:00Z").to_string());
    UtcMinuteMillis, "in UTC with its seconds as 00.000 and `Z`", |t| moment(t, |at| at.strftime("%Y-%m-%dT%H:%M:00.000Z").to_string());
    UtcHour, "in UTC with minutes and seconds as 00 and `Z`", |t| moment(t, |at| at.strftime("%Y-%m-%dT%H:00:00Z").to_string());
    UtcDay, "in UTC as the beginning of its day, with `Z`", |t| moment(t, |at| at.strftime("%Y-%m-%dT00:00:00Z").to_string());
    UtcHttp, "as the date of an HTTP header", |t| moment(t, |at| at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
    UtcMail, "as the date of an e-mail", |t| moment(t, |at| at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string());
    UtcSqlMillis, "in UTC as `YYYY-MM-DD hh:mm:ss.mmm`", |t| moment(t, |at| at.strftime("%Y-%m-%d %H:%M:%S.%3f").to_string());
    UtcSqlMicros, "in UTC as `YYYY-MM-DD hh:mm:ss.uuuuuu`", |t| moment(t, |at| at.strftime("%Y-%m-%d %H:%M:%S.%6f").to_string());
    UtcRuby, "in UTC as Ruby prints it", |t| moment(t, |at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string());
    SecondsZeroKept, "with its seconds as 00 and its fraction as zeros", |t| seconds_kept(t);
    FractionZero, "with its fraction of a second as zeros", |t| fraction(t, |f| f.replace(|c: char| c.is_ascii_digit(), "0"));
    ZoneOff, "without its offset", |t| zone_off(t);
    SixDigits, "with six digits of a second", |t| fraction(t, |f| format!(".{:0<6.6}", f.trim_start_matches('.')));
    FractionShort, "without zeros at the end of its fraction of a second", |t| fraction(t, |f| f.trim_end_matches('0').trim_end_matches('.').to_owned());
    EscapesLower, "with what looks like `\\u00E9` as `\\u00e9`", |t| escapes_lower(t);
    EscapesUpper, "with what looks like `\\u00e9` as `\\u00E9`", |t| escapes_upper(t);
    Unmojibake, "as UTF-8, where it was Latin-1", |t| unmojibake(t);
    TitlePython, "in title case as Python has it", |t| python_title(t);
    Unmarked, "without accents (U+0300 to U+036F)", |t| without_marks(t, in_block, true);
    UnmarkedDecomposed, "in NFD without accents (U+0300 to U+036F)", |t| without_marks(t, in_block, false);
    UnmarkedAll, "without accents and other nonspacing marks", |t| without_marks(t, is_nonspacing, true);
    UnmarkedAllDecomposed, "in NFD without nonspacing marks", |t| without_marks(t, is_nonspacing, false);
    Uncombined, "without combining characters", |t| without_marks(t, is_combining, true);
    UncombinedDecomposed, "in NFD without combining characters", |t| without_marks(t, is_combining, false);
    UnmarkedCompatible, "in NFKD without accents (U+0300 to U+036F)", |t| without_marks_kd(t, in_block);
    UnmarkedAllCompatible, "in NFKD without nonspacing marks", |t| without_marks_kd(t, is_nonspacing);
    UncombinedCompatible, "in NFKD without combining characters", |t| without_marks_kd(t, is_combining);
    AsciiOfNfkd, "as the ASCII of its NFKD", |t| without_marks_kd(t, |c| !c.is_ascii());
    AsciiOfNfd, "as the ASCII of its NFD", |t| without_marks(t, |c| !c.is_ascii(), false);
    TurkishLower, "in Turkish lower case", |t| turkish_lower(t);
    TurkishUpper, "in Turkish capitals", |t| turkish_upper(t);
    TurkishLowerOfI, "in lower case, I as ı", |t| t.replace('I', "ı").to_lowercase();
    CaseFolded, "with its case folded", |t| case_folded(t);
    WordsTitleBlank, "with each word between blanks as a title", |t| t.split(' ').map(|w| titled(&w.to_lowercase(), w)).collect::<Vec<_>>().join(" ");
    WordsTitleJoined, "with each word as a title, joined by blanks", |t| t.split_whitespace().map(|w| titled(&w.to_lowercase(), w)).collect::<Vec<_>>().join(" ");
    WordsUpperBoundary, "with each ASCII letter after what is no ASCII letter, digit or `_` in capitals", |t| words_boundary(t);
    UnescapedUnicode, "with `\\u` and four hex digits as the character", |t| unescaped_unicode(t);
    DollarNames, "without `$` and the name behind it", |t| dollar_names(t, is_name_start, is_word);
    DollarNamesOrDigit, "without `$` and the name or digit behind it", |t| dollar_names(&dollar_names(t, |c| c.is_ascii_digit(), |_| false), is_name_start, is_word);
    DollarWords, "without `$` and the ASCII letters, digits and `_` behind it", |t| dollar_names(t, is_word, is_word);
    DollarAnyWords, "without `$` and the letters, numbers and `_` behind it", |t| dollar_names(t, is_any_word, is_any_word);
}

/// Without backslashes that escape; a zero behind one is a NUL.
fn php_slashes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next().map(|next| if next == '0' { '\0' } else { next })),
            c => out.push(c),
        }
    }
    out
}

/// The lines of a text as Python's `splitlines` takes it apart.
fn python_lines(text: &str) -> Vec<&str> {
    let is_end = |c: char| matches!(c, '\n'..='\r' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(is_end).unwrap_or(rest.len());
        lines.push(&rest[..end]);
        rest = &rest[end..];
        rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(is_end)).unwrap_or(rest);
    }
    lines
}

/// Half-width Katakana and its marks made full-width, what is voiced put together, as mb_convert_kana does with KV.
fn wide_katakana(text: &str) -> String {
    let is_half = |c: char| ('\u{ff61}'..='\u{ff9f}').contains(&c);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_half) {
        out.push_str(&rest[..at]);
        let end = rest[at..].find(|c| !is_half(c)).map_or(rest.len(), |end| at + end);
        out.extend(rest[at..end].nfkc());
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// As WordPress cleans a line of text: without tags, each run of white space a blank, without `%` and two hex digits.
fn wordpress_text(text: &str) -> String {
    const TRIMMED: [char; 6] = [' ', '\n', '\r', '\t', '\u{b}', '\0'];
    let mut text = text.to_owned();
    if text.contains('<') {
        let closed = esc_unclosed(&text);
        text = strip_tags(&closed, true).trim_matches(TRIMMED).replace("<\n", "&lt;\n");
    }
    let is_blank = |c: char| matches!(c, '\r' | '\n' | '\t' | ' ');
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match is_blank(c) {
            true if line.ends_with(' ') => {}
            true => line.push(' '),
            false => line.push(c),
        }
    }
    let mut line = line.trim_matches(TRIMMED).to_owned();
    let mut found = false;
    while let Some(at) = encoded_at(&line) {
        let part = line[at..at + 3].to_owned();
        line = line.replace(&part, "");
        found = true;
    }
    if found {
        let mut shorter = String::with_capacity(line.len());
        for c in line.chars() {
            if c != ' ' || !shorter.ends_with(' ') {
                shorter.push(c);
            }
        }
        line = shorter.trim_matches(TRIMMED).to_owned();
    }
    line
}

/// Where `%` and two hex digits stand first.
fn encoded_at(text: &str) -> Option<usize> {
    text.match_indices('%').map(|(at, _)| at).find(|at| {
        text.as_bytes()
            .get(at + 1..at + 3)
            .is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
    })
}

/// With what begins like a tag and does not end as one escaped.
fn esc_unclosed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let body = &rest[at + 1..];
        let end = body.find(['<', '>']).unwrap_or(body.len());
        let is_closed = body[end..].starts_with('>');
        let length = 1 + end + usize::from(is_closed);
        let part = &rest[at..at + length];
        match is_closed {
            true => out.push_str(part),
            false => {
                for c in part.chars() {
                    match c {
                        '<' => out.push_str("&lt;"),
                        '"' => out.push_str("&quot;"),
                        '\'' => out.push_str("&#039;"),
                        '&' => out.push_str("&amp;"),
                        c => out.push(c),
                    }
                }
            }
        }
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    out
}

/// The first line of a text, without NUL, and without blanks and tabs at its ends; with `escapes` a backslash is taken
/// away, and what follows it stays, but for a line end, which goes too.
fn shell_read(text: &str, escapes: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().filter(|c| *c != '\0');
    while let Some(c) = chars.next() {
        match c {
            '\n' => break,
            '\\' if escapes => out.extend(chars.next().filter(|c| *c != '\n')),
            c => out.push(c),
        }
    }
    out.trim_matches([' ', '\t']).to_owned()
}
