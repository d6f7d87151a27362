//! From the secret's text to the HMAC key.

use super::digest::hashed;
use super::{base64_decode, base64_encode};
use crate::mistakes::config::{Hash, KeySource, SignerConfig};
use crate::mistakes::context::SigningContext;
use crate::protocol::hex;

/// The HMAC key; `None` if the signer refuses the secret.
pub(crate) fn key(config: &SignerConfig, context: &SigningContext<'_>) -> Option<Vec<u8>> {
    let text = context.tenant.secret.as_bytes();
    let key = || hex::decode(text).filter(|key| !key.is_empty());
    let other = |at: u8| context.others.get(usize::from(at)).map(|other| other.secret.as_bytes());
    match config.key {
        KeySource::Hex => key(),
        KeySource::HexSkippingBlanks => hex_skipping_blanks(text),
        KeySource::HexCutShort => Some(
            text.chunks_exact(2)
                .map_while(|pair| Some(hex::digit(pair[0])? << 4 | hex::digit(pair[1])?))
                .collect(),
        ),
        KeySource::HexFirst(bytes) => Some(key()?.get(..bytes.into())?.to_vec()),
        KeySource::HexTail => Some(key()?.split_off(1)),
        KeySource::HexAfterZero => Some([&[0], &key()?[..]].concat()),
        KeySource::HexAndNewline => Some([&key()?[..], b"\n"].concat()),
        KeySource::TextButLast => Some(text.split_last()?.1.to_vec()),
        KeySource::TextButFirst => Some(text.split_first()?.1.to_vec()),
        KeySource::TextToHex => Some(hex::encode(text).into_bytes()),
        KeySource::HexReversed => Some(key()?.into_iter().rev().collect()),
        KeySource::HexThroughUtf8 => Some(String::from_utf8_lossy(&key()?).as_bytes().to_vec()),
        KeySource::HexThroughLatin1 => {
            Some(key()?.into_iter().map(char::from).collect::<String>().into_bytes())
        }
        KeySource::HexToBase64 => Some(base64_encode(&key()?).into_bytes()),
        KeySource::HexHashed => Some(hashed(Hash::Sha256, &[&key()?])),
        KeySource::Text(before, after) => {
            Some([before.as_bytes(), text, after.as_bytes()].concat())
        }
        KeySource::TextUpper => Some(text.to_ascii_uppercase()),
        KeySource::TextLower => Some(text.to_ascii_lowercase()),
        KeySource::TextFirst(characters) => Some(text.get(..characters.into())?.to_vec()),
        KeySource::TextUtf16 => Some(text.iter().flat_map(|byte| [*byte, 0]).collect()),
        KeySource::TextHashed => Some(hashed(Hash::Sha256, &[text])),
        KeySource::TextHashedHex => Some(hex::encode(&hashed(Hash::Sha256, &[text])).into_bytes()),
        KeySource::TextMd5Hex => Some(hex::encode(&hashed(Hash::Md5, &[text])).into_bytes()),
        KeySource::Base64 => Some(base64_decode(text)),
        KeySource::ToBase64 => Some(base64_encode(text).into_bytes()),
        KeySource::Empty => Some(Vec::new()),
        KeySource::Word(word) => Some(word.as_bytes().to_vec()),
        KeySource::TenantId => Some(context.tenant.tenant_id.as_bytes().to_vec()),
        KeySource::Domain => Some(context.domain.as_bytes().to_vec()),
        KeySource::Other(at) => hex::decode(other(at)?).filter(|key| !key.is_empty()),
        KeySource::OtherText(at) => Some(other(at)?.to_vec()),
    }
}

/// Blanks are permitted between bytes, not inside one.
fn hex_skipping_blanks(text: &[u8]) -> Option<Vec<u8>> {
    let mut key = Vec::new();
    let mut rest = text;
    loop {
        match rest {
            [] => return Some(key),
            [b' ' | b'\t'..=b'\r', tail @ ..] => rest = tail,
            [high, low, tail @ ..] => {
                key.push(hex::digit(*high)? << 4 | hex::digit(*low)?);
                rest = tail;
            }
            [_] => return None,
        }
    }
}
