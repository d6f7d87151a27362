//! Canonical bytes: the reference against the slow model, and against itself.
#![no_main]

use goalpost::generate::Shape;
use goalpost::properties::canonicalize;
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};

fuzz_target!(|data: &[u8]| -> Corpus { goalpost_fuzz::with_goal(data, canonicalize) });

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    goalpost_fuzz::mutate_goal(data, size, max_size, seed, Shape::Goal)
});
