//! Writes the expression that builds the request, or the errors.

mod page_request;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::arguments::{located, place};
use super::field::{Field, Kind};
use super::literal::Value;
use super::matching::{Paired, Part};
use super::run_time::run_time_field;
use super::table::{Table, ident};
use crate::names::hidden;

pub(super) fn expand(table: &Table, paired: &Paired<'_>) -> TokenStream {
    match paired.errors.as_slice() {
        [] if table.has_channels => page_request::expand(table, &paired.parts),
        [] => request(table, &paired.parts),
        _ => errors(table, paired),
    }
}

fn request(table: &Table, set: &[Part<'_>]) -> TokenStream {
    let (root, path) = (&table.root, &table.path);
    let check = hidden("check");
    let mut fields = Vec::new();
    // The validations at run time, and the names of their results.
    let (mut run, mut checked, mut enum_values) = (Vec::new(), Vec::new(), Vec::new());
    for part in set {
        let local = format_ident!("value{}", checked.len(), span = Span::mixed_site());
        match part {
            Part::Field { value: Value::Absent, .. } => {}
            // Outside of the parts, so that a deprecated value causes a warning.
            Part::Field { field, name, value: Value::Checked(value) } if matches!(field.kind(), Kind::Enum(_)) => {
                let local = format_ident!("enum_value{}", enum_values.len(), span = Span::mixed_site());
                enum_values.push(quote!(let #local = #value;));
                let value =
                    if field.is_optional { quote!(::core::option::Option::Some(#local)) } else { quote!(#local) };
                fields.push(member(table, field, name, &value));
            }
            Part::Field { field, name, value: Value::Checked(value) } => {
                let value =
                    if field.is_optional { quote!(::core::option::Option::Some(#value)) } else { value.clone() };
                fields.push(member(table, field, name, &value));
            }
            Part::Field { field, name, value: Value::Run(tokens) } => {
                run.push(run_time_field(table, field, field.wire(), tokens, &check));
                fields.push(member(table, field, name, &quote!(#local)));
                checked.push(local);
            }
            Part::Field { field, name, value: Value::Noted(tokens) } => {
                run.push(quote!(#check.nested(#tokens)));
                let value =
                    if field.is_optional { quote!(::core::option::Option::Some(#local)) } else { quote!(#local) };
                fields.push(member(table, field, name, &value));
                checked.push(local);
            }
            Part::Field { field, name, value: Value::Nested(tokens) } => {
                run.push(tokens.clone());
                let value =
                    if field.is_optional { quote!(::core::option::Option::Some(#local)) } else { quote!(#local) };
                fields.push(member(table, field, name, &value));
                checked.push(local);
            }
            Part::Choice { name, at, tokens } => {
                run.push(choice(table, name, *at, tokens, &check));
                fields.push(quote!(#name: #local));
                checked.push(local);
            }
        }
    }
    fields.extend(absent(table, set));
    let (alias, filled) = (alias(table), filled(table, set, &fields, &enum_values));
    if checked.is_empty() {
        let ok = quote!(::core::result::Result::<#path, #root::ValidationError>::Ok(#filled));
        return quote!({ #alias #ok });
    }
    quote!({
        #alias
        let mut #check = #root::validation::Validator::for_request::<#path>();
        match (#(#run,)*) {
            (#(::core::option::Option::Some(#checked),)*) => ::core::result::Result::Ok(#filled),
            _ => ::core::result::Result::Err(#check.into_error()),
        }
    })
}

/// The optional fields that the caller does not set.
fn absent<'t>(table: &'t Table, set: &'t [Part<'_>]) -> impl Iterator<Item = TokenStream> + 't {
    let is_set = |field: &Field| {
        set.iter().any(|part| match part {
            Part::Field { field: passed, value, .. } => passed.name == field.name && !matches!(value, Value::Absent),
            Part::Choice { .. } => false,
        })
    };
    let place = place(&table.path, Span::call_site());
    let optional = table.fields.iter().filter(|field| field.is_optional && field.choice.is_none());
    optional.filter(move |field| !is_set(field)).map(move |field| {
        let mut name = ident(&field.name);
        name.set_span(Span::call_site().located_at(place));
        quote!(#name: ::core::option::Option::None)
    })
}

/// The request with its fields.
fn filled(table: &Table, set: &[Part<'_>], fields: &[TokenStream], enum_values: &[TokenStream]) -> TokenStream {
    let (root, path, parts) = (&table.root, &table.path, table.parts());
    // For a deprecated request, only its name causes a warning.
    let (local, built) = (hidden("parts"), hidden("built"));
    let mut result = quote!(<#path as #root::request_macro::BuildRequest>::from_parts(#local));
    let deprecated = deprecated(table, set, &built);
    if !deprecated.is_empty() {
        result = quote!(let #built = #result; #(#deprecated)* #built);
    }
    quote!({
        #(#enum_values)*
        #[allow(deprecated)]
        let #local = #parts { #(#fields),* };
        #result
    })
}

/// A choice, passed as a value of its own type.
fn choice(table: &Table, name: &Ident, at: usize, tokens: &TokenStream, check: &Ident) -> TokenStream {
    let ty = table.named(at);
    let place = Span::mixed_site().located_at(place(tokens, name.span()));
    let root = located(&table.root, place);
    let value = quote_spanned!(place=> #root::request_macro::IntoField::<#ty>::into_field(#tokens));
    let known_as = name.to_string();
    quote!(#check.field(#known_as, #value))
}

/// Uses the deprecated fields that the caller sets, so that the compiler warns at their names.
fn deprecated(table: &Table, set: &[Part<'_>], built: &Ident) -> Vec<TokenStream> {
    let path = &table.path;
    let uses = set.iter().filter_map(|part| match part {
        Part::Field { field, name, .. } if field.is_deprecated => Some((*field, name)),
        Part::Field { .. } | Part::Choice { .. } => None,
    });
    let uses = uses.map(|(field, name)| {
        let in_choice = field.choice.as_ref().and_then(|(at, variant)| Some((table.choices.get(*at)?, variant)));
        let used = match in_choice {
            Some((choice, variant)) => {
                let (ty, variant) = (table.named(choice.at), ident(variant));
                quote!(let _ = <#ty>::#variant;)
            }
            None => {
                // Tokens of the caller, since the warning covers the whole pattern of the field.
                let pattern = quote_spanned!(name.span()=> #name: _);
                quote!(let #path { #pattern, .. } = &#built;)
            }
        };
        located(&used, name.span())
    });
    uses.collect()
}

/// An alias for the parts of the request, which leads to its own types.
fn alias(table: &Table) -> Option<TokenStream> {
    let (root, path) = (&table.root, &table.path);
    (!table.is_itself).then(|| quote!(type __Parts = <#path as #root::request_macro::BuildRequest>::Parts;))
}

/// A field of the parts, or a variant in the field of a choice.
fn member(table: &Table, field: &Field, name: &Ident, value: &TokenStream) -> TokenStream {
    match field.choice.as_ref().and_then(|(place, variant)| Some((table.choices.get(*place)?, variant))) {
        Some((choice, variant)) => {
            let (ty, choice, variant) = (table.named(choice.at), ident(&choice.name), ident(variant));
            quote!(#choice: <#ty>::#variant(#value))
        }
        None => quote!(#name: #value),
    }
}

/// The errors, with a value of the type that the caller expects, so that one mistake causes one error.
fn errors(table: &Table, paired: &Paired<'_>) -> TokenStream {
    let (root, path) = (&table.root, &table.path);
    let errors = paired.errors.iter().map(syn::Error::to_compile_error);
    let checks = checks(table, paired);
    quote!({
        #(#errors)*
        #checks
        #root::__private::unfinished::<::core::result::Result<#path, #root::ValidationError>>()
    })
}

/// The other values, which never run: their type errors are reported too, and imports that only they use are not
/// reported as unused.
fn checks(table: &Table, paired: &Paired<'_>) -> TokenStream {
    let (root, path, check) = (&table.root, &table.path, hidden("check"));
    let checks = paired.parts.iter().filter_map(|part| match part {
        Part::Field { field, value: Value::Run(tokens), .. } => {
            Some(run_time_field(table, field, field.wire(), tokens, &check))
        }
        Part::Field { value: Value::Nested(tokens), .. } => Some(tokens.clone()),
        Part::Field { value: Value::Noted(tokens), .. } => Some(quote!(#check.nested(#tokens))),
        Part::Field { .. } | Part::Choice { .. } => None,
    });
    let checks: Vec<_> = checks.collect();
    if checks.is_empty() {
        return TokenStream::new();
    }
    let alias = alias(table);
    quote! {
        if false {
            #alias
            let mut #check = #root::validation::Validator::for_request::<#path>();
            #(let _ = #checks;)*
        }
    }
}
