//! Asks the property `evaluator` of any text; see `tests/src/property.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| tests::property::check("evaluator", text));
