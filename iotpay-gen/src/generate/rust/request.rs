//! A request type.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::context::Context;
use super::member::{Member, members};
use super::tokens::ident;
use super::{deprecated, docs, json_members, request_object, rust_type};
use crate::model::names;
use crate::model::{Endpoint, Field, Filler, IdTarget, Kind, OneOf, Operation, Page, Range, Type, ValueRules};
use crate::raw::SITE;

pub(super) fn emit(context: &Context<'_>, page: &Page, endpoint: &Endpoint, operation: &Operation) -> TokenStream {
    let root = &context.settings.client;
    let doc = docs::doc(&[
        docs::escape(&operation.about),
        format!("Create it with [`request!`]({root}::request!), using its field names."),
        docs::filled_fields(&operation.request),
        docs::partial(page),
        docs::dates(&endpoint.lifecycle),
        docs::dates(&operation.lifecycle),
        docs::origin(context, page, operation.span),
    ]);
    let fields: Vec<_> = members(operation)
        .map(|member| match member {
            Member::Field(field) => plain_field(context, field),
            Member::Group(group) => group_field(context, operation, group),
        })
        .collect();
    request_struct(context, page, endpoint, operation, &doc, &fields, None)
}

/// Generates the struct, and the types that only its fields have.
pub(super) fn request_struct(
    context: &Context<'_>,
    page: &Page,
    endpoint: &Endpoint,
    operation: &Operation,
    doc: &TokenStream,
    fields: &[TokenStream],
    constants: Option<TokenStream>,
) -> TokenStream {
    let name = ident(&operation.type_name);
    let signed = signed_attribute(context, operation, constants);
    let request = request_attribute(context, page, endpoint, operation);
    let groups = operation.one_of.iter().map(|group| one_of(context, page, operation, group));
    let objects = operation.caller_fields().filter_map(|field| match &field.ty {
        Type::Json(Some(members)) => Some(json_members::emit(context, page, field, members)),
        _ => request_object::emit(context, page, &operation.type_name, &field.wire, field),
    });
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Signed, BuildRequest)]
        #signed
        #request
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
        }
        #(#groups)*
        #(#objects)*
    }
}

