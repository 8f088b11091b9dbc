//! The enum of an enumeration. It is open: a received message may contain unknown values.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::tokens::ident;
use super::{deprecated, docs};
use crate::model::{Enumeration, EnumerationValue, Outcome, OutcomeOf, Transaction};

/// Generates the open enum of the values that may be received, including unknown values.
pub(super) fn open(context: &Context<'_>, enumeration: &Enumeration) -> TokenStream {
    let root = &context.root;
    let name = ident(&enumeration.type_name);
    let doc = docs::enumeration(context, enumeration);
    let variants = enumeration.values.iter().map(|value| variant(context, enumeration, value));
    let outcome = enumeration.has_outcomes().then(|| outcomes(context, enumeration));
    let path = context.settings.client.attribute_part().map(|part| quote!(#part,));
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, Eq, Hash, #root::value::WireEnum)]
        #[wire(#path serde)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that this version does not know, as received.
            #[wire(other)]
            Other(#root::incoming::Unrecognized),
        }
        #outcome
    }
}

fn variant(context: &Context<'_>, enumeration: &Enumeration, value: &EnumerationValue) -> TokenStream {
    let source = value.source.words().map_or_else(String::new, |words| format!("Source: {words}."));
    let doc = docs::doc(&[
        docs::escape(&value.about),
        docs::dates(&value.lifecycle),
        defined_by(context, value),
        source,
        docs::line(context, value.span),
    ]);
    let (name, wire) = (ident(&value.variant), &value.wire);
    let deprecated = deprecated::on_value(enumeration, value);
    quote!(#doc #deprecated #[wire(#wire)] #name,)
}

/// Returns the pages that add the value to the enumeration, if any.
fn defined_by(context: &Context<'_>, value: &EnumerationValue) -> String {
    let pages = context.model.pages.iter().filter(|page| value.pages.contains(&page.span.file));
    let titles: Vec<_> = pages.map(|page| docs::escape(&page.title)).collect();
    if titles.is_empty() { String::new() } else { format!("Defined by the page {}.", titles.join(" and the page ")) }
}

fn outcomes(context: &Context<'_>, enumeration: &Enumeration) -> TokenStream {
    let name = ident(&enumeration.type_name);
    let (of_payment, of_refund) =
        (outcome_type(&context.root, Transaction::Payment), outcome_type(&context.root, Transaction::Refund));
    let meaning = "Returns the meaning for the money. A value that this version does not know is unknown: neither succeeded nor failed.";
    let functions = match enumeration.outcome_of {
        OutcomeOf::Payment => outcome(enumeration, "outcome", meaning, &of_payment, Transaction::Payment),
        OutcomeOf::Refund => outcome(enumeration, "outcome", meaning, &of_refund, Transaction::Refund),
        OutcomeOf::Transaction => {
            // A status alone does not show whether it is of a payment or a refund, so only messages that do use it.
            let payment = outcome(enumeration, "__payment", "", &of_payment, Transaction::Payment);
            let refund = outcome(enumeration, "__refund", "", &of_refund, Transaction::Refund);
            quote!(#payment #refund)
        }
    };
    let allowed = deprecated::has_deprecated_values(enumeration).then(deprecated::allow);
    quote!(#allowed impl #name { #functions })
}

/// Returns the path of the outcome type for a kind of transaction.
pub(super) fn outcome_type(root: &TokenStream, kind: Transaction) -> TokenStream {
    match kind {
        Transaction::Payment => quote!(#root::PaymentOutcome),
        Transaction::Refund => quote!(#root::RefundOutcome),
    }
}

fn outcome(enumeration: &Enumeration, function: &str, about: &str, ty: &TokenStream, kind: Transaction) -> TokenStream {
    let function = ident(function);
    let doc = if about.is_empty() { quote!(#[doc(hidden)]) } else { docs::doc(&[about]) };
    let arm = |outcome: Option<Outcome>, path: &str| {
        let variants: Vec<_> = enumeration
            .values
            .iter()
            .filter(|value| value.outcome == outcome)
            .map(|value| {
                let variant = ident(&value.variant);
                quote!(Self::#variant)
            })
            .collect();
        let path = ident(path);
        (!variants.is_empty()).then(|| quote!(#(#variants)|* => #ty::#path,))
    };
    let success = match kind {
        Transaction::Payment => "Success",
        Transaction::Refund => "Refunded",
    };
    let pending = arm(Some(Outcome::Pending), "Pending");
    let success = arm(Some(Outcome::Success), success);
    let failed = arm(Some(Outcome::Failed), "Failed");
    let without = arm(None, "Unknown");
    quote! {
        #doc
        #[inline]
        pub fn #function(&self) -> #ty {
            match self {
                #pending
                #success
                #failed
                #without
                Self::Other(_) => #ty::Unknown,
            }
        }
    }
}
