//! A crate with private endpoints. The endpoint is made up: it represents one that is available to a single merchant or
//! that is not in the spec yet.

include!(concat!(env!("OUT_DIR"), "/iotpay/mod.rs"));
