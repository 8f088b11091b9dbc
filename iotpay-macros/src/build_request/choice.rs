//! The constructors of a choice: an enum with one variant for each of the mutually exclusive fields.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{DeriveInput, Path};

use super::constructors::invalid_value;
use super::deprecation;
use super::field::{Field, Input};

pub(super) fn expand(input: &DeriveInput, choice: &Field<'_>, client: &Path) -> TokenStream {
    let (request, ty) = (&input.ident, choice.ty);
    let errors = invalid_value(client);
    let constructors = choice.attributes.one_of.iter().map(|it| {
        let (name, variant) = (&it.field, &it.ident);
        let inner = Field::of_variant(it);
        let (wire, argument) = (&it.wire, inner.input().ty(&inner, client, None));
        let deprecated = deprecation::repeated(inner.deprecated);
        let about = format!("Selects `{}`.", name.unraw());
        let value = match inner.input() {
            Input::Itself => {
                return quote! {
                    #[doc = #about]
                    #deprecated
                    #[inline]
                    pub fn #name(value: #argument) -> Self {
                        Self::#variant(value)
                    }
                };
            }
            Input::Members { .. } => {
                let object = inner.ty;
                quote!(<#object>::new(value))
            }
            _ => {
                let value = inner.input().validated(&inner, &quote!(value), client);
                quote!(#client::validation::Validator::validate_field(<#request as #client::Request>::endpoint().page, #wire, #value))
            }
        };
        quote! {
            #[doc = #about]
            ///
            /// # Errors
            ///
            #[doc = #errors]
            #deprecated
            #[inline]
            pub fn #name(value: #argument) -> ::core::result::Result<Self, #client::ValidationError> {
                #value.map(Self::#variant)
            }
        }
    });
    quote! {
        #[allow(deprecated)]
        impl #ty {
            #(#constructors)*
        }
    }
}
