//! What a goal may contain: both sides of every edge.

use super::draft::{Builder, draft, with_properties};
use crate::vectors::file::VectorFile;

pub(super) fn file() -> VectorFile {
    let mut b = Builder::new(
        "verify_contents.json",
        &[
            "Signed goals: the limits of every field, from both sides.",
            "The signature is right wherever there are bytes to sign.",
        ],
    );
    amounts(&mut b);
    codes_and_plans(&mut b);
    fields(&mut b);
    b.file()
}

fn amounts(b: &mut Builder) {
    b.group("properties.value");
    for (value, comment) in [
        ("0", "the lower limit"),
        ("0.0", "the lower limit as a double"),
        ("0.01", "one cent"),
        ("0.1", "one decimal"),
        ("0.29", "two decimals whose double is a little less"),
        ("19.99", "two decimals"),
        ("99", "an integer"),
        ("99.990", "a third decimal that is zero"),
        ("99.0000000000000000001", "more digits than a double holds: it is 99"),
        ("1.1", "a double a little over its text"),
        ("1e2", "an exponent"),
        ("9999.99", "one cent below the upper limit"),
        ("10000", "the upper limit"),
        ("10000.00", "the upper limit with decimals"),
        ("1e4", "the upper limit with an exponent"),
    ] {
        let body = with_properties(&format!("\"value\":{value}"));
        b.add(draft(&format!("value/good/{value}"), comment, "AmountLimit", "SRV-13 SRV-21", body));
    }
    for (value, flags, comment) in [
        ("10000.01", "AmountLimit", "one cent over the upper limit"),
        ("10000.001", "AmountLimit", "over the limit and three decimals"),
        ("10001", "AmountLimit", "over the upper limit"),
        ("1e5", "AmountLimit", "over the limit with an exponent"),
        ("1e21", "AmountLimit", "far over the limit"),
        ("123456789012345678901234567890", "AmountLimit BigInteger", "an integer of thirty digits"),
        ("-0.01", "AmountLimit", "one cent below zero"),
        ("-1", "AmountLimit", "below zero"),
        ("-99.5", "AmountLimit", "below zero"),
        ("0.001", "Decimals", "three decimals"),
        ("0.125", "Decimals", "three decimals, and a tie"),
        ("99.999", "Decimals", "three decimals"),
        ("19.995", "Decimals", "three decimals"),
        ("9999.999", "Decimals", "three decimals just below the limit"),
        ("0.30000000000000004", "Decimals", "0.1 + 0.2"),
        ("99.00000000000001", "Decimals", "fourteen decimals, the nearest double to 99 but one"),
        ("5e-324", "Decimals", "the smallest double"),
    ] {
        let body = with_properties(&format!("\"value\":{value}"));
        b.add(draft(&format!("value/bad/{value}"), comment, flags, "SRV-13", body));
    }
    // Signed as if it had been rounded: a server that rounds before it judges would take it.
    for (value, rounded) in [("99.999", "100"), ("19.994", "19.99"), ("0.004", "0")] {
        let body = with_properties(&format!("\"value\":{value}"));
        let goal = with_properties(&format!("\"value\":{rounded}"));
        let comment = "three decimals, signed as the amount they round to";
        b.add(
            draft(&format!("value/rounded/{value}"), comment, "Decimals", "SRV-13", body)
                .signed_for(&goal)
                .also(&[400, 401]),
        );
    }
    for (value, id, comment) in [
        ("-0.0", "double", "a negative zero; its sign is signed"),
        ("-0.00", "double-decimals", "a negative zero with decimals"),
    ] {
        let body = with_properties(&format!("\"value\":{value}"));
        let mut vector = draft(
            &format!("value/negative-zero/{id}"),
            comment,
            "NegativeZero",
            "SRV-13 MON-4",
            &*body,
        );
        vector.also = vec![200];
        b.add(vector);
        let zero = with_properties("\"value\":0");
        b.add(
            draft(
                &format!("value/negative-zero/{id}-signed-as-zero"),
                "the sign is left out of what is signed",
                "NegativeZero",
                "SRV-13 MON-4",
                body,
            )
            .signed_for(&zero)
            .also(&[400]),
        );
    }
    b.add(
        draft(
            "value/negative-zero/integer",
            "an integer has no sign of zero: it is 0",
            "NegativeZero",
            "SRV-13 MON-4",
            with_properties("\"value\":-0"),
        )
        .also(&[400]),
    );
    for (value, id, comment) in [
        ("true", "true", "float() gives 1.0"),
        ("false", "false", "float() gives 0.0"),
        ("\"99\"", "text-integer", "float() takes it"),
        ("\"99.00\"", "text-formatted", "what is signed, not what is sent"),
        ("\"1_0\"", "text-underscore", "float() takes it"),
        ("\" 7 \"", "text-blanks", "float() takes it"),
        ("\"\\uff11\\uff12\"", "text-full-width", "float() takes digits of any script"),
        ("\"nan\"", "text-nan", "float() takes it"),
        ("\"\"", "text-empty", "no number"),
        ("\"abc\"", "text-word", "no number"),
        ("[99]", "list", "no number"),
        ("{\"amount\":99}", "map", "no number"),
        ("[]", "list-empty", "no number"),
    ] {
        let body = with_properties(&format!("\"value\":{value}"));
        let vector =
            draft(&format!("value/type/{id}"), comment, "ValueType", "SRV-13 MON-5", &*body);
        // Signed as the Python sample would sign it, where it would; else the signature of a number.
        let coerced = [
            "true",
            "false",
            "text-integer",
            "text-formatted",
            "text-underscore",
            "text-blanks",
            "text-full-width",
        ];
        b.add(if coerced.contains(&id) {
            vector.signed_by(&body, "python-number-coercion")
        } else {
            vector.signed_for(&with_properties("\"value\":99")).also(&[401])
        });
    }
}

