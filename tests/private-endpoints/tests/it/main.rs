//! Tests of a crate with private endpoints.

mod lifecycle;
mod matrix;
mod query_refund;
mod request;
mod request_macro;
mod secrets_and_ids;
mod stored;
