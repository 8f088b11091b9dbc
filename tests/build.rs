//! Generates code that builds and decodes a value of every generated type, for `tests/it/canaries.rs`, `request!` calls
//! for every request, for `tests/it/requests.rs`, the list of all public types, for `tests/it/public_types.rs`, and that of
//! the public items without an example, for `tests/it/doc_examples.rs`.

use std::path::PathBuf;
use std::{env, fs};

#[path = "generate/mod.rs"]
mod generate;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=generate");
    let model = iotpay_gen::load(&iotpay_gen::embedded()).unwrap_or_else(|invalid| panic!("{invalid}"));
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(folder.join("every_type.rs"), generate::every_type(&model)).expect("OUT_DIR can be written to");
    fs::write(folder.join("request_calls.rs"), generate::request_calls::every_request(&model))
        .expect("OUT_DIR can be written to");
    fs::write(folder.join("public_types.rs"), generate::public_types::public_types())
        .expect("OUT_DIR can be written to");
    fs::write(folder.join("doc_examples.rs"), generate::doc_examples::doc_examples())
        .expect("OUT_DIR can be written to");
}
