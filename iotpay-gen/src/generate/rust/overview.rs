//! The table at the beginning of a family's documentation: its requests, responses and notifications.

use std::fmt::Write;

use super::docs;
use crate::model::{Endpoint, FamilyId, Model, Page, PageRequest};

/// Returns the table in Markdown. The module of the family has documentation of its own outside of it, so the links are
/// resolved in the module around it.
pub(super) fn markdown(model: &Model, id: FamilyId, is_included: impl Fn(&Page) -> bool) -> String {
    let pages: Vec<_> = model.pages.iter().filter(|page| page.family == id && is_included(page)).collect();
    let module = &model.families.get(id).map_or("self", |family| family.name.as_str());
    let mut text = String::new();
    let endpoints = pages.iter().flat_map(|page| &page.endpoints).filter(|endpoint| !endpoint.is_overview);
    let mut requests =
        endpoints.clone().flat_map(|endpoint| endpoint.operations.iter().map(move |it| (endpoint, it))).peekable();
    if requests.peek().is_some() {
        text.push_str("\n| Channel or endpoint | Request | Response | Description |\n|---|---|---|---|\n");
    }
    for (endpoint, operation) in requests {
        let name = docs::code(operation.channel.as_deref().unwrap_or(&endpoint.name));
        let (request, response, about) = (&operation.type_name, &operation.response_name, cell(&operation.about));
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "| {name} | [`{request}`](struct@{module}::{request}) | [`{response}`]({module}::{response}) | {about} |"
        );
    }
    let mut of_pages = endpoints.filter_map(Endpoint::page_request).peekable();
    if of_pages.peek().is_some() {
        text.push_str("\nIf you choose the channel at run time, use one request for all of these channels:\n");
        text.push_str("\n| Channels | Request | Response | Description |\n|---|---|---|---|\n");
    }
    for PageRequest { operation, channels, .. } in of_pages {
        let channels: Vec<_> = channels.iter().map(|channel| docs::code(&channel.wire)).collect();
        let (request, response) = (&operation.type_name, &operation.response_name);
        let (channels, about) = (channels.join(", "), cell(&operation.about));
        let _ = writeln!(
            text,
            "| {channels} | [`{request}`](struct@{module}::{request}) | [`{response}`]({module}::{response}) | {about} |"
        );
    }
    let mut notifications = pages.iter().flat_map(|page| page.incoming()).peekable();
    if notifications.peek().is_some() {
        text.push_str("\n| Notification or browser return | Description |\n|---|---|\n");
    }
    for notification in notifications {
        let (name, about) = (&notification.type_name, cell(&notification.about));
        let _ = writeln!(text, "| [`{name}`]({module}::{name}) | {about} |");
    }
    text.push('\n');
    text
}

/// Returns a text as the cell of a table.
fn cell(text: &str) -> String {
    docs::one_line(&docs::escape(text)).replace("\\|", "|").replace('|', "\\|")
}
