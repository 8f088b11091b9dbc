//! `#[derive(RequestObject)]`: an object in a request.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Data, DeriveInput, Fields, LitStr, Path, Token};

use crate::attribute::{self, Start, Words, unknown};
use crate::build_request::{self, Field};
use crate::client_path::{ClientPath, client_path};
use crate::errors::Errors;
use crate::generics::in_option;
use crate::names::camel;
use crate::signed::{Form, written};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    errors.reject_type_parameters(input, "an object");
    let client = client_path(&input.attrs, &["object"]);
    let attributes = of_struct(input, &mut errors);
    let members = members(input, &mut errors);
    let path = attributes.as_ref().map(|(_, path)| path.value()).unwrap_or_default();
    let fields: Vec<_> = members
        .iter()
        .filter_map(|member| Field::of_object(member.field, format!("{path}.{}", member.wire), &mut errors))
        .collect();
    let written = write(input, &members, &client);
    let code = attributes.map(|(request, _)| build_request::object(input, &fields, &request, &client));
    let stub = write(input, &[], &client);
    errors.finish(quote!(#written #code), stub)
}

struct Member<'a> {
    field: &'a syn::Field,
    wire: String,
    form: Form,
}

fn members<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Vec<Member<'a>> {
    let fields = match &input.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(_) | Data::Union(_) => &Fields::Unit,
    };
    if !matches!(fields, Fields::Named(_)) {
        errors.at(&input.ident, "`RequestObject` requires a struct with named fields; each name becomes a wire name");
    }
    let mut found = Vec::new();
    for field in fields {
        let Some(name) = &field.ident else { continue };
        let (mut wire, mut form) = (None, Form::Itself);
        for part in attribute::parts("object", &field.attrs, errors) {
            match part {
                Part::Name(name) => wire = Some(name.value()),
                Part::Integer => form = Form::Integer,
                Part::Words(words) => form = Form::Words(words),
                Part::Client(client) => client.misplaced(errors, "struct"),
                Part::Of(path) => errors.at(path, "`of` is only allowed on the struct"),
                Part::Path(path) => errors.at(path, "`path` is only allowed on the struct"),
            }
        }
        let wire = wire.unwrap_or_else(|| camel(&name.to_string()));
        if found.iter().any(|member: &Member<'_>| member.wire == wire) {
            errors.at(name, format!("duplicate wire name `{wire}`"));
        }
        found.push(Member { field, wire, form });
    }
    found
}

/// Returns the request, and the path of the object in it.
fn of_struct(input: &DeriveInput, errors: &mut Errors) -> Option<(Path, LitStr)> {
    let (mut request, mut path) = (None, None);
    for part in attribute::parts("object", &input.attrs, errors) {
        match part {
            Part::Of(of) => request = Some(of),
            Part::Path(of_object) => path = Some(of_object),
            Part::Client(_) => {}
            Part::Name(name) => errors.at(name, "a wire name is only allowed on a field"),
            Part::Integer => errors.at(&input.ident, "`integer` is only allowed on a field"),
            Part::Words(_) => errors.at(&input.ident, "`words` is only allowed on a field"),
        }
    }
    let found = request.zip(path);
    if found.is_none() {
        errors.at(&input.ident, "`RequestObject` requires `#[object(of = Request, path = \"field\")]`");
    }
    found
}

/// The implementation of `NestedValue`.
fn write(input: &DeriveInput, members: &[Member<'_>], client: &Path) -> TokenStream {
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let members = members.iter().filter_map(|member| {
        let (name, wire) = (member.field.ident.as_ref()?, &member.wire);
        let write = |value: TokenStream| match &member.form {
            Form::Itself => quote!(writer.member(#wire, #value);),
            form => {
                let form = written(form, client);
                quote!(writer.member_as(#wire, #value, #form);)
            }
        };
        Some(if in_option(&member.field.ty).is_some() {
            let write = write(quote!(value));
            quote!(if let ::core::option::Option::Some(value) = &self.#name { #write })
        } else {
            write(quote!(&self.#name))
        })
    });
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #impl_generics #client::signing::NestedValue for #name #type_generics #where_clause {
            #[inline]
            fn write<'__value>(&'__value self, writer: &mut #client::signing::NestedWriter<'__value>) {
                writer.object(|writer| {
                    let _ = &writer;
                    #(#members)*
                });
            }
        }
    }
}

enum Part {
    Name(LitStr),
    /// `integer`.
    Integer,
    /// `words("Y", "N")`.
    Words(Words),
    /// `of = PlaceOrder`.
    Of(Path),
    /// `path = "items[]"`.
    Path(LitStr),
    /// `crate = "pay"`.
    Client(ClientPath),
}

const KEYWORDS: [&str; 5] = ["integer", "words", "of", "path", "crate"];

impl Parse for Part {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let keyword = match input.parse()? {
            Start::Text(text) => return Ok(Self::Name(text)),
            Start::Client(client) => return Ok(Self::Client(client)),
            Start::Keyword(keyword) => keyword,
        };
        match keyword.to_string().as_str() {
            "integer" => Ok(Self::Integer),
            "words" => input.parse().map(Self::Words),
            "of" => {
                input.parse::<Token![=]>()?;
                input.parse().map(Self::Of)
            }
            "path" => {
                input.parse::<Token![=]>()?;
                input.parse().map(Self::Path)
            }
            _ => Err(unknown(
                &keyword,
                "object",
                "a wire name in quotes, `integer`, `words`, `of`, `path` or `crate`",
                &KEYWORDS,
            )),
        }
    }
}
