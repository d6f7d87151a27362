//! The validator on structured requests, against the rule table.
#![no_main]

use goalpost::properties;
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};

fuzz_target!(|data: &[u8]| -> Corpus {
    properties::of_name("validator").map_or(Corpus::Reject, |law| goalpost_fuzz::hold(law(data)))
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    goalpost_fuzz::mutate_request(data, size, max_size, seed)
});
