//! An answer type, and the types of the objects in it.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Context, docs, enumeration, ident, rust_type};
use crate::model::{Field, Identified, Members, Operation, Page, Transaction, Type};
use crate::names;

pub(super) fn emit(context: &Context<'_>, page: &Page, operation: &Operation) -> TokenStream {
    let about = format!("The answer to a successful [`{}`].", operation.type_name);
    let doc = docs::doc(&[about, docs::partial(page), docs::origin(context, page, operation.span)]);
    received_struct(context, page, &operation.answer_name, &doc, &operation.answer)
}

/// A struct that is read from a received map.
pub(super) fn received_struct(
    context: &Context<'_>,
    page: &Page,
    name: &str,
    doc: &TokenStream,
    fields: &[Field],
) -> TokenStream {
    let name = ident(name);
    let members = fields.iter().map(|field| received_field(context, field));
    let objects = fields.iter().filter_map(|field| Some(object(context, page, field, field.ty.object()?)));
    let kinds = kinds(context, &name, fields);
    quote! {
        #doc
        #[derive(Clone, Debug, FromFields)]
        #[non_exhaustive]
        pub struct #name {
            #(#members)*
        }
        #kinds
        #(#objects)*
    }
}

/// Where a message can be about a payment or a refund: what it says of the one that it is about.
fn kinds(context: &Context<'_>, name: &Ident, fields: &[Field]) -> Option<TokenStream> {
    let (status, _) = context.model.transaction_field(fields)?;
    let (kind, kinds) = context.model.kind_field(fields)?;
    let patterns = |of: Transaction| {
        let ty = rust_type::of_enumeration(context, kinds);
        let variants = kinds.values.iter().filter(|value| value.kind == Some(of)).map(|value| {
            let variant = ident(&value.variant);
            if kind.required { quote!(#ty::#variant) } else { quote!(Some(#ty::#variant)) }
        });
        quote!(#(#variants)|*)
    };
    let function = |function: &str, of: Transaction, method: &str, about: &str| {
        let patterns = patterns(of);
        let (function, method) = (ident(function), ident(method));
        let (kind_name, status_name) = (ident(&kind.rust_name), ident(&status.rust_name));
        let outcome = enumeration::outcome_type(&context.root, of);
        let value = if status.required {
            quote!(Some(self.#status_name.#method()))
        } else {
            quote!(self.#status_name.as_ref().map(|status| status.#method()))
        };
        let doc = docs::doc(&[about.to_owned(), docs::line(context, status.span)]);
        quote! {
            #doc
            pub fn #function(&self) -> Option<#outcome> {
                match &self.#kind_name {
                    #patterns => #value,
                    _ => None,
                }
            }
        }
    };
    let payment = function(
        "payment",
        Transaction::Payment,
        "__payment",
        "What became of the payment; nothing where this is not known to be about one.",
    );
    let refund = function(
        "refund",
        Transaction::Refund,
        "__refund",
        "What became of the refund; nothing where this is not known to be about one.",
    );
    let id = fields.iter().find(|field| matches!(field.ty, Type::Id(Identified::Transaction)));
    let ids = id.map(|id| {
        let of = |function: &str, of: Transaction, ty: TokenStream, about: &str| {
            let patterns = patterns(of);
            let (function, id_name, kind_name) = (ident(function), ident(&id.rust_name), ident(&kind.rust_name));
            let value = if id.required {
                quote!(#ty::new(&self.#id_name).ok())
            } else {
                quote!(self.#id_name.as_deref().and_then(|id| #ty::new(id).ok()))
            };
            let doc = docs::doc(&[about.to_owned(), docs::line(context, id.span)]);
            quote! {
                #doc
                pub fn #function(&self) -> Option<#ty> {
                    match &self.#kind_name {
                        #patterns => #value,
                        _ => None,
                    }
                }
            }
        };
        let order = of(
            "order_id",
            Transaction::Payment,
            quote!(OrderId),
            "The id of the order; nothing where this is not known to be about a payment.",
        );
        let refund = of(
            "refund_id",
            Transaction::Refund,
            quote!(RefundId),
            "The id of the refund; nothing where this is not known to be about one.",
        );
        quote!(#order #refund)
    });
    Some(quote!(impl #name { #payment #refund #ids }))
}

fn object(context: &Context<'_>, page: &Page, owner: &Field, members: &Members) -> TokenStream {
    let doc = docs::doc(&[docs::escape(&owner.about), docs::origin(context, page, owner.span)]);
    received_struct(context, page, &members.type_name, &doc, &members.fields)
}

fn received_field(context: &Context<'_>, field: &Field) -> TokenStream {
    let name = ident(&field.rust_name);
    let doc = docs::answer_field(context, field);
    let wire = &field.wire;
    let rename = (names::camel(&field.rust_name) != *wire).then(|| quote!(#wire));
    let aliases = field.aliases.iter().map(|alias| quote!(alias = #alias));
    let parts: Vec<_> = rename.into_iter().chain(aliases).collect();
    let attribute = (!parts.is_empty()).then(|| quote!(#[field(#(#parts),*)]));
    let ty = rust_type::of_answer(context, field);
    let ty = if field.required { ty } else { quote!(Option<#ty>) };
    quote!(#doc #attribute pub #name: #ty,)
}
