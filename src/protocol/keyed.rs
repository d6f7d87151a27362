//! HMAC-SHA256 under one key, for many messages (SIG-1).
//!
//! SHA-256's block function is the library's. What RFC 2104 makes of it is written out here: a key is kept as the two
//! states that it leads to, so that a message costs its own blocks and one more, and nothing is copied or wiped for it.

use sha2::block_api::compress256;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

/// Bytes of a block.
const BLOCK: usize = 64;

type Block = [u8; BLOCK];

/// SHA-256's chaining value.
type State = [u32; 8];

/// FIPS 180-4, 5.3.3.
const INITIAL: State = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// A key with its schedule done. Wipes itself.
#[derive(Clone)]
pub struct Keyed {
    /// The state after the block of the inner padded key.
    inner: State,
    /// The same of the outer one.
    outer: State,
}

impl Keyed {
    /// A key of any length; one that is longer than a block counts as its digest.
    pub fn new(key: &[u8]) -> Keyed {
        let mut padded = Zeroizing::new([0; BLOCK]);
        if key.len() <= BLOCK {
            padded[..key.len()].copy_from_slice(key);
        } else {
            padded[..32].copy_from_slice(&Sha256::digest(key));
        }
        let state = |pad: u8| {
            let block = Zeroizing::new(padded.map(|byte| byte ^ pad));
            let mut state = INITIAL;
            compress256(&mut state, &[*block]);
            state
        };
        Keyed { inner: state(0x36), outer: state(0x5c) }
    }

    /// The digest of a message.
    #[inline]
    pub fn digest(&self, message: &[u8]) -> [u8; 32] {
        let (blocks, rest) = message.as_chunks();
        let mut inner = self.inner;
        compress256(&mut inner, blocks);
        self.finished(inner, rest, message.len())
    }

    /// The digest, once all whole blocks of a message of `length` bytes are in.
    #[inline]
    fn finished(&self, mut inner: State, rest: &[u8], length: usize) -> [u8; 32] {
        let mut last = [[0; BLOCK]; 2];
        let flat = last.as_flattened_mut();
        flat[..rest.len()].copy_from_slice(rest);
        flat[rest.len()] = 0x80;
        // One block holds a rest, the bit behind it and the length; otherwise there is one more.
        let count = if rest.len() + 9 <= BLOCK { 1 } else { 2 };
        put_length(&mut last[count - 1], length);
        compress256(&mut inner, &last[..count]);
        let mut block = [0; BLOCK];
        block[..32].copy_from_slice(&bytes(&inner));
        block[32] = 0x80;
        put_length(&mut block, 32);
        let mut outer = self.outer;
        compress256(&mut outer, &[block]);
        bytes(&outer)
    }
}

impl Drop for Keyed {
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

/// Ends a last block with the length of all that was hashed: the padded key, and so many bytes.
#[inline]
fn put_length(block: &mut Block, bytes: usize) {
    let bits = (BLOCK as u64 + bytes as u64) * 8;
    block[BLOCK - 8..].copy_from_slice(&bits.to_be_bytes());
}

#[inline]
fn bytes(state: &State) -> [u8; 32] {
    let mut bytes = [[0; 4]; 8];
    for (bytes, word) in bytes.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    let mut flat = [0; 32];
    flat.copy_from_slice(bytes.as_flattened());
    flat
}

/// Digests of messages one after the other, each of which begins like the one before: what is the same is not
/// hashed again.
pub struct Following<'k> {
    keyed: &'k Keyed,
    last: Vec<u8>,
    /// The states after each whole block of the last message.
    states: Vec<State>,
}

impl Keyed {
    /// No message yet.
    pub fn following(&self) -> Following<'_> {
        Following { keyed: self, last: Vec::new(), states: Vec::new() }
    }
}

impl Following<'_> {
    /// The digest of the next message.
    pub fn digest(&mut self, message: &[u8]) -> [u8; 32] {
        let (blocks, rest) = message.as_chunks::<BLOCK>();
        let (known, _) = self.last.as_chunks::<BLOCK>();
        let same = blocks.iter().zip(known).take_while(|(block, known)| block == known).count();
        self.states.truncate(same);
        for block in &blocks[same..] {
            let mut state = *self.states.last().unwrap_or(&self.keyed.inner);
            compress256(&mut state, std::slice::from_ref(block));
            self.states.push(state);
        }
        let state = *self.states.last().unwrap_or(&self.keyed.inner);
        self.last.clear();
        self.last.extend_from_slice(message);
        self.keyed.finished(state, rest, message.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hmac::{Hmac, KeyInit, Mac};

    #[test]
    fn digests_are_the_librarys_for_keys_and_messages_of_all_lengths() {
        let bytes: Vec<u8> = (0..300u32).map(|at| (at * 7) as u8).collect();
        for key in [0, 1, 32, 63, 64, 65, 200] {
            let keyed = Keyed::new(&bytes[..key]);
            for message in 0..bytes.len() {
                let mut library = Hmac::<Sha256>::new_from_slice(&bytes[..key]).unwrap();
                library.update(&bytes[..message]);
                let digest: [u8; 32] = library.finalize().into_bytes().into();
                assert_eq!(keyed.digest(&bytes[..message]), digest, "{key} {message}");
            }
        }
    }

    #[test]
    fn messages_that_begin_alike_have_digests_of_their_own() {
        let keyed = Keyed::new(b"key");
        let mut following = keyed.following();
        let long: Vec<u8> = (0..400u32).map(|at| (at * 7) as u8).collect();
        for (length, changed) in [
            (0, 0),
            (63, 0),
            (64, 0),
            (65, 64),
            (200, 10),
            (200, 130),
            (128, 127),
            (400, 399),
            (3, 1),
        ] {
            let mut message = long[..length].to_vec();
            if let Some(byte) = message.get_mut(changed) {
                *byte ^= 1;
            }
            assert_eq!(following.digest(&message), keyed.digest(&message), "{length} {changed}");
        }
    }
}
