//! The implementation of `Signed`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Ident, Path};

use super::attribute::Form;
use super::wire_fields::{Nesting, Request, Value, WireField};
use crate::attribute::Words;
use crate::generics::in_option;
use crate::names::hidden;

pub(super) fn expand(input: &DeriveInput, request: &Request<'_>, client: &Path) -> TokenStream {
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let visits = request.fields.iter().map(|field| visit(field, client));
    let choices = choices(request);
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #impl_generics #client::signing::Signed for #name #type_generics #where_clause {
            #[inline]
            fn visit(
                &self,
                account: &#client::signing::Account<'_>,
                visitor: &mut #client::signing::FieldVisitor<'_>,
            ) {
                let _ = account;
                #(#choices)*
                #(#visits)*
            }
        }
    }
}

fn visit(field: &WireField<'_>, client: &Path) -> TokenStream {
    let wire = &field.wire;
    match &field.value {
        Value::Field { name, ty, form, nesting: nesting @ (Nesting::Json | Nesting::Text) } => {
            let finish = if matches!(nesting, Nesting::Text) { quote!(finish_as_text) } else { quote!(finish) };
            let (local, writer) = (hidden("value"), hidden("writer"));
            let write = written(form, client);
            let visited = quote_spanned! {ty.span()=>
                let mut #writer = #client::signing::NestedWriter::new();
                #client::signing::NestedValue::write_as(#local, &mut #writer, #write);
                visitor(#wire, #writer.#finish());
            };
            match in_option(ty) {
                Some(_) => quote!(if let ::core::option::Option::Some(#local) = &self.#name { #visited }),
                None => quote!({ let #local = &self.#name; #visited }),
            }
        }
        Value::Field { name, ty, form, nesting: Nesting::None } => {
            // The span reports a type that cannot be signed at that type.
            let value = quote_spanned!(ty.span()=> #client::signing::SignedValue::signed_value(&self.#name));
            let (local, sent) = (hidden("value"), sent(form, client));
            quote! {
                if let ::core::option::Option::Some(#local) = #value {
                    visitor(#wire, #sent);
                }
            }
        }
        Value::Variant { name, enumeration, variant, form } => {
            let (local, sent) = (hidden("value"), sent(form, client));
            quote! {
                if let #enumeration::#variant(#local) = &self.#name {
                    if let ::core::option::Option::Some(#local) = #client::signing::SignedValue::signed_value(#local) {
                        visitor(#wire, #sent);
                    }
                }
            }
        }
        Value::MchId => quote!(visitor(#wire, #client::signing::FieldValue::Text(account.mch_id));),
        Value::LoginName => quote!(visitor(#wire, #client::signing::FieldValue::Text(account.login_name));),
        Value::ByChannel { channel, values } => {
            let arms = values.iter().map(|(on, constant)| {
                let value = constant.field_value(client);
                quote!(#on => visitor(#wire, #value),)
            });
            quote! {
                match ::core::convert::AsRef::<str>::as_ref(&self.#channel) {
                    #(#arms)*
                    _ => {}
                }
            }
        }
        Value::Fixed(constant) => {
            let value = constant.field_value(client);
            quote!(visitor(#wire, #value);)
        }
    }
}

/// The variable as it is sent.
fn sent(form: &Form, client: &Path) -> TokenStream {
    let local = hidden("value");
    match form {
        Form::Itself => quote!(#local),
        Form::Integer => quote!(#client::__private::as_integer(#local)),
        Form::Words(Words { yes, no }) => quote!(#client::__private::as_word(#local, [#yes, #no])),
    }
}

/// The function that gives values in an object or an array their form.
pub(crate) fn written(form: &Form, client: &Path) -> TokenStream {
    let local = hidden("value");
    match form {
        Form::Itself => quote!(|#local| #local),
        Form::Integer => quote!(#client::__private::as_integer),
        Form::Words(Words { yes, no }) => quote!(|#local| #client::__private::as_word(#local, [#yes, #no])),
    }
}

/// A `match` over the listed variants for each field with a choice: rustc reports a forgotten variant, which
/// would silently not be sent.
fn choices(request: &Request<'_>) -> Vec<TokenStream> {
    let mut seen: Vec<&Ident> = Vec::new();
    let mut choices = Vec::new();
    for field in &request.fields {
        let Value::Variant { name, .. } = &field.value else { continue };
        if seen.contains(name) {
            continue;
        }
        seen.push(name);
        let patterns = request.fields.iter().filter_map(|other| match &other.value {
            Value::Variant { name: same, enumeration, variant, .. } if same == name => {
                Some(quote!(#enumeration::#variant(_)))
            }
            _ => None,
        });
        choices.push(quote!(match &self.#name { #(#patterns)|* => {} }));
    }
    choices
}
