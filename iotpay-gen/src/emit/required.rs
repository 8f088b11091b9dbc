//! How a request is made: its required fields by name, checked together; optional ones after.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::request::{Member, members};
use super::{docs, ident, rust_type};
use crate::model::{Field, OneOf, Operation, Type};

pub(super) fn emit(operation: &Operation) -> TokenStream {
    let name = ident(&operation.type_name);
    let needed: Vec<Member<'_>> = members(operation).filter(is_needed).collect();
    let setters = members(operation).filter_map(|member| match member {
        Member::Field(field) if !field.required => Some(setter(field)),
        _ => None,
    });
    if let [Member::Group(group)] = needed.as_slice() {
        let constructors = by_group(operation, group);
        return quote!(impl #name { #constructors #(#setters)* });
    }
    let input = input_struct(operation, &needed);
    let constructor = constructor(operation, &needed);
    quote! {
        #input
        impl #name {
            #constructor
            #(#setters)*
        }
    }
}

fn is_needed(member: &Member<'_>) -> bool {
    match member {
        Member::Field(field) => field.required,
        Member::Group(_) => true,
    }
}

/// `QueryOrder::by_mch_order_no(…)`, when the choice is all that a request needs.
fn by_group(operation: &Operation, group: &OneOf) -> TokenStream {
    let (group_name, group_type) = (ident(&group.rust_name), ident(&group.type_name));
    let nones = optional_names(operation);
    let constructors = group.fields.iter().filter_map(|wire| operation.request_field(wire)).map(|field| {
        let function = ident(&format!("{}_{}", group.rust_name, field.rust_name));
        let inner = ident(&field.rust_name);
        let input = without_lifetime(&rust_type::of_input(field));
        let doc = docs::doc(&[
            format!("Asks by `{}`.", field.wire),
            "# Errors".to_owned(),
            "[`Invalid`] when the value breaks the field's rule.".to_owned(),
        ]);
        quote! {
            #doc
            pub fn #function(value: #input) -> Result<Self, Invalid> {
                let #group_name = #group_type::#inner(value)?;
                Ok(Self { #group_name, #(#nones: None),* })
            }
        }
    });
    quote!(#(#constructors)*)
}

fn optional_names(operation: &Operation) -> Vec<proc_macro2::Ident> {
    members(operation)
        .filter_map(|member| match member {
            Member::Field(field) if !field.required => Some(ident(&field.rust_name)),
            _ => None,
        })
        .collect()
}

fn input_struct(operation: &Operation, needed: &[Member<'_>]) -> TokenStream {
    let name = ident(&format!("{}Required", operation.type_name));
    let owner = &operation.type_name;
    let lifetime = lifetime_of(needed);
    let fields = needed.iter().map(|member| match member {
        Member::Field(field) => {
            let (name, ty, doc) = (ident(&field.rust_name), rust_type::of_input(field), docs::request_field(field));
            quote!(#doc pub #name: #ty,)
        }
        Member::Group(group) => {
            let (name, ty) = (ident(&group.rust_name), ident(&group.type_name));
            let doc = docs::doc(&["Which of the choice is given."]);
            quote!(#doc pub #name: #ty,)
        }
    });
    let doc = docs::doc(&[format!(
        "What a [`{owner}`] cannot do without, by name and not yet checked: [`{owner}::new`] checks it."
    )]);
    quote! {
        #doc
        pub struct #name #lifetime {
            #(#fields)*
        }
    }
}

fn lifetime_of(needed: &[Member<'_>]) -> TokenStream {
    let borrows = needed.iter().any(|member| matches!(member, Member::Field(field) if rust_type::input_borrows(field)));
    if borrows { quote!(<'a>) } else { TokenStream::new() }
}

fn constructor(operation: &Operation, needed: &[Member<'_>]) -> TokenStream {
    let input = ident(&format!("{}Required", operation.type_name));
    let lifetime = if lifetime_of(needed).is_empty() { TokenStream::new() } else { quote!(<'_>) };
    let mut checks = Vec::new();
    let mut checked = Vec::new();
    let mut passed = Vec::new();
    for member in needed {
        match member {
            Member::Field(field) if !rust_type::input_is_checked(field) => {
                let (name, wire) = (ident(&field.rust_name), &field.wire);
                let value = convert(field, &quote!(required.#name));
                let method = if matches!(field.ty, Type::Json(Some(_))) { quote!(part) } else { quote!(field) };
                let arguments = if matches!(field.ty, Type::Json(Some(_))) { value } else { quote!(#wire, #value) };
                checks.push(quote!(let #name = check.#method(#arguments);));
                checked.push(name);
            }
            Member::Field(Field { rust_name, .. }) | Member::Group(OneOf { rust_name, .. }) => {
                let name = ident(rust_name);
                passed.push(quote!(#name: required.#name));
            }
        }
    }
    let nones = optional_names(operation);
    let fields = quote!(#(#checked,)* #(#passed,)* #(#nones: None),*);
    if checked.is_empty() {
        let doc = docs::doc(&["A request with its required fields."]);
        return quote!(#doc pub fn new(required: #input #lifetime) -> Self { Self { #fields } });
    }
    let doc = docs::doc(&[
        "A request with its required fields.",
        "# Errors",
        "[`Invalid`] with every field that breaks its rule.",
    ]);
    quote! {
        #doc
        pub fn new(required: #input #lifetime) -> Result<Self, Invalid> {
            let mut check = Check::new(&PAGE);
            #(#checks)*
            let (#(Some(#checked),)*) = (#(#checked,)*) else {
                return Err(check.into_invalid());
            };
            Ok(Self { #fields })
        }
    }
}

fn setter(field: &Field) -> TokenStream {
    let name = ident(&field.rust_name);
    let function = ident(&format!("with_{}", field.rust_name.trim_end_matches('_')));
    let input = without_lifetime(&rust_type::of_input(field));
    let about = format!("Sets `{}`. {}", field.wire, docs::escape(&field.about));
    if rust_type::input_is_checked(field) {
        let doc = docs::doc(&[about]);
        return quote! {
            #doc
            #[must_use]
            pub fn #function(mut self, #name: #input) -> Self {
                self.#name = Some(#name);
                self
            }
        };
    }
    let value = checked_value(field, &quote!(#name));
    let doc =
        docs::doc(&[about, "# Errors".to_owned(), "[`Invalid`] when the value breaks the field's rule.".to_owned()]);
    quote! {
        #doc
        pub fn #function(mut self, #name: #input) -> Result<Self, Invalid> {
            self.#name = Some(#value?);
            Ok(self)
        }
    }
}

/// An expression of `Result<T, Invalid>` for one value.
pub(super) fn checked_value(field: &Field, value: &TokenStream) -> TokenStream {
    let wire = &field.wire;
    let converted = convert(field, value);
    if matches!(field.ty, Type::Json(Some(_))) { converted } else { quote!(Check::one(&PAGE, #wire, #converted)) }
}

/// An expression that makes the field's type from an input.
fn convert(field: &Field, value: &TokenStream) -> TokenStream {
    let ty = if field.secret.is_some() {
        quote!(SecretText)
    } else {
        match &field.ty {
            Type::Url { query: true } => quote!(Url),
            Type::Url { query: false } => quote!(UrlWithoutQuery),
            Type::Ip => quote!(Ip),
            Type::Cents => quote!(Cents),
            Type::Json(None) => quote!(Json),
            Type::Json(Some(members)) => {
                let name = ident(&members.type_name);
                quote!(#name)
            }
            _ => quote!(Text),
        }
    };
    quote!(#ty::new(#value))
}

/// `&'a str` as `&str` and `Members<'a>` as `Members<'_>`, for an argument.
pub(super) fn without_lifetime(ty: &TokenStream) -> TokenStream {
    let mut tokens = ty.clone().into_iter().peekable();
    let mut out = Vec::new();
    let mut after_reference = false;
    while let Some(token) = tokens.next() {
        let is_tick = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
        if is_tick {
            tokens.next();
            if !after_reference {
                out.extend(quote!('_));
            }
            continue;
        }
        after_reference = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '&');
        out.push(token);
    }
    out.into_iter().collect()
}
