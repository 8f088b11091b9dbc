//! The `use` lines that a page's code needs, and no other.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use super::{Context, ident};
use crate::names::RUNTIME;

pub(super) fn emit(context: &Context<'_>, body: &TokenStream) -> TokenStream {
    let root = &context.root;
    let mut used = BTreeSet::new();
    collect(body.clone(), &mut used);
    let runtime: Vec<_> = RUNTIME.iter().filter(|name| used.contains(**name)).map(|name| ident(name)).collect();
    let ip = used.contains("IpAddr").then(|| {
        quote!(
            use std::net::IpAddr;
        )
    });
    // A variant can be named like a type that is not used.
    let mut variants = BTreeSet::new();
    collect_variants(body.clone(), &mut variants);
    let allowed =
        runtime.iter().any(|name| variants.contains(&name.to_string())).then(|| quote!(#[allow(unused_imports)]));
    quote! {
        #ip
        #allowed
        use #root::{#(#runtime),*};
    }
}

/// The names of variants: what stands in the braces of an enum and in no further brackets.
fn collect_variants(tokens: TokenStream, variants: &mut BTreeSet<String>) {
    let mut in_enum = false;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) if ident == "enum" => in_enum = true,
            TokenTree::Group(group) if in_enum && group.delimiter() == Delimiter::Brace => {
                in_enum = false;
                let names = group.stream().into_iter().filter_map(|token| match token {
                    TokenTree::Ident(ident) => Some(ident.to_string()),
                    _ => None,
                });
                variants.extend(names);
            }
            _ => {}
        }
    }
}

fn collect(tokens: TokenStream, used: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                used.insert(ident.to_string());
            }
            TokenTree::Group(group) => collect(group.stream(), used),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
