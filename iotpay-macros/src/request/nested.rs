//! Objects and arrays in JSON: `buyer: Buyer { name: "Ada" }`, `items: [Item { … }, Item { … }]`.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;

use super::arguments::{self, Argument};
use super::field::{Field, Object};
use super::literal::{Literal, Value, literal};
use super::object::{combined, matched, members, written};
use super::run_time::run_time_field;
use super::table::{Table, ident};
use super::{rules, value};
use crate::names::hidden;

/// The place of a value in the request.
pub(super) struct Place {
    /// The path of the value in errors at run time: `items[].name`.
    pub(super) path: String,
}

impl Place {
    pub(super) fn of_field(field: &Field) -> Self {
        Self { path: field.wire().to_owned() }
    }
}

/// Parses an object; `None` if the value is another expression.
pub(super) fn object(
    table: &Table,
    field: &Field,
    object: &Object,
    tokens: &TokenStream,
    at: &Place,
) -> syn::Result<Option<Value>> {
    let Some((name, group)) = written(table, field, tokens, &object.type_name) else { return Ok(None) };
    let (arguments, mut errors) = matched(table, field, object, &name, &group);
    let (mut lines, mut noted, mut set) = (Vec::new(), Vec::new(), Vec::new());
    for (number, Argument { name, value: tokens }) in arguments.iter().enumerate() {
        let Some(member) = members(object).find(|member| name.unraw() == member.name) else { continue };
        let place = Place { path: format!("{}.{}", at.path, member.wire()) };
        match value::read_at(table, member, tokens, &place) {
            Ok(Value::Absent) => {
                let absent = ident(&member.name);
                set.push(quote!(#absent: ::core::option::Option::None));
            }
            Ok(value) => {
                let local = format_ident!("member{number}", span = proc_macro2::Span::mixed_site());
                let (expression, is_whole) = optional(table, member, &place, value, tokens);
                lines.push(quote!(let #local = #expression;));
                noted.push(local.clone());
                let value = if member.is_optional && !is_whole {
                    quote!(::core::option::Option::Some(#local))
                } else {
                    quote!(#local)
                };
                set.push(quote!(#name: #value));
            }
            Err(error) => errors.push(error),
        }
    }
    if let Some(error) = combined(errors) {
        return Err(error);
    }
    let is_set = |member: &Field| arguments.iter().any(|argument| argument.name.unraw() == member.name);
    set.extend(members(object).filter(|member| !is_set(member)).map(|member| {
        let name = ident(&member.name);
        quote!(#name: ::core::option::Option::None)
    }));
    let (root, ty) = (&table.root, table.named(object.at));
    let (uses, built) = (deprecated(object, &arguments), hidden("built"));
    let alias = (!uses.is_empty()).then(|| quote!(type __Built = #ty;));
    Ok(Some(Value::Nested(quote!({
        type __Object = <#ty as #root::__private::BuildObject>::Parts;
        #alias
        #(#lines)*
        match (#(#noted,)*) {
            (#(::core::option::Option::Some(#noted),)*) => {
                let #built = <#ty as #root::__private::BuildObject>::from_parts({
                    #[allow(deprecated)]
                    let object = __Object { #(#set),* };
                    object
                });
                #(#uses)*
                ::core::option::Option::Some(#built)
            }
            #[allow(unreachable_patterns)]
            _ => ::core::option::Option::None,
        }
    }))))
}

/// Uses the deprecated members that the caller sets, so that the compiler warns at their names.
fn deprecated(object: &Object, arguments: &[Argument]) -> Vec<TokenStream> {
    let built = hidden("built");
    let is_deprecated =
        |name: &Ident| members(object).any(|member| member.is_deprecated && name.unraw() == member.name);
    let names = arguments.iter().map(|argument| &argument.name).filter(|name| is_deprecated(name));
    let uses = names.map(|name| {
        // Tokens of the caller, since the warning covers the whole pattern of the member.
        let pattern = quote_spanned!(name.span()=> #name: _);
        arguments::located(&quote!(let __Built { #pattern, .. } = &#built;), name.span())
    });
    uses.collect()
}

/// Parses an array; `None` if the value is not a list in brackets.
pub(super) fn list(
    table: &Table,
    field: &Field,
    item: &Field,
    tokens: &TokenStream,
    at: &Place,
) -> syn::Result<Option<Value>> {
    let Some(group) = in_brackets(tokens) else { return Ok(None) };
    if let Some((value, count)) = repeated_item(&group) {
        return repeated(table, field, item, (&value, &count), at).map(Some);
    }
    let (items, mut errors) = arguments::items(group.stream(), &item.name, group.span());
    if let (Some([min, max]), true) = (field.items(), errors.is_empty())
        && let Err(problem) = rules::items(items.len(), min, max)
    {
        errors.push(value::field_error(table, field, tokens, &problem));
    }
    let place = Place { path: format!("{}[]", at.path) };
    let check = hidden("check");
    let (mut lines, mut noted) = (Vec::new(), Vec::new());
    for (number, tokens) in items.iter().enumerate() {
        match value::read_at(table, item, tokens, &place) {
            Ok(value) => {
                let local = format_ident!("item{number}", span = proc_macro2::Span::mixed_site());
                let (expression, _) = optional(table, item, &place, value, tokens);
                lines.push(quote! {
                    #check.enter_item(#number);
                    let #local = #expression;
                    #check.leave_item();
                });
                noted.push(local);
            }
            Err(error) => errors.push(error),
        }
    }
    if let Some(error) = combined(errors) {
        return Err(error);
    }
    let ty = super::field_type::type_of(table, item);
    Ok(Some(Value::Nested(quote!({
        #(#lines)*
        match (#(#noted,)*) {
            (#(::core::option::Option::Some(#noted),)*) => {
                ::core::option::Option::Some(::std::vec::Vec::<#ty>::from([#(#noted),*]))
            }
            #[allow(unreachable_patterns)]
            _ => ::core::option::Option::None,
        }
    }))))
}

/// The contents of a value in brackets.
pub(super) fn in_brackets(tokens: &TokenStream) -> Option<Group> {
    let mut trees = tokens.clone().into_iter();
    let (Some(TokenTree::Group(group)), None) = (trees.next(), trees.next()) else { return None };
    (group.delimiter() == Delimiter::Bracket).then_some(group)
}

/// The item and the number in `[item; number]`.
fn repeated_item(group: &Group) -> Option<(TokenStream, TokenStream)> {
    let trees: Vec<TokenTree> = group.stream().into_iter().collect();
    let is_semicolon = |tree: &TokenTree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ';');
    let at = trees.iter().position(is_semicolon)?;
    let (item, count) = trees.split_at(at);
    let part = |trees: &[TokenTree]| trees.iter().cloned().collect::<TokenStream>();
    Some((part(item), part(count.get(1..)?)))
}

/// An array with the same item several times.
fn repeated(
    table: &Table,
    field: &Field,
    item: &Field,
    (tokens, count): (&TokenStream, &TokenStream),
    at: &Place,
) -> syn::Result<Value> {
    if let (Some([min, max]), Some(Literal::Integer { digits, .. })) = (field.items(), literal(count))
        && let Ok(number) = digits.base10_parse()
        && let Err(problem) = rules::items(number, min, max)
    {
        return Err(value::field_error(table, field, count, &problem));
    }
    let place = Place { path: format!("{}[]", at.path) };
    let value = value::read_at(table, item, tokens, &place)?;
    let (expression, _) = optional(table, item, &place, value, tokens);
    let (check, local) = (hidden("check"), hidden("item"));
    Ok(Value::Nested(quote!({
        #check.enter_item(0);
        let #local = #expression;
        #check.leave_item();
        #local.map(|#local| ::std::vec![#local; #count])
    })))
}

/// An expression of type `Option` for a value. The second part is `true` if the value itself is an `Option`, as that of an
/// optional member that is validated at run time.
fn optional(table: &Table, field: &Field, at: &Place, value: Value, tokens: &TokenStream) -> (TokenStream, bool) {
    let check = hidden("check");
    match value {
        Value::Checked(value) => (quote!(::core::option::Option::Some(#value)), false),
        Value::Run(tokens) => (run_time_field(table, field, &at.path, &tokens, &check), true),
        Value::Noted(value) => (quote!(#check.nested(#value)), false),
        Value::Nested(value) => (value, false),
        Value::Absent => (tokens.clone(), false),
    }
}
