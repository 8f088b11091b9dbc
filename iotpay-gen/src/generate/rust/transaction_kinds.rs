//! The functions of a message that can be about a payment or a refund.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::context::Context;
use super::tokens::ident;
use super::{docs, enumeration, rust_type};
use crate::model::{Enumeration, Field, IdTarget, Transaction, Type};

/// Returns the functions of a message whose status can be of either kind; `None` for any other message.
pub(super) fn emit(context: &Context<'_>, name: &Ident, fields: &[Field]) -> Option<TokenStream> {
    let (status, _) = context.model.transaction_field(fields)?;
    let (field, kinds) = context.model.kind_field(fields)?;
    let kind = Kind { context, field, kinds };
    let transaction = kind.transaction(status);
    let id = fields.iter().find(|field| matches!(field.ty, Type::Id(IdTarget::Transaction)));
    let ids = id.map(|id| {
        let id_of = |ty: &TokenStream| {
            let name = ident(&id.rust_name);
            if id.required {
                quote!(#ty::__received(&self.#name))
            } else {
                quote!(self.#name.as_deref().and_then(#ty::__received))
            }
        };
        let (order, refund) = (quote!(OrderId), quote!(RefundId));
        let order_id =
            kind.function("order_id", Transaction::Payment, &order, &id_of(&order), "Returns the order id", id);
        let refund_id =
            kind.function("refund_id", Transaction::Refund, &refund, &id_of(&refund), "Returns the refund id", id);
        quote!(#order_id #refund_id)
    });
    Some(quote!(impl #name { #transaction #ids }))
}

/// The field with the kind of the transaction.
struct Kind<'a> {
    context: &'a Context<'a>,
    field: &'a Field,
    kinds: &'a Enumeration,
}

impl Kind<'_> {
    /// Returns the function that reports the kind of transaction and the meaning of its status.
    fn transaction(&self, status: &Field) -> TokenStream {
        let root = &self.context.root;
        let arm = |of: Transaction, variant: &str, method: &str| {
            let (name, variant, method) = (ident(&status.rust_name), ident(variant), ident(method));
            let ty = enumeration::outcome_type(root, of);
            let outcome = if status.required {
                quote!(self.#name.#method())
            } else {
                quote!(self.#name.as_ref().map_or(#ty::Unknown, |status| status.#method()))
            };
            let patterns = self.patterns(of);
            quote!(#patterns => #root::outcome::Transaction::#variant(#outcome),)
        };
        let payment = arm(Transaction::Payment, "Payment", "__payment");
        let refund = arm(Transaction::Refund, "Refund", "__refund");
        let field = ident(&self.field.rust_name);
        let doc = docs::doc(&[
            format!("Returns the transaction according to `{}`, with its outcome.", self.field.rust_name),
            docs::line(self.context, status.span),
        ]);
        quote! {
            #doc
            #[inline]
            pub fn transaction(&self) -> #root::outcome::Transaction {
                match &self.#field {
                    #payment
                    #refund
                    _ => #root::outcome::Transaction::Undetermined,
                }
            }
        }
    }

    /// Returns the patterns of the field's values for one kind of transaction.
    fn patterns(&self, of: Transaction) -> TokenStream {
        let enumeration = rust_type::of_enumeration(self.context, self.kinds);
        let patterns = self.kinds.values.iter().filter(|value| value.kind == Some(of)).map(|value| {
            let variant = ident(&value.variant);
            if self.field.required { quote!(#enumeration::#variant) } else { quote!(Some(#enumeration::#variant)) }
        });
        quote!(#(#patterns)|*)
    }

    /// Returns a function that returns a value only if the message is about a transaction of this kind.
    fn function(
        &self,
        name: &str,
        of: Transaction,
        ty: &TokenStream,
        value: &TokenStream,
        about: &str,
        from: &Field,
    ) -> TokenStream {
        let patterns = self.patterns(of);
        let (name, field) = (ident(name), ident(&self.field.rust_name));
        let what = match of {
            Transaction::Payment => "a payment",
            Transaction::Refund => "a refund",
        };
        let about = format!("{about}; `None` if this is not known to be about {what}.");
        let doc = docs::doc(&[about, docs::line(self.context, from.span)]);
        quote! {
            #doc
            #[inline]
            pub fn #name(&self) -> Option<#ty> {
                match &self.#field {
                    #patterns => #value,
                    _ => None,
                }
            }
        }
    }
}
