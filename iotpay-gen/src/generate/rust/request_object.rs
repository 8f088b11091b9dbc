//! The types of objects in a request.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::request::{field_attribute, is_integer, item_of};
use super::tokens::ident;
use super::{deprecated, docs, rust_type};
use crate::model::{Field, Page, Type, names};

/// Generates the type of the object in a field, or of those in an array, and the types of the objects in it. `path` is the
/// path of the field in the request.
pub(super) fn emit(
    context: &Context<'_>,
    page: &Page,
    request: &str,
    path: &str,
    field: &Field,
) -> Option<TokenStream> {
    let (members, path) = match &field.ty {
        Type::Encoded(content) => return emit(context, page, request, path, content),
        Type::Object(members) => (members, path.to_owned()),
        Type::Array(array) => match &array.item.ty {
            Type::Object(members) => (members, format!("{path}[]")),
            _ => return None,
        },
        _ => return None,
    };
    let name = ident(&members.type_name);
    let of = ident(request);
    let about = docs::escape(&field.about);
    let about = match field.ty {
        Type::Array(_) => format!("An item of {}. {about}", docs::code(&field.wire)),
        _ => about,
    };
    let doc = docs::doc(&[about, docs::origin(context, page, field.span)]);
    let fields = members.fields.iter().map(|member| member_field(context, member));
    let client = context.settings.client.attribute_part().map(|part| quote!(, #part));
    let inner = members
        .fields
        .iter()
        .filter_map(|member| emit(context, page, request, &format!("{path}.{}", member.wire), member));
    Some(quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, Eq, Hash, RequestObject)]
        #[object(of = #of, path = #path #client)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
        }
        #(#inner)*
    })
}

fn member_field(context: &Context<'_>, member: &Field) -> TokenStream {
    let (name, wire) = (ident(&member.rust_name), &member.wire);
    let doc = docs::request_field(context, member);
    let rename = (names::camel(&member.rust_name) != *wire).then(|| quote!(#wire));
    let integer = is_integer(member).then(|| quote!(integer));
    let parts: Vec<_> = rename.into_iter().chain(integer).chain(rust_type::words(item_of(member))).collect();
    let object = (!parts.is_empty()).then(|| quote!(#[object(#(#parts),*)]));
    let rule = field_attribute(context, member).map(|rule| quote!(#[request(#rule)]));
    let ty = rust_type::of_request(context, member);
    let ty = if member.required { ty } else { quote!(Option<#ty>) };
    let deprecated = deprecated::on_field(member);
    quote!(#doc #deprecated #object #rule pub #name: #ty,)
}
