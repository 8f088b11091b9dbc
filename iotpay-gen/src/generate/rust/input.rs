//! The type that a caller passes for a request field, and its conversion into the field's own type. All emitters use
//! this module.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::rust_type;
use super::tokens::ident;
use crate::model::{Field, IdTarget, Members, Type};

/// The input of a caller for a field.
pub(super) enum Input {
    /// Text, which this type checks.
    Text(TokenStream),
    /// An id of this type, whose length is checked.
    Id(TokenStream),
    /// A value of the first type, which the second one checks.
    Other(TokenStream, TokenStream),
    /// A value of the field's own type, which is always valid.
    Free(TokenStream),
    /// The members of a JSON object, which their own type validates.
    Members { object: Ident, members: Ident, borrow: bool },
}

impl Input {
    /// Returns the input for a field.
    pub(super) fn of(field: &Field) -> Self {
        if let (Some(_), Type::Text) = (field.secret, &field.ty) {
            return Self::Text(quote!(SecretText));
        }
        match &field.ty {
            Type::Text => Self::Text(quote!(Text)),
            Type::Reference | Type::Id(IdTarget::Transaction) => Self::Text(quote!(Id)),
            Type::Url { query: true } => Self::Text(quote!(HttpUrl)),
            Type::Url { query: false } => Self::Text(quote!(HttpUrlWithoutQuery)),
            Type::Json(None) => Self::Text(quote!(JsonText)),
            Type::CardNumber => Self::Text(quote!(CardNumber)),
            Type::Cvv => Self::Text(quote!(Cvv)),
            Type::ExpiryDate => Self::Text(quote!(ExpiryDate)),
            Type::Base64 => Self::Text(quote!(Base64)),
            Type::Id(IdTarget::Order) => Self::Id(quote!(OrderId)),
            Type::Id(IdTarget::Refund) => Self::Id(quote!(RefundId)),
            Type::Json(Some(members)) => Self::Members {
                object: ident(&members.type_name),
                members: ident(&format!("{}Members", members.type_name)),
                borrow: caller_members(members).any(|member| Self::of(member).borrows()),
            },
            Type::Ip => Self::Other(quote!(IpAddr), quote!(Ip)),
            Type::Cents => Self::Other(quote!(u64), quote!(Cents)),
            // Requests have no such objects; `resolve` has already checked names.
            Type::Integer(_) | Type::Enum(_) | Type::Object(_) | Type::Passthrough(_) | Type::RawObject | Type::Any => {
                Self::Free(rust_type::of_request(field))
            }
        }
    }

    /// Returns `true` if it borrows.
    pub(super) fn borrows(&self) -> bool {
        match self {
            Self::Text(_) | Self::Id(_) => true,
            Self::Members { borrow, .. } => *borrow,
            Self::Other(..) | Self::Free(_) => false,
        }
    }

    /// Returns `true` if every value of its type is valid.
    pub(super) fn is_free(&self) -> bool {
        matches!(self, Self::Free(_))
    }

    /// Returns its type in a struct, with the lifetime `'a`.
    pub(super) fn stored(&self) -> TokenStream {
        self.ty(&quote!(&'a), &quote!(<'a>))
    }

    /// Returns its type as an argument.
    pub(super) fn argument(&self) -> TokenStream {
        self.ty(&quote!(&), &quote!(<'_>))
    }

    fn ty(&self, reference: &TokenStream, lifetime: &TokenStream) -> TokenStream {
        match self {
            Self::Text(_) => quote!(#reference str),
            Self::Id(ty) => quote!(#reference #ty),
            Self::Other(input, _) => input.clone(),
            Self::Free(ty) => ty.clone(),
            Self::Members { members, borrow: true, .. } => quote!(#members #lifetime),
            Self::Members { members, borrow: false, .. } => quote!(#members),
        }
    }

    /// Returns an expression of type `Result<T, ValidationError>` that validates one value.
    pub(super) fn checked(&self, wire: &str, value: &TokenStream) -> TokenStream {
        match self {
            Self::Text(ty) | Self::Other(_, ty) => quote!(Validator::validate_field(&PAGE, #wire, #ty::new(#value))),
            Self::Id(_) => quote!(Validator::validate_field(&PAGE, #wire, Id::new(#value.as_str()))),
            Self::Members { object, .. } => quote!(#object::new(#value)),
            Self::Free(_) => quote!(Ok(#value)),
        }
    }

    /// Returns an expression of type `Option<T>` that validates a value together with others.
    pub(super) fn noted(&self, check: &Ident, wire: &str, value: &TokenStream) -> TokenStream {
        match self {
            Self::Text(ty) | Self::Other(_, ty) => quote!(#check.field(#wire, #ty::new(#value))),
            Self::Id(_) => quote!(#check.field(#wire, Id::new(#value.as_str()))),
            Self::Members { object, .. } => quote!(#check.nested(#object::new(#value))),
            Self::Free(_) => quote!(Some(#value)),
        }
    }
}

/// Returns the members that the caller sets.
pub(super) fn caller_members(members: &Members) -> impl Iterator<Item = &Field> {
    members.fields.iter().filter(|member| member.filled.is_none())
}
