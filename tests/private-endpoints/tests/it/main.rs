//! Tests of a crate with private endpoints.

mod channel;
mod json_text;
mod lifecycle;
mod matrix;
mod matrix_received;
mod nested;
mod notified;
mod page_request;
mod query_refund;
mod renamed;
mod request;
mod request_macro;
mod sandbox;
mod secrets_and_ids;
mod status_queries;
mod stored;
mod value_rules;
