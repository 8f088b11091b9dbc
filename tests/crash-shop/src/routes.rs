//! The HTTP routes.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header, request::Parts};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use iotpay_client::NotificationRequest;

use crate::settings::Result;
use crate::shop::Shop;
use crate::work::Store;

type Shared<S> = State<Arc<Shop<S>>>;

pub fn router<S: Store>(shop: Arc<Shop<S>>) -> Router {
    Router::new()
        .route("/orders/{kind}/{reference}/{amount}", post(order))
        .route("/refunds/{reference}/{order}/{amount}", post(refund))
        .route("/iotpay/{family}", any(notified))
        // So that the next request may reach another process.
        .layer(map_response(|mut response: Response| async {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            response
        }))
        .with_state(shop)
}

async fn order<S: Store>(
    State(shop): Shared<S>,
    Path((kind, number, amount)): Path<(String, String, u64)>,
) -> Response {
    respond(shop.order(&kind, &number, amount).await)
}

async fn refund<S: Store>(
    State(shop): Shared<S>,
    Path((number, order, amount)): Path<(String, String, u64)>,
) -> Response {
    respond(shop.refund(&number, &order, amount).await)
}

async fn notified<S: Store>(State(shop): Shared<S>, Path(family): Path<String>, parts: Parts, body: Bytes) -> Response {
    let incoming = NotificationRequest {
        method: parts.method.as_str(),
        query: parts.uri.query().unwrap_or_default(),
        content_type: parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()),
        body: &body,
    };
    match shop.receive(&family, incoming).await {
        Ok(reply) => {
            let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, reply.body.into_owned()).into_response()
        }
        Err(error) => {
            eprintln!("notification: {error}");
            (StatusCode::INTERNAL_SERVER_ERROR, "fail").into_response()
        }
    }
}

fn respond(result: Result<&'static str>) -> Response {
    match result {
        Ok(words) => words.into_response(),
        Err(error) => {
            eprintln!("order: {error}");
            (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
        }
    }
}
