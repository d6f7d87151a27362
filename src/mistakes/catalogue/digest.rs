//! From key and message to the digest.

use super::mistake::{Mistake, mistake};
use crate::mistakes::config::*;
use crate::mistakes::fix::FixSnippet;
use crate::mistakes::fix::Language::*;

const SHA256: &str = "use HMAC with SHA-256";
const ONCE: &str = "use HMAC with SHA-256, once";

/// Another hash.
macro_rules! hash {
    ($id:literal, $threads:literal, $title:literal, $hash:expr, $habits:expr) => {
        mistake($id, $title, |k| k.hash = $hash)
            .of("wrong-hash-algorithm")
            .seen($threads)
            .did($habits)
            .fix(SHA256, FixSnippet::Hmac)
    };
}

/// A plain hash.
macro_rules! plain {
    ($id:literal, $title:literal, $construction:expr, $habits:expr) => {
        mistake($id, $title, |k| k.construction = $construction)
            .of("plain-hash-not-hmac")
            .seen(1)
            .did($habits)
            .fix(SHA256, FixSnippet::Hmac)
    };
}

pub(super) const MISTAKES: &[Mistake] = &[
    hash!(
        "wrong-hash-algorithm-sha1",
        3,
        "the hash is SHA-1",
        Hash::Sha1,
        &[
            (Python, "hmac.new(key, m, hashlib.sha1)"),
            (Ruby, "OpenSSL::HMAC.hexdigest(\"SHA1\", …)"),
            (Php, "hash_hmac('sha1', …)")
        ]
    ),
    hash!(
        "wrong-hash-algorithm-sha384",
        3,
        "the hash is SHA-384",
        Hash::Sha384,
        &[(JavaScript, "createHmac('sha384', key)")]
    ),
    hash!(
        "wrong-hash-algorithm-sha512",
        3,
        "the hash is SHA-512",
        Hash::Sha512,
        &[(JavaScript, "createHmac('sha512', key)"), (Php, "hash_hmac('sha512', …)")]
    ),
    hash!(
        "wrong-hash-algorithm-md5",
        3,
        "the hash is MD5",
        Hash::Md5,
        &[(Python, "hmac.new(key, m, 'md5')"), (Php, "hash_hmac('md5', …)")]
    ),
    hash!(
        "wrong-hash-algorithm-sha224",
        0,
        "the hash is SHA-224",
        Hash::Sha224,
        &[(Python, "hashlib.sha224")]
    ),
    hash!(
        "wrong-hash-algorithm-sha512-256",
        0,
        "the hash is SHA-512/256",
        Hash::Sha512T256,
        &[(Go, "sha512.New512_256"), (Java, "HmacSHA512/256")]
    ),
    hash!(
        "wrong-hash-algorithm-sha3",
        0,
        "the hash is SHA3-256",
        Hash::Sha3T256,
        &[(Python, "hashlib.sha3_256"), (Java, "HmacSHA3-256")]
    ),
    mistake("key-and-message-swapped", "key and message are swapped", |k| {
        k.construction = Construction::Swapped;
    })
    .seen(7)
    .did(&[
        (Php, "hash_hmac('sha256', $key, $message)"),
        (Python, "hmac.new(message, key, …)"),
        (Ruby, "OpenSSL::HMAC.hexdigest(\"SHA256\", m, key)"),
        (JavaScript, "CryptoJS.HmacSHA256(key, message)"),
    ])
    .fix("pass the key where the function wants the key", FixSnippet::Hmac),
    plain!(
        "plain-hash-key-first",
        "a plain hash of the key and the message",
        Construction::KeyFirst(""),
        &[(Python, "hashlib.sha256(key + m)"), (Php, "hash('sha256', $key . $m)")]
    ),
    plain!(
        "plain-hash-message-first",
        "a plain hash of the message and the key",
        Construction::KeyLast(""),
        &[(Python, "hashlib.sha256(m + key)"), (Php, "hash('sha256', $m . $key)")]
    ),
    plain!(
        "plain-hash-text-first",
        "a plain hash of the secret's text and the message",
        Construction::TextFirst,
        &[
            (JavaScript, "createHash('sha256').update(secret + m)"),
            (Php, "hash('sha256', $secret . $m)")
        ]
    ),
    plain!(
        "plain-hash-text-last",
        "a plain hash of the message and the secret's text",
        Construction::TextLast,
        &[
            (JavaScript, "createHash('sha256').update(m + secret)"),
            (Php, "hash('sha256', $m . $secret)")
        ]
    ),
    plain!(
        "plain-hash-without-key",
        "a plain hash of the message; no secret is in it",
        Construction::MessageOnly,
        &[
            (JavaScript, "createHash('sha256').update(m)"),
            (Python, "hashlib.sha256(m)"),
            (Go, "sha256.Sum256(m)")
        ]
    ),
    plain!(
        "plain-hash-sandwich",
        "a plain hash of the key, the message and the key again",
        Construction::Sandwich,
        &[(Php, "hash('sha256', $key . $m . $key)")]
    ),
    plain!(
        "plain-hash-key-colon",
        "a plain hash of the key, a colon and the message",
        Construction::KeyFirst(":"),
        &[(Python, "hashlib.sha256(key + b':' + m)")]
    ),
    plain!(
        "plain-hash-key-point",
        "a plain hash of the key, a point and the message",
        Construction::KeyFirst("."),
        &[(Python, "hashlib.sha256(key + b'.' + m)")]
    ),
    plain!(
        "plain-hash-key-bar",
        "a plain hash of the key, a bar and the message",
        Construction::KeyFirst("|"),
        &[(Php, "hash('sha256', $key . '|' . $m)")]
    ),
    plain!(
        "plain-hash-key-newline",
        "a plain hash of the key, a newline and the message",
        Construction::KeyFirst("\n"),
        &[(Python, "hashlib.sha256(key + b'\\n' + m)")]
    ),
    plain!(
        "plain-hash-colon-key",
        "a plain hash of the message, a colon and the key",
        Construction::KeyLast(":"),
        &[(Python, "hashlib.sha256(m + b':' + key)")]
    ),
    plain!(
        "plain-hash-point-key",
        "a plain hash of the message, a point and the key",
        Construction::KeyLast("."),
        &[(Python, "hashlib.sha256(m + b'.' + key)")]
    ),
    plain!(
        "plain-hash-bar-key",
        "a plain hash of the message, a bar and the key",
        Construction::KeyLast("|"),
        &[(Php, "hash('sha256', $m . '|' . $key)")]
    ),
    mistake("digest-hashed-again", "the digest is hashed once more", |k| k.again = Again::Hash)
        .of("plain-hash-not-hmac")
        .did(&[(Python, "hashlib.sha256(mac.digest())"), (Go, "sha256.Sum256(mac.Sum(nil))")])
        .fix(ONCE, FixSnippet::Hmac),
    mistake("digest-hex-hashed-again", "the digest's hex text is hashed once more", |k| {
        k.again = Again::HashHex;
    })
    .of("plain-hash-not-hmac")
    .did(&[
        (Php, "hash('sha256', hash_hmac(…))"),
        (Python, "hashlib.sha256(mac.hexdigest().encode())"),
    ])
    .fix(ONCE, FixSnippet::Hmac),
    mistake("digest-signed-again", "the digest is signed once more", |k| k.again = Again::Hmac)
        .of("plain-hash-not-hmac")
        .did(&[(JavaScript, "a middleware that signs, around a client that signs")])
        .fix(ONCE, FixSnippet::Hmac),
    mistake("digest-hex-signed-again", "the digest's hex text is signed once more", |k| {
        k.again = Again::HmacHex;
    })
    .of("plain-hash-not-hmac")
    .did(&[
        (Php, "hash_hmac of hash_hmac"),
        (JavaScript, "a middleware that signs, around a client that signs"),
    ])
    .fix(ONCE, FixSnippet::Hmac),
];
