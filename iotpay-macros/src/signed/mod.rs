//! `#[derive(Signed)]`.

mod attribute;
mod expand;
mod request;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::errors::Errors;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let request = request::read(input, &mut errors);
    let code = request.map_or_else(TokenStream::new, |request| expand::expand(input, &request));
    errors.finish(code, stub(input))
}

fn stub(input: &DeriveInput) -> TokenStream {
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        impl #impl_generics ::iotpay_client::Signed for #name #type_generics #where_clause {
            fn visit(&self, _: &::iotpay_client::Account<'_>, _: &mut ::iotpay_client::Visitor<'_>) {}
        }
    }
}
