// Its examples need these features.
#![cfg_attr(all(feature = "transport", feature = "general", feature = "card"), doc = include_str!("../README.md"))]
#![cfg_attr(
    not(all(feature = "transport", feature = "general", feature = "card")),
    doc = "A typed client for the IOTPay payment API."
)]
#![warn(missing_docs)]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![forbid(unsafe_code)]

// Derived code names the crate from outside; generated code in here uses it too.
extern crate self as iotpay_client;

mod browser_return;
mod check;
#[cfg(feature = "transport")]
mod client;
mod client_ip;
mod credentials;
mod embedded;
mod error;
pub mod fill;
mod incoming;
mod masking;
mod notification;
mod outcome;
mod outgoing;
mod rejection;
mod request;
mod signing;
mod spec;
mod value;

pub use browser_return::{BrowserReturn, Unproven};
pub use check::{Check, Invalid, Violation};
#[cfg(feature = "transport")]
pub use client::{BuildError, Client, ClientBuilder, RawCall, Sending, SignaturePolicy};
pub use client_ip::{ClientIpError, Hops, NotAProxy, TrustedProxies};
pub use credentials::{Credentials, MerchantKey};
pub use embedded::{EmbeddedForm, FormButton, FormMode};
pub use error::{Cause, Error, OutcomeUnknown, RawBody, Reference, Rejected, SignatureMismatch, Unreachable};
pub use fill::Fill;
pub use incoming::{
    Answer, Fields, FromField, FromFields, Kind, PassedOn, Problem, RawJson, Received, ReceivedField, Unreadable,
    Unrecognized,
};
// rust-analyzer sets this, for all crates.
#[doc(hidden)]
#[cfg(not(rust_analyzer))]
pub use iotpay_macros::__fill;
#[doc(hidden)]
#[cfg(rust_analyzer)]
pub use iotpay_macros::__fill_in_editor as __fill;
pub use iotpay_macros::{Code, Fill, FromFields, Signed};
pub use notification::{
    Incoming, Notification, NotificationError, NotificationOf, NotificationReceiver, Notified, Undetermined, Verified,
};
pub use outcome::{Outcome, RefundOutcome, Transaction};
pub use outgoing::{Encoded, JsonObject, WipedText, encode};
pub use rejection::{Comparison, RejectionReason, RejectionRule};
pub use request::{Request, RequestOf};
pub use signing::{Account, Explanation, Signature, Signed, SignedValue, Signer, Value, Verification, Visitor};
pub use spec::{
    AccountField, AccountPart, AnswerSigning, BodyEncoding, Endpoint, Envelope, Family, FamilySpec, NestedField,
    NestedForm, NotificationBody, Page, SigningRule,
};
pub use value::{
    Base64, CardNumber, Cents, Cvv, ExpiryDate, Id, Ip, Json, OrderId, Position, RefundId, SecretText, Text, Url,
    UrlWithoutQuery, ValueError,
};

/// What the code of `request!` and of generated types names, and nobody else.
#[doc(hidden)]
pub mod __private {
    pub use crate::fill::hidden::*;
}

// The families: generated from the spec.
include!(concat!(env!("OUT_DIR"), "/iotpay/mod.rs"));
