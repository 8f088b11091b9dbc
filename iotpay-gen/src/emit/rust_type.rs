//! Types of fields in Rust.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Context, ident};
use crate::model::{Choice, Field, Secrecy, Type, Width};

/// The type of a request's field, without `Option`.
pub(super) fn of_request(field: &Field) -> TokenStream {
    if let Some(secrecy) = field.secret {
        return secret(secrecy, field.max);
    }
    match &field.ty {
        Type::Text => limited(&quote!(Text), field.max),
        Type::Url { query: true } => limited(&quote!(Url), field.max),
        Type::Url { query: false } => limited(&quote!(UrlWithoutQuery), field.max),
        Type::Ip => limited(&quote!(Ip), field.max),
        Type::Cents => quote!(Cents),
        Type::Integer(width) => integer(*width),
        Type::Choice(choice) => choice_name(choice),
        Type::Json(None) => limited(&quote!(Json), field.max),
        Type::Json(Some(members)) | Type::Object(members) => {
            let name = ident(&members.type_name);
            quote!(#name)
        }
        Type::RawObject | Type::Any => quote!(RawJson),
    }
}

/// The type of an answer's or a notification's field, without `Option`.
pub(super) fn of_answer(context: &Context<'_>, field: &Field) -> TokenStream {
    if let Some(secrecy) = field.secret {
        return secret(secrecy, None);
    }
    match &field.ty {
        Type::Text | Type::Url { .. } | Type::Ip | Type::Json(_) => quote!(String),
        Type::Cents => quote!(i64),
        Type::Integer(width) => received_integer(*width),
        Type::Choice(choice) => open_enumeration(context, choice),
        Type::Object(members) => {
            let name = ident(&members.type_name);
            quote!(#name)
        }
        Type::RawObject | Type::Any => quote!(RawJson),
    }
}

/// What a caller gives for a request's field, before it is checked.
pub(super) fn of_input(field: &Field) -> TokenStream {
    if field.secret.is_some() {
        return quote!(&'a str);
    }
    match &field.ty {
        Type::Text | Type::Url { .. } | Type::Json(None) => quote!(&'a str),
        Type::Ip => quote!(IpAddr),
        Type::Cents => quote!(u64),
        Type::Json(Some(members)) => {
            let name = ident(&format!("{}Members", members.type_name));
            quote!(#name<'a>)
        }
        _ => of_request(field),
    }
}

/// Whether the input borrows.
pub(super) fn input_borrows(field: &Field) -> bool {
    field.secret.is_some() || matches!(field.ty, Type::Text | Type::Url { .. } | Type::Json(_))
}

/// Whether every input of this type is fine as it is.
pub(super) fn input_is_checked(field: &Field) -> bool {
    field.secret.is_none() && matches!(field.ty, Type::Integer(_) | Type::Choice(_))
}

/// `Text<30>`; without a limit just `Text`.
pub(super) fn limited(name: &TokenStream, max: Option<u32>) -> TokenStream {
    match max {
        Some(max) => {
            let max = Literal::u32_unsuffixed(max);
            quote!(#name<#max>)
        }
        None => name.clone(),
    }
}

fn secret(secrecy: Secrecy, max: Option<u32>) -> TokenStream {
    match (secrecy, max) {
        (Secrecy::Hidden, max) => limited(&quote!(SecretText), max),
        (Secrecy::LastFour, None) => quote!(SecretText<{ u32::MAX }, 4>),
        (Secrecy::LastFour, Some(max)) => {
            let max = Literal::u32_unsuffixed(max);
            quote!(SecretText<#max, 4>)
        }
    }
}

fn integer(width: Width) -> TokenStream {
    match width {
        Width::Int => quote!(i32),
        Width::Long => quote!(i64),
    }
}

/// Answers may grow beyond what the page says, so they are read wide.
fn received_integer(_: Width) -> TokenStream {
    quote!(i64)
}

fn choice_name(choice: &Choice) -> TokenStream {
    let name = ident(choice.type_name.as_deref().unwrap_or("String"));
    quote!(#name)
}

fn open_enumeration(context: &Context<'_>, choice: &Choice) -> TokenStream {
    let enumeration = &context.model.enumerations[choice.enumeration];
    let root = &context.root;
    let name = ident(&enumeration.type_name);
    let module = enumeration.family.map_or("shared", |id| context.model.families[id].name.as_str());
    let module = ident(module);
    quote!(#root::#module::#name)
}
