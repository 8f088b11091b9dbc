//! Deprecated requests and fields: derived items have the attribute, too.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Attribute;

/// Returns the attribute of a deprecated item.
pub(super) fn of(attributes: &[Attribute]) -> Option<&Attribute> {
    attributes.iter().find(|attribute| attribute.path().is_ident("deprecated"))
}

/// Returns the attribute for a derived item. Its date may not be a version, which a lint of clippy expects.
pub(super) fn repeated(attribute: Option<&Attribute>) -> Option<TokenStream> {
    attribute.map(|attribute| quote!(#[allow(clippy::deprecated_semver)] #attribute))
}
