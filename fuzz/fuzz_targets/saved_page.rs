//! The target `saved_page` for `cargo fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| iotpay_fuzz::targets::saved_page::run(data));
