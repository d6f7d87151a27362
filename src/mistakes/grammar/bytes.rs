//! What happens to the bytes before they are signed.

use super::digest::{Hash, plain};
use super::label::Label;
use crate::mistakes::model::base64_encode;
use crate::protocol::hex;

/// A change of bytes; `None` where it does not apply.
pub(super) type Change = Box<dyn Fn(&[u8]) -> Option<Vec<u8>> + Sync>;

/// A change of bytes, with its name and cost.
pub(super) struct ByteChange {
    pub(super) cost: u8,
    pub(super) label: Label,
    pub(super) change: Change,
}

fn change(
    cost: u8,
    id: &'static str,
    title: impl Into<std::borrow::Cow<'static, str>>,
    change: impl Fn(&[u8]) -> Option<Vec<u8>> + Sync + 'static,
) -> ByteChange {
    let label =
        Label::new(id, title).fix("sign the canonical bytes as they are, with nothing after them");
    ByteChange { cost, label, change: Box::new(change) }
}

fn listed(bytes: &[u8], between: &str, write: impl Fn(u8) -> String) -> Option<Vec<u8>> {
    Some(bytes.iter().map(|b| write(*b)).collect::<Vec<_>>().join(between).into_bytes())
}

/// Every change of the bytes.
pub(super) fn changes() -> Vec<ByteChange> {
    let mut all = Vec::new();
    for (id, what, after) in [
        ("trailing-newline", "a newline", &b"\n"[..]),
        ("trailing-crlf", "CRLF", b"\r\n"),
        ("trailing-nul", "a zero byte", b"\0"),
        ("trailing-blank", "a blank", b" "),
        ("trailing-tab", "a tab", b"\t"),
        ("trailing-carriage-return", "a carriage return", b"\r"),
        ("trailing-newlines", "two newlines", b"\n\n"),
        ("trailing-backslash-n", "a backslash and an n", b"\\n"),
        ("trailing-character", "a blank and CRLF", b" \r\n"),
        ("trailing-character", "a blank and a newline", b" \n"),
        ("trailing-character", "two zero bytes", b"\0\0"),
        ("trailing-character", "Ctrl-Z", b"\x1a"),
        ("trailing-character", "two CRLF", b"\r\n\r\n"),
        ("trailing-character", "a comma", b","),
        ("trailing-character", "a point", b"."),
        ("trailing-character", "the end of a file's bytes", b"\xff"),
        ("trailing-character", "a number one", b"\0\0\0\x01"),
    ] {
        all.push(change(2, id, format!("{what} is signed after the text"), move |b| {
            Some([b, after].concat())
        }));
    }
    for (id, what, before) in [
        ("leading-newline", "a newline", &b"\n"[..]),
        ("byte-order-mark", "a byte order mark", b"\xef\xbb\xbf"),
        ("leading-character", "CRLF", b"\r\n"),
        ("leading-character", "a blank", b" "),
        ("leading-character", "a zero byte", b"\0"),
        ("leading-character", "-n and a blank, of an echo that does not know -n,", b"-n "),
    ] {
        all.push(change(2, id, format!("{what} is signed before the text"), move |b| {
            Some([before, b].concat())
        }));
    }
    for flag in ["-n", "-e", "-ne", "-en", "-E"] {
        let title = format!(
            "{flag} and a blank are signed before the text, and a newline after it: of an echo that does not know {flag}"
        );
        all.push(change(2, "echo-without-options", title, move |b| {
            Some([flag.as_bytes(), b" ", b, b"\n"].concat())
        }));
    }
    for size in [
        64, 128, 160, 192, 200, 240, 250, 255, 256, 300, 320, 384, 400, 500, 511, 512, 600, 640,
        768, 800, 1000, 1023, 1024, 1500, 2000, 2048, 4096, 8192,
    ] {
        for (fill, what) in [(0, "zeros"), (b' ', "blanks"), (0xff, "0xff")] {
            let title = format!("the text is padded with {what} to {size} bytes");
            all.push(change(
                if fill == 0xff { 3 } else { 2 },
                "padded-to-a-buffer",
                title,
                move |b| {
                    (b.len() < size).then(|| {
                        let mut bytes = b.to_vec();
                        bytes.resize(size, fill);
                        bytes
                    })
                },
            ));
        }
        let title = format!("only the first {size} bytes are signed");
        all.push(change(2, "cut-to-a-buffer", title, move |b| {
            b.get(..size).filter(|_| b.len() > size).map(<[u8]>::to_vec)
        }));
        let title = format!("only the first {} bytes are signed, and a zero", size - 1);
        all.push(change(3, "cut-to-a-buffer", title, move |b| {
            (b.len() >= size).then(|| [&b[..size - 1], b"\0"].concat())
        }));
    }
    for block in [4_usize, 8, 16, 32, 64, 128] {
        for (fill, what) in
            [(Some(0), "zeros"), (Some(b' '), "blanks"), (None, "the count of what is added")]
        {
            for always in [true, false] {
                let title = format!("the text is padded with {what} to blocks of {block} bytes");
                all.push(change(2, "padded-to-a-block", title, move |b| {
                    let more = (block - b.len() % block) % block;
                    let more = if more == 0 && always { block } else { more };
                    let fill = fill.unwrap_or(more as u8);
                    Some([b, &vec![fill; more]].concat())
                }));
            }
        }
    }
    all.push(change(2, "signed-as-hex", "the hex of the bytes is signed", |b| {
        Some(hex::encode(b).into_bytes())
    }));
    all.push(change(2, "signed-as-hex", "the upper-case hex of the bytes is signed", |b| {
        Some(hex::encode(b).to_uppercase().into_bytes())
    }));
    all.push(change(2, "signed-as-hex", "the hex of the bytes with blanks is signed", |b| {
        listed(b, " ", |b| format!("{b:02x}"))
    }));
    all.push(change(
        2,
        "signed-as-hex",
        "the upper-case hex of the bytes with dashes is signed",
        |b| listed(b, "-", |b| format!("{b:02X}")),
    ));
    all.push(change(2, "signed-as-base64", "the base64 of the bytes is signed", |b| {
        Some(base64_encode(b).into_bytes())
    }));
    all.push(change(
        2,
        "signed-as-base64",
        "the base64 of the bytes is signed, without padding",
        |b| Some(base64_encode(b).trim_end_matches('=').as_bytes().to_vec()),
    ));
    all.push(change(
        2,
        "signed-as-base64",
        "the base64 of the bytes is signed, with a newline",
        |b| Some((base64_encode(b) + "\n").into_bytes()),
    ));
    for (width, end) in [(76, "\n"), (76, "\r\n"), (64, "\n"), (60, "\n")] {
        let title = format!("the base64 of the bytes is signed in lines of {width}");
        all.push(change(2, "signed-as-base64", title, move |b| {
            let text = base64_encode(b);
            let lines: Vec<&str> = text
                .as_bytes()
                .chunks(width)
                .filter_map(|line| std::str::from_utf8(line).ok())
                .collect();
            Some(lines.join(end).into_bytes())
        }));
        let title = format!("the base64 of the bytes is signed in lines of {width}, each ended");
        all.push(change(2, "signed-as-base64", title, move |b| {
            let text = base64_encode(b);
            Some(
                text.as_bytes()
                    .chunks(width)
                    .flat_map(|line| [line, end.as_bytes()].concat())
                    .collect(),
            )
        }));
    }
    for head in
        [r#"{"alg":"HS256","typ":"JWT"}"#, r#"{"typ":"JWT","alg":"HS256"}"#, r#"{"alg":"HS256"}"#]
    {
        all.push(change(
            2,
            "signed-as-jwt",
            "a JSON Web Token with the bytes in it is signed",
            move |b| {
                let part = |b: &[u8]| {
                    base64_encode(b)
                        .replace('+', "-")
                        .replace('/', "_")
                        .trim_end_matches('=')
                        .to_owned()
                };
                Some(format!("{}.{}", part(head.as_bytes()), part(b)).into_bytes())
            },
        ));
    }
    let for_urls = |b: &[u8]| base64_encode(b).replace('+', "-").replace('/', "_");
    all.push(change(
        2,
        "signed-as-base64url",
        "the base64 for URLs of the bytes is signed",
        move |b| Some(for_urls(b).trim_end_matches('=').as_bytes().to_vec()),
    ));
    all.push(change(
        2,
        "signed-as-base64url",
        "the base64 for URLs of the bytes is signed, with padding",
        move |b| Some(for_urls(b).into_bytes()),
    ));
    for hash in [Hash::Sha256, Hash::Md5, Hash::Sha1, Hash::Sha512, Hash::Sha384] {
        let name = hash.name();
        all.push(change(
            2,
            "signed-as-hash-hex",
            format!("the hex {name} of the bytes is signed"),
            move |b| Some(hex::encode(&plain(hash, &[b])).into_bytes()),
        ));
        all.push(change(
            2,
            "signed-as-hash-hex",
            format!("the upper-case hex {name} of the bytes is signed"),
            move |b| Some(hex::encode(&plain(hash, &[b])).to_uppercase().into_bytes()),
        ));
        all.push(change(
            2,
            "signed-as-hash",
            format!("the {name} of the bytes is signed"),
            move |b| Some(plain(hash, &[b])),
        ));
        all.push(change(
            2,
            "signed-as-hash-base64",
            format!("the base64 {name} of the bytes is signed"),
            move |b| Some(base64_encode(&plain(hash, &[b])).into_bytes()),
        ));
    }
    for (between, open, close) in [
        (",", "", ""),
        (", ", "", ""),
        (" ", "", ""),
        (",", "[", "]"),
        (", ", "[", "]"),
        (" ", "[", "]"),
        ("", "", ""),
    ] {
        let title =
            format!("the bytes are signed as a list of numbers: {open}123{between}34{close}");
        all.push(change(2, "signed-as-byte-list", title, move |b| {
            let list = listed(b, between, |b| b.to_string())?;
            Some([open.as_bytes(), &list, close.as_bytes()].concat())
        }));
    }
    all.push(change(
        2,
        "signed-as-byte-list",
        "a Buffer's JSON is signed: {\"type\":\"Buffer\",\"data\":[…]}",
        |b| {
            let list = listed(b, ",", |b| b.to_string())?;
            Some([&b"{\"type\":\"Buffer\",\"data\":["[..], &list, b"]}"].concat())
        },
    ));
    all.push(change(
        2,
        "signed-as-byte-list",
        "a typed array's JSON is signed: {\"0\":123,…}",
        |b| {
            let list: Vec<String> =
                b.iter().enumerate().map(|(at, b)| format!("\"{at}\":{b}")).collect();
            Some(format!("{{{}}}", list.join(",")).into_bytes())
        },
    ));
    all.push(change(
        2,
        "signed-as-bytes-repr",
        "Python's repr of the bytes is signed: b'…'",
        |b| {
            let text = String::from_utf8_lossy(b).replace('\\', "\\\\").replace('\'', "\\'");
            Some(format!("b'{text}'").into_bytes())
        },
    ));
    for (what, prefix) in [
        (
            "four bytes, high first",
            (|n: usize| (n as u32).to_be_bytes().to_vec()) as fn(usize) -> Vec<u8>,
        ),
        ("four bytes, low first", |n| (n as u32).to_le_bytes().to_vec()),
        ("two bytes, high first", |n| (n as u16).to_be_bytes().to_vec()),
        ("two bytes, low first", |n| (n as u16).to_le_bytes().to_vec()),
        ("eight bytes, high first", |n| (n as u64).to_be_bytes().to_vec()),
        ("eight bytes, low first", |n| (n as u64).to_le_bytes().to_vec()),
        ("one byte", |n| vec![n as u8]),
        ("decimal", |n| n.to_string().into_bytes()),
        ("decimal and :", |n| format!("{n}:").into_bytes()),
        ("decimal and a line end", |n| format!("{n}\n").into_bytes()),
        ("decimal and CRLF", |n| format!("{n}\r\n").into_bytes()),
        ("hex and CRLF", |n| format!("{n:x}\r\n").into_bytes()),
        ("a varint", |n| {
            if n < 128 { vec![n as u8] } else { vec![(n & 127 | 128) as u8, (n >> 7) as u8] }
        }),
    ] {
        all.push(change(
            2,
            "length-signed-before",
            format!("the length is signed before the text: {what}"),
            move |b| Some([&prefix(b.len())[..], b].concat()),
        ));
    }
    all.push(change(2, "netstring-signed", "a netstring is signed", |b| {
        Some([format!("{}:", b.len()).as_bytes(), b, b","].concat())
    }));
    for count in 1..=4_usize {
        all.push(change(
            3,
            "cut-short",
            format!("the last {count} bytes are not signed"),
            move |b| b.get(..b.len().checked_sub(count)?).map(<[u8]>::to_vec),
        ));
        all.push(change(
            3,
            "cut-short",
            format!("the first {count} bytes are not signed"),
            move |b| b.get(count..).map(<[u8]>::to_vec),
        ));
    }
    all.push(change(
        2,
        "cut-short",
        "bytes are counted as characters: the end is not signed",
        |b| {
            let text = std::str::from_utf8(b).ok()?;
            b.get(..text.chars().count()).map(<[u8]>::to_vec)
        },
    ));
    all.push(change(
        2,
        "cut-short",
        "bytes are counted as UTF-16 units: the end is not signed",
        |b| {
            let text = std::str::from_utf8(b).ok()?;
            b.get(..text.encode_utf16().count()).map(<[u8]>::to_vec)
        },
    ));
    all.push(change(3, "text-reversed", "the bytes are signed reversed", |b| {
        Some(b.iter().rev().copied().collect())
    }));
    all.push(change(3, "text-twice", "the bytes are signed twice", |b| Some(b.repeat(2))));
    all
}
