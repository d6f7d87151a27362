//! The secret's text to a key.

mod bytes;
mod cut;
mod entry;
mod hashed;
mod listed;
mod misread;
mod mixed;
mod names;
mod numbers;
mod printed;
mod stored;
mod texts;

pub(super) use entry::Key;

use super::material::Material;
use crate::mistakes::model::base64_decode;
use crate::protocol::hex;
use bytes::of_bytes;
use cut::cut;
use entry::Keys;
use hashed::{hashed, of_aws, salted};
use misread::{capitals_misread, misread, misread_dressed};
use mixed::mixed;
use names::names;
use numbers::numbers;
use printed::printed;
use stored::stored;
use texts::texts;

/// Every key but the right one, those of the lowest cost first; with `most` those up to a cost are enough.
pub(in crate::mistakes::grammar) fn keys(material: &Material, most: u8) -> Vec<Key> {
    let text = material.secret.clone();
    let decoded = hex::decode(text.as_bytes()).unwrap_or_default();
    let mut all = Keys { found: Vec::new(), seen: [decoded.clone()].into_iter().collect(), most };
    all.push(
        1,
        "secret-used-as-text",
        "the secret's hex text is the key",
        text.clone().into_bytes(),
    );
    all.push(
        1,
        "secret-base64-decoded",
        "the secret is decoded as base64",
        base64_decode(text.as_bytes()),
    );
    all.push(2, "empty-key", "the key is empty", Vec::new());
    let bytes = base64_decode(text.as_bytes());
    for (how, string) in [
        (
            "and went through a string, its bytes as characters",
            bytes.iter().map(|b| char::from(*b)).collect::<String>(),
        ),
        (
            "and went through a string: what is no UTF-8 is replaced",
            String::from_utf8_lossy(&bytes).into_owned(),
        ),
    ] {
        let title = format!("the secret is decoded as base64 {how}");
        all.push(2, "secret-base64-decoded", title, string.into_bytes());
    }
    texts(&mut all, &text);
    misread(&mut all, &text, &decoded);
    of_bytes(&mut all, &decoded);
    numbers(&mut all, &text, &decoded);
    hashed(&mut all, &text, &decoded);
    of_aws(&mut all, material);
    salted(&mut all, &text, &decoded);
    cut(&mut all, &text, &decoded);
    names(&mut all);
    stored(&mut all, &text);
    printed(&mut all, &text, &decoded);
    misread_dressed(&mut all, &text);
    capitals_misread(&mut all, &text);
    mixed(&mut all, material, &decoded);
    all.found.sort_by_key(|key| key.cost);
    all.found
}
