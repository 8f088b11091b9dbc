//! `request!`: builds a request from named fields and checks it at compile time.
//!
//! The macro of the client passes the caller's tokens to a macro defined next to the request type. That macro
//! adds the table of the type and calls the macro in this module, which matches the two.

mod arguments;
mod boolean;
mod date;
mod date_form;
mod editor;
mod expand;
mod field;
mod field_type;
mod json;
mod literal;
mod matching;
mod members;
mod messages;
mod nested;
mod number;
mod object;
mod reader;
pub(crate) mod rules;
mod run_time;
pub(crate) mod table;
#[cfg(test)]
mod tests;
mod value;
pub(crate) mod value_rules;
mod whole_values;
mod wire_enum;

use proc_macro2::TokenStream;
use quote::quote;

use self::table::Table;

/// Expands an invocation with its table.
pub(crate) fn expand_request(input: TokenStream) -> TokenStream {
    expand(input, |_| TokenStream::new())
}

/// Expands an invocation for an editor, which completes the names of the request.
pub(crate) fn expand_in_editor(input: TokenStream) -> TokenStream {
    expand(input, editor::shape)
}

fn expand(input: TokenStream, first: impl Fn(&Table) -> TokenStream) -> TokenStream {
    match Table::read(input) {
        Ok(table) => {
            if let Some(again) = table.ask_for_names() {
                return again;
            }
            let arguments = arguments::read(table.caller.clone());
            let first = first(&table);
            let paired = matching::pair(&table, arguments);
            let request = expand::expand(&table, &paired);
            if first.is_empty() { request } else { quote!({ #first #request }) }
        }
        // Unreachable with tables from the derive or the generator.
        Err(message) => quote!(::core::compile_error!(#message)),
    }
}
