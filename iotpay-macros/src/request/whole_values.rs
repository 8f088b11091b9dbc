//! The number of items of an array, and the length of an object or an array that is sent as text.

use proc_macro2::TokenStream;
use quote::quote;

use super::field::{Field, Kind};
use super::table::Table;
use crate::names::hidden;

/// Adds the checks to an expression of type `Option` for a field.
pub(super) fn checked(table: &Table, field: &Field, path: &str, mut value: TokenStream) -> TokenStream {
    let (root, check) = (&table.root, hidden("check"));
    if let Some([min, max]) = field.items() {
        value = quote!(#root::__private::with_items(#value, #check.by_ref(), #path, #min, #max));
    }
    if let Some(max) = field.text_max() {
        value = quote!(#root::__private::within_text(#value, #check.by_ref(), #path, #max));
    }
    value
}

/// Adds the check of the length to an expression of type `Result` for an object.
pub(super) fn checked_object(field: &Field, root: &TokenStream, value: TokenStream) -> TokenStream {
    match (field.kind(), field.text_max(), field.is_optional) {
        (Kind::Struct(_), Some(max), false) => quote!(#root::__private::fits_text(#value, #max)),
        (Kind::Struct(_), Some(max), true) => quote!(#root::__private::optional_fits_text(#value, #max)),
        _ => value,
    }
}
