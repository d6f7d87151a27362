//! The documents say what the code does.

use crate::support::{root, run};
use goalpost::mistakes::{CATALOGUE, Step};
use goalpost::protocol::requirement::REQUIREMENTS;

fn document(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

#[test]
fn every_requirement_is_stated() {
    let text = document("docs/protocol.md");
    for (id, _) in REQUIREMENTS {
        assert!(text.contains(&format!("**{id}**")), "{id}");
    }
}

/// What docs/dialects.md must hold.
fn dialects_page() -> String {
    let cell = |text: &str| text.replace('|', "\\|").replace('<', "&lt;").replace('\n', " ");
    let mut page = String::from(
        "# Dialects: the mistakes that Goalpost knows by name\n\n\
         A dialect is a signer that is wrong in one known way. `goalpost check` names a drift by the dialects\n\
         that predict exactly what it saw, `goalpost explain` a 401, `goalpost vectors audit` holds the golden\n\
         vectors against each of them. How they are found: [forensics.md](forensics.md).\n\n\
         An expectation in goalpost.toml names one of these. *threads* says in how many of 352 public bug\n\
         threads the cause was read; it orders what is equally possible. (This page is written from the\n\
         catalogue: `GOALPOST_BLESS=1 cargo test --test it documents`.)\n",
    );
    let titles = [
        (Step::Message, "The signed bytes"),
        (Step::Key, "The key"),
        (Step::Digest, "The digest"),
        (Step::Output, "The header\'s value"),
    ];
    for (at, title) in titles {
        page.push_str(&format!(
            "\n## {title}\n\n| dialect | what the signer does | threads | where it comes from | what to do |\n\
             |---|---|---|---|---|\n"
        ));
        for dialect in CATALOGUE.iter().filter(|d| d.step() == at && !d.permitted) {
            let cause = match dialect.cause == dialect.id {
                true => String::new(),
                false => format!(" ({})", dialect.cause),
            };
            page.push_str(&format!(
                "| `{}`{cause} | {} | {} | {} | {} |\n",
                dialect.id,
                cell(dialect.title),
                dialect.threads,
                cell(&dialect.typical()),
                cell(dialect.fix)
            ));
        }
    }
    page.push_str(
        "\n## Left open\n\n\
         These answer an open question of the protocol ([protocol.md](protocol.md)) in another way than the\n\
         reference. They pass, and need no expectation.\n\n\
         | dialect | what the signer does | where it comes from | better |\n|---|---|---|---|\n",
    );
    for dialect in CATALOGUE.iter().filter(|d| d.permitted) {
        page.push_str(&format!(
            "| `{}` | {} | {} | {} |\n",
            dialect.id,
            cell(dialect.title),
            cell(&dialect.typical()),
            cell(dialect.fix)
        ));
    }
    page
}

#[test]
fn the_page_of_mistake_is_the_catalogue() {
    let path = root().join("docs/dialects.md");
    if std::env::var_os("GOALPOST_BLESS").is_some() {
        std::fs::write(&path, dialects_page()).unwrap();
    }
    // Not compared as a whole: a difference of 300 lines is nothing to read.
    let (page, right) = (document("docs/dialects.md"), dialects_page());
    for (line, right) in page.lines().zip(right.lines()) {
        assert_eq!(line, right, "GOALPOST_BLESS=1 cargo test --test it documents writes it anew");
    }
    assert_eq!(page.len(), right.len());
}

/// Every row of the signer table of known mistakes, as bug threads name them.
const CAUSES: [&str; 50] = [
    "raw-body-vs-reserialised",
    "slashes-escaped",
    "keys-not-sorted",
    "default-separators",
    "raw-utf8-not-ascii-escaped",
    "secret-whitespace-or-newline",
    "key-and-message-swapped",
    "wrong-secret-or-tenant",
    "uppercase-hex-output",
    "secret-used-as-text",
    "empty-key",
    "locale-or-utf16-key-sort",
    "html-chars-escaped",
    "base64-not-hex-output",
    "ascii-question-mark",
    "latin1-bytes",
    "hex-key-truncated",
    "trailing-newline",
    "unicode-normalised",
    "extra-signed-context",
    "string-value-altered",
    "secret-base64-decoded",
    "wrong-hash-algorithm",
    "signed-wrong-argument",
    "del-char-not-escaped",
    "double-json-encoded",
    "timestamp-reformatted",
    "value-trailing-zeros-dropped",
    "value-thousand-separator",
    "secret-quotes-or-prefix-kept",
    "signature-prefix-added",
    "nested-keys-not-sorted",
    "uppercase-unicode-escape",
    "value-wrong-rounding",
    "value-float-noise",
    "plain-hash-not-hmac",
    "signature-truncated",
    "session-null-not-empty",
    "session-omitted-when-absent",
    "value-in-cents",
    "top-level-not-sorted",
    "signed-subset",
    "tenant-id-omitted",
    "tenant-id-wrong-case-or-value",
    "first-touch-not-signed",
    "unknown-property-dropped",
    "value-as-json-number",
    "value-float-repr",
    "value-currency-symbol",
    "negative-zero",
];

#[test]
fn every_known_cause_has_a_dialect_and_a_line() {
    let text = document("docs/forensics.md");
    for cause in CAUSES {
        assert!(CATALOGUE.iter().any(|dialect| dialect.cause == cause), "{cause}");
        assert!(text.contains(&format!("`{cause}`")), "docs/forensics.md: {cause}");
    }
    // A cause that is not listed would be a name that nobody else uses.
    for dialect in &CATALOGUE {
        let is_own = dialect.cause == dialect.id;
        assert!(is_own || CAUSES.contains(&dialect.cause), "{}: {}", dialect.id, dialect.cause);
    }
}

#[test]
fn every_command_shows_an_example() {
    for command in [
        &["check"][..],
        &["vectors"],
        &["vectors", "write"],
        &["vectors", "check"],
        &["vectors", "audit"],
        &["reference"],
        &["sign"],
        &["serve"],
        &["explain"],
        &["fuzz"],
        &["replay"],
        &["promote"],
        &[],
    ] {
        let mut arguments = command.to_vec();
        arguments.push("--help");
        let ran = run(&arguments);
        assert_eq!(ran.code, 0, "{command:?}");
        assert!(ran.out.contains("Example"), "{command:?}: {}", ran.out);
    }
}
