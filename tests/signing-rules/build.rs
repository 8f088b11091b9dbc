//! Generates the client from a spec whose families have different signing rules.

use std::path::PathBuf;

use iotpay_gen::{Settings, build_script, generate, load};

#[path = "tests/it/spec.rs"]
mod spec;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=tests/it/spec.rs");
    let model = load(&spec::changed()).unwrap_or_else(|invalid| panic!("{invalid}"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("iotpay");
    let files = generate(&model, &Settings::client().no_line_numbers());
    build_script::write(&files, &out).expect("OUT_DIR can be written to");
}
