//! Notifications with axum, behind the feature `axum`.

use std::sync::Arc;

use ::axum::body::to_bytes;
use ::axum::extract::{FromRequest, Request};
use ::axum::http::{StatusCode, header};
use ::axum::response::{IntoResponse, Response};
use ::axum::routing::{MethodRouter, any};

use super::Inbox;
use super::handler::Handler;
use super::incoming::IncomingNotification;
use super::processor::Processor;
use super::receiver::Receiver;
use super::reply::Reply;
use crate::notification::Notification;
use crate::unverified_notification::MAX_BODY;

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(header::CONTENT_TYPE, self.content_type)], self.body).into_response()
    }
}

/// Extracts the method, the query, the content type, and at most 64 KiB of the body.
impl<S: Send + Sync> FromRequest<S> for IncomingNotification {
    type Rejection = Reply;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Reply> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, MAX_BODY).await.map_err(|_| Reply::fail(413))?;
        let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self::new(parts.method.as_str(), query, content_type.map(str::to_owned), body))
    }
}

impl<I: Inbox + 'static, H: Handler<I> + 'static> Processor<I, H> {
    /// Returns an axum route for notifications of the type `N`, which [receives](Self::receive) them (feature `axum`).
    /// Use a path for each type.
    ///
    /// The handler runs to completion even if the gateway closes the connection.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use iotpay_client::inbox::{Handler, MemoryInbox, Processor};
    /// # #[cfg(feature = "general")]
    /// # fn example<H: Handler<MemoryInbox> + 'static>(processor: Arc<Processor<MemoryInbox, H>>, receiver: iotpay_client::general::NotificationReceiver) {
    /// use iotpay_client::general::OrderNotification;
    ///
    /// let router: axum::Router =
    ///     axum::Router::new().route("/iotpay/orders", processor.axum_route::<OrderNotification, _>(receiver));
    /// # }
    /// ```
    pub fn axum_route<N, S>(self: &Arc<Self>, receiver: impl Receiver<N> + 'static) -> MethodRouter<S>
    where
        N: Notification + Send + 'static,
        S: Clone + Send + Sync + 'static,
    {
        let (processor, receiver) = (Arc::clone(self), Arc::new(receiver));
        any(move |incoming: IncomingNotification| async move {
            let processing =
                tokio::spawn(async move { processor.receive::<N>(&*receiver, incoming.request()).await.reply });
            // The task panics only if the inbox does.
            processing.await.unwrap_or_else(|_| Reply::fail(500))
        })
    }
}
