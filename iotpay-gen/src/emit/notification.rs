//! A notification type.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Context, answer, docs, ident};
use crate::model::{Notification, Page};

pub(super) fn emit(context: &Context<'_>, page: &Page, notification: &Notification) -> TokenStream {
    let root = &context.root;
    let doc = docs::doc(&[docs::escape(&notification.about), docs::page_link(page)]);
    let record = answer::received_struct(context, page, &notification.type_name, &doc, &notification.fields);
    let name = ident(&notification.type_name);
    let family = &context.model.families[page.family];
    let (module, marker) = (ident(&family.name), ident(&family.type_name));
    let browser = match &notification.browser_return {
        Some((field, value)) => quote!(Some((#field, #value))),
        None => quote!(None),
    };
    quote! {
        #record
        impl Notification for #name {
            type Family = #root::#module::#marker;
            const BROWSER_RETURN: Option<(&'static str, &'static str)> = #browser;
        }
    }
}
