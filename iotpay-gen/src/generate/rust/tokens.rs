//! Small tokens that several emitters write.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// Returns an identifier. Names were already checked in `resolve`.
pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

pub(super) fn optional_str(text: Option<&str>) -> TokenStream {
    match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    }
}
