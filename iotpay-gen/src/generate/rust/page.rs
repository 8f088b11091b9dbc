//! A page's module.

use std::collections::{BTreeSet, HashSet};

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::context::Context;
use super::deprecated::Deprecated;
use super::module::Module;
use super::redaction::FieldNames;
use super::tokens::ident;
use super::{docs, notification, page_request, redaction, request, response, status_query};
use crate::model::names;
use crate::model::{Endpoint, Field, Filler, IdTarget, Page, Type, Wire};

pub(super) fn emit(context: &Context<'_>, page: &Page, module: &mut Module<'_>) {
    let of_page = Deprecated::of_page(page);
    let instead = of_page.as_ref();
    module.push(page_constant(context, page), instead);
    for endpoint in page.endpoints.iter().filter(|endpoint| !endpoint.is_overview) {
        let of_endpoint = of_page.clone().or_else(|| Deprecated::of_endpoint(endpoint));
        module.push(endpoint_constant(context, page, endpoint), of_endpoint.as_ref());
        if let Some(queries) = status_query::emit(context, page, endpoint) {
            module.push(queries, of_endpoint.as_ref());
        }
        for operation in &endpoint.operations {
            let deprecated = of_endpoint.clone().or_else(|| Deprecated::of_operation(context, page, operation));
            module.push(request::emit(context, page, endpoint, operation), deprecated.as_ref());
            module.push(response::emit(context, page, operation), deprecated.as_ref());
        }
        if let Some(request) = endpoint.page_request() {
            module.push(page_request::emit(context, page, endpoint, request), of_endpoint.as_ref());
            module.push(page_request::emit_response(context, page, endpoint, request), of_endpoint.as_ref());
        }
    }
    for notification in &page.notifications {
        module.push(notification::emit(context, page, notification), instead);
    }
    for returned in &page.browser_returns {
        module.push(notification::emit_return(context, page, returned), instead);
    }
}

