//! A merchant's server that takes notifications.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use iotpay_client::{
    Family, Notification, NotificationError, NotificationReceiver, NotificationRequest, ReceivedNotification, Verified,
};
use tokio::task::JoinHandle;

/// The received notifications.
pub type Taken<N> = Result<ReceivedNotification<N>, NotificationError>;

/// A shop with one handler. It responds with the acknowledgement, or with another text.
pub struct Shop<N> {
    address: SocketAddr,
    taken: Arc<Mutex<Vec<Taken<N>>>>,
    task: JoinHandle<()>,
}

struct Desk<N, F> {
    receiver: NotificationReceiver<F>,
    taken: Arc<Mutex<Vec<Taken<N>>>>,
    other_response: Option<(StatusCode, &'static str)>,
}

impl<N, F> Shop<N>
where
    N: Notification<Family = F> + Clone + Send + 'static,
    F: Family,
{
    /// A shop that acknowledges what the receiver believes.
    pub async fn open(receiver: NotificationReceiver<F>) -> Self {
        Self::answering(receiver, None).await
    }

    /// A shop that verifies and then responses with something else.
    pub async fn stubborn(receiver: NotificationReceiver<F>, status: u16, text: &'static str) -> Self {
        Self::answering(receiver, Some((StatusCode::from_u16(status).unwrap(), text))).await
    }

    async fn answering(receiver: NotificationReceiver<F>, other_response: Option<(StatusCode, &'static str)>) -> Self {
        let taken = Arc::default();
        let desk = Arc::new(Desk { receiver, taken: Arc::clone(&taken), other_response });
        let router = axum::Router::new().route("/iotpay", any(take::<N, F>)).with_state(desk);
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, taken, task }
    }

    /// The notification URL.
    pub fn notify_url(&self) -> String {
        format!("http://{}/iotpay", self.address)
    }

    /// The only accepted notification.
    pub fn only(&self) -> Verified<N> {
        let taken = self.taken.lock().unwrap();
        match taken.as_slice() {
            [Ok(ReceivedNotification::Server(notification))] => notification.clone(),
            _ => panic!("{} notifications came, or a false one", taken.len()),
        }
    }
}

impl<N> Drop for Shop<N> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn take<N, F>(
    State(desk): State<Arc<Desk<N, F>>>,
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
    let taken = desk.receiver.receive::<N>(incoming);
    let response = match (&taken, desk.other_response) {
        (_, Some(response)) => response,
        (Ok(ReceivedNotification::Server(notification)), None) => (StatusCode::OK, notification.acknowledgement()),
        _ => (StatusCode::BAD_REQUEST, "fail"),
    };
    desk.taken.lock().unwrap().push(taken);
    response.into_response()
}
