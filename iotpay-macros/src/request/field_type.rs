//! The Rust type of a field.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};

use super::date_form;
use super::field::{EnumValues, Field, Kind, Limit, Object};
use super::table::Table;

/// The type of a field, without `Option`.
pub(super) fn type_of(table: &Table, field: &Field) -> TokenStream {
    let root = &table.root;
    let limited = |name: &str, limit: &Limit| {
        let name = Ident::new(name, Span::call_site());
        match limit.0.map(Literal::u32_unsuffixed) {
            Some(max) => quote!(#root::value::#name<#max>),
            None => quote!(#root::value::#name),
        }
    };
    match field.kind() {
        Kind::Text(limit) => limited("Text", limit),
        Kind::Id(limit) | Kind::OrderId(limit) | Kind::RefundId(limit) => limited("Id", limit),
        Kind::Secret(limit, 0) => limited("SecretText", limit),
        Kind::Url(limit) => limited("HttpUrl", limit),
        Kind::UrlWithoutQuery(limit) => limited("HttpUrlWithoutQuery", limit),
        Kind::Ip(limit) => limited("Ip", limit),
        Kind::Base64(limit) => limited("Base64", limit),
        Kind::Json(limit) => limited("JsonText", limit),
        Kind::CardNumber => quote!(#root::value::CardNumber),
        Kind::Cvv => quote!(#root::value::Cvv),
        Kind::ExpiryDate => quote!(#root::value::ExpiryDate),
        Kind::Cents => quote!(#root::Cents),
        Kind::Decimal(scale, digits) => {
            let (scale, digits) = (Literal::u32_unsuffixed(*scale), Literal::u32_unsuffixed(*digits));
            quote!(#root::value::DecimalText<#scale, #digits>)
        }
        Kind::Boolean(_) => quote!(::core::primitive::bool),
        Kind::Date(form) => {
            let form = Ident::new(date_form::type_name(*form), Span::call_site());
            quote!(#root::value::DateText<#root::value::#form>)
        }
        Kind::DateTime(form, offset) => {
            let form = Ident::new(date_form::type_name(*form), Span::call_site());
            let minutes = Literal::u32_unsuffixed(offset.unsigned_abs());
            let sign = (*offset < 0).then(|| quote!(-));
            quote!(#root::value::DateTimeText<#root::value::#form, { #sign #minutes }>)
        }
        Kind::String => quote!(::std::string::String),
        Kind::Secret(limit, shown) => {
            let (max, shown) = (Literal::u32_unsuffixed(limit.max()), Literal::usize_unsuffixed(*shown));
            quote!(#root::value::SecretText<#max, #shown>)
        }
        Kind::Unknown(kind) => {
            let message = format!("the table of this request has the unknown kind `{kind}`");
            quote!(::core::compile_error!(#message))
        }
        Kind::Integer(ty) => Ident::new(ty, Span::call_site()).into_token_stream(),
        Kind::Enum(EnumValues { at, .. })
        | Kind::Any(at)
        | Kind::Object(Object { at, .. })
        | Kind::Struct(Object { at, .. }) => table.named(*at),
        Kind::List(item) => {
            let item = type_of(table, item);
            quote!(::std::vec::Vec<#item>)
        }
    }
}
