//! The items that a typical request handler of a shop needs.
//!
//! ```
//! use iotpay_client::general;
//! use iotpay_client::prelude::*;
//!
//! # fn order(number: &str, total: Cents) -> Result<general::UpiQr, ValidationError> {
//! request!(general::UpiQr {
//!     mch_order_no: number,
//!     subject: "Green tea",
//!     body: "First flush, 250 g",
//!     amount: total,
//!     currency: Cad,
//!     client_ip: "203.0.113.7",
//!     notify_url: "https://shop.example/iotpay",
//! })
//! # }
//! ```
//!
//! The prelude contains [`request!`](crate::request!) and the types that handlers refer to by name. It also brings the
//! methods and constants of three traits into scope: [`Request`](crate::Request),
//! [`BrowserReturn`](crate::notification::BrowserReturn) and [`Family`](crate::spec::Family). It does not import the
//! names of these traits. Names that are common in other crates, such as `Error` and `Response`, are not imported
//! either.

#[doc(no_inline)]
pub use crate::credentials::{Credentials, MerchantKey};
#[doc(no_inline)]
pub use crate::notification::{BrowserReturn as _, NotificationRequest, ReceivedNotification, Verified};
#[doc(no_inline)]
pub use crate::outcome::{PaymentOutcome, RefundOutcome};
#[doc(no_inline)]
pub use crate::protocol::Request as _;
#[doc(no_inline)]
pub use crate::request;
#[doc(no_inline)]
pub use crate::spec::Family as _;
#[doc(no_inline)]
pub use crate::validation::ValidationError;
#[doc(no_inline)]
pub use crate::value::{Cents, OrderId, RefundId};
