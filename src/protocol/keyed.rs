//! HMAC-SHA256 under one key, for many messages.

use hmac::KeyInit;
use hmac::block_api::HmacCore;
use hmac::digest::Output;
use hmac::digest::block_api::{Block, Buffer, FixedOutputCore, UpdateCore};
use sha2::Sha256;

type Core = HmacCore<Sha256>;

/// A key with its schedule done. Wipes itself.
///
/// It is kept as the library's state without its buffer, which would be copied for every message and wiped again.
#[derive(Clone)]
pub struct Keyed(Core);

impl Keyed {
    /// A key of any length.
    pub fn new(key: &[u8]) -> Keyed {
        match Core::new_from_slice(key) {
            Ok(core) => Keyed(core),
            Err(_) => unreachable!("HMAC takes a key of any length"),
        }
    }

    /// The digest of a message.
    #[inline]
    pub fn digest(&self, message: &[u8]) -> [u8; 32] {
        let mut core = self.0.clone();
        let (blocks, rest) = Block::<Core>::slice_as_chunks(message);
        core.update_blocks(blocks);
        finished(core, rest)
    }
}

/// The digest, once all whole blocks are in.
#[inline]
fn finished(mut core: Core, rest: &[u8]) -> [u8; 32] {
    let mut digest = Output::<Core>::default();
    core.finalize_fixed_core(&mut Buffer::<Core>::new(rest), &mut digest);
    digest.into()
}

/// Digests of messages one after the other, each of which begins like the one before: what is the same is not
/// hashed again.
pub struct Following<'k> {
    keyed: &'k Keyed,
    last: Vec<u8>,
    /// The states after each whole block of the last message.
    states: Vec<Core>,
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
        let (blocks, rest) = Block::<Core>::slice_as_chunks(message);
        let (known, _) = Block::<Core>::slice_as_chunks(&self.last);
        let same = blocks.iter().zip(known).take_while(|(block, known)| block == known).count();
        self.states.truncate(same);
        for block in &blocks[same..] {
            let mut core = self.states.last().unwrap_or(&self.keyed.0).clone();
            core.update_blocks(std::slice::from_ref(block));
            self.states.push(core);
        }
        let core = self.states.last().unwrap_or(&self.keyed.0).clone();
        self.last.clear();
        self.last.extend_from_slice(message);
        finished(core, rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
