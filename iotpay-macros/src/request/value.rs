//! The value of a field: literals are checked at compile time, other expressions at run time.

use proc_macro2::{Delimiter, Ident, Literal as Token, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{LitFloat, LitInt, LitStr};

use super::arguments::{self, place, without_brackets};
use super::kind::{Codes, Kind, Limit, Object};
use super::table::{Field, Table};
use super::{messages, object, rules};
use crate::suggest::did_you_mean;

/// The kind of a value.
pub(super) enum Value {
    /// Omitted.
    Absent,
    /// An expression of the field's type that cannot fail.
    Checked(TokenStream),
    /// An expression that the client validates at run time.
    Run(TokenStream),
    /// An expression of type `Option<T>` that has reported its own violations.
    Noted(TokenStream),
}

/// A literal in the source.
pub(super) enum Literal {
    Text(LitStr),
    Integer {
        is_negative: bool,
        digits: LitInt,
    },
    Float {
        is_negative: bool,
        float: LitFloat,
    },
    /// A kind of literal that no field accepts.
    Other(&'static str),
}

pub(super) fn read(table: &Table, field: &Field, tokens: &TokenStream) -> syn::Result<Value> {
    let fail = |problem: String| Err(field_error(table, field, tokens, &problem));
    if is_none(tokens) {
        return if field.is_optional { Ok(Value::Absent) } else { fail("is required and cannot be `None`".to_owned()) };
    }
    if !field.is_optional && is_some(tokens) {
        return fail("is required; pass the value without `Some`".to_owned());
    }
    let inner = if field.is_optional { in_some(tokens) } else { None };
    let tokens = inner.as_ref().unwrap_or(tokens);
    if let Kind::Object(known) = field.kind() {
        if let Some(value) = object::read(table, field, known, tokens)? {
            return Ok(value);
        }
        if literal(tokens).is_some() || object::has_members(known, tokens) {
            return fail(format!("requires its members; write {}", messages::rule(field)));
        }
    }
    if let (Kind::Json(_), Some(_)) = (field.kind(), object::written(table, field, tokens)) {
        return fail("must be a JSON object as text, such as r#\"{ … }\"#".to_owned());
    }
    if let (Kind::Code(codes), Some(name)) = (field.kind(), single_ident(tokens))
        && let Some(value) = variant(table, codes, &name)
    {
        return value.map(Value::Checked).or_else(fail);
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
    checked(table, field, &literal, place(tokens, Span::call_site())).map(Value::Checked).or_else(fail)
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
        Kind::Integer(ty) => integer(literal, ty),
        Kind::Code(codes) => code(table, codes, literal),
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
        Kind::Object(_) => Err("is an object; set its members".to_owned()),
        Kind::CardNumber => rules::card_number(text),
        Kind::Cvv => rules::cvv(text),
        Kind::ExpiryDate => rules::expiry_date(text),
        Kind::String => rules::text(text, u32::MAX),
        Kind::Cents | Kind::Integer(_) | Kind::Code(_) | Kind::Any(_) => Ok(()),
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

/// The largest amount: a signed 32-bit integer.
const MOST_CENTS: u32 = i32::MAX.unsigned_abs();

fn cents(literal: &Literal) -> Result<Token, String> {
    let whole = |amount: &str| match messages::in_cents(amount) {
        Some(cents) => format!("must be a whole number of cents; write {cents} for {amount}"),
        None => "must be a whole number of cents, such as 2865 for 28.65".to_owned(),
    };
    match literal {
        Literal::Integer { is_negative, digits } => {
            fits_suffix(*is_negative, digits)?;
            match (digits.base10_parse::<u64>(), is_negative) {
                (Ok(0), _) => Err("is 0; at least 1 cent is required".to_owned()),
                (_, true) => Err("is negative; at least 1 cent is required".to_owned()),
                (Ok(cents), false) => match u32::try_from(cents) {
                    Ok(cents @ ..=MOST_CENTS) => Ok(Token::u32_suffixed(cents)),
                    _ => Err(format!("is too large; at most {MOST_CENTS} cents are allowed")),
                },
                (Err(_), false) => Err(format!("is too large; at most {MOST_CENTS} cents are allowed")),
            }
        }
        Literal::Float { is_negative: true, .. } => Err("is negative; at least 1 cent is required".to_owned()),
        Literal::Float { float, .. } => Err(whole(float.base10_digits())),
        Literal::Text(text) => match text.value().parse::<u64>() {
            Ok(cents) => {
                Err(format!("must be a whole number of cents, not text; write {cents} if the value is in cents"))
            }
            Err(_) => Err(whole(&text.value())),
        },
        Literal::Other(what) => Err(format!("must be a whole number of cents, not {what}")),
    }
}

/// Reports an integer that is out of range for its own suffix, such as `300u8`.
fn fits_suffix(is_negative: bool, digits: &LitInt) -> Result<(), String> {
    let sign = if is_negative { "-" } else { "" };
    let number = format!("{sign}{}", digits.base10_digits());
    let fits = match digits.suffix() {
        "" => true,
        "i8" => number.parse::<i8>().is_ok(),
        "i16" => number.parse::<i16>().is_ok(),
        "i32" => number.parse::<i32>().is_ok(),
        "i64" | "isize" => number.parse::<i64>().is_ok(),
        "u8" => number.parse::<u8>().is_ok(),
        "u16" => number.parse::<u16>().is_ok(),
        "u32" => number.parse::<u32>().is_ok(),
        "u64" | "usize" => number.parse::<u64>().is_ok(),
        suffix => return Err(format!("must be a whole number; `{suffix}` is not an integer type")),
    };
    if fits { Ok(()) } else { Err(format!("is out of range for `{}`", digits.suffix())) }
}

fn integer(literal: &Literal, ty: &str) -> Result<TokenStream, String> {
    let number = whole_number(literal, ty)?;
    let digits = Token::i128_unsuffixed(number.abs());
    let digits = if number < 0 { quote!(-#digits) } else { quote!(#digits) };
    let ty = Ident::new(ty, Span::call_site());
    Ok(quote!({ let number: #ty = #digits; number }))
}

/// A whole number that fits a type.
pub(super) fn whole_number(literal: &Literal, ty: &str) -> Result<i128, String> {
    let Literal::Integer { is_negative, digits } = literal else { return Err("must be a whole number".to_owned()) };
    let sign = if *is_negative { "-" } else { "" };
    let number: i128 = format!("{sign}{}", digits.base10_digits()).parse().map_err(|_| "is too large".to_owned())?;
    let fits = match ty {
        "i8" => i8::try_from(number).is_ok(),
        "i16" => i16::try_from(number).is_ok(),
        "i32" => i32::try_from(number).is_ok(),
        "u8" => u8::try_from(number).is_ok(),
        "u16" => u16::try_from(number).is_ok(),
        "u32" => u32::try_from(number).is_ok(),
        _ => i64::try_from(number).is_ok(),
    };
    let fits = fits && (digits.suffix().is_empty() || ty == digits.suffix());
    if fits { Ok(number) } else { Err(format!("must be a whole number that fits `{ty}`")) }
}

/// An enum value in its wire form: `"CAD"`, or `1` for integer values.
fn code(table: &Table, codes: &Codes, literal: &Literal) -> Result<TokenStream, String> {
    let given = match literal {
        Literal::Text(text) => text.value(),
        Literal::Integer { is_negative, digits } => {
            fits_suffix(*is_negative, digits)?;
            format!("{}{}", if *is_negative { "-" } else { "" }, digits.base10_digits())
        }
        Literal::Float { .. } | Literal::Other(_) => return Err(messages::one_of(codes)),
    };
    match codes.taken.iter().find(|(_, code)| *code == given) {
        Some((name, _)) => Ok(path_of(table, codes, name, Span::call_site())),
        None => Err(unknown_code(table, codes, &given)),
    }
}

/// The variant with a name, if the name looks like a variant.
fn variant(table: &Table, codes: &Codes, name: &Ident) -> Option<Result<TokenStream, String>> {
    let text = name.to_string();
    if let Some((known, _)) = codes.taken.iter().find(|(variant, _)| *variant == text) {
        return Some(Ok(path_of(table, codes, known, name.span())));
    }
    let all = || codes.taken.iter().chain(&codes.elsewhere);
    let is_code = all().any(|(_, code)| *code == text);
    // An upper-case name is a constant of the caller, unless it is an enum value.
    let is_constant = text.chars().all(|it| !it.is_lowercase());
    let is_type_like = text.starts_with(char::is_uppercase) && !is_constant;
    (is_code || is_type_like).then(|| Err(unknown_code(table, codes, &text)))
}

fn unknown_code(table: &Table, codes: &Codes, given: &str) -> String {
    let taken = messages::one_of(codes);
    if let Some((variant, _)) = codes.taken.iter().find(|(_, code)| code == given) {
        return format!("{taken}; write `{variant}`, or `{{ {given} }}` for a constant with this name");
    }
    if codes.elsewhere.iter().any(|(variant, code)| variant == given || code == given) {
        return format!("cannot be `{given}` in {}; it {taken}", table.name);
    }
    let names = codes.taken.iter().flat_map(|(variant, code)| [variant.clone(), code.clone()]);
    match did_you_mean(given, names) {
        Some(meant) => {
            let meant =
                codes.taken.iter().find(|(_, code)| *code == meant).map_or(meant, |(variant, _)| variant.clone());
            format!("{taken}, not `{given}`; did you mean `{meant}`?")
        }
        None => format!("{taken}, not `{given}`"),
    }
}

fn path_of(table: &Table, codes: &Codes, variant: &str, span: Span) -> TokenStream {
    let ty = table.named(codes.at);
    let variant = Ident::new(variant, span);
    quote!(<#ty>::#variant)
}

/// The type of a field, without `Option`.
pub(super) fn type_of(table: &Table, field: &Field) -> TokenStream {
    let root = &table.root;
    let limited = |name: &str, limit: &Limit| {
        let name = Ident::new(name, Span::call_site());
        match limit.0.map(Token::u32_unsuffixed) {
            Some(max) => quote!(#root::#name<#max>),
            None => quote!(#root::#name),
        }
    };
    match field.kind() {
        Kind::Text(limit) => limited("Text", limit),
        Kind::Id(limit) | Kind::OrderId(limit) | Kind::RefundId(limit) => limited("Id", limit),
        Kind::Secret(limit, 0) => limited("SecretText", limit),
        Kind::Url(limit) => limited("HttpUrl", limit),
        Kind::UrlWithoutQuery(limit) => limited("HttpUrlWithoutQuery", limit),
        Kind::Ip(limit) => limited("Ip", limit),
        Kind::Base64(limit) => limited("Base64", limit),
        Kind::Json(limit) => limited("JsonText", limit),
        Kind::CardNumber => quote!(#root::CardNumber),
        Kind::Cvv => quote!(#root::Cvv),
        Kind::ExpiryDate => quote!(#root::ExpiryDate),
        Kind::Cents => quote!(#root::Cents),
        Kind::String => quote!(::std::string::String),
        Kind::Secret(limit, shown) => {
            let (max, shown) = (Token::u32_unsuffixed(limit.max()), Token::usize_unsuffixed(*shown));
            quote!(#root::SecretText<#max, #shown>)
        }
        Kind::Integer(ty) => Ident::new(ty, Span::call_site()).into_token_stream(),
        Kind::Code(Codes { at, .. }) | Kind::Any(at) | Kind::Object(Object { at, .. }) => table.named(*at),
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

/// The contents of `Some(…)` if they are a literal or a name.
fn in_some(tokens: &TokenStream) -> Option<TokenStream> {
    let mut trees = tokens.clone().into_iter();
    match (trees.next()?, trees.next()?, trees.next()) {
        (TokenTree::Ident(some), TokenTree::Group(group), None) if some == "Some" => {
            let inner = without_brackets(group.stream());
            (literal(&inner).is_some() || single_ident(&inner).is_some()).then_some(inner)
        }
        _ => None,
    }
}

/// Returns `true` if the value looks infallible: a literal, the name of a variant, or an object of these.
pub(super) fn is_sure(tokens: &TokenStream) -> bool {
    let members = || match tokens.clone().into_iter().collect::<Vec<_>>().as_slice() {
        [TokenTree::Ident(_), TokenTree::Group(members)] => Some(arguments::read(members.stream())),
        _ => None,
    };
    literal(tokens).is_some()
        || names_a_variant(tokens)
        || in_some(tokens).is_some_and(|inner| is_sure(&inner))
        || members().is_some_and(|read| !read.fields.is_empty() && read.fields.iter().all(|it| is_sure(&it.value)))
}

fn names_a_variant(tokens: &TokenStream) -> bool {
    single_ident(tokens).is_some_and(|ident| ident.to_string().starts_with(char::is_uppercase))
}

fn single_ident(tokens: &TokenStream) -> Option<Ident> {
    let mut trees = tokens.clone().into_iter();
    match (trees.next()?, trees.next()) {
        (TokenTree::Ident(ident), None) => Some(ident),
        _ => None,
    }
}

/// The tokens as a literal, if they are one.
pub(super) fn literal(tokens: &TokenStream) -> Option<Literal> {
    let mut trees = tokens.clone().into_iter();
    let (mut first, mut second) = (trees.next()?, trees.next());
    let is_negative = matches!(&first, TokenTree::Punct(punct) if punct.as_char() == '-') && second.is_some();
    if is_negative {
        (first, second) = (second?, trees.next());
    }
    if second.is_some() {
        return None;
    }
    match first {
        TokenTree::Ident(ident) if ident == "true" || ident == "false" => Some(Literal::Other("a bool")),
        TokenTree::Literal(token) => Some(match syn::Lit::new(token) {
            syn::Lit::Str(text) if !is_negative => Literal::Text(text),
            syn::Lit::Int(digits) => Literal::Integer { is_negative, digits },
            syn::Lit::Float(float) => Literal::Float { is_negative, float },
            syn::Lit::Char(_) => Literal::Other("a character"),
            _ => Literal::Other("a literal of this kind"),
        }),
        _ => None,
    }
}
