//! The output that is generated from a spec: Rust, an OpenAPI document, the coverage document and a JSON Schema.

#[cfg(feature = "cli")]
pub mod coverage;
pub(crate) mod markdown;
#[cfg(feature = "cli")]
pub mod openapi;
pub mod rust;
#[cfg(feature = "cli")]
pub mod schema;
