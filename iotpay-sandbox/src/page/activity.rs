//! Everything that happened, newest first: also requests that were rejected, which belong to no order.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use super::layout::{Layout, Section, fail, html};
use super::timeline::{Entry, shorten};
use crate::state::Shared;

/// The number of events that are shown.
const SHOWN: usize = 30;

/// An event with everything about it.
#[derive(Template)]
#[template(path = "event.html", whitespace = "minimize")]
struct EventPage {
    layout: Layout,
    entry: Entry,
}

#[derive(Template)]
#[template(path = "activity.html", whitespace = "minimize")]
struct ActivityPage {
    layout: Layout,
    entries: Vec<Entry>,
}

pub(super) async fn show(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let mut entries: Vec<_> = shared.history().iter().rev().take(SHOWN).map(Entry::new).collect();
    shorten(entries.iter_mut());
    let layout = Layout::new(&shared, Section::Activity, "Activity").with_notice(&uri);
    html(StatusCode::OK, &ActivityPage { layout, entries })
}

pub(super) async fn show_event(State(shared): State<Arc<Shared>>, Path(number): Path<u64>) -> Response {
    let entry = shared.history().get(number).map(Entry::new);
    match entry {
        Some(entry) => {
            let layout = Layout::new(&shared, Section::Activity, entry.title.clone());
            html(StatusCode::OK, &EventPage { layout, entry })
        }
        None => fail(&shared, Section::Activity, StatusCode::NOT_FOUND, "The event is not kept."),
    }
}
