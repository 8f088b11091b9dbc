//! The `use` lines that a page's code needs, and no other.

use std::collections::HashSet;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use super::context::Context;
use super::tokens::ident;
use crate::model::names::RUNTIME;

/// The names in code.
#[derive(Default)]
pub(super) struct Used {
    names: HashSet<String>,
    /// The names of variants: the identifiers directly inside the braces of an enum.
    variants: HashSet<String>,
}

impl Used {
    /// Records the names in these items, and returns the items: only an owner can iterate over tokens without a
    /// copy.
    pub(super) fn note(&mut self, items: TokenStream) -> TokenStream {
        let mut in_enum = false;
        let mut noted = |token| match token {
            TokenTree::Group(group) => {
                let is_variants = in_enum && group.delimiter() == Delimiter::Brace;
                in_enum &= !is_variants;
                self.group(group, is_variants)
            }
            TokenTree::Ident(ident) => {
                in_enum |= ident == "enum";
                self.names.insert(ident.to_string());
                TokenTree::Ident(ident)
            }
            other => other,
        };
        items.into_iter().map(&mut noted).collect()
    }

    fn group(&mut self, group: Group, is_variants: bool) -> TokenTree {
        let (delimiter, stream) = (group.delimiter(), group.stream());
        // Otherwise, the group would share its tokens with the stream.
        drop(group);
        let tokens = stream.into_iter().map(|token| match token {
            TokenTree::Group(group) => self.group(group, false),
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                if is_variants {
                    self.variants.insert(name.clone());
                }
                self.names.insert(name);
                TokenTree::Ident(ident)
            }
            other => other,
        });
        TokenTree::Group(Group::new(delimiter, tokens.collect()))
    }
}

pub(super) fn emit(context: &Context<'_>, used: &Used) -> TokenStream {
    let root = &context.root;
    let uses = RUNTIME.iter().filter_map(|(module, names)| {
        let names: Vec<_> = names.iter().filter(|name| used.names.contains(**name)).collect();
        // A variant can be named like a type that is not used.
        let is_variant = names.iter().any(|name| used.variants.contains(**name));
        let allowed = is_variant.then(|| quote!(#[allow(unused_imports)]));
        let (module, items) = (ident(module), names.iter().map(|name| ident(name)));
        (!names.is_empty()).then(|| quote!(#allowed use #root::#module::{#(#items),*};))
    });
    let ip = used.names.contains("IpAddr").then(|| {
        quote!(
            use std::net::IpAddr;
        )
    });
    quote! {
        #ip
        #(#uses)*
    }
}
