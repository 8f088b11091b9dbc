//! The signing rule as a constant, with the facts about fields that verification needs.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::{docs, field_names};
use crate::model::{Field, Model, NestedForm, Operation, Type};

pub(super) fn emit(context: &Context<'_>) -> TokenStream {
    let root = &context.root;
    let signing = &context.model.signing;
    let field = &signing.field;
    let nested = signing.nested.iter().map(|nested| {
        let (name, text_may_be_omitted, confirmed) = (&nested.field, nested.text_may_be_omitted, nested.confirmed);
        let forms = nested.forms.iter().map(|form| match form {
            NestedForm::LeftOut => quote!(#root::spec::NestedForm::Omitted),
            NestedForm::Raw => quote!(#root::spec::NestedForm::Raw),
            NestedForm::Sorted => quote!(#root::spec::NestedForm::Sorted),
        });
        quote!(#root::spec::NestedField { name: #name, forms: &[#(#forms),*], text_may_be_omitted: #text_may_be_omitted, confirmed: #confirmed })
    });
    let doc = docs::doc(&[
        "The signing rule for requests, responses and notifications.".to_owned(),
        docs::address(context, &signing.page, signing.span),
    ]);
    let names: BTreeSet<&str> = notified(context.model).map(|field| field.wire.as_str()).collect();
    let names = names.iter();
    let words = words(context.model);
    let words = words.iter();
    let references = references(context.model);
    let references = references.iter();
    let all = field_names::of_messages(context.model);
    let all = all.iter();
    quote! {
        #doc
        pub static SIGNING: #root::spec::SigningRule = #root::spec::SigningRule {
            field: #field,
            nested: &[#(#nested),*],
            notification_fields: &[#(#names),*],
            words: &[#(#words),*],
            references: &[#(#references),*],
            names: &[#(#all),*],
        };
    }
}

/// Returns the merchant references and other fields that are an id of the merchant in every request that has them.
fn references(model: &Model) -> BTreeSet<&str> {
    let endpoints = || model.pages.iter().flat_map(|page| &page.endpoints);
    let fields = || endpoints().flat_map(|endpoint| &endpoint.operations).flat_map(Operation::caller_fields);
    let free: BTreeSet<&str> = fields().filter(|field| is_free(&field.ty)).map(|field| &*field.wire).collect();
    let ids = fields().filter(|field| matches!(field.ty, Type::Reference) && !free.contains(&*field.wire));
    endpoints().filter_map(|endpoint| endpoint.reference.as_deref()).chain(ids.map(|field| &*field.wire)).collect()
}

fn notified(model: &Model) -> impl Iterator<Item = &Field> {
    model.pages.iter().flat_map(|page| &page.notifications).flat_map(|notification| &notification.fields)
}

/// Returns the fields of notifications that have a known format. The gateway writes ids, numbers, times and codes
/// into a notification; only text from a request is free text.
fn words(model: &Model) -> BTreeSet<&str> {
    let references = references(model);
    let endpoints = model.pages.iter().flat_map(|page| &page.endpoints);
    let operations = endpoints.flat_map(|endpoint| &endpoint.operations);
    let caller_fields =
        operations.flat_map(Operation::caller_fields).filter(|field| !references.contains(&*field.wire));
    let free: BTreeSet<&str> = caller_fields.filter(|field| is_free(&field.ty)).map(|field| &*field.wire).collect();
    let is_word = |field: &&Field| match field.ty {
        Type::Object(_) | Type::Passthrough(_) | Type::RawObject | Type::Any => false,
        Type::Text => !free.contains(&*field.wire),
        Type::Reference
        | Type::Url { .. }
        | Type::Ip
        | Type::CardNumber
        | Type::Cvv
        | Type::ExpiryDate
        | Type::Base64
        | Type::Id(_)
        | Type::Cents
        | Type::Integer(_)
        | Type::Decimal(_)
        | Type::Enum(_)
        | Type::Json(_) => true,
    };
    notified(model).filter(is_word).map(|field| &*field.wire).collect()
}

/// Returns `true` if a request field of this type may contain `&` and `=`.
fn is_free(ty: &Type) -> bool {
    matches!(ty, Type::Text | Type::Url { .. } | Type::Json(_) | Type::Base64)
}
