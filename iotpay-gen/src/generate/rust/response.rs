//! A response type, and the types of the objects in it.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::tokens::ident;
use super::{deprecated, docs, rust_type, transaction_kinds};
use crate::model::names;
use crate::model::{Field, Members, Operation, Page, Type};

pub(super) fn emit(context: &Context<'_>, page: &Page, operation: &Operation) -> TokenStream {
    let request = &operation.type_name;
    // Each request shares its name with a macro.
    let about = format!("The response to a successful [`{request}`](struct@{request}).");
    let doc = docs::doc(&[about, docs::partial(page), docs::origin(context, page, operation.span)]);
    received_struct(context, page, &operation.response_name, &doc, &operation.response)
}

/// Generates a struct that is decoded from received fields.
pub(super) fn received_struct(
    context: &Context<'_>,
    page: &Page,
    name: &str,
    doc: &TokenStream,
    fields: &[Field],
) -> TokenStream {
    let name = ident(name);
    let members = fields.iter().map(|field| received_field(context, field));
    let objects = fields.iter().filter_map(|field| Some(object(context, page, field, field.ty.members()?)));
    let kinds = transaction_kinds::emit(context, &name, fields);
    let path = context.settings.client.attribute_part().map(|part| quote!(#part,));
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, Eq, Hash, FromFields)]
        #[field(#path serde)]
        #[non_exhaustive]
        pub struct #name {
            #(#members)*
        }
        #kinds
        #(#objects)*
    }
}

fn object(context: &Context<'_>, page: &Page, owner: &Field, members: &Members) -> TokenStream {
    let about = docs::escape(&owner.about);
    let about = match owner.ty {
        Type::Array(_) => format!("An item of {}. {about}", docs::code(&owner.wire)),
        _ => about,
    };
    let doc = docs::doc(&[about, docs::origin(context, page, owner.span)]);
    received_struct(context, page, &members.type_name, &doc, &members.fields)
}

fn received_field(context: &Context<'_>, field: &Field) -> TokenStream {
    let name = ident(&field.rust_name);
    let doc = docs::response_field(context, field);
    let wire = &field.wire;
    let rename = (names::camel(&field.rust_name) != *wire).then(|| quote!(#wire));
    let aliases = field.aliases.iter().map(|alias| quote!(alias = #alias));
    let parts: Vec<_> = rename.into_iter().chain(aliases).chain(rust_type::words(field)).collect();
    let attribute = (!parts.is_empty()).then(|| quote!(#[field(#(#parts),*)]));
    let ty = rust_type::of_response(context, field);
    let ty = if field.required { ty } else { quote!(Option<#ty>) };
    let deprecated = deprecated::on_field(field);
    quote!(#doc #deprecated #attribute pub #name: #ty,)
}
