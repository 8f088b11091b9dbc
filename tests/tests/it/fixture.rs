//! The embedded spec and ways to change it, shared with the generator's tests.

#![allow(dead_code)]

#[path = "../../../iotpay-gen/tests/it/fixture/spec.rs"]
mod spec;

pub use spec::Spec;
