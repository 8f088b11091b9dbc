//! `request!`: a request by the names of its fields, checked while it compiles.
//!
//! The macro of the client hands the caller's tokens to a macro that stands beside the request's
//! type. That one adds the type's table and calls the macro in here, which pairs the two.

mod expand;
mod given;
mod object;
mod pair;
pub(crate) mod rules;
mod table;
mod value;
mod words;

use proc_macro2::TokenStream;
use syn::parse::Parser;

/// Expands a call with its table.
pub(crate) fn fill(input: TokenStream) -> TokenStream {
    match table::parse.parse2(input) {
        Ok(table) => {
            let given = given::read(table.given.clone());
            let paired = pair::pair(&table, given);
            expand::expand(&table, &paired)
        }
        // Only a table that no derive and no generator wrote.
        Err(error) => error.to_compile_error(),
    }
}
