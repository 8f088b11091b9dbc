//! The table of a request, as the generator and `#[derive(Fill)]` write it.
//!
//! ```text
//! [$crate] [general::WxApp] { what the caller gives }
//! "WX_APP" "https://develop.iotpay.ca/guide/order_app.html";
//! mch_order_no "mchOrderNo" text(30);
//! currency "currency" code 0 { Cad "CAD"; Usd "USD"; } else { Cny "CNY"; };
//! remarks? "remarks" text(200);
//! extra "extra" object 1 (512) { const "type" "apppay"; app_id "appId" text; };
//! one_of by 2 { pay_order_id PayOrderId "payOrderId" order_id(30); … };
//! client mch_id "mchId";
//! fixed channel_id "channelId" "WX_APP";
//! elsewhere os_type "osType" "ALIPAY_MOBILE, ALIPAY_WAP";
//! itself;
//! ```
//!
//! A number after a kind is the place of a type of the request's own: `Named<0>`. `itself` says that
//! the request has no other type for its parts.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{LitInt, LitStr, Token, braced, bracketed, parenthesized};

use super::object::quoted;

/// What `request!` knows of a request.
pub(super) struct Table {
    /// The path of the client.
    pub(super) root: TokenStream,
    /// The path of the request, as the caller wrote it.
    pub(super) path: TokenStream,
    /// What the caller gives.
    pub(super) given: TokenStream,
    /// What the request is called: its channel or its type.
    pub(super) name: String,
    /// Address of the vendor's page; empty where none is known.
    pub(super) page: String,
    /// What the caller may give.
    pub(super) fields: Vec<Field>,
    /// Choices of fields of which exactly one is given.
    pub(super) choices: Vec<Choice>,
    /// What the caller may not give, and why.
    pub(super) refused: Vec<Refused>,
    /// Whether the request can be written as a struct, having no other type for its parts.
    pub(super) is_itself: bool,
}

impl Table {
    /// The type whose fields are the request's parts.
    pub(super) fn parts(&self) -> TokenStream {
        if self.is_itself { self.path.clone() } else { quote!(__Parts) }
    }

    /// A type of the request's own, by its place.
    pub(super) fn named(&self, at: &LitInt) -> TokenStream {
        let (root, parts) = (&self.root, self.parts());
        quote!(<#parts as #root::__private::Named<#at>>::Type)
    }
}

/// A field that the caller may give.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) wire: String,
    pub(super) is_optional: bool,
    pub(super) kind: Kind,
    /// The choice that it belongs to, by its place, and its variant there.
    pub(super) choice: Option<(usize, Ident)>,
}

/// Fields of which exactly one is given.
pub(super) struct Choice {
    /// The field of the struct that holds the choice.
    pub(super) name: Ident,
    pub(super) at: LitInt,
}

/// A field that the caller may not give.
pub(super) struct Refused {
    pub(super) name: String,
    pub(super) wire: String,
    pub(super) why: Why,
}

/// Why a field may not be given.
pub(super) enum Why {
    /// The client fills it from its credentials.
    Client,
    /// It always has this value.
    Fixed(String),
    /// Only these channels take it.
    Elsewhere(String),
}

/// What a field takes.
pub(super) enum Kind {
    Text(Limit),
    Secret(Limit, Option<LitInt>),
    Url(Limit),
    UrlWithoutQuery(Limit),
    Ip(Limit),
    Base64(Limit),
    Json(Limit),
    CardNumber,
    Cvv,
    ExpiryDate,
    Cents,
    /// Text without rules.
    String,
    /// A whole number of this type.
    Integer(Ident),
    OrderId(Limit),
    RefundId(Limit),
    Code(Codes),
    Object(Object),
    /// A type of which nothing is known.
    Any(LitInt),
}

/// The most characters that fit.
pub(super) struct Limit(pub(super) Option<LitInt>);

impl Limit {
    /// As a number; the largest one where there is no limit.
    pub(super) fn max(&self) -> u32 {
        self.0.as_ref().and_then(|max| max.base10_parse().ok()).unwrap_or(u32::MAX)
    }
}

/// A closed list of values.
pub(super) struct Codes {
    pub(super) at: LitInt,
    /// The variants and their codes.
    pub(super) taken: Vec<(Ident, String)>,
    /// Those that only other requests take.
    pub(super) elsewhere: Vec<(Ident, String)>,
}

/// A JSON object with known members.
pub(super) struct Object {
    pub(super) at: LitInt,
    pub(super) limit: Limit,
    pub(super) members: Vec<Member>,
}

/// A member of an object.
pub(super) enum Member {
    /// It always has this value, written as JSON.
    Constant { wire: String, json: String },
    /// The caller gives it.
    Given(Box<Field>),
}

pub(super) fn parse(input: ParseStream<'_>) -> syn::Result<Table> {
    let (root, path, given);
    bracketed!(root in input);
    bracketed!(path in input);
    braced!(given in input);
    let mut table = Table {
        root: root.parse()?,
        path: path.parse()?,
        given: given.parse()?,
        name: string(input)?,
        page: string(input)?,
        fields: Vec::new(),
        choices: Vec::new(),
        refused: Vec::new(),
        is_itself: false,
    };
    input.parse::<Token![;]>()?;
    while !input.is_empty() {
        row(input, &mut table)?;
        input.parse::<Token![;]>()?;
    }
    Ok(table)
}

