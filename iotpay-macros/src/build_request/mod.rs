//! `#[derive(BuildRequest)]`: makes `request!` work with a struct. For a public request, it also writes the
//! constructors and the implementation of `Request`.

mod attribute;
mod channel_rules;
mod choice;
mod consistency;
mod constructors;
mod deprecation;
mod field;
mod member;
mod object;
mod on_channels;
mod parts;
mod range;
mod syntax;
mod table;
mod validate;
mod value_rules;
mod whole_values;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{DeriveInput, Path};

use self::attribute::StructAttributes;
use self::constructors::Constructed;
pub(crate) use self::field::Field;
use crate::client_path::client_path;
use crate::errors::Errors;
use crate::names::hidden;
use crate::signed;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let attributes = attribute::of_struct(&input.attrs, &mut errors);
    // The struct derives `Signed` too: its path need not be repeated.
    let client = client_path(&input.attrs, &["request", "signed"]);
    if let Some(parameter) = input.generics.const_params().next() {
        errors.at(parameter, "const parameters are not supported in a request; use a concrete limit");
    }
    if attributes.is_public() && !input.generics.params.is_empty() {
        errors.at(&input.generics, "parameters are not supported in a public request");
    }
    // `Signed` reports what cannot be signed.
    let signed_fields = signed::request_fields(input);
    let fields = signed_fields.as_ref().map(|signed| field::read(input, signed, &mut errors)).unwrap_or_default();
    if let Some(signed) = &signed_fields {
        consistency::check(&attributes, &fields, signed, &mut errors);
    }
    let request = request_impl(input, &attributes, &fields, &client, &mut errors);
    let code = signed_fields.map(|signed| {
        let table = table::write(&input.ident, &attributes, &fields, &signed);
        let parts = parts::expand(input, &attributes, &fields, &table, &client);
        let public = attributes.is_public().then(|| public(input, &fields, &client));
        let channels = on_channels::expand(input, &fields, &client);
        quote!(#parts #public #channels)
    });
    // Without an implementation of `Request`, that of `BuildRequest` would be one more error.
    let is_request = request.is_some() || attributes.is_request_elsewhere();
    let stub = parts::stub(input, is_request, &client);
    let code = code.unwrap_or_else(|| stub.clone());
    errors.finish(quote!(#code #request), quote!(#stub #request))
}

/// What callers in other crates need: constructors of the request and of the types that only its fields have.
fn public(input: &DeriveInput, fields: &[Field<'_>], client: &Path) -> TokenStream {
    let built = Constructed { request: quote!(Self), noun: "a request" };
    let constructors = constructors::expand(input, fields, client, &built);
    let choices = fields.iter().filter(|field| field.is_choice());
    let variants = choices.clone().flat_map(|choice| &choice.attributes.one_of);
    let variants = variants.map(Field::of_variant);
    let choices = choices.map(|choice| choice::expand(input, choice, client));
    let nested: Vec<_> = variants.filter(|field| !field.attributes.members.is_empty()).collect();
    let objects = fields.iter().filter(|field| !field.attributes.members.is_empty()).chain(&nested);
    let objects = objects.map(|field| object::expand(input, field, client));
    quote!(#constructors #(#choices)* #(#objects)*)
}

/// What a struct needs to be an object in a request: its constructors, and the hidden struct that `request!` fills.
pub(crate) fn object(input: &DeriveInput, fields: &[Field<'_>], request: &Path, client: &Path) -> TokenStream {
    let built = Constructed { request: quote!(#request), noun: "an object" };
    let constructors = constructors::expand(input, fields, client, &built);
    let (name, visibility) = (&input.ident, &input.vis);
    let parts = format_ident!("{}Parts", name.unraw());
    let members = fields.iter().map(|field| {
        let (name, ty) = (field.name, field.ty);
        if field.is_optional { quote!(pub #name: ::core::option::Option<#ty>) } else { quote!(pub #name: #ty) }
    });
    let names: Vec<_> = fields.iter().map(|field| field.name).collect();
    let check = hidden("check");
    let checks = fields.iter().filter_map(|field| validate::check_field(field, client));
    quote! {
        #constructors

        #[doc(hidden)]
        #[allow(deprecated)]
        #visibility struct #parts {
            #(#members,)*
        }

        impl #client::request_macro::FieldType for #name {}

        #[automatically_derived]
        #[allow(deprecated)]
        impl #client::__private::BuildObject for #name {
            type Parts = #parts;

            #[inline]
            fn from_parts(parts: #parts) -> Self {
                Self { #(#names: parts.#names),* }
            }

            #[inline]
            fn validate_members(&self, #check: &mut #client::validation::Validator) {
                let _ = &#check;
                #(#checks)*
            }
        }
    }
}

/// The implementation of `Request`, if the attributes name the endpoint, the family and the response.
fn request_impl(
    input: &DeriveInput,
    attributes: &StructAttributes,
    fields: &[Field<'_>],
    client: &Path,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let name = &input.ident;
    // Attributes with errors may not fit their types.
    let validate = if errors.are_none() { validate::expand(fields, client) } else { None };
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    match (&attributes.endpoint, &attributes.family, &attributes.response) {
        (None, None, None) => None,
        (Some(endpoint), Some(family), Some(response)) => Some(quote! {
            #[automatically_derived]
            #[allow(deprecated)]
            impl #impl_generics #client::Request for #name #type_generics #where_clause {
                type Family = #family;
                type Response = #response;

                #[inline]
                fn endpoint() -> &'static #client::spec::Endpoint {
                    &#endpoint
                }

                #validate
            }
        }),
        // A part with an error is missing, too.
        _ if !errors.are_none() => None,
        _ => {
            errors.at(name, "`endpoint`, `family` and `response` must be set together");
            None
        }
    }
}
