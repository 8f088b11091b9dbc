#![doc = include_str!("../README.md")]
#![warn(missing_docs)]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![forbid(unsafe_code)]

mod answer;
mod check;
mod decode;
mod effect;
mod gateway;
mod ledger;
mod notify;
mod refusal;
mod serve;

pub use gateway::{Gateway, Merchant, StartError};
pub use ledger::{Card, Order, Refund};
pub use notify::{Delivery, PayError};
