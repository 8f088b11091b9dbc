//! The HTTP response to a notification.

use std::borrow::Cow;

/// The HTTP response to send for a notification.
///
/// ```
/// use iotpay_client::inbox::Reply;
///
/// let reply = Reply::new(200, "success");
/// assert_eq!((reply.status, reply.content_type, &*reply.body), (200, "text/plain; charset=utf-8", "success"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[must_use = "send it: the gateway resends notifications that are not acknowledged"]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type`.
    pub content_type: &'static str,
    /// The body.
    pub body: Cow<'static, str>,
}

impl Reply {
    /// Creates a response with a text.
    pub fn new(status: u16, body: impl Into<Cow<'static, str>>) -> Self {
        Self { status, content_type: "text/plain; charset=utf-8", body: body.into() }
    }

    /// Returns `true` if the gateway will not resend the notification.
    pub fn is_acknowledgement(&self) -> bool {
        self.status == 200
    }

    /// A failure: the gateway resends the notification.
    pub(super) fn fail(status: u16) -> Self {
        Self::new(status, "fail")
    }
}
