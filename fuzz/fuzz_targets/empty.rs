//! Nothing: what the engine does by itself, to measure the others by.
#![no_main]

libfuzzer_sys::fuzz_target!(|_data: &[u8]| {});
