//! What `request!` needs of a request: its parts as a struct, and its table in a macro of the same
//! name, in the form that `iotpay-macros` reads.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::request::{Member, members};
use super::rust_type::Fixed;
use super::{Context, ident, rust_type};
use crate::model::{
    Choice, Endpoint, Field, Filled, Identified, Members, Model, OneOf, Operation, Page, Secrecy, Type, Width,
};
use crate::names;
use crate::raw::SITE;

pub(super) fn emit(context: &Context<'_>, page: &Page, endpoint: &Endpoint, operation: &Operation) -> TokenStream {
    let root = &context.root;
    let name = ident(&operation.type_name);
    let parts = ident(&parts_name(operation));
    let fields = members(operation).map(|member| match member {
        Member::Field(field) => {
            let (name, ty) = (ident(&field.rust_name), rust_type::of_request(field));
            let ty = if field.required { ty } else { quote!(Option<#ty>) };
            quote!(pub #name: #ty,)
        }
        Member::Group(group) => {
            let (name, ty) = (ident(&group.rust_name), ident(&group.type_name));
            quote!(pub #name: #ty,)
        }
    });
    let names: Vec<_> = members(operation)
        .map(|member| match member {
            Member::Field(Field { rust_name, .. }) | Member::Group(OneOf { rust_name, .. }) => ident(rust_name),
        })
        .collect();
    // A request without fields has nothing to say of its parts.
    let argument = if names.is_empty() { quote!(_) } else { quote!(parts) };
    let mut named = Named { model: context.model, types: Vec::new() };
    let table = table(page, endpoint, operation, &mut named);
    let types = named.types.iter().enumerate().map(|(at, ty)| {
        let at = Literal::usize_unsuffixed(at);
        quote! {
            impl #root::__private::Named<#at> for #parts {
                type Type = #ty;
            }
        }
    });
    let family = &context.model.families[page.family].name;
    let hidden = ident(&format!("__{family}_{}", operation.type_name));
    quote! {
        #[doc(hidden)]
        pub struct #parts {
            #(#fields)*
        }

        impl Fill for #name {
            type Parts = #parts;

            fn filled(#argument: #parts) -> Self {
                Self { #(#names: parts.#names),* }
            }
        }

        #(#types)*

        #[doc(hidden)]
        #[macro_export]
        macro_rules! #hidden {
            ([$root:tt] $($given:tt)*) => {
                $root::__fill! { [$root] $($given)* #table }
            };
        }

        #[doc(hidden)]
        pub use #hidden as #name;
    }
}

/// The name of the struct of a request's parts.
pub(super) fn parts_name(operation: &Operation) -> String {
    format!("{}Parts", operation.type_name)
}

/// The types that a table names by their places.
struct Named<'a> {
    model: &'a Model,
    types: Vec<TokenStream>,
}

impl Named<'_> {
    fn at(&mut self, name: &str) -> Literal {
        let name = ident(name);
        self.types.push(quote!(#name));
        Literal::usize_unsuffixed(self.types.len() - 1)
    }
}

fn table(page: &Page, endpoint: &Endpoint, operation: &Operation, named: &mut Named<'_>) -> TokenStream {
    let name = called(operation);
    let address = page.path.as_ref().map_or_else(String::new, |path| format!("{SITE}{path}"));
    let rows: Vec<_> = members(operation)
        .map(|member| match member {
            Member::Field(field) => {
                let (name, wire) = (ident(&field.rust_name), &field.wire);
                let optional = (!field.required).then(|| quote!(?));
                let kind = kind(field, named);
                quote!(#name #optional #wire #kind;)
            }
            Member::Group(group) => choice(operation, group, named),
        })
        .collect();
    let filled = operation.request.iter().filter_map(|field| {
        let (name, wire) = (ident(&field.rust_name), &field.wire);
        Some(match field.filled.as_ref()? {
            Filled::MchId | Filled::LoginName | Filled::Signature => quote!(client #name #wire;),
            Filled::Fixed(value) => quote!(fixed #name #wire #value;),
        })
    });
    let elsewhere = elsewhere(endpoint, operation).into_iter().map(|(field, channels)| {
        let (name, wire, channels) = (ident(&field.rust_name), &field.wire, channels.join(", "));
        quote!(elsewhere #name #wire #channels;)
    });
    quote!(#name #address; #(#rows)* #(#filled)* #(#elsewhere)*)
}

/// What a request is called in errors.
fn called(operation: &Operation) -> &str {
    operation.channel.as_deref().unwrap_or(&operation.type_name)
}

/// The fields that only other channels of the call take, with those channels.
fn elsewhere<'a>(endpoint: &'a Endpoint, operation: &Operation) -> Vec<(&'a Field, Vec<&'a str>)> {
    let mut found: Vec<(&Field, Vec<&str>)> = Vec::new();
    for other in &endpoint.operations {
        for field in other.caller_fields().filter(|field| operation.request_field(&field.wire).is_none()) {
            match found.iter_mut().find(|(known, _)| known.wire == field.wire) {
                Some((_, channels)) => channels.push(called(other)),
                None => found.push((field, vec![called(other)])),
            }
        }
    }
    found
}

fn choice(operation: &Operation, group: &OneOf, named: &mut Named<'_>) -> TokenStream {
    let (name, at) = (ident(&group.rust_name), named.at(&group.type_name));
    let fields = group.fields.iter().filter_map(|wire| operation.request_field(wire)).map(|field| {
        let (name, variant, wire) = (ident(&field.rust_name), ident(&names::pascal(&field.wire)), &field.wire);
        let kind = kind(field, named);
        quote!(#name #variant #wire #kind;)
    });
    let fields: Vec<_> = fields.collect();
    quote!(one_of #name #at { #(#fields)* };)
}

fn kind(field: &Field, named: &mut Named<'_>) -> TokenStream {
    let limit = field.max.map(|max| {
        let max = Literal::u32_unsuffixed(max);
        quote!((#max))
    });
    if let (Some(secrecy), Type::Text) = (field.secret, &field.ty) {
        let max = Literal::u32_unsuffixed(field.max.unwrap_or(u32::MAX));
        return match secrecy {
            Secrecy::Hidden => quote!(secret #limit),
            Secrecy::LastFour => quote!(secret(#max, 4)),
        };
    }
    match &field.ty {
        Type::Text | Type::Id(Identified::Transaction) => quote!(text #limit),
        Type::Url { query: true } => quote!(url #limit),
        Type::Url { query: false } => quote!(url_without_query #limit),
        Type::Ip => quote!(ip #limit),
        Type::CardNumber => quote!(card_number),
        Type::Cvv => quote!(cvv),
        Type::ExpiryDate => quote!(expiry_date),
        Type::Base64 => quote!(base64 #limit),
        Type::Id(Identified::Order) => quote!(order_id #limit),
        Type::Id(Identified::Refund) => quote!(refund_id #limit),
        Type::Cents => quote!(cents),
        Type::Integer(Width::Int) => quote!(integer i32),
        Type::Integer(Width::Long) => quote!(integer i64),
        Type::Choice(choice) => codes(choice, named),
        Type::Json(Some(members)) => {
            let at = named.at(&members.type_name);
            let members = object_members(members, named);
            quote!(object #at #limit { #(#members)* })
        }
        // Objects of any shape are none of a request's; names come checked out of `resolve`.
        Type::Json(None) | Type::Object(_) | Type::PassedOn(_) | Type::RawObject | Type::Any => quote!(json #limit),
    }
}

fn object_members(members: &Members, named: &mut Named<'_>) -> Vec<TokenStream> {
    let member = |member: &Field| {
        let wire = &member.wire;
        if let Some(Filled::Fixed(value)) = &member.filled {
            let (Fixed::Text(value) | Fixed::Integer(value)) = rust_type::fixed(member, value);
            return quote!(const #wire #value;);
        }
        let name = ident(&member.rust_name);
        let optional = (!member.required).then(|| quote!(?));
        let kind = kind(member, named);
        quote!(#name #optional #wire #kind;)
    };
    members.fields.iter().map(member).collect()
}

/// The values that the channel takes, and those that only others take.
fn codes(choice: &Choice, named: &mut Named<'_>) -> TokenStream {
    let values = named.model.enumerations[choice.enumeration].values.iter().enumerate();
    let (taken, elsewhere): (Vec<_>, Vec<_>) = values
        .map(|(at, value)| {
            let (variant, wire) = (ident(&value.variant), &value.wire);
            (choice.values.contains(&at), quote!(#variant #wire;))
        })
        .partition(|(is_taken, _)| *is_taken);
    let (taken, elsewhere) = (taken.into_iter().map(|it| it.1), elsewhere.into_iter().map(|it| it.1));
    let at = named.at(choice.type_name.as_deref().unwrap_or("String"));
    let elsewhere: Vec<_> = elsewhere.collect();
    let elsewhere = (!elsewhere.is_empty()).then(|| quote!(else { #(#elsewhere)* }));
    quote!(code #at { #(#taken)* } #elsewhere)
}
