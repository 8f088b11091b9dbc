//! The signing rule as a constant, with the facts about fields that verification needs.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::tokens::optional_str;
use super::{docs, field_names};
use crate::generate::markdown::code;
use crate::model::{
    EmptyValues, Endpoint, Family, FamilyId, Field, KeyPosition, Kind, Model, NestedField, NestedForm, Page,
    SignatureCase, Signing, SigningAlgorithm, Type,
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
    let parts = parts(context, signing);
    let facts = facts(&Messages::all(context.model));
    let field = &signing.field;
    quote! {
        #doc
        pub static SIGNING: #root::signing::SigningRule = #root::signing::SigningRule::new(#field) #parts #facts;
    }
}

/// The rule of a family that differs from that of the other families, or of a family that another crate defines; `None`
/// for any other family.
pub(super) fn emit_of_family(context: &Context<'_>, id: FamilyId, family: &Family) -> Option<TokenStream> {
    let root = &context.root;
    let signing = context.model.signing_of(family);
    if family.signing.is_none() && !context.is_private() {
        return None;
    }
    let doc = docs::doc(&[
        "The signing rule for the family's requests, responses and notifications.".to_owned(),
        description(signing),
        docs::address(context, &signing.page, signing.span),
    ]);
    let parts = parts(context, signing);
    let field = &signing.field;
    let rule = if context.is_private() {
        // The messages of the client's families do not have these fields.
        let facts = facts(&Messages::of_family(context.model, id));
        quote!(#root::signing::SigningRule::new(#field) #parts #facts)
    } else {
        // The facts about fields are the same.
        quote!(#root::shared::SIGNING.field(#field) #parts)
    };
    Some(quote! {
        #doc
        pub static SIGNING: #root::signing::SigningRule = #rule;
    })
}

/// Sets every part of a rule except its field.
fn parts(context: &Context<'_>, signing: &Signing) -> TokenStream {
    let root = &context.root;
    let case = match signing.case.value {
        SignatureCase::Upper => quote!(#root::signing::SignatureCase::Upper),
        SignatureCase::Lower => quote!(#root::signing::SignatureCase::Lower),
    };
    let signs_empty_values = match signing.empty_values.value {
        EmptyValues::Omitted => false,
        EmptyValues::Signed => true,
    };
    let unsigned_fields = &signing.unsigned_fields.value;
    let algorithm = algorithm(context, signing);
    let nested = signing.nested.iter().map(|nested| nested_field(context, nested));
    let in_requests = signing.nested_in_requests.as_ref().map(|form| {
        let form = nested_form(context, form.value);
        quote!(.nested_in_requests(#form))
    });
    quote! {
        .algorithm(#algorithm)
        .case(#case)
        .signs_empty_values(#signs_empty_values)
        .unsigned_fields(&[#(#unsigned_fields),*])
        .nested(&[#(#nested),*])
        #in_requests
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

fn nested_form(context: &Context<'_>, form: NestedForm) -> TokenStream {
    let root = &context.root;
    match form {
        NestedForm::LeftOut => quote!(#root::signing::NestedForm::Omitted),
        NestedForm::Raw => quote!(#root::signing::NestedForm::Raw),
        NestedForm::Sorted => quote!(#root::signing::NestedForm::Sorted),
    }
}

fn nested_field(context: &Context<'_>, nested: &NestedField) -> TokenStream {
    let root = &context.root;
    let name = &nested.field;
    let forms = nested.forms.iter().map(|form| nested_form(context, *form));
    let omitted = nested.text_may_be_omitted.then(|| quote!(.text_may_be_omitted()));
    let confirmed = nested.confirmed.then(|| quote!(.confirmed()));
    quote!(#root::signing::NestedField::new(#name, &[#(#forms),*]) #omitted #confirmed)
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

/// The messages whose fields a rule knows.
struct Messages<'a> {
    model: &'a Model,
    /// `None` for all families.
    family: Option<FamilyId>,
}

impl<'a> Messages<'a> {
    fn all(model: &'a Model) -> Self {
        Self { model, family: None }
    }

    fn of_family(model: &'a Model, id: FamilyId) -> Self {
        Self { model, family: Some(id) }
    }

    fn pages(&self) -> Vec<&'a Page> {
        match self.family {
            Some(family) => self.model.pages_of(family),
            None => self.model.pages.iter().collect(),
        }
    }

    fn endpoints(&self) -> Vec<&'a Endpoint> {
        self.pages().into_iter().flat_map(|page| &page.endpoints).collect()
    }

    /// Returns the fields that callers set, the members of objects, and the items of arrays.
    fn caller_fields(&self) -> Vec<&'a Field> {
        let mut fields = Vec::new();
        for operation in self.pages().into_iter().flat_map(Page::operations) {
            operation.caller_fields().for_each(|field| add_with_nested(field, &mut fields));
        }
        fields
    }

    fn notified(&self) -> Vec<&'a Field> {
        let mut fields = Vec::new();
        for notification in self.pages().into_iter().flat_map(|page| &page.notifications) {
            fields.extend(&notification.fields);
        }
        fields
    }
}

/// Adds a field with the items and members in it that callers set, at any depth.
fn add_with_nested<'a>(field: &'a Field, fields: &mut Vec<&'a Field>) {
    fields.push(field);
    if let Type::Array(array) = &field.ty {
        fields.push(&array.item);
    }
    if let Some(members) = field.ty.members() {
        for member in members.fields.iter().filter(|member| member.filled.is_none()) {
            add_with_nested(member, fields);
        }
    }
}

/// Sets the facts about fields.
fn facts(messages: &Messages<'_>) -> TokenStream {
    let notified = names_of(&messages.notified(), |_| true);
    let notified = notified.iter();
    let words = words(messages);
    let words = words.iter();
    let references = references(messages);
    let references = references.iter();
    let names = match messages.family {
        None => field_names::of_messages(messages.model),
        Some(id) => field_names::of_family(messages.model, id),
    };
    let names = names.iter();
    quote! {
        .notification_fields(&[#(#notified),*])
        .words(&[#(#words),*])
        .references(&[#(#references),*])
        .names(&[#(#names),*])
    }
}

/// Returns the merchant references and other fields that are an id of the merchant in every request that has them.
fn references<'a>(messages: &Messages<'a>) -> BTreeSet<&'a str> {
    let fields = messages.caller_fields();
    let free = names_of(&fields, |field| is_free(&field.ty));
    let mut names = names_of(&fields, |field| matches!(field.ty, Type::Reference) && !free.contains(&*field.wire));
    names.extend(messages.endpoints().into_iter().filter_map(|endpoint| endpoint.reference.as_deref()));
    names
}

/// Returns the fields of notifications that have a known format. The gateway writes ids, numbers, times and codes
/// into a notification; only text from a request is free text.
fn words<'a>(messages: &Messages<'a>) -> BTreeSet<&'a str> {
    let references = references(messages);
    let is_free = |field: &Field| is_free(&field.ty) && !references.contains(&*field.wire);
    let free = names_of(&messages.caller_fields(), is_free);
    names_of(&messages.notified(), |field| match field.ty.kind() {
        Kind::Object(_) | Kind::RawObject | Kind::Any | Kind::Array(_) => false,
        Kind::Text if matches!(field.ty, Type::Text) => !free.contains(&*field.wire),
        Kind::Text | Kind::Ip | Kind::Id(_) | Kind::Secret(_) | Kind::Cents | Kind::Integer => true,
        Kind::Formed(_) | Kind::Enum(_) | Kind::Json(_) | Kind::Encoded(_) => true,
    })
}

/// Returns the names of the fields that meet a condition.
fn names_of<'a>(fields: &[&'a Field], is_included: impl Fn(&Field) -> bool) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    for field in fields {
        if is_included(field) {
            names.insert(field.wire.as_str());
        }
    }
    names
}

/// Returns `true` if a request field of this type may contain `&` and `=`.
fn is_free(ty: &Type) -> bool {
    matches!(ty, Type::Text | Type::Url { .. } | Type::Json(_) | Type::Encoded(_) | Type::Base64)
}
