#![doc = include_str!("../README.md")]
#![warn(missing_docs)]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![forbid(unsafe_code)]

mod check;
mod controls;
mod decode;
mod effect;
mod facts;
mod gateway;
mod ledger;
mod merchant;
mod names;
mod nested;
mod notify;
mod rejection;
mod response;
mod secret;
mod serve;
mod signing;
mod state;
mod timestamp;
mod value;

pub use controls::{CardError, ContractError, OrderError};
pub use gateway::{Gateway, StartError};
pub use ledger::{Card, ChargeOutcome, Contract, ContractState, Order, Refund};
pub use merchant::Merchant;
pub use notify::Delivery;
