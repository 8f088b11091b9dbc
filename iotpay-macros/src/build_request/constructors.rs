//! The constructor of a public request: required fields by name, validated together; optional fields afterwards.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{DeriveInput, Path};

use super::deprecation;
use super::field::{Field, Input};
use crate::names::hidden;

/// The struct that is constructed: a request, or an object in one.
pub(super) struct Constructed {
    /// The request, whose page errors show.
    pub(super) request: TokenStream,
    /// `a request` or `an object`.
    pub(super) noun: &'static str,
}

pub(super) fn expand(input: &DeriveInput, fields: &[Field<'_>], client: &Path, built: &Constructed) -> TokenStream {
    let name = &input.ident;
    let required: Vec<_> = fields.iter().filter(|field| !field.is_optional).collect();
    let setters = fields.iter().filter(|field| field.is_optional).map(|field| setter(field, client, built));
    let optional: Vec<_> = fields.iter().filter(|field| field.is_optional).map(|field| field.name).collect();
    match required.as_slice() {
        [] => {
            let about = format!("Returns {}; it has no required fields.", built.noun);
            quote! {
            #[allow(deprecated)]
            impl #name {
                #[doc = #about]
                #[inline]
                pub fn new() -> Self {
                    Self { #(#optional: ::core::option::Option::None),* }
                }

                #(#setters)*
            }

            #[automatically_derived]
            #[allow(deprecated)]
            impl ::core::default::Default for #name {
                #[inline]
                fn default() -> Self {
                    Self::new()
                }
            }
            }
        }
        [choice] if choice.is_choice() => {
            let constructors = by_choice(choice, &optional, client);
            quote!(#[allow(deprecated)] impl #name { #constructors #(#setters)* })
        }
        required => {
            let literal = required_struct(input, required, client);
            let new = new(input, required, &optional, client, built);
            quote! {
                #literal

                #[allow(deprecated)]
                impl #name {
                    #new
                    #(#setters)*
                }
            }
        }
    }
}

