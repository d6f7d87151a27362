//! What a store of secrets gives in place of the secret: a document that holds it, a line, the path of a file.

use super::entry::Keys;
use crate::protocol::hex;

/// How the secret is called where it is stored.
const NAMES: [&str; 12] = [
    "LP_PIXEL_SECRET",
    "secret",
    "SECRET",
    "pixel_secret",
    "PIXEL_SECRET",
    "lp_pixel_secret",
    "LP_SECRET",
    "key",
    "value",
    "api_key",
    "apiKey",
    "pixelSecret",
];

/// Where files of secrets lie.
const FOLDERS: [&str; 6] =
    ["/run/secrets/", "/var/run/secrets/", "/etc/secrets/", "/secrets/", "./", "/mnt/secrets/"];

/// They are many: at the cost of an ordinary mistake they would take the place of pairs.
const COST: u8 = 3;

pub(super) fn stored(all: &mut Keys, text: &str) {
    let title = |what: String| format!("{what} is the key, not what it holds");
    for name in NAMES {
        for (open, colon) in [("{\"", "\":\""), ("{\"", "\": \""), ("{ \"", "\": \"")] {
            let close = if open == "{ \"" { "\" }" } else { "\"}" };
            let document = format!("{open}{name}{colon}{text}{close}");
            let what =
                title(format!("the JSON {open}{name}{colon}\u{2026}{close} of a secret store"));
            all.push(COST, "secret-still-wrapped", what, document.into_bytes());
        }
        for (before, after) in [("", ""), ("export ", ""), ("", "\n")] {
            let what = title(format!("the line {before}{name}=\u{2026}"));
            let line = format!("{before}{name}={text}{after}");
            all.push(COST, "secret-still-wrapped", what, line.into_bytes());
        }
        let small = name.to_lowercase();
        for folder in FOLDERS {
            for file in [small.clone(), small.replace('_', "-"), name.to_owned()] {
                let path = format!("{folder}{file}");
                let what = title(format!("the path {path}"));
                all.push(COST, "secret-still-wrapped", what, path.into_bytes());
            }
        }
    }
    if text.len() > 2 {
        let title = "the secret lost its last digit, and a 0 was put before the rest";
        let padded = format!("0{}", &text[..text.len() - 1]);
        all.push(
            2,
            "secret-lost-a-character",
            title,
            hex::decode(padded.as_bytes()).unwrap_or_default(),
        );
        let title = "the secret lost its first digit, and a 0 was put before the rest";
        let padded = format!("0{}", &text[1..]);
        all.push(
            2,
            "secret-lost-a-character",
            title,
            hex::decode(padded.as_bytes()).unwrap_or_default(),
        );
    }
}
