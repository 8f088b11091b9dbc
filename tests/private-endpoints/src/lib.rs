//! A crate with private endpoints. The endpoint is invented: it represents one that is available only to
//! one merchant or that is not in the spec yet.

include!(concat!(env!("OUT_DIR"), "/iotpay/mod.rs"));
