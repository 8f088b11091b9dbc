//! A received message beside the type that was made of it.

use std::fmt;
use std::ops::Deref;

use super::Fields;
use crate::signing::Verification;

/// A message as it was received: its fields, its text, and what its signature proves.
#[derive(Clone)]
pub struct ReceivedMessage {
    pub(crate) fields: Fields,
    pub(crate) verification: Verification,
    pub(crate) raw: String,
}

impl ReceivedMessage {
    /// The fields, those included that this version does not know.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// What the signature proves.
    pub fn verification(&self) -> &Verification {
        &self.verification
    }

    /// The text as it was received. It may hold personal data.
    pub fn raw(&self) -> &str {
        &self.raw
    }
}

/// Without the text, which may hold anything.
impl fmt::Debug for ReceivedMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("fields", &self.fields)
            .field("verification", &self.verification)
            .field("bytes", &self.raw.len())
            .finish()
    }
}

/// A successful response: its typed content, and the message that it came in.
#[derive(Debug, Clone)]
pub struct Response<T> {
    pub(crate) content: T,
    pub(crate) received: ReceivedMessage,
}

impl<T> Response<T> {
    /// The message that the content came in.
    pub fn received(&self) -> &ReceivedMessage {
        &self.received
    }

    /// The content alone.
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
