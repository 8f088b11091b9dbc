//! The table of a request, as the generator and `#[derive(Fill)]` write it: one text, with a row a
//! line. As text it costs the compiler one token, and a row that nobody gives is not read.
//!
//! ```text
//! "WX_APP" "https://develop.iotpay.ca/guide/order_app.html"
//! mch_order_no "mchOrderNo" text(30)
//! currency "currency" code 0 { Cad "CAD"; Usd "USD"; } else { Cny "CNY"; }
//! remarks? "remarks" text(200)
//! extra "extra" object 1 (512) { const "type" "apppay"; app_id "appId" text; }
//! one_of by 2 { pay_order_id PayOrderId "payOrderId" order_id(30); … }
//! client mch_id "mchId"
//! fixed channel_id "channelId" "WX_APP"
//! elsewhere os_type "osType" "ALIPAY_MOBILE, ALIPAY_WAP"
//! itself
//! ```
//!
//! A number after a kind is the place of a type of the request's own: `Named<0>`. `itself` says that
//! the request has no other type for its parts.

use std::cell::OnceCell;

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote;

use super::kind::{Kind, kind};
use super::reader::Reader;

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
    /// Rows of what the caller may not give.
    refused: Vec<String>,
    /// Whether the request can be written as a struct, having no other type for its parts.
    pub(super) is_itself: bool,
    /// The table as it was passed.
    text: Literal,
    /// The names of all fields of the API, if they were passed.
    names: Option<Vec<String>>,
}

impl Table {
    /// Reads the input of the macro: the path of the client, that of the request, what is given, and
    /// the text of the table.
    pub(super) fn read(input: TokenStream) -> Option<Self> {
        let mut input = input.into_iter();
        let mut group = || match input.next() {
            Some(TokenTree::Group(group)) => Some(group.stream()),
            _ => None,
        };
        let (root, path, given) = (group()?, group()?, group()?);
        let Some(TokenTree::Literal(text)) = input.next() else { return None };
        let names = match input.next() {
            Some(TokenTree::Literal(names)) => Some(string(&names)?.split(' ').map(str::to_owned).collect()),
            _ => None,
        };
        let rows = string(&text)?;
        let mut rows = rows.lines().map(str::trim).filter(|row| !row.is_empty());
        let mut head = Reader::new(rows.next()?);
        let (name, page) = (head.string(), head.string());
        let mut table = Self {
            root,
            path,
            given,
            name,
            page,
            fields: Vec::new(),
            choices: Vec::new(),
            refused: Vec::new(),
            is_itself: false,
            text,
            names,
        };
        rows.for_each(|row| table.add(row));
        Some(table)
    }

    fn add(&mut self, row: &str) {
        let (first, rest) = row.split_once(' ').unwrap_or((row, ""));
        match first {
            // The wire name of a field begins with a quote, and so no keyword hides one.
            _ if rest.starts_with('"') => self.fields.push(Field::of(first, rest, None)),
            "one_of" => self.add_choice(rest),
            "itself" => self.is_itself = true,
            _ => self.refused.push(row.to_owned()),
        }
    }

    fn add_choice(&mut self, row: &str) {
        let mut reader = Reader::new(row);
        let (name, at) = (reader.word().to_owned(), reader.number());
        let place = self.choices.len();
        self.choices.push(Choice { name, at });
        reader.take('{');
        while !reader.take('}') && !reader.is_empty() {
            let (name, variant) = (reader.word().to_owned(), reader.word().to_owned());
            self.fields.push(Field::of(&name, reader.until_semicolon(), Some((place, variant))));
        }
    }

    /// Asks for the names of all fields, if a literal could read like one and they were not passed: the call
    /// again, with them. Few literals have a `&`, so that the others need not pay for the names.
    pub(super) fn ask_for_names(&self) -> Option<TokenStream> {
        let (root, path, given, text) = (&self.root, &self.path, &self.given, &self.text);
        let is_needed = self.names.is_none() && may_read_as_field(given.clone());
        is_needed.then(|| quote!(#root::shared::__field_names! { [#root] [#path] [#given] #text }))
    }

    /// Whether a field of any message, or of this request, has the name.
    pub(super) fn is_field_name(&self, name: &str) -> bool {
        self.names.iter().flatten().any(|known| known == name)
            || self.fields.iter().any(|field| field.wire() == name)
            || self.refused().any(|refused| refused.wire == name)
    }

    /// What the caller may not give, and why.
    pub(super) fn refused(&self) -> impl Iterator<Item = Refused> {
        self.refused.iter().map(|row| {
            let mut reader = Reader::new(row);
            let why = reader.word();
            let (name, wire) = (reader.word().to_owned(), reader.string());
            let why = match why {
                "fixed" => Why::Fixed(reader.string()),
                "elsewhere" => Why::Elsewhere(reader.string()),
                _ => Why::Client,
            };
            Refused { name, wire, why }
        })
    }

    /// The type whose fields are the request's parts.
    pub(super) fn parts(&self) -> TokenStream {
        if self.is_itself { self.path.clone() } else { quote!(__Parts) }
    }

    /// A type of the request's own, by its place.
    pub(super) fn named(&self, at: usize) -> TokenStream {
        let (root, parts, at) = (&self.root, self.parts(), Literal::usize_unsuffixed(at));
        quote!(<#parts as #root::__private::Named<#at>>::Type)
    }
}

fn string(literal: &Literal) -> Option<String> {
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|text| text.value())
}

/// Whether a literal among the tokens has a `&`, which may be escaped.
fn may_read_as_field(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Literal(literal) => literal.to_string().contains(['&', '\\']),
        TokenTree::Group(group) => may_read_as_field(group.stream()),
        TokenTree::Ident(_) | TokenTree::Punct(_) => false,
    })
}

/// A field that the caller may give.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) is_optional: bool,
    /// The choice that it belongs to, by its place, and its variant there.
    pub(super) choice: Option<(usize, String)>,
    /// The wire name and the kind, as they are written.
    rest: String,
    read: OnceCell<(String, Kind)>,
}

impl Field {
    /// A field of a row's first word, which ends with `?` where it is optional, and the rest.
    pub(super) fn of(first: &str, rest: &str, choice: Option<(usize, String)>) -> Self {
        let (name, is_optional) = first.strip_suffix('?').map_or((first, false), |name| (name, true));
        let name = name.trim_start_matches("r#").to_owned();
        Self { name, is_optional, choice, rest: rest.to_owned(), read: OnceCell::new() }
    }

    /// The name on the wire.
    pub(super) fn wire(&self) -> &str {
        &self.read().0
    }

    /// What it takes.
    pub(super) fn kind(&self) -> &Kind {
        &self.read().1
    }

    fn read(&self) -> &(String, Kind) {
        self.read.get_or_init(|| {
            let mut reader = Reader::new(&self.rest);
            (reader.string(), kind(&mut reader))
        })
    }
}

/// Fields of which exactly one is given.
pub(super) struct Choice {
    /// The field of the struct that holds the choice.
    pub(super) name: String,
    pub(super) at: usize,
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

/// The name of a field as an identifier.
pub(super) fn ident(name: &str) -> Ident {
    syn::parse_str(name).unwrap_or_else(|_| Ident::new_raw(name, Span::call_site()))
}
