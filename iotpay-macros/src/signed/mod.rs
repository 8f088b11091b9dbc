//! `#[derive(Signed)]`.

mod attribute;
mod expand;
mod wire_fields;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Ident, LitStr, Path};

pub(crate) use self::attribute::Form;
pub(crate) use self::expand::written;
use crate::client_path::client_path;
use crate::errors::Errors;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let client = client_path(&input.attrs, &["signed"]);
    let request = wire_fields::read(input, &mut errors);
    let code = request.map_or_else(TokenStream::new, |request| expand::expand(input, &request, &client));
    errors.finish(code, stub(input, &client))
}

fn stub(input: &DeriveInput, client: &Path) -> TokenStream {
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        impl #impl_generics #client::signing::Signed for #name #type_generics #where_clause {
            #[inline]
            fn visit(&self, _: &#client::signing::Account<'_>, _: &mut #client::signing::FieldVisitor<'_>) {}
        }
    }
}

/// The fields of a request that the caller sets, and those that the caller cannot set.
#[derive(Default)]
pub(crate) struct RequestFields {
    /// Fields of the struct with their wire names.
    fields: Vec<(Ident, String)>,
    /// Variants of choices with the field of the choice and their wire names.
    variants: Vec<(Ident, Ident, String)>,
    /// The wire names of the fields that the client fills.
    pub(crate) client: Vec<String>,
    /// The wire names and values of constants.
    pub(crate) fixed: Vec<(String, String)>,
    /// The fields with the channel of constants that depend on it, each with these channels.
    pub(crate) fixed_on: Vec<(Ident, Vec<LitStr>)>,
}

impl RequestFields {
    /// The wire name of a field. For a choice, whose variants have the wire names, it is the Rust name.
    pub(crate) fn wire_of(&self, name: &Ident) -> String {
        self.fields.iter().find(|(field, _)| field == name).map_or_else(|| name.to_string(), |(_, wire)| wire.clone())
    }

    /// The variants of a choice.
    pub(crate) fn variants_of(&self, choice: &Ident) -> impl Iterator<Item = &Ident> {
        self.variants.iter().filter(move |(field, ..)| field == choice).map(|(_, name, _)| name)
    }

    /// The wire name of a variant of a choice; empty if there is no such variant.
    pub(crate) fn wire_of_variant(&self, choice: &Ident, variant: &Ident) -> String {
        let found = self.variants.iter().find(|(field, name, _)| field == choice && name == variant);
        found.map(|(_, _, wire)| wire.clone()).unwrap_or_default()
    }
}

/// The fields of a struct that this derive accepts.
pub(crate) fn request_fields(input: &DeriveInput) -> Option<RequestFields> {
    let mut errors = Errors::default();
    let request = wire_fields::read(input, &mut errors).filter(|_| errors.are_none())?;
    let mut fields = RequestFields::default();
    fields.client.push(request.signature);
    for field in request.fields {
        match field.value {
            wire_fields::Value::Field { name, .. } => fields.fields.push((name.clone(), field.wire)),
            wire_fields::Value::MchId | wire_fields::Value::LoginName => fields.client.push(field.wire),
            wire_fields::Value::Fixed(constant) => fields.fixed.push((field.wire, constant.shown())),
            // The caller may set the field on other channels.
            wire_fields::Value::ByChannel { channel, values } => {
                fields.fixed_on.push((channel, values.into_iter().map(|(on, _)| on).collect()));
            }
            wire_fields::Value::Variant { name, variant, .. } => {
                fields.variants.push((name.clone(), variant, field.wire));
            }
        }
    }
    Some(fields)
}
