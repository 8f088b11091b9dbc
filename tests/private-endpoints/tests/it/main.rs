//! The tests of a crate with endpoint tables of its own.

mod matrix;
mod request;
mod request_macro;
mod secrets_and_ids;
