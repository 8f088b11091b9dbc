// The examples in the README need these features.
#![cfg_attr(all(feature = "transport", feature = "general", feature = "card"), doc = include_str!("../README.md"))]
#![cfg_attr(
    not(all(feature = "transport", feature = "general", feature = "card")),
    doc = "A typed client for the IOTPay payment API."
)]
#![warn(missing_docs)]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![forbid(unsafe_code)]

// Derived code refers to the crate by name; generated code inside the crate does too.
extern crate self as iotpay_client;

mod browser_return;
#[cfg(feature = "transport")]
mod client;
mod client_ip;
mod credentials;
mod embedded;
mod error;
mod incoming;
mod masking;
mod notification;
mod outcome;
mod outgoing;
mod protocol;
mod rejection;
mod request;
pub mod request_macro;
mod serde_impls;
mod signing;
mod spec;
mod transport_error;
mod validation;
mod value;

pub use browser_return::{BrowserReturn, Unverified};
#[cfg(feature = "transport")]
pub use client::{Client, ClientBuilder, ResponseFuture};
pub use client_ip::{ClientIpError, ConnectionInfo, ParseProxyError, TrustedProxies};
pub use credentials::{Credentials, CredentialsBuilder, MerchantKey};
pub use embedded::{EmbeddedForm, FormButton, FormMode};
pub use error::{
    Error, MerchantReference, OutcomeUnknown, OutcomeUnknownCause, RawBody, Rejected, SignatureMismatch, Unreachable,
};
pub use incoming::{
    DecodeError, DecodeErrorKind, FieldKind, Fields, FromField, FromFields, Passthrough, RawJson, ReceivedField,
    ReceivedMessage, Response, Unrecognized,
};
pub use request_macro::BuildRequest;
pub use transport_error::{TransportError, TransportErrorKind};
pub use validation::{ValidationError, Validator, Violation};
// rust-analyzer sets this cfg for all crates.
#[doc(hidden)]
#[cfg(not(rust_analyzer))]
pub use iotpay_macros::__request;
#[doc(hidden)]
#[cfg(rust_analyzer)]
pub use iotpay_macros::__request_in_editor as __request;
pub use iotpay_macros::{BuildRequest, FromFields, Signed, WireEnum};
pub use notification::{
    Notification, NotificationError, NotificationFor, NotificationReceiver, NotificationRequest, ReceivedNotification,
    Undetermined, Verified,
};
pub use outcome::{PaymentOutcome, RefundOutcome, Transaction};
pub use outgoing::{EncodedRequest, JsonObjectWriter, ZeroizingString, encode};
pub use protocol::{BuildError, Exchange, Protocol, RawRequest, SignaturePolicy};
pub use rejection::{Comparison, RejectionReason, RejectionRule};
pub use request::{Request, RequestFor};
pub use signing::{
    Account, FieldValue, FieldVisitor, Signature, Signed, SignedValue, Signer, StringToSign, Verification,
};
pub use spec::{
    AccountField, AccountPart, BodyEncoding, DocPage, Endpoint, Envelope, Family, FamilySpec, NestedField, NestedForm,
    NotificationBody, ResponseSigning, SigningRule,
};
pub use value::{
    Base64, CardNumber, Cents, Cvv, ExpiryDate, HttpUrl, HttpUrlWithoutQuery, Id, Ip, JsonText, OrderId, Position,
    RefundId, SecretText, Text, ValueError,
};

/// Items for the code of `request!` and for generated types. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use crate::request_macro::hidden::*;
    #[cfg(feature = "serde")]
    pub use crate::serde_impls::hidden as serde;
}

// The families: generated from the spec.
include!(concat!(env!("OUT_DIR"), "/iotpay/mod.rs"));
