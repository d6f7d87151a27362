//! Money against exact decimals.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| -> libfuzzer_sys::Corpus {
    goalpost_fuzz::hold(goalpost::properties::money(data))
});
