//! The JSON reader on raw bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| -> libfuzzer_sys::Corpus {
    goalpost_fuzz::hold(goalpost::properties::json_reader(data))
});
