//! A notification type.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Context, answer, docs, ident};
use crate::model::{Notification, Page};

pub(super) fn emit(context: &Context<'_>, page: &Page, notification: &Notification) -> TokenStream {
    let root = &context.root;
    let doc = docs::doc(&[
        docs::escape(&notification.about),
        docs::partial(page),
        docs::origin(context, page, notification.span),
    ]);
    let record = answer::received_struct(context, page, &notification.type_name, &doc, &notification.fields);
    let name = ident(&notification.type_name);
    let family = &context.model.families[page.family];
    let (module, marker) = (ident(&family.name), ident(&family.type_name));
    let browser = match &notification.browser_return {
        Some((field, value)) => {
            quote!(const BROWSER_RETURN: Option<(&'static str, &'static str)> = Some((#field, #value));)
        }
        None => TokenStream::new(),
    };
    let foreign = foreign(context, page, notification);
    let foreign = (!foreign.is_empty()).then(|| quote!(const FOREIGN: &'static [&'static str] = &[#(#foreign),*];));
    quote! {
        #record
        impl Notification for #name {
            type Family = #root::#module::#marker;
            #browser
            #foreign
        }
    }
}

/// A browser's return without a signature.
pub(super) fn emit_return(context: &Context<'_>, page: &Page, returned: &Notification) -> TokenStream {
    let root = &context.root;
    let doc = docs::doc(&[
        docs::escape(&returned.about),
        "No proof of payment: nothing is signed, and whoever holds the browser writes what it says.".to_owned(),
        docs::partial(page),
        docs::origin(context, page, returned.span),
    ]);
    let record = answer::received_struct(context, page, &returned.type_name, &doc, &returned.fields);
    let name = ident(&returned.type_name);
    let family = &context.model.families[page.family];
    let (module, marker) = (ident(&family.name), ident(&family.type_name));
    quote! {
        #record
        impl BrowserReturn for #name {
            type Family = #root::#module::#marker;
        }
    }
}

/// Fields that mark a browser's return in another family. The customer holds such a message, and
/// one key signs for all families.
fn foreign<'a>(context: &Context<'a>, page: &Page, notification: &Notification) -> Vec<&'a str> {
    let others = context.model.pages.iter().filter(|other| other.family != page.family);
    let marks = others.flat_map(|other| &other.notifications).filter_map(|other| other.browser_return.as_ref());
    let marks = marks.map(|(field, _)| field.as_str());
    let mut foreign: Vec<_> = marks.filter(|mark| notification.fields.iter().all(|it| it.wire != *mark)).collect();
    foreign.sort_unstable();
    foreign.dedup();
    foreign
}
