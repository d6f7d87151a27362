//! Money: one number, two decimals, and everything that languages do to it.

use super::builder::Builder;
use crate::vectors::file::VectorFile;

/// Number text and comment.
type Row = (&'static str, &'static str);

const FORMAT: [Row; 37] = [
    ("0", "zero counts as passed"),
    ("0.0", "zero as a double"),
    ("0e0", "zero with an exponent"),
    ("1", "an integer"),
    ("99", "an integer"),
    ("99.0", "a double without a fraction"),
    ("99.00", "two zeros written"),
    ("99.5", "one decimal"),
    ("99.50", "one decimal and a zero written"),
    ("99.99", "two decimals"),
    ("99.990", "a third decimal that is zero"),
    ("9.9e1", "an exponent"),
    ("990E-1", "a negative exponent"),
    ("1e2", "an exponent, no fraction"),
    ("1E+2", "a signed exponent"),
    ("5e-1", "less than one"),
    ("0.01", "one cent"),
    ("0.05", "five cents"),
    ("0.1", "ten cents"),
    ("0.10", "ten cents with a zero written"),
    ("0.99", "less than one"),
    ("10", "a zero that is not a decimal"),
    ("100", "two zeros that are no decimals"),
    ("136.0", "becomes 136 where zeros are dropped"),
    ("999", "below a thousand"),
    ("1000", "no comma between thousands"),
    ("1000.0", "no comma between thousands"),
    ("1000.5", "no comma between thousands"),
    ("1234.56", "no comma between thousands"),
    ("9999.99", "the largest below the limit"),
    ("10000", "the limit itself"),
    ("10000.0", "the limit as a double"),
    ("1e4", "the limit with an exponent"),
    ("10000.00", "the limit with decimals"),
    ("99.0000000000000000001", "more digits than a double holds"),
    ("19.989999999999998436805981327779591083526611328125", "the double behind 19.99, in full"),
    ("0.000e5", "zero in a costume"),
];

const NOISE: [Row; 21] = [
    ("0.07", "7.000000000000001 cents"),
    ("0.28", "28.000000000000004 cents"),
    ("0.29", "28.999999999999996 cents"),
    ("0.57", "56.99999999999999 cents"),
    ("1.1", "110.00000000000001 cents"),
    ("1.15", "114.99999999999999 cents"),
    ("2.3", "229.99999999999997 cents"),
    ("4.35", "434.99999999999994 cents"),
    ("8.2", "819.9999999999999 cents"),
    ("8.87", "886.9999999999999 cents"),
    ("9.95", "994.9999999999999 cents"),
    ("10.1", "below its decimal"),
    ("16.4", "1639.9999999999998 cents"),
    ("19.9", "1989.9999999999998 cents"),
    ("19.99", "1998.9999999999998 cents"),
    ("33.33", "above its decimal"),
    ("64.1", "6409.999999999999 cents"),
    ("79.99", "7998.999999999999 cents"),
    ("1001.1", "100110.00000000001 cents"),
    ("1025.12", "102511.99999999999 cents"),
    ("9007.2", "many digits as a double"),
];

const TIES: [Row; 32] = [
    ("0.125", "a tie: down to the even cent"),
    ("0.375", "a tie: up to the even cent"),
    ("0.625", "a tie: down to the even cent"),
    ("0.875", "a tie: up to the even cent"),
    ("1.125", "a tie: down to the even cent"),
    ("2.375", "a tie: up to the even cent"),
    ("10.625", "a tie: down to the even cent"),
    ("1024.125", "a tie among larger numbers"),
    ("9999.875", "a tie close to the limit"),
    ("562949953421312.125", "the last power of two with eighths"),
    ("0.005", "just above a tie: its double is larger"),
    ("0.015", "just below a tie: its double is smaller"),
    ("0.025", "just above a tie"),
    ("0.035", "just above a tie"),
    ("0.045", "just below a tie"),
    ("0.145", "just below a tie"),
    ("0.285", "just below a tie"),
    ("1.005", "just below a tie: 1.00, not 1.01"),
    ("1.015", "just below a tie"),
    ("1.115", "just below a tie"),
    ("1.255", "just below a tie"),
    ("2.675", "just below a tie: 2.67, not 2.68"),
    ("5.015", "just below a tie"),
    ("8.345", "just above a tie"),
    ("10.235", "just below a tie"),
    ("0.994999", "rounds down"),
    ("0.995", "just below a tie"),
    ("0.999", "rounds up to the next unit"),
    ("9.999", "rounds up to another digit"),
    ("99.999", "rounds up to another digit"),
    ("0.30000000000000004", "0.1 + 0.2"),
    ("0.001", "rounds to zero"),
];

