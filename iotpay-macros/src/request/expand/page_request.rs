//! The expression that builds a request that takes the channel as a value. Which rules apply is known only at run time,
//! so all of its values are checked there together, literals included.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{absent, alias, choice, filled, member};
use crate::names::hidden;
use crate::request::literal::Value;
use crate::request::matching::Part;
use crate::request::run_time::run_time_field;
use crate::request::table::Table;

pub(super) fn expand(table: &Table, set: &[Part<'_>]) -> TokenStream {
    let (root, path) = (&table.root, &table.path);
    let (check, values, valid) = (hidden("check"), hidden("values"), hidden("is_valid"));
    // Values in an `Option`, which is `None` if the value is invalid, and the names that they are bound to.
    let (mut checked, mut names) = (Vec::new(), Vec::new());
    let (mut fields, mut given) = (Vec::new(), Vec::new());
    for part in set {
        let (at, local) = (Literal::usize_unsuffixed(names.len()), hidden(&format!("value{}", names.len())));
        match part {
            Part::Field { value: Value::Absent, .. } => continue,
            Part::Field { field, name, value } => {
                let value = match value {
                    Value::Run(tokens) => run_time_field(table, field, field.wire(), tokens, &check),
                    Value::Noted(tokens) if field.is_optional => {
                        quote!(#check.nested(#tokens).map(::core::option::Option::Some))
                    }
                    Value::Noted(tokens) => quote!(#check.nested(#tokens)),
                    Value::Nested(tokens) if field.is_optional => {
                        quote!(#tokens.map(::core::option::Option::Some))
                    }
                    Value::Nested(tokens) => tokens.clone(),
                    Value::Checked(value) if field.is_optional => {
                        quote!(::core::option::Option::Some(::core::option::Option::Some(#value)))
                    }
                    Value::Checked(value) => quote!(::core::option::Option::Some(#value)),
                    Value::Absent => continue,
                };
                checked.push(value);
                fields.push(member(table, field, name, &quote!(#local)));
                // The rules of a channel do not apply to mutually exclusive fields.
                if field.choice.is_none() {
                    let wire = field.wire();
                    given.push(quote!((#wire, #values.#at.as_ref().map(#root::signing::SignedValue::signed_value))));
                }
            }
            Part::Choice { name, at, tokens } => {
                checked.push(choice(table, name, *at, tokens, &check));
                fields.push(quote!(#name: #local));
            }
        }
        names.push(local);
    }
    fields.extend(absent(table, set));
    let (alias, filled) = (alias(table), filled(table, set, &fields, &[]));
    quote!({
        #alias
        let mut #check = #root::validation::Validator::for_request::<#path>();
        let #values = (#(#checked,)*);
        let #valid = #root::__private::check_channel::<#path>(&mut #check, &[#(#given),*]);
        match #values {
            (#(::core::option::Option::Some(#names),)*) if #valid => ::core::result::Result::Ok(#filled),
            _ => ::core::result::Result::Err(#check.into_error()),
        }
    })
}
