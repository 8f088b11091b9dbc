//! The parts of the document: the selected families, schemas by name and ids of operations.

use std::collections::HashSet;

use super::contents::{Contents, FormParams};
use super::error::OpenApiError;
use super::json::Object;
use crate::generate::rust::Settings;
use crate::model::{EnumerationId, Family, FamilyId, Model, Page};

/// The input of the document.
pub(super) struct Document<'a> {
    pub(super) model: &'a Model,
    pub(super) settings: &'a Settings,
    pub(super) families: Vec<FamilyId>,
    pub(super) form_params: FormParams,
    /// The family whose messages are being written.
    pub(super) here: FamilyId,
}

impl<'a> Document<'a> {
    pub(super) fn new(model: &'a Model, settings: &'a Settings, contents: Contents<'_>) -> Result<Self, OpenApiError> {
        let listed: Vec<_> = (0..model.families.len()).filter(|id| settings.includes_family(model, *id)).collect();
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

    /// Returns this document for the messages of a family.
    pub(super) fn of(&self, family: FamilyId) -> Self {
        Self { here: family, families: self.families.clone(), ..*self }
    }

    pub(super) fn families(&self) -> impl Iterator<Item = (FamilyId, &'a Family)> {
        self.families.iter().map(|id| (*id, &self.model.families[*id]))
    }

    /// Returns the pages of a family.
    pub(super) fn pages(&self, family: FamilyId) -> impl Iterator<Item = &'a Page> {
        self.model.pages.iter().filter(move |page| page.family == family && self.settings.includes(&page.file))
    }

    /// Returns the name of a type's schema: as in Rust, with the family before it.
    pub(super) fn name(&self, type_name: &str) -> String {
        format!("{}.{type_name}", self.model.families[self.here].name)
    }

    /// Returns the schema of an enumeration.
    pub(super) fn enumeration(&self, id: EnumerationId) -> Option<Object> {
        self.enumeration_name(id).map(|name| reference(&name))
    }

    pub(super) fn enumeration_name(&self, id: EnumerationId) -> Option<String> {
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
pub(super) struct Schemas(Vec<(String, Option<Object>)>);

impl Schemas {
    /// Returns a reference to a schema, and creates the schema if needed.
    pub(super) fn refer(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Object) -> Object {
        if !self.0.iter().any(|(known, _)| known == name) {
            let at = self.0.len();
            self.0.push((name.to_owned(), None));
            let schema = make(self);
            self.0[at].1 = Some(schema);
        }
        reference(name)
    }

    pub(super) fn into_object(self) -> Object {
        let made = self.0.into_iter().filter_map(|(name, schema)| Some((name, schema?)));
        made.fold(Object::new(), |all, (name, schema)| all.with(name, schema))
    }
}

/// The ids of operations.
#[derive(Default)]
pub(super) struct Ids(HashSet<String>);

impl Ids {
    /// Returns an id that no other operation has.
    pub(super) fn unique(&mut self, id: &str) -> String {
        let mut found = id.to_owned();
        let mut number = 1;
        while !self.0.insert(found.clone()) {
            number += 1;
            found = format!("{id}_{number}");
        }
        found
    }
}

pub(super) fn reference(name: &str) -> Object {
    Object::new().with("$ref", pointer(name))
}

pub(super) fn pointer(name: &str) -> String {
    format!("#/components/schemas/{name}")
}
