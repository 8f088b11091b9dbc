//! Collects errors, so that all of them show at once.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::DeriveInput;

/// The errors of one derive.
#[derive(Default)]
pub(crate) struct Errors {
    found: Option<syn::Error>,
}

impl Errors {
    /// Whether nothing was found.
    pub(crate) fn are_none(&self) -> bool {
        self.found.is_none()
    }

    /// Adds an error at a place.
    pub(crate) fn at(&mut self, place: impl ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(place, message));
    }

    /// Adds an error.
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.found {
            Some(found) => found.combine(error),
            None => self.found = Some(error),
        }
    }

    /// Refuses type parameters: each message is a type of its own.
    pub(crate) fn refuse_type_parameters(&mut self, input: &DeriveInput, what: &str) {
        if let Some(parameter) = input.generics.type_params().next() {
            self.at(parameter, format_args!("{what} has no type parameters: write the type out"));
        }
    }

    /// Keeps a value or adds its error.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// The code, or the errors with a stub: one mistake shall give one error, and not a second
    /// one for each use of the trait.
    pub(crate) fn finish(self, code: TokenStream, stub: TokenStream) -> TokenStream {
        match self.found {
            None => code,
            Some(error) => {
                let mut tokens = error.to_compile_error();
                tokens.extend(stub);
                tokens
            }
        }
    }
}
