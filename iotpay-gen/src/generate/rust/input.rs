//! The type that a caller passes for a request field. `#[derive(BuildRequest)]` accepts the same types.

use proc_macro2::TokenStream;
use quote::quote;

use super::rust_type;
use super::tokens::ident;
use crate::model::{Field, IdTarget, Kind, Members, Type};

/// Returns the type, with the lifetime `'a` for what it borrows.
pub(super) fn ty(field: &Field) -> TokenStream {
    if field.secret.is_some() && matches!(field.ty, Type::Text) {
        return quote!(&'a str);
    }
    match field.ty.kind() {
        Kind::Text | Kind::Secret(_) | Kind::Id(IdTarget::Transaction) | Kind::Json(None) => quote!(&'a str),
        Kind::Id(IdTarget::Order) => quote!(&'a OrderId),
        Kind::Id(IdTarget::Refund) => quote!(&'a RefundId),
        Kind::Json(Some(members)) => {
            let ty = ident(&format!("{}Members", members.type_name));
            if required_members(members).any(borrows) { quote!(#ty<'a>) } else { quote!(#ty) }
        }
        Kind::Ip => quote!(IpAddr),
        Kind::Cents => quote!(u64),
        Kind::Integer | Kind::Formed(_) | Kind::Enum(_) => rust_type::of_plain_request(field).unwrap_or_default(),
        Kind::Encoded(_) | Kind::Object(_) | Kind::RawObject | Kind::Any | Kind::Array(_) => {
            rust_type::of_plain_request(field).unwrap_or_default()
        }
    }
}

/// Returns `true` if the type borrows.
pub(super) fn borrows(field: &Field) -> bool {
    match field.ty.kind() {
        Kind::Text | Kind::Secret(_) | Kind::Id(_) | Kind::Json(None) => true,
        Kind::Json(Some(members)) => required_members(members).any(borrows),
        Kind::Ip | Kind::Cents | Kind::Integer | Kind::Formed(_) | Kind::Enum(_) => false,
        Kind::Encoded(_) | Kind::Object(_) | Kind::RawObject | Kind::Any | Kind::Array(_) => false,
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