fn plain_field(context: &Context<'_>, field: &Field) -> TokenStream {
    let rule = field_attribute(context, field).map(|rule| quote!(#[request(#rule)]));
    struct_field(context, field, &docs::request_field(context, field), &rule.unwrap_or_default())
}

/// Generates a field of the struct with its documentation and its rules.
pub(super) fn struct_field(
    context: &Context<'_>,
    field: &Field,
    doc: &TokenStream,
    rules: &TokenStream,
) -> TokenStream {
    let name = ident(&field.rust_name);
    let wire = &field.wire;
    let rename = (names::camel(&field.rust_name) != *wire).then(|| quote!(#wire));
    let integer = is_integer(field).then(|| quote!(integer));
    let nested = match &field.ty {
        Type::Encoded(_) => Some(quote!(json_text)),
        ty => ty.is_nested().then(|| quote!(nested)),
    };
    let words = rust_type::words(item_of(field));
    let parts: Vec<_> = rename.into_iter().chain(integer).chain(words).chain(nested).collect();
    let signed = (!parts.is_empty()).then(|| quote!(#[signed(#(#parts),*)]));
    let ty = rust_type::of_request(context, field);
    let ty = if field.required { ty } else { quote!(Option<#ty>) };
    let deprecated = deprecated::on_field(field);
    quote!(#doc #deprecated #signed #rules pub #name: #ty,)
}

/// Returns an item of an array, also of one in a text, or the field itself.
pub(super) fn item_of(field: &Field) -> &Field {
    match &field.ty {
        Type::Array(array) => &array.item,
        Type::Encoded(content) => item_of(content),
        _ => field,
    }
}

/// Returns `true` if the values of an enumeration, or those in an array, are sent as integers.
pub(super) fn is_integer(field: &Field) -> bool {
    item_of(field).ty.choice().is_some_and(|choice| choice.integer)
}

/// Returns the contents of `#[request(…)]`: what the type of a field does not say.
pub(super) fn field_attribute(context: &Context<'_>, field: &Field) -> Option<TokenStream> {
    let parts: Vec<_> = type_attribute(context, field).into_iter().chain(value_rules(field)).collect();
    (!parts.is_empty()).then(|| quote!(#(#parts),*))
}

/// Returns the range, the pattern and the number of items.
fn value_rules(field: &Field) -> impl Iterator<Item = TokenStream> {
    let ValueRules { range, pattern, default: _, items } = &field.value_rules;
    let range = range.as_ref().map(|Range { min, max }| {
        let min = min.as_ref().map(|min| quote!(min = #min));
        let max = max.as_ref().map(|max| quote!(max = #max));
        let bounds = min.into_iter().chain(max);
        quote!(range(#(#bounds),*))
    });
    let pattern = pattern.as_ref().map(|pattern| {
        let text = &pattern.text;
        quote!(pattern = #text)
    });
    let min_items = items.min.map(Literal::u32_unsuffixed).map(|min| quote!(min_items = #min));
    let max_items = items.max.map(Literal::u32_unsuffixed).map(|max| quote!(max_items = #max));
    [range, pattern, min_items, max_items].into_iter().flatten()
}

fn type_attribute(context: &Context<'_>, field: &Field) -> Option<TokenStream> {
    match field.ty.kind() {
        Kind::Array(array) => field_attribute(context, &array.item),
        _ if field.secret.is_some() => None,
        Kind::Object(_) if matches!(field.ty, Type::Passthrough(_)) => None,
        Kind::Object(members) => {
            let members = members.fields.iter().map(|member| member_of_object(context, member));
            Some(quote!(object(#(#members),*)))
        }
        Kind::Id(target) => iotpay_id(target),
        Kind::Enum(choice) => {
            let values = &context.model.enumerations[choice.enumeration].values;
            let list = |is_accepted: bool| {
                let found = values.iter().enumerate().filter(|(at, _)| choice.values.contains(at) == is_accepted);
                let found = found.map(|(_, value)| {
                    let (variant, wire) = (ident(&value.variant), &value.wire);
                    quote!(#variant = #wire)
                });
                found.collect::<Vec<_>>()
            };
            let (accepted, excluded) = (list(true), list(false));
            let excluded = (!excluded.is_empty()).then(|| quote!(, excluded(#(#excluded),*)));
            Some(quote!(values(#(#accepted),*) #excluded))
        }
        Kind::Json(Some(members)) => {
            let (members, max) = (members.fields.iter().map(object_member), max_of_text(field));
            Some(quote!(members(#(#members),*) #max))
        }
        Kind::Encoded(content) => {
            let content = field_attribute(context, content).map(|content| quote!(#content,));
            let max = max_of_text(field);
            Some(quote!(#content json_text #max))
        }
        Kind::Text | Kind::Ip | Kind::Secret(_) | Kind::Json(None) | Kind::Cents | Kind::Integer => None,
        Kind::Formed(_) | Kind::RawObject | Kind::Any => None,
    }
}

/// The limit of JSON text.
fn max_of_text(field: &Field) -> Option<TokenStream> {
    let max = Literal::u32_unsuffixed(field.max?);
    Some(quote!(, max = #max))
}

/// `#[request(values(Cad = "CAD"))] currency: Option<Currency> = "currency"`.
fn member_of_object(context: &Context<'_>, member: &Field) -> TokenStream {
    let (name, wire) = (ident(&member.rust_name), &member.wire);
    let rule = field_attribute(context, member).map(|rule| quote!(#[request(#rule)]));
    let ty = rust_type::of_request(context, member);
    let ty = if member.required { ty } else { quote!(Option<#ty>) };
    let deprecated = deprecated::attribute_on_field(member);
    quote!(#deprecated #rule #name: #ty = #wire)
}

/// Returns the kind of IOTPay id that a caller passes, if it is not an id of any kind.
fn iotpay_id(target: IdTarget) -> Option<TokenStream> {
    match target {
        IdTarget::Order => Some(quote!(order_id)),
        IdTarget::Refund => Some(quote!(refund_id)),
        IdTarget::Transaction => None,
    }
}

/// `app_id(20) = "appId"`, or `const "type" = "apppay"`.
fn object_member(member: &Field) -> TokenStream {
    let wire = &member.wire;
    if let Some(Filler::Fixed(value)) = &member.filled {
        let value = rust_type::fixed(member, value);
        return quote!(const #wire = #value);
    }
    let name = ident(&member.rust_name);
    let optional = (!member.required).then(|| quote!(?));
    let limit = member.max.filter(|_| matches!(member.ty, Type::Text)).map(|max| {
        let max = Literal::u32_unsuffixed(max);
        quote!((#max))
    });
    let is_text = matches!(member.ty, Type::Text);
    let ty = (!is_text).then(|| match &member.ty {
        Type::Boolean(Some(words)) => {
            let (yes, no) = (&words.yes, &words.no);
            quote!(: bool(#yes, #no))
        }
        _ => {
            let ty = rust_type::of_plain_request(member);
            quote!(: #ty)
        }
    });
    let deprecated = deprecated::attribute_on_field(member);
    let rules: Vec<_> = value_rules(member).collect();
    let rules = (!rules.is_empty()).then(|| quote!(#[request(#(#rules),*)]));
    quote!(#deprecated #rules #name #limit #optional #ty = #wire)
}

pub(super) fn group_field(context: &Context<'_>, operation: &Operation, group: &OneOf) -> TokenStream {
    let name = ident(&group.rust_name);
    let ty = ident(&group.type_name);
    let variants = group.fields.iter().map(|wire| {
        let variant = ident(&names::pascal(wire));
        let field = operation.request_field(wire);
        let choice = field.and_then(|field| field.ty.choice());
        let integer = choice.is_some_and(|choice| choice.integer).then(|| quote!(integer));
        let form = integer.or_else(|| field.and_then(rust_type::words)).map(|form| quote!(as #form));
        quote!(#variant = #wire #form)
    });
    let names: Vec<_> = group.fields.iter().map(|wire| docs::code(wire)).collect();
    let doc = docs::doc(&[format!("Exactly one of {}.", names.join(", ")), docs::line(context, group.span)]);
    let fields = group.fields.iter().filter_map(|wire| operation.request_field(wire)).map(|field| {
        let (name, variant) = (ident(&field.rust_name), ident(&names::pascal(&field.wire)));
        let (rule, ty) = (field_attribute(context, field), rust_type::of_request(context, field));
        let deprecated = deprecated::attribute_on_field(field);
        let rule = rule.map(|rule| quote!(#[request(#rule)]));
        quote!(#deprecated #rule #name = #variant(#ty))
    });
    quote!(#doc #[signed(one_of(#(#variants),*))] #[request(one_of(#(#fields),*))] pub #name: #ty,)
}

/// `constants` are those of single channels.
fn signed_attribute(context: &Context<'_>, operation: &Operation, constants: Option<TokenStream>) -> TokenStream {
    let mut account = Vec::new();
    let mut fixed = Vec::new();
    for field in &operation.request {
        let wire = &field.wire;
        match &field.filled {
            Some(Filler::MchId) => account.push(quote!(mch_id = #wire)),
            Some(Filler::LoginName) => account.push(quote!(login_name = #wire)),
            Some(Filler::Fixed(value)) => {
                let value = rust_type::fixed(field, value);
                fixed.push(quote!(#wire = #value));
            }
            // The derive expects this name.
            Some(Filler::Signature) if wire == "sign" => {}
            Some(Filler::Signature) => account.push(quote!(signature = #wire)),
            None => {}
        }
    }
    let account = (!account.is_empty()).then(|| quote!(account(#(#account),*)));
    let fixed = (!fixed.is_empty()).then(|| quote!(fixed(#(#fixed),*)));
    let client = context.settings.client.attribute_part();
    let parts = [account, fixed, constants, client].into_iter().flatten();
    quote!(#[signed(#(#parts),*)])
}

/// Returns what `#[derive(BuildRequest)]` needs: the endpoint, the response, and the texts of errors.
fn request_attribute(context: &Context<'_>, page: &Page, endpoint: &Endpoint, operation: &Operation) -> TokenStream {
    let response = ident(&operation.response_name);
    let constant = ident(&names::screaming(&endpoint.name));
    let family = &context.model.families[page.family];
    let marker = context.family_path(family);
    let exported = ident(&format!("__{}_{}", family.name, operation.type_name));
    let name = operation.channel.as_ref().map(|channel| quote!(name = #channel,));
    let page = page.path.as_ref().map(|path| {
        let url = format!("{SITE}{path}");
        quote!(page = #url,)
    });
    let elsewhere = elsewhere(endpoint, operation).into_iter().map(|(field, channels)| {
        let (wire, channels) = (&field.wire, channels.join(", "));
        quote!(#wire = #channels)
    });
    let elsewhere: Vec<_> = elsewhere.collect();
    let elsewhere = (!elsewhere.is_empty()).then(|| quote!(elsewhere(#(#elsewhere),*),));
    quote! {
        #[request(
            endpoint = #constant, family = #marker, response = #response,
            #name #page #elsewhere exported_macro = #exported
        )]
    }
}

/// Returns the fields that only other channels of the endpoint have, each with those channels.
fn elsewhere<'a>(endpoint: &'a Endpoint, operation: &Operation) -> Vec<(&'a Field, Vec<&'a str>)> {
    let mut found: Vec<(&Field, Vec<&str>)> = Vec::new();
    // A page request has the fields of all channels.
    let of_channels =
        endpoint.operations.iter().filter(|_| operation.channel.is_some() || endpoint.operations.len() == 1);
    for other in of_channels {
        let channel = other.channel.as_deref().unwrap_or(&other.type_name);
        for field in other.caller_fields().filter(|field| operation.request_field(&field.wire).is_none()) {
            match found.iter_mut().find(|(known, _)| known.wire == field.wire) {
                Some((_, channels)) => channels.push(channel),
                None => found.push((field, vec![channel])),
            }
        }
    }
    found
}

fn one_of(context: &Context<'_>, page: &Page, operation: &Operation, group: &OneOf) -> TokenStream {
    let name = ident(&group.type_name);
    let fields: Vec<&Field> = group.fields.iter().filter_map(|wire| operation.request_field(wire)).collect();
    let owner = &operation.type_name;
    let doc = docs::doc(&[
        format!("One of the mutually exclusive fields of a [`{owner}`](struct@{owner})."),
        docs::origin(context, page, group.span),
    ]);
    let variants = fields.iter().map(|field| {
        let variant = ident(&names::pascal(&field.wire));
        let ty = rust_type::of_request(context, field);
        let doc = docs::request_field(context, field);
        let deprecated = deprecated::on_field(field);
        quote!(#doc #deprecated #variant(#ty),)
    });
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum #name {
            #(#variants)*
        }
    }
}
