//! A page's module.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Context, answer, docs, ident, notification, optional_str, request};
use crate::model::{Endpoint, Field, Filled, Page};
use crate::names;

pub(super) fn emit(context: &Context<'_>, page: &Page) -> TokenStream {
    let head = page_constant(page);
    let endpoints = page.endpoints.iter().map(|endpoint| {
        let constant = endpoint_constant(page, endpoint);
        let operations = endpoint.operations.iter().map(|operation| {
            let request = request::emit(context, page, endpoint, operation);
            let answer = answer::emit(context, page, operation);
            quote!(#request #answer)
        });
        quote!(#constant #(#operations)*)
    });
    let notifications = page.notifications.iter().map(|it| notification::emit(context, page, it));
    quote!(#head #(#endpoints)* #(#notifications)*)
}

fn page_constant(page: &Page) -> TokenStream {
    let doc = docs::doc(&[docs::escape(&page.about), docs::page_link(page)]);
    let (title, path, file) = (&page.title, &page.path, &page.file);
    let updated = optional_str(page.updated.as_deref());
    quote! {
        #doc
        pub static PAGE: Page = Page { title: #title, path: #path, updated: #updated, spec: #file };
    }
}

fn endpoint_constant(page: &Page, endpoint: &Endpoint) -> TokenStream {
    let constant = ident(&names::screaming(&endpoint.name));
    let (name, path, idempotent) = (&endpoint.name, &endpoint.path, endpoint.idempotent);
    let reference = optional_str(endpoint.reference.as_deref());
    let resolved_by = optional_str(endpoint.resolved_by.as_deref());
    let nested_in = optional_str(endpoint.nested_in.as_deref());
    let fields = endpoint.operations.first().map_or(&[] as &[Field], |operation| &operation.request);
    let account = fields.iter().filter_map(account_field);
    let doc = docs::doc(&[docs::escape(&endpoint.about), docs::page_link(page)]);
    quote! {
        #doc
        pub static #constant: Endpoint = Endpoint {
            name: #name,
            path: #path,
            page: &PAGE,
            idempotent: #idempotent,
            account: &[#(#account),*],
            reference: #reference,
            resolved_by: #resolved_by,
            nested_in: #nested_in,
        };
    }
}

fn account_field(field: &Field) -> Option<TokenStream> {
    let part = match field.filled.as_ref()? {
        Filled::MchId => quote!(AccountPart::MchId),
        Filled::LoginName => quote!(AccountPart::LoginName),
        Filled::Signature | Filled::Fixed(_) => return None,
    };
    let wire = &field.wire;
    let max = field.max.map_or_else(
        || quote!(None),
        |max| {
            let max = Literal::u32_unsuffixed(max);
            quote!(Some(#max))
        },
    );
    Some(quote!(AccountField { wire: #wire, part: #part, max: #max }))
}
