//! Collects errors to report them together.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::DeriveInput;

/// The errors of one derive.
#[derive(Default)]
pub(crate) struct Errors {
    found: Option<syn::Error>,
}

impl Errors {
    /// Returns `true` if there are no errors.
    pub(crate) fn are_none(&self) -> bool {
        self.found.is_none()
    }

    /// Adds an error at a location.
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

    /// Reports type parameters, which are not supported.
    pub(crate) fn reject_type_parameters(&mut self, input: &DeriveInput, what: &str) {
        if let Some(parameter) = input.generics.type_params().next() {
            self.at(parameter, format_args!("type parameters are not supported in {what}; use a concrete type"));
        }
    }

    /// Keeps a value or adds its error.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Returns the errors, if there are any.
    pub(crate) fn into_result(self) -> syn::Result<()> {
        self.found.map_or(Ok(()), Err)
    }

    /// Returns the code, or the errors with a stub, so that a mistake does not cause further errors at each use of
    /// the trait.
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
