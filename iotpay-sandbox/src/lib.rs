#![doc = include_str!("../README.md")]
#![warn(missing_docs)]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![forbid(unsafe_code)]

mod api;
mod builder;
mod changes;
mod check;
mod clock;
mod connection;
mod controls;
#[cfg(feature = "data")]
mod data;
mod decode;
mod delivery;
mod dispatch;
mod effect;
mod example;
mod explain;
mod explanation_headers;
mod facts;
mod faults;
mod gateway;
mod history;
mod history_index;
mod inspection;
mod ledger;
mod magic;
mod merchant;
mod names;
mod nearest;
mod nested;
mod nested_request;
mod open_connections;
#[cfg(feature = "page")]
mod page;
mod public_url;
mod redacted;
mod rejection;
mod request;
mod response;
mod secret;
mod serve;
mod signing;
mod snapshot;
mod snapshot_error;
mod state;
mod unprocessed;
mod value;

pub use builder::GatewayBuilder;
pub use changes::NotSaved;
pub use controls::{CardError, ContractError, OrderError};
#[cfg(feature = "data")]
pub use data::DataError;
pub use delivery::{Delivery, NotSent, NotificationEdit, NotificationSchedule, SignatureEdit};
pub use example::ExampleRequest;
pub use explain::Explanation;
pub use faults::{Fault, FaultRule, InvalidRule, ParseFaultError, Timing};
pub use gateway::{Gateway, StartError};
pub use history::{Event, EventKind, RequestEvent};
pub use ledger::{
    Card, ChargeOutcome, Contract, ContractLimits, ContractState, Order, PeriodLimits, RawFields, Refund,
};
pub use merchant::{Merchant, ParseMerchantError};
pub use snapshot::{ParseSnapshotError, Snapshot};
pub use snapshot_error::InvalidSnapshot;
pub use state::base_paths;
