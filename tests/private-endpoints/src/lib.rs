//! A crate with endpoint tables of its own. The endpoint is made up: it stands for one that a
//! merchant has by contract, or that nobody has transcribed yet.

include!(concat!(env!("OUT_DIR"), "/iotpay/mod.rs"));