fn codes_and_plans(b: &mut Builder) {
    b.group("properties.currency");
    for code in ["EUR", "USD", "JPY", "KWD", "ZWG", "CHF", "GBP", "SEK", "BRL", "INR", "AED"] {
        let body = with_properties(&format!("\"value\":5,\"currency\":\"{code}\""));
        b.add(draft(&format!("currency/good/{code}"), "listed", "CurrencyCode", "SRV-14", body));
    }
    let alone = with_properties("\"currency\":\"EUR\"");
    b.add(draft(
        "currency/good/alone",
        "a currency without an amount",
        "CurrencyCode",
        "SRV-14",
        alone,
    ));
    for (code, comment) in [
        ("eur", "lower case"),
        ("Eur", "mixed case"),
        ("ZZZ", "the shape of a code, and not listed"),
        ("DEM", "no longer listed"),
    ] {
        let body = with_properties(&format!("\"currency\":\"{code}\""));
        b.add(
            draft(&format!("currency/open/{code}"), comment, "CurrencyCode", "SRV-14", body)
                .also(&[200]),
        );
    }
    for (code, id, comment) in [
        ("\"\"", "empty", "empty"),
        ("\"E\"", "one-letter", "one letter"),
        ("\"EU\"", "two-letters", "two letters"),
        ("\"EURO\"", "four-letters", "four letters"),
        ("\"EU1\"", "digit", "a digit"),
        ("\"978\"", "numeric", "the numeric code"),
        ("\"\\u20ac\"", "sign", "the sign"),
        ("\" EUR\"", "blank-before", "a blank"),
        ("\"EUR \"", "blank-after", "a blank"),
        ("\"EUR\\n\"", "newline-after", "a newline, which a careless $ lets pass"),
        ("\"\\uff25\\uff35\\uff32\"", "full-width", "letters that are not A to Z"),
        ("\"\\u0415UR\"", "cyrillic", "a Cyrillic letter that looks like E"),
        ("978", "number", "a number"),
        ("[\"EUR\"]", "list", "a list"),
        ("true", "boolean", "a boolean"),
    ] {
        let body = with_properties(&format!("\"currency\":{code}"));
        b.add(draft(&format!("currency/bad/{id}"), comment, "CurrencyCode", "SRV-14", body));
    }
    b.group("properties.plan");
    let of = |text: &str, times: usize| format!("\"plan\":\"{}\"", text.repeat(times));
    for (id, property, comment) in [
        ("empty", of("a", 0), "empty"),
        ("50", of("a", 50), "50 characters"),
        ("50-umlauts", of("\u{e9}", 50), "50 characters, 100 bytes"),
        ("50-ideographs", of("\u{6771}", 50), "50 characters, 150 bytes"),
        ("25-emoji", of("\u{1F600}", 25), "25 characters, 50 UTF-16 units"),
    ] {
        b.add(draft(
            &format!("plan/good/{id}"),
            comment,
            "LengthLimit",
            "SRV-15",
            with_properties(&property),
        ));
    }
    for (id, count) in [("26-emoji", 26), ("50-emoji", 50)] {
        let comment = "characters are counted, not UTF-16 units";
        let body = with_properties(&of("\u{1F600}", count));
        b.add(draft(&format!("plan/good/{id}"), comment, "LengthLimit Astral", "SRV-15", body));
    }
    for (id, text) in
        [("blank-last", format!("{} ", "a".repeat(49))), ("accents", "e\u{301}".repeat(25))]
    {
        let body = with_properties(&format!("\"plan\":\"{text}\""));
        let comment = "50 code points, fewer if they were trimmed or joined";
        b.add(draft(&format!("plan/good/50-{id}"), comment, "LengthLimit", "SRV-15", body));
    }
    for (id, text) in [
        ("blank-last", format!("{} ", "a".repeat(50))),
        ("accents", format!("{}x", "e\u{301}".repeat(25))),
    ] {
        let body = with_properties(&format!("\"plan\":\"{text}\""));
        let comment = "51 code points, fewer if they were trimmed or joined";
        b.add(draft(&format!("plan/bad/51-{id}"), comment, "LengthLimit", "SRV-15", body));
    }
    for (id, property, comment) in [
        ("51", of("a", 51), "51 characters"),
        ("51-umlauts", of("\u{e9}", 51), "51 characters"),
        ("51-emoji", of("\u{1F600}", 51), "51 characters"),
        ("number", "\"plan\":5".to_owned(), "a number"),
        ("boolean", "\"plan\":true".to_owned(), "a boolean"),
        ("list", "\"plan\":[\"Team\"]".to_owned(), "a list"),
        ("map", "\"plan\":{\"name\":\"Team\"}".to_owned(), "a map"),
    ] {
        b.add(draft(
            &format!("plan/bad/{id}"),
            comment,
            "LengthLimit",
            "SRV-15",
            with_properties(&property),
        ));
    }
}

