//! The implementations for a JSON object with known members: a struct that holds the object as text.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{DeriveInput, Path};

use super::attribute::Member;
use super::constructors::validation_error;
use super::field::{Field, members_type};
use crate::attribute::Constant;

pub(super) fn expand(input: &DeriveInput, field: &Field<'_>, client: &Path) -> TokenStream {
    let (request, ty, wire) = (&input.ident, field.ty, &field.wire);
    let members_type = members_type(ty);
    let members = &field.attributes.members;
    let borrows = members.iter().any(|member| matches!(member, Member::Given { ty: None, .. }));
    let (lifetime, elided) = if borrows { (quote!(<'a>), quote!(<'_>)) } else { Default::default() };
    // An object that has only constants does not use its argument.
    let is_used = members.iter().any(|member| matches!(member, Member::Given { .. }));
    let argument = if is_used { quote!(members) } else { quote!(_) };
    let max = field.attributes.max.unwrap_or(u32::MAX);
    let json = {
        let max = Literal::u32_unsuffixed(max);
        quote!(#client::JsonText::<#max>)
    };
    let validate = |value: TokenStream| quote!(#client::Validator::validate_field(<#request as #client::Request>::endpoint().page, #wire, #value));
    let limits = members.iter().filter_map(|member| {
        let Member::Given { name, max, is_optional, wire, .. } = member else { return None };
        let max = Literal::u32_unsuffixed((*max)?);
        let check = |text: TokenStream| validate(quote!(#json::check_member(#wire, #text, #max)));
        Some(if *is_optional {
            let check = check(quote!(text));
            quote!(if let ::core::option::Option::Some(text) = members.#name { #check?; })
        } else {
            let check = check(quote!(members.#name));
            quote!(#check?;)
        })
    });
    let entries = members.iter().map(|member| entry(member, client));
    let object = validate(quote!(#json::object(&[#(#entries),*])));
    let errors = format!(
        "Returns {} if a member is empty or too long, or if the object is too long as text.",
        validation_error(client)
    );
    quote! {
        impl #ty {
            /// Returns an object with these members.
            ///
            /// # Errors
            ///
            #[doc = #errors]
            pub fn new(#argument: #members_type #elided) -> ::core::result::Result<Self, #client::ValidationError> {
                #(#limits)*
                #object.map(Self)
            }

            /// Returns the object as the text that is sent.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl #client::request_macro::FieldType for #ty {}

        impl #client::__private::FromLiteral<&'static str> for #ty {
            fn from_literal(literal: &'static str) -> Self {
                Self(#client::__private::FromLiteral::from_literal(literal))
            }
        }

        impl #client::__private::Object for #ty {
            type Members<'a> = #members_type #lifetime;

            fn of(members: Self::Members<'_>) -> ::core::result::Result<Self, #client::ValidationError> {
                Self::new(members)
            }
        }

        impl #client::SignedValue for #ty {
            fn signed_value(&self) -> ::core::option::Option<#client::FieldValue<'_>> {
                self.0.signed_value()
            }
        }
    }
}

/// `("appId", Some(FieldValue::Text(…)))`.
fn entry(member: &Member, client: &Path) -> TokenStream {
    match member {
        Member::Constant { wire, value: Constant::Text(text) } => {
            quote!((#wire, ::core::option::Option::Some(#client::FieldValue::Text(#text))))
        }
        Member::Constant { wire, value: Constant::Integer(number) } => {
            quote!((#wire, ::core::option::Option::Some(#client::FieldValue::Integer(#number))))
        }
        Member::Given { name, is_optional, ty, wire, .. } => {
            let value = match ty {
                Some(_) => quote!(#client::FieldValue::Integer(::core::convert::Into::into(value))),
                None => quote!(#client::FieldValue::Text(value)),
            };
            if *is_optional {
                quote!((#wire, members.#name.map(|value| #value)))
            } else {
                quote!((#wire, ::core::option::Option::Some({ let value = members.#name; #value })))
            }
        }
    }
}
