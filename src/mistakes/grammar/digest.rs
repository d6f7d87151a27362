//! Hashes, by name.

use crate::protocol::hex;
use blake2::Blake2bMac;
use blake2::digest::consts::U32;
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512, Sha512_256};
use sha3::{Keccak256, Sha3_256, Sha3_512};

/// Bytes of digests.
pub(super) const SIZES: [usize; 6] = [16, 20, 28, 32, 48, 64];

/// A hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512T256,
    Sha3T256,
    Sha3T512,
    Keccak256,
    Blake2b256,
}

impl Hash {
    pub(super) const ALL: [Hash; 11] = [
        Hash::Sha256,
        Hash::Sha1,
        Hash::Sha512,
        Hash::Md5,
        Hash::Sha384,
        Hash::Sha224,
        Hash::Sha512T256,
        Hash::Sha3T256,
        Hash::Keccak256,
        Hash::Sha3T512,
        Hash::Blake2b256,
    ];

    /// Bytes of a digest.
    pub(super) fn size(self) -> usize {
        match self {
            Hash::Md5 => 16,
            Hash::Sha1 => 20,
            Hash::Sha224 => 28,
            Hash::Sha384 => 48,
            Hash::Sha512 | Hash::Sha3T512 => 64,
            Hash::Sha256
            | Hash::Sha512T256
            | Hash::Sha3T256
            | Hash::Keccak256
            | Hash::Blake2b256 => 32,
        }
    }

    /// Bytes of a block, to which HMAC pads the key.
    pub(super) fn block(self) -> usize {
        match self {
            Hash::Md5 | Hash::Sha1 | Hash::Sha224 | Hash::Sha256 => 64,
            Hash::Sha384 | Hash::Sha512 | Hash::Sha512T256 | Hash::Blake2b256 => 128,
            Hash::Sha3T256 | Hash::Keccak256 => 136,
            Hash::Sha3T512 => 72,
        }
    }

    /// How long it takes, as against SHA-256 by the processor.
    pub(super) fn weight(self) -> u64 {
        match self {
            Hash::Sha1 | Hash::Sha224 | Hash::Sha256 => 1,
            Hash::Md5 | Hash::Sha384 | Hash::Sha512 | Hash::Sha512T256 | Hash::Blake2b256 => 2,
            Hash::Sha3T256 | Hash::Sha3T512 | Hash::Keccak256 => 3,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Hash::Md5 => "MD5",
            Hash::Sha1 => "SHA-1",
            Hash::Sha224 => "SHA-224",
            Hash::Sha256 => "SHA-256",
            Hash::Sha384 => "SHA-384",
            Hash::Sha512 => "SHA-512",
            Hash::Sha512T256 => "SHA-512/256",
            Hash::Sha3T256 => "SHA3-256",
            Hash::Sha3T512 => "SHA3-512",
            Hash::Keccak256 => "Keccak-256",
            Hash::Blake2b256 => "BLAKE2b-256",
        }
    }
}

/// The plain hash of parts, one after the other.
pub(super) fn plain(hash: Hash, parts: &[&[u8]]) -> Vec<u8> {
    fn of<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
        parts.iter().fold(D::new(), |hash, part| hash.chain_update(part)).finalize().to_vec()
    }
    match hash {
        Hash::Md5 => of::<Md5>(parts),
        Hash::Sha1 => of::<Sha1>(parts),
        Hash::Sha224 => of::<Sha224>(parts),
        Hash::Sha256 => of::<Sha256>(parts),
        Hash::Sha384 => of::<Sha384>(parts),
        Hash::Sha512 => of::<Sha512>(parts),
        Hash::Sha512T256 => of::<Sha512_256>(parts),
        Hash::Sha3T256 => of::<Sha3_256>(parts),
        Hash::Sha3T512 => of::<Sha3_512>(parts),
        Hash::Keccak256 => of::<Keccak256>(parts),
        Hash::Blake2b256 => of::<blake2::Blake2b<U32>>(parts),
    }
}

/// The same as hex.
pub(super) fn hex_of(hash: Hash, bytes: &[u8]) -> String {
    hex::encode(&plain(hash, &[bytes]))
}

/// HMAC; BLAKE2b takes a key itself.
pub(super) fn hmac(hash: Hash, key: &[u8], message: &[u8]) -> Vec<u8> {
    fn of<M: Mac + KeyInit>(key: &[u8], message: &[u8]) -> Vec<u8> {
        match <M as KeyInit>::new_from_slice(key) {
            Ok(mac) => mac.chain_update(message).finalize().into_bytes().to_vec(),
            Err(_) => Vec::new(),
        }
    }
    match hash {
        Hash::Md5 => of::<Hmac<Md5>>(key, message),
        Hash::Sha1 => of::<Hmac<Sha1>>(key, message),
        Hash::Sha224 => of::<Hmac<Sha224>>(key, message),
        Hash::Sha256 => of::<Hmac<Sha256>>(key, message),
        Hash::Sha384 => of::<Hmac<Sha384>>(key, message),
        Hash::Sha512 => of::<Hmac<Sha512>>(key, message),
        Hash::Sha512T256 => of::<Hmac<Sha512_256>>(key, message),
        Hash::Sha3T256 => of::<Hmac<Sha3_256>>(key, message),
        Hash::Sha3T512 => of::<Hmac<Sha3_512>>(key, message),
        Hash::Keccak256 => of::<Hmac<Keccak256>>(key, message),
        // It takes 64 bytes at most; what is longer is hashed, as HMAC does.
        Hash::Blake2b256 if key.len() > 64 => hmac(hash, &plain(hash, &[key]), message),
        Hash::Blake2b256 => of::<Blake2bMac<U32>>(key, message),
    }
}
