//! The coverage-guided stream of goals through live adapters: what drifts is recorded, and it runs on.
#![no_main]

use goalpost::campaign::Differential;
use goalpost::generate::Shape;
use goalpost::properties::canonicalize;
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};
use std::cell::RefCell;

thread_local! {
    static ADAPTERS: RefCell<Option<Differential>> = const { RefCell::new(None) };
}

fuzz_target!(|data: &[u8]| -> Corpus {
    goalpost_fuzz::with_goal(data, |case| {
        ADAPTERS.with_borrow_mut(|adapters| {
            adapters.get_or_insert_with(goalpost_fuzz::live_adapters).take(case);
        });
        canonicalize(case)
    })
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    goalpost_fuzz::mutate_goal(data, size, max_size, seed, Shape::Goal)
});
