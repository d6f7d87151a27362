//! Personal data in properties: what is refused, what is let through, and what is a near miss.

use super::draft::{Builder, draft, with_properties};
use crate::vectors::catalogue::builder::quoted;
use crate::vectors::file::VectorFile;

type Row = (&'static str, &'static str);

const EMAIL: [Row; 9] = [
    ("plain", "jane@acme.com"),
    ("in-a-sentence", "Team of jane@acme.com, yearly"),
    ("plus-address", "jane+trial@acme.com"),
    ("dots", "jane.m.doe@acme.com"),
    ("sub-domain", "jane@mail.eu.acme.co.uk"),
    ("upper-case", "JANE@ACME.COM"),
    ("long-tld", "jane@acme.technology"),
    ("in-brackets", "<jane@acme.io>"),
    ("at-the-end", "Team yearly, jane@acme.com"),
];

const PHONE: [Row; 12] = [
    ("international", "+4915123456789"),
    ("international-spaces", "+49 151 2345 6789"),
    ("international-dashes", "+44-20-7946-0958"),
    ("international-dots", "+33.1.23.45.67.89"),
    ("international-parentheses", "+1 (415) 555-2671"),
    ("eight-digits", "+12345678"),
    ("fifteen-digits", "+123456789012345"),
    ("in-a-sentence", "call 415-555-2671 now"),
    ("parentheses", "(415) 555-2671"),
    ("dashes", "415-555-2671"),
    ("dots", "415.555.2671"),
    ("leading-one", "1-415-555-2671"),
];

const SSN: [Row; 3] = [
    ("plain", "219-09-9999"),
    ("in-a-sentence", "SSN 078-05-1120 on file"),
    ("high-area", "899-99-9999"),
];

const CLEAN: [Row; 22] = [
    ("plan", "Team annual"),
    ("digits", "Pro 2026"),
    ("seats", "100 seats"),
    ("handle", "@acme"),
    ("at", "50% @ launch"),
    ("team-at", "team@"),
    ("date", "2026-11-23"),
    ("date-dots", "23.11.2026"),
    ("date-slashes", "11/23/2026"),
    ("year-range", "2026-2027"),
    ("price", "$1,299.00"),
    ("price-range", "99.00 - 199.00"),
    ("version", "v10.20.30"),
    ("version-short", "3.11"),
    ("part-number", "PN-1234-5678"),
    ("part-number-letters", "AB-12-CD34"),
    ("short-number", "555-2671"),
    ("discount", "+20%"),
    ("seven-digits", "+1234567"),
    ("two-two-four", "12-34-5678"),
    ("three-three-three", "123-456-789"),
    ("four-groups", "1234-5678-9012"),
];

const NEAR: [Row; 17] = [
    ("no-dot", "jane@localhost"),
    ("quoted-local-part", "\"jane doe\"@acme.com"),
    ("idn", "jane@ex\u{e4}mple.com"),
    ("full-width-at", "jane\u{ff20}acme.com"),
    ("one-letter-tld", "jane@acme.c"),
    ("ten-digits", "4155552671"),
    ("eleven-digits", "14155552671"),
    ("dotted-quad", "192.168.10.12"),
    ("sixteen-digits", "+1234567890123456"),
    ("spaces", "415 555 2671"),
    ("impossible-phone-area", "123-456-7890"),
    ("ssn-with-spaces", "219 09 9999"),
    ("nine-digits", "219099999"),
    ("ssn-area-000", "000-12-3456"),
    ("ssn-area-666", "666-12-3456"),
    ("ssn-area-9xx", "900-12-3456"),
    ("ssn-group-00", "219-00-9999"),
];

pub(super) fn file() -> VectorFile {
    let mut b = Builder::new(
        "verify_pii.json",
        &[
            "Signed goals whose plan holds personal data, or looks like it.",
            "A refusal names the property and the kind of data, and never echoes the text.",
        ],
    );
    for (kind, requirements, rows) in
        [("email", "PII-1", &EMAIL[..]), ("phone", "PII-2", &PHONE), ("ssn", "PII-3", &SSN)]
    {
        b.group("personal data");
        for (id, text) in rows {
            b.add(draft(
                &format!("pii/{kind}/{id}"),
                "refused",
                "PersonalData",
                requirements,
                plan(text),
            ));
        }
    }
    b.group("personal data behind escapes");
    for (id, text) in [
        ("email", r"jane\u0040acme.com"),
        ("email-dot", r"jane@acme\u002ecom"),
        ("phone", r"\u002b49 151 2345 6789"),
        ("ssn", r"219\u002d09-9999"),
    ] {
        let body = with_properties(&format!("\"plan\":\"{text}\""));
        let comment = "the text counts, not how JSON spells it";
        b.add(draft(
            &format!("pii/escaped/{id}"),
            comment,
            "PersonalData",
            "PII-1 PII-2 PII-3",
            body,
        ));
    }
    b.group("no personal data");
    for (id, text) in CLEAN {
        let comment = "let through";
        b.add(draft(
            &format!("pii/clean/{id}"),
            comment,
            "NoPersonalData",
            "PII-4 SRV-15",
            plan(text),
        ));
    }
    for (id, body) in [
        ("session-id", r#"{"event_name":"purchase","session_id":"jane@acme.com"}"#),
        ("event-name", r#"{"event_name":"call 415-555-2671"}"#),
    ] {
        let comment = "only properties are searched";
        b.add(draft(&format!("pii/elsewhere/{id}"), comment, "NoPersonalData", "PII-4", body));
    }
    b.group("near misses");
    for (id, text) in NEAR {
        let vector = draft(
            &format!("pii/near/{id}"),
            "a server may judge it either way",
            "PersonalDataNearMiss",
            "PII-1 PII-2 PII-3",
            plan(text),
        );
        // The reference takes one side; the other passes too.
        b.add(vector.also(&[200, 400]));
    }
    b.file()
}

fn plan(text: &str) -> String {
    with_properties(&format!("\"value\":5,\"plan\":{}", quoted(text)))
}
