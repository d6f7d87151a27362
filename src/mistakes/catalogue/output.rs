//! From the digest to the header's value.

use super::mistake::{Mistake, mistake};
use crate::mistakes::config::*;
use crate::mistakes::fix::FixSnippet;
use crate::mistakes::fix::Language::*;

const LOWER: &str = "write the signature in lower-case hex";
const ALONE: &str = "send the 64 hex digits alone";

/// Another encoding.
macro_rules! encoded {
    ($id:literal, $cause:literal, $threads:literal, $title:literal, $encoding:expr, $habits:expr) => {
        mistake($id, $title, |k| k.encoding = $encoding)
            .of($cause)
            .seen($threads)
            .did($habits)
            .fix(LOWER, FixSnippet::Hex)
    };
}

pub(super) const MISTAKES: &[Mistake] = &[
    encoded!(
        "base64-not-hex-output",
        "base64-not-hex-output",
        5,
        "the signature is base64",
        Encoding::Base64,
        &[
            (Python, "base64.b64encode(mac.digest())"),
            (JavaScript, ".digest('base64')"),
            (Php, "base64_encode(hash_hmac(…, true))"),
            (Java, "Base64.getEncoder().encodeToString(mac)"),
            (CSharp, "Convert.ToBase64String(mac)")
        ]
    ),
    encoded!(
        "base64url-not-hex-output",
        "base64-not-hex-output",
        5,
        "the signature is base64 for URLs, without padding",
        Encoding::Base64Url,
        &[(JavaScript, ".digest('base64url')"), (Go, "base64.RawURLEncoding")]
    ),
    encoded!(
        "base64-without-padding",
        "base64-not-hex-output",
        5,
        "the signature is base64 without padding",
        Encoding::Base64Bare,
        &[(Go, "base64.RawStdEncoding"), (Ruby, "[mac].pack('m0').delete('=')")]
    ),
    encoded!(
        "base64url-with-padding",
        "base64-not-hex-output",
        5,
        "the signature is base64 for URLs, with padding",
        Encoding::Base64UrlPadded,
        &[(Python, "base64.urlsafe_b64encode(mac.digest())"), (Java, "Base64.getUrlEncoder()")]
    ),
    encoded!(
        "base64-of-hex-output",
        "base64-not-hex-output",
        0,
        "the signature is the base64 of its hex text",
        Encoding::Base64OfHex,
        &[(Php, "base64_encode(hash_hmac('sha256', $m, $key))"), (JavaScript, "btoa(hexdigest)")]
    ),
    encoded!(
        "hex-of-hex-output",
        "base64-not-hex-output",
        0,
        "the signature is the hex of its hex text",
        Encoding::HexOfHex,
        &[(Php, "bin2hex(hash_hmac('sha256', $m, $key))")]
    ),
    encoded!(
        "uppercase-hex-output",
        "uppercase-hex-output",
        7,
        "the signature has upper-case hex digits",
        Encoding::UpperHex,
        &[
            (CSharp, "Convert.ToHexString(mac)"),
            (Java, "String.format(\"%02X\", b)"),
            (Php, "strtoupper(hash_hmac(…))")
        ]
    ),
    mistake("hex-with-colons", "the signature's digits are in pairs, separated by colons", |k| {
        k.digit_separator = ":";
    })
    .of("uppercase-hex-output")
    .did(&[(Shell, "openssl dgst -c"), (Python, "mac.digest().hex(':')")])
    .fix(ALONE, FixSnippet::Hex),
    mistake(
        "hex-with-dashes",
        "the signature's digits are upper-case pairs, separated by dashes",
        |k| {
            k.encoding = Encoding::UpperHex;
            k.digit_separator = "-";
        },
    )
    .of("uppercase-hex-output")
    .did(&[(CSharp, "BitConverter.ToString(mac)")])
    .fix(ALONE, FixSnippet::Hex),
    mistake(
        "hex-with-dashes-in-lower-case",
        "the signature's digits are in pairs, separated by dashes",
        |k| k.digit_separator = "-",
    )
    .of("uppercase-hex-output")
    .did(&[(CSharp, "BitConverter.ToString(mac).ToLower()")])
    .fix(ALONE, FixSnippet::Hex),
    mistake("hex-with-blanks", "the signature's digits are in pairs, separated by spaces", |k| {
        k.digit_separator = " ";
    })
    .of("uppercase-hex-output")
    .did(&[(Python, "mac.digest().hex(' ')"), (Go, "fmt.Sprintf(\"% x\", mac)")])
    .fix(ALONE, FixSnippet::Hex),
    mistake("signature-prefix-added", "there is a prefix before the signature", |k| {
        k.prefix = "sha256=";
    })
    .seen(2)
    .did(&[
        (Python, "'sha256=' + mac.hexdigest(), as for GitHub"),
        (JavaScript, "`t=${t},v1=${sig}`, as for Stripe"),
        (Shell, "openssl dgst, which prints (stdin)= first"),
    ])
    .fix(ALONE, FixSnippet::Hex),
    mistake("signature-suffix-added", "a newline, or other text, follows the signature", |k| {
        k.suffix = "\n";
    })
    .of("signature-prefix-added")
    .did(&[
        (Ruby, "Base64.encode64(mac) or [mac].pack('m'), which end with a newline"),
        (Python, "base64.encodebytes(mac), which ends with a newline"),
        (Shell, "sha256sum, which prints the file's name after it"),
    ])
    .fix(ALONE, FixSnippet::Hex),
    mistake("signature-truncated", "only a part of the signature is sent", |k| k.keep = Some(32))
        .seen(1)
        .did(&[(Php, "a VARCHAR(32) column"), (Python, "mac.hexdigest()[:32]")])
        .fix("send all 64 hex digits", FixSnippet::Hex),
];
