//! The project's own spec, and ways to change it, as the generator's tests have them.

#![allow(dead_code)]

#[path = "../../../iotpay-gen/tests/it/fixture/spec.rs"]
mod spec;

pub use spec::Spec;
