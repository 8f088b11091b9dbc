//! The fields that matter for redacted messages: those with secrets, with ids, and with the channel.

use std::collections::BTreeSet;

use super::context::Context;
use crate::model::{Endpoint, FamilyId, Field, Type};

/// The Rust name of a field with the channel.
const CHANNEL: &str = "channel";

/// The names of the secret fields and of the fields with ids and references, also inside objects.
#[derive(Default)]
pub(super) struct FieldNames<'a> {
    pub(super) secrets: BTreeSet<&'a str>,
    pub(super) ids: BTreeSet<&'a str>,
}

impl<'a> FieldNames<'a> {
    pub(super) fn of(context: &Context<'_>, family: FamilyId, fields: impl IntoIterator<Item = &'a Field>) -> Self {
        let mut names = Self::default();
        for field in fields {
            names.add(context, family, field);
        }
        // A name that is secret anywhere is secret everywhere.
        names.ids = names.ids.difference(&names.secrets).copied().collect();
        names
    }

    fn add(&mut self, context: &Context<'_>, family: FamilyId, field: &'a Field) {
        let names = field.aliases.iter().chain([&field.wire]).map(String::as_str);
        let is_reference = context.pages.order_references.contains(&(family, field.wire.as_str()));
        if field.secret.is_some() || field.ty.secrecy().is_some() {
            self.secrets.extend(names);
        } else if is_reference || matches!(field.ty, Type::Id(_) | Type::Reference) {
            self.ids.extend(names);
        }
        for member in field.ty.members().into_iter().flat_map(|members| &members.fields) {
            self.add(context, family, member);
        }
    }
}

/// Returns the field with the channel of an endpoint's requests.
pub(super) fn channel_field<'a>(context: &Context<'_>, endpoint: &'a Endpoint) -> Option<&'a str> {
    let mut fields = endpoint.operations.iter().flat_map(|operation| &operation.request);
    let is_channel = |field: &&Field| {
        // Requests of cards take the channel as a value.
        let is_value = field.rust_name == CHANNEL && matches!(field.ty, Type::Enum(_));
        is_value || context.pages.channel_fields.contains(field.wire.as_str())
    };
    fields.find(is_channel).map(|field| field.wire.as_str())
}
