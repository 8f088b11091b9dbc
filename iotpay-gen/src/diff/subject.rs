//! The subject of a change of a page.

use super::change::Subject;
use crate::model::{Model, Page};

pub(super) fn subject(model: &Model, page: &Page) -> Subject {
    Subject { kind: "page", name: page.title.clone(), page: Some(page.title.clone()), family: family(model, page) }
}

pub(super) fn family(model: &Model, page: &Page) -> Option<String> {
    model.families.get(page.family).map(|family| family.name.clone())
}