const RANGE: [Row; 27] = [
    ("10000.01", "one cent over the limit"),
    ("10001", "over the limit"),
    ("9999.995", "rounds up to the limit"),
    ("1000000", "no grouping, no exponent"),
    ("12345678.91", "no grouping"),
    ("1e15", "sixteen digits"),
    ("1e16", "where Python's float text turns to exponents"),
    ("1e17", "where doubles stop being exact to the unit"),
    ("123456789012345680", "an integer as JavaScript prints it"),
    ("9007199254740991", "the last safe integer"),
    ("9007199254740993", "an integer that rounds to even as a double"),
    ("9007199254740993.0", "the same as a double"),
    ("4503599627370495.5", "the last double with a half"),
    ("1e20", "every digit is written"),
    ("999999999999999900000", "the last below 1e21"),
    ("1e21", "where JavaScript turns to exponents"),
    ("1000000000000000000000", "1e21 as an integer"),
    ("1.5e22", "beyond"),
    ("1e23", "its double is 99999999999999991611392"),
    ("123456789012345678901234567890", "an integer of thirty digits, rounded to a double first"),
    ("1.7976931348623157e308", "the largest double: 309 digits"),
    ("1e-7", "rounds to zero"),
    ("5e-324", "the smallest double"),
    ("-0.01", "below zero"),
    ("-1", "below zero"),
    ("-99.5", "below zero"),
    ("-1e21", "below zero, and every digit"),
];

const NEGATIVE_ZERO: [Row; 8] = [
    ("-0.0", "a double: its sign is kept"),
    ("-0", "an integer: it has no sign"),
    ("-0.00", "a double, with two zeros written"),
    ("-0e0", "a double: it has an exponent"),
    ("-0.001", "rounds to a negative zero"),
    ("-0.004", "rounds to a negative zero"),
    ("-0.125", "a tie below zero: to the even cent"),
    ("-5e-324", "the double next to zero"),
];

/// JSON value, name, comment.
const TYPES: [(&str, &str, &str); 29] = [
    ("\"12.5\"", "text-number", "float() takes it"),
    ("\"99\"", "text-integer", "float() takes it"),
    ("\"99.00\"", "text-formatted", "formatted already"),
    ("\" 7 \"", "text-blanks", "float() trims"),
    ("\"+5\"", "text-plus", "float() takes a sign"),
    ("\"1e3\"", "text-exponent", "float() takes exponents"),
    ("\"1_0\"", "text-underscore", "float() takes it, Number() does not"),
    ("\"\\uff11\\uff12\"", "text-full-width-digits", "float() takes digits of any script"),
    ("\".5\"", "text-no-unit", "JSON has no such number"),
    ("\"\"", "text-empty", "float() raises, Number() gives 0"),
    ("\" \"", "text-blank", "float() raises, Number() gives 0"),
    ("\"abc\"", "text-word", "float() raises"),
    ("\"0x10\"", "text-hex", "float() raises, Number() gives 16"),
    ("\"1,000.00\"", "text-grouped", "float() raises"),
    ("\"1.000,00\"", "text-comma", "float() raises"),
    ("\"$99.00\"", "text-currency", "float() raises"),
    ("\"99 EUR\"", "text-unit", "float() raises"),
    ("\"nan\"", "text-nan", "float() takes it"),
    ("\"NaN\"", "text-NaN", "float() takes it"),
    ("\"inf\"", "text-inf", "float() takes it, Number() does not"),
    ("\"-Infinity\"", "text-minus-infinity", "float() takes it"),
    ("true", "true", "float() gives 1.0"),
    ("false", "false", "float() gives 0.0"),
    ("[]", "list-empty", "float() raises, Number() gives 0"),
    ("[5]", "list-number", "float() raises, Number() gives 5"),
    ("[1,2]", "list-numbers", "float() raises"),
    ("{}", "map-empty", "float() raises"),
    ("{\"amount\":5}", "map", "float() raises"),
    ("null", "null", "kept as null: there is no amount"),
];

