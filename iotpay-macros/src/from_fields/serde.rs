//! `#[field(serde)]`: the input of the client's macro that implements serde's traits.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{DeriveInput, Path, Type};

use super::Member;
use crate::errors::Errors;

/// Invokes the client's macro, which expands to nothing if the client is built without the feature `serde`.
pub(super) fn implementation(
    input: &DeriveInput,
    client: &Path,
    members: &[Member<'_>],
    errors: &mut Errors,
) -> TokenStream {
    if let Some(parameter) = input.generics.params.first() {
        errors.at(parameter, "generic parameters are not supported with `serde`");
        return TokenStream::new();
    }
    let name = &input.ident;
    let members = members.iter().map(|Member { name, ty, wire, aliases, .. }| {
        let kind = format_ident!("{}", if is_option(ty) { "optional" } else { "required" });
        quote!(#kind #name: #ty = #wire #(| #aliases)*,)
    });
    quote!(#client::__private::serde_fields! { #name { #(#members)* } })
}

/// Serde's derive recognizes an `Option` in the same way: by the name of its type.
fn is_option(ty: &Type) -> bool {
    match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "Option"),
        Type::Group(group) => is_option(&group.elem),
        _ => false,
    }
}
