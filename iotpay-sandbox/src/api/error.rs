//! Errors of the API, as JSON.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::controls::{CardError, ContractError, OrderError};

/// An error: `{"error": "the order is not paid"}`.
pub(super) struct ApiError {
    status: StatusCode,
    text: String,
}

impl ApiError {
    pub(super) fn not_found(text: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, text: text.into() }
    }

    pub(super) fn forbidden(text: impl Into<String>) -> Self {
        Self { status: StatusCode::FORBIDDEN, text: text.into() }
    }

    pub(super) fn invalid(text: impl Into<String>) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, text: text.into() }
    }

    pub(super) fn conflict(text: impl Into<String>) -> Self {
        Self { status: StatusCode::CONFLICT, text: text.into() }
    }

    /// The error and its cause.
    fn with_cause(error: &dyn std::error::Error) -> Self {
        let cause = error.source().map_or_else(String::new, |cause| format!(": {cause}"));
        Self::conflict(format!("{error}{cause}"))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.text }))).into_response()
    }
}

impl From<OrderError> for ApiError {
    fn from(error: OrderError) -> Self {
        if error == OrderError::NoSuchOrder { Self::not_found(error.to_string()) } else { Self::with_cause(&error) }
    }
}

impl From<CardError> for ApiError {
    fn from(error: CardError) -> Self {
        if error == CardError::NoSuchCard { Self::not_found(error.to_string()) } else { Self::with_cause(&error) }
    }
}

impl From<ContractError> for ApiError {
    fn from(error: ContractError) -> Self {
        if error == ContractError::NoSuchContract {
            Self::not_found(error.to_string())
        } else {
            Self::with_cause(&error)
        }
    }
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        Self { status: rejection.status(), text: rejection.body_text() }
    }
}
