//! Key and message become a digest, and the digest a header's value.

use super::base64_encode;
use crate::mistakes::config::{Again, Construction, Encoding, Hash, KeySource, SignerConfig};
use crate::mistakes::context::SigningContext;
use crate::protocol::hex;
use crate::protocol::keyed::{self, Following};
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512, Sha512_256};
use sha3::Sha3_256;

/// A way to make digests, with its key schedule done where it has one.
pub(crate) struct Keyed {
    hash: Hash,
    construction: Construction,
    again: Again,
    key: Vec<u8>,
    /// The secret's text, for those who hash that.
    text: Vec<u8>,
    /// Kept ready: nearly every trial wants it.
    usual: Option<keyed::Keyed>,
}

impl Keyed {
    pub(crate) fn new(config: &SignerConfig, key: &[u8], context: &SigningContext<'_>) -> Keyed {
        let is_usual = config.hash == Hash::Sha256 && config.construction == Construction::Hmac;
        Keyed {
            hash: config.hash,
            construction: config.construction,
            again: config.again,
            key: key.to_vec(),
            text: context.tenant.secret.as_bytes().to_vec(),
            usual: is_usual.then(|| keyed::Keyed::new(key)),
        }
    }

    /// Digests of messages that begin alike; `None` where the way is not the usual one.
    pub(crate) fn following(&self) -> Option<Following<'_>> {
        self.usual.as_ref().filter(|_| self.again == Again::No).map(keyed::Keyed::following)
    }

    /// The digest of a message, in a buffer.
    pub(crate) fn digest_into(&self, message: &[u8], out: &mut Vec<u8>) {
        out.clear();
        match &self.usual {
            Some(usual) if self.again == Again::No => {
                out.extend_from_slice(&usual.digest(message));
            }
            _ => out.extend_from_slice(&self.digest(message)),
        }
    }

    /// The digest of a message.
    pub(crate) fn digest(&self, message: &[u8]) -> Vec<u8> {
        let digest = self.once(message);
        match self.again {
            Again::No => digest,
            Again::Hash => hashed(self.hash, &[&digest]),
            Again::HashHex => hashed(self.hash, &[hex::encode(&digest).as_bytes()]),
            Again::Hmac => self.once(&digest),
            Again::HmacHex => self.once(hex::encode(&digest).as_bytes()),
        }
    }

    fn once(&self, message: &[u8]) -> Vec<u8> {
        if let Some(usual) = &self.usual {
            return usual.digest(message).to_vec();
        }
        let key = &self.key[..];
        match self.construction {
            Construction::Hmac => hmac(self.hash, key, message),
            Construction::Swapped => hmac(self.hash, message, key),
            Construction::KeyFirst(between) => {
                hashed(self.hash, &[key, between.as_bytes(), message])
            }
            Construction::KeyLast(between) => {
                hashed(self.hash, &[message, between.as_bytes(), key])
            }
            Construction::TextFirst => hashed(self.hash, &[&self.text, message]),
            Construction::TextLast => hashed(self.hash, &[message, &self.text]),
            Construction::Sandwich => hashed(self.hash, &[key, message, key]),
            Construction::MessageOnly => hashed(self.hash, &[message]),
        }
    }
}

/// Whether the digest is the right one of what is signed: key, hash and construction are as they should be.
pub(crate) fn signs_rightly(config: &SignerConfig) -> bool {
    config.key == KeySource::Hex
        && config.hash == Hash::Sha256
        && config.construction == Construction::Hmac
        && config.again == Again::No
}

/// Whether a digest is written as it should be: as lower-case hex and nothing else.
pub(crate) fn writes_rightly(config: &SignerConfig) -> bool {
    config.encoding == Encoding::LowerHex
        && config.digit_separator.is_empty()
        && config.keep.is_none()
        && config.prefix.is_empty()
        && config.suffix.is_empty()
}

