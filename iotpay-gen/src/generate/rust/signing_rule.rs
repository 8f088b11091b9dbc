//! The signing rule as a constant, with the facts about fields that verification needs.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::tokens::optional_str;
use super::{docs, field_names};
use crate::generate::markdown::code;
use crate::model::{
    EmptyValues, Field, KeyPosition, Model, NestedField, NestedForm, Operation, SignatureCase, Signing,
    SigningAlgorithm, Type,
};

/// The rule of all families without their own, with the facts about fields.
pub(super) fn emit(context: &Context<'_>) -> TokenStream {
    let root = &context.root;
    let signing = &context.model.signing;
    let doc = docs::doc(&[
        "The signing rule for requests, responses and notifications, unless a family has its own.".to_owned(),
        description(signing),
        docs::address(context, &signing.page, signing.span),
    ]);
    let Rule { field, algorithm, case, signs_empty_values, unsigned_fields, nested } = Rule::of(context, signing);
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
        pub static SIGNING: #root::signing::SigningRule = #root::signing::SigningRule {
            field: #field,
            algorithm: #algorithm,
            case: #case,
            signs_empty_values: #signs_empty_values,
            unsigned_fields: #unsigned_fields,
            nested: #nested,
            notification_fields: &[#(#names),*],
            words: &[#(#words),*],
            references: &[#(#references),*],
            names: &[#(#all),*],
        };
    }
}

/// The rule of a family that differs from that of the other families. The facts about fields are the same.
pub(super) fn emit_of_family(context: &Context<'_>, signing: &Signing) -> TokenStream {
    let root = &context.root;
    let doc = docs::doc(&[
        "The signing rule for the family's requests, responses and notifications.".to_owned(),
        description(signing),
        docs::address(context, &signing.page, signing.span),
    ]);
    let Rule { field, algorithm, case, signs_empty_values, unsigned_fields, nested } = Rule::of(context, signing);
    quote! {
        #doc
        pub static SIGNING: #root::signing::SigningRule = #root::shared::SIGNING
            .field(#field)
            .algorithm(#algorithm)
            .case(#case)
            .signs_empty_values(#signs_empty_values)
            .unsigned_fields(#unsigned_fields)
            .nested(#nested);
    }
}

/// The parts of a rule as expressions.
struct Rule<'a> {
    field: &'a str,
    algorithm: TokenStream,
    case: TokenStream,
    signs_empty_values: bool,
    unsigned_fields: TokenStream,
    nested: TokenStream,
}

impl<'a> Rule<'a> {
    fn of(context: &Context<'_>, signing: &'a Signing) -> Self {
        let root = &context.root;
        let case = match signing.case.value {
            SignatureCase::Upper => quote!(#root::signing::SignatureCase::Upper),
            SignatureCase::Lower => quote!(#root::signing::SignatureCase::Lower),
        };
        let signs_empty_values = match signing.empty_values.value {
            EmptyValues::Omitted => false,
            EmptyValues::Signed => true,
        };
        let unsigned = &signing.unsigned_fields.value;
        let algorithm = algorithm(context, signing);
        let nested = signing.nested.iter().map(|nested| nested_field(context, nested));
        let (unsigned_fields, nested) = (quote!(&[#(#unsigned),*]), quote!(&[#(#nested),*]));
        Self { field: &signing.field, algorithm, case, signs_empty_values, unsigned_fields, nested }
    }
}

fn algorithm(context: &Context<'_>, signing: &Signing) -> TokenStream {
    let root = &context.root;
    let key = &signing.key.value;
    let parameter = optional_str(key.parameter.as_deref());
    let position = match key.position {
        KeyPosition::Appended => Some(quote!(#root::signing::KeyPosition::Appended(#parameter))),
        KeyPosition::Prepended => Some(quote!(#root::signing::KeyPosition::Prepended(#parameter))),
        KeyPosition::HmacOnly => None,
    };
    match signing.algorithm.value {
        // `check` reports a hash without a key.
        SigningAlgorithm::Md5 => quote!(#root::signing::SigningAlgorithm::Md5(#position)),
        SigningAlgorithm::Sha256 => quote!(#root::signing::SigningAlgorithm::Sha256(#position)),
        SigningAlgorithm::HmacSha256 => {
            let position = position.map_or_else(|| quote!(None), |position| quote!(Some(#position)));
            quote!(#root::signing::SigningAlgorithm::HmacSha256(#position))
        }
    }
}

fn nested_field(context: &Context<'_>, nested: &NestedField) -> TokenStream {
    let root = &context.root;
    let (name, text_may_be_omitted, confirmed) = (&nested.field, nested.text_may_be_omitted, nested.confirmed);
    let forms = nested.forms.iter().map(|form| match form {
        NestedForm::LeftOut => quote!(#root::signing::NestedForm::Omitted),
        NestedForm::Raw => quote!(#root::signing::NestedForm::Raw),
        NestedForm::Sorted => quote!(#root::signing::NestedForm::Sorted),
    });
    quote!(#root::signing::NestedField { name: #name, forms: &[#(#forms),*], text_may_be_omitted: #text_may_be_omitted, confirmed: #confirmed })
}

/// Describes a rule, with the sources of its parts.
fn description(signing: &Signing) -> String {
    let algorithm = match signing.algorithm.value {
        SigningAlgorithm::Md5 => "MD5",
        SigningAlgorithm::Sha256 => "SHA-256",
        SigningAlgorithm::HmacSha256 => "HMAC-SHA256",
    };
    let case = match signing.case.value {
        SignatureCase::Upper => "upper",
        SignatureCase::Lower => "lower",
    };
    let notes = [
        &signing.algorithm.source_note,
        &signing.key.source_note,
        &signing.case.source_note,
        &signing.empty_values.source_note,
        &signing.unsigned_fields.source_note,
    ];
    let notes = notes.into_iter().map(docs::source_note).filter(|note| !note.is_empty());
    let digits = signing.algorithm.value.digits();
    let signature = format!(
        "A signature is the {algorithm} of {}, as {digits} hexadecimal digits in {case} case.",
        code(&signing.example())
    );
    [signature].into_iter().chain(notes).collect::<Vec<_>>().join(" ")
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
