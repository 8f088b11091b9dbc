//! The items that the vendor calls deprecated.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, File, Item, parse_quote};

use super::context::Context;
use super::docs;
use crate::model::names;
use crate::model::{Endpoint, Enumeration, EnumerationValue, Field, Lifecycle, Operation, Page};
use crate::raw::SITE;

/// The content of an attribute `#[deprecated]`.
#[derive(Debug, Clone)]
pub(crate) struct Deprecated {
    since: Option<String>,
    note: String,
}

impl Deprecated {
    /// `name` returns the name of the replacement, in words.
    fn of(lifecycle: &Lifecycle, name: impl Fn(&str) -> String) -> Option<Self> {
        let since = lifecycle.deprecated.as_ref()?.since.clone();
        lifecycle.advice(name).map(|note| Self { since, note })
    }

    pub(super) fn of_page(page: &Page) -> Option<Self> {
        Self::of(&page.lifecycle, |path| format!("{SITE}{path}"))
    }

    pub(super) fn of_endpoint(endpoint: &Endpoint) -> Option<Self> {
        Self::of(&endpoint.lifecycle, |name| format!("the endpoint `{name}`"))
    }

    /// The deprecation of the channel of a request type.
    pub(super) fn of_operation(context: &Context<'_>, page: &Page, operation: &Operation) -> Option<Self> {
        Self::of(&operation.lifecycle, |channel| {
            let mut operations = context.model.pages_of(page.family).into_iter().flat_map(Page::operations);
            let named = operations.find(|it| it.channel.as_deref() == Some(channel));
            named.map_or_else(|| docs::code(channel), |operation| docs::code(&operation.type_name))
        })
    }

    pub(super) fn of_field(field: &Field) -> Option<Self> {
        Self::of(&field.lifecycle, |wire| docs::code(&names::snake(wire.rsplit('.').next().unwrap_or(wire))))
    }

    pub(super) fn of_value(enumeration: &Enumeration, value: &EnumerationValue) -> Option<Self> {
        Self::of(&value.lifecycle, |wire| {
            let named = enumeration.values.iter().find(|value| value.wire == wire);
            docs::code(named.map_or(wire, |value| &value.variant))
        })
    }

    /// Returns the attribute. The vendor's dates are not versions, which a lint of clippy expects.
    pub(super) fn attributes(&self) -> Vec<Attribute> {
        let note = &self.note;
        match &self.since {
            None => vec![parse_quote!(#[deprecated(note = #note)])],
            Some(since) => vec![
                parse_quote!(#[allow(clippy::deprecated_semver)]),
                parse_quote!(#[deprecated(since = #since, note = #note)]),
            ],
        }
    }
}

/// Returns the attributes of a field.
pub(super) fn on_field(field: &Field) -> TokenStream {
    let attributes = Deprecated::of_field(field).map_or_else(Vec::new, |it| it.attributes());
    quote!(#(#attributes)*)
}

/// Returns the attribute `#[deprecated]` of a field alone.
pub(super) fn attribute_on_field(field: &Field) -> TokenStream {
    let attributes = Deprecated::of_field(field).map_or_else(Vec::new, |it| it.attributes());
    let attribute = attributes.last();
    quote!(#attribute)
}

/// Returns the attributes of an enum value.
pub(super) fn on_value(enumeration: &Enumeration, value: &EnumerationValue) -> TokenStream {
    let attributes = Deprecated::of_value(enumeration, value).map_or_else(Vec::new, |it| it.attributes());
    quote!(#(#attributes)*)
}

/// Adds `#[deprecated]` to every public item that has a name.
pub(crate) fn mark(file: &mut File, deprecated: &Deprecated) {
    for item in &mut file.items {
        let attributes = match item {
            Item::Struct(it) => &mut it.attrs,
            Item::Enum(it) => &mut it.attrs,
            Item::Static(it) => &mut it.attrs,
            Item::Type(it) => &mut it.attrs,
            _ => continue,
        };
        attributes.extend(deprecated.attributes());
    }
}

/// Lets deprecated items be named where they are defined.
pub(super) fn allow() -> TokenStream {
    quote!(#[allow(deprecated)])
}

/// Returns `true` if the module of a page defines or names a deprecated item.
pub(super) fn is_in_module(context: &Context<'_>, page: &Page) -> bool {
    let names_any = |fields: &[Field]| fields.iter().any(|field| names_deprecated(context, field));
    let is_deprecated = |operation: &Operation| {
        operation.lifecycle.is_deprecated() || names_any(&operation.request) || names_any(&operation.response)
    };
    page.lifecycle.is_deprecated()
        || page.endpoints.iter().any(|endpoint| endpoint.lifecycle.is_deprecated())
        || page.operations().into_iter().any(is_deprecated)
        || page.incoming().into_iter().any(|incoming| names_any(&incoming.fields))
}

fn names_deprecated(context: &Context<'_>, field: &Field) -> bool {
    let members = field.ty.members().map_or(&[][..], |members| &members.fields);
    field.lifecycle.is_deprecated()
        || context.model.enumeration_of(field).is_some_and(has_deprecated_values)
        || members.iter().any(|member| names_deprecated(context, member))
}

pub(super) fn has_deprecated_values(enumeration: &Enumeration) -> bool {
    enumeration.values.iter().any(|value| value.lifecycle.is_deprecated())
}
