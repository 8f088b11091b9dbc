//! A request type.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::input::Input;
use super::member::{Member, members};
use super::rust_type::Fixed;
use super::tokens::ident;
use super::{docs, enumeration, json_members, request_macro, required, rust_type};
use crate::model::names;
use crate::model::{Endpoint, Field, Filler, OneOf, Operation, Page};

pub(super) fn emit(context: &Context<'_>, page: &Page, endpoint: &Endpoint, operation: &Operation) -> TokenStream {
    let name = ident(&operation.type_name);
    let root = &context.settings.client;
    let doc = docs::doc(&[
        docs::escape(&operation.about),
        format!("Create it with [`request!`]({root}::request!), using its field names."),
        docs::filled_fields(&operation.request),
        docs::partial(page),
        docs::origin(context, page, operation.span),
    ]);
    let attribute = signed_attribute(context, operation);
    let fields = members(operation).map(|member| match member {
        Member::Field(field) => plain_field(context, field),
        Member::Group(group) => group_field(context, group),
    });
    let conversation = conversation(context, page, endpoint, operation);
    let constructors = required::emit(context, page, operation);
    let fill = request_macro::emit(context, page, endpoint, operation);
    let groups = operation.one_of.iter().map(|group| one_of(context, page, operation, group));
    let parts = operation.caller_fields().filter_map(|field| {
        let choice = field.ty.choice().map(|choice| enumeration::closed(context, page, field, choice));
        choice.or_else(|| Some(json_members::emit(context, page, field, field.ty.members()?)))
    });
    quote! {
        #doc
        #[derive(Clone, Debug, Signed)]
        #attribute
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
        }
        #constructors
        #conversation
        #fill
        #(#groups)*
        #(#parts)*
    }
}

fn plain_field(context: &Context<'_>, field: &Field) -> TokenStream {
    let name = ident(&field.rust_name);
    let doc = docs::request_field(context, field);
    let wire = &field.wire;
    let rename = (names::camel(&field.rust_name) != *wire).then(|| quote!(#[signed(#wire)]));
    let ty = rust_type::of_request(field);
    let ty = if field.required { ty } else { quote!(Option<#ty>) };
    quote!(#doc #rename pub #name: #ty,)
}

fn group_field(context: &Context<'_>, group: &OneOf) -> TokenStream {
    let name = ident(&group.rust_name);
    let ty = ident(&group.type_name);
    let variants = group.fields.iter().map(|wire| {
        let variant = ident(&names::pascal(wire));
        quote!(#variant = #wire)
    });
    let names: Vec<_> = group.fields.iter().map(|wire| docs::code(wire)).collect();
    let doc = docs::doc(&[format!("Exactly one of {}.", names.join(", ")), docs::line(context, group.span)]);
    quote!(#doc #[signed(one_of(#(#variants),*))] pub #name: #ty,)
}

fn signed_attribute(context: &Context<'_>, operation: &Operation) -> TokenStream {
    let mut account = Vec::new();
    let mut fixed = Vec::new();
    for field in &operation.request {
        let wire = &field.wire;
        match &field.filled {
            Some(Filler::MchId) => account.push(quote!(mch_id = #wire)),
            Some(Filler::LoginName) => account.push(quote!(login_name = #wire)),
            Some(Filler::Fixed(value)) => {
                let (Fixed::Text(value) | Fixed::Integer(value)) = rust_type::fixed(field, value);
                fixed.push(quote!(#wire = #value));
            }
            Some(Filler::Signature) | None => {}
        }
    }
    let account = (!account.is_empty()).then(|| quote!(account(#(#account),*)));
    let fixed = (!fixed.is_empty()).then(|| quote!(fixed(#(#fixed),*)));
    let client = context.settings.client.attribute_part();
    let parts = [account, fixed, client].into_iter().flatten();
    quote!(#[signed(#(#parts),*)])
}

/// Returns the `Request` implementation, which names the endpoint and the response type.
fn conversation(context: &Context<'_>, page: &Page, endpoint: &Endpoint, operation: &Operation) -> TokenStream {
    let root = &context.root;
    let name = ident(&operation.type_name);
    let response = ident(&operation.response_name);
    let constant = ident(&names::screaming(&endpoint.name));
    let family = &context.model.families[page.family];
    let (module, marker) = (ident(&family.name), ident(&family.type_name));
    quote! {
        impl Request for #name {
            type Family = #root::#module::#marker;
            type Response = #response;

            fn endpoint() -> &'static Endpoint {
                &#constant
            }
        }
    }
}

fn one_of(context: &Context<'_>, page: &Page, operation: &Operation, group: &OneOf) -> TokenStream {
    let name = ident(&group.type_name);
    let fields: Vec<&Field> = group.fields.iter().filter_map(|wire| operation.request_field(wire)).collect();
    let owner = &operation.type_name;
    let doc = docs::doc(&[
        format!("One of the mutually exclusive fields of a [`{owner}`]."),
        docs::origin(context, page, group.span),
    ]);
    let variants = fields.iter().map(|field| {
        let variant = ident(&names::pascal(&field.wire));
        let ty = rust_type::of_request(field);
        let doc = docs::request_field(context, field);
        quote!(#doc #variant(#ty),)
    });
    let constructors = fields.iter().map(|field| {
        let function = ident(&field.rust_name);
        let variant = ident(&names::pascal(&field.wire));
        let input = Input::of(field);
        let argument = input.argument();
        let about = format!("By {}.", docs::code(&field.wire));
        if input.is_free() {
            let doc = docs::doc(&[about, docs::line(context, field.span)]);
            return quote!(#doc pub fn #function(value: #argument) -> Self { Self::#variant(value) });
        }
        let value = input.checked(&field.wire, &quote!(value));
        let line = docs::line(context, field.span);
        let doc = docs::doc(&[about, line, required::ERRORS.to_owned(), required::BREAKS_RULE.to_owned()]);
        quote! {
            #doc
            pub fn #function(value: #argument) -> Result<Self, ValidationError> {
                #value.map(Self::#variant)
            }
        }
    });
    quote! {
        #doc
        #[derive(Clone, Debug)]
        pub enum #name {
            #(#variants)*
        }
        impl #name {
            #(#constructors)*
        }
    }
}
