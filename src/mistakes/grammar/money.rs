//! The amount as other languages print it.

use super::label::Label;
use super::tree::Node;

/// An amount's other spelling, with its cost.
pub(super) struct Spelling {
    pub(super) cost: u8,
    pub(super) label: Label,
    pub(super) node: Node,
}

const FIX: &str = "print value with exactly two decimals and a point, as text: \"99.00\"";

/// Digits of other scripts: zero, decimal point, name.
const SCRIPTS: [(char, char, &str); 8] = [
    ('\u{660}', '\u{66b}', "Arabic"),
    ('\u{6f0}', '\u{66b}', "Persian"),
    ('\u{966}', '.', "Devanagari"),
    ('\u{9e6}', '.', "Bengali"),
    ('\u{ff10}', '\u{ff0e}', "full-width"),
    ('\u{e50}', '.', "Thai"),
    ('\u{1040}', '.', "Burmese"),
    ('\u{ae6}', '.', "Gujarati"),
];

struct Spellings {
    found: Vec<Spelling>,
    seen: std::collections::HashSet<(bool, String)>,
    right: String,
}

impl Spellings {
    /// Both as text and as a bare number.
    fn both(&mut self, cost: u8, id: &'static str, how: &str, text: String) {
        self.text(cost, id, how, text.clone());
        self.bare(cost, id, how, text);
    }

    fn text(&mut self, cost: u8, id: &'static str, how: &str, text: String) {
        if text != self.right && self.seen.insert((true, text.clone())) {
            let label = Label::new(id, format!("value is signed {how}: \"{text}\"")).fix(FIX);
            self.found.push(Spelling { cost, label, node: Node::Text(text) });
        }
    }

    fn bare(&mut self, cost: u8, id: &'static str, how: &str, text: String) {
        if self.seen.insert((false, text.clone())) {
            let label =
                Label::new(id, format!("value is signed {how}, without quotes: {text}")).fix(FIX);
            self.found.push(Spelling { cost, label, node: Node::Bare(text) });
        }
    }
}

/// Every other spelling of an amount, ordinary ones first.
pub(super) fn spellings(value: f64, written: &str, currency: &str) -> Vec<Spelling> {
    let mut all =
        Spellings { found: Vec::new(), seen: Default::default(), right: format!("{value:.2}") };
    if !value.is_finite() || value.abs() > 1e15 {
        return all.found;
    }
    let right = all.right.clone();
    all.bare(2, "value-as-json-number", "as a number with two decimals", right.clone());
    let shortest = format!("{value}");
    all.both(2, "value-trailing-zeros-dropped", "as its shortest text", shortest.clone());
    all.both(2, "value-as-written", "as the body spells it", written.to_owned());
    let point = if shortest.contains('.') { shortest.clone() } else { format!("{shortest}.0") };
    all.both(2, "value-float-repr", "as float text", point);
    all.both(2, "value-ends-in-point", "as OCaml prints a float", ending_in_point(&shortest));
    for decimals in 0..=20_usize {
        let cost = if decimals <= 8 || decimals >= 15 { 2 } else { 3 };
        let how = format!("with {decimals} decimals");
        all.both(cost, "value-with-other-decimals", &how, format!("{value:.decimals$}"));
    }
    all.both(2, "value-single-precision", "in single precision", format!("{}", value as f32));
    let wide = f64::from(value as f32);
    all.both(2, "value-single-precision", "from single precision", format!("{wide}"));
    for (exact, how) in [(value, "of a double"), (wide, "of single precision")] {
        let digits = format!("{exact:.160}");
        let how = format!("with every digit {how}, as BigDecimal keeps it");
        let exact = digits.trim_end_matches('0').trim_end_matches('.');
        all.both(2, "value-exact-binary", &how, exact.to_owned());
    }
    all.both(2, "value-negated", "with its sign turned", format!("{:.2}", -value));
    minor_units(&mut all, value);
    rounded(&mut all, value);
    separated(&mut all, &right, &shortest);
    padded(&mut all, value);
    for (zero, separator, name) in SCRIPTS {
        for text in [&right, &shortest] {
            let how = format!("in {name} digits");
            all.text(2, "value-in-other-digits", &how, in_script(text, zero, separator));
            all.text(3, "value-in-other-digits", &how, in_script(text, zero, '.'));
            all.text(3, "value-in-other-digits", &how, in_script(text, zero, ','));
        }
    }
    exponents(&mut all, value);
    with_currency(&mut all, &right, &shortest, value, currency);
    decorated(&mut all, &right, &shortest, value, currency);
    all.found
}

