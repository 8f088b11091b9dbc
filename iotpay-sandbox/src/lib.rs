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
mod moment;
mod notify;
mod refusal;
mod secret;
mod serve;
mod world;

pub use gateway::{Gateway, Merchant, StartError};
pub use ledger::{Card, ChargeOutcome, Contract, ContractState, Order, Refund};
pub use notify::Delivery;
pub use world::{CardError, ContractError, PayError};
