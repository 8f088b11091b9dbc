//! An enumeration, and its values.

use std::collections::HashSet;

use super::{EnumerationId, FamilyId, Field, Lifecycle, Outcome, OutcomeOf, Page, Provenance, Transaction, Type};
use crate::source::{FileId, Span};

/// A list of values and their meanings.
#[derive(Debug, Clone)]
pub struct Enumeration {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust.
    pub type_name: String,
    /// The family that it belongs to; `None` for all families.
    pub family: Option<FamilyId>,
    /// The description.
    pub about: String,
    /// The vendor page.
    pub page: String,
    /// The subject of the outcomes of its values.
    pub outcome_of: OutcomeOf,
    /// The values.
    pub values: Vec<EnumerationValue>,
    /// Its location in the spec.
    pub span: Span,
}

impl Enumeration {
    /// Returns `true` if its values have outcomes.
    pub fn has_outcomes(&self) -> bool {
        self.values.iter().any(|value| value.outcome.is_some())
    }

    /// Returns `true` if its values are only currency codes.
    pub fn has_currencies(&self) -> bool {
        let is_code = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        !self.values.is_empty() && self.values.iter().all(|value| is_code(&value.wire))
    }

    /// Returns `true` if its values distinguish payments from refunds.
    pub fn has_kinds(&self) -> bool {
        [Transaction::Payment, Transaction::Refund]
            .iter()
            .all(|kind| self.values.iter().any(|value| value.kind == Some(*kind)))
    }
}

impl Page {
    /// Returns the enumerations of the fields in its messages, at any depth.
    pub fn enumerations(&self) -> HashSet<EnumerationId> {
        let mut found = HashSet::new();
        for operation in self.operations() {
            add_enumerations(&operation.request, &mut found);
            add_enumerations(&operation.response, &mut found);
        }
        for notification in self.incoming() {
            add_enumerations(&notification.fields, &mut found);
        }
        found
    }
}

fn add_enumerations(fields: &[Field], found: &mut HashSet<EnumerationId>) {
    for field in fields {
        let of_item = match &field.ty {
            Type::Array(array) => array.item.ty.choice(),
            ty => ty.choice(),
        };
        found.extend(of_item.map(|choice| choice.enumeration));
        if let Some(members) = field.ty.members() {
            add_enumerations(&members.fields, found);
        }
    }
}

/// A value of an enumeration.
#[derive(Debug, Clone)]
pub struct EnumerationValue {
    /// The wire name.
    pub wire: String,
    /// Name in Rust.
    pub variant: String,
    /// The meaning.
    pub about: String,
    /// The meaning for the money.
    pub outcome: Option<Outcome>,
    /// The kind of the transaction.
    pub kind: Option<Transaction>,
    /// The source.
    pub source: Provenance,
    /// The files of the pages that define the value; empty if it is in the enumeration itself.
    pub pages: Vec<FileId>,
    /// Its dates and deprecation.
    pub lifecycle: Lifecycle,
    /// Its location in the spec.
    pub span: Span,
}

impl EnumerationValue {
    /// Returns `true` if the page in this file documents the value: requests of other pages do not accept it.
    pub fn is_documented_in(&self, file: FileId) -> bool {
        self.is_shared() || self.pages.contains(&file)
    }

    /// Returns `true` if the value is in the enumeration itself, and not added by a page.
    pub fn is_shared(&self) -> bool {
        self.pages.is_empty()
    }
}
