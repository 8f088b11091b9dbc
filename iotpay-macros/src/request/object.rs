//! A JSON object with known members: `extra: Extra { app_id: "wx12" }`.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt;

use super::arguments::{self, Argument};
use super::boolean::boolean;
use super::date::date;
use super::field::{Field, Kind, Member, Object};
use super::json::quoted;
use super::literal::{Literal, Value, literal};
use super::members::{self, SetMember};
use super::number::{decimal, whole_number};
use super::table::{Table, ident};
use super::{messages, rules, value_rules};
use crate::suggest::did_you_mean;

/// Parses an object; `None` if the value is another expression.
pub(super) fn read(table: &Table, field: &Field, object: &Object, tokens: &TokenStream) -> syn::Result<Option<Value>> {
    let Some((name, group)) = written(table, field, tokens, "") else { return Ok(None) };
    let (fields, mut errors) = matched(table, field, object, &name, &group);
    let value = errors.is_empty().then(|| make(table, field, object, &fields, &mut errors, name.span()));
    match combined(errors) {
        Some(error) => Err(error),
        None => Ok(value),
    }
}

/// All errors as one.
pub(super) fn combined(errors: Vec<syn::Error>) -> Option<syn::Error> {
    errors.into_iter().reduce(|mut all, error| {
        all.combine(error);
        all
    })
}

/// Reads the members in braces, and reports unknown, duplicate and missing ones.
pub(super) fn matched(
    table: &Table,
    field: &Field,
    object: &Object,
    name: &Ident,
    group: &Group,
) -> (Vec<Argument>, Vec<syn::Error>) {
    let read = arguments::read(group.stream());
    let mut errors = read.errors;
    let mut seen: Vec<String> = Vec::new();
    // Members with a misspelled name or an invalid value; they are not also reported as missing.
    let mut meant = read.unread;
    for argument in &read.fields {
        let member = argument.name.unraw().to_string();
        if seen.contains(&member) {
            errors.push(at(table, argument, format!("`{member}` is specified more than once")));
        } else if find(object, &member).is_none() {
            let (message, member) = unknown(object, field, &member);
            errors.push(at(table, argument, message));
            meant.extend(member);
        }
        seen.push(member);
    }
    let missing = members(object)
        .filter(|member| !member.is_optional && !seen.contains(&member.name) && !meant.contains(&member.name));
    let missing: Vec<_> = missing.map(|member| format!("`{}`", member.name)).collect();
    if !missing.is_empty() {
        let plural = if missing.len() == 1 { "" } else { "s" };
        let message = format!("missing member{plural} {} in `{}`", missing.join(", "), field.name);
        errors.push(syn::Error::new(name.span(), messages::with_page(table, message)));
    }
    (read.fields, errors)
}

/// Matches `Extra { … }` or the name of the type, `WxAppExtra { … }`. `type_name` is that name, if it is not the name of
/// the request followed by that of the field.
pub(super) fn written(table: &Table, field: &Field, tokens: &TokenStream, type_name: &str) -> Option<(Ident, Group)> {
    let mut trees = tokens.clone().into_iter();
    match (trees.next()?, trees.next()?, trees.next()) {
        (TokenTree::Ident(name), TokenTree::Group(group), None) if group.delimiter() == Delimiter::Brace => {
            let (written, short) = (name.to_string(), messages::object_name(field));
            let is_long = || match (type_name, table.path.clone().into_iter().last()) {
                ("", Some(request)) => written == format!("{request}{short}"),
                (known, _) => written == known,
            };
            (written == short || is_long()).then_some((name, group))
        }
        _ => None,
    }
}

/// Returns `true` if the value is the members in braces without a name before them.
pub(super) fn has_members(object: &Object, tokens: &TokenStream) -> bool {
    let mut trees = tokens.clone().into_iter();
    let (Some(TokenTree::Group(group)), None) = (trees.next(), trees.next()) else { return false };
    let mut inner = group.stream().into_iter();
    let is_member = |name: &Ident| find(object, &name.unraw().to_string()).is_some();
    let begins = matches!(inner.next(), Some(TokenTree::Ident(name)) if is_member(&name));
    group.delimiter() == Delimiter::Brace
        && begins
        && matches!(inner.next(), Some(TokenTree::Punct(colon)) if colon.as_char() == ':')
}

pub(super) fn members(object: &Object) -> impl Iterator<Item = &Field> {
    object.members.iter().filter_map(|member| match member {
        Member::Field(field) => Some(field.as_ref()),
        Member::Constant { .. } => None,
    })
}

fn find<'o>(object: &'o Object, name: &str) -> Option<&'o Field> {
    members(object).find(|member| member.name == name)
}

fn at(table: &Table, argument: &Argument, message: String) -> syn::Error {
    syn::Error::new(argument.name.span(), messages::with_page(table, message))
}

