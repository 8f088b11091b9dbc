//! The typed JSON object that travels as text in a request field.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, ident, rust_type};
use crate::model::{Field, Filled, Members, Page, Type};

pub(super) fn emit(page: &Page, owner: &Field, members: &Members) -> TokenStream {
    let name = ident(&members.type_name);
    let input = ident(&format!("{}Members", members.type_name));
    let text = rust_type::limited(&quote!(Json), owner.max);
    let given: Vec<&Field> = members.fields.iter().filter(|member| member.filled.is_none()).collect();
    let lifetime = if given.is_empty() { TokenStream::new() } else { quote!(<'a>) };
    let elided = if given.is_empty() { TokenStream::new() } else { quote!(<'_>) };
    let fields = given.iter().map(|member| {
        let (name, doc, ty) = (ident(&member.rust_name), docs::request_field(member), member_type(member));
        quote!(#doc pub #name: #ty,)
    });
    let entries = members.fields.iter().map(entry);
    let wire = &owner.wire;
    let about = docs::doc(&[docs::escape(&owner.about), docs::filled_fields(&members.fields), docs::page_link(page)]);
    let input_doc = docs::doc(&[format!("The members of a [`{}`], not yet checked.", members.type_name)]);
    let new_doc = docs::doc(&[
        "An object with these members.",
        "# Errors",
        "[`Invalid`] when a required member is empty, or the object is too long as text.",
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
            pub fn new(members: #input #elided) -> Result<Self, Invalid> {
                Check::one(&PAGE, #wire, Json::object(&[#(#entries),*])).map(Self)
            }

            /// The object as the text that is sent.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl SignedValue for #name {
            fn signed_value(&self) -> Option<Value<'_>> {
                self.0.signed_value()
            }
        }
    }
}

fn member_type(member: &Field) -> TokenStream {
    let ty = match member.ty {
        Type::Integer(_) | Type::Cents => quote!(i64),
        _ => quote!(&'a str),
    };
    if member.required { ty } else { quote!(Option<#ty>) }
}

/// `("appId", Some(Value::Text(…)))`.
fn entry(member: &Field) -> TokenStream {
    let wire = &member.wire;
    if let Some(Filled::Fixed(value)) = &member.filled {
        return quote!((#wire, Some(Value::Text(#value))));
    }
    let name = ident(&member.rust_name);
    let variant = match member.ty {
        Type::Integer(_) | Type::Cents => quote!(Value::Integer),
        _ => quote!(Value::Text),
    };
    if member.required {
        quote!((#wire, Some(#variant(members.#name))))
    } else {
        quote!((#wire, members.#name.map(#variant)))
    }
}
