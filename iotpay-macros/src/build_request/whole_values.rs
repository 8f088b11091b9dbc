//! The number of items of an array, and the length of an object or an array that is sent as text.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::Path;

use super::field::Field;
use crate::errors::Errors;
use crate::generics::in_vec;
use crate::names::hidden;

/// Reports rules that the type of a field does not have.
pub(super) fn report(field: &Field<'_>, errors: &mut Errors) {
    let (rules, is_list) = (&field.attributes, in_vec(field.ty).is_some());
    if (rules.min_items.is_some() || rules.max_items.is_some()) && !is_list {
        errors.at(field.name, "`min_items` and `max_items` require a `Vec`");
    }
    if rules.min_items.zip(rules.max_items).is_some_and(|(min, max)| min > max) {
        errors.at(field.name, "`min_items` exceeds `max_items`");
    }
    if rules.json_text && rules.object.is_empty() && !is_list {
        errors.at(field.name, "`json_text` requires `object` or a `Vec`");
    }
}

/// The rules at the beginning of a row of the table.
pub(super) fn in_table(field: &Field<'_>) -> String {
    let rules = &field.attributes;
    let text = rules.json_text.then(|| format!("as_text {} ", rules.max.unwrap_or(u32::MAX)));
    text.unwrap_or_default()
}

/// The number of items in the table, after `list`.
pub(super) fn items_in_table(field: &Field<'_>) -> String {
    match (field.attributes.min_items, field.attributes.max_items) {
        (None, None) => String::new(),
        (min, max) => format!("items {} {} ", min.unwrap_or_default(), max.unwrap_or(u32::MAX)),
    }
}

/// The statements that test the variable `value`.
pub(super) fn checks(field: &Field<'_>, client: &Path) -> Option<TokenStream> {
    let (wire, check, value) = (&field.wire, hidden("check"), hidden("value"));
    let rules = &field.attributes;
    let number = |number: Option<u32>, default| Literal::u32_unsuffixed(number.unwrap_or(default));
    let has_items = in_vec(field.ty).is_some() && (rules.min_items.is_some() || rules.max_items.is_some());
    let items = has_items.then(|| {
        let (min, max) = (number(rules.min_items, 0), number(rules.max_items, u32::MAX));
        quote!(let _ = #check.field(#wire, #client::__private::check_items(#value, #min, #max));)
    });
    let text = rules.json_text.then(|| {
        let max = number(rules.max, u32::MAX);
        quote!(let _ = #check.field(#wire, #client::__private::check_json_text(#value, #max));)
    });
    (items.is_some() || text.is_some()).then(|| quote!(#items #text))
}
