//! `Request::validate`: tests the enum values and the amounts again before the request is sent. The fields are public,
//! and their types have values that the request does not accept; a received amount can be 0. If a field contains the
//! channel, it also applies the rules of this channel.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::field::{Field, Input};
use super::{on_channels, value_rules, whole_values};
use crate::names::hidden;

pub(super) fn expand(fields: &[Field<'_>], client: &Path) -> Option<TokenStream> {
    let of_fields = fields.iter().filter_map(|field| check_field(field, client));
    let checks: Vec<_> = of_fields.chain(on_channels::check(fields, client)).collect();
    let check = hidden("check");
    (!checks.is_empty()).then(|| {
        quote! {
            #[inline]
            fn validate(&self) -> ::core::result::Result<(), #client::ValidationError> {
                let mut #check = #client::validation::Validator::for_request::<Self>();
                #(#checks)*
                #check.finish()
            }
        }
    })
}

pub(super) fn check_field(field: &Field<'_>, client: &Path) -> Option<TokenStream> {
    let (name, value) = (field.name, hidden("value"));
    if field.is_choice() {
        let arms = field.attributes.one_of.iter().filter_map(|it| {
            let (ty, variant) = (field.ty, &it.ident);
            let check = check_value(&Field::of_variant(it), client)?;
            Some(quote!(#ty::#variant(#value) => { #check }))
        });
        let arms: Vec<_> = arms.collect();
        return (!arms.is_empty()).then(|| quote!(match &self.#name { #(#arms)* _ => {} }));
    }
    let check = check_value(field, client)?;
    Some(if field.is_optional {
        quote!(if let ::core::option::Option::Some(#value) = &self.#name { #check })
    } else {
        quote!(let #value = &self.#name; #check)
    })
}

/// Tests the variable `value`, if the field has an enumeration, a range or a pattern, or is an amount.
fn check_value(field: &Field<'_>, client: &Path) -> Option<TokenStream> {
    let (wire, check, value) = (&field.wire, hidden("check"), hidden("value"));
    let whole = whole_values::checks(field, client);
    if let Some(item) = field.item() {
        let index = hidden("index");
        let items = check_value(&item, client).map(|of_item| {
            quote! {
                for (#index, #value) in #value.iter().enumerate() {
                    #check.enter_item(#index);
                    #of_item
                    #check.leave_item();
                }
            }
        });
        return (whole.is_some() || items.is_some()).then(|| quote!(#whole #items));
    }
    if field.is_object() {
        return Some(quote!(#whole #client::__private::BuildObject::validate_members(#value, #check.by_ref());));
    }
    let rules = value_rules::checks(field, client);
    if field.is_amount() {
        return Some(quote! {
            let _ = #check.field(#wire, #client::request_macro::IntoAmount::into_amount(#value));
            #rules
        });
    }
    if !matches!(field.input(), Input::EnumValue) {
        return rules;
    }
    let value = field.input().validated(field, &quote!(#value), client);
    Some(quote!(let _ = #check.field(#wire, #value);))
}
