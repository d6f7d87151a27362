//! Text: what Unicode and escapes do to the signed bytes.

use super::builder::{Builder, quoted};
use crate::vectors::file::VectorFile;

/// One text, in `plan` where it is short enough and free of digits, else in `event_name`.
type Row = (&'static str, &'static str, &'static str, &'static str);

/// Id, text, flags, comment.
const PLANS: [Row; 78] = [
    ("ascii/word", "Pro", "", "nothing to escape"),
    ("ascii/sentence", "Team plan, billed yearly", "", "blanks and punctuation stay as they are"),
    ("ascii/apostrophe", "Founder's", "HtmlCharacter", "an apostrophe is not escaped"),
    ("ascii/quote", "the \"big\" one", "", "a quote takes its short escape"),
    ("ascii/backslash", "a\\b", "", "a backslash takes its short escape"),
    ("ascii/slash", "and/or", "Slash", "a slash is bare"),
    ("ascii/url", "https://acme.example/a?b=c", "Slash", "a URL stays as it is"),
    ("ascii/closing-tag", "</script>", "Slash HtmlCharacter", "markup is bare"),
    ("ascii/less-than", "a<b", "HtmlCharacter", "< is bare"),
    ("ascii/greater-than", "a>b", "HtmlCharacter", "> is bare"),
    ("ascii/ampersand", "R&D", "HtmlCharacter", "& is bare"),
    ("ascii/equals", "a=b", "HtmlCharacter", "= is bare"),
    ("ascii/tilde", "~", "", "the last character before DEL"),
    ("ascii/empty", "", "", "an empty text"),
    ("ascii/blank", " ", "SurroundingBlanks", "one blank"),
    ("ascii/leading-blank", " Pro", "SurroundingBlanks", "not trimmed"),
    ("ascii/trailing-blank", "Pro ", "SurroundingBlanks", "not trimmed"),
    ("ascii/trailing-newline", "Pro\n", "SurroundingBlanks ControlCharacter", "not trimmed"),
    ("ascii/inner-blanks", "Pro  plus", "SurroundingBlanks", "blanks are not folded"),
    ("ascii/upper-case", "PRO", "SurroundingBlanks", "case is kept"),
    ("ascii/mixed-case", "pRo", "SurroundingBlanks", "case is kept"),
    (
        "literal/unicode-escape",
        "\\u00e9",
        "LiteralEscape",
        "a backslash, u and digits, not an e with an accent",
    ),
    ("literal/upper-escape", "\\u00E9", "LiteralEscape", "its digits keep their case"),
    ("literal/newline-escape", "a\\nb", "LiteralEscape", "a backslash and n, not a newline"),
    ("literal/entity", "caf&eacute;", "LiteralEscape HtmlCharacter", "an entity is not decoded"),
    ("literal/percent", "caf%C3%A9", "LiteralEscape", "percent signs are not decoded"),
    ("literal/form-blank", "a+b", "LiteralEscape", "a plus sign is no blank"),
    ("literal/null", "null", "LiteralEscape", "the word null"),
    ("literal/undefined", "undefined", "LiteralEscape", "the word undefined"),
    ("literal/json", "{\"a\":1}", "LiteralEscape", "text that is JSON is not read as JSON"),
    ("control/nul", "a\0b", "ControlCharacter", "NUL does not end the text"),
    ("control/u0001", "\u{1}", "ControlCharacter", "a control character without a short escape"),
    ("control/bell", "\u{7}", "ControlCharacter", "the last before the short escapes"),
    ("control/backspace", "\u{8}", "ControlCharacter", "\\b"),
    ("control/tab", "a\tb", "ControlCharacter", "\\t"),
    ("control/newline", "a\nb", "ControlCharacter", "\\n"),
    ("control/vertical-tab", "\u{b}", "ControlCharacter", "\\u000b: JSON has no \\v"),
    ("control/form-feed", "\u{c}", "ControlCharacter", "\\f"),
    ("control/return", "a\r\nb", "ControlCharacter", "\\r\\n is not made \\n"),
    ("control/escape", "\u{1b}[0m", "ControlCharacter", "\\u001b with a lower-case b"),
    ("control/u001f", "\u{1f}", "ControlCharacter", "the last control character"),
    ("control/del", "a\u{7f}b", "Del", "U+007F is escaped"),
    ("latin/u0080", "\u{80}", "NonAscii", "the first character beyond DEL"),
    ("latin/u009f", "\u{9f}", "NonAscii", "the last C1 control"),
    ("latin/no-break-space", "a\u{a0}b", "NonAscii", "not made a blank"),
    ("latin/soft-hyphen", "a\u{ad}b", "NonAscii", "not dropped"),
    ("latin/e-acute", "café", "NonAscii", "the case that started it all"),
    ("latin/E-acute", "Équipe", "NonAscii", "lower-case digits: \\u00c9"),
    ("latin/sharp-s", "Groß", "NonAscii", "ß is not made ss"),
    ("latin/y-diaeresis", "ÿ", "NonAscii", "U+00FF, the last of ISO 8859-1"),
    ("latin/a-macron", "Ā", "NonAscii", "U+0100, the first beyond ISO 8859-1"),
    (
        "latin/dotted-I",
        "İstanbul",
        "NonAscii Normalization",
        "lower-casing it would change its length",
    ),
    ("latin/u07ff", "\u{7ff}", "NonAscii", "the last of two bytes in UTF-8"),
    ("bmp/u0800", "\u{800}", "NonAscii", "the first of three bytes in UTF-8"),
    ("bmp/euro", "10 €", "NonAscii", "the euro sign"),
    ("bmp/cyrillic", "Премиум", "NonAscii", "a word of escapes"),
    ("bmp/greek", "Ωmega", "NonAscii", "Greek and ASCII"),
    ("bmp/arabic", "خطة", "NonAscii", "right to left"),
    ("bmp/hebrew", "תוכנית", "NonAscii", "right to left"),
    ("bmp/thai", "แผน", "NonAscii", "combining vowels"),
    ("bmp/cjk", "企業プラン", "NonAscii", "three bytes each in UTF-8"),
    ("bmp/hangul", "플랜", "NonAscii", "syllables stay composed"),
    ("bmp/line-separator", "a\u{2028}b", "NonAscii LineSeparator", "U+2028"),
    ("bmp/paragraph-separator", "a\u{2029}b", "NonAscii LineSeparator", "U+2029"),
    ("bmp/zero-width", "a\u{200b}\u{200d}b", "NonAscii", "zero-width characters are not dropped"),
    ("bmp/bidi-override", "\u{202e}abc", "NonAscii", "direction marks are not dropped"),
    ("bmp/byte-order-mark", "\u{feff}a", "NonAscii", "U+FEFF in a text is text"),
    ("bmp/ud7ff", "\u{d7ff}", "NonAscii", "the last before the surrogates"),
    ("bmp/private-use", "\u{e000}", "NonAscii", "the first after the surrogates"),
    ("bmp/replacement", "\u{fffd}", "NonAscii", "a real U+FFFD"),
    ("bmp/noncharacters", "\u{fffe}\u{ffff}", "NonAscii", "noncharacters are characters here"),
    (
        "normal/decomposed",
        "cafe\u{301}",
        "NonAscii Normalization",
        "e and a combining accent, not é",
    ),
    ("normal/angstrom", "\u{212b}", "NonAscii Normalization", "the angstrom sign, not Å"),
    ("normal/ligature", "ﬁrst", "NonAscii Normalization", "a ligature, not f and i"),
    ("normal/full-width", "Ｐｒｏ", "NonAscii Normalization", "full-width letters"),
    ("normal/jamo", "\u{1112}\u{1161}\u{11ab}", "NonAscii Normalization", "jamo stay decomposed"),
    ("normal/superscript", "m²", "NonAscii Normalization", "not made m2"),
    (
        "normal/two-marks",
        "q\u{323}\u{307}q\u{307}\u{323}",
        "NonAscii Normalization",
        "marks keep their order",
    ),
];

