//! A notification type.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::redaction::FieldNames;
use super::tokens::ident;
use super::{docs, event, response};
use crate::model::{Enumeration, Field, Notification, NotificationSubject, Page};

pub(super) fn emit(context: &Context<'_>, page: &Page, notification: &Notification) -> TokenStream {
    let doc = docs::doc(&[
        docs::escape(&notification.about),
        docs::partial(page),
        docs::origin(context, page, notification.span),
    ]);
    let record = response::received_struct(context, page, &notification.type_name, &doc, &notification.fields);
    let name = ident(&notification.type_name);
    let marker = context.family_path(&context.model.families[page.family]);
    let browser = match &notification.browser_marker {
        Some((field, value)) => {
            quote!(const BROWSER_MARKER: Option<(&'static str, &'static str)> = Some((#field, #value));)
        }
        None => TokenStream::new(),
    };
    let fields_of_other_kinds = fields_of_other_kinds(context, page, notification);
    let fields_of_other_kinds = (!fields_of_other_kinds.is_empty())
        .then(|| quote!(const FIELDS_OF_OTHER_KINDS: &'static [&'static str] = &[#(#fields_of_other_kinds),*];));
    let channels = channels_of_other_families(context, page, notification).map(|(field, channels)| {
        quote! {
            const CHANNELS_OF_OTHER_FAMILIES: Option<(&'static str, &'static [&'static str])> =
                Some((#field, &[#(#channels),*]));
        }
    });
    let determined = determined(context, notification);
    let event = event::emit(context, page, notification);
    let FieldNames { secrets, ids } = FieldNames::of(context, page.family, &notification.fields);
    let secrets = constant(&quote!(SECRET_FIELDS), &secrets);
    let ids = constant(&quote!(ID_FIELDS), &ids);
    quote! {
        #record
        impl Notification for #name {
            type Family = #marker;
            #browser
            #fields_of_other_kinds
            #channels
            #secrets
            #ids
            #event
            #determined
        }
    }
}

/// The constant with names of fields; `None` if there are none.
fn constant(name: &TokenStream, fields: &BTreeSet<&str>) -> Option<TokenStream> {
    let names = fields.iter();
    (!fields.is_empty()).then(|| quote!(const #name: &'static [&'static str] = &[#(#names),*];))
}

/// The function that returns whether the meaning of a notification is known; `None` if all its values are free.
fn determined(context: &Context<'_>, notification: &Notification) -> Option<TokenStream> {
    let fields = &notification.fields;
    let is_known = match notification.subject(context.model) {
        NotificationSubject::Either => quote!(self.transaction().is_determined()),
        NotificationSubject::Payment(status) | NotificationSubject::Refund(status) => {
            let name = ident(&status.rust_name);
            if status.required {
                quote!(!self.#name.outcome().is_unknown())
            } else {
                quote!(self.#name.as_ref().is_some_and(|status| !status.outcome().is_unknown()))
            }
        }
        NotificationSubject::State(..) | NotificationSubject::Occurrence => {
            // Without a status of money, such as for a contract, no value may be unknown.
            let known: Vec<_> = enumerations(context, fields)
                .map(|(field, _)| {
                    let name = ident(&field.rust_name);
                    if field.required {
                        quote!(!self.#name.is_unrecognized())
                    } else {
                        quote!(self.#name.as_ref().is_none_or(|value| !value.is_unrecognized()))
                    }
                })
                .collect();
            if known.is_empty() {
                return None;
            }
            quote!(#(#known)&&*)
        }
    };
    Some(quote! {
        fn is_determined(&self) -> bool {
            #is_known
        }
    })
}

/// Returns the fields whose type is an enumeration, each with its enumeration.
fn enumerations<'a>(context: &Context<'a>, fields: &'a [Field]) -> impl Iterator<Item = (&'a Field, &'a Enumeration)> {
    let model = context.model;
    fields.iter().filter_map(move |field| Some((field, model.enumeration_of(field)?)))
}

/// Generates the type of a browser return, which is unsigned.
pub(super) fn emit_return(context: &Context<'_>, page: &Page, returned: &Notification) -> TokenStream {
    let doc = docs::doc(&[
        docs::escape(&returned.about),
        "Not a proof of payment: it is unsigned, and the user of the browser can change it.".to_owned(),
        docs::partial(page),
        docs::origin(context, page, returned.span),
    ]);
    let record = response::received_struct(context, page, &returned.type_name, &doc, &returned.fields);
    let name = ident(&returned.type_name);
    let marker = context.family_path(&context.model.families[page.family]);
    quote! {
        #record
        impl BrowserReturn for #name {
            type Family = #marker;
        }
    }
}

/// Returns the pages whose notifications could verify as one of this page. All kinds are signed with the same key. In a
/// family of another crate, those with another algorithm never verify.
fn similarly_signed<'a>(context: &Context<'a>, page: &Page) -> Vec<&'a Page> {
    let model = context.model;
    let algorithm = |page: &Page| model.signing_of(&model.families[page.family]).algorithm.value;
    let is_private = context.is_private() && context.settings.generates_family(&model.families[page.family]);
    let own = algorithm(page);
    model.pages.iter().filter(|other| !is_private || algorithm(other) == own).collect()
}

/// Returns the fields that identify notifications of another kind. The customer can see the fields of a browser return.
fn fields_of_other_kinds<'a>(context: &Context<'a>, page: &Page, notification: &Notification) -> Vec<&'a str> {
    let mut marks = BTreeSet::new();
    for other in similarly_signed(context, page).into_iter().flat_map(|other| &other.notifications) {
        if other.span != notification.span {
            marks.extend(other.browser_marker.iter().map(|(field, _)| field.as_str()));
            marks.extend(other.unique_fields.iter().map(String::as_str));
        }
    }
    marks.retain(|mark| notification.fields.iter().all(|field| field.wire != *mark));
    marks.into_iter().collect()
}

/// Channels that only other families have, with the channel field.
fn channels_of_other_families<'a>(
    context: &Context<'a>,
    page: &Page,
    notification: &'a Notification,
) -> Option<(&'a str, Vec<&'a str>)> {
    let is_channel = |field: &&Field| context.pages.channel_fields.contains(field.wire.as_str());
    let values = |field: &Field| context.model.enumeration_of(field).map(|it| &it.values);
    let field = notification.fields.iter().find(is_channel)?;
    let own = values(field)?;
    let mut channels = BTreeSet::new();
    for other in similarly_signed(context, page) {
        if other.family == page.family {
            continue;
        }
        for same in other.notifications.iter().flat_map(|it| &it.fields).filter(|it| it.wire == field.wire) {
            channels.extend(values(same).into_iter().flatten().map(|value| value.wire.as_str()));
        }
    }
    channels.retain(|wire| own.iter().all(|value| value.wire != *wire));
    (!channels.is_empty()).then(|| (field.wire.as_str(), channels.into_iter().collect()))
}
