//! The table of a request, as written by `#[derive(BuildRequest)]` (`build_request/table.rs`): one text with one row
//! per line. A text costs the compiler only one token, and rows that are not used are not parsed.
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
//! channels
//! ```
//!
//! `!` after a name (or, in a group, after its variant) marks a deprecated field.
//! A number after a kind is the index of a type that belongs to the request: `Named<0>`. `itself` means that the
//! request has no separate type for its parts, and `channels` that it takes the channel as a value.

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote;

use super::field::Field;
use super::reader::Reader;

/// The table of a request.
pub(super) struct Table {
    /// The path of the client.
    pub(super) root: TokenStream,
    /// The path of the request, as the caller wrote it.
    pub(super) path: TokenStream,
    /// The caller's tokens.
    pub(super) caller: TokenStream,
    /// The name of the request: its channel or its type.
    pub(super) name: String,
    /// URL of the vendor page; empty if unknown.
    pub(super) page: String,
    /// The fields that the caller can set.
    pub(super) fields: Vec<Field>,
    /// Groups of mutually exclusive fields.
    pub(super) choices: Vec<Choice>,
    /// Rows of fields that the caller cannot set.
    unavailable: Vec<String>,
    /// Whether the request has no separate type for its parts.
    pub(super) is_itself: bool,
    /// Whether the request takes the channel as a value, and so has rules that are checked at run time.
    pub(super) has_channels: bool,
    /// The table as it was passed.
    text: Literal,
    /// The names of all fields of the API, if they were passed.
    names: Option<Vec<String>>,
}

impl Table {
    /// Reads the input of the macro: the paths of the client and the request, the caller's tokens, and the text
    /// of the table.
    pub(super) fn read(input: TokenStream) -> Result<Self, String> {
        Self::read_parts(input).unwrap_or_else(|| Err("invalid request table".to_owned()))
    }

    fn read_parts(input: TokenStream) -> Option<Result<Self, String>> {
        let mut input = input.into_iter();
        let mut group = || match input.next() {
            Some(TokenTree::Group(group)) => Some(group.stream()),
            _ => None,
        };
        let (root, path, caller) = (group()?, group()?, group()?);
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
            caller,
            name,
            page,
            fields: Vec::new(),
            choices: Vec::new(),
            unavailable: Vec::new(),
            is_itself: false,
            has_channels: false,
            text,
            names,
        };
        Some(rows.try_for_each(|row| table.add(row)).map(|()| table))
    }

    fn add(&mut self, row: &str) -> Result<(), String> {
        let (first, rest) = row.split_once(' ').unwrap_or((row, ""));
        match first {
            // The wire name of a field begins with a quote, so a keyword cannot hide a field.
            _ if rest.starts_with('"') => self.fields.push(Field::of(first, rest, None)),
            "one_of" => self.add_choice(rest),
            "itself" => self.is_itself = true,
            "channels" => self.has_channels = true,
            "client" | "fixed" | "elsewhere" => self.unavailable.push(row.to_owned()),
            _ => return Err(format!("the table of this request has the unknown row `{row}`")),
        }
        Ok(())
    }

    fn add_choice(&mut self, row: &str) {
        let mut reader = Reader::new(row);
        let (name, at) = (reader.word().to_owned(), reader.number());
        let place = self.choices.len();
        self.choices.push(Choice { name, at });
        reader.take('{');
        while !reader.take('}') && !reader.is_empty() {
            let (mut name, variant) = (reader.word().to_owned(), reader.word().to_owned());
            if reader.take('!') {
                name.push('!');
            }
            self.fields.push(Field::of(&name, reader.until_semicolon(), Some((place, variant))));
        }
    }

    /// Returns a second invocation with the names of all fields if a literal could read like a field and the names
    /// were not passed. Few literals contain `&`, so most invocations avoid the cost of the names.
    pub(super) fn ask_for_names(&self) -> Option<TokenStream> {
        let (root, path, caller, text) = (&self.root, &self.path, &self.caller, &self.text);
        let is_needed = self.names.is_none() && may_read_as_field(caller.clone());
        is_needed.then(|| quote!(#root::shared::__field_names! { [#root] [#path] [#caller] #text }))
    }

    /// Returns `true` if a field of any message, or of this request, has the name.
    pub(super) fn is_field_name(&self, name: &str) -> bool {
        self.names.iter().flatten().any(|known| known == name)
            || self.fields.iter().any(|field| field.wire() == name)
            || self.unavailable().any(|unavailable| unavailable.wire == name)
    }

    /// The fields that the caller cannot set, with the reasons.
    pub(super) fn unavailable(&self) -> impl Iterator<Item = Unavailable> {
        self.unavailable.iter().map(|row| {
            let mut reader = Reader::new(row);
            let why = reader.word();
            let (name, wire) = (reader.word().to_owned(), reader.string());
            let why = match why {
                "fixed" => Why::Fixed(reader.string()),
                "elsewhere" => Why::Elsewhere(reader.string()),
                _ => Why::Client,
            };
            Unavailable { name, wire, why }
        })
    }

    /// The type with the parts of the request.
    pub(super) fn parts(&self) -> TokenStream {
        if self.is_itself { self.path.clone() } else { quote!(__Parts) }
    }

    /// A type of the request, by its index.
    pub(super) fn named(&self, at: usize) -> TokenStream {
        let (root, parts, at) = (&self.root, self.parts(), Literal::usize_unsuffixed(at));
        quote!(<#parts as #root::__private::Named<#at>>::Type)
    }
}

fn string(literal: &Literal) -> Option<String> {
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|text| text.value())
}

/// Returns `true` if a literal among the tokens contains a `&`, escaped or not.
fn may_read_as_field(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Literal(literal) => literal.to_string().contains(['&', '\\']),
        TokenTree::Group(group) => may_read_as_field(group.stream()),
        TokenTree::Ident(_) | TokenTree::Punct(_) => false,
    })
}

/// A group of mutually exclusive fields.
pub(super) struct Choice {
    /// The field of the struct that holds the choice.
    pub(super) name: String,
    pub(super) at: usize,
}

/// A field that the caller cannot set.
pub(super) struct Unavailable {
    pub(super) name: String,
    pub(super) wire: String,
    pub(super) why: Why,
}

/// The reason why the caller cannot set a field.
pub(super) enum Why {
    /// The client fills it from its credentials.
    Client,
    /// It always has this value.
    Fixed(String),
    /// Only these channels have it.
    Elsewhere(String),
}

/// The name of a field as an identifier.
pub(super) fn ident(name: &str) -> Ident {
    syn::parse_str(name).unwrap_or_else(|_| Ident::new_raw(name, Span::call_site()))
}
