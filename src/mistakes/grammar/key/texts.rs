//! The secret's text in other spellings.

use super::entry::Keys;
use crate::mistakes::model::base64_encode;
use crate::protocol::hex;

/// What is left around the secret where it was copied or read from a file: before it, and after it.
pub(super) const DRESSES: [(&str, &str); 41] = [
    ("", "\n"),
    ("", "\r\n"),
    ("", " "),
    (" ", ""),
    ("", "\t"),
    ("", "\0"),
    ("\"", "\""),
    ("'", "'"),
    ("0x", ""),
    ("0X", ""),
    ("hex:", ""),
    ("\\x", ""),
    ("b'", "'"),
    ("sha256=", ""),
    ("whsec_", ""),
    ("sk_live_", ""),
    ("sk_test_", ""),
    ("secret_", ""),
    ("", "&"),
    ("&", ""),
    ("", "="),
    ("Bearer ", ""),
    ("Basic ", ""),
    (":", ""),
    ("", ":"),
    ("\u{feff}", ""),
    ("LP_PIXEL_SECRET=", ""),
    ("lp_", ""),
    ("AWS4", ""),
    ("key=", ""),
    ("secret=", ""),
    ("<", ">"),
    ("[", "]"),
    ("{", "}"),
    ("`", "`"),
    ("", ","),
    ("", ";"),
    ("hex'", "'"),
    ("x'", "'"),
    ("X'", "'"),
    ("\u{201c}", "\u{201d}"),
];

pub(super) fn texts(all: &mut Keys, text: &str) {
    let as_text = "secret-used-as-text";
    all.push(
        2,
        "secret-text-upper-case",
        "the secret's text in capitals is the key",
        text.to_uppercase().into_bytes(),
    );
    all.push(
        2,
        "secret-text-lower-case",
        "the secret's text in lower case is the key",
        text.to_lowercase().into_bytes(),
    );
    let units = |high: bool| -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|u| if high { u.to_be_bytes() } else { u.to_le_bytes() })
            .collect()
    };
    all.push(2, "secret-text-utf16", "the secret's text in UTF-16 is the key", units(false));
    all.push(
        2,
        "secret-text-utf16",
        "the secret's text in UTF-16, high byte first, is the key",
        units(true),
    );
    all.push(
        2,
        "secret-text-utf32",
        "the secret's text in UTF-32 is the key",
        text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
    );
    all.push(
        2,
        "secret-base64-encoded",
        "the base64 of the secret's text is the key",
        base64_encode(text.as_bytes()).into_bytes(),
    );
    all.push(
        2,
        "secret-text-to-hex",
        "the hex of the secret's text is the key",
        hex::encode(text.as_bytes()).into_bytes(),
    );
    for (end, what) in [("\n", "a newline"), ("\r\n", "CRLF")] {
        all.push(
            2,
            "secret-base64-encoded",
            format!("the base64 of the secret's text and {what} is the key"),
            base64_encode(format!("{text}{end}").as_bytes()).into_bytes(),
        );
    }
    let reversed: String = text.chars().rev().collect();
    all.push(
        2,
        "secret-text-reversed",
        "the secret's text reversed is the key",
        reversed.into_bytes(),
    );
    for (before, after) in DRESSES {
        let id = if after.trim().is_empty() && before.trim().is_empty() {
            "secret-whitespace-or-newline"
        } else {
            "secret-quotes-or-prefix-kept"
        };
        let title =
            format!("the secret's text with {before:?} before and {after:?} after it is the key");
        all.push(2, id, title, format!("{before}{text}{after}").into_bytes());
    }
    for separator in [" ", ":", "-", ", ", ","] {
        for width in [2, 4, 8, 16] {
            let parts: Vec<&str> =
                text.as_bytes().chunks(width).filter_map(|p| std::str::from_utf8(p).ok()).collect();
            all.push(
                3,
                as_text,
                format!("the secret's text with {separator:?} between {width} digits is the key"),
                parts.join(separator).into_bytes(),
            );
            all.push(3, as_text, format!("the secret's text in capitals with {separator:?} between {width} digits is the key"), parts.join(separator).to_uppercase().into_bytes());
        }
    }
    for (fill, what) in [(' ', "blanks"), ('0', "zeros"), ('=', "=")] {
        for size in [72, 80, 96, 100, 128, 256] {
            let pad: String = std::iter::repeat_n(fill, size - text.len().min(size)).collect();
            for (padded, where_) in
                [(format!("{text}{pad}"), "after"), (format!("{pad}{text}"), "before")]
            {
                let title =
                    format!("the secret's text is padded to {size} characters, {what} {where_} it");
                all.push(2, "secret-text-padded", title, padded.into_bytes());
            }
        }
    }
    let parts: Vec<&str> =
        text.as_bytes().chunks(2).filter_map(|p| std::str::from_utf8(p).ok()).collect();
    let pairs = |before: &str, between: &str| {
        parts.iter().map(|p| format!("{before}{p}")).collect::<Vec<_>>().join(between).into_bytes()
    };
    for (before, between, what) in [
        ("\\x", "", "\\x3f…"),
        ("0x", ",", "0x3f,…"),
        ("0x", ", ", "0x3f, …"),
        ("%", "", "%3f…"),
        ("\\u00", "", "\\u003f…"),
        ("0x", " ", "0x3f …"),
        ("&#x", ";", "&#x3f;…"),
    ] {
        all.push(
            2,
            as_text,
            format!("the text {what} of the secret is the key"),
            pairs(before, between),
        );
    }
}
