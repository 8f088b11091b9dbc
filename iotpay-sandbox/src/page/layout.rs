//! What all pages have in common.

use askama::Template;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::notice::Notice;
use crate::clock;
use crate::state::Shared;

/// A part of the page, which the navigation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Orders,
    Activity,
    Cards,
    Controls,
    Inspector,
    /// A page for customers, which the navigation does not list.
    Customer,
}

/// The frame of a page.
pub(super) struct Layout {
    pub(super) title: String,
    section: Section,
    /// What the last action has done, or nothing.
    pub(super) notice: &'static str,
    /// Why the last action was not possible, or nothing.
    pub(super) error: String,
    /// The time of the sandbox, in milliseconds since 1970.
    pub(super) now: u64,
    pub(super) speed: f64,
}

impl Layout {
    pub(super) fn new(shared: &Shared, section: Section, title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            section,
            notice: "",
            error: String::new(),
            now: shared.clock.now(),
            speed: shared.clock.speed(),
        }
    }

    /// Shows the notice in the URL.
    pub(super) fn with_notice(mut self, uri: &Uri) -> Self {
        self.notice = Notice::text_of(uri);
        self
    }

    /// Shows why an action was not possible.
    pub(super) fn with_error(mut self, error: impl Into<String>) -> Self {
        self.error = error.into();
        self
    }

    /// Returns the attribute that marks the current section in the navigation.
    pub(super) fn current(&self, section: Section) -> &'static str {
        if self.section == section { " aria-current=page" } else { "" }
    }

    pub(super) fn time(&self) -> String {
        clock::as_text(self.now)
    }
}

/// A page that only says what is wrong.
#[derive(Template)]
#[template(path = "error.html", whitespace = "minimize")]
struct ErrorPage {
    layout: Layout,
}

/// Responds with a page.
pub(super) fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Responds with a page that only says what is wrong.
pub(super) fn fail(shared: &Shared, section: Section, status: StatusCode, error: impl Into<String>) -> Response {
    let layout = Layout::new(shared, section, "Not possible").with_error(error);
    html(status, &ErrorPage { layout })
}

/// Sends the browser to a path after a form.
pub(super) fn redirect(path: &str) -> Response {
    Redirect::to(path).into_response()
}
