//! An incoming HTTP request that may be a notification, independent of a web framework.

use std::fmt;

use crate::notification::NotificationRequest;

/// An incoming HTTP request that may be a notification. Nothing in it is verified.
///
/// With the features `axum` and `actix`, it is an extractor, which limits the body to 64 KiB. With another web framework,
/// create it from the parts of the request:
///
/// ```
/// use iotpay_client::inbox::IncomingNotification;
///
/// let incoming = IncomingNotification::new("POST", "status=2", Some("text/plain".to_owned()), Vec::new());
/// assert_eq!(incoming.request().query, "status=2");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IncomingNotification {
    method: String,
    query: String,
    content_type: Option<String>,
    body: Vec<u8>,
}

impl IncomingNotification {
    /// Creates a request from its method, its query without `?`, its `Content-Type` and its body.
    pub fn new(
        method: impl Into<String>,
        query: impl Into<String>,
        content_type: impl Into<Option<String>>,
        body: impl Into<Vec<u8>>,
    ) -> Self {
        Self { method: method.into(), query: query.into(), content_type: content_type.into(), body: body.into() }
    }

    #[cfg(feature = "actix")]
    pub(super) fn with_body(self, body: Vec<u8>) -> Self {
        Self { body, ..self }
    }

    /// Returns the request to pass to [`Processor::receive`](super::Processor::receive) or to a
    /// [receiver](crate::NotificationReceiver).
    pub fn request(&self) -> NotificationRequest<'_> {
        NotificationRequest {
            method: &self.method,
            query: &self.query,
            content_type: self.content_type.as_deref(),
            body: &self.body,
        }
    }
}

/// Shows the sizes: the content is not verified, and may contain card data.
impl fmt::Debug for IncomingNotification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IncomingNotification")
            .field("method", &self.method)
            .field("query", &self.query.len())
            .field("content_type", &self.content_type)
            .field("body", &self.body.len())
            .finish()
    }
}
