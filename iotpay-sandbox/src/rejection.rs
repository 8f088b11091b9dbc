//! The texts of rejections.
//!
//! The texts are those of the gateway family that the wallet API derives from. The texts of the card API are
//! undocumented, except that of a card that is not stored; the sandbox uses the same ones for it. If the spec records
//! another wording of a family for a reason, the sandbox uses that wording.

use iotpay_gen::model::{Comparison, Family, RejectionReason};

/// A rejection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rejection {
    /// The gateway did not process the request: `retCode` FAIL, unsigned.
    NotUnderstood {
        /// The reason.
        reason: RejectionReason,
        /// The text, unless the spec records another one.
        text: String,
        /// The field that the text is about; otherwise empty.
        field: String,
    },
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
        let text = format!("request params[{name}] error.");
        Self::NotUnderstood { reason: RejectionReason::InvalidField, text, field: name.to_owned() }
    }

    /// The signature is wrong.
    pub(crate) fn signature() -> Self {
        let text = "Verify XX pay sign failed.".to_owned();
        Self::NotUnderstood { reason: RejectionReason::BadSignature, text, field: String::new() }
    }

    /// The order does not exist.
    pub(crate) fn no_order() -> Self {
        let text = "支付订单不存在".to_owned();
        Self::NotUnderstood { reason: RejectionReason::NoSuchOrder, text, field: String::new() }
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

    /// The usual text.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::NotUnderstood { text, .. } | Self::Business { text, .. } | Self::Worded { text, .. } => text,
        }
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

/// The text of a family for a request that it did not process: the usual text if the spec records it for the reason or
/// records none, and else the first recorded one. A recorded prefix with a bracket is completed with the name of the field. `None` if the
/// spec records only other fields than that of the message.
pub(crate) fn message(family: &Family, reason: RejectionReason, usual: &str, field: &str) -> Option<String> {
    let of_reason = || family.rejections.iter().filter(move |rule| rule.reason == reason);
    let mut rules = of_reason().filter(|rule| rule.fields.contains(&family.envelope.message)).peekable();
    let first = rules.peek().and_then(|rule| Some((rule.comparison, rule.texts.first()?)));
    match first {
        None if of_reason().next().is_none() => Some(usual.to_owned()),
        None => None,
        Some(_) if rules.any(|rule| rule.texts.iter().any(|text| matches(rule.comparison, text, usual))) => {
            Some(usual.to_owned())
        }
        // The client accepts nothing else after a prefix.
        Some((Comparison::Prefix, prefix)) if prefix.ends_with('[') => Some(format!("{prefix}{field}]")),
        Some((_, text)) => Some(text.clone()),
    }
}

fn matches(comparison: Comparison, known: &str, text: &str) -> bool {
    match comparison {
        Comparison::Exact => known == text,
        Comparison::IgnoreCase => known.eq_ignore_ascii_case(text),
        Comparison::Prefix => text.starts_with(known),
    }
}
