//! Hashes of the secret.

use super::entry::Keys;
use crate::mistakes::grammar::digest::{Hash, hex_of, hmac, plain};
use crate::mistakes::grammar::material::Material;
use crate::mistakes::model::base64_encode;

pub(super) fn hashed(all: &mut Keys, text: &str, key: &[u8]) {
    for (what, bytes) in [("secret's text", text.as_bytes()), ("key", key)] {
        // Without salt and context: 32 bytes are the first block.
        let extracted = hmac(Hash::Sha256, &[0; 32], bytes);
        let expanded = hmac(Hash::Sha256, &extracted, &[1]);
        all.push(2, "key-derived", format!("the HKDF-SHA256 of the {what} is the key"), expanded);
    }
    for hash in [Hash::Sha256, Hash::Md5, Hash::Sha1, Hash::Sha512, Hash::Sha384] {
        let name = hash.name();
        for (what, bytes) in [("secret's text", text.as_bytes()), ("key", key)] {
            let cost = if hash == Hash::Sha384 { 3 } else { 2 };
            all.push(
                cost,
                "key-hashed",
                format!("the {name} of the {what} is the key"),
                plain(hash, &[bytes]),
            );
            all.push(
                cost,
                "key-hashed",
                format!("the hex {name} of the {what} is the key"),
                hex_of(hash, bytes).into_bytes(),
            );
            all.push(
                cost + 1,
                "key-hashed",
                format!("the upper-case hex {name} of the {what} is the key"),
                hex_of(hash, bytes).to_uppercase().into_bytes(),
            );
            all.push(
                cost,
                "key-hashed",
                format!("the base64 {name} of the {what} is the key"),
                base64_encode(&plain(hash, &[bytes])).into_bytes(),
            );
        }
    }
}

/// The key that signers of frameworks derive: the hash of a salt and the secret, with or without `signer` between, as
/// itsdangerous and Django have it.
pub(super) fn salted(all: &mut Keys, text: &str, key: &[u8]) {
    const SALTS: [&str; 5] = [
        "itsdangerous.Signer",
        "itsdangerous",
        "cookie-session",
        "django.core.signing.Signer",
        "django.core.signing",
    ];
    for salt in SALTS {
        for (what, secret) in [("secret's text", text.as_bytes()), ("secret's bytes", key)] {
            for between in ["signer", ""] {
                for hash in [Hash::Sha1, Hash::Sha256, Hash::Sha512] {
                    let key = plain(hash, &[salt.as_bytes(), between.as_bytes(), secret]);
                    let salt = format!("{salt}{between}");
                    let title = format!(
                        "the key is derived as itsdangerous and Django do: the {} of {salt:?} and the {what}",
                        hash.name()
                    );
                    all.push(3, "key-derived", title, key);
                }
            }
        }
    }
}

/// The key of AWS's Signature Version 4, of the date in a header: a chain of HMACs over date, region, service and
/// `aws4_request`.
pub(super) fn of_aws(all: &mut Keys, material: &Material) {
    let is_day = |text: &&str| text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let days = material.headers.iter().filter_map(|(_, value)| value.get(..8).filter(is_day));
    for day in days {
        for region in
            ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-central-1"]
        {
            for service in ["execute-api", "lambda", "s3", "sns", "sqs", "events", "es"] {
                let begun = format!("AWS4{}", material.secret).into_bytes();
                let key = [day, region, service, "aws4_request"]
                    .iter()
                    .fold(begun, |key, part| hmac(Hash::Sha256, &key, part.as_bytes()));
                let title =
                    format!("the key is derived as AWS does, for {day}, {region} and {service}");
                all.push(2, "key-derived", title, key);
            }
        }
    }
}
