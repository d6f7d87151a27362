//! Names of variables and placeholders.

use super::entry::Keys;
use crate::protocol::hex;

/// Names of variables and placeholders that become the key by mistake.
pub(super) fn names(all: &mut Keys) {
    let words: [&[&str]; 16] = [
        &["lp", "pixel", "secret"],
        &["pixel", "secret"],
        &["secret"],
        &["lp", "secret"],
        &["secret", "key"],
        &["api", "key"],
        &["key"],
        &["lp", "pixel", "key"],
        &["pixel", "key"],
        &["hmac", "key"],
        &["hmac", "secret"],
        &["signing", "secret"],
        &["signing", "key"],
        &["loudpixel", "secret"],
        &["client", "secret"],
        &["shared", "secret"],
    ];
    const AROUND: [(&str, &str); 18] = [
        ("", ""),
        ("{{", "}}"),
        ("${", "}"),
        ("$", ""),
        ("{", "}"),
        ("%", "%"),
        ("<", ">"),
        ("process.env.", ""),
        ("$env:", ""),
        ("{{ ", " }}"),
        ("@", ""),
        ("env.", ""),
        ("${env.", "}"),
        ("$(", ")"),
        ("#{", "}"),
        ("ENV[", "]"),
        (":", ""),
        ("your_", ""),
    ];
    for (at, name) in words.iter().enumerate() {
        let camel = name
            .iter()
            .enumerate()
            .map(|(at, word)| if at == 0 { (*word).to_owned() } else { capital(word) })
            .collect::<String>();
        let pascal = name.iter().map(|word| capital(word)).collect::<String>();
        let forms = [
            name.join("-"),
            name.join("_"),
            name.join("_").to_uppercase(),
            camel,
            pascal,
            name.join(""),
            name.join(" "),
            name.join("-").to_uppercase(),
            name.join("."),
        ];
        for form in forms {
            for (open, close) in AROUND {
                let cost = if at < 3 && open.len() < 3 { 2 } else { 3 };
                if cost > all.most {
                    continue;
                }
                let word = format!("{open}{form}{close}");
                all.push(
                    cost,
                    "key-is-a-name",
                    format!("the text {word} is the key: a variable's name, not its value"),
                    word.into_bytes(),
                );
            }
        }
    }
    for word in [
        "undefined",
        "null",
        "None",
        "nil",
        "NaN",
        "[object Object]",
        "[object Promise]",
        "secret",
        "your_hex_pixel_secret",
        "changeme",
        "test",
        "password",
        "your-secret",
        "your_secret",
        "<secret>",
        "xxx",
        "***",
        "********",
        "REDACTED",
        "[REDACTED]",
        "[FILTERED]",
        "hidden",
        "false",
        "true",
        "0",
        "1",
        "\0",
        " ",
        "\n",
        "{}",
        "\"\"",
        "''",
        "string",
        "(null)",
        "SecretString",
        "System.Security.SecureString",
        "System.Byte[]",
        "Array",
        "Buffer",
        "<Buffer>",
        "[object ArrayBuffer]",
        "[object Uint8Array]",
        "[object CryptoKey]",
        "[B@1b6d3586",
        "Optional.empty",
    ] {
        all.push(
            2,
            "key-is-a-word",
            format!("the text {word:?} is the key"),
            word.as_bytes().to_vec(),
        );
    }
    for word in ["your_hex_pixel_secret", "00112233445566778899aabbccddeeff", "deadbeef"] {
        all.push(
            3,
            "key-is-a-word",
            "a placeholder, decoded, is the key",
            hex::decode(word.as_bytes()).unwrap_or_default(),
        );
    }
    for size in [16, 32, 64] {
        all.push(3, "key-is-a-word", format!("{size} characters 0 are the key"), vec![b'0'; size]);
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
