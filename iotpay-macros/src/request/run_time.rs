//! Expressions for values that the client validates at run time.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::arguments::{located, place};
use super::field::{EnumValues, Field, Kind};
use super::table::Table;
use super::{field_type, value_rules, whole_values};
use crate::names::hidden;

/// A value that is validated at run time. Type errors are reported at the value.
pub(super) fn run_time_field(
    table: &Table,
    field: &Field,
    wire: &str,
    tokens: &TokenStream,
    check: &Ident,
) -> TokenStream {
    if let Kind::List(item) = field.kind() {
        return run_time_list(table, field, item, wire, tokens, check);
    }
    let value = converted(table, field, tokens);
    quote!(#check.field(#wire, #value))
}

/// A list that is validated at run time, item by item.
fn run_time_list(
    table: &Table,
    field: &Field,
    item: &Field,
    wire: &str,
    tokens: &TokenStream,
    check: &Ident,
) -> TokenStream {
    let place = Span::mixed_site().located_at(place(tokens, Span::call_site()));
    let root = located(&table.root, place);
    let (of_list, local, wire) = (wire, hidden("item"), format!("{wire}[]"));
    let value = converted(table, item, &quote!(#local));
    if field.is_optional {
        let (list, found) = (hidden("list"), hidden("found"));
        let whole = whole_values::checked(table, field, of_list, quote!(#found));
        return quote! {
            match #root::__private::IntoOptionalList::into_optional_list(#tokens) {
                ::core::option::Option::None => ::core::option::Option::Some(::core::option::Option::None),
                ::core::option::Option::Some(#list) => {
                    let #found = #check.list(#wire, #list, |#local| #value);
                    let #found = #whole;
                    #found.map(::core::option::Option::Some)
                }
            }
        };
    }
    let list = quote_spanned!(place=> #root::__private::IntoList::into_list(#tokens));
    let found = quote!(#check.list(#wire, #list, |#local| #value));
    if field.items().is_none() && field.text_max().is_none() {
        return found;
    }
    let local = hidden("found");
    let whole = whole_values::checked(table, field, of_list, quote!(#local));
    quote!({ let #local = #found; #whole })
}

/// An expression of type `Result` for a value of a field's type.
fn converted(table: &Table, field: &Field, tokens: &TokenStream) -> TokenStream {
    let ty = field_type::type_of(table, field);
    let place = Span::mixed_site().located_at(place(tokens, Span::call_site()));
    let (own_root, root) = (&table.root, located(&table.root, place));
    let id = match field.kind() {
        Kind::OrderId(_) => Some(quote!(#root::OrderId)),
        Kind::RefundId(_) => Some(quote!(#root::RefundId)),
        _ => None,
    };
    let value = match (field.kind(), id, field.is_optional) {
        (Kind::Cents, _, false) => quote_spanned!(place=> #root::request_macro::IntoAmount::into_amount(#tokens)),
        (Kind::Cents, _, true) => {
            quote_spanned!(place=> #root::request_macro::IntoOptionalAmount::into_optional_amount(#tokens))
        }
        (Kind::Object(_), _, false) => {
            quote_spanned!(place=> #root::__private::IntoObject::<#ty>::into_object(#tokens))
        }
        (Kind::String, _, false) => {
            quote_spanned!(place=> #root::__private::own_text(#root::request_macro::IntoField::<#root::value::Text>::into_field(#tokens)))
        }
        (Kind::String, _, true) => quote_spanned! {place=>
            #root::__private::own_optional_text(#root::request_macro::IntoOptionalField::<#root::value::Text>::into_optional_field(#tokens))
        },
        (_, None, false) => quote_spanned!(place=> #root::request_macro::IntoField::<#ty>::into_field(#tokens)),
        (_, None, true) => {
            quote_spanned!(place=> #root::request_macro::IntoOptionalField::<#ty>::into_optional_field(#tokens))
        }
        (_, Some(id), false) => quote_spanned!(place=> #root::request_macro::IntoId::<#id>::into_id::<#ty>(#tokens)),
        (_, Some(id), true) => {
            quote_spanned!(place=> #root::request_macro::IntoOptionalId::<#id>::into_optional_id::<#ty>(#tokens))
        }
    };
    match (field.kind(), field.is_optional) {
        (Kind::Enum(codes), false) => accepted(own_root, codes, "accepted", &value),
        (Kind::Enum(codes), true) => accepted(own_root, codes, "optional_accepted", &value),
        _ => whole_values::checked_object(field, own_root, value_rules::checked(field, own_root, value)),
    }
}

/// An enum value that is tested against the values that the request accepts.
fn accepted(root: &TokenStream, codes: &EnumValues, function: &str, value: &TokenStream) -> TokenStream {
    let function = Ident::new(function, Span::call_site());
    let known = codes.accepted.iter().map(|(_, wire)| wire);
    quote!(#root::__private::#function(#value, &[#(#known),*]))
}