const ASTRAL: [Row; 9] = [
    ("astral/u10000", "\u{10000}", "Astral", "the first: \\ud800\\udc00"),
    ("astral/emoji", "Pro 😀", "Astral", "\\ud83d\\ude00"),
    ("astral/zwj-family", "👩\u{200d}👧", "Astral NonAscii", "joined with U+200D"),
    ("astral/flag", "🇫🇷", "Astral", "two regional indicators"),
    ("astral/skin-tone", "👍🏽", "Astral", "a modifier"),
    ("astral/mathematical", "𝐏𝐫𝐨", "Astral Normalization", "letters that NFKC would change"),
    ("astral/cjk", "𠮷野家", "Astral NonAscii", "a name that does not fit in U+FFFF"),
    ("astral/noncharacter", "\u{1ffff}", "Astral", "a noncharacter"),
    ("astral/u10ffff", "\u{10ffff}", "Astral", "the last: \\udbff\\udfff"),
];

pub(super) fn file() -> VectorFile {
    let mut b = Builder::new(
        "sign_text.json",
        &["Text in every field: escapes, control characters, Unicode of every kind."],
    );
    b.usual_group("one text in properties.plan");
    for (id, text, flags, comment) in PLANS.into_iter().chain(ASTRAL) {
        let requirements = match flags {
            f if f.contains("Astral") => "CAN-4 CAN-5 LEG-4",
            f if f.contains("NonAscii") || f.contains("Del") => "CAN-3 CAN-4 CAN-9",
            f if f.contains("ControlCharacter") => "CAN-4 CAN-6",
            f if f.contains("SurroundingBlanks") => "CAN-9",
            _ => "CAN-1 CAN-6",
        };
        b.property(
            &format!("text/{id}"),
            comment,
            flags,
            requirements,
            &format!("\"plan\":{}", quoted(text)),
        );
    }

    b.usual_group("the same text in other fields");
    for (name, text, flags) in [
        ("e-acute", "é", "NonAscii"),
        ("del", "\u{7f}", "Del"),
        ("emoji", "😀", "Astral"),
        ("line-separator", "\u{2028}", "NonAscii LineSeparator"),
        ("tab", "\t", "ControlCharacter"),
        ("slash", "/", "Slash"),
        ("markup", "<&>", "HtmlCharacter"),
    ] {
        let text = quoted(text);
        for (field, goal) in [
            ("event_name", format!(r#"{{"event_name":{text}}}"#)),
            ("session_id", format!(r#"{{"event_name":"purchase","session_id":{text}}}"#)),
            (
                "first_touch_bucket",
                format!(r#"{{"event_name":"purchase","first_touch_bucket":{text}}}"#),
            ),
            ("first_touch_ts", format!(r#"{{"event_name":"purchase","first_touch_ts":{text}}}"#)),
        ] {
            let id = format!("text/field/{field}/{name}");
            b.json(&id, &format!("{name} in {field}"), flags, "CAN-4 CAN-6 FLD-1 FLD-3", &goal);
        }
    }

    b.usual_group("whole ranges in event_name");
    let ranges: [(&str, u8, u8, &str); 3] = [
        ("control-characters", 0x00, 0x20, "ControlCharacter"),
        ("printable-first-half", 0x20, 0x50, "Slash HtmlCharacter"),
        ("printable-second-half", 0x50, 0x80, "Del"),
    ];
    for (name, from, to, flags) in ranges {
        let text: String = (from..to).map(char::from).collect();
        let goal = format!(r#"{{"event_name":{}}}"#, quoted(&text));
        b.json(
            &format!("text/range/{name}"),
            "every character of the range",
            flags,
            "CAN-3 CAN-4 CAN-6",
            &goal,
        );
    }
    let latin: String = (0x80u32..0x100).filter_map(char::from_u32).step_by(2).collect();
    b.json(
        "text/range/latin-1",
        "every other character from U+0080 to U+00FF",
        "NonAscii",
        "CAN-4",
        &format!(r#"{{"event_name":{}}}"#, quoted(&latin)),
    );

    b.usual_group("lengths, in code points");
    for (id, plan, flags) in [
        ("plan-50-ascii", "p".repeat(50), "LengthLimit"),
        ("plan-50-two-bytes", "é".repeat(50), "LengthLimit NonAscii"),
        ("plan-26-astral", "😀".repeat(26), "LengthLimit Astral"),
        ("plan-50-astral", "😀".repeat(50), "LengthLimit Astral"),
        ("plan-51", "p".repeat(51), "LengthLimit"),
        ("plan-51-astral", "😀".repeat(51), "LengthLimit Astral"),
    ] {
        let comment = "at most 50 code points are legal";
        b.property(
            &format!("text/length/{id}"),
            comment,
            flags,
            "LEG-1 LEG-4",
            &format!("\"plan\":{}", quoted(&plan)),
        );
    }
    for (id, name, flags) in [
        ("event-name-1", "e".to_owned(), "LengthLimit"),
        ("event-name-100", "e".repeat(100), "LengthLimit"),
        ("event-name-100-astral", "😀".repeat(100), "LengthLimit Astral"),
        ("event-name-101", "e".repeat(101), "LengthLimit"),
        ("event-name-0", String::new(), "LengthLimit"),
    ] {
        let comment = "1 to 100 code points are legal";
        let goal = format!(r#"{{"event_name":{}}}"#, quoted(&name));
        b.json(&format!("text/length/{id}"), comment, flags, "LEG-1 LEG-2", &goal);
    }
    b.file
}
