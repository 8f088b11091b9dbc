// The examples in the README need these features.
#![cfg_attr(all(feature = "transport", feature = "general", feature = "card"), doc = include_str!("../README.md"))]
#![cfg_attr(
    not(all(feature = "transport", feature = "general", feature = "card")),
    doc = "A typed client for the IOTPay payment API."
)]
#![warn(missing_docs)]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![forbid(unsafe_code)]

#[cfg(all(
    feature = "transport",
    not(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls"))
))]
compile_error!(
    "the feature `transport` needs a TLS library: enable `rustls` (the default), `native-tls` or `rustls-no-provider`"
);

// Derived code refers to the crate by name; generated code inside the crate does too.
extern crate self as iotpay_client;

pub mod audit;
#[cfg(feature = "blocking")]
pub mod blocking;
mod browser_return;
#[cfg(feature = "transport")]
pub mod client;
pub mod client_ip;
pub mod clock;
pub mod credentials;
pub mod embedded;
pub mod error;
mod explain;
mod if_feature;
pub mod inbox;
pub mod incoming;
mod joined;
pub mod journal;
mod masking;
#[cfg(feature = "transport")]
pub mod merchant;
mod not_journaled;
pub mod notification;
mod notification_error;
mod observe;
pub mod outcome;
mod outcome_unknown;
mod outgoing;
pub mod prelude;
pub mod protocol;
mod recorded_outcome;
mod rejection;
mod remedy;
mod request;
pub mod request_macro;
pub mod resolution;
#[cfg(any(feature = "transport", feature = "blocking"))]
mod sending;
mod sent_request;
mod serde_impls;
mod setters;
pub mod signing;
pub mod spec;
#[cfg(feature = "test-util")]
pub mod test_util;
mod transport_error;
mod unverified_notification;
pub mod validation;
pub mod value;

// The items that most merchants name; `tests/tests/it/public_types.rs` limits their number.
#[cfg(feature = "transport")]
#[doc(inline)]
pub use client::Client;
#[doc(inline)]
pub use credentials::{Credentials, MerchantKey};
#[doc(inline)]
pub use error::Error;
#[doc(inline)]
pub use incoming::Response;
#[cfg(feature = "transport")]
#[doc(inline)]
pub use merchant::Merchant;
#[doc(inline)]
pub use notification::{NotificationReceiver, NotificationRequest, Verified};
#[doc(inline)]
pub use outcome::{PaymentOutcome, RefundOutcome};
#[doc(inline)]
pub use protocol::Request;
#[doc(inline)]
pub use validation::ValidationError;
#[doc(inline)]
pub use value::{Cents, OrderId, RefundId};

/// Items that only generated and derived code needs. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    // rust-analyzer sets this cfg for all crates.
    #[cfg(not(rust_analyzer))]
    pub use iotpay_macros::__request as request;
    #[cfg(rust_analyzer)]
    pub use iotpay_macros::__request_in_editor as request;

    pub use crate::incoming::hidden::*;
    pub use crate::request_macro::hidden::*;
    #[cfg(feature = "serde")]
    pub use crate::serde_impls::hidden as serde;
    pub use crate::{
        __if_blocking as if_blocking, __if_transport as if_transport, __serde_channels as serde_channels,
        __serde_enum as serde_enum, __serde_fields as serde_fields,
    };
}

// The families: generated from the spec.
include!(concat!(env!("OUT_DIR"), "/iotpay/mod.rs"));