fn ending_in_point(shortest: &str) -> String {
    if shortest.contains('.') { shortest.to_owned() } else { format!("{shortest}.") }
}

fn minor_units(all: &mut Spellings, value: f64) {
    for (scale, how, cost) in [
        (100.0, "in minor units", 2),
        (1000.0, "in thousandths", 2),
        (10_000.0, "in ten-thousandths", 3),
        (1_000_000.0, "in millionths", 2),
        (0.01, "divided by 100", 2),
        (1e8, "in hundred-millionths", 3),
        (1e9, "in billionths", 3),
    ] {
        let scaled = value * scale;
        all.both(cost, "value-in-cents", how, format!("{scaled:.0}"));
        all.both(cost + 1, "value-in-cents", how, format!("{}", scaled.trunc()));
        all.both(cost, "value-in-cents", how, format!("{scaled:.2}"));
        all.both(cost + 1, "value-in-cents", how, format!("{scaled:.1}"));
        all.both(cost + 1, "value-in-cents", how, format!("{scaled}"));
    }
}

fn rounded(all: &mut Spellings, value: f64) {
    for (how, whole) in [
        ("cut to a whole number", value.trunc()),
        ("rounded to a whole number", value.round()),
        ("rounded up to a whole number", value.ceil()),
    ] {
        all.both(2, "value-whole", how, format!("{whole:.0}"));
        all.both(2, "value-whole", how, format!("{whole:.2}"));
        all.both(3, "value-whole", how, format!("{whole:.1}"));
        all.both(3, "value-whole", how, format!("{whole:.0}."));
    }
}

fn separated(all: &mut Spellings, right: &str, shortest: &str) {
    for text in [right, shortest] {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        for (group, group_name) in [
            ("", "no"),
            (",", "comma"),
            (".", "point"),
            (" ", "blank"),
            ("\u{a0}", "no-break space"),
            ("\u{202f}", "narrow no-break space"),
            ("'", "apostrophe"),
            ("\u{2019}", "typographic apostrophe"),
            ("_", "underscore"),
            ("\u{66c}", "Arabic comma"),
        ] {
            let grouped = grouped(whole, group);
            for (point, point_name) in [
                (".", "point"),
                (",", "comma"),
                ("\u{b7}", "middle dot"),
                ("-", "dash"),
                (":", "colon"),
                ("\u{66b}", "Arabic point"),
                ("", "nothing"),
            ] {
                if group == point {
                    continue;
                }
                let cost = if matches!(point, "." | ",") { 2 } else { 3 };
                let how =
                    format!("with {group_name} between thousands and {point_name} before decimals");
                let id = if group.is_empty() {
                    "value-with-other-point"
                } else {
                    "value-thousand-separator"
                };
                if !group.is_empty() && point == "." && whole.trim_start_matches('-').len() > 4 {
                    for (first, next, name) in [(3, 2, "Indian"), (4, 4, "East Asian")] {
                        let how = format!("in {name} groups with {group_name} between");
                        let grouped = grouped_otherwise(whole, group, first, next);
                        let point = if fraction.is_empty() { "" } else { point };
                        let cost = if group == "," { 2 } else { 3 };
                        all.text(cost, id, &how, format!("{grouped}{point}{fraction}"));
                    }
                }
                if fraction.is_empty() {
                    all.text(cost, id, &how, grouped.clone());
                } else {
                    all.both(cost, id, &how, format!("{grouped}{point}{fraction}"));
                }
            }
        }
    }
}

/// Digits in other groups than threes: 1,23,456 and 12,3456.
fn grouped_otherwise(whole: &str, separator: &str, first: usize, next: usize) -> String {
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut text = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        let left = digits.len() - at;
        if at > 0 && left >= first && (left - first).is_multiple_of(next) {
            text.push_str(separator);
        }
        text.push(digit);
    }
    text
}

/// Zeros before it, as fields of a fixed width have them.
fn padded(all: &mut Spellings, value: f64) {
    let id = "value-padded";
    let cents = format!("{:.0}", value * 100.0);
    for width in 6..=18_usize {
        let how = format!("in minor units, with zeros before it to {width} digits");
        all.both(2, id, &how, format!("{cents:0>width$}"));
    }
}

