//! The `use` lines that a page's code needs, and no other.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
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
    quote! {
        #ip
        use #root::{#(#runtime),*};
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
