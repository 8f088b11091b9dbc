//! What the vendor calls deprecated.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, File, Item, parse_quote};

/// The items with `#[deprecated]` on every public one that has a name.
pub(super) fn mark(items: TokenStream, instead: &str) -> TokenStream {
    let Ok(mut file) = syn::parse2::<File>(items.clone()) else { return items };
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
    file.into_token_stream()
}

/// Lets deprecated items be named where they are defined.
pub(super) fn allow() -> TokenStream {
    quote!(#[allow(deprecated)])
}
