//! Matches the caller's fields with the fields of the table.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;

use super::arguments::{Argument, Read};
use super::field::{Field, Kind};
use super::literal::Value;
use super::messages;
use super::object;
use super::table::{Table, Why};
use super::value;
use crate::suggest::did_you_mean;

/// The caller's fields matched with the table, and all errors.
pub(super) struct Paired<'t> {
    pub(super) parts: Vec<Part<'t>>,
    pub(super) errors: Vec<syn::Error>,
}

/// A part of the request, in the caller's order.
pub(super) enum Part<'t> {
    Field {
        field: &'t Field,
        name: Ident,
        value: Value,
    },
    /// A choice, passed as a value of its own type.
    Choice {
        name: Ident,
        at: usize,
        tokens: TokenStream,
    },
}

/// Names of the merchant's credentials, which no request accepts.
const CREDENTIALS: [&str; 9] =
    ["sign", "key", "merchant_key", "mch_id", "mchId", "login_name", "loginName", "job_no", "jobNo"];

pub(super) fn pair(table: &Table, read: Read) -> Paired<'_> {
    let mut errors = read.errors;
    let mut parts = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    // Fields with a misspelled name or an invalid value; they are not also reported as missing.
    let mut meant = read.unread;
    for argument in &read.fields {
        let name = argument.name.unraw().to_string();
        if seen.contains(&name) {
            errors.push(at_name(argument, messages::with_page(table, format!("`{name}` is specified more than once"))));
            continue;
        }
        seen.push(name.clone());
        if let Some(field) = table.fields.iter().find(|field| field.name == name) {
            match value::read(table, field, &argument.value) {
                Ok(value) => parts.push(Part::Field { field, name: argument.name.clone(), value }),
                Err(error) => errors.push(error),
            }
        } else if let Some(choice) = table.choices.iter().find(|choice| choice.name == name) {
            let (name, tokens) = (argument.name.clone(), argument.value.clone());
            parts.push(Part::Choice { name, at: choice.at, tokens });
        } else {
            let unknown = unknown(table, &name, &seen);
            errors.push(at_name(argument, messages::with_page(table, unknown.message)));
            meant.extend(unknown.meant);
        }
    }
    choices(table, &read.fields, &mut errors);
    seen.append(&mut meant);
    errors.extend(missing(table, &seen));
    Paired { parts, errors }
}

fn at_name(argument: &Argument, message: String) -> syn::Error {
    syn::Error::new(argument.name.span(), message)
}

/// A name that is not a field.
struct Unknown {
    message: String,
    /// The field that was probably meant.
    meant: Option<String>,
}

impl From<String> for Unknown {
    fn from(message: String) -> Self {
        Self { message, meant: None }
    }
}

/// The error for a name that is not a field.
fn unknown(table: &Table, name: &str, seen: &[String]) -> Unknown {
    if let Some(field) = table.fields.iter().find(|field| field.wire() == name) {
        let message = format!("`{name}` is the wire name; use `{}`", field.name);
        return Unknown { message, meant: Some(field.name.clone()) };
    }
    if let Some(unavailable) =
        table.unavailable().find(|unavailable| unavailable.name == name || unavailable.wire == name)
    {
        let message = match &unavailable.why {
            Why::Client => filled_by_client(name),
            Why::Fixed(value) => format!("`{name}` is always `{value}` in this request; omit it"),
            Why::Elsewhere(channels) => {
                format!("unknown field `{name}` in {}; it is available in {channels}", table.name)
            }
        };
        return message.into();
    }
    if CREDENTIALS.contains(&name) {
        return filled_by_client(name).into();
    }
    let owner = table.fields.iter().find_map(|field| match field.kind() {
        Kind::Object(object) | Kind::Struct(object) => {
            object::members(object).any(|member| member.name == name).then_some((field, object))
        }
        _ => None,
    });
    if let Some((Field { name: owner, .. }, object)) = owner {
        let written = messages::object(&messages::pascal(owner), object);
        let message = format!("`{name}` is a member of `{owner}`; write `{owner}: {written}`");
        return Unknown { message, meant: Some(owner.clone()) };
    }
    let left = || table.fields.iter().map(|field| &field.name).filter(|name| !seen.contains(name));
    match did_you_mean(name, left().cloned()) {
        Some(meant) => {
            let message = format!("unknown field `{name}` in {}; did you mean `{meant}`?", table.name);
            Unknown { message, meant: Some(meant) }
        }
        None => {
            let left: Vec<_> = left().map(|name| format!("`{name}`")).collect();
            let left = match left.as_slice() {
                [] => "all its fields are set".to_owned(),
                left => format!("available fields: {}", left.join(", ")),
            };
            format!("unknown field `{name}` in {}; {left}", table.name).into()
        }
    }
}

fn filled_by_client(name: &str) -> String {
    format!("`{name}` is filled in by the client from its credentials; omit it")
}

/// Reports choices with more than one field.
fn choices(table: &Table, arguments: &[Argument], errors: &mut Vec<syn::Error>) {
    for place in 0..table.choices.len() {
        let mut found =
            arguments.iter().filter(|argument| members(table, place).any(|name| argument.name.unraw() == *name));
        let Some(first) = found.next() else { continue };
        for second in found.filter(|second| second.name != first.name) {
            let message =
                format!("`{}` and `{}` are mutually exclusive; set exactly one of them", first.name, second.name);
            errors.push(at_name(second, messages::with_page(table, message)));
        }
    }
}

/// The names that select a choice.
fn members(table: &Table, place: usize) -> impl Iterator<Item = String> {
    let own = table.choices.get(place).map(|choice| choice.name.clone());
    fields_of(table, place).map(|field| field.name.clone()).chain(own)
}

fn fields_of(table: &Table, place: usize) -> impl Iterator<Item = &Field> {
    table.fields.iter().filter(move |field| field.choice.as_ref().is_some_and(|(at, _)| *at == place))
}

/// One error for all missing fields, at the name of the request.
fn missing(table: &Table, seen: &[String]) -> Option<syn::Error> {
    let mut lines = Vec::new();
    let mut names = Vec::new();
    for field in table.fields.iter().filter(|field| !field.is_optional && field.choice.is_none()) {
        if !seen.contains(&field.name) {
            names.push(format!("`{}`", field.name));
            lines.push(format!("  {}: {}", field.name, messages::rule(field)));
        }
    }
    for place in 0..table.choices.len() {
        if !members(table, place).any(|name| seen.contains(&name)) {
            let all: Vec<_> = fields_of(table, place).map(|field| format!("`{}`", field.name)).collect();
            names.push(all.join(" or "));
            lines.extend(fields_of(table, place).map(|field| format!("  {}: {}", field.name, messages::rule(field))));
        }
    }
    if names.is_empty() {
        return None;
    }
    let plural = if names.len() == 1 { "" } else { "s" };
    let message = format!("missing field{plural} {} in {}\n{}", names.join(", "), table.name, lines.join("\n"));
    Some(syn::Error::new_spanned(table.path.to_token_stream(), messages::with_page(table, message)))
}
