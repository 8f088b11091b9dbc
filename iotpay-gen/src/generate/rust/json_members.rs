//! The typed JSON object in a request field.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::context::Context;
use super::input::{Input, caller_members};
use super::rust_type::Fixed;
use super::tokens::ident;
use super::{docs, rust_type};
use crate::model::{Field, Filler, Members, Page, Type, Width};

pub(super) fn emit(context: &Context<'_>, page: &Page, owner: &Field, members: &Members) -> TokenStream {
    let root = &context.root;
    let name = ident(&members.type_name);
    let input = ident(&format!("{}Members", members.type_name));
    let text = rust_type::limited(&quote!(JsonText), owner.max);
    let borrows = caller_members(members).any(|member| Input::of(member).borrows());
    let (lifetime, elided) = if borrows { (quote!(<'a>), quote!(<'_>)) } else { Default::default() };
    // An object that has only constants does not use its argument.
    let argument = if caller_members(members).next().is_some() { quote!(members) } else { quote!(_) };
    let fields = caller_members(members).map(|member| {
        let (name, doc, ty) = (ident(&member.rust_name), docs::request_field(context, member), member_type(member));
        quote!(#doc pub #name: #ty,)
    });
    let entries = members.fields.iter().map(entry);
    let wire = &owner.wire;
    let limits = caller_members(members).filter_map(|member| limit(wire, owner, member));
    let about = docs::doc(&[
        docs::escape(&owner.about),
        docs::filled_fields(&members.fields),
        docs::origin(context, page, owner.span),
    ]);
    let input_doc = docs::doc(&[
        format!("The members of a [`{}`], not yet validated.", members.type_name),
        docs::origin(context, page, owner.span),
    ]);
    let new_doc = docs::doc(&[
        "Returns an object with these members.",
        &docs::line(context, owner.span),
        "# Errors",
        "Returns [`ValidationError`] if a member is empty or too long, or if the object is too long as text.",
    ]);
    quote! {
        #about
        #[derive(Clone, Debug)]
        pub struct #name(#text);

        #input_doc
        #[derive(Clone, Copy)]
        pub struct #input #lifetime {
            #(#fields)*
        }

        impl #name {
            #new_doc
            pub fn new(#argument: #input #elided) -> Result<Self, ValidationError> {
                #(#limits)*
                Validator::validate_field(&PAGE, #wire, JsonText::object(&[#(#entries),*])).map(Self)
            }

            /// Returns the object as the text that is sent.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl #root::request_macro::FieldType for #name {}

        impl #root::__private::FromLiteral<&'static str> for #name {
            fn from_literal(literal: &'static str) -> Self {
                Self(#root::__private::FromLiteral::from_literal(literal))
            }
        }

        impl #root::__private::Object for #name {
            type Members<'a> = #input #lifetime;

            fn of(members: Self::Members<'_>) -> Result<Self, ValidationError> {
                Self::new(members)
            }
        }

        impl SignedValue for #name {
            fn signed_value(&self) -> Option<FieldValue<'_>> {
                self.0.signed_value()
            }
        }
    }
}

fn member_type(member: &Field) -> TokenStream {
    let ty = Input::of(member).stored();
    if member.required { ty } else { quote!(Option<#ty>) }
}

/// Checks the limit of a text member, if the table has one.
fn limit(wire: &str, owner: &Field, member: &Field) -> Option<TokenStream> {
    let max = Literal::u32_unsuffixed(member.max?);
    let (name, member_wire) = (ident(&member.rust_name), &member.wire);
    let json = owner.max.map_or_else(
        || quote!(JsonText::<{ u32::MAX }>),
        |max| {
            let max = Literal::u32_unsuffixed(max);
            quote!(JsonText::<#max>)
        },
    );
    let check = |text: TokenStream| quote!(Validator::validate_field(&PAGE, #wire, #json::check_member(#member_wire, #text, #max))?;);
    Some(if member.required {
        check(quote!(members.#name))
    } else {
        let check = check(quote!(text));
        quote!(if let Some(text) = members.#name { #check })
    })
}

/// `("appId", Some(FieldValue::Text(…)))`.
fn entry(member: &Field) -> TokenStream {
    let wire = &member.wire;
    if let Some(Filler::Fixed(value)) = &member.filled {
        let value = match rust_type::fixed(member, value) {
            Fixed::Text(text) => quote!(FieldValue::Text(#text)),
            Fixed::Integer(number) => quote!(FieldValue::Integer(#number)),
        };
        return quote!((#wire, Some(#value)));
    }
    let name = ident(&member.rust_name);
    let value = quote!(members.#name);
    let value = match (&member.ty, member.required) {
        (Type::Integer(Width::Int), true) => quote!(Some(FieldValue::Integer(i64::from(#value)))),
        (Type::Integer(Width::Int), false) => quote!(#value.map(|number| FieldValue::Integer(i64::from(number)))),
        (Type::Integer(Width::Long), true) => quote!(Some(FieldValue::Integer(#value))),
        (Type::Integer(Width::Long), false) => quote!(#value.map(FieldValue::Integer)),
        (_, true) => quote!(Some(FieldValue::Text(#value))),
        (_, false) => quote!(#value.map(FieldValue::Text)),
    };
    quote!((#wire, #value))
}
