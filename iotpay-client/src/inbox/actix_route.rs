//! Notifications with actix-web, behind the feature `actix`.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::error::{ErrorBadRequest, ErrorPayloadTooLarge};
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, Route, web};
use futures_core::Stream as _;

use super::Inbox;
use super::handler::Handler;
use super::incoming::IncomingNotification;
use super::processor::Processor;
use super::receiver::Receiver;
use super::reply::Reply;
use crate::notification::Notification;
use crate::unverified_notification::MAX_BODY;

impl Responder for Reply {
    type Body = BoxBody;

    fn respond_to(self, _request: &HttpRequest) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        HttpResponse::build(status)
            .insert_header((header::CONTENT_TYPE, self.content_type))
            .body(self.body.into_owned())
    }
}

/// Extracts the method, the query, the content type, and at most 64 KiB of the body.
impl FromRequest for IncomingNotification {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let incoming =
            Self::new(request.method().as_str(), request.query_string(), content_type.map(str::to_owned), Vec::new());
        let payload = payload.take();
        Box::pin(async move { Ok(incoming.with_body(body(payload).await?)) })
    }
}

/// Reads a body that is not too long.
async fn body(mut payload: Payload) -> Result<Vec<u8>, actix_web::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = poll_fn(|context| Pin::new(&mut payload).poll_next(context)).await {
        let chunk = chunk.map_err(|_| ErrorBadRequest("fail"))?;
        if body.len() + chunk.len() > MAX_BODY {
            return Err(ErrorPayloadTooLarge("fail"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

impl<I: Inbox + 'static, H: Handler<I> + 'static> Processor<I, H> {
    /// Returns an actix-web route for notifications of the type `N`, which [receives](Self::receive) them (feature
    /// `actix`). Use a path for each type.
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
    /// let app = move || {
    ///     let route = processor.actix_route::<OrderNotification>(receiver.clone());
    ///     actix_web::App::new().route("/iotpay/orders", route)
    /// };
    /// # }
    /// ```
    pub fn actix_route<N: Notification + 'static>(self: &Arc<Self>, receiver: impl Receiver<N> + 'static) -> Route {
        let (processor, receiver) = (Arc::clone(self), Arc::new(receiver));
        web::route().to(move |incoming: IncomingNotification| {
            let (processor, receiver) = (Arc::clone(&processor), Arc::clone(&receiver));
            async move {
                let receiving = async move { processor.receive::<N>(&*receiver, incoming.request()).await.reply };
                // The task panics only if the inbox does.
                actix_web::rt::spawn(receiving).await.unwrap_or_else(|_| Reply::fail(500))
            }
        })
    }
}
