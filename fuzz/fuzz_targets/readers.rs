//! Every reader of bytes that somebody else wrote: a value or an error, and nothing else, comes of any bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| goalpost::cli::foreign::read(data));
