//! What the gateway says when it refuses.
//!
//! The texts are those of the gateway family that the wallet API belongs to. The card API is of
//! another make, whose texts are not known but for that of a card that is not stored; it gets the same
//! ones here. Where the spec records how a family words a reason, that wording is used.

use iotpay_gen::model::{Comparison, Family, RejectionReason};

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rejection {
    /// The request was not understood: `retCode` FAIL, unsigned.
    NotUnderstood(String),
    /// The business refused it: `retCode` SUCCESS and `resCode` FAIL, signed.
    Business {
        /// Error code.
        code: &'static str,
        /// Error message.
        text: String,
    },
    /// The business rejected it for a reason that the spec may word.
    Worded {
        /// The reason.
        reason: RejectionReason,
        /// Code of the error, where the spec has none.
        code: &'static str,
        /// Text of the error, where the spec has none.
        text: String,
    },
}

impl Rejection {
    /// A field is missing or wrong.
    pub(crate) fn field(name: &str) -> Self {
        Self::NotUnderstood(format!("request params[{name}] error."))
    }

    /// The signature is wrong.
    pub(crate) fn signature() -> Self {
        Self::NotUnderstood("Verify XX pay sign failed.".to_owned())
    }

    /// There is no such order.
    pub(crate) fn no_order() -> Self {
        Self::NotUnderstood("支付订单不存在".to_owned())
    }

    /// No card is stored under the id.
    pub(crate) fn no_card() -> Self {
        Self::business("cardId is not binding")
    }

    /// The merchant reference in a field was used before.
    pub(crate) fn used(field: &str, value: &str) -> Self {
        let text = format!("{field} {value} was used before");
        Self::Worded { reason: RejectionReason::ReferenceUsed, code: "0111", text }
    }

    /// The gateway itself failed.
    pub(crate) fn gateway_error() -> Self {
        let (code, text) = ("SYSTEMERROR", "system error".to_owned());
        Self::Worded { reason: RejectionReason::GatewayError, code, text }
    }

    /// The business refused.
    pub(crate) fn business(text: impl Into<String>) -> Self {
        Self::Business { code: "0111", text: text.into() }
    }
}

/// How the family words a reason in a field.
pub(crate) fn wording<'m>(family: &'m Family, reason: RejectionReason, field: &str) -> Option<&'m str> {
    let rules = family.rejections.iter().filter(|it| it.reason == reason && it.comparison != Comparison::Prefix);
    rules
        .filter(|rule| rule.fields.iter().any(|it| it == field))
        .flat_map(|rule| &rule.texts)
        .next()
        .map(String::as_str)
}
