//! Writes a request as a struct literal for editors, which expand unfinished code and complete the names in the
//! expansion.
//!
//! rust-analyzer expands the code twice, as written and with a word at the cursor, and assumes that both
//! expansions are equal up to that word. Therefore the shape comes first, and only its values depend on the
//! caller's tokens.

use std::iter::once;

use proc_macro2::{Ident, Spacing, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use super::field::{EnumValues, Field, Kind, Object};
use super::field_type;
use super::messages;
use super::object::{members, written};
use super::table::{Table, ident};

/// A field that may be unfinished.
struct Written {
    name: Ident,
    /// Any tokens; `None` without a colon.
    value: Option<TokenStream>,
    /// Whether a comma follows.
    has_comma: bool,
}

/// The shape of a request, as a statement.
pub(super) fn shape(table: &Table) -> TokenStream {
    let (root, path) = (&table.root, &table.path);
    let rows = table.fields.iter().map(|field| row(field, &field_type::type_of(table, field)));
    let alias =
        (!table.is_itself).then(|| quote!(type __Parts = <#path as #root::request_macro::BuildRequest>::Parts;));
    let choices = table.choices.iter().map(|choice| {
        let (name, ty) = (ident(&choice.name), table.named(choice.at));
        quote!(#name: #ty)
    });
    let find = |name: &Ident| table.fields.iter().find(|field| name.unraw() == field.name);
    let fields = read(&table.caller).into_iter().map(|argument| {
        let is_known =
            find(&argument.name).is_some() || table.choices.iter().any(|choice| argument.name == choice.name);
        one(root, &argument, is_known, |tokens| match find(&argument.name).map(|field| (field, field.kind())) {
            Some((_, Kind::Enum(codes))) => variants(codes, tokens),
            Some((field, Kind::Object(object) | Kind::Struct(object))) => with_members(table, field, object, tokens),
            _ => tokens.clone(),
        })
    });
    quote! {
        let _ = {
            #alias
            struct __Fields { #(#rows,)* #(#choices,)* }
            __Fields { #(#fields)* ..#root::__private::unfinished() }
        };
    }
}

/// Splits the tokens at commas; they need not be valid Rust.
fn read(tokens: &TokenStream) -> Vec<Written> {
    let mut fields: Vec<Written> = Vec::new();
    let mut tokens = tokens.clone().into_iter();
    let mut is_between = true;
    while let Some(token) = tokens.next() {
        // A name is a field name only between two fields.
        let name = if is_between { after_name(tokens.clone()) } else { None };
        match (&token, name, fields.last_mut()) {
            // The comma before the next name may be missing.
            (TokenTree::Ident(name), Some(has_colon), _) => {
                is_between = !has_colon;
                let value = has_colon.then(TokenStream::new);
                if has_colon {
                    tokens.next();
                }
                fields.push(Written { name: name.clone(), value, has_comma: false });
            }
            (TokenTree::Punct(comma), _, Some(last)) if comma.as_char() == ',' => {
                last.has_comma = true;
                is_between = true;
            }
            // As in `f::<A, B>()`, whose second half is not a field.
            (_, _, Some(Written { value: Some(value), has_comma, .. })) => {
                if std::mem::take(has_comma) {
                    value.extend(quote!(,));
                }
                value.extend(once(token));
                is_between = false;
            }
            _ => {}
        }
    }
    fields
}

/// Returns `None` if the token before these is not a field name; if it is, whether a colon follows.
fn after_name(mut tokens: impl Iterator<Item = TokenTree>) -> Option<bool> {
    let is = |token: &TokenTree, expected| matches!(token, TokenTree::Punct(punct) if punct.as_char() == expected);
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Punct(colon)), second) if colon.as_char() == ':' => {
            let is_path = colon.spacing() == Spacing::Joint && second.is_some_and(|second| is(&second, ':'));
            (!is_path).then_some(true)
        }
        (Some(next), _) => (is(&next, ',') || matches!(next, TokenTree::Ident(_))).then_some(false),
        (None, _) => Some(false),
    }
}

/// A field with its rule, which editors show next to its name.
fn row(field: &Field, ty: &TokenStream) -> TokenStream {
    let (name, rule) = (ident(&field.name), messages::rule(field));
    if field.is_optional {
        quote!(#[doc = #rule] #name: ::core::option::Option<#ty>)
    } else {
        quote!(#[doc = #rule] #name: #ty)
    }
}

/// A field with its value, which can have any type, or its name alone.
///
/// An unfinished name has a comma only if the caller wrote one, since the code without that name has none.
fn one(
    root: &TokenStream,
    argument: &Written,
    is_known: bool,
    value: impl Fn(&TokenStream) -> TokenStream,
) -> TokenStream {
    // A raw identifier if it is a keyword.
    let mut name = ident(&argument.name.unraw().to_string());
    name.set_span(argument.name.span());
    let Some(written) = &argument.value else {
        let comma = (is_known || argument.has_comma).then(|| quote!(,));
        return quote!(#name #comma);
    };
    let value = value(written);
    quote!(#name: #root::__private::anything({ #value }),)
}

/// A value with the names of the enum values in scope.
fn variants(codes: &EnumValues, tokens: &TokenStream) -> TokenStream {
    let variants = codes.accepted.iter().map(|(variant, code)| {
        let variant = ident(variant);
        quote!(#[doc = #code] #variant)
    });
    quote! {
        enum __Codes { #(#variants),* }
        use __Codes::*;
        #tokens
    }
}

/// A value with the name of the object in scope.
fn with_members(table: &Table, field: &Field, object: &Object, tokens: &TokenStream) -> TokenStream {
    let rows = members(object).map(|member| row(member, &field_type::type_of(table, member)));
    let root = &table.root;
    let (name, literal) = match written(table, field, tokens, &object.type_name) {
        Some((name, group)) => {
            let fields = read(&group.stream()).into_iter().map(|argument| {
                let is_known = members(object).any(|member| argument.name.unraw() == member.name);
                one(root, &argument, is_known, Clone::clone)
            });
            let literal = quote!(#name { #(#fields)* ..#root::__private::unfinished() });
            (name, literal)
        }
        None => (object_name(field), tokens.clone()),
    };
    quote! {
        struct #name { #(#rows),* }
        #literal
    }
}

fn object_name(field: &Field) -> Ident {
    format_ident!("{}", messages::pascal(&field.name))
}
