//! The items that the vendor calls deprecated.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, File, Item, parse_quote};

/// Adds `#[deprecated]` to every public item that has a name.
pub(crate) fn mark(file: &mut File, instead: &str) {
    let attribute: Attribute = parse_quote!(#[deprecated(note = #instead)]);
    for item in &mut file.items {
        let attributes = match item {
            Item::Struct(it) => &mut it.attrs,
            Item::Enum(it) => &mut it.attrs,
            Item::Static(it) => &mut it.attrs,
            Item::Type(it) => &mut it.attrs,
            _ => continue,
        };
        attributes.push(attribute.clone());
    }
}

/// Lets deprecated items be named where they are defined.
pub(super) fn allow() -> TokenStream {
    quote!(#[allow(deprecated)])
}
