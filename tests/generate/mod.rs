//! Generates code that builds every request with all of its fields, and received messages with every field.
//! All secrets in them are canaries.

mod argument;
mod canary;
pub mod doc_examples;
mod page_requests;
pub mod public_types;
mod received;
pub mod request_calls;
mod requests;
mod values;

use iotpay_gen::model::{Model, Page};

/// Returns the functions `every_request`, `every_page_request`, `every_channel_rule`, `every_response`, `every_notification` and
/// `every_browser_return`.
pub fn every_type(model: &Model) -> String {
    let mut code = String::from("// Generated from the spec by build.rs.\n");
    code += &function(
        "every_request",
        "VisitRequest",
        pages(model).map(|page| requests::of_page(model, page) + &page_requests::of_page(model, page)),
    );
    code += &function(
        "every_page_request",
        "VisitPageRequest",
        pages(model).map(|page| page_requests::compared(model, page)),
    );
    code += &function(
        "every_channel_rule",
        "VisitChannelRule",
        pages(model).map(|page| page_requests::violations(model, page)),
    );
    code += &function("every_response", "VisitResponse", pages(model).map(|page| received::responses(model, page)));
    code += &function("every_notification", "VisitNotification", pages(model).map(|page| notifications(model, page)));
    code += &function("every_browser_return", "VisitBrowserReturn", pages(model).map(|page| returns(model, page)));
    code
}

fn notifications(model: &Model, page: &Page) -> String {
    page.notifications.iter().map(|it| received::call(model, page, "notification", &it.type_name, &it.fields)).collect()
}

fn returns(model: &Model, page: &Page) -> String {
    page.browser_returns
        .iter()
        .map(|it| received::call(model, page, "browser_return", &it.type_name, &it.fields))
        .collect()
}

fn pages(model: &Model) -> impl Iterator<Item = &Page> {
    model.pages.iter()
}

fn function(name: &str, visitor: &str, calls: impl Iterator<Item = String>) -> String {
    let calls: String = calls.collect();
    format!("\n/// Calls the visitor with each.\npub fn {name}<V: {visitor}>(visitor: &mut V) {{\n{calls}}}\n")
}

/// Returns the path of a type that is generated from a page.
fn path(model: &Model, page: &Page, type_name: &str) -> String {
    format!("iotpay_client::{}::{}::{type_name}", model.families[page.family].name, page.module)
}
