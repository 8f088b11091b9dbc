//! Types of fields in Rust.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::context::Context;
use super::tokens::ident;
use crate::model::{
    DateForm, DateTime, DateTimeForm, Decimal, EnumType, Enumeration, Field, IdTarget, Secrecy, Type, Width, Wire,
};

/// Returns the type of a request's field, without `Option`.
pub(super) fn of_request(context: &Context<'_>, field: &Field) -> TokenStream {
    match (of_plain_request(field), &field.ty) {
        (None, Type::Enum(choice)) => open_enumeration(context, choice),
        (None, Type::Array(array)) => vec(&of_request(context, &array.item)),
        (plain, _) => plain.unwrap_or_default(),
    }
}

/// Returns the same type, unless it is that of an enumeration or contains one.
pub(super) fn of_plain_request(field: &Field) -> Option<TokenStream> {
    if let Type::Array(array) = &field.ty {
        return of_plain_request(&array.item).map(|item| vec(&item));
    }
    if let Type::Encoded(content) = &field.ty {
        return of_plain_request(content);
    }
    if let (Some(secrecy), Type::Text) = (field.secret, &field.ty) {
        return Some(secret(secrecy, field.max));
    }
    Some(match &field.ty {
        Type::Text => limited(&quote!(Text), field.max),
        // The kind of an id matters only when it is passed; the field stores it without its kind.
        Type::Reference | Type::Id(_) => limited(&quote!(Id), field.max),
        Type::Url { query: true } => limited(&quote!(HttpUrl), field.max),
        Type::Url { query: false } => limited(&quote!(HttpUrlWithoutQuery), field.max),
        Type::Ip => limited(&quote!(Ip), field.max),
        Type::CardNumber => quote!(CardNumber),
        Type::Cvv => quote!(Cvv),
        Type::ExpiryDate => quote!(ExpiryDate),
        Type::Base64 => limited(&quote!(Base64), field.max),
        Type::Cents => quote!(Cents),
        Type::Integer(width) => integer(*width),
        Type::Decimal(Decimal { digits, scale }) => {
            let (digits, scale) = (Literal::u32_unsuffixed(*digits), Literal::u32_unsuffixed(*scale));
            quote!(DecimalText<#scale, #digits>)
        }
        Type::Boolean(_) => quote!(bool),
        Type::Date(form) => date(*form),
        Type::DateTime(ty) => date_time(*ty),
        Type::Enum(_) => return None,
        Type::Json(None) => limited(&quote!(JsonText), field.max),
        Type::Json(Some(members)) | Type::Object(members) | Type::Passthrough(members) => {
            let name = ident(&members.type_name);
            quote!(#name)
        }
        Type::RawObject | Type::Any | Type::Array(_) | Type::Encoded(_) => quote!(RawJson),
    })
}

/// Returns the type of a field of a response or a notification, without `Option`.
pub(super) fn of_response(context: &Context<'_>, field: &Field) -> TokenStream {
    match (of_plain_response(field), &field.ty) {
        (None, Type::Enum(choice)) => open_enumeration(context, choice),
        (None, Type::Array(array)) => vec(&of_response(context, &array.item)),
        (plain, _) => plain.unwrap_or_default(),
    }
}

fn vec(item: &TokenStream) -> TokenStream {
    quote!(Vec<#item>)
}

/// Returns the same type, unless it is that of an enumeration or contains one.
pub(super) fn of_plain_response(field: &Field) -> Option<TokenStream> {
    if let Type::Array(array) = &field.ty {
        return of_plain_response(&array.item).map(|item| vec(&item));
    }
    if let Some(secrecy) = field.secret {
        return Some(secret(secrecy, None));
    }
    Some(match &field.ty {
        Type::Text
        | Type::Reference
        | Type::Url { .. }
        | Type::Ip
        | Type::Json(_)
        | Type::Encoded(_)
        | Type::CardNumber
        | Type::Cvv
        | Type::ExpiryDate
        | Type::Base64
        | Type::Id(IdTarget::Transaction) => quote!(String),
        Type::Id(IdTarget::Order) => quote!(OrderId),
        Type::Id(IdTarget::Refund) => quote!(RefundId),
        Type::Cents => quote!(Cents),
        Type::Integer(width) => received_integer(*width),
        // Received values may exceed the documented digits.
        Type::Decimal(Decimal { scale, .. }) => {
            let scale = Literal::u32_unsuffixed(*scale);
            quote!(DecimalText<#scale>)
        }
        Type::Boolean(_) => quote!(bool),
        Type::Date(form) => date(*form),
        Type::DateTime(ty) => date_time(*ty),
        Type::Enum(_) => return None,
        Type::Object(members) => {
            let name = ident(&members.type_name);
            quote!(#name)
        }
        Type::Passthrough(members) => {
            let name = ident(&members.type_name);
            quote!(Passthrough<#name>)
        }
        Type::RawObject | Type::Any | Type::Array(_) => quote!(RawJson),
    })
}

/// Returns the value of a fixed field as it is sent, as a literal: integers as integers, booleans as booleans.
pub(super) fn fixed(field: &Field, value: &str) -> TokenStream {
    match (field.ty.wire(), value.parse::<i64>(), value.parse::<bool>()) {
        (Wire::Integer, Ok(number), _) => {
            let digits = Literal::u64_unsuffixed(number.unsigned_abs());
            if number < 0 { quote!(-#digits) } else { quote!(#digits) }
        }
        (Wire::Boolean, _, Ok(boolean)) => quote!(#boolean),
        _ => quote!(#value),
    }
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

fn date(form: DateForm) -> TokenStream {
    match form {
        DateForm::Dashed => quote!(DateText<DashedForm>),
        DateForm::Slashed => quote!(DateText<SlashedForm>),
        DateForm::Compact => quote!(DateText<CompactForm>),
    }
}

fn date_time(ty: DateTime) -> TokenStream {
    let form = match ty.form {
        DateTimeForm::Dashed => quote!(DashedForm),
        DateTimeForm::Slashed => quote!(SlashedForm),
        DateTimeForm::Compact => quote!(CompactForm),
        DateTimeForm::Iso => quote!(IsoForm),
        DateTimeForm::Rfc3339 => quote!(Rfc3339Form),
    };
    let minutes = Literal::u32_unsuffixed(ty.offset.unsigned_abs());
    match ty.offset {
        0 => quote!(DateTimeText<#form>),
        1.. => quote!(DateTimeText<#form, #minutes>),
        _ => quote!(DateTimeText<#form, -#minutes>),
    }
}

/// Returns the attribute of a boolean that is sent and received as words; `None` for other fields.
pub(super) fn words(field: &Field) -> Option<TokenStream> {
    match &field.ty {
        Type::Boolean(Some(words)) => {
            let (yes, no) = (&words.yes, &words.no);
            Some(quote!(words(#yes, #no)))
        }
        Type::Array(array) => words(&array.item),
        _ => None,
    }
}

fn integer(width: Width) -> TokenStream {
    match width {
        Width::Int => quote!(i32),
        Width::Long => quote!(i64),
    }
}

/// Returns the type of a received integer. It is always wide, because values may exceed the documented range.
fn received_integer(_: Width) -> TokenStream {
    quote!(i64)
}

fn open_enumeration(context: &Context<'_>, choice: &EnumType) -> TokenStream {
    of_enumeration(context, &context.model.enumerations[choice.enumeration])
}

/// Returns the path of an enumeration's open enum in the module of a page.
pub(super) fn of_enumeration(context: &Context<'_>, enumeration: &Enumeration) -> TokenStream {
    let root = &context.root;
    let name = ident(&enumeration.type_name);
    if context.is_private() && context.generates_enumeration(enumeration) {
        return if enumeration.family.is_some() { quote!(super::#name) } else { quote!(super::super::shared::#name) };
    }
    let module = enumeration.family.map_or("shared", |id| context.model.families[id].name.as_str());
    let module = ident(module);
    quote!(#root::#module::#name)
}