fn row(input: ParseStream<'_>, table: &mut Table) -> syn::Result<()> {
    let first = input.call(Ident::parse_any)?;
    if input.peek(LitStr) || input.peek(Token![?]) {
        table.fields.push(field(input, &first, None)?);
        return Ok(());
    }
    if first == "itself" && input.peek(Token![;]) {
        table.is_itself = true;
        return Ok(());
    }
    let second = input.call(Ident::parse_any)?;
    if first == "one_of" {
        let place = table.choices.len();
        table.choices.push(Choice { name: second, at: input.parse()? });
        let content;
        braced!(content in input);
        while !content.is_empty() {
            let name = content.call(Ident::parse_any)?;
            let variant = content.call(Ident::parse_any)?;
            table.fields.push(field(&content, &name, Some((place, variant)))?);
            content.parse::<Token![;]>()?;
        }
        return Ok(());
    }
    let wire = string(input)?;
    let why = match first.to_string().as_str() {
        "client" => Why::Client,
        "fixed" => Why::Fixed(string(input)?),
        "elsewhere" => Why::Elsewhere(string(input)?),
        _ => return Err(syn::Error::new(first.span(), "no row of a table")),
    };
    table.refused.push(Refused { name: second.unraw().to_string(), wire, why });
    Ok(())
}

fn field(input: ParseStream<'_>, name: &Ident, choice: Option<(usize, Ident)>) -> syn::Result<Field> {
    let is_optional = input.parse::<Option<Token![?]>>()?.is_some();
    let wire = string(input)?;
    Ok(Field { name: name.unraw().to_string(), wire, is_optional, kind: kind(input)?, choice })
}

fn kind(input: ParseStream<'_>) -> syn::Result<Kind> {
    let name = input.call(Ident::parse_any)?;
    Ok(match name.to_string().as_str() {
        "text" => Kind::Text(limit(input)?),
        "secret" => secret(input)?,
        "url" => Kind::Url(limit(input)?),
        "url_without_query" => Kind::UrlWithoutQuery(limit(input)?),
        "ip" => Kind::Ip(limit(input)?),
        "base64" => Kind::Base64(limit(input)?),
        "json" => Kind::Json(limit(input)?),
        "card_number" => Kind::CardNumber,
        "cvv" => Kind::Cvv,
        "expiry_date" => Kind::ExpiryDate,
        "cents" => Kind::Cents,
        "string" => Kind::String,
        "integer" => Kind::Integer(input.parse()?),
        "order_id" => Kind::OrderId(limit(input)?),
        "refund_id" => Kind::RefundId(limit(input)?),
        "code" => Kind::Code(codes(input)?),
        "object" => Kind::Object(object(input)?),
        "any" => Kind::Any(input.parse()?),
        _ => return Err(syn::Error::new(name.span(), "no kind of a field")),
    })
}

fn limit(input: ParseStream<'_>) -> syn::Result<Limit> {
    if !input.peek(syn::token::Paren) {
        return Ok(Limit(None));
    }
    let content;
    parenthesized!(content in input);
    content.parse().map(Some).map(Limit)
}

/// `secret`, `secret(30)`, `secret(30, 4)` where the last four characters may be shown.
fn secret(input: ParseStream<'_>) -> syn::Result<Kind> {
    if !input.peek(syn::token::Paren) {
        return Ok(Kind::Secret(Limit(None), None));
    }
    let content;
    parenthesized!(content in input);
    let limit = Limit(Some(content.parse()?));
    let shown = if content.parse::<Option<Token![,]>>()?.is_some() { Some(content.parse()?) } else { None };
    Ok(Kind::Secret(limit, shown))
}

fn codes(input: ParseStream<'_>) -> syn::Result<Codes> {
    let at = input.parse()?;
    let taken = variants(input)?;
    let elsewhere = if input.parse::<Option<Token![else]>>()?.is_some() { variants(input)? } else { Vec::new() };
    Ok(Codes { at, taken, elsewhere })
}

fn variants(input: ParseStream<'_>) -> syn::Result<Vec<(Ident, String)>> {
    let content;
    braced!(content in input);
    let mut found = Vec::new();
    while !content.is_empty() {
        found.push((content.call(Ident::parse_any)?, string(&content)?));
        content.parse::<Token![;]>()?;
    }
    Ok(found)
}

fn object(input: ParseStream<'_>) -> syn::Result<Object> {
    let at = input.parse()?;
    let limit = limit(input)?;
    let content;
    braced!(content in input);
    let mut members = Vec::new();
    while !content.is_empty() {
        if content.parse::<Option<Token![const]>>()?.is_some() {
            members.push(Member::Constant { wire: string(&content)?, json: constant(&content)? });
        } else {
            let name = content.call(Ident::parse_any)?;
            members.push(Member::Given(Box::new(field(&content, &name, None)?)));
        }
        content.parse::<Token![;]>()?;
    }
    Ok(Object { at, limit, members })
}

/// A constant as JSON.
fn constant(input: ParseStream<'_>) -> syn::Result<String> {
    if input.peek(LitStr) {
        return string(input).map(|text| quoted(&text));
    }
    let sign = if input.parse::<Option<Token![-]>>()?.is_some() { "-" } else { "" };
    input.parse::<LitInt>().map(|number| format!("{sign}{}", number.base10_digits()))
}

fn string(input: ParseStream<'_>) -> syn::Result<String> {
    input.parse::<LitStr>().map(|text| text.value())
}

/// The tokens of what macros put into invisible brackets.
pub(super) fn without_brackets(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(proc_macro2::TokenTree::Group(group)), None) if is_invisible(&group) => without_brackets(group.stream()),
        _ => tokens,
    }
}

fn is_invisible(group: &Group) -> bool {
    group.delimiter() == Delimiter::None
}

/// The name of a field as an identifier.
pub(super) fn ident(name: &str) -> Ident {
    syn::parse_str(name).unwrap_or_else(|_| Ident::new_raw(name, Span::call_site()))
}
