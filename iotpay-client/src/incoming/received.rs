//! Received messages and typed responses.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use super::Fields;
use super::raw_text::RawText;
use crate::credentials::MatchedKey;
use crate::signing::Verification;

/// A message as received: its fields, its raw text, and the verification of its signature.
///
/// ```
/// use iotpay_client::incoming::ReceivedMessage;
///
/// /// Returns the value of a field that this version does not know.
/// fn unknown_field(message: &ReceivedMessage, name: &str) -> Option<String> {
///     message.fields().get(name).map(|field| field.text().to_owned())
/// }
/// ```
#[derive(Clone)]
pub struct ReceivedMessage {
    pub(crate) fields: Fields,
    pub(crate) verification: Verification,
    pub(crate) key: Option<MatchedKey>,
    pub(crate) raw: RawText,
}

impl ReceivedMessage {
    /// Returns the fields, including unknown ones.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Returns the result of verifying the signature.
    pub fn verification(&self) -> &Verification {
        &self.verification
    }

    /// Returns the key that matches the signature, if any: the merchant key, or one of the
    /// [verification keys](crate::credentials::VerificationKey).
    pub fn matched_key(&self) -> Option<&MatchedKey> {
        self.key.as_ref()
    }

    /// Returns the text as received. It may contain personal data.
    pub fn raw(&self) -> &str {
        self.raw.in_message(&self.fields)
    }

    /// Returns the text as received, without the message.
    pub(crate) fn into_raw(self) -> String {
        self.raw.into_text(self.fields)
    }
}

impl PartialEq for ReceivedMessage {
    fn eq(&self, other: &Self) -> bool {
        let Self { fields, verification, key, raw: _ } = self;
        let is_same = (fields, verification, key) == (&other.fields, &other.verification, &other.key);
        is_same && self.raw() == other.raw()
    }
}

impl Eq for ReceivedMessage {}

impl Hash for ReceivedMessage {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { fields, verification, key, raw: _ } = self;
        (fields, verification, key, self.raw()).hash(state);
    }
}

/// Hides the text, which may be secret.
impl fmt::Debug for ReceivedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceivedMessage")
            .field("fields", &self.fields)
            .field("verification", &self.verification)
            .field("key", &self.key)
            .field("bytes", &self.raw.in_message(&self.fields).len())
            .finish()
    }
}

/// A successful response: its typed content, and the received message.
///
/// ```
/// use iotpay_client::{Response, general};
///
/// /// The fields of the content are those of the response.
/// fn line(response: &Response<general::QueryOrderResponse>) -> String {
///     let signature = response.received().verification();
///     format!("paid: {}, signature: {signature:?}", response.status.outcome().is_paid())
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Response<T> {
    pub(crate) content: T,
    pub(crate) received: ReceivedMessage,
}

impl<T> Response<T> {
    /// Returns the received message.
    pub fn received(&self) -> &ReceivedMessage {
        &self.received
    }

    /// Returns the typed content.
    pub fn into_inner(self) -> T {
        self.content
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.content
    }
}
