//! A part of the secret.

use super::entry::Keys;
use crate::protocol::hex;

pub(super) fn cut(all: &mut Keys, text: &str, key: &[u8]) {
    for length in 1..text.len() {
        let cost = if matches!(length, 16 | 20 | 24 | 31 | 32 | 63 | 48) { 2 } else { 3 };
        all.push(
            cost,
            "secret-text-cut",
            format!("the first {length} characters of the secret's text are the key"),
            text.as_bytes()[..length].to_vec(),
        );
        all.push(
            cost,
            "secret-text-cut",
            format!("the last {length} characters of the secret's text are the key"),
            text.as_bytes()[text.len() - length..].to_vec(),
        );
    }
    for length in 1..key.len() {
        let cost = if matches!(length, 16 | 24 | 31 | 20 | 8) { 2 } else { 3 };
        all.push(
            cost,
            "hex-key-truncated",
            format!("the first {length} bytes of the key are used"),
            key[..length].to_vec(),
        );
        all.push(
            cost,
            "hex-key-truncated",
            format!("the last {length} bytes of the key are used"),
            key[key.len() - length..].to_vec(),
        );
    }
    let places = if all.most > 2 { text.len() } else { 0 };
    for at in 0..places {
        let mut less = text.as_bytes().to_vec();
        less.remove(at);
        all.push(
            3,
            "secret-lost-a-character",
            format!(
                "character {} of the secret's text is missing, and the text is the key",
                at + 1
            ),
            less.clone(),
        );
        less.pop();
        all.push(
            3,
            "secret-lost-a-character",
            format!("digit {} of the secret is missing", at + 1),
            hex::decode(&less).unwrap_or_default(),
        );
    }
}
