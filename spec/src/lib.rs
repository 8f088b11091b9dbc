//! The spec of the IOTPay payment API as YAML: one file per page of the vendor's documentation, and one file per
//! table that several pages share.
//!
//! This crate only embeds the files, so that a published `iotpay-client` always builds from a known version of the
//! spec. `iotpay-gen` reads them.

/// Every spec file as `(name, text)`, in the order of their names. A name such as
/// `spec/general/10-order-query.yaml` is what errors and generated documentation show.
pub const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));
