//! The typed JSON object in a request field.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::tokens::ident;
use super::{deprecated, docs, input, rust_type};
use crate::model::{Field, Members, Page};

pub(super) fn emit(context: &Context<'_>, page: &Page, owner: &Field, members: &Members) -> TokenStream {
    let name = ident(&members.type_name);
    let literal = ident(&format!("{}Members", members.type_name));
    let text = rust_type::limited(&quote!(JsonText), owner.max);
    let borrows = input::required_members(members).any(input::borrows);
    let lifetime = borrows.then(|| quote!(<'a>));
    let fields = input::required_members(members).map(|member| {
        let (name, doc, ty) = (ident(&member.rust_name), docs::request_field(context, member), input::ty(member));
        let deprecated = deprecated::on_field(member);
        quote!(#doc #deprecated pub #name: #ty,)
    });
    let about = docs::doc(&[
        docs::escape(&owner.about),
        docs::filled_fields(&members.fields),
        docs::origin(context, page, owner.span),
    ]);
    let literal_doc = docs::doc(&[
        format!("The required members of a [`{}`], not yet validated.", members.type_name),
        docs::origin(context, page, owner.span),
    ]);
    quote! {
        #about
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct #name(#text);

        #literal_doc
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct #literal #lifetime {
            #(#fields)*
        }
    }
}
