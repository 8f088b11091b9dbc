//! Tests of the sandbox through its public API and over HTTP.

mod api;
mod clock;
#[cfg(feature = "data")]
mod data;
#[cfg(all(unix, feature = "program"))]
mod environment;
mod expiry;
mod faults;
mod hostile_input;
#[cfg(all(unix, feature = "program"))]
mod kill;
mod merchants;
mod notifications;
mod numbers;
#[cfg(feature = "page")]
mod page;
mod php_sdk;
#[cfg(all(unix, feature = "program"))]
mod program;
mod races;
mod robustness;
mod secrets;
mod shop;
#[cfg(feature = "data")]
mod state_machine;
