//! `request!`: a request by the names of its fields, checked while it compiles.
//!
//! The macro of the client hands the caller's tokens to a macro that stands beside the request's
//! type. That one adds the type's table and calls the macro in here, which pairs the two.

mod arguments;
mod editor;
mod expand;
mod kind;
mod matching;
mod messages;
mod object;
mod reader;
pub(crate) mod rules;
mod table;
#[cfg(test)]
mod tests;
mod value;

use proc_macro2::TokenStream;
use quote::quote;

use self::table::Table;

/// Expands a call with its table.
pub(crate) fn expand_request(input: TokenStream) -> TokenStream {
    expand(input, |_| TokenStream::new())
}

/// The same for an editor, which completes the names of the request.
pub(crate) fn expand_in_editor(input: TokenStream) -> TokenStream {
    expand(input, editor::shape)
}

fn expand(input: TokenStream, first: impl Fn(&Table) -> TokenStream) -> TokenStream {
    match Table::read(input) {
        Some(table) => {
            if let Some(again) = table.ask_for_names() {
                return again;
            }
            let given = arguments::read(table.given.clone());
            let first = first(&table);
            let paired = matching::pair(&table, given);
            let request = expand::expand(&table, &paired);
            if first.is_empty() { request } else { quote!({ #first #request }) }
        }
        // Only a table that no derive and no generator wrote.
        None => quote!(::core::compile_error!("this is no table of a request")),
    }
}
