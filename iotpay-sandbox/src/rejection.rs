//! The texts of rejections.
//!
//! The texts are those of the gateway family that the wallet API derives from. The texts of the card API are
//! undocumented, except that of a card that is not stored; the sandbox uses the same ones for it. If the spec records
//! the wording of a family for a reason, the sandbox uses that wording.

use iotpay_gen::model::{Comparison, Family, RejectionReason};

/// A rejection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rejection {
    /// The gateway did not process the request: `retCode` FAIL, unsigned.
    NotUnderstood(String),
    /// The gateway processed and rejected the request: `retCode` SUCCESS and `resCode` FAIL, signed.
    Business {
        /// The error code.
        code: &'static str,
        /// The error text.
        text: String,
    },
    /// A rejection with a reason whose text the spec may record.
    Worded {
        /// The reason.
        reason: RejectionReason,
        /// The error code if the spec has none.
        code: &'static str,
        /// The error text if the spec has none.
        text: String,
    },
}

impl Rejection {
    /// A field is missing or invalid.
    pub(crate) fn field(name: &str) -> Self {
        Self::NotUnderstood(format!("request params[{name}] error."))
    }

    /// The signature is wrong.
    pub(crate) fn signature() -> Self {
        Self::NotUnderstood("Verify XX pay sign failed.".to_owned())
    }

    /// The order does not exist.
    pub(crate) fn no_order() -> Self {
        Self::NotUnderstood("支付订单不存在".to_owned())
    }

    /// The refund does not exist.
    pub(crate) fn no_refund() -> Self {
        Self::business("the refund does not exist")
    }

    /// No card with the id is stored.
    pub(crate) fn no_card(field: &str) -> Self {
        Self::business(format!("{field} is not binding"))
    }

    /// The merchant reference in a field was used before.
    pub(crate) fn used(field: &str, value: &str) -> Self {
        let text = format!("{field} {value} was used before");
        Self::Worded { reason: RejectionReason::ReferenceUsed, code: "0111", text }
    }

    /// An internal error of the gateway.
    pub(crate) fn gateway_error() -> Self {
        let (code, text) = ("SYSTEMERROR", "system error".to_owned());
        Self::Worded { reason: RejectionReason::GatewayError, code, text }
    }

    /// A rejection of a processed request.
    pub(crate) fn business(text: impl Into<String>) -> Self {
        Self::Business { code: "0111", text: text.into() }
    }
}

/// The family's text for a reason in a field.
pub(crate) fn wording<'m>(family: &'m Family, reason: RejectionReason, field: &str) -> Option<&'m str> {
    let rules = family.rejections.iter().filter(|it| it.reason == reason && it.comparison != Comparison::Prefix);
    rules
        .filter(|rule| rule.fields.iter().any(|it| it == field))
        .flat_map(|rule| &rule.texts)
        .next()
        .map(String::as_str)
}
