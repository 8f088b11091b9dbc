//! The settings of a protocol.

use super::signature_policy::SignaturePolicy;
use crate::credentials::Credentials;
use crate::observe::Observer;
use crate::spec::FamilySpec;

/// The default maximum size of a response, far larger than any documented one.
const MAX_RESPONSE: usize = 1024 * 1024;

/// The settings of a protocol of any family.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(super) credentials: Credentials,
    /// Ends with `/`.
    pub(super) base_url: String,
    pub(super) max_response: usize,
    pub(super) signatures: SignaturePolicy,
    pub(super) family: &'static FamilySpec,
    pub(super) observer: Observer,
}

impl Settings {
    pub(super) fn new(credentials: Credentials, family: &'static FamilySpec) -> Self {
        Self {
            credentials,
            base_url: family.base_url.to_owned(),
            max_response: MAX_RESPONSE,
            signatures: SignaturePolicy::default(),
            family,
            observer: Observer::default().with_base_url(family.base_url),
        }
    }
}