fn fields(b: &mut Builder) {
    b.group("properties");
    for (id, property) in [
        ("coupon", "\"coupon\":\"SPRING\""),
        ("quantity", "\"value\":5,\"quantity\":2"),
        ("case", "\"Value\":5"),
        ("empty-name", "\"\":1"),
        ("null", "\"coupon\":null"),
        ("proto", "\"__proto__\":1"),
    ] {
        let comment = "a property that is not listed";
        let vector = draft(
            &format!("property/unknown/{id}"),
            comment,
            "ExtraProperty",
            "SRV-16",
            with_properties(property),
        );
        // Null counts as absent.
        b.add(if id == "null" { vector.also(&[200]) } else { vector });
    }
    for name in ["value", "currency", "plan"] {
        let body = with_properties(&format!("\"{name}\":null"));
        let comment = "null is signed as null and judged as absent";
        b.add(
            draft(&format!("property/null/{name}"), comment, "NullProperty", "SRV-17 FLD-6", body)
                .also(&[400]),
        );
    }
    let without =
        |properties: &str| format!(r#"{{"event_name":"purchase","session_id":"s-1"{properties}}}"#);
    for (id, properties) in
        [("absent", ""), ("null", ",\"properties\":null"), ("empty", ",\"properties\":{}")]
    {
        b.add(draft(
            &format!("properties/good/{id}"),
            "an empty object is signed",
            "AbsentField",
            "SRV-19 FLD-4",
            without(properties),
        ));
    }
    for (id, value) in [
        ("list", "[]"),
        ("list-of-pairs", "[[\"value\",5]]"),
        ("text", "\"\""),
        ("text-filled", "\"value\""),
        ("number", "0"),
        ("one", "1"),
        ("false", "false"),
        ("true", "true"),
    ] {
        let body = without(&format!(",\"properties\":{value}"));
        let comment = "no object; signed as if there were none";
        b.add(
            draft(&format!("properties/bad/{id}"), comment, "OtherType", "SRV-19", body)
                .signed_for(&without(""))
                .also(if ["list", "text", "number", "false"].contains(&id) { &[] } else { &[401] }),
        );
    }

    b.group("event_name");
    let named = |name: &str| format!(r#"{{"event_name":{name},"session_id":null}}"#);
    for (id, count, comment) in [("1", 1, "the shortest"), ("100", 100, "the longest")] {
        b.add(draft(
            &format!("event-name/good/{id}"),
            comment,
            "LengthLimit",
            "SRV-18",
            named(&format!("\"{}\"", "e".repeat(count))),
        ));
    }
    let astral = named(&format!("\"{}\"", "\u{1F600}".repeat(100)));
    b.add(draft(
        "event-name/good/100-emoji",
        "characters are counted, not UTF-16 units",
        "LengthLimit Astral",
        "SRV-18",
        astral,
    ));
    for (id, count, comment) in [("empty", 0, "empty"), ("101", 101, "one too long")] {
        let body = named(&format!("\"{}\"", "e".repeat(count)));
        b.add(
            draft(&format!("event-name/open/{id}"), comment, "LengthLimit", "SRV-18", body)
                .also(&[200]),
        );
    }
    for (id, value) in [
        ("null", "null"),
        ("number", "5"),
        ("boolean", "true"),
        ("list", "[\"purchase\"]"),
        ("map", "{}"),
    ] {
        b.add(draft(
            &format!("event-name/bad/{id}"),
            "not text",
            "OtherType",
            "SRV-18",
            named(value),
        ));
    }
    let absent = r#"{"session_id":"s-1","properties":{"value":5}}"#;
    b.add(
        draft(
            "event-name/bad/absent",
            "there is nothing to sign",
            "OtherType",
            "SRV-3 SRV-18",
            absent,
        )
        .signed_for(&named("\"purchase\""))
        .also(&[401]),
    );

    b.group("session_id and the first-touch fields");
    let long_session = format!(",\"session_id\":\"{}\"", "s".repeat(200));
    b.add(draft(
        "event-name/good/accents",
        "signed as sent: not joined",
        "Normalization",
        "SRV-7 CAN-9",
        named("\"e\\u0301\""),
    ));
    let with = |member: &str| format!(r#"{{"event_name":"purchase"{member}}}"#);
    for (id, member) in [
        ("absent", ""),
        ("null", ",\"session_id\":null"),
        ("empty", ",\"session_id\":\"\""),
        ("text", ",\"session_id\":\"a b/c\""),
        ("uuid", ",\"session_id\":\"9f1c2b7e-4d6a-4c1e-9b7d-2f0a8e6c5d41\""),
        ("blanks-around", ",\"session_id\":\" s-1 \""),
        ("accents", ",\"session_id\":\"e\\u0301\""),
        ("long", &long_session),
    ] {
        b.add(draft(
            &format!("session-id/good/{id}"),
            "text, null or absent",
            "AbsentField",
            "SRV-18 FLD-2",
            with(member),
        ));
    }
    for (id, value) in [
        ("zero", "0"),
        ("number", "5"),
        ("false", "false"),
        ("true", "true"),
        ("list", "[]"),
        ("list-filled", "[\"s-1\"]"),
        ("map", "{\"id\":\"s-1\"}"),
    ] {
        b.add(draft(
            &format!("session-id/bad/{id}"),
            "not text",
            "OtherType",
            "SRV-18",
            with(&format!(",\"session_id\":{value}")),
        ));
    }
    for name in ["first_touch_bucket", "first_touch_ts"] {
        for (id, member) in [("null", "null"), ("empty", "\"\"")] {
            b.add(draft(
                &format!("first-touch/absent/{name}-{id}"),
                "counts as absent and is not signed",
                "FirstTouch",
                "SRV-18 FLD-3",
                with(&format!(",\"{name}\":{member}")),
            ));
        }
        for (id, value) in [
            ("number", "1763798400"),
            ("list", "[\"ai_search\"]"),
            ("map", "{\"a\":1}"),
            ("true", "true"),
            ("false", "false"),
            ("zero", "0"),
            ("list-empty", "[]"),
        ] {
            b.add(
                draft(
                    &format!("first-touch/type/{name}-{id}"),
                    "not text: refused, or ignored",
                    "FirstTouch OtherType",
                    "SRV-18",
                    with(&format!(",\"{name}\":{value}")),
                )
                .also(&[200]),
            );
        }
    }
}
