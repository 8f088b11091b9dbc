//! The value of a field: literals are checked at compile time, other expressions at run time.

use proc_macro2::{Delimiter, Ident, Literal as Token, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::arguments::{place, without_brackets};
use super::boolean::boolean;
use super::date::date;
use super::field::{Field, Kind};
use super::literal::{Literal, Value, literal};
use super::nested::{self, Place};
use super::number::{cents, decimal, integer};
use super::table::Table;
use super::wire_enum::{code, excluded, variant};
use super::{messages, object, rules, value_rules, whole_values};

pub(super) fn read(table: &Table, field: &Field, tokens: &TokenStream) -> syn::Result<Value> {
    read_at(table, field, tokens, &Place::of_field(field))
}

/// Reads the value of a field or of a member of an object.
pub(super) fn read_at(table: &Table, field: &Field, tokens: &TokenStream, at: &Place) -> syn::Result<Value> {
    let fail = |problem: String| Err(field_error(table, field, tokens, &problem));
    if let Kind::Unknown(kind) = field.kind() {
        return fail(format!("has the kind `{kind}`, which this version of `request!` does not know"));
    }
    if is_none(tokens) {
        return if field.is_optional { Ok(Value::Absent) } else { fail("is required and cannot be `None`".to_owned()) };
    }
    if !field.is_optional && is_some(tokens) {
        return fail("is required; pass the value without `Some`".to_owned());
    }
    let inner = if field.is_optional { in_some(table, field, tokens) } else { None };
    let tokens = inner.as_ref().unwrap_or(tokens);
    if let Kind::Object(known) = field.kind() {
        if let Some(value) = object::read(table, field, known, tokens)? {
            return Ok(value);
        }
        if literal(tokens).is_some() || object::has_members(known, tokens) {
            return fail(format!("must be written with its members, as in {}", messages::rule(field)));
        }
    }
    if let Kind::Struct(known) = field.kind() {
        if let Some(value) = nested::object(table, field, known, tokens, at)? {
            return Ok(whole(table, field, at, value));
        }
        if literal(tokens).is_some() || object::has_members(known, tokens) {
            return fail(format!("must be written with its members, as in {}", messages::rule(field)));
        }
    }
    if let Kind::List(item) = field.kind() {
        if let Some(value) = nested::list(table, field, item, tokens, at)? {
            return Ok(whole(table, field, at, value));
        }
        if literal(tokens).is_some() {
            return fail("is a list; write its items in brackets, `[…]`".to_owned());
        }
    }
    if let (Kind::Json(_), Some(_)) = (field.kind(), object::written(table, field, tokens, "")) {
        return fail("must be a JSON object as text, such as r#\"{ … }\"#".to_owned());
    }
    if let (Kind::Enum(codes), Some(name)) = (field.kind(), single_ident(tokens))
        && let Some(value) = variant(table, codes, &name)
    {
        return value.map(Value::Checked).or_else(fail);
    }
    if let (Kind::Enum(codes), Some(name)) = (field.kind(), variant_of_path(tokens))
        && let Some(problem) = excluded(table, codes, &name)
    {
        return fail(problem);
    }
    if let (Kind::Any(at), Some(name)) = (field.kind(), single_ident(tokens))
        && is_of_a_type(&name.to_string())
    {
        let ty = table.named(*at);
        return Ok(Value::Checked(quote!(<#ty>::#name)));
    }
    let Some(literal) = literal(tokens) else {
        return Ok(Value::Run(if inner.is_some() {
            quote!(::core::option::Option::Some(#tokens))
        } else {
            without_lint(tokens)
        }));
    };
    if matches!(field.kind(), Kind::Any(_)) {
        return Ok(Value::Run(tokens.clone()));
    }
    let value = checked(table, field, &literal, place(tokens, Span::call_site()));
    value.and_then(|value| value_rules::check(field, &literal).map(|()| value)).map(Value::Checked).or_else(fail)
}

/// Adds the rules of an object or an array as a whole.
fn whole(table: &Table, field: &Field, at: &Place, value: Value) -> Value {
    match value {
        Value::Nested(tokens) => Value::Nested(whole_values::checked(table, field, &at.path, tokens)),
        other => other,
    }
}

/// A block in braces delays the check of a literal to run time. Its span suppresses the lint for unused braces.
fn without_lint(tokens: &TokenStream) -> TokenStream {
    let mut trees: Vec<_> = tokens.clone().into_iter().collect();
    if let [TokenTree::Group(group)] = trees.as_mut_slice()
        && group.delimiter() == Delimiter::Brace
    {
        group.set_span(Span::mixed_site().located_at(group.span()));
    }
    trees.into_iter().collect()
}

/// An error at the value, with the field name and the page.
pub(super) fn field_error(table: &Table, field: &Field, tokens: &TokenStream, problem: &str) -> syn::Error {
    let message = messages::with_page(table, format!("`{}` {problem}", field.name));
    syn::Error::new_spanned(tokens, message)
}

/// The expression for a valid literal.
fn checked(table: &Table, field: &Field, literal: &Literal, place: Span) -> Result<TokenStream, String> {
    let root = &table.root;
    let from_literal =
        |literal: TokenStream| quote_spanned!(place=> #root::__private::FromLiteral::from_literal(#literal));
    match field.kind() {
        Kind::Cents => cents(literal).map(|cents| from_literal(quote!(#cents))),
        Kind::Decimal(scale, digits) => {
            let units = Token::i64_suffixed(decimal(literal, *scale, *digits)?);
            Ok(from_literal(quote!(#units)))
        }
        Kind::Boolean(_) => boolean(literal).map(|value| quote!(#value)),
        kind @ (Kind::Date(_) | Kind::DateTime(..)) => {
            date(kind, literal).unwrap_or_else(|| Err("is a date".to_owned())).map(from_literal)
        }
        Kind::Integer(ty) => integer(literal, ty),
        Kind::Enum(codes) => code(table, codes, literal),
        kind => {
            let Literal::Text(text) = literal else { return Err("must be text in quotes".to_owned()) };
            let address = text_rule(kind, &text.value())?;
            rules::separable(&text.value(), |name| table.is_field_name(name))?;
            Ok(from_literal(address.map_or_else(|| quote!(#text), ip_expression)))
        }
    }
}

/// Checks a text. Returns the address if the field is an IP address.
fn text_rule(kind: &Kind, text: &str) -> Result<Option<std::net::IpAddr>, String> {
    match kind {
        Kind::Ip(limit) => return rules::ip(text, limit.max()).map(Some),
        Kind::Text(limit) | Kind::Secret(limit, _) => rules::text(text, limit.max()),
        Kind::Id(limit) | Kind::OrderId(limit) | Kind::RefundId(limit) => rules::id(text, limit.max()),
        Kind::Url(limit) => rules::url(text, limit.max()),
        Kind::UrlWithoutQuery(limit) => rules::url_without_query(text, limit.max()),
        Kind::Base64(limit) => rules::base64(text, limit.max()),
        Kind::Json(limit) => rules::json(text, limit.max()),
        Kind::Object(_) | Kind::Struct(_) => Err("is an object; set its members".to_owned()),
        Kind::List(_) => Err("is a list; write its items in brackets, `[…]`".to_owned()),
        Kind::CardNumber => rules::card_number(text),
        Kind::Cvv => rules::cvv(text),
        Kind::ExpiryDate => rules::expiry_date(text),
        Kind::String => rules::text(text, u32::MAX),
        Kind::Cents
        | Kind::Decimal(..)
        | Kind::Boolean(_)
        | Kind::Date(_)
        | Kind::DateTime(..)
        | Kind::Integer(_)
        | Kind::Enum(_)
        | Kind::Any(_)
        | Kind::Unknown(_) => Ok(()),
    }
    .map(|()| None)
}

fn ip_expression(address: std::net::IpAddr) -> TokenStream {
    match address {
        std::net::IpAddr::V4(address) => {
            let bits = Token::u32_unsuffixed(address.to_bits());
            quote!(::core::net::IpAddr::V4(::core::net::Ipv4Addr::from_bits(#bits)))
        }
        std::net::IpAddr::V6(address) => {
            let bits = Token::u128_unsuffixed(address.to_bits());
            quote!(::core::net::IpAddr::V6(::core::net::Ipv6Addr::from_bits(#bits)))
        }
    }
}

fn is_some(tokens: &TokenStream) -> bool {
    let mut trees = tokens.clone().into_iter();
    matches!(
        (trees.next(), trees.next(), trees.next()),
        (Some(TokenTree::Ident(some)), Some(TokenTree::Group(_)), None) if some == "Some"
    )
}

fn is_none(tokens: &TokenStream) -> bool {
    single_ident(tokens).is_some_and(|ident| ident == "None")
}

/// Returns `true` if a name is written like a variant, `Cad`, and not like a variable or constant.
fn is_of_a_type(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase)
}

/// The contents of `Some(…)` if they are a literal, a name, a list or an object.
fn in_some(table: &Table, field: &Field, tokens: &TokenStream) -> Option<TokenStream> {
    let mut trees = tokens.clone().into_iter();
    match (trees.next()?, trees.next()?, trees.next()) {
        (TokenTree::Ident(some), TokenTree::Group(group), None) if some == "Some" => {
            let inner = without_brackets(group.stream());
            let is_whole = match field.kind() {
                Kind::List(_) => nested::in_brackets(&inner).is_some(),
                Kind::Struct(known) | Kind::Object(known) => {
                    object::written(table, field, &inner, &known.type_name).is_some()
                }
                _ => false,
            };
            (is_whole || literal(&inner).is_some() || single_ident(&inner).is_some()).then_some(inner)
        }
        _ => None,
    }
}

fn single_ident(tokens: &TokenStream) -> Option<Ident> {
    let mut trees = tokens.clone().into_iter();
    match (trees.next()?, trees.next()) {
        (TokenTree::Ident(ident), None) => Some(ident),
        _ => None,
    }
}

/// The last name of a path such as `Currency::Cny`.
fn variant_of_path(tokens: &TokenStream) -> Option<Ident> {
    let trees: Vec<_> = tokens.clone().into_iter().collect();
    let is_path = trees.iter().all(|tree| match tree {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    });
    match trees.as_slice() {
        [.., TokenTree::Ident(ty), TokenTree::Punct(_), TokenTree::Punct(_), TokenTree::Ident(variant)]
            if is_path && is_of_a_type(&ty.to_string()) =>
        {
            Some(variant.clone())
        }
        _ => None,
    }
}