/// How a digest is written into the header.
pub(crate) fn written(config: &SignerConfig, digest: &[u8]) -> String {
    let hex_text = hex::encode(digest);
    let bare = |text: String| text.trim_end_matches('=').to_owned();
    let for_urls = |text: String| text.replace('+', "-").replace('/', "_");
    let mut text = match config.encoding {
        Encoding::LowerHex => hex_text,
        Encoding::UpperHex => hex_text.to_uppercase(),
        Encoding::Base64 => base64_encode(digest),
        Encoding::Base64Bare => bare(base64_encode(digest)),
        Encoding::Base64Url => bare(for_urls(base64_encode(digest))),
        Encoding::Base64UrlPadded => for_urls(base64_encode(digest)),
        Encoding::Base64OfHex => base64_encode(hex_text.as_bytes()),
        Encoding::HexOfHex => hex::encode(hex_text.as_bytes()),
    };
    if !config.digit_separator.is_empty() {
        let pairs: Vec<&[u8]> = text.as_bytes().chunks(2).collect();
        let pairs: Vec<_> = pairs.into_iter().map(String::from_utf8_lossy).collect();
        text = pairs.join(config.digit_separator);
    }
    if let Some(keep) = config.keep {
        text.truncate(keep.into());
    }
    format!("{}{text}{}", config.prefix, config.suffix)
}

/// The plain hash of parts, one after the other.
pub(super) fn hashed(hash: Hash, parts: &[&[u8]]) -> Vec<u8> {
    fn of<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
        parts.iter().fold(D::new(), |hash, part| hash.chain_update(part)).finalize().to_vec()
    }
    match hash {
        Hash::Sha256 => of::<Sha256>(parts),
        Hash::Sha1 => of::<Sha1>(parts),
        Hash::Sha224 => of::<Sha224>(parts),
        Hash::Sha384 => of::<Sha384>(parts),
        Hash::Sha512 => of::<Sha512>(parts),
        Hash::Sha512T256 => of::<Sha512_256>(parts),
        Hash::Sha3T256 => of::<Sha3_256>(parts),
        Hash::Md5 => of::<Md5>(parts),
    }
}

fn hmac(hash: Hash, key: &[u8], message: &[u8]) -> Vec<u8> {
    fn of<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Vec<u8> {
        match <M as KeyInit>::new_from_slice(key) {
            Ok(mac) => mac.chain_update(message).finalize().into_bytes().to_vec(),
            Err(_) => unreachable!("HMAC takes a key of any length"),
        }
    }
    match hash {
        Hash::Sha256 => of::<Hmac<Sha256>>(key, message),
        Hash::Sha1 => of::<Hmac<Sha1>>(key, message),
        Hash::Sha224 => of::<Hmac<Sha224>>(key, message),
        Hash::Sha384 => of::<Hmac<Sha384>>(key, message),
        Hash::Sha512 => of::<Hmac<Sha512>>(key, message),
        Hash::Sha512T256 => of::<Hmac<Sha512_256>>(key, message),
        Hash::Sha3T256 => of::<Hmac<Sha3_256>>(key, message),
        Hash::Md5 => of::<Hmac<Md5>>(key, message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Goal, Tenant};

    #[test]
    fn constructions_are_what_python_makes_of_them() {
        let tenant = Tenant { tenant_id: "t".into(), secret: "00".into() };
        let goal = Goal::default();
        // hmac.new(b"key", b"message", …) and hashlib, of CPython 3.11.
        for (hash, construction, begins) in [
            (Hash::Sha256, Construction::Hmac, "6e9ef29b75fffc5b"),
            (Hash::Sha1, Construction::Hmac, "2088df74d5f2146b"),
            (Hash::Sha384, Construction::Hmac, "0fd3ae3237be98c6"),
            (Hash::Sha512, Construction::Hmac, "e477384d7ca229dd"),
            (Hash::Md5, Construction::Hmac, "4e4748e62b463521"),
            (Hash::Sha256, Construction::Swapped, "f06c9ac261ffeaf0"),
            (Hash::Sha256, Construction::KeyFirst(""), "8ebbc3081b0700d1"),
            (Hash::Sha256, Construction::KeyLast(""), "48fde309cc9b11d3"),
            (Hash::Sha256, Construction::MessageOnly, "ab530a13e4591498"),
        ] {
            let config = SignerConfig { hash, construction, ..SignerConfig::default() };
            let keyed = Keyed::new(&config, b"key", &SigningContext::of(&tenant, &goal));
            let text = hex::encode(&keyed.digest(b"message"));
            assert!(text.starts_with(begins), "{hash:?} {construction:?}: {text}");
        }
    }
}
