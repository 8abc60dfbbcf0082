#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| tests::property::check("edits", text));
