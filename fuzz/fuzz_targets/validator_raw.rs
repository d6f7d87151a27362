//! The validator on the bytes of HTTP requests, against the rule table.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| -> libfuzzer_sys::Corpus {
    goalpost_fuzz::hold(goalpost::properties::validator_raw(data))
});
