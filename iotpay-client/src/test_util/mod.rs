//! Messages and errors for your tests (feature `test-util`): signed notifications, responses and each error.
//!
//! Everything is made by the rules of the spec and goes through the code that runs in production: a notification is
//! verified by your receiver, and a response is checked as if the gateway had sent it. Nothing needs a socket. To test
//! whole orders, use the `iotpay-sandbox`.
//!
//! ```
//! use iotpay_client::test_util::{TestErrors, TestNotification, TestResponse};
//! use iotpay_client::{Credentials, Error, NotificationReceiver, general};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let credentials = Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("made-up-key").build()?;
//!
//! // A notification, signed as the gateway signs it.
//! let paid = TestNotification::<general::OrderNotification>::new()
//!     .field("payOrderId", "P1")
//!     .field("mchId", "10000701")
//!     .field("mchOrderNo", "m1")
//!     .field("currency", "CAD")
//!     .field("amount", 2865)
//!     .field("status", 2)
//!     .field("backType", 2);
//! let receiver = general::NotificationReceiver::new(credentials.clone());
//! assert!(receiver.receive::<general::OrderNotification>(paid.signed(&credentials).request()).is_ok());
//! assert!(receiver.receive::<general::OrderNotification>(paid.wrongly_signed().request()).is_err());
//!
//! // A response to a query.
//! let query = general::QueryOrder::by_mch_order_no("m1")?;
//! let order = TestResponse::success()
//!     .field("payOrderId", "P1")
//!     .field("channelId", "WX_NATIVE")
//!     .field("subject", "Green tea")
//!     .field("amount", 2865)
//!     .field("currency", "CAD")
//!     .field("status", 2)
//!     .to(&query, &credentials)?;
//! assert!(order.status.outcome().is_paid());
//!
//! // An error.
//! let errors = TestErrors::new(&query, &credentials);
//! assert!(matches!(errors.timeout(), Error::OutcomeUnknown(_)));
//! # Ok(())
//! # }
//! ```
//!
//! # Time
//!
//! The timeouts, pauses and deadlines of the client use Tokio's clock. In a test with `#[tokio::test(start_paused =
//! true)]` and Tokio's feature `test-util`, they pass at once.

mod contract_tests;
mod errors;
mod notification;
mod response;
mod signed_fields;

pub use errors::TestErrors;
pub use notification::{NotificationParts, TestNotification};
pub use response::TestResponse;

/// Encodes a copy of the fields of a request, as a task has that continues after the caller has dropped its future. For
/// the tests of this project.
#[cfg(feature = "transport")]
#[doc(hidden)]
pub fn __encode_detached(
    request: &dyn crate::signing::Signed,
    credentials: &crate::Credentials,
    family: &crate::spec::FamilySpec,
) -> crate::protocol::EncodedRequest {
    let snapshot = crate::protocol::FieldSnapshot::new(request, &credentials.account());
    crate::protocol::encode(&snapshot, credentials, family)
}
