//! The target `response` for `cargo fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| iotpay_fuzz::targets::response::run(data));
