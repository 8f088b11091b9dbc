//! The reasons for rejections, and the texts that identify them.

use std::fmt;

/// The reason for a rejection, which determines whether the request may have taken effect. The texts that identify
/// each reason are in `spec/shared/families.yaml`, with their sources.
///
/// ```
/// use iotpay_client::error::{Rejected, RejectionReason};
///
/// /// Returns `true` if the order can be created with the same reference as soon as the request is corrected.
/// fn can_be_corrected(rejected: &Rejected) -> bool {
///     matches!(rejected.reason, RejectionReason::BadSignature | RejectionReason::InvalidField)
/// }
/// assert_eq!(RejectionReason::NoSuchOrder.to_string(), "the order does not exist");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectionReason {
    /// The order does not exist. The request had no effect. This reason applies only to queries and to requests
    /// about an earlier order; for any other request, the reason is `Undocumented`.
    NoSuchOrder,
    /// The merchant reference was used before. This request had no effect, but an earlier one with the same
    /// reference may have been accepted and paid, even if its response was lost. Query by the reference first: a new
    /// reference would create a second order.
    ReferenceUsed,
    /// The signature of the request is wrong. The request had no effect. Check the merchant key.
    BadSignature,
    /// A field of the request is missing or invalid. The request had no effect.
    InvalidField,
    /// The gateway reported an internal error. This reason applies only to queries, after the usual retries. For any
    /// other request, the client returns [`Error::OutcomeUnknown`](crate::Error::OutcomeUnknown).
    GatewayError,
    /// The gateway rejected the request for another documented reason, such as an unknown card. The request had no
    /// effect.
    Other,
    /// The meaning of the rejection is undocumented: its code or message is not in the spec, or the two contradict
    /// each other. The request may have taken effect, unless it is a query.
    Undocumented,
}

/// Written as part of a sentence.
impl fmt::Display for RejectionReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchOrder => "the order does not exist",
            Self::ReferenceUsed => "the merchant reference was used before",
            Self::BadSignature => "the signature is wrong; check the merchant key",
            Self::InvalidField => "a field is missing or invalid",
            Self::GatewayError => "the gateway reported an internal error",
            Self::Other => "the request was rejected for a documented reason",
            Self::Undocumented => "the meaning of this rejection is undocumented",
        })
    }
}

/// The gateway's texts that identify one [`RejectionReason`].
///
/// ```
/// use iotpay_client::error::RejectionReason;
/// use iotpay_client::spec::{Comparison, RejectionRule};
///
/// const RULE: RejectionRule = RejectionRule::prefix(RejectionReason::InvalidField, &["retMsg"], &["parameter "]);
/// assert_eq!((RULE.fields, RULE.comparison), (&["retMsg"][..], Comparison::Prefix));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RejectionRule {
    /// The reason.
    pub reason: RejectionReason,
    /// The envelope fields that may contain one of the texts.
    pub fields: &'static [&'static str],
    /// The texts.
    pub texts: &'static [&'static str],
    /// The comparison method.
    pub comparison: Comparison,
}

impl RejectionRule {
    /// Creates a rule that applies if a field equals one of the texts.
    pub const fn exact(
        reason: RejectionReason,
        fields: &'static [&'static str],
        texts: &'static [&'static str],
    ) -> Self {
        Self { reason, fields, texts, comparison: Comparison::Exact }
    }

    /// Creates a rule that applies if a field equals one of the texts, ignoring case.
    pub const fn ignore_case(
        reason: RejectionReason,
        fields: &'static [&'static str],
        texts: &'static [&'static str],
    ) -> Self {
        Self { reason, fields, texts, comparison: Comparison::IgnoreCase }
    }

    /// Creates a rule that applies if a field begins with one of the texts.
    pub const fn prefix(
        reason: RejectionReason,
        fields: &'static [&'static str],
        texts: &'static [&'static str],
    ) -> Self {
        Self { reason, fields, texts, comparison: Comparison::Prefix }
    }
}

/// The comparison method for texts of rejections. Surrounding spaces are ignored. A text that reports an internal
/// gateway error is also recognized inside another text, ignoring case and punctuation.
///
/// ```
/// use iotpay_client::error::RejectionReason;
/// use iotpay_client::spec::{Comparison, RejectionRule};
///
/// let rule = RejectionRule::ignore_case(RejectionReason::BadSignature, &["retMsg"], &["sign error"]);
/// assert_eq!(rule.comparison, Comparison::IgnoreCase);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Comparison {
    /// The whole text, exactly.
    Exact,
    /// The whole text, ignoring the case of ASCII letters.
    IgnoreCase,
    /// The beginning of the text, exactly. If the listed text ends with an opening bracket, only field names, the
    /// closing bracket and a documented ending such as ` error.` may follow it.
    Prefix,
}