fn grouped(whole: &str, separator: &str) -> String {
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut text = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(separator);
        }
        text.push(digit);
    }
    text
}

fn in_script(text: &str, zero: char, separator: char) -> String {
    text.chars()
        .map(|c| match c {
            '0'..='9' => {
                char::from_u32(u32::from(zero) + (u32::from(c) - u32::from('0'))).unwrap_or(c)
            }
            '.' => separator,
            c => c,
        })
        .collect()
}

fn exponents(all: &mut Spellings, value: f64) {
    let id = "value-scientific";
    let mut mantissas: Vec<(String, i32)> = Vec::new();
    let mut push = |text: &str| {
        if let Some((mantissa, exponent)) = text.split_once('e') {
            let entry = (mantissa.to_owned(), exponent.parse().unwrap_or_default());
            if !mantissas.contains(&entry) {
                mantissas.push(entry);
            }
        }
    };
    let shortest = format!("{value:e}");
    push(&shortest);
    for digits in 0..=20_usize {
        push(&format!("{value:.digits$e}"));
    }
    // A mantissa such as 9.0 where the shortest is 9.
    let (mantissa, exponent) = mantissas.first().cloned().unwrap_or_default();
    if !mantissa.is_empty() && !mantissa.contains('.') {
        mantissas.push((format!("{mantissa}.0"), exponent));
        mantissas.push((format!("{mantissa}."), exponent));
    }
    for (at, (mantissa, exponent)) in mantissas.iter().enumerate() {
        let common = at == 0 || matches!(mantissa.len(), 8 | 16 | 17 | 18 | 19 | 22) || at > 21;
        for width in 1..=3_usize {
            for sign in ["+", ""] {
                for letter in ["e", "E", "d", "D", "*10^", " x 10^", "\u{d7}10^"] {
                    let cost = match (common, letter) {
                        (_, "d" | "D") | (false, _) => 3,
                        (true, "e" | "E") => 2,
                        _ => 3,
                    };
                    let sign = if *exponent < 0 { "-" } else { sign };
                    let digits = exponent.unsigned_abs();
                    let text = format!("{mantissa}{letter}{sign}{digits:0width$}");
                    all.both(cost, id, "with an exponent", text);
                }
            }
        }
    }
    // 0.995e2, as Ruby and Fortran print it.
    if let Some((mantissa, exponent)) = mantissas.first() {
        let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
        let exponent = exponent + 1;
        for text in [
            format!("0.{digits}e{exponent}"),
            format!("0.{digits}E{exponent}"),
            format!("0.{digits}E+{exponent:02}"),
            format!("0.{digits}e+{exponent:02}"),
            format!(".{digits}E{exponent}"),
        ] {
            all.both(2, id, "with an exponent", text);
        }
        let unscaled = format!("{digits}E-{}", digits.len() as i32 - exponent);
        all.both(3, id, "with an exponent", unscaled);
    }
}

fn with_currency(all: &mut Spellings, right: &str, shortest: &str, value: f64, code: &str) {
    let comma = right.replace('.', ",");
    let grouped_right = right
        .split_once('.')
        .map_or_else(String::new, |(whole, rest)| format!("{}.{rest}", grouped(whole, ",")));
    let whole = format!("{value:.0}");
    let local = |separator: &str| {
        right.split_once('.').map_or_else(String::new, |(whole, rest)| {
            format!("{},{rest}", grouped(whole, separator))
        })
    };
    let (points, blanks, narrow) = (local("."), local("\u{a0}"), local("\u{202f}"));
    for text in [right, shortest, &comma, &grouped_right, &whole, &points, &blanks, &narrow] {
        for (symbol, cost) in [
            (code, 2),
            ("$", 2),
            ("\u{20ac}", 2),
            ("\u{a3}", 2),
            ("\u{a5}", 3),
            ("US$", 3),
            ("\u{20b9}", 3),
            ("R$", 3),
            ("kr", 3),
            ("z\u{142}", 3),
            ("CHF", 3),
            ("Fr.", 3),
            ("%", 3),
            ("\u{20ba}", 3),
            ("\u{20a9}", 3),
            ("\u{20aa}", 3),
            ("\u{20b4}", 3),
            ("Ft", 3),
            ("K\u{10d}", 3),
            ("\u{a4}", 3),
            ("&euro;", 3),
            ("\\u20ac", 3),
        ] {
            if symbol.is_empty() {
                continue;
            }
            let id = "value-currency-symbol";
            for blank in ["", " ", "\u{a0}", "\u{202f}"] {
                let cost = if blank == "\u{202f}" { 3 } else { cost };
                let how = "with its currency";
                all.text(cost, id, how, format!("{symbol}{blank}{text}"));
                all.text(cost, id, how, format!("{text}{blank}{symbol}"));
            }
        }
    }
}