pub(super) fn file() -> VectorFile {
    let mut b = Builder::new(
        "sign_money.json",
        &[
            "properties.value: a number, signed as text with two decimals.",
            "Amounts that a server would refuse may be refused; signed, they have exactly one text.",
        ],
    );
    let groups: [(&str, &str, &str, &str, &[Row]); 5] = [
        ("legal amounts in every spelling", "format", "MoneyFormat", "MON-1 LEG-1 LEG-3", &FORMAT),
        (
            "legal amounts whose double is another decimal",
            "noise",
            "MoneyNoise",
            "MON-1 MON-2 LEG-3",
            &NOISE,
        ),
        ("more than two decimals", "tie", "MoneyTie", "MON-2 LEG-3", &TIES),
        ("beyond the limits", "range", "MoneyRange", "MON-1 MON-3 LEG-3", &RANGE),
        ("the sign of nothing", "negative-zero", "NegativeZero", "MON-4 LEG-3", &NEGATIVE_ZERO),
    ];
    for (comment, name, flag, requirements, rows) in groups {
        b.usual_group(comment);
        for (number, comment) in rows {
            let id = format!("money/{name}/{number}");
            let big = number.len() > 15 && number.bytes().all(|c| c.is_ascii_digit());
            let flags = if big { format!("{flag} BigInteger") } else { flag.to_owned() };
            b.property(&id, comment, &flags, requirements, &format!("\"value\":{number}"));
        }
    }
    b.usual_group("an amount beside its currency and plan");
    for (id, properties) in [
        ("all-three", r#""value":49.9,"currency":"USD","plan":"Pro""#),
        ("zero", r#""value":0,"currency":"EUR""#),
        ("no-value", r#""currency":"EUR","plan":"Free""#),
        ("in-order", r#""currency":"EUR","plan":"Pro","value":10"#),
    ] {
        b.property(
            &format!("money/with/{id}"),
            "an ordinary purchase",
            "MoneyFormat",
            "CAN-2 MON-1",
            properties,
        );
    }
    b.usual_group("an integer that overflows a double");
    let overflow = format!("\"value\":1{}", "0".repeat(309));
    b.property(
        "money/overflow/1e309-as-integer",
        "float() raises",
        "MoneyRange BigInteger",
        "MON-6",
        &overflow,
    );

    b.usual_group("a value that is no number");
    for (value, name, comment) in TYPES {
        let (flags, requirements) = match name {
            "null" => ("NullProperty", "MON-7 FLD-6"),
            _ => ("ValueType", "MON-5"),
        };
        b.property(
            &format!("money/type/{name}"),
            comment,
            flags,
            requirements,
            &format!("\"value\":{value}"),
        );
    }
    b.usual_group("a value that is not finite (needs the feature non_finite)");
    for name in ["NaN", "Infinity", "-Infinity"] {
        let property = format!(r#""value":{{"$number":"{name}"}}"#);
        b.property(
            &format!("money/non-finite/{name}"),
            "refuse it",
            "NonFinite",
            "MON-6",
            &property,
        );
    }
    b.file
}
