//! `#[derive(BuildRequest)]`: writes the table of a struct for `request!`.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Data, DeriveInput, Expr, ExprLit, Fields, GenericArgument, Lit, LitStr, Path, PathArguments, Token, Type};

use crate::attribute::{separated, unknown};
use crate::client_path::{ClientPath, client_path};
use crate::errors::Errors;
use crate::request::table::VERSION;
use crate::signed::{self, RequestFields};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let page = page(input, &mut errors);
    // The struct derives `Signed` too: its path need not be repeated.
    let client = client_path(&input.attrs, &["request", "signed"]);
    if let Some(parameter) = input.generics.const_params().next() {
        errors.at(parameter, "const parameters are not supported in a request; use a concrete limit");
    }
    // `Signed` reports what cannot be signed.
    let signed_fields = signed::request_fields(input);
    let code = signed_fields
        .map_or_else(|| stub(input, &client), |signed_fields| expand(input, &signed_fields, &page, &client));
    errors.finish(code, stub(input, &client))
}

/// Makes `request!` work with the struct, so that a mistake in the struct is the only error.
fn stub(input: &DeriveInput, client: &Path) -> TokenStream {
    let filled = filled(input, client);
    let table = table(
        input,
        &quote! {
            ([$root:tt] [$($path:tt)*] $($arguments:tt)*) => {
                $root::__private::unfinished::<::core::result::Result<$($path)*, $root::ValidationError>>()
            };
        },
    );
    quote!(#filled #table)
}

fn filled(input: &DeriveInput, client: &Path) -> TokenStream {
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    quote! {
        impl #impl_generics #client::BuildRequest for #name #type_generics #where_clause {
            type Parts = Self;

            fn from_parts(parts: Self) -> Self {
                parts
            }
        }
    }
}

/// A macro with the name of the struct, which `request!` finds by the path of the struct.
fn table(input: &DeriveInput, rules: &TokenStream) -> TokenStream {
    let name = &input.ident;
    let table = format_ident!("__request_{}", name.unraw());
    quote! {
        #[doc(hidden)]
        #[allow(unused_macros)]
        macro_rules! #table {
            #rules
        }

        #[doc(hidden)]
        #[allow(unused_imports)]
        pub(crate) use #table as #name;
    }
}

/// The URL of the vendor page, from `#[request(page = "https://…")]`.
fn page(input: &DeriveInput, errors: &mut Errors) -> String {
    let mut page: Option<String> = None;
    let mut has_client = false;
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("request")) {
        let Some((parts, unread)) = errors.keep(attribute.parse_args_with(separated::<Part>)) else { continue };
        for error in unread {
            errors.push(error);
        }
        for part in parts {
            match part {
                Part::Client(client) if has_client => client.repeated(errors),
                Part::Client(_) => has_client = true,
                Part::Page(url) if page.is_some() => errors.at(url, "`page` is specified more than once"),
                Part::Page(url) => {
                    let address = url.value();
                    if !address.starts_with("https://") && !address.starts_with("http://") {
                        errors.at(url, "expected the URL of the page, `https://…`");
                    }
                    page = Some(address);
                }
            }
        }
    }
    page.unwrap_or_default()
}

/// A part of `#[request(…)]`.
enum Part {
    /// `page = "https://…"`.
    Page(LitStr),
    /// `crate = "pay"`.
    Client(ClientPath),
}

impl Parse for Part {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(Token![crate]) {
            return input.parse().map(Self::Client);
        }
        let keyword: Ident = input.parse()?;
        if keyword != "page" {
            let known = "`page` with the URL of the vendor page, or `crate`";
            return Err(unknown(&keyword, "request", known, &["page", "crate"]));
        }
        input.parse::<Token![=]>()?;
        input.parse().map(Self::Page)
    }
}

fn expand(input: &DeriveInput, signed_fields: &RequestFields, page: &str, client: &Path) -> TokenStream {
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let fields = match &input.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(_) | Data::Union(_) => &Fields::Unit,
    };
    let mut named = Vec::new();
    let mut rows = vec![format!("{VERSION} {:?} {page:?}", name.unraw().to_string()), "itself".to_owned()];
    for field in fields {
        let Some(name) = &field.ident else { continue };
        let (ty, optional) = in_option(&field.ty).map_or((&field.ty, ""), |ty| (ty, "?"));
        let kind = kind(ty).unwrap_or_else(|| {
            named.push(ty);
            format!("any {}", named.len() - 1)
        });
        rows.push(format!("{}{optional} {:?} {kind}", name.unraw(), signed_fields.wire_of(name)));
    }
    rows.extend(signed_fields.client.iter().map(|wire| format!("client {} {wire:?}", crate::names::snake(wire))));
    rows.extend(
        signed_fields
            .fixed
            .iter()
            .map(|(wire, value)| format!("fixed {} {wire:?} {value:?}", crate::names::snake(wire))),
    );
    let rows = rows.join("\n");
    let types = named.iter().enumerate().map(|(at, ty)| {
        let at = Literal::usize_unsuffixed(at);
        quote! {
            impl #impl_generics #client::__private::Named<#at> for #name #type_generics #where_clause {
                type Type = #ty;
            }
        }
    });
    let filled = filled(input, client);
    let table = table(
        input,
        &quote! {
            ([$root:tt] $($arguments:tt)*) => {
                $root::__request! { [$root] $($arguments)* #rows }
            };
        },
    );
    quote!(#filled #(#types)* #table)
}

fn in_option(ty: &Type) -> Option<&Type> {
    let (name, arguments) = last_segment(ty)?;
    match (name == "Option", arguments.as_slice()) {
        (true, [GenericArgument::Type(inner)]) => Some(inner),
        _ => None,
    }
}

fn last_segment(ty: &Type) -> Option<(&Ident, Vec<&GenericArgument>)> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last().filter(|_| path.qself.is_none())?;
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().collect(),
        _ => Vec::new(),
    };
    Some((&segment.ident, arguments))
}

/// The kind of a client type; `None` for any other type.
fn kind(ty: &Type) -> Option<String> {
    let (name, arguments) = last_segment(ty)?;
    let limits: Vec<_> = arguments.iter().map(|argument| number(argument)).collect::<Option<_>>()?;
    let name = name.to_string();
    let kind = match name.as_str() {
        "Text" => "text",
        "Id" => "id",
        "SecretText" => "secret",
        "HttpUrl" => "url",
        "HttpUrlWithoutQuery" => "url_without_query",
        "Ip" => "ip",
        "Base64" => "base64",
        "JsonText" => "json",
        "CardNumber" => "card_number",
        "Cvv" => "cvv",
        "ExpiryDate" => "expiry_date",
        "Cents" => "cents",
        "String" => "string",
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" => return Some(format!("integer {name}")),
        _ => return None,
    };
    Some(if limits.is_empty() { kind.to_owned() } else { format!("{kind}({})", limits.join(", ")) })
}

fn number(argument: &GenericArgument) -> Option<String> {
    match argument {
        GenericArgument::Const(Expr::Lit(ExprLit { lit: Lit::Int(number), .. })) => {
            Some(number.base10_digits().to_owned())
        }
        _ => None,
    }
}
