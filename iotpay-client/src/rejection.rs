//! Why the gateway rejects a request, and the texts by which the spec recognizes it.

use std::fmt;

/// Why the gateway rejected a request, and so what happened to the money. The texts behind each reason
/// and their sources are in `spec/shared/families.yaml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RejectionReason {
    /// The order that the request names does not exist. The request had no effect. Only a query or a request
    /// about an earlier order is rejected for this reason; from any other, it is `Undocumented`.
    NoSuchOrder,
    /// The merchant reference was used before. This request had no effect; the earlier one with the
    /// same reference may have been accepted and paid, and its response lost. Query by the reference
    /// before anything else: a new reference would make a second order.
    ReferenceUsed,
    /// The signature of the request is wrong. The request had no effect. Check the merchant key.
    BadSignature,
    /// A field of the request is missing or invalid. The request had no effect.
    InvalidField,
    /// The gateway itself failed. Only a query is rejected for this reason, after the usual retries: any
    /// other request ends in [`Error::OutcomeUnknown`](crate::Error::OutcomeUnknown).
    GatewayError,
    /// A documented reason without a variant of its own, such as an unknown card. The request had no
    /// effect.
    Other,
    /// The meaning of the response is undocumented: the spec lacks its code or its message, or they
    /// contradict each other.
    /// The request, unless it is a query, may have taken effect.
    Undocumented,
}

/// As part of a sentence.
impl fmt::Display for RejectionReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchOrder => "there is no such order",
            Self::ReferenceUsed => "the merchant reference was used before",
            Self::BadSignature => "the signature is wrong; check the merchant key",
            Self::InvalidField => "a field is missing or invalid",
            Self::GatewayError => "the gateway failed",
            Self::Other => "the reason is documented",
            Self::Undocumented => "its meaning is undocumented",
        })
    }
}

/// Texts by which one reason is recognized.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct RejectionRule {
    /// The reason.
    pub reason: RejectionReason,
    /// The fields of the envelope that carry one of the texts.
    pub fields: &'static [&'static str],
    /// The texts.
    pub texts: &'static [&'static str],
    /// How a text is compared.
    pub comparison: Comparison,
}

/// How a text of a rejection is compared. Spaces around it are ignored. A text that says that the gateway
/// itself failed is recognized inside of another text as well, whatever its case and punctuation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Comparison {
    /// The whole text, letter by letter.
    Exact,
    /// The whole text, ignoring the case of ASCII letters.
    IgnoreCase,
    /// The beginning of the text, letter by letter. After an opening bracket names, the closing bracket and
    /// the documented end of the text may follow, such as ` error.`; a text with anything else differs.
    Prefix,
}
