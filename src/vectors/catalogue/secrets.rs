//! Secrets: good ones of every length and bad ones of every kind.

use super::builder::Builder;
use crate::case::{SECRET, TENANT_ID};
use crate::vectors::file::VectorFile;

const GOAL: &str =
    r#"{"event_name":"purchase","session_id":"s-1","properties":{"value":99.5,"currency":"EUR"}}"#;

pub(super) fn file() -> VectorFile {
    let mut b = Builder::new(
        "sign_secrets.json",
        &[
            "Secrets as a dashboard shows them, and as people paste them.",
            "A bad secret must be refused: never cut short, never used as text.",
        ],
    );
    let bytes = |count: usize| -> String {
        (0..count).map(|i| format!("{:02x}", (i * 37 + 11) % 256)).collect()
    };
    for (id, secret, comment) in [
        ("1-byte", "a5".to_owned(), "the shortest"),
        ("16-bytes", bytes(16), "128 bits"),
        ("20-bytes", bytes(20), "160 bits"),
        ("32-bytes", bytes(32), "the usual length"),
        ("63-bytes", bytes(63), "one short of SHA-256's block"),
        ("64-bytes", bytes(64), "SHA-256's block"),
        ("65-bytes", bytes(65), "one over the block: HMAC hashes the key"),
        ("128-bytes", bytes(128), "two blocks"),
        ("200-bytes", bytes(200), "long"),
        ("zeros", "00".repeat(32), "zero bytes count"),
        ("leading-zeros", format!("0000{}", bytes(30)), "leading zeros count"),
        (
            "trailing-zeros",
            format!("{}0000", bytes(30)),
            "HMAC pads with zeros: the same key as without",
        ),
        ("ones", "ff".repeat(32), "bytes over 0x7f"),
        ("looks-like-text", "616263646566".to_owned(), "hex of abcdef, not abcdef"),
        ("looks-like-number", "1234567890".to_owned(), "digits only: not a number"),
        ("looks-like-exponent", "12e3".to_owned(), "hex, not 12000"),
    ] {
        b.group(&format!("a good secret: {comment}"), TENANT_ID, &secret);
        b.json(&format!("secret/good/{id}"), comment, "KeyLength", "KEY-1 KEY-6 SIG-1", GOAL);
    }
    for (id, secret, comment) in [
        ("upper-case", SECRET.to_uppercase(), "upper-case digits are the same key"),
        ("mixed-case", SECRET.replace('a', "A").replace('f', "F"), "mixed case is the same key"),
    ] {
        b.group(&format!("a good secret: {comment}"), TENANT_ID, &secret);
        b.json(&format!("secret/good/{id}"), comment, "SecretFormat", "KEY-1 KEY-2", GOAL);
    }
    for (id, secret, comment) in [
        ("odd-length", SECRET[..63].to_owned(), "a digit was lost"),
        ("one-digit", "a".to_owned(), "half a byte"),
        ("prefix-0x", format!("0x{SECRET}"), "a prefix from source code"),
        ("prefix-whsec", format!("whsec_{SECRET}"), "a prefix from another service"),
        ("prefix-sha256", format!("sha256:{SECRET}"), "a prefix from another header"),
        ("double-quotes", format!("\"{SECRET}\""), "pasted with its quotes"),
        ("single-quotes", format!("'{SECRET}'"), "pasted with its quotes"),
        ("letter-at-start", format!("g{}", &SECRET[1..]), "the first character is no digit"),
        ("letter-in-middle", format!("{}o{}", &SECRET[..31], &SECRET[32..]), "an o for a 0"),
        ("letter-at-end", format!("{}g", &SECRET[..63]), "the last character is no digit"),
        ("colons", "3f:9c:1a:7b".to_owned(), "as fingerprints are written"),
        ("dashes", "3f9c1a7b-e2d05486".to_owned(), "as ids are written"),
        ("comma", "3f9c,1a7b".to_owned(), "two secrets in one"),
        (
            "base64",
            "P5wae+LQVIbH8eCbim1MIhD+mLt6XWw+TwGSqLfG1eQ=".to_owned(),
            "base64 in place of hex",
        ),
        ("url", "https://acme.example/".to_owned(), "something else altogether"),
        ("nul", format!("{SECRET}\0"), "a NUL at the end"),
        ("no-break-space", format!("{SECRET}\u{a0}"), "white space to the eye only"),
        ("zero-width-space", format!("{SECRET}\u{200b}"), "nothing to the eye"),
        ("byte-order-mark", format!("\u{feff}{SECRET}"), "read from a file with a BOM"),
        ("full-width-digits", "\u{ff11}\u{ff12}".to_owned(), "digits, but not ASCII"),
        ("blank-inside-byte", "3 f9c1a7b".to_owned(), "a blank between the digits of a byte"),
        ("minus", "-3f9c1a".to_owned(), "a sign"),
        (
            "placeholder",
            "your_hex_pixel_secret".to_owned(),
            "the placeholder from the documentation",
        ),
    ] {
        b.group(&format!("a bad secret: {comment}"), TENANT_ID, &secret);
        b.json(&format!("secret/bad/{id}"), comment, "SecretFormat", "KEY-3", GOAL);
    }
    for (id, secret, comment) in [
        ("empty", String::new(), "a variable that is not set"),
        ("one-blank", " ".to_owned(), "nothing but a blank"),
        ("newline-only", "\n".to_owned(), "an empty line"),
        ("trailing-newline", format!("{SECRET}\n"), "read from a file with its line end"),
        ("trailing-crlf", format!("{SECRET}\r\n"), "read from a file with its line end"),
        ("trailing-blank", format!("{SECRET} "), "pasted with a blank"),
        ("leading-blank", format!(" {SECRET}"), "pasted with a blank"),
        ("leading-tab", format!("\t{SECRET}"), "pasted with a tab"),
        ("blanks-between-bytes", "3f 9c 1a 7b".to_owned(), "as hex dumps are written"),
        (
            "line-break-between-bytes",
            format!("{}\n{}", &SECRET[..32], &SECRET[32..]),
            "wrapped at 32 digits",
        ),
    ] {
        let requirements = if secret.trim().is_empty() { "KEY-4 KEY-5" } else { "KEY-4" };
        b.group(&format!("white space in a secret: {comment}"), TENANT_ID, &secret);
        b.json(&format!("secret/blank/{id}"), comment, "SecretWhitespace", requirements, GOAL);
    }
    b.file
}
