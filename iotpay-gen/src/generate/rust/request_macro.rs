//! The parts of a request that `request!` needs: a struct of its parts, and its table in a macro of the same name, in
//! the form that `iotpay-macros` reads.

use proc_macro2::{Literal, TokenStream, TokenTree};
use quote::quote;

use super::context::Context;
use super::member::{Member, members};
use super::rust_type;
use super::rust_type::Fixed;
use super::tokens::ident;
use crate::model::names;
use crate::model::{
    Endpoint, EnumType, Field, Filler, IdTarget, Members, Model, OneOf, Operation, Page, Secrecy, Type, Width,
};
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
    // A request without fields does not use its parts.
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

        impl BuildRequest for #name {
            type Parts = #parts;

            fn from_parts(#argument: #parts) -> Self {
                Self { #(#names: parts.#names),* }
            }
        }

        #(#types)*

        #[doc(hidden)]
        #[macro_export]
        macro_rules! #hidden {
            ([$root:tt] $($arguments:tt)*) => {
                $root::__request! { [$root] $($arguments)* #table }
            };
        }

        #[doc(hidden)]
        pub use #hidden as #name;
    }
}

/// Returns the name of the struct of a request's parts.
pub(super) fn parts_name(operation: &Operation) -> String {
    format!("{}Parts", operation.type_name)
}

/// The types that a table refers to by index.
struct Named<'a> {
    model: &'a Model,
    types: Vec<TokenStream>,
}

impl Named<'_> {
    fn at(&mut self, name: &str) -> usize {
        let name = ident(name);
        self.types.push(quote!(#name));
        self.types.len() - 1
    }
}

/// The version of the table format, which `iotpay-macros/src/request/table.rs` describes and checks.
const TABLE_VERSION: u32 = 1;

/// Returns the table as one text with one row per line: as tokens, it would make each use of the macro slower.
fn table(page: &Page, endpoint: &Endpoint, operation: &Operation, named: &mut Named<'_>) -> TokenTree {
    let address = page.path.as_ref().map_or_else(String::new, |path| format!("{SITE}{path}"));
    let mut rows = vec![format!("{TABLE_VERSION} {:?} {address:?}", called(operation))];
    rows.extend(members(operation).map(|member| match member {
        Member::Field(field) => row(field, named),
        Member::Group(group) => choice(operation, group, named),
    }));
    rows.extend(operation.request.iter().filter_map(|field| {
        let (name, wire) = (&field.rust_name, &field.wire);
        Some(match field.filled.as_ref()? {
            Filler::MchId | Filler::LoginName | Filler::Signature => format!("client {name} {wire:?}"),
            Filler::Fixed(value) => format!("fixed {name} {wire:?} {value:?}"),
        })
    }));
    rows.extend(
        elsewhere(endpoint, operation).into_iter().map(|(field, channels)| {
            format!("elsewhere {} {:?} {:?}", field.rust_name, field.wire, channels.join(", "))
        }),
    );
    raw_text(&rows)
}

/// Returns the rows as a raw string, each on its own line.
fn raw_text(rows: &[String]) -> TokenTree {
    const INDENT: &str = "\n            ";
    let text = rows.iter().map(|row| format!("{INDENT}{row}")).collect::<String>();
    let mut hashes = String::from("#");
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    let written = format!("r{hashes}\"{text}\n        \"{hashes}");
    // Rows contain no control characters, so that this is always a raw string.
    written.parse::<Literal>().unwrap_or_else(|_| Literal::string(&text)).into()
}

/// Returns the name of a request in errors.
fn called(operation: &Operation) -> &str {
    operation.channel.as_deref().unwrap_or(&operation.type_name)
}

/// Returns the fields that only other channels of the endpoint have, each with those channels.
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

fn row(field: &Field, named: &mut Named<'_>) -> String {
    let optional = if field.required { "" } else { "?" };
    format!("{}{optional} {:?} {}", field.rust_name, field.wire, kind(field, named))
}

fn choice(operation: &Operation, group: &OneOf, named: &mut Named<'_>) -> String {
    let at = named.at(&group.type_name);
    let fields = group.fields.iter().filter_map(|wire| operation.request_field(wire)).map(|field| {
        let (name, variant, wire) = (&field.rust_name, names::pascal(&field.wire), &field.wire);
        format!(" {name} {variant} {wire:?} {};", kind(field, named))
    });
    format!("one_of {} {at} {{{} }}", group.rust_name, fields.collect::<String>())
}

fn kind(field: &Field, named: &mut Named<'_>) -> String {
    let limited = |kind: &str| field.max.map_or_else(|| kind.to_owned(), |max| format!("{kind}({max})"));
    if let (Some(secrecy), Type::Text) = (field.secret, &field.ty) {
        return match secrecy {
            Secrecy::Hidden => limited("secret"),
            Secrecy::LastFour => format!("secret({}, 4)", field.max.unwrap_or(u32::MAX)),
        };
    }
    match &field.ty {
        Type::Text => limited("text"),
        Type::Reference | Type::Id(IdTarget::Transaction) => limited("id"),
        Type::Url { query: true } => limited("url"),
        Type::Url { query: false } => limited("url_without_query"),
        Type::Ip => limited("ip"),
        Type::CardNumber => "card_number".to_owned(),
        Type::Cvv => "cvv".to_owned(),
        Type::ExpiryDate => "expiry_date".to_owned(),
        Type::Base64 => limited("base64"),
        Type::Id(IdTarget::Order) => limited("order_id"),
        Type::Id(IdTarget::Refund) => limited("refund_id"),
        Type::Cents => "cents".to_owned(),
        Type::Integer(Width::Int) => "integer i32".to_owned(),
        Type::Integer(Width::Long) => "integer i64".to_owned(),
        Type::Enum(choice) => codes(choice, named),
        Type::Json(Some(members)) => {
            let at = named.at(&members.type_name);
            let limit = field.max.map_or_else(String::new, |max| format!("({max}) "));
            format!("object {at} {limit}{{{} }}", object_members(members, named))
        }
        // Requests have no such objects; `resolve` has already checked names.
        Type::Json(None) | Type::Object(_) | Type::Passthrough(_) | Type::RawObject | Type::Any => limited("json"),
    }
}

fn object_members(members: &Members, named: &mut Named<'_>) -> String {
    let rows = members.fields.iter().map(|member| match &member.filled {
        Some(Filler::Fixed(value)) => match rust_type::fixed(member, value) {
            Fixed::Text(_) => format!(" const {:?} {value:?};", member.wire),
            Fixed::Integer(_) => format!(" const {:?} {value};", member.wire),
        },
        _ => format!(" {};", row(member, named)),
    });
    rows.collect()
}

/// Returns the values that the channel accepts, and those that only other channels accept.
fn codes(choice: &EnumType, named: &mut Named<'_>) -> String {
    let values = named.model.enumerations[choice.enumeration].values.iter().enumerate();
    let rows = |is_accepted: bool| -> String {
        let values = values.clone().filter(|(at, _)| choice.values.contains(at) == is_accepted);
        values.map(|(_, value)| format!(" {} {:?};", value.variant, value.wire)).collect()
    };
    let (accepted, elsewhere) = (rows(true), rows(false));
    let elsewhere = if elsewhere.is_empty() { elsewhere } else { format!(" else {{{elsewhere} }}") };
    let at = named.at(choice.type_name.as_deref().unwrap_or("String"));
    format!("code {at} {{{accepted} }}{elsewhere}")
}