fn page_constant(context: &Context<'_>, page: &Page) -> TokenStream {
    let mut paragraphs = vec![docs::escape(&page.about), docs::origin(context, page, page.span)];
    paragraphs.extend(page.note.iter().map(|note| docs::escape(note)));
    paragraphs.push(docs::dates(&page.lifecycle));
    if !page.missing.is_empty() {
        paragraphs.push(format!("Missing, because it was not available: {}.", docs::escape(&page.missing.join("; "))));
    }
    for (date, changes) in &page.changelog {
        let changes: Vec<_> = changes.iter().map(|change| format!("- {}", docs::escape(change))).collect();
        paragraphs.push(format!("Changed on {date}:"));
        paragraphs.push(changes.join("\n"));
    }
    let doc = docs::doc(&paragraphs);
    let (title, path, file) = (&page.title, page.path.as_deref().unwrap_or_default(), &page.file);
    let updated = page.updated.as_ref().map(|updated| quote!(.updated(#updated)));
    quote! {
        #doc
        pub static PAGE: DocPage = DocPage::new(#title, #path) #updated .spec(#file);
    }
}

fn endpoint_constant(context: &Context<'_>, page: &Page, endpoint: &Endpoint) -> TokenStream {
    let constant = ident(&names::screaming(&endpoint.name));
    let (name, path) = (&endpoint.name, &endpoint.path);
    let idempotent = endpoint.idempotent.then(|| quote!(.idempotent()));
    let reference = endpoint.reference.as_ref().map(|field| quote!(.reference(#field)));
    let order_fields = order_fields(context, page, endpoint);
    let listed = order_fields.iter();
    let order_fields = (!order_fields.is_empty()).then(|| quote!(.order_fields(&[#(#listed),*])));
    let (resolved_by, own_query) = status_query::resolver(context, page, endpoint);
    let money = status_query::money(context, endpoint);
    let nested_in = endpoint.nested_in.as_ref().map(|field| quote!(.nested_in(#field)));
    let fields = endpoint.operations.iter().flat_map(|operation| &operation.request);
    let mut seen = HashSet::new();
    // The credentials that any channel uses: their lengths are checked for the whole endpoint.
    let account = fields.filter_map(|field| Some((&field.wire, account_field(field)?)));
    let account: Vec<_> = account.filter(|(wire, _)| seen.insert(*wire)).map(|(_, field)| field).collect();
    let account = (!account.is_empty()).then(|| quote!(.account(&[#(#account),*])));
    let echoed = echoed(endpoint);
    let (sent, response_field): (Vec<_>, Vec<_>) = echoed.into_iter().unzip();
    let echoed = (!sent.is_empty()).then(|| quote!(.echoed(&[#((#sent, #response_field)),*])));
    let omitted = &endpoint.may_omit;
    let may_omit = (!omitted.is_empty()).then(|| quote!(.may_omit(&[#(#omitted),*])));
    let open = open_objects(context, page, endpoint);
    let open = (!open.is_empty()).then(|| quote!(.unverifiable_objects(&[#(#open),*])));
    let open_response = endpoint.is_undocumented.then(|| quote!(.undocumented_response()));
    let fields = endpoint.operations.iter().flat_map(|operation| operation.fields());
    let FieldNames { secrets, ids } = FieldNames::of(context, page.family, fields);
    let secrets = (!secrets.is_empty()).then(|| list(&quote!(secret_fields), &secrets));
    let ids = (!ids.is_empty()).then(|| list(&quote!(id_fields), &ids));
    let channel = redaction::channel_field(context, endpoint).map(|field| quote!(.channel(#field)));
    let channels: Vec<_> = endpoint.operations.iter().filter_map(|operation| operation.channel.as_ref()).collect();
    let channels = (!channels.is_empty()).then(|| quote!(.channels(&[#(#channels),*])));
    let no_page_request = endpoint.no_page_request().map_or_else(String::new, |reason| {
        let reason = docs::escape(&reason.to_string());
        format!("No request takes the channel as a value: {reason}. Use the request of the channel.")
    });
    let inferred = endpoint.resolved_by.as_ref().filter(|resolver| !resolver.proves_absence());
    let inferred = inferred.map_or_else(String::new, |resolver| {
        let query = docs::code(&resolver.query);
        format!("It is not documented that {query} finds such a request. {}", docs::source_note(&resolver.source_note))
    });
    let doc = docs::doc(&[
        docs::escape(&endpoint.about),
        no_page_request,
        inferred,
        docs::dates(&endpoint.lifecycle),
        docs::origin(context, page, endpoint.span),
    ]);
    quote! {
        #own_query
        #doc
        pub static #constant: Endpoint = Endpoint::new(#name, #path, &PAGE)
            #idempotent #money #account #reference #order_fields #resolved_by #nested_in #echoed #open #open_response #may_omit
            #channel #channels #ids #secrets;
    }
}

fn list(method: &TokenStream, names: &BTreeSet<&str>) -> TokenStream {
    let names = names.iter();
    quote!(.#method(&[#(#names),*]))
}

/// Returns the request fields with the id or the merchant reference of an existing order: an IOTPay id, and the reference
/// of another endpoint that creates orders. Queries are always about something that exists.
fn order_fields<'a>(context: &Context<'_>, page: &Page, endpoint: &'a Endpoint) -> BTreeSet<&'a str> {
    let is_order = |field: &&Field| match &field.ty {
        Type::Id(IdTarget::Order | IdTarget::Transaction) => true,
        _ => {
            let is_own = endpoint.reference.as_ref() == Some(&field.wire);
            !is_own && context.pages.order_references.contains(&(page.family, field.wire.as_str()))
        }
    };
    let fields = endpoint.operations.iter().filter(|_| !endpoint.idempotent).flat_map(|operation| &operation.request);
    fields.filter(is_order).map(|field| field.wire.as_str()).collect()
}

/// Returns the request fields that a response repeats, each with its path in the response: the merchant id, the
/// merchant reference, all shared fields of an idempotent endpoint, and those with `echoes` in the spec.
fn echoed(endpoint: &Endpoint) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for operation in &endpoint.operations {
        let is_about = |field: &Field| {
            let is_number = endpoint.idempotent || endpoint.reference.as_ref() == Some(&field.wire);
            let is_merchant = field.filled == Some(Filler::MchId);
            (is_number || is_merchant)
                && field.ty.has_one_notation()
                && field.secret.is_none()
                && field.filled != Some(Filler::Signature)
        };
        for (path, response_field) in paths(&operation.response) {
            let sent = response_field.echoes.as_ref().unwrap_or(&response_field.wire);
            let Some(field) = operation.request_field(sent) else { continue };
            let pair = (sent.clone(), path);
            if (response_field.echoes.is_some() || is_about(field)) && !found.contains(&pair) {
                found.push(pair);
            }
        }
    }
    found
}

/// Returns the fields of a response and of the objects in it, with their paths.
fn paths(fields: &[Field]) -> Vec<(String, &Field)> {
    let mut found = Vec::new();
    for field in fields {
        match field.ty.object() {
            Some(members) => {
                found.extend(
                    paths(&members.fields).into_iter().map(|(path, it)| (format!("{}.{path}", field.wire), it)),
                );
            }
            // An item of an array may be about something else.
            None => found.push((field.wire.clone(), field)),
        }
    }
    found
}

/// Returns the response fields that are objects and whose form in the string to sign is not confirmed by the
/// signing rule.
fn open_objects<'a>(context: &Context<'a>, page: &Page, endpoint: &Endpoint) -> Vec<&'a str> {
    let is_object = |name: &str| {
        endpoint
            .operations
            .iter()
            .flat_map(|operation| &operation.response)
            .any(|field| field.wire == name && matches!(field.ty.wire(), Wire::Object | Wire::Array | Wire::Any))
    };
    let rule = context.model.signing_of(&context.model.families[page.family]);
    let open = rule.nested.iter().filter(|nested| !nested.confirmed);
    open.map(|nested| nested.field.as_str()).filter(|name| is_object(name)).collect()
}

fn account_field(field: &Field) -> Option<TokenStream> {
    let constructor = match field.filled.as_ref()? {
        Filler::MchId => quote!(mch_id),
        Filler::LoginName => quote!(login_name),
        Filler::Signature | Filler::Fixed(_) => return None,
    };
    let wire = &field.wire;
    let max = field.max.map_or_else(
        || quote!(None),
        |max| {
            let max = Literal::u32_unsuffixed(max);
            quote!(Some(#max))
        },
    );
    Some(quote!(AccountField::#constructor(#wire, #max)))
}
