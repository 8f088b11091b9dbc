//! The event that a notification reports to an inbox: its fields, and its outcome.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::tokens::ident;
use crate::model::{Enumeration, EventFields, EventReference, Field, Notification, NotificationSubject, Page, names};

/// Returns the constant with the fields, and the function that returns the outcome; `None` if no field contains the
/// merchant reference.
pub(super) fn emit(context: &Context<'_>, page: &Page, notification: &Notification) -> Option<TokenStream> {
    let root = &context.root;
    let EventFields { order, refund, amount, currency, id, times } =
        EventFields::of(context.model, page.family, notification)?;
    let reference = |EventReference { field, request_field }: EventReference<'_>| {
        let names = names_of(field);
        quote!(#names, #request_field)
    };
    let order = order.map(reference).map(|arguments| quote!(.order(#arguments)));
    let refund = refund.map(reference).map(|arguments| quote!(.refund(#arguments)));
    let amount = amount.map(names_of).map(|names| quote!(.amount(#names)));
    let currency = currency.map(names_of).map(|names| quote!(.currency(#names)));
    let id = id.map(names_of).map(|names| quote!(.id(#names)));
    let times: Vec<_> = times.iter().flat_map(|field| std::iter::once(&field.wire).chain(&field.aliases)).collect();
    let times = (!times.is_empty()).then(|| quote!(.times(&[#(#times),*])));
    let outcome = outcome(context, notification);
    Some(quote! {
        const EVENT: Option<EventFields> = Some(EventFields::new() #order #refund #amount #currency #id #times);

        fn event_outcome(&self) -> Option<#root::inbox::EventOutcome> {
            #outcome
        }
    })
}

/// Returns the names that a field can have.
fn names_of(field: &Field) -> TokenStream {
    let names = std::iter::once(&field.wire).chain(&field.aliases);
    quote!(&[#(#names),*])
}

/// Returns the expression of the outcome.
fn outcome(context: &Context<'_>, notification: &Notification) -> TokenStream {
    let root = &context.root;
    let of_status = |status: &Field, from: &str| {
        let (name, from) = (ident(&status.rust_name), ident(from));
        if status.required {
            quote!(#root::inbox::EventOutcome::#from(self.#name.outcome()))
        } else {
            quote! {
                self.#name.as_ref().and_then(|status| #root::inbox::EventOutcome::#from(status.outcome()))
            }
        }
    };
    match notification.subject(context.model) {
        NotificationSubject::Either => {
            quote!(#root::inbox::EventOutcome::from_transaction(self.transaction()))
        }
        NotificationSubject::Payment(status) => of_status(status, "from_payment"),
        NotificationSubject::Refund(status) => of_status(status, "from_refund"),
        NotificationSubject::State(field, states) => of_state(context, field, states),
        NotificationSubject::Occurrence => {
            let state = names::kebab(&notification.name);
            quote!(Some(#root::inbox::EventOutcome::state(#state)))
        }
    }
}

fn of_state(context: &Context<'_>, field: &Field, states: &Enumeration) -> TokenStream {
    let root = &context.root;
    let name = ident(&field.rust_name);
    let value = if field.required { quote!(self.#name.as_str()) } else { quote!(self.#name.as_ref()?.as_str()) };
    // The variants of an enumeration can be deprecated, or have the name of a trait.
    let arms = states.values.iter().filter(|value| !value.is_pending()).map(|value| {
        let (wire, state) = (&value.wire, names::kebab(&value.variant));
        quote!(#wire => #state,)
    });
    quote! {
        let state = match #value {
            #(#arms)*
            _ => return None,
        };
        Some(#root::inbox::EventOutcome::state(state))
    }
}
