//! The form of `value`, and numbers.

use super::examples::*;
use super::mistake::{Mistake, mistake};
use crate::mistakes::config::*;
use crate::mistakes::fix::FixSnippet;
use crate::mistakes::fix::Language::*;

const TWO: &str = "format with exactly two decimals";
const ROUND: &str =
    "round half to even on the exact binary value, or refuse more than two decimals";
const NO_GROUPS: &str = "format without grouping, with a point";
const NO_UNIT: &str = "sign the amount alone";
const NUMBER: &str = "refuse a value that is not a number";

pub(super) const MISTAKES: &[Mistake] = &[
    mistake("value-wrong-rounding", "ties in the third decimal are rounded up, not to even", |k| {
        k.rounding = Rounding::HalfUp
    })
    .seen(2)
    .did(&[
        (JavaScript, "toFixed(2)"),
        (Java, "BigDecimal with HALF_UP"),
        (CSharp, "MidpointRounding.AwayFromZero"),
    ])
    .fix(ROUND, FixSnippet::Rounding)
    .on(TIE),
    mistake(
        "value-rounded-as-decimal",
        "value is rounded up on its decimal text: 1.005 becomes 1.01",
        |k| k.rounding = Rounding::HalfUpDecimal,
    )
    .of("value-wrong-rounding")
    .seen(2)
    .did(&[
        (Php, "number_format(1.005, 2)"),
        (Python, "Decimal(str(v)).quantize(Decimal('0.01'), ROUND_HALF_UP)"),
        (Java, "new BigDecimal(String.valueOf(v)).setScale(2, HALF_UP)"),
    ])
    .fix(ROUND, FixSnippet::Rounding)
    .on(r#"{"event_name":"purchase","properties":{"value":1.005}}"#),
    mistake("value-rounded-down", "decimals beyond the second are cut off", |k| {
        k.rounding = Rounding::Down;
    })
    .of("value-wrong-rounding")
    .did(&[(Java, "RoundingMode.DOWN"), (Python, "ROUND_DOWN")])
    .fix(ROUND, FixSnippet::Rounding)
    .on(r#"{"event_name":"purchase","properties":{"value":19.999}}"#),
    mistake("value-rounded-up", "decimals beyond the second are rounded up, always", |k| {
        k.rounding = Rounding::Up;
    })
    .of("value-wrong-rounding")
    .did(&[(Python, "Decimal(str(v)) with ROUND_UP"), (Java, "BigDecimal.valueOf(v) with CEILING")])
    .fix(ROUND, FixSnippet::Rounding)
    .on(TIE),
    mistake(
        "value-cut-after-multiplying",
        "value is multiplied, cut off and divided: 19.99 becomes 19.98",
        |k| {
            k.rounding = Rounding::DownByHundreds;
        },
    )
    .of("value-wrong-rounding")
    .did(&[(JavaScript, "Math.trunc(v * 100) / 100"), (Php, "floor($v * 100) / 100")])
    .fix(ROUND, FixSnippet::Rounding)
    .on(CENTS),
    mistake(
        "value-raised-after-multiplying",
        "value is multiplied, rounded up and divided: 1.1 becomes 1.11",
        |k| {
            k.rounding = Rounding::UpByHundreds;
        },
    )
    .of("value-wrong-rounding")
    .did(&[(JavaScript, "Math.ceil(v * 100) / 100")])
    .fix(ROUND, FixSnippet::Rounding)
    .on(r#"{"event_name":"purchase","properties":{"value":1.1}}"#),
    mistake("negative-zero", "a negative zero is signed as 0.00, not -0.00", |k| {
        k.negative_zero = false;
    })
    .did(&[(JavaScript, "toFixed(2)")])
    .fix("refuse a negative zero: no conversion has that value", FixSnippet::Refuse)
    .on(r#"{"event_name":"a","properties":{"value":-0.0}}"#),
    mistake("value-exponent-form", "amounts from 1e21 up are signed in exponent form", |k| {
        k.money = Money::ExponentFrom1e21;
    })
    .did(&[(JavaScript, "toFixed(2)")])
    .fix("refuse amounts over 10000", FixSnippet::Refuse)
    .on(r#"{"event_name":"a","properties":{"value":1e21}}"#),
    mistake(
        "value-trailing-zeros-dropped",
        "value is signed as its shortest text: 99, 99.5",
        |k| {
            k.money = Money::Shortest;
        },
    )
    .seen(3)
    .did(&[
        (JavaScript, "String(value)"),
        (Php, "(string) $value"),
        (Go, "fmt.Sprintf(\"%v\", value)"),
        (CSharp, "value.ToString()"),
    ])
    .fix(TWO, FixSnippet::Money),
    mistake("value-float-repr", "value is signed as float text: 99.0", |k| {
        k.money = Money::FloatText;
    })
    .did(&[
        (Python, "str(float(value))"),
        (Ruby, "value.to_f.to_s"),
        (Java, "Double.toString(value)"),
    ])
    .fix(TWO, FixSnippet::Money),
    mistake(
        "value-as-json-number",
        "value is signed as a bare number with two decimals, without quotes",
        |k| k.money_quoted = false,
    )
    .did(&[
        (Php, "sprintf('\"value\":%.2f', $value)"),
        (Go, "json.Number(fmt.Sprintf(\"%.2f\", v))"),
        (Ruby, "BigDecimal as JSON"),
        (Java, "a BigDecimal with scale 2"),
    ])
    .fix("sign value as text: \"99.00\" with its quotes", FixSnippet::Money),
    mistake("value-as-sent", "value is signed as a bare number, shortest: 99, 99.5", |k| {
        k.money = Money::Shortest;
        k.money_quoted = false;
    })
    .of("value-trailing-zeros-dropped")
    .seen(3)
    .did(&[
        (JavaScript, "JSON.stringify({ value: 99 })"),
        (Go, "a float64 field"),
        (Php, "json_encode(['value' => 99])"),
    ])
    .fix("format value as text with exactly two decimals before signing", FixSnippet::Money),
    mistake("value-as-float", "value is signed as a bare number, as float text: 99.0", |k| {
        k.money = Money::FloatText;
        k.money_quoted = false;
    })
    .of("value-float-repr")
    .did(&[
        (Python, "props[\"value\"] = float(value)"),
        (Ruby, "value.to_f"),
        (Java, "a double field"),
    ])
    .fix("format value as text with exactly two decimals before signing", FixSnippet::Money),
    mistake("value-as-written", "value is signed as a bare number, as the body spells it", |k| {
        k.money = Money::AsWritten;
        k.money_quoted = false;
    })
    .of("value-trailing-zeros-dropped")
    .did(&[(Python, "json.loads(body) and json.dumps again"), (Go, "json.RawMessage")])
    .fix("format value as text with exactly two decimals before signing", FixSnippet::Money),
    mistake(
        "value-as-passed",
        "value is signed as a bare number, as it was passed: 99, 99.0, 99.5",
        |k| {
            k.money = Money::AsPassed;
            k.money_quoted = false;
        },
    )
    .of("value-trailing-zeros-dropped")
    .did(&[(Python, "props[\"value\"] = value"), (Ruby, "props[:value] = value")])
    .fix("format value as text with exactly two decimals before signing", FixSnippet::Money),
    mistake(
        "value-as-passed-text",
        "value is signed as the text of the number that was passed: 99, 99.0, 99.5",
        |k| k.money = Money::AsPassed,
    )
    .of("value-trailing-zeros-dropped")
    .did(&[(Python, "str(value), or a Decimal field of pydantic"), (Ruby, "value.to_s")])
    .fix(TWO, FixSnippet::Money),
    mistake("value-in-cents", "value is signed in minor units", |k| k.money = Money::Cents)
        .seen(1)
        .did(&[
            (JavaScript, "session.amount_total of Stripe"),
            (Ruby, "charge.amount"),
            (Php, "$payment->amount"),
        ])
        .fix("divide by 100 and format with two decimals", FixSnippet::Cents),
    mistake("value-in-cents-as-number", "value is signed in minor units, without quotes", |k| {
        k.money = Money::Cents;
        k.money_quoted = false;
    })
    .of("value-in-cents")
    .seen(1)
    .did(&[(JavaScript, "value: session.amount_total"), (Go, "an int64 of cents")])
    .fix("divide by 100 and format with two decimals", FixSnippet::Cents),
    mistake(
        "value-in-cents-cut",
        "value is signed in minor units, multiplied and cut off: 1998 for 19.99",
        |k| {
            k.money = Money::CentsCut;
        },
    )
    .of("value-in-cents")
    .did(&[(Python, "str(int(value * 100))"), (Go, "int64(value * 100)")])
    .fix("divide by 100 and format with two decimals", FixSnippet::Cents)
    .on(CENTS),
    mistake(
        "value-in-cents-cut-as-number",
        "value is signed in minor units, multiplied and cut off, without quotes",
        |k| {
            k.money = Money::CentsCut;
            k.money_quoted = false;
        },
    )
    .of("value-in-cents")
    .did(&[(Python, "int(value * 100)"), (Go, "int64(value * 100)")])
    .fix("divide by 100 and format with two decimals", FixSnippet::Cents)
    .on(CENTS),
    mistake(
        "value-in-cents-with-decimals",
        "value is signed in minor units with two decimals: 9900.00",
        |k| {
            k.money = Money::CentsWithDecimals;
        },
    )
    .of("value-in-cents")
    .did(&[
        (JavaScript, "session.amount_total.toFixed(2)"),
        (Python, "an amount of Stripe, formatted"),
    ])
    .fix("divide by 100 and format with two decimals", FixSnippet::Cents),
    mistake("value-whole", "value is signed without its decimals", |k| {
        k.money = Money::Whole;
    })
    .of("value-trailing-zeros-dropped")
    .did(&[(JavaScript, "parseInt(value)"), (Php, "(int) $value"), (Python, "str(int(value))")])
    .fix(TWO, FixSnippet::Money)
    .on(CENTS),
    mistake("value-whole-as-number", "value is signed without its decimals, a bare number", |k| {
        k.money = Money::Whole;
        k.money_quoted = false;
    })
    .of("value-trailing-zeros-dropped")
    .did(&[(Python, "int(value)"), (Go, "an int field")])
    .fix(TWO, FixSnippet::Money)
    .on(CENTS),
    mistake("body-in-cents", "value is signed in units, while the body carries minor units", |k| {
        k.money = Money::FromCents;
    })
    .of("value-in-cents")
    .did(&[(JavaScript, "amount / 100 in the signature only")])
    .fix("send the same amount that is signed", FixSnippet::Verbatim)
    .on(r#"{"event_name":"purchase","properties":{"value":9900}}"#),
    mistake("value-thousand-separator", "value is signed with commas between thousands", |k| {
        k.money = Money::Grouped(",", ".");
    })
    .seen(3)
    .did(&[
        (Php, "number_format($value, 2)"),
        (Python, "f'{value:,.2f}'"),
        (CSharp, "value.ToString(\"N2\")"),
        (JavaScript, "value.toLocaleString('en-US', { minimumFractionDigits: 2 })"),
    ])
    .fix(NO_GROUPS, FixSnippet::Money)
    .on(THOUSANDS),
    mistake("value-grouped-with-points", "value is signed as 1.234,50", |k| {
        k.money = Money::Grouped(".", ",");
    })
    .of("value-thousand-separator")
    .did(&[
        (Php, "number_format($value, 2, ',', '.')"),
        (CSharp, "N2 in a German culture"),
        (Java, "String.format(\"%,.2f\") in a German locale"),
    ])
    .fix(NO_GROUPS, FixSnippet::Money)
    .on(THOUSANDS),
    mistake("value-grouped-with-blanks", "value is signed as 1 234.50", |k| {
        k.money = Money::Grouped(" ", ".");
    })
    .of("value-thousand-separator")
    .did(&[(Php, "number_format($value, 2, '.', ' ')"), (JavaScript, "a replace for thousands")])
    .fix(NO_GROUPS, FixSnippet::Money)
    .on(THOUSANDS),
    mistake("value-grouped-french", "value is signed as 1 234,50", |k| {
        k.money = Money::Grouped(" ", ",");
    })
    .of("value-thousand-separator")
    .did(&[(Php, "number_format($value, 2, ',', ' ')"), (Ruby, "number_with_delimiter in French")])
    .fix(NO_GROUPS, FixSnippet::Money)
    .on(THOUSANDS),
    mistake("value-grouped-no-break", "value is signed as 1 234,50 with a no-break space", |k| {
        k.money = Money::Grouped("\u{a0}", ",");
    })
    .of("value-thousand-separator")
    .did(&[(CSharp, "N2 in a French culture"), (Java, "NumberFormat of an older French locale")])
    .fix(NO_GROUPS, FixSnippet::Money)
    .on(THOUSANDS),
    mistake(
        "value-grouped-narrow",
        "value is signed as 1 234,50 with a narrow no-break space",
        |k| {
            k.money = Money::Grouped("\u{202f}", ",");
        },
    )
    .of("value-thousand-separator")
    .did(&[
        (JavaScript, "value.toLocaleString('fr-FR', { minimumFractionDigits: 2 })"),
        (Java, "NumberFormat of a French locale"),
    ])
    .fix(NO_GROUPS, FixSnippet::Money)
    .on(THOUSANDS),
    mistake("value-grouped-swiss", "value is signed as 1'234.50", |k| {
        k.money = Money::Grouped("'", ".");
    })
    .of("value-thousand-separator")
    .did(&[(CSharp, "N2 in a Swiss culture"), (Php, "number_format($value, 2, '.', \"'\")")])
    .fix(NO_GROUPS, FixSnippet::Money)
    .on(THOUSANDS),
    mistake("value-localised-english", "value is signed as 1,234.5", |k| {
        k.money = Money::GroupedShortest(",", ".");
    })
    .of("value-thousand-separator")
    .did(&[(JavaScript, "value.toLocaleString('en-US')")])
    .fix(NO_GROUPS, FixSnippet::Money)
    .on(THOUSANDS),
    mistake("value-localised-german", "value is signed as 1.234,5", |k| {
        k.money = Money::GroupedShortest(".", ",");
    })
    .of("value-thousand-separator")
    .did(&[(JavaScript, "value.toLocaleString('de-DE')")])
    .fix(NO_GROUPS, FixSnippet::Money)
    .on(THOUSANDS),
    mistake(
        "value-localised-french",
        "value is signed as 1 234,5 with a narrow no-break space",
        |k| {
            k.money = Money::GroupedShortest("\u{202f}", ",");
        },
    )
    .of("value-thousand-separator")
    .did(&[(JavaScript, "value.toLocaleString('fr-FR')")])
    .fix(NO_GROUPS, FixSnippet::Money)
    .on(THOUSANDS),
    mistake("value-grouped-whole", "value is signed with commas and no decimals: 1,235", |k| {
        k.money = Money::GroupedWhole(",");
    })
    .of("value-thousand-separator")
    .did(&[(Php, "number_format($value)"), (Python, "f'{value:,.0f}'")])
    .fix(NO_GROUPS, FixSnippet::Money)
    .on(THOUSANDS),
    mistake("value-decimal-comma", "value is signed as 99,00", |k| {
        k.money = Money::Grouped("", ",");
    })
    .of("value-thousand-separator")
    .did(&[
        (CSharp, "value.ToString(\"F2\") in a German culture"),
        (Java, "String.format(\"%.2f\", value) in a German locale"),
        (Php, "sprintf after setlocale, before PHP 8"),
    ])
    .fix(NO_GROUPS, FixSnippet::Money),
    mistake("value-without-decimals", "value is signed without decimals: 99", |k| {
        k.money = Money::Decimals(0);
    })
    .of("value-trailing-zeros-dropped")
    .did(&[
        (Python, "f'{value:.0f}'"),
        (Php, "number_format($value)"),
        (JavaScript, "value.toFixed()"),
    ])
    .fix(TWO, FixSnippet::Money)
    .on(CENTS),
    mistake("value-one-decimal", "value is signed with one decimal: 99.0", |k| {
        k.money = Money::Decimals(1);
    })
    .of("value-float-repr")
    .did(&[(JavaScript, "value.toFixed(1)"), (Python, "f'{value:.1f}'")])
    .fix(TWO, FixSnippet::Money)
    .on(CENTS),
    mistake("value-three-decimals", "value is signed with three decimals: 99.000", |k| {
        k.money = Money::Decimals(3);
    })
    .of("value-float-repr")
    .did(&[(JavaScript, "value.toFixed(3)"), (CSharp, "\"N3\" without grouping")])
    .fix(TWO, FixSnippet::Money),
    mistake("value-four-decimals", "value is signed with four decimals: 99.0000", |k| {
        k.money = Money::Decimals(4);
    })
    .of("value-float-repr")
    .did(&[(Php, "a DECIMAL(10,4) column"), (CSharp, "a decimal from a money column")])
    .fix(TWO, FixSnippet::Money),
    mistake("value-six-decimals", "value is signed with six decimals: 99.000000", |k| {
        k.money = Money::Decimals(6);
    })
    .of("value-float-repr")
    .did(&[
        (Python, "'%f' % value"),
        (Go, "fmt.Sprintf(\"%f\", value)"),
        (Java, "String.format(\"%f\", value)"),
    ])
    .fix(TWO, FixSnippet::Money),
    mistake("value-eight-decimals", "value is signed with eight decimals: 99.00000000", |k| {
        k.money = Money::Decimals(8);
    })
    .of("value-float-repr")
    .did(&[(Python, "a Decimal of a NUMERIC(20,8) column")])
    .fix(TWO, FixSnippet::Money),
    mistake(
        "value-float-noise",
        "value is signed with seventeen digits: 19.989999999999998",
        |k| {
            k.money = Money::SeventeenDigits;
        },
    )
    .seen(2)
    .did(&[
        (Php, "serialize_precision=17"),
        (Python, "'%.17g' % value"),
        (CSharp, "value.ToString(\"G17\")"),
    ])
    .fix(TWO, FixSnippet::Money)
    .on(CENTS),
    mistake(
        "value-float-noise-as-number",
        "value is signed with seventeen digits, without quotes",
        |k| {
            k.money = Money::SeventeenDigits;
            k.money_quoted = false;
        },
    )
    .of("value-float-noise")
    .seen(2)
    .did(&[(Php, "json_encode under serialize_precision=17")])
    .fix(TWO, FixSnippet::Money)
    .on(CENTS),
    mistake("value-scientific", "value is signed as 9.900000e+01", |k| {
        k.money = Money::Scientific;
    })
    .of("value-float-noise")
    .did(&[(Python, "'%e' % value"), (Ruby, "BigDecimal#to_s, nearly")])
    .fix(TWO, FixSnippet::Money),
    mistake("value-single-precision", "value went through single precision", |k| {
        k.money = Money::SinglePrecision;
    })
    .of("value-float-noise")
    .did(&[(Java, "a float field"), (CSharp, "a float field"), (Go, "a float32 field")])
    .fix("keep amounts in doubles or decimals", FixSnippet::Money)
    .on(r#"{"event_name":"a","properties":{"value":1234567.89}}"#),
    mistake("value-currency-symbol", "value is signed with a dollar sign: $99.00", |k| {
        k.unit = Unit::Before("$");
    })
    .did(&[
        (JavaScript, "toLocaleString('en-US', { style: 'currency', currency: 'USD' })"),
        (CSharp, "value.ToString(\"C\")"),
        (Ruby, "number_to_currency(value)"),
    ])
    .fix(NO_UNIT, FixSnippet::Money),
    mistake("value-euro-before", "value is signed with a euro sign: €99.00", |k| {
        k.unit = Unit::Before("\u{20ac}");
    })
    .of("value-currency-symbol")
    .did(&[
        (JavaScript, "style: 'currency', currency: 'EUR'"),
        (CSharp, "\"C\" in an Irish culture"),
    ])
    .fix(NO_UNIT, FixSnippet::Money),
    mistake("value-euro-after", "value is signed as 99.00 €", |k| {
        k.unit = Unit::After(" \u{20ac}")
    })
    .of("value-currency-symbol")
    .did(&[(Ruby, "number_to_currency with its unit last")])
    .fix(NO_UNIT, FixSnippet::Money),
    mistake(
        "value-german-currency",
        "value is signed as 1.234,50 € with a no-break space",
        |k| {
            k.money = Money::Grouped(".", ",");
            k.unit = Unit::After("\u{a0}\u{20ac}");
        },
    )
    .of("value-currency-symbol")
    .did(&[
        (JavaScript, "new Intl.NumberFormat('de-DE', { style: 'currency', currency: 'EUR' })"),
        (CSharp, "\"C\" in a German culture"),
    ])
    .fix(NO_UNIT, FixSnippet::Money),
    mistake("value-french-currency", "value is signed as 1 234,50 € with no-break spaces", |k| {
        k.money = Money::Grouped("\u{202f}", ",");
        k.unit = Unit::After("\u{a0}\u{20ac}");
    })
    .of("value-currency-symbol")
    .did(&[(JavaScript, "new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR' })")])
    .fix(NO_UNIT, FixSnippet::Money),
    mistake("value-dollars-grouped", "value is signed as $1,234.50", |k| {
        k.money = Money::Grouped(",", ".");
        k.unit = Unit::Before("$");
    })
    .of("value-currency-symbol")
    .did(&[
        (JavaScript, "toLocaleString('en-US', { style: 'currency', currency: 'USD' })"),
        (CSharp, "value.ToString(\"C\")"),
    ])
    .fix(NO_UNIT, FixSnippet::Money)
    .on(THOUSANDS),
    mistake("value-pound-before", "value is signed with a pound sign: £99.00", |k| {
        k.unit = Unit::Before("\u{a3}");
    })
    .of("value-currency-symbol")
    .did(&[(CSharp, "\"C\" in a British culture")])
    .fix(NO_UNIT, FixSnippet::Money),
    mistake("value-currency-code-after", "value is signed with its currency: 99.00 EUR", |k| {
        k.unit = Unit::CodeAfter;
    })
    .of("value-currency-symbol")
    .did(&[(Ruby, "Money#format with its code"), (Java, "Money.toString() the other way round")])
    .fix(NO_UNIT, FixSnippet::Money),
    mistake("value-currency-code-before", "value is signed with its currency: EUR 99.00", |k| {
        k.unit = Unit::CodeBefore;
    })
    .of("value-currency-symbol")
    .did(&[(Java, "Money.toString()")])
    .fix(NO_UNIT, FixSnippet::Money),
    // What is not a number, and other numbers.
    mistake(
        "python-number-coercion",
        "a value that is not a number is converted with float()",
        |k| {
            k.coercion = Coercion::Python;
        },
    )
    .left_open()
    .did(&[(Python, "the documented sample")])
    .fix(NUMBER, FixSnippet::Refuse)
    .on(r#"{"event_name":"a","properties":{"value":"12.5"}}"#),
    mistake("python-non-finite", "NaN and infinities are signed as Python prints them", |k| {
        k.non_finite = NonFiniteText::Python;
    })
    .left_open()
    .did(&[(Python, "the documented sample")])
    .fix("refuse numbers that are not finite", FixSnippet::Refuse)
    .on(r#"{"event_name":"a","properties":{"value":{"$number":"NaN"}}}"#),
    mistake(
        "javascript-number-coercion",
        "a value that is not a number is converted as JavaScript does",
        |k| {
            k.coercion = Coercion::JavaScript;
        },
    )
    .did(&[(JavaScript, "Number(value) without a type check")])
    .fix(NUMBER, FixSnippet::Refuse)
    .on(r#"{"event_name":"a","properties":{"value":""}}"#),
    mistake(
        "javascript-non-finite",
        "NaN and infinities are signed as \"NaN\", \"Infinity\" or null",
        |k| k.non_finite = NonFiniteText::JavaScript,
    )
    .did(&[(JavaScript, "toFixed and JSON.stringify")])
    .fix("refuse numbers that are not finite", FixSnippet::Refuse)
    .on(r#"{"event_name":"a","properties":{"value":{"$number":"NaN"}}}"#),
    mistake(
        "javascript-number-text",
        "numbers outside value are signed as JavaScript prints them",
        |k| k.number_text = NumberText::JavaScript,
    )
    .did(&[(JavaScript, "JSON.stringify")])
    .fix("only value is a number; send the others as strings", FixSnippet::KnownKeys)
    .on(r#"{"event_name":"a","session_id":1.0}"#),
];
