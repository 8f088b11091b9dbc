//! What a fault does to a response.

use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::rule::Fault;
use crate::connection::Connection;

/// How long a connection without a response stays open.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(10 * 60);

const MAINTENANCE: &str = "<html><body><h1>System maintenance</h1><p>Please try again later.</p></body></html>";

/// Applies a fault to the text of a response. `None` if the request was not processed.
pub(crate) async fn respond(fault: Fault, connection: &Connection, text: Option<String>) -> Response {
    match (fault, text) {
        (Fault::Reset, _) => {
            connection.reset.store(true, Ordering::Relaxed);
            StatusCode::OK.into_response()
        }
        (Fault::Timeout, _) => {
            tokio::time::sleep(LONGEST_TIMEOUT).await;
            StatusCode::GATEWAY_TIMEOUT.into_response()
        }
        (Fault::Status(status), _) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let page = format!("<html><body><h1>{status}</h1></body></html>");
            (status, [(header::CONTENT_TYPE, "text/html")], page).into_response()
        }
        (Fault::Maintenance, _) => ([(header::CONTENT_TYPE, "text/html")], MAINTENANCE).into_response(),
        (Fault::Empty, _) => StatusCode::OK.into_response(),
        (Fault::NotJson, _) => json("retCode=SUCCESS".to_owned()),
        (Fault::Delay(time), Some(text)) => {
            tokio::time::sleep(time).await;
            json(text)
        }
        (Fault::Truncated, Some(text)) => truncated(text),
        (_, Some(text)) => json(text),
        (_, None) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A response in the format of all families.
pub(crate) fn json(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json;charset=UTF-8")], text).into_response()
}

/// Announces the whole text, and closes the connection after half of it.
fn truncated(text: String) -> Response {
    let length = text.len();
    let half = Bytes::from(text).slice(..length / 2);
    let parts = futures_util::stream::unfold(Some(half), async |half| match half {
        Some(half) => Some((Ok(half), None)),
        None => {
            // The server sends the first half only if the second part is not ready at once.
            tokio::time::sleep(Duration::from_millis(20)).await;
            Some((Err(std::io::Error::other("truncated")), None))
        }
    });
    let mut response = Response::new(Body::from_stream(parts));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json;charset=UTF-8"));
    headers.insert(header::CONTENT_LENGTH, length.into());
    response
}
