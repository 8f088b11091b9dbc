//! Rules that a resolved spec must keep, beyond that its names lead somewhere.

mod order;
mod pages;
mod samples;
mod secrets;

use crate::diagnostic::Sink;
use crate::model::{Field, Members, Model, Type};
use crate::raw::File;

/// Runs every check.
pub(crate) fn check(model: &Model, files: &[File], sink: &mut Sink) {
    pages::check(files, sink);
    for page in &model.pages {
        for endpoint in &page.endpoints {
            for operation in &endpoint.operations {
                order::check(&operation.request, sink);
                order::check(&operation.answer, sink);
                samples::check(&operation.request, sink);
                samples::check(&operation.answer, sink);
                secrets::check(operation, sink);
            }
        }
        for notification in &page.notifications {
            order::check(&notification.fields, sink);
            samples::check(&notification.fields, sink);
        }
    }
}

/// The members of an object or of a JSON text.
fn members(field: &Field) -> Option<&Members> {
    match &field.ty {
        Type::Object(members) | Type::Json(Some(members)) => Some(members),
        _ => None,
    }
}
