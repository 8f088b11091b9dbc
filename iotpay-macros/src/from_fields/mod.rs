//! `#[derive(FromFields)]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Field, Fields, Ident, LitStr, Token};

use crate::attribute::{separated, unknown};
use crate::errors::Errors;
use crate::names::camel;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    errors.refuse_type_parameters(input, "an answer");
    let reads = read_struct(input, &mut errors);
    let body = quote!(::core::result::Result::Ok(Self { #(#reads),* }));
    let code = implementation(input, &body);
    let stub = implementation(input, &quote!(::core::unimplemented!()));
    errors.finish(code, stub)
}

fn implementation(input: &DeriveInput, body: &TokenStream) -> TokenStream {
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        impl #impl_generics ::iotpay_client::FromFields for #name #type_generics #where_clause {
            fn from_fields(
                fields: &::iotpay_client::Fields,
            ) -> ::core::result::Result<Self, ::iotpay_client::Unreadable> {
                let _ = fields;
                #body
            }
        }

        impl #impl_generics ::iotpay_client::FromField for #name #type_generics #where_clause {
            fn from_field(
                field: &::iotpay_client::ReceivedField,
            ) -> ::core::result::Result<Self, ::iotpay_client::Unreadable> {
                ::iotpay_client::FromFields::from_fields(&field.object()?)
                    .map_err(|problem: ::iotpay_client::Unreadable| problem.within(field.name()))
            }
        }
    }
}

fn read_struct(input: &DeriveInput, errors: &mut Errors) -> Vec<TokenStream> {
    let Data::Struct(data) = &input.data else {
        errors.at(&input.ident, "an answer is a struct: `FromFields` can be derived for structs only");
        return Vec::new();
    };
    match &data.fields {
        Fields::Named(named) => named.named.iter().filter_map(|field| read_field(field, errors)).collect(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(_) => {
            errors.at(&input.ident, "an answer has named fields: each name is a name on the wire");
            Vec::new()
        }
    }
}

fn read_field(field: &Field, errors: &mut Errors) -> Option<TokenStream> {
    let name = field.ident.as_ref()?;
    let (wire, aliases) = wire_names(name, &field.attrs, errors);
    let read = quote_spanned!(field.ty.span()=> ::iotpay_client::Fields::read(fields, #wire, &[#(#aliases),*])?);
    Some(quote!(#name: #read))
}

fn wire_names(name: &Ident, attributes: &[Attribute], errors: &mut Errors) -> (String, Vec<LitStr>) {
    let mut wire: Option<LitStr> = None;
    let mut aliases = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("field")) {
        let Some((parts, unread)) = errors.keep(attribute.parse_args_with(separated::<Part>)) else { continue };
        for error in unread {
            errors.push(error);
        }
        for part in parts {
            match part {
                Part::Name(given) => {
                    if wire.replace(given.clone()).is_some() {
                        errors.at(given, "a field has one name on the wire, and further ones as `alias`");
                    }
                }
                Part::Alias(alias) => aliases.push(alias),
            }
        }
    }
    (wire.map_or_else(|| camel(&name.to_string()), |wire| wire.value()), aliases)
}

enum Part {
    Name(LitStr),
    Alias(LitStr),
}

impl Parse for Part {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return input.parse().map(Self::Name);
        }
        let keyword: Ident = input.parse()?;
        if keyword != "alias" {
            return Err(unknown(&keyword, "field", "a wire name in quotes, or `alias = \"…\"`", &["alias"]));
        }
        input.parse::<Token![=]>()?;
        input.parse().map(Self::Alias)
    }
}
