//! Any text.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| imports::probe::mapping(text));