/// `QueryOrder::by_mch_order_no(…)`, if the choice is the only required field.
fn by_choice(choice: &Field<'_>, optional: &[&Ident], client: &Path) -> TokenStream {
    let (field, ty) = (choice.name, choice.ty);
    let errors = invalid_value(client);
    let constructors = choice.attributes.one_of.iter().map(|variant| {
        let name = &variant.field;
        let function = format_ident!("{}_{}", field.unraw(), name.unraw());
        let inner = Field::of_variant(variant);
        let argument = inner.input().ty(&inner, client, None);
        let deprecated = deprecation::repeated(inner.deprecated);
        let about = format!("Returns a request with {}.", code(&name.unraw().to_string()));
        let built = quote!(Self { #field, #(#optional: ::core::option::Option::None),* });
        if inner.input().is_valid() {
            return quote! {
                #[doc = #about]
                #deprecated
                #[inline]
                pub fn #function(value: #argument) -> Self {
                    let #field = <#ty>::#name(value);
                    #built
                }
            };
        }
        quote! {
            #[doc = #about]
            ///
            /// # Errors
            ///
            #[doc = #errors]
            #deprecated
            #[inline]
            pub fn #function(value: #argument) -> ::core::result::Result<Self, #client::ValidationError> {
                let #field = <#ty>::#name(value)?;
                ::core::result::Result::Ok(#built)
            }
        }
    });
    quote!(#(#constructors)*)
}

/// The struct of the required fields.
fn required_struct(input: &DeriveInput, required: &[&Field<'_>], client: &Path) -> TokenStream {
    let owner = input.ident.unraw().to_string();
    let name = required_name(input);
    let lifetime = required.iter().any(|field| field.input().borrows()).then(|| quote!('a));
    let generics = lifetime.as_ref().map(|lifetime| quote!(<#lifetime>));
    let elided = lifetime.as_ref().map(|_| quote!(<'_>));
    let fields = required.iter().map(|field| {
        let (name, docs) = (field.name, field.docs());
        let ty = field.input().ty(field, client, lifetime.as_ref());
        let deprecated = deprecation::repeated(field.deprecated);
        quote!(#(#docs)* #deprecated pub #name: #ty)
    });
    let about = format!(
        "The required fields of a [`{owner}`](struct@{owner}), not yet validated: pass them to [`{owner}::new`]."
    );
    let (deprecated, visibility) = (deprecation::repeated(deprecation::of(&input.attrs)), &input.vis);
    let is_secret = required.iter().any(|field| field.is_secret());
    let derives = if is_secret { quote!(Clone) } else { quote!(Clone, Debug, PartialEq, Eq, Hash) };
    let debug = is_secret.then(|| {
        let shown = required.iter().map(|field| {
            let (name, text) = (field.name, field.name.unraw().to_string());
            match field.input() {
                Input::Secret => quote!(.field(#text, &::core::format_args!("[secret]"))),
                _ => quote!(.field(#text, &self.#name)),
            }
        });
        let text = name.to_string();
        quote! {
            /// Secret fields are masked.
            #[allow(deprecated)]
            impl ::core::fmt::Debug for #name #elided {
                #[inline]
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.debug_struct(#text)#(#shown)*.finish()
                }
            }
        }
    });
    quote! {
        #[doc = #about]
        #deprecated
        #[derive(#derives)]
        #visibility struct #name #generics {
            #(#fields,)*
        }

        #debug
    }
}

fn required_name(input: &DeriveInput) -> Ident {
    format_ident!("{}Required", input.ident.unraw())
}

fn new(
    input: &DeriveInput,
    required: &[&Field<'_>],
    optional: &[&Ident],
    client: &Path,
    built: &Constructed,
) -> TokenStream {
    let request = &built.request;
    let about = format!("Returns {} with its required fields.", built.noun);
    let literal = required_name(input);
    let elided = required.iter().any(|field| field.input().borrows()).then(|| quote!(<'_>));
    // Not visible to the fields, whose names are locals too.
    let (check, fields) = (hidden("check"), hidden("required"));
    let (mut checks, mut checked, mut passed) = (Vec::new(), Vec::new(), Vec::new());
    for field in required {
        let (name, wire) = (field.name, &field.wire);
        let value = quote!(#fields.#name);
        match (field.input(), field.input().validated(field, &value, client)) {
            (Input::Members { .. }, _) => {
                let ty = field.ty;
                checks.push(quote!(let #name = #check.nested(<#ty>::new(#value));));
                checked.push(name);
            }
            (_, Some(value)) => {
                checks.push(quote!(let #name = #check.field(#wire, #value);));
                checked.push(name);
            }
            (_, None) => passed.push(quote!(#name: #value)),
        }
    }
    let members = quote!(#(#checked,)* #(#passed,)* #(#optional: ::core::option::Option::None),*);
    if checked.is_empty() {
        return quote! {
            #[doc = #about]
            #[inline]
            pub fn new(#fields: #literal #elided) -> Self {
                Self { #members }
            }
        };
    }
    let errors = format!("Returns {} with every invalid field.", validation_error(client));
    quote! {
        #[doc = #about]
        ///
        /// # Errors
        ///
        #[doc = #errors]
        #[inline]
        pub fn new(#fields: #literal #elided) -> ::core::result::Result<Self, #client::ValidationError> {
            let mut #check = #client::validation::Validator::for_request::<#request>();
            #(#checks)*
            let (#(::core::option::Option::Some(#checked),)*) = (#(#checked,)*) else {
                return ::core::result::Result::Err(#check.into_error());
            };
            ::core::result::Result::Ok(Self { #members })
        }
    }
}

fn setter(field: &Field<'_>, client: &Path, built: &Constructed) -> TokenStream {
    let request = &built.request;
    let (name, ty, wire) = (field.name, field.ty, &field.wire);
    let function = format_ident!("with_{}", name.unraw().to_string().trim_end_matches('_'));
    let about = format!("Sets {}. {}", code(wire.rsplit('.').next().unwrap_or(wire)), field.summary());
    let (input, deprecated) = (field.input(), deprecation::repeated(field.deprecated));
    let argument = input.ty(field, client, None);
    let value = match input {
        Input::Itself => {
            return quote! {
                #[doc = #about]
                #deprecated
                #[must_use]
                #[inline]
                pub fn #function(mut self, #name: #argument) -> Self {
                    self.#name = ::core::option::Option::Some(#name);
                    self
                }
            };
        }
        Input::Members { .. } => quote!(<#ty>::new(#name)),
        _ => {
            let value = input.validated(field, &quote!(#name), client);
            quote!(#client::validation::Validator::validate_field(<#request as #client::Request>::endpoint().page, #wire, #value))
        }
    };
    let errors = invalid_value(client);
    quote! {
        #[doc = #about]
        ///
        /// # Errors
        ///
        #[doc = #errors]
        #deprecated
        #[inline]
        pub fn #function(mut self, #name: #argument) -> ::core::result::Result<Self, #client::ValidationError> {
            self.#name = ::core::option::Option::Some(#value?);
            ::core::result::Result::Ok(self)
        }
    }
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

pub(super) fn invalid_value(client: &Path) -> String {
    format!("Returns {} if the value is invalid for the field.", validation_error(client))
}

/// A link to the error, which the module of the request need not import.
pub(super) fn validation_error(client: &Path) -> String {
    let path = client.to_token_stream().to_string().replace(' ', "");
    format!("[`ValidationError`]({path}::ValidationError)")
}
