//! Forensics: the signature of a signer with a known mistake is explained.
#![no_main]

use goalpost::generate::Shape;
use goalpost::properties::explained;
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};

fuzz_target!(|data: &[u8]| -> Corpus { goalpost_fuzz::with_goal(data, explained) });

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    goalpost_fuzz::mutate_goal(data, size, max_size, seed, Shape::Because)
});
