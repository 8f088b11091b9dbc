//! A merchant's server that receives notifications.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use iotpay_client::notification::{Notification, NotificationError, ReceivedNotification};
use iotpay_client::spec::Family;
use iotpay_client::{NotificationReceiver, NotificationRequest, Verified};
use tokio::task::JoinHandle;

/// The result of receiving a notification.
pub type ReceiveResult<N> = Result<ReceivedNotification<N>, NotificationError>;

/// A shop with one handler, which responds with the acknowledgement or with another text.
pub struct Shop<N> {
    address: SocketAddr,
    results: Arc<Mutex<Vec<ReceiveResult<N>>>>,
    task: JoinHandle<()>,
}

struct HandlerState<N, F> {
    receiver: NotificationReceiver<F>,
    results: Arc<Mutex<Vec<ReceiveResult<N>>>>,
    other_response: Option<(StatusCode, &'static str)>,
}

impl<N, F> Shop<N>
where
    N: Notification<Family = F> + Clone + Send + 'static,
    F: Family,
{
    /// Opens a shop that acknowledges the notifications that the receiver accepts.
    pub async fn acknowledging(receiver: NotificationReceiver<F>) -> Self {
        Self::start(receiver, None).await
    }

    /// Opens a shop that verifies notifications and then responds with something else.
    pub async fn responding_with(receiver: NotificationReceiver<F>, status: u16, text: &'static str) -> Self {
        Self::start(receiver, Some((StatusCode::from_u16(status).unwrap(), text))).await
    }

    async fn start(receiver: NotificationReceiver<F>, other_response: Option<(StatusCode, &'static str)>) -> Self {
        let results = Arc::default();
        let state = Arc::new(HandlerState { receiver, results: Arc::clone(&results), other_response });
        let router = axum::Router::new().route("/iotpay", any(handle::<N, F>)).with_state(state);
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, results, task }
    }

    /// Returns the notification URL.
    pub fn notify_url(&self) -> String {
        format!("http://{}/iotpay", self.address)
    }

    /// Returns the only notification, which must be accepted.
    pub fn only(&self) -> Verified<N> {
        let results = self.results.lock().unwrap();
        match results.as_slice() {
            [Ok(ReceivedNotification::Server(notification))] => notification.clone(),
            _ => panic!("expected one accepted notification, found {} results", results.len()),
        }
    }
}

impl<N> Drop for Shop<N> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn handle<N, F>(
    State(state): State<Arc<HandlerState<N, F>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response
where
    N: Notification<Family = F> + Send + 'static,
    F: Family,
{
    let incoming = NotificationRequest {
        method: method.as_str(),
        query: uri.query().unwrap_or_default(),
        content_type: headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()),
        body: &body,
    };
    let result = state.receiver.receive::<N>(incoming);
    let response = match (&result, state.other_response) {
        (_, Some(response)) => response,
        (Ok(ReceivedNotification::Server(notification)), None) => (StatusCode::OK, notification.acknowledgement()),
        _ => (StatusCode::BAD_REQUEST, "fail"),
    };
    state.results.lock().unwrap().push(result);
    response.into_response()
}
