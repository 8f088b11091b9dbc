//! The API as an OpenAPI 3.1 document: endpoints, notifications and their schemas, for other tools.
//!
//! Schemas of requests are strict, like the client's validation. Schemas of received messages accept everything
//! that the client accepts, including new values and fields. Extensions (`x-iotpay-…`) contain what OpenAPI
//! cannot express.

mod enumeration;
mod example;
mod extensions;
mod field;
mod info;
mod json;
mod message;
mod paths;
mod response;
mod webhooks;

use std::collections::HashSet;
use std::fmt;

use self::json::{Json, Object};
use crate::generate::rust::Settings;
use crate::model::{EnumerationId, Family, FamilyId, Model, Page};

/// An error that prevents the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenApiError {
    /// The spec has no family of this name.
    UnknownFamily {
        /// The name.
        name: String,
        /// The known families.
        known: Vec<String>,
    },
    /// Endpoints of two families have the same path, but a document allows one operation per path and method.
    SharedPath {
        /// The path.
        path: String,
        /// The two families.
        families: [String; 2],
    },
}

impl fmt::Display for OpenApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownFamily { name, known } => {
                write!(f, "unknown family `{name}`; expected one of: {}", known.join(", "))
            }
            Self::SharedPath { path, families: [first, second] } => write!(
                f,
                "`{first}` and `{second}` both have a call at {path}, and OpenAPI has one for a path whatever the \
                 host; write a document for each of them with `--family`"
            ),
        }
    }
}

impl std::error::Error for OpenApiError {}

/// The type of the parameter of form requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FormParams {
    /// As the request itself, with an `encoding` that makes it JSON.
    #[default]
    Object,
    /// As text that holds the request in JSON: for code generators that ignore `encoding`, and would send an
    /// object as their language prints it.
    Text,
}

/// What the document contains. The default is the whole API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contents<'a> {
    /// The name of the only family to write; all families if `None`.
    pub family: Option<&'a str>,
    /// The type of the form parameter.
    pub form_params: FormParams,
}

/// Returns the OpenAPI 3.1 document, in JSON, of the pages that these settings generate. The same model gives
/// the same text.
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

/// The input of the document.
struct Document<'a> {
    model: &'a Model,
    settings: &'a Settings,
    families: Vec<FamilyId>,
    form_params: FormParams,
    /// The family whose messages are being written.
    here: FamilyId,
}

impl<'a> Document<'a> {
    fn new(model: &'a Model, settings: &'a Settings, contents: Contents<'_>) -> Result<Self, OpenApiError> {
        let has_pages = |id: FamilyId| {
            !settings.is_private() || model.pages.iter().any(|page| page.family == id && settings.includes(&page.file))
        };
        let listed: Vec<_> = (0..model.families.len()).filter(|id| has_pages(*id)).collect();
        let families = match contents.family {
            None => listed,
            Some(name) => {
                let known = || listed.iter().map(|id| model.families[*id].name.clone()).collect();
                let found = listed.iter().find(|id| model.families[**id].name == name);
                let unknown = || OpenApiError::UnknownFamily { name: name.to_owned(), known: known() };
                vec![*found.ok_or_else(unknown)?]
            }
        };
        Ok(Self { model, settings, families, form_params: contents.form_params, here: 0 })
    }

    /// The same, for the messages of a family.
    fn of(&self, family: FamilyId) -> Self {
        Self { here: family, families: self.families.clone(), ..*self }
    }

    fn families(&self) -> impl Iterator<Item = (FamilyId, &'a Family)> {
        self.families.iter().map(|id| (*id, &self.model.families[*id]))
    }

    /// The pages of a family.
    fn pages(&self, family: FamilyId) -> impl Iterator<Item = &'a Page> {
        self.model.pages.iter().filter(move |page| page.family == family && self.settings.includes(&page.file))
    }

    /// The name of a type's schema: as in Rust, with the family before it.
    fn name(&self, type_name: &str) -> String {
        format!("{}.{type_name}", self.model.families[self.here].name)
    }

    /// The schema of a list of values.
    fn enumeration(&self, id: EnumerationId) -> Option<Object> {
        self.enumeration_name(id).map(|name| reference(&name))
    }

    fn enumeration_name(&self, id: EnumerationId) -> Option<String> {
        let enumeration = self.model.enumerations.get(id)?;
        let family = match enumeration.family {
            None => "shared",
            Some(family) if self.families.contains(&family) => &self.model.families[family].name,
            Some(_) => return None,
        };
        Some(format!("{family}.{}", enumeration.type_name))
    }
}

/// Schemas by their names, in the order in which they are first needed.
#[derive(Default)]
struct Schemas(Vec<(String, Option<Object>)>);

impl Schemas {
    /// Returns a reference to a schema, and creates the schema if needed.
    fn refer(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Object) -> Object {
        if !self.0.iter().any(|(known, _)| known == name) {
            let at = self.0.len();
            self.0.push((name.to_owned(), None));
            let schema = make(self);
            self.0[at].1 = Some(schema);
        }
        reference(name)
    }

    fn into_object(self) -> Object {
        let made = self.0.into_iter().filter_map(|(name, schema)| Some((name, schema?)));
        made.fold(Object::new(), |all, (name, schema)| all.with(name, schema))
    }
}

/// The ids of operations.
#[derive(Default)]
struct Ids(HashSet<String>);

impl Ids {
    /// An id that no other operation has.
    fn unique(&mut self, id: &str) -> String {
        let mut found = id.to_owned();
        let mut number = 1;
        while !self.0.insert(found.clone()) {
            number += 1;
            found = format!("{id}_{number}");
        }
        found
    }
}

fn reference(name: &str) -> Object {
    Object::new().with("$ref", pointer(name))
}

fn pointer(name: &str) -> String {
    format!("#/components/schemas/{name}")
}
