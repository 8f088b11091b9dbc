//! Validated values, which are checked once on construction.
//!
//! | Values | Types |
//! |---|---|
//! | amounts | [`Cents`] |
//! | exact decimal numbers, sent as text | [`DecimalText`] |
//! | dates and times, sent as text | [`DateText`], [`DateTimeText`], with a form such as [`DashedForm`] |
//! | text with a limit | [`Text`], [`JsonText`], [`HttpUrl`], [`HttpUrlWithoutQuery`], [`Ip`] |
//! | merchant references and IOTPay ids | [`Id`], [`OrderId`], [`RefundId`] |
//! | secrets, which are wiped from memory and masked when displayed | [`SecretText`], [`CardNumber`], [`Cvv`], [`ExpiryDate`], [`Base64`] |
//!
//! [`ValueError`] states which rule a value violates. To define your own enumeration, derive
//! [`WireEnum`](macro@WireEnum).

mod base64;
mod calendar;
mod card;
mod cents;
mod characters;
mod date;
mod date_form;
mod date_time;
mod date_traits;
mod decimal;
mod error;
mod id;
mod ip;
mod json;
mod length;
mod rules;
mod secret;
mod secret_traits;
mod separable;
mod short_text;
mod text;
mod text_traits;
mod url;

pub use base64::Base64;
#[cfg(feature = "transport")]
pub(crate) use calendar::{Civil, DAY};
pub use card::{CardNumber, Cvv, ExpiryDate};
pub use cents::Cents;
pub use characters::Position;
pub use date::DateText;
pub use date_form::{CompactForm, DashedForm, DateForm, DateTimeForm, IsoForm, Rfc3339Form, SlashedForm};
pub use date_time::DateTimeText;
pub use decimal::DecimalText;
pub use error::ValueError;
pub use id::{Id, OrderId, RefundId};
pub use iotpay_macros::WireEnum;
pub use ip::Ip;
pub use json::JsonText;
pub(crate) use json::members;
pub use secret::SecretText;
pub use text::Text;
pub use url::{HttpUrl, HttpUrlWithoutQuery};

pub(crate) use rules::{check_credential, check_id, check_json, check_text, check_word};
pub(crate) use secret_traits::secret_traits;
pub(crate) use separable::{check_separable, check_separable_from};
