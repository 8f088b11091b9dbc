//! `request!`: a request by the names of its fields, checked while it compiles.
//!
//! The macro of the client hands the caller's tokens to a macro that stands beside the request's
//! type. That one adds the type's table and calls the macro in here, which pairs the two.

mod expand;
mod given;
mod kind;
mod object;
mod pair;
mod reader;
pub(crate) mod rules;
mod shape;
mod table;
#[cfg(test)]
mod tests;
mod value;
mod words;

use proc_macro2::TokenStream;
use quote::quote;

use self::table::Table;

/// Expands a call with its table.
pub(crate) fn fill(input: TokenStream) -> TokenStream {
    expand(input, |_| TokenStream::new())
}

/// The same for an editor, which completes the names of the request.
pub(crate) fn fill_in_editor(input: TokenStream) -> TokenStream {
    expand(input, shape::shape)
}

fn expand(input: TokenStream, first: impl Fn(&Table) -> TokenStream) -> TokenStream {
    match Table::read(input) {
        Some(table) => {
            if let Some(again) = table.ask_for_names() {
                return again;
            }
            let given = given::read(table.given.clone());
            let first = first(&table);
            let paired = pair::pair(&table, given);
            let request = expand::expand(&table, &paired);
            if first.is_empty() { request } else { quote!({ #first #request }) }
        }
        // Only a table that no derive and no generator wrote.
        None => quote!(::core::compile_error!("this is no table of a request")),
    }
}
