//! `#[derive(FromFields)]`.

mod serde;

use std::iter;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Field, Fields, Ident, LitStr, Path, Token, Type};

use crate::attribute::{self, Start, Words, unknown};
use crate::client_path::{ClientPath, client_path};
use crate::errors::Errors;
use crate::names::{camel, hidden};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    errors.reject_type_parameters(input, "a response");
    let client = client_path(&input.attrs, &["field"]);
    let has_serde = check_struct_attributes(&input.attrs, &mut errors);
    let members = read_struct(input, &mut errors);
    let body = body(&members, &client);
    let mut code = implementation(input, &client, &body);
    if has_serde {
        code.extend(serde::implementation(input, &client, &members, &mut errors));
    }
    let stub = implementation(input, &client, &quote!(::core::unimplemented!()));
    errors.finish(code, stub)
}

fn implementation(input: &DeriveInput, client: &Path, body: &TokenStream) -> TokenStream {
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        #[allow(deprecated)]
        impl #impl_generics #client::incoming::FromFields for #name #type_generics #where_clause {
            #[inline]
            fn from_fields(
                fields: &#client::incoming::Fields,
            ) -> ::core::result::Result<Self, #client::incoming::DecodeError> {
                let _ = fields;
                #body
            }
        }

        #[allow(deprecated)]
        impl #impl_generics #client::incoming::FromField for #name #type_generics #where_clause {
            #[inline]
            fn from_field(
                field: &#client::incoming::ReceivedField,
            ) -> ::core::result::Result<Self, #client::incoming::DecodeError> {
                #client::incoming::FromFields::from_fields(&field.object()?)
                    .map_err(|problem: #client::incoming::DecodeError| problem.within(field.name()))
            }
        }
    }
}

/// A field of the struct, with its names in messages.
struct Member<'a> {
    name: &'a Ident,
    ty: &'a Type,
    wire: String,
    aliases: Vec<LitStr>,
    /// The texts of a boolean.
    words: Option<Words>,
}

/// Decodes the fields in the order of the struct, so that the first invalid field of the struct is reported. All names
/// are found in one pass over the message before.
fn body(members: &[Member<'_>], client: &Path) -> TokenStream {
    let names = wire_names(members);
    let (count, located) = (names.len(), hidden("located"));
    let reads = members.iter().map(|member| member.read(&names, &located, client));
    let locate = (count > 0).then(|| {
        quote! {
            static NAMES: [#client::__private::WireName; #count] = [#(#client::__private::WireName::new(#names)),*];
            let mut found = [::core::option::Option::None; #count];
            let #located = #client::__private::Located::new(fields, &NAMES, &mut found);
        }
    });
    quote! {
        #locate
        ::core::result::Result::Ok(Self { #(#reads),* })
    }
}

/// The names and aliases of all fields, sorted by their bytes.
fn wire_names(members: &[Member<'_>]) -> Vec<String> {
    let mut names: Vec<String> = members.iter().flat_map(Member::names).collect();
    names.sort_unstable();
    names.dedup();
    names
}

impl Member<'_> {
    /// The name and the aliases.
    fn names(&self) -> impl Iterator<Item = String> {
        iter::once(self.wire.clone()).chain(self.aliases.iter().map(LitStr::value))
    }

    fn read(&self, sorted: &[String], located: &Ident, client: &Path) -> TokenStream {
        let Self { name, ty, words, .. } = self;
        let places = self.names().filter_map(|name| sorted.binary_search(&name).ok());
        let read = match words {
            None => quote_spanned!(ty.span()=> #client::__private::Located::read(&#located, &[#(#places),*])?),
            Some(Words { yes, no }) => quote_spanned! {ty.span()=>
                #client::__private::Located::read_words(&#located, &[#(#places),*], [#yes, #no])?
            },
        };
        quote!(#name: #read)
    }
}

fn read_struct<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Vec<Member<'a>> {
    let Data::Struct(data) = &input.data else {
        errors.at(&input.ident, "`FromFields` can only be derived for structs");
        return Vec::new();
    };
    match &data.fields {
        Fields::Named(named) => named.named.iter().filter_map(|field| read_field(field, errors)).collect(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(_) => {
            errors.at(&input.ident, "expected named fields; each name becomes a wire name");
            Vec::new()
        }
    }
}

fn read_field<'a>(field: &'a Field, errors: &mut Errors) -> Option<Member<'a>> {
    let name = field.ident.as_ref()?;
    let mut member = Member { name, ty: &field.ty, wire: String::new(), aliases: Vec::new(), words: None };
    let mut wire: Option<LitStr> = None;
    for part in attribute::parts("field", &field.attrs, errors) {
        match part {
            Part::Name(literal) => {
                if wire.replace(literal.clone()).is_some() {
                    errors.at(
                        literal,
                        "this field has more than one wire name; keep one, and use `alias` for additional names",
                    );
                }
            }
            Part::Alias(alias) => member.aliases.push(alias),
            Part::Words(_, words) => member.words = Some(words),
            Part::Client(client) => client.misplaced(errors, "struct"),
            Part::Serde(word) => errors.at(word, "`serde` is only allowed on the struct"),
        }
    }
    member.wire = wire.map_or_else(|| camel(&name.to_string()), |wire| wire.value());
    Some(member)
}

/// Reads the attributes of the struct: the path of the client, and `serde`. Returns `true` if it has `serde`.
fn check_struct_attributes(attributes: &[Attribute], errors: &mut Errors) -> bool {
    let (mut has_client, mut has_serde) = (false, false);
    for part in attribute::parts("field", attributes, errors) {
        match part {
            Part::Client(client) if has_client => client.repeated(errors),
            Part::Client(_) => has_client = true,
            Part::Serde(_) => has_serde = true,
            Part::Name(name) => errors.at(name, "a wire name is only allowed on a field"),
            Part::Alias(alias) => errors.at(alias, "`alias` is only allowed on a field"),
            Part::Words(keyword, _) => errors.at(keyword, "`words` is only allowed on a field"),
        }
    }
    has_serde
}

enum Part {
    Name(LitStr),
    Alias(LitStr),
    /// `words("Y", "N")`: a boolean is received as one of two texts.
    Words(Ident, Words),
    /// `crate = "pay"`, on the struct.
    Client(ClientPath),
    /// `serde`, on the struct.
    Serde(Ident),
}

impl Parse for Part {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let keyword = match input.parse()? {
            Start::Text(text) => return Ok(Self::Name(text)),
            Start::Client(client) => return Ok(Self::Client(client)),
            Start::Keyword(keyword) => keyword,
        };
        if keyword == "serde" {
            return Ok(Self::Serde(keyword));
        }
        if keyword == "words" {
            return Ok(Self::Words(keyword, input.parse()?));
        }
        if keyword != "alias" {
            let known = "a wire name in quotes, `alias = \"…\"` or `words(\"…\", \"…\")`";
            return Err(unknown(&keyword, "field", known, &["alias", "words", "serde"]));
        }
        input.parse::<Token![=]>()?;
        input.parse().map(Self::Alias)
    }
}
