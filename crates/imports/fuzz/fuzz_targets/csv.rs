//! Any bytes as a file; seed it with `samples/`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| imports::probe::file(bytes));
