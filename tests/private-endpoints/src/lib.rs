//! A crate with endpoint tables of its own. The endpoint is made up: it stands for one that a
//! merchant has by contract, or that nobody has transcribed yet.

/// Calls of the wallet family that only this crate knows.
pub mod general {
    include!(concat!(env!("OUT_DIR"), "/iotpay/general/mod.rs"));
}
