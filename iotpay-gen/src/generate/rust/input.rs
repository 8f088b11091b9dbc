//! The type that a caller passes for a request field. `#[derive(BuildRequest)]` accepts the same types.

use proc_macro2::TokenStream;
use quote::quote;

use super::rust_type;
use super::tokens::ident;
use crate::model::{Field, IdTarget, Members, Type};

/// Returns the type, with the lifetime `'a` for what it borrows.
pub(super) fn ty(field: &Field) -> TokenStream {
    if field.secret.is_some() && matches!(field.ty, Type::Text) {
        return quote!(&'a str);
    }
    match &field.ty {
        Type::Text
        | Type::Reference
        | Type::Id(IdTarget::Transaction)
        | Type::Url { .. }
        | Type::Json(None)
        | Type::CardNumber
        | Type::Cvv
        | Type::ExpiryDate
        | Type::Base64 => quote!(&'a str),
        Type::Id(IdTarget::Order) => quote!(&'a OrderId),
        Type::Id(IdTarget::Refund) => quote!(&'a RefundId),
        Type::Json(Some(members)) => {
            let ty = ident(&format!("{}Members", members.type_name));
            if required_members(members).any(borrows) { quote!(#ty<'a>) } else { quote!(#ty) }
        }
        Type::Ip => quote!(IpAddr),
        Type::Cents => quote!(u64),
        Type::Integer(_)
        | Type::Decimal(_)
        | Type::Boolean(_)
        | Type::Date(_)
        | Type::DateTime(_)
        | Type::Enum(_)
        | Type::Object(_)
        | Type::Passthrough(_)
        | Type::RawObject
        | Type::Any
        | Type::Array(_) => rust_type::of_plain_request(field).unwrap_or_default(),
    }
}

/// Returns `true` if the type borrows.
pub(super) fn borrows(field: &Field) -> bool {
    match &field.ty {
        Type::Text
        | Type::Reference
        | Type::Id(_)
        | Type::Url { .. }
        | Type::Json(None)
        | Type::CardNumber
        | Type::Cvv
        | Type::ExpiryDate
        | Type::Base64 => true,
        Type::Json(Some(members)) => required_members(members).any(borrows),
        Type::Ip
        | Type::Cents
        | Type::Integer(_)
        | Type::Decimal(_)
        | Type::Boolean(_)
        | Type::Date(_)
        | Type::DateTime(_)
        | Type::Enum(_)
        | Type::Object(_)
        | Type::Passthrough(_)
        | Type::RawObject
        | Type::Any
        | Type::Array(_) => false,
    }
}

/// Returns the members that a caller must set. Optional members have a method of the object.
pub(super) fn required_members(members: &Members) -> impl Iterator<Item = &Field> {
    caller_members(members).filter(|member| member.required)
}

/// Returns the members that the caller sets.
pub(super) fn caller_members(members: &Members) -> impl Iterator<Item = &Field> {
    members.fields.iter().filter(|member| member.filled.is_none())
}
