//! What the gateway says when it refuses.
//!
//! The texts are those of the gateway family that the wallet API belongs to. The card API is of
//! another make, whose texts are not known but for that of a card that is not stored; it gets the same
//! ones here.

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The request was not understood: `retCode` FAIL, unsigned.
    NotUnderstood(String),
    /// The business refused it: `retCode` SUCCESS and `resCode` FAIL, signed.
    Business {
        /// Code of the error.
        code: &'static str,
        /// Text of the error.
        text: String,
    },
}

impl Refusal {
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

    /// The business refused.
    pub(crate) fn business(text: impl Into<String>) -> Self {
        Self::Business { code: "0111", text: text.into() }
    }
}
