//! The API as an OpenAPI 3.1 document: endpoints, notifications and their schemas, for other tools.
//!
//! Schemas of requests are strict, like the client's validation. Schemas of received messages accept everything
//! that the client accepts, including new values and fields. Extensions (`x-iotpay-…`) contain what OpenAPI
//! cannot express.

mod contents;
mod document;
mod enumeration;
mod error;
mod example;
mod extensions;
mod field;
mod info;
mod json;
mod lifecycle;
mod message;
mod paths;
mod response;
mod value_rules;
mod webhooks;

pub use self::contents::{Contents, FormParams};
use self::document::{Document, Ids, Schemas};
pub use self::error::OpenApiError;
use self::json::{Json, Object};
use crate::generate::rust::Settings;
use crate::model::Model;

/// Returns the OpenAPI 3.1 document, in JSON, of the pages that these settings generate. The same model
/// always results in the same text.
///
/// # Errors
///
/// Returns [`OpenApiError`] if the family is unknown, or if two families share a path.
pub fn openapi(model: &Model, settings: &Settings, contents: Contents<'_>) -> Result<String, OpenApiError> {
    let document = Document::new(model, settings, contents)?;
    let (mut schemas, mut ids) = (Schemas::default(), Ids::default());
    let paths = paths::paths(&document, &mut schemas, &mut ids)?;
    let webhooks = webhooks::webhooks(&document, &mut schemas, &mut ids);
    for id in 0..model.enumerations.len() {
        if let Some(name) = document.enumeration_name(id) {
            schemas.refer(&name, |_| enumeration::open(&document, &model.enumerations[id]));
        }
    }
    let root = Object::new()
        .with("openapi", "3.1.0")
        .and(info::head(&document))
        .and(paths)
        .with_some("webhooks", (!webhooks.is_empty()).then_some(webhooks))
        .with("components", Object::new().with("schemas", schemas.into_object()))
        .and(info::tail(&document));
    Ok(Json::from(root).to_document())
}
