//! Tests of a crate with an API family of its own.

mod harbor;
mod manifest;
mod notification;
mod payment;
mod request_macro;
mod spec;
