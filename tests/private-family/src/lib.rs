//! A crate with an API family of its own. Harbor is invented: it represents a payment API on another host, with another
//! signing rule.

include!(concat!(env!("OUT_DIR"), "/iotpay/mod.rs"));