fn decorated(all: &mut Spellings, right: &str, shortest: &str, value: f64, currency: &str) {
    let id = "value-in-language-form";
    for text in [right, shortest] {
        for (before, after, how) in [
            ("+", "", "with a sign"),
            (" ", "", "with a blank before it"),
            ("", " ", "with a blank after it"),
            ("", "f", "with a suffix"),
            ("", "d", "with a suffix"),
            ("", "m", "with a suffix"),
            ("", "M", "with a suffix"),
            ("", "F", "with a suffix"),
            ("", "L", "with a suffix"),
            ("", "\n", "with a newline after it"),
            ("Decimal('", "')", "as Python's repr of a Decimal"),
            ("BigDecimal(", ")", "as an object's text"),
            ("Decimal(", ")", "as an object's text"),
            ("Money(", ")", "as an object's text"),
            ("Optional(", ")", "as Swift's optional"),
            ("Optional[", "]", "as Java's optional"),
            ("Some(", ")", "as an option's text"),
            ("Just ", "", "as an option's text"),
            ("Double(", ")", "as an object's text"),
            ("float(", ")", "as var_dump prints it"),
            ("'", "'", "in quotes"),
            ("\"", "\"", "in quotes of its own"),
            ("=", "", "with an equals sign before it"),
            ("`", "`", "in backticks"),
        ] {
            all.text(2, id, how, format!("{before}{text}{after}"));
        }
        for width in 5..=12_usize {
            all.both(3, "value-padded", "with zeros before it", format!("{text:0>width$}"));
            all.text(3, "value-padded", "with blanks before it", format!("{text:>width$}"));
            all.text(3, "value-padded", "with blanks after it", format!("{text:<width$}"));
        }
        if let Some(fraction) = text.strip_prefix("0.") {
            all.both(2, "value-without-leading-zero", "without its zero", format!(".{fraction}"));
        }
        let bare = |text: &str| Node::Bare(text.to_owned());
        for (how, node) in [
            ("as MongoDB's decimal", object(&[("$numberDecimal", Node::text(text))])),
            ("as MongoDB's double", object(&[("$numberDouble", Node::text(text))])),
            ("in a list", Node::List(vec![Node::text(text)])),
            ("in a list, as a number", Node::List(vec![bare(text)])),
            (
                "as an object",
                object(&[("amount", Node::text(text)), ("currency", Node::text(currency))]),
            ),
            ("as an object", object(&[("amount", bare(text)), ("currency", Node::text(currency))])),
            ("as DynamoDB's number", object(&[("N", Node::text(text))])),
            ("as a decimal's parts", object(&[("value", Node::text(text))])),
        ] {
            let label = Label::new(id, format!("value is signed {how}")).fix(FIX);
            all.found.push(Spelling { cost: 2, label, node });
        }
    }
    let bits = value.to_bits();
    all.text(3, id, "as the bits of a double", format!("{bits:016x}"));
    all.both(3, id, "as the bits of a double", format!("{bits}"));
    all.text(3, id, "as a hex float", hex_float(value));
    for word in [
        "NaN",
        "null",
        "undefined",
        "None",
        "0",
        "0.00",
        "0.0",
        "",
        "nil",
        "nan",
        "true",
        "false",
        "inf",
        "-1",
        "1",
    ] {
        all.both(2, "value-is-not-the-amount", "not as the amount", word.to_owned());
    }
}

fn object(members: &[(&str, Node)]) -> Node {
    Node::Object(members.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
}

/// As C's `%a` prints it.
fn hex_float(value: f64) -> String {
    let bits = value.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i64 - 1023;
    let mantissa = format!("{:013x}", bits & ((1 << 52) - 1));
    let mantissa = mantissa.trim_end_matches('0');
    let point = if mantissa.is_empty() { "" } else { "." };
    format!("0x1{point}{mantissa}p{exponent:+}")
}
