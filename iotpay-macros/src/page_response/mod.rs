//! `#[derive(PageResponse)]`: the response of a request that takes the channel as a value.

mod attribute;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields, Ident, LitStr, Path, Type};

use self::attribute::EnumAttributes;
use crate::client_path::client_path;
use crate::errors::Errors;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    errors.reject_type_parameters(input, "a response");
    let client = client_path(&input.attrs, &["response"]);
    let attributes = attribute::of_enum(&input.attrs, &mut errors);
    let variants = read_variants(input, &mut errors);
    if attributes.request.is_none() || attributes.channel.is_none() {
        errors.at(
            &input.ident,
            "expected `#[response(request = …, channel = …)]` with the request and the enum of channels",
        );
    }
    let code = implementation(input, &attributes, &variants, &client);
    errors.finish(code, TokenStream::new())
}

/// A variant with the response of a channel.
struct Variant<'a> {
    name: &'a Ident,
    ty: &'a Type,
    /// The wire value of the channel.
    wire: LitStr,
}

fn read_variants<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Vec<Variant<'a>> {
    let Data::Enum(data) = &input.data else {
        errors.at(&input.ident, "`PageResponse` can only be derived for enums");
        return Vec::new();
    };
    let mut found: Vec<Variant<'_>> = Vec::new();
    for variant in &data.variants {
        let ty = match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields.unnamed.first().map(|field| &field.ty),
            _ => None,
        };
        let wire = attribute::of_variant(&variant.attrs, errors);
        let (Some(ty), Some(wire)) = (ty, wire) else {
            errors.at(
                variant,
                "expected a channel with its response, as in `#[response(\"WX_NATIVE\")] WxNative(WxNativeResponse)`",
            );
            continue;
        };
        if found.iter().any(|known| known.wire.value() == wire.value()) {
            errors.at(&wire, format_args!("the channel `{}` is listed more than once", wire.value()));
        }
        found.push(Variant { name: &variant.ident, ty, wire });
    }
    found
}

fn implementation(
    input: &DeriveInput,
    attributes: &EnumAttributes,
    variants: &[Variant<'_>],
    client: &Path,
) -> TokenStream {
    let (Some(request), Some(channel)) = (&attributes.request, &attributes.channel) else { return TokenStream::new() };
    let (name, visibility) = (&input.ident, &input.vis);
    let decodes = variants.iter().map(|Variant { name, ty, wire }| {
        quote!(#wire => <#ty as #client::incoming::FromFields>::from_fields(fields).map(Self::#name),)
    });
    let channels = variants.iter().map(|Variant { name, .. }| quote!(Self::#name(_) => #channel::#name,));
    let conversions = variants.iter().map(|Variant { name: variant, ty, .. }| {
        let rejected = (variants.len() > 1).then(|| quote!(other => ::core::result::Result::Err(other),));
        quote! {
            #[automatically_derived]
            #[allow(deprecated)]
            impl ::core::convert::From<#ty> for #name {
                #[inline]
                fn from(response: #ty) -> Self {
                    Self::#variant(response)
                }
            }

            /// Fails for the response of another channel, which it returns.
            #[automatically_derived]
            #[allow(deprecated)]
            impl ::core::convert::TryFrom<#name> for #ty {
                type Error = #name;

                #[inline]
                fn try_from(response: #name) -> ::core::result::Result<Self, #name> {
                    match response {
                        #name::#variant(response) => ::core::result::Result::Ok(response),
                        #rejected
                    }
                }
            }
        }
    });
    // Expands to nothing if the client is built without the feature `serde`.
    let serde = attributes.serde.then(|| {
        let variants = variants.iter().map(|Variant { name, ty, wire }| quote!(#name: #ty = #wire,));
        quote!(#client::__private::serde_channels! { #name { #(#variants)* } })
    });
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #client::incoming::FromResponse<#request> for #name {
            #[inline]
            fn from_response(
                request: &#request,
                fields: &#client::incoming::Fields,
            ) -> ::core::result::Result<Self, #client::incoming::DecodeError> {
                match #client::__private::PageRequest::channel(request) {
                    #(#decodes)*
                    _ => ::core::result::Result::Err(#client::__private::unexpected_channel(
                        <#request as #client::__private::PageRequest>::CHANNEL,
                    )),
                }
            }
        }

        #[allow(deprecated)]
        impl #name {
            /// Returns the channel of the request.
            #[inline]
            #visibility fn channel(&self) -> #channel {
                match self {
                    #(#channels)*
                }
            }
        }

        #(#conversions)*
        #serde
    }
}
