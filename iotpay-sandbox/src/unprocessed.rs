//! Requests that no endpoint can process: the path, the method or the body is wrong.

use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use iotpay_client::incoming::{DecodeError, Fields};
use iotpay_gen::model::{BodyEncoding, Endpoint};

use crate::explain::{Explanation, page_of};
use crate::explanation_headers::headers;
use crate::history::EventKind;
use crate::nearest::nearest;
use crate::state::Shared;

/// The number of characters of a path that are recorded.
const LONGEST_PATH: usize = 200;

/// A request that no endpoint can process.
#[derive(Debug)]
pub(crate) struct Unprocessed {
    status: StatusCode,
    /// The response body, like that of the gateway.
    text: &'static str,
    explanation: Explanation,
}

impl Unprocessed {
    /// No endpoint has the path.
    pub(crate) fn no_endpoint(shared: &Shared, path: &str) -> Self {
        let families = shared.model.families.iter().zip(&shared.paths).enumerate();
        let paths = families.flat_map(|(id, (_, base))| {
            let pages = shared.model.pages.iter().filter(move |page| page.family == id);
            let endpoints = pages.flat_map(|page| &page.endpoints).filter(|it| !it.operations.is_empty());
            endpoints.map(move |endpoint| format!("{base}{}", endpoint.path))
        });
        let paths: Vec<_> = paths.collect();
        let help = nearest(path, paths.iter().map(String::as_str));
        let help = help.map_or_else(String::new, |help| format!("; did you mean `{help}`?"));
        let rule = format!("the path must be that of an endpoint; there is none at `{}`{help}", shortened(path));
        let explanation = Explanation { rule, ..Explanation::default() };
        Self { status: StatusCode::NOT_FOUND, text: "no such endpoint", explanation }
    }

    /// The method is not POST.
    pub(crate) fn method(shared: &Shared, endpoints: &[&Endpoint], method: &Method) -> Self {
        let rule = format!("the method must be POST; this request has {}", shortened(method.as_str()));
        Self::of(shared, endpoints, StatusCode::METHOD_NOT_ALLOWED, "expected POST", rule)
    }

    /// The body cannot be decoded.
    pub(crate) fn body(shared: &Shared, endpoints: &[&Endpoint], encoding: BodyEncoding, body: &[u8]) -> Self {
        let expected = match encoding {
            BodyEncoding::Json => "the body must be a JSON object",
            BodyEncoding::ParamsForm => "the body must be a form whose field `params` contains a JSON object",
        };
        let rule = format!("{expected}; {}", problem(body, encoding));
        // The gateway family responds to a body that it cannot decode with HTML instead of JSON.
        let text = "<html><body>Bad Request</body></html>";
        Self::of(shared, endpoints, StatusCode::BAD_REQUEST, text, rule)
    }

    /// The body is too long, or ends early.
    pub(crate) fn unread(status: StatusCode) -> Self {
        let rule = match status {
            StatusCode::PAYLOAD_TOO_LARGE => "the body must have at most 2 MB",
            _ => "the body must be complete",
        };
        let explanation = Explanation { rule: rule.to_owned(), ..Explanation::default() };
        Self { status, text: "", explanation }
    }

    fn of(shared: &Shared, endpoints: &[&Endpoint], status: StatusCode, text: &'static str, rule: String) -> Self {
        let page = endpoints.first().and_then(|endpoint| page_of(&shared.model, endpoint));
        Self { status, text, explanation: Explanation { rule, page, ..Explanation::default() } }
    }

    /// Records the request.
    pub(crate) fn record(&self, shared: &Shared, method: &Method, path: &str) {
        shared.record(EventKind::Unprocessed {
            method: shortened(method.as_str()),
            path: shortened(path),
            status: self.status.as_u16(),
            explanation: self.explanation.clone(),
        });
    }
}

impl IntoResponse for Unprocessed {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.text).into_response();
        response.headers_mut().extend(headers(&self.explanation));
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
        }
        response
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(LONGEST_PATH).collect()
}

/// What is wrong with a body, without its content.
fn problem(body: &[u8], encoding: BodyEncoding) -> String {
    let object = |decoded: Result<Fields, DecodeError>, what: &str| match decoded {
        Ok(_) => String::new(),
        Err(error) => format!("{what}: {error}"),
    };
    match encoding {
        _ if body.is_empty() => "this body is empty".to_owned(),
        BodyEncoding::Json => match str::from_utf8(body) {
            Ok(text) => object(Fields::from_json(text), "this body is not one"),
            Err(_) => "this body is not UTF-8".to_owned(),
        },
        BodyEncoding::ParamsForm => match Fields::from_form(body) {
            Ok(form) => match form.get("params") {
                Some(params) => object(Fields::from_json(params.text()), "this one does not"),
                None if body.trim_ascii_start().starts_with(b"{") => "this body is JSON".to_owned(),
                None => "this form has no field `params`".to_owned(),
            },
            Err(error) => format!("this body is not a form: {error}"),
        },
    }
}
