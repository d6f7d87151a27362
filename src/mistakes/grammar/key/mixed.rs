//! The secret together with other parts of the request.

use super::entry::Keys;
use crate::mistakes::grammar::digest::{Hash, hmac};
use crate::mistakes::grammar::material::Material;
use crate::protocol::hex;

pub(super) fn mixed(all: &mut Keys, material: &Material, key: &[u8]) {
    let (tenant, secret) = (&material.tenant_id, &material.secret);
    let bare = tenant.replace('-', "");
    all.push(2, "key-is-tenant-id", "tenant_id is the key", tenant.clone().into_bytes());
    all.push(
        2,
        "key-is-tenant-id",
        "tenant_id without dashes is the key",
        bare.clone().into_bytes(),
    );
    all.push(
        2,
        "key-is-tenant-id",
        "tenant_id's bytes are the key",
        hex::decode(bare.as_bytes()).unwrap_or_default(),
    );
    // As Buffer.from(…, "hex") and strtol read it: tenant id and secret in each other's place.
    let digits: String = tenant.chars().take_while(char::is_ascii_hexdigit).collect();
    all.push(
        2,
        "key-is-tenant-id",
        "tenant_id is decoded as hex up to its first dash, and is the key",
        hex::decode(digits.as_bytes()).unwrap_or_default(),
    );
    all.push(2, "key-is-domain", "the domain is the key", material.domain.clone().into_bytes());
    for (name, value) in [("tenant_id", tenant), ("the domain", &material.domain)] {
        for joiner in ["", ":", ".", "&", "|", "-", "_", "/", "\n"] {
            all.push(
                2,
                "key-mixed",
                format!("{name} and the secret's text with {joiner:?} between are the key"),
                format!("{value}{joiner}{secret}").into_bytes(),
            );
            all.push(
                2,
                "key-mixed",
                format!("the secret's text and {name} with {joiner:?} between are the key"),
                format!("{secret}{joiner}{value}").into_bytes(),
            );
        }
        all.push(
            2,
            "key-mixed",
            format!("the key is {name} and the secret's bytes"),
            [value.as_bytes(), key].concat(),
        );
        all.push(
            2,
            "key-mixed",
            format!("the key is the secret's bytes and {name}"),
            [key, value.as_bytes()].concat(),
        );
        let derived = hmac(Hash::Sha256, key, value.as_bytes());
        all.push(
            2,
            "key-derived",
            format!("the HMAC of {name} under the secret is the key"),
            derived.clone(),
        );
        all.push(
            2,
            "key-derived",
            format!("the hex HMAC of {name} under the secret is the key"),
            hex::encode(&derived).into_bytes(),
        );
        let derived = hmac(Hash::Sha256, secret.as_bytes(), value.as_bytes());
        all.push(
            3,
            "key-derived",
            format!("the HMAC of {name} under the secret's text is the key"),
            derived.clone(),
        );
        let derived = hmac(Hash::Sha256, value.as_bytes(), key);
        all.push(
            3,
            "key-derived",
            format!("the HMAC of the secret under {name} is the key"),
            derived,
        );
    }
    for (at, (_, other)) in material.others.iter().enumerate() {
        let title = format!("the secret of another tenant is the key (number {})", at + 1);
        all.push(
            2,
            "other-tenant-secret",
            title.clone(),
            hex::decode(other.as_bytes()).unwrap_or_default(),
        );
        all.push(2, "other-tenant-secret-text", title, other.clone().into_bytes());
    }
    for (name, value) in &material.headers {
        all.push(
            2,
            "key-mixed",
            format!("the header {name} is the key"),
            value.clone().into_bytes(),
        );
        let derived = hmac(Hash::Sha256, key, value.as_bytes());
        all.push(
            2,
            "key-derived",
            format!("the HMAC of {name} under the secret is the key"),
            derived,
        );
        for joiner in ["", ":", ".", "&", "|"] {
            all.push(
                3,
                "key-mixed",
                format!("the secret's text and {name} are the key"),
                format!("{secret}{joiner}{value}").into_bytes(),
            );
            all.push(
                3,
                "key-mixed",
                format!("{name} and the secret's text are the key"),
                format!("{value}{joiner}{secret}").into_bytes(),
            );
        }
    }
}
