//! How strictly the signature of a successful response is checked.

use crate::signing::Verification;
use crate::spec::{Endpoint, FamilySpec, ResponseSigning};

/// How strictly the signature of a successful response is checked. Responses of families without
/// signatures (cards) are protected by TLS alone, under any policy.
///
/// ```
/// use iotpay_client::protocol::{Protocol, SignaturePolicy};
/// use iotpay_client::{Credentials, general};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let credentials = Credentials::builder().mch_id("10000701").merchant_key("made-up-key").build()?;
/// let protocol = Protocol::<general::General>::new(credentials).with_signature_policy(SignaturePolicy::Strict);
/// # let _ = protocol;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum SignaturePolicy {
    /// Accepts only verified responses whose signature covers every field.
    Strict,
    /// Accepts verified responses, and also a response with an object that is signed in an undocumented way, if the
    /// response does not determine whether money was paid.
    #[default]
    Standard,
    /// Like `Standard`, and also accepts unsigned responses.
    WhenPresent,
}

impl SignaturePolicy {
    /// Returns `true` if a response may be accepted. `understood` is `true` if the gateway processed the request.
    pub(super) fn accepts(
        self,
        family: &FamilySpec,
        endpoint: &Endpoint,
        understood: bool,
        verification: &Verification,
    ) -> bool {
        match verification {
            Verification::Verified { uncovered } => self != Self::Strict || uncovered.is_empty(),
            Verification::Mismatch | Verification::Ambiguous => false,
            // Gateways of the family do not sign a FAIL, and card responses are never signed.
            Verification::Unsigned => {
                let may_omit = endpoint.may_omit.contains(&family.signing.field) && self != Self::Strict;
                !understood
                    || may_omit
                    || match family.signed_responses {
                        ResponseSigning::Never => true,
                        ResponseSigning::WhenPresent => self != Self::Strict,
                        ResponseSigning::Required => self == Self::WhenPresent,
                    }
            }
            // A query decides whether money was paid, so its response must be verified if the family is known to sign
            // responses. Only endpoints with such objects, or with undocumented responses, reach this arm.
            Verification::Unverifiable => {
                let is_provable = endpoint.idempotent && family.signed_responses == ResponseSigning::Required;
                self != Self::Strict && !is_provable
            }
        }
    }
}
