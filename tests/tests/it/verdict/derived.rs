//! The public API that `#[derive(BuildRequest)]` and `#[derive(PageResponse)]` add, as items without bodies.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{
    Attribute, Field, Fields, GenericArgument, Ident, Item, ItemEnum, ItemStruct, PathArguments, Type, parse_quote,
};

/// The items that the derives of these items add for callers in other crates.
pub fn items(items: &[Item]) -> Vec<Item> {
    let requests = items.iter().filter_map(|item| match item {
        Item::Struct(it) if exported_macro(it).is_some() || is_object(it) => Some(it),
        _ => None,
    });
    let responses = items.iter().filter_map(|item| match item {
        Item::Enum(it) => of_page_response(it),
        _ => None,
    });
    requests.flat_map(|request| of_request(items, request)).chain(responses.flatten()).collect()
}

/// Returns `true` for an object in a request.
fn is_object(it: &ItemStruct) -> bool {
    contents(&it.attrs, "derive").is_some_and(|derives| derives.to_string().contains("RequestObject"))
}

/// The items that `PageResponse` adds to an enum; `None` for other enums.
fn of_page_response(response: &ItemEnum) -> Option<Vec<Item>> {
    let (name, request) = (&response.ident, value_in(&response.attrs, "response", "request")?);
    let channel = value_in(&response.attrs, "response", "channel")?;
    let mut found: Vec<Item> = vec![
        parse_quote!(impl crate::incoming::FromResponse<#request> for #name {}),
        parse_quote!(impl #name { pub fn channel(&self) -> #channel {} }),
    ];
    for ty in response.variants.iter().flat_map(|variant| &variant.fields).map(|field| &field.ty) {
        found.push(parse_quote!(impl From<#ty> for #name {}));
        found.push(parse_quote!(impl TryFrom<#name> for #ty {}));
    }
    Some(found)
}

/// The name of the macro that a request exports.
pub fn exported_macro(request: &ItemStruct) -> Option<String> {
    value(&request.attrs, "exported_macro").map(|name| name.to_string())
}

/// The tokens between `key =` and the next comma in `#[request(…)]`.
fn value(attributes: &[Attribute], key: &str) -> Option<TokenStream> {
    value_in(attributes, "request", key)
}

/// The tokens between `key =` and the next comma in an attribute.
fn value_in(attributes: &[Attribute], attribute: &str, key: &str) -> Option<TokenStream> {
    let mut tokens = contents(attributes, attribute)?.into_iter();
    tokens.find(|token| matches!(token, TokenTree::Ident(ident) if ident == key))?;
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
    Some(tokens.skip(1).take_while(|token| !is_comma(token)).collect())
}

/// The contents of `#[request(…)]`.
fn request_attribute(attributes: &[Attribute]) -> Option<TokenStream> {
    contents(attributes, "request")
}

/// The contents of the first attribute with a name.
fn contents(attributes: &[Attribute], name: &str) -> Option<TokenStream> {
    let attribute = attributes.iter().find(|attribute| attribute.path().is_ident(name))?;
    attribute.meta.require_list().ok().map(|list| list.tokens.clone())
}

/// The wire values in `#[request(values(Cad = "CAD", …))]`.
pub fn values(attributes: &[Attribute]) -> Vec<String> {
    let mut tokens = request_attribute(attributes).unwrap_or_default().into_iter();
    let (Some(TokenTree::Ident(keyword)), Some(TokenTree::Group(values))) = (tokens.next(), tokens.next()) else {
        return Vec::new();
    };
    let literals = values.stream().into_iter().filter_map(|token| syn::parse2::<syn::LitStr>(token.into()).ok());
    if keyword == "values" { literals.map(|it| it.value()).collect() } else { Vec::new() }
}

/// A JSON object: its type, the literal of its required members, its optional members with their types, and whether
/// it can be built from any JSON.
type Object = (TokenStream, TokenStream, Vec<(Ident, TokenStream)>, bool);

/// A field that the caller sets.
struct Input {
    name: Ident,
    /// The type that the caller passes.
    ty: TokenStream,
    is_optional: bool,
    borrows: bool,
    /// Every value of the type is valid.
    is_valid: bool,
    /// The fields of a choice.
    one_of: Vec<Input>,
    /// The object, if the field has one.
    object: Option<Object>,
}

fn of_request(items: &[Item], request: &ItemStruct) -> Vec<Item> {
    let name = &request.ident;
    let Fields::Named(fields) = &request.fields else { return Vec::new() };
    let inputs: Vec<_> = fields.named.iter().map(|field| of_field(items, field)).collect();
    let choices = fields.named.iter().zip(&inputs).filter(|(_, input)| !input.one_of.is_empty());
    let choices = choices.map(|(field, choice)| {
        let (ty, functions) = (&field.ty, choice.one_of.iter().map(|it| function(&it.name, it)));
        parse_quote!(impl #ty { #(#functions)* })
    });
    let objects = inputs.iter().flat_map(|input| input.one_of.iter().chain([input])).filter_map(|it| it.object.clone());
    let objects = objects.map(|(object, members, optional, has_any)| {
        let from_json = has_any.then(|| {
            quote!(
                pub fn from_json(json: &str) -> Result<Self, crate::ValidationError> {}
            )
        });
        let setters = optional.iter().map(|(name, ty)| {
            let function = format_ident!("with_{name}");
            quote!(pub fn #function(self, #name: #ty) -> Result<Self, crate::ValidationError> {})
        });
        parse_quote! {
            impl #object {
                pub fn new(members: #members) -> Result<Self, crate::ValidationError> {}
                #from_json
                #(#setters)*
                pub fn as_str(&self) -> &str {}
            }
        }
    });
    let (family, response) = (value(&request.attrs, "family"), value(&request.attrs, "response"));
    let of_trait = family.map(|family| {
        parse_quote! {
            impl crate::Request for #name {
                type Family = #family;
                type Response = #response;
                fn endpoint() -> &'static crate::spec::Endpoint {}
            }
        }
    });
    let setters = inputs.iter().filter(|input| input.is_optional).map(|input| {
        let (name, ty) = (format_ident!("with_{}", input.name), elided(&input.ty));
        let output = if input.is_valid { quote!(Self) } else { quote!(Result<Self, crate::ValidationError>) };
        quote!(pub fn #name(self, value: #ty) -> #output {})
    });
    let required: Vec<_> = inputs.iter().filter(|input| !input.is_optional).collect();
    let mut found: Vec<Item> = choices.chain(objects).chain(of_trait).collect();
    let constructors = match required.as_slice() {
        [] => {
            found.push(parse_quote!(impl Default for #name {}));
            quote!(
                pub fn new() -> Self {}
            )
        }
        [choice] if !choice.one_of.is_empty() => {
            let functions = choice.one_of.iter().map(|it| function(&format_ident!("{}_{}", choice.name, it.name), it));
            quote!(#(#functions)*)
        }
        required => {
            let literal = format_ident!("{name}Required");
            let (names, types) = (required.iter().map(|it| &it.name), required.iter().map(|it| &it.ty));
            let borrows = required.iter().any(|it| it.borrows);
            let (generics, elided) = if borrows { (quote!(<'a>), quote!(<'_>)) } else { Default::default() };
            found.push(parse_quote! {
                #[derive(Clone, Debug)]
                pub struct #literal #generics { #(pub #names: #types),* }
            });
            let is_valid = required.iter().all(|it| it.is_valid);
            let output = if is_valid { quote!(Self) } else { quote!(Result<Self, crate::ValidationError>) };
            quote!(pub fn new(required: #literal #elided) -> #output {})
        }
    };
    found.push(parse_quote!(impl #name { #constructors #(#setters)* }));
    found
}

fn function(name: &Ident, input: &Input) -> TokenStream {
    let ty = elided(&input.ty);
    let output = if input.is_valid { quote!(Self) } else { quote!(Result<Self, crate::ValidationError>) };
    quote!(pub fn #name(value: #ty) -> #output {})
}

/// A type with `'_` in place of `'a`.
fn elided(ty: &TokenStream) -> TokenStream {
    ty.to_string().replace("'a", "'_").parse().unwrap()
}

fn of_field(items: &[Item], field: &Field) -> Input {
    let (ty, is_optional) = match last(&field.ty) {
        (name, Some(ty)) if name == "Option" => (ty, true),
        _ => (&field.ty, false),
    };
    let rule = request_attribute(&field.attrs).unwrap_or_default();
    Input { is_optional, ..of_type(items, field.ident.as_ref().unwrap(), ty, rule) }
}

fn of_type(items: &[Item], name: &Ident, ty: &Type, rule: TokenStream) -> Input {
    let keyword = rule.clone().into_iter().next().map(|token| token.to_string()).unwrap_or_default();
    let (mut one_of, mut object) = (Vec::new(), None);
    let (given, is_valid) = match (keyword.as_str(), last(ty).0.as_str()) {
        ("order_id", _) => (quote!(&'a crate::OrderId), false),
        ("refund_id", _) => (quote!(&'a crate::RefundId), false),
        ("values", _) => (ty.to_token_stream(), false),
        ("one_of", _) => {
            let Some(TokenTree::Group(variants)) = rule.into_iter().nth(1) else { panic!("`one_of` has variants") };
            one_of = syn::parse::Parser::parse2(
                syn::punctuated::Punctuated::<Variant, syn::Token![,]>::parse_terminated,
                variants.stream(),
            )
            .unwrap()
            .into_iter()
            .map(|it| of_type(items, &it.name, &it.ty, request_attribute(&it.attributes).unwrap_or_default()))
            .collect();
            (ty.to_token_stream(), true)
        }
        ("members", object_type) => {
            let literal = format_ident!("{object_type}Members");
            let borrows = items.iter().any(|item| {
                matches!(item, Item::Struct(it) if it.ident == literal && it.generics.lifetimes().next().is_some())
            });
            let elided = borrows.then(|| quote!(<'_>));
            let has_any = rule.to_string().contains("any_members");
            object = Some((ty.to_token_stream(), quote!(#literal #elided), optional_members(rule), has_any));
            (if borrows { quote!(#literal<'a>) } else { quote!(#literal) }, false)
        }
        (
            _,
            "Text"
            | "Id"
            | "HttpUrl"
            | "HttpUrlWithoutQuery"
            | "JsonText"
            | "SecretText"
            | "Base64"
            | "CardNumber"
            | "Cvv"
            | "ExpiryDate",
        ) => (quote!(&'a str), false),
        (_, "Ip") => (quote!(::core::net::IpAddr), false),
        (_, "Cents") => (quote!(u64), false),
        _ => (ty.to_token_stream(), true),
    };
    let borrows = given.to_string().contains("'a");
    Input { name: name.clone(), ty: given, is_optional: false, borrows, is_valid, one_of, object }
}

/// The optional members of the object in a field with these attributes.
pub fn optional_members_of(attributes: &[Attribute]) -> Vec<(String, Type)> {
    let members = request_attribute(attributes).map(optional_members).unwrap_or_default();
    let with_lifetime = |ty: TokenStream| syn::parse_str(&ty.to_string().replace('&', "&'a ")).unwrap();
    members.into_iter().map(|(name, ty)| (name.to_string(), with_lifetime(ty))).collect()
}

/// The optional members in `members(app_id = "appId", note(5)? = "note", count?: i32 = "count")`, with the types that
/// callers pass.
fn optional_members(rule: TokenStream) -> Vec<(Ident, TokenStream)> {
    let Some(TokenTree::Group(members)) = rule.into_iter().nth(1) else { return Vec::new() };
    let tokens: Vec<_> = members.stream().into_iter().collect();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
    let is = |token: &TokenTree, sign| matches!(token, TokenTree::Punct(mark) if mark.as_char() == sign);
    // A comma between `<` and `>` separates the arguments of a type.
    let mut depth = 0;
    let ends: Vec<_> = tokens
        .iter()
        .map(|token| {
            depth += i32::from(is(token, '<')) - i32::from(is(token, '>'));
            depth == 0 && is_comma(token)
        })
        .collect();
    let mut ends = ends.into_iter();
    let optional = tokens
        .split(|_| ends.next().unwrap_or_default())
        .filter(|member| member.iter().any(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == '?')));
    let named = optional.filter_map(|member| {
        // The attributes of the member.
        let attributes = member.iter().take_while(|token| !matches!(token, TokenTree::Ident(_))).count();
        let member = member.get(attributes..)?;
        let TokenTree::Ident(name) = member.first()? else { return None };
        let colon = member.iter().position(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ':'));
        let equals = member.iter().position(|token| is(token, '=')).unwrap_or(member.len());
        let ty = colon.map_or_else(|| quote!(&str), |at| member[at + 1..equals].iter().cloned().collect());
        Some((name.clone(), ty))
    });
    named.collect()
}

/// `#[request(order_id)] pay_order_id = PayOrderId(Id<30>)`.
struct Variant {
    attributes: Vec<Attribute>,
    name: Ident,
    ty: Type,
}

impl syn::parse::Parse for Variant {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let name = input.call(<Ident as syn::ext::IdentExt>::parse_any)?;
        input.parse::<syn::Token![=]>()?;
        input.parse::<Ident>()?;
        let content;
        syn::parenthesized!(content in input);
        Ok(Self { attributes, name, ty: content.parse()? })
    }
}

/// The last name of a type's path, and the type in its angle brackets.
fn last(ty: &Type) -> (String, Option<&Type>) {
    let Type::Path(path) = ty else { return Default::default() };
    let Some(segment) = path.path.segments.last() else { return Default::default() };
    let inner = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }),
        _ => None,
    };
    (segment.ident.to_string(), inner)
}