/// The error for a name that is not a member, and the member that was probably meant.
fn unknown(object: &Object, field: &Field, name: &str) -> (String, Option<String>) {
    let constant = object.members.iter().find_map(|member| match member {
        Member::Constant { wire, json } if wire == name => Some(json),
        _ => None,
    });
    if let Some(json) = constant {
        return (format!("`{name}` in `{}` is always {json}; omit it", field.name), None);
    }
    if let Some(member) = members(object).find(|member| member.wire() == name) {
        let message = format!("`{name}` is the wire name; use `{}`", member.name);
        return (message, Some(member.name.clone()));
    }
    match did_you_mean(name, members(object).map(|member| member.name.clone())) {
        Some(meant) => (format!("unknown member `{name}` in `{}`; did you mean `{meant}`?", field.name), Some(meant)),
        None => (format!("unknown member `{name}` in `{}`; write {}", field.name, messages::rule(field)), None),
    }
}

/// The object as text if every member is a literal; if not, the expression that builds it.
fn make(
    table: &Table,
    field: &Field,
    object: &Object,
    arguments: &[Argument],
    errors: &mut Vec<syn::Error>,
    span: Span,
) -> Value {
    let mut json = Some(String::new());
    let (mut set, mut absent) = (Vec::new(), Vec::new());
    for member in &object.members {
        let member = match member {
            Member::Constant { wire, json: value } => {
                push(&mut json, wire, value);
                continue;
            }
            Member::Field(member) => member,
        };
        let Some((order, argument)) =
            arguments.iter().enumerate().find(|(_, argument)| argument.name.unraw() == member.name)
        else {
            absent.push(ident(&member.name));
            continue;
        };
        let value = &argument.value;
        match member_json(member, value) {
            Some(Ok(text)) => push(&mut json, member.wire(), &text),
            Some(Err(problem)) => {
                let message = format!("`{}` in `{}` {problem}", member.name, field.name);
                errors.push(syn::Error::new_spanned(value, messages::with_page(table, message)));
            }
            None => json = None,
        }
        set.push((order, SetMember::of(&table.root, member, argument, span)));
    }
    if let Some(json) = json {
        let json = format!("{{{json}}}");
        let separable = || rules::separable(&json, |name| table.is_field_name(name));
        if let Err(problem) = rules::json(&json, object.limit.max()).and_then(|()| separable()) {
            let message = format!("`{}` {problem}", field.name);
            errors.push(syn::Error::new(span, messages::with_page(table, message)));
        }
        // The text does not name the members, so the compiler would not warn at a deprecated one.
        if set.iter().all(|(_, member)| !member.is_deprecated) {
            let root = &table.root;
            return Value::Checked(quote!(#root::__private::FromLiteral::from_literal(#json)));
        }
    }
    // Values are evaluated in the caller's order.
    set.sort_by_key(|(order, _)| *order);
    let set: Vec<SetMember> = set.into_iter().map(|(_, member)| member).collect();
    Value::Noted(members::expression(table, object, &set, &absent))
}

/// A literal as JSON; `None` if it is not a literal.
fn member_json(member: &Field, value: &TokenStream) -> Option<Result<String, String>> {
    let json = json_of(member, literal(value)?)?;
    Some(json.and_then(|json| {
        let rules = literal(value).map_or(Ok(()), |literal| value_rules::check(member, &literal));
        rules.map(|()| json)
    }))
}

fn json_of(member: &Field, literal: Literal) -> Option<Result<String, String>> {
    Some(match (member.kind(), literal) {
        (Kind::Text(limit), Literal::Text(text)) => {
            rules::text(&text.value(), limit.max()).map(|()| quoted(&text.value()))
        }
        (Kind::Text(_), _) => Err("must be text in quotes".to_owned()),
        (Kind::Integer(ty), number) => whole_number(&number, ty).map(|number| number.to_string()),
        (Kind::Decimal(scale, digits), number) => {
            decimal(&number, *scale, *digits).map(|units| quoted(&rules::decimal_text(units, *scale)))
        }
        (Kind::Boolean(words), value) => boolean(&value).map(|value| match words {
            None => value.to_string(),
            Some([yes, no]) => quoted(if value { yes } else { no }),
        }),
        (kind @ (Kind::Date(_) | Kind::DateTime(..)), value) => date(kind, &value)?.map(|_| match value {
            Literal::Text(text) => quoted(&rules::with_short_offset(&text.value())),
            _ => String::new(),
        }),
        _ => return None,
    })
}

fn push(json: &mut Option<String>, wire: &str, value: &str) {
    if let Some(json) = json {
        let separator = if json.is_empty() { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(json, "{separator}{}:{value}", quoted(wire));
    }
}
