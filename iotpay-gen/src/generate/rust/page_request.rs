//! A page request: the request of an endpoint with several channels, which takes the channel as a value, and its
//! response.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::context::Context;
use super::member::{Member, members};
use super::tokens::ident;
use super::{deprecated, docs, request, rust_type};
use crate::model::{
    ChannelConstant, ChannelRules, Endpoint, Field, Page, PageRequest, Purpose, ResponseText, Returned, Type,
};

/// Generates the request.
pub(super) fn emit(context: &Context<'_>, page: &Page, endpoint: &Endpoint, of_page: &PageRequest) -> TokenStream {
    let operation = &of_page.operation;
    let root = &context.settings.client;
    let channels = endpoint.operations.iter().filter_map(|it| Some((docs::code(it.channel.as_ref()?), &it.type_name)));
    let channels = channels.map(|(channel, name)| format!("[{channel}](struct@{name})")).collect::<Vec<_>>();
    let doc = docs::doc(&[
        format!(
            "{} The field [`{}`](Self::{}) selects the channel.",
            docs::escape(&operation.about),
            name(of_page),
            name(of_page)
        ),
        format!(
            "Use this request if the channel is chosen at run time. If it is known at compile time, use the request of the \
             channel: {}.",
            channels.join(", ")
        ),
        format!(
            "Create it with [`request!`]({root}::request!), using its field names. The rules of the channel are checked \
             when the request is built, and again before it is sent."
        ),
        docs::filled_fields(&operation.request),
        described_constants(of_page),
        docs::partial(page),
        docs::dates(&endpoint.lifecycle),
        docs::origin(context, page, operation.span),
    ]);
    let fields: Vec<_> = members(operation)
        .map(|member| match member {
            Member::Field(field) => page_field(context, of_page, field),
            Member::Group(group) => request::group_field(context, operation, group),
        })
        .collect();
    request::request_struct(context, page, endpoint, operation, &doc, &fields, constants(of_page))
}

/// Returns the constants of single channels as a part of `#[signed(…)]`.
fn constants(of_page: &PageRequest) -> Option<TokenStream> {
    let channel = ident(name(of_page));
    let constants = of_page.constants.iter().map(|ChannelConstant { field, values }| {
        let wire = &field.wire;
        let values = values.iter().map(|(channel, value)| {
            let value = rust_type::fixed(field, value);
            quote!(#channel = #value)
        });
        quote!(#wire = [#(#values),*])
    });
    let constants: Vec<_> = constants.collect();
    (!constants.is_empty()).then(|| quote!(fixed_on(#channel, #(#constants),*)))
}

fn described_constants(of_page: &PageRequest) -> String {
    let sentences = of_page.constants.iter().flat_map(|constant| {
        let of = |(channels, value): (Vec<String>, &String)| {
            let channels: Vec<_> = channels.iter().map(|channel| docs::code(channel)).collect();
            let (field, value) = (docs::code(&constant.field.wire), docs::code(value));
            format!("{field} is always {value} on {}.", docs::listed(&channels))
        };
        together(&constant.values).into_iter().map(of).collect::<Vec<_>>()
    });
    sentences.collect::<Vec<_>>().join(" ")
}

/// Returns the Rust name of the channel's field.
fn name(of_page: &PageRequest) -> &str {
    of_page.channel_field().map_or("channel", |field| &field.rust_name)
}

fn page_field(context: &Context<'_>, of_page: &PageRequest, field: &Field) -> TokenStream {
    let rules = of_page.rules_of(&field.wire);
    let is_channel = field.wire == of_page.channel;
    // The channels of other pages are not listed, so that a new one does not change this page.
    let of_type = if is_channel { Some(channels(of_page)) } else { request::field_attribute(context, field) };
    let channel = is_channel.then(|| quote!(channel));
    let any_members = rules.is_some_and(|rules| !rules.any_members_on.is_empty()).then(|| quote!(any_members));
    let parts: Vec<_> = of_type.into_iter().chain(any_members).chain(channel).collect();
    let of_type = (!parts.is_empty()).then(|| quote!(#[request(#(#parts),*)]));
    let on_channels = rules.map(|rules| on_channels(context, field, rules)).filter(|parts| !parts.is_empty());
    let on_channels = on_channels.map(|parts| quote!(#[request(#(#parts),*)]));
    let doc = docs::page_request_field(
        context,
        field,
        &rules.map(|rules| described(context, field, rules)).unwrap_or_default(),
    );
    request::struct_field(context, field, &doc, &quote!(#of_type #on_channels))
}

/// Returns the values of the channel's field.
fn channels(of_page: &PageRequest) -> TokenStream {
    let channels = of_page.channels.iter().map(|channel| {
        let (variant, wire) = (ident(&channel.variant), &channel.wire);
        quote!(#variant = #wire)
    });
    quote!(values(#(#channels),*))
}

/// Returns the rules of single channels as parts of the attribute.
fn on_channels(context: &Context<'_>, field: &Field, rules: &ChannelRules) -> Vec<TokenStream> {
    let ChannelRules { field: _, required_on, not_on, max_on, values_on, members_on, any_members_on: _ } = rules;
    let mut parts = Vec::new();
    if !required_on.is_empty() {
        parts.push(quote!(required_on(#(#required_on),*)));
    }
    if !not_on.is_empty() {
        parts.push(quote!(not_on(#(#not_on),*)));
    }
    if !max_on.is_empty() {
        let limits = max_on.iter().map(|(channel, max)| {
            let max = Literal::u32_unsuffixed(*max);
            quote!(#channel = #max)
        });
        parts.push(quote!(max_on(#(#limits),*)));
    }
    if !values_on.is_empty() {
        let values = values_on.iter().map(|(channel, values)| {
            let values = wires(context, field, values);
            quote!(#channel = [#(#values),*])
        });
        parts.push(quote!(values_on(#(#values),*)));
    }
    if !members_on.is_empty() {
        let members = members_on.iter().map(|(channel, members)| {
            let members = members.iter().map(|member| {
                let wire = &member.wire;
                let optional = (!member.required).then(|| quote!(?));
                quote!(#wire #optional)
            });
            quote!(#channel = [#(#members),*])
        });
        parts.push(quote!(members_on(#(#members),*)));
    }
    parts
}

/// Returns the wire values of an enumeration by their indices.
fn wires<'a>(context: &Context<'a>, field: &Field, values: &[usize]) -> Vec<&'a str> {
    let known = field.ty.choice().and_then(|choice| context.model.enumerations.get(choice.enumeration));
    let known = known.map_or(&[][..], |enumeration| &enumeration.values);
    values.iter().filter_map(|at| Some(known.get(*at)?.wire.as_str())).collect()
}

/// Describes the rules of single channels in sentences.
fn described(context: &Context<'_>, field: &Field, rules: &ChannelRules) -> String {
    let ChannelRules { field: _, required_on, not_on, max_on, values_on, members_on, any_members_on } = rules;
    let listed = |texts: &[String]| docs::listed(&texts.iter().map(|text| docs::code(text)).collect::<Vec<_>>());
    let mut sentences = Vec::new();
    if !required_on.is_empty() {
        sentences.push(format!("Required on {}.", listed(required_on)));
    }
    if !not_on.is_empty() {
        sentences.push(format!("Not accepted on {}.", listed(not_on)));
    }
    for (channel, max) in max_on {
        sentences.push(format!("At most {max} characters on {}.", docs::code(channel)));
    }
    for (channels, values) in together(values_on) {
        let values: Vec<_> = wires(context, field, values).into_iter().map(str::to_owned).collect();
        sentences.push(format!("Only {} on {}.", listed(&values), listed(&channels)));
    }
    for (channels, members) in together(members_on) {
        let names = |required: bool| -> Vec<String> {
            members.iter().filter(|member| member.required == required).map(|member| member.wire.clone()).collect()
        };
        let (required, optional) = (names(true), names(false));
        let on = listed(&channels);
        sentences.push(match (required.is_empty(), optional.is_empty()) {
            (true, true) => format!("Without members on {on}."),
            (false, true) => format!("With {} on {on}.", listed(&required)),
            (true, false) => format!("With {}, all optional, on {on}.", listed(&optional)),
            (false, false) => format!("With {}, and optionally {}, on {on}.", listed(&required), listed(&optional)),
        });
    }
    if !any_members_on.is_empty() {
        sentences.push(format!("With any members on {}.", listed(any_members_on)));
    }
    sentences.join(" ")
}

/// Returns the rules that are the same on several channels once, with these channels.
fn together<T: PartialEq>(rules: &[(String, T)]) -> Vec<(Vec<String>, &T)> {
    let mut found: Vec<(Vec<String>, &T)> = Vec::new();
    for (channel, rule) in rules {
        match found.iter_mut().find(|(_, known)| *known == rule) {
            Some((channels, _)) => channels.push(channel.clone()),
            None => found.push((vec![channel.clone()], rule)),
        }
    }
    found
}

/// Generates the response.
pub(super) fn emit_response(
    context: &Context<'_>,
    page: &Page,
    endpoint: &Endpoint,
    of_page: &PageRequest,
) -> TokenStream {
    let operation = &of_page.operation;
    let (name, request) = (ident(&operation.response_name), ident(&operation.type_name));
    let about = format!(
        "The response to a successful [`{}`](struct@{}): that of its channel.",
        operation.type_name, operation.type_name
    );
    let doc = docs::doc(&[about, docs::partial(page), docs::origin(context, page, operation.span)]);
    let client = context.settings.client.attribute_part().map(|part| quote!(, #part));
    let enumeration = of_page.channel_field().and_then(|field| match &field.ty {
        Type::Enum(choice) => context.model.enumerations.get(choice.enumeration),
        _ => None,
    });
    let channel = enumeration.map(|enumeration| rust_type::of_enumeration(context, enumeration));
    let variants = of_page.channels.iter().zip(&endpoint.operations).map(|(channel, operation)| {
        let (variant, wire, response) = (ident(&channel.variant), &channel.wire, ident(&operation.response_name));
        let doc = docs::doc(&[docs::escape(&operation.about), docs::line(context, operation.span)]);
        quote!(#doc #[response(#wire)] #variant(#response),)
    });
    let methods = methods(context, endpoint, of_page);
    let allowed = has_deprecated(endpoint).then(deprecated::allow);
    quote! {
        #doc
        #allowed
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PageResponse)]
        #[response(request = #request, channel = #channel, serde #client)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
        }
        #methods
    }
}

/// Returns `true` if a channel, or a field of its response, is deprecated.
fn has_deprecated(endpoint: &Endpoint) -> bool {
    fn any(fields: &[Field]) -> bool {
        fields.iter().any(|field| {
            field.lifecycle.deprecated.is_some() || field.ty.members().is_some_and(|members| any(&members.fields))
        })
    }
    endpoint.operations.iter().any(|it| it.lifecycle.deprecated.is_some() || any(&it.response))
}

/// Generates the methods that return what the channels share.
fn methods(context: &Context<'_>, endpoint: &Endpoint, of_page: &PageRequest) -> Option<TokenStream> {
    let name = ident(&of_page.operation.response_name);
    let methods = endpoint.page_methods();
    let methods = methods.iter().map(|method| {
        let name = ident(method.name);
        let (ty, about) = match &method.returned {
            Returned::Field(field) => (rust_type::of_response(context, field), field_method(field, method.required)),
            Returned::Purpose(purpose, texts) => {
                (quote!(String), purpose_method(*purpose, texts, of_page, method.required))
            }
        };
        let kind = Access::of(&ty);
        let returned = kind.returned(&ty);
        let returned = if method.required { returned } else { quote!(Option<#returned>) };
        let arms = of_page.channels.iter().zip(&endpoint.operations).enumerate().map(|(at, (channel, operation))| {
            let variant = ident(&channel.variant);
            let values: Vec<_> = match &method.returned {
                Returned::Field(field) => {
                    let own = operation.response.iter().find(|own| own.wire == field.wire);
                    own.map(|own| kind.value(None, own, method.required)).into_iter().collect()
                }
                Returned::Purpose(_, texts) => {
                    let texts = texts.get(at).into_iter().flatten();
                    texts.map(|text| kind.value(text.object, text.field, method.required)).collect()
                }
            };
            match values.split_first() {
                Some((first, others)) => quote!(Self::#variant(it) => #first #(.or(#others))*,),
                None => quote!(Self::#variant(_) => None,),
            }
        });
        let row = match &method.returned {
            Returned::Field(field) => Some(*field),
            Returned::Purpose(_, texts) => texts.iter().flatten().next().map(|text| text.field),
        };
        let doc = docs::doc(&[about, row.map_or_else(String::new, |row| docs::line(context, row.span))]);
        quote! {
            #doc
            #[inline]
            pub fn #name(&self) -> #returned {
                match self {
                    #(#arms)*
                }
            }
        }
    });
    let methods: Vec<_> = methods.collect();
    let allowed = has_deprecated(endpoint).then(deprecated::allow);
    (!methods.is_empty()).then(|| quote!(#allowed impl #name { #(#methods)* }))
}

fn field_method(field: &Field, required: bool) -> String {
    let about = docs::escape(&field.about);
    let optional = if required { "" } else { ", if the response has it" };
    format!("Returns {}{optional}. {about}", docs::code(&field.wire))
}

fn purpose_method(purpose: Purpose, texts: &[Vec<ResponseText<'_>>], of_page: &PageRequest, required: bool) -> String {
    let path = |text: &ResponseText<'_>| match text.object {
        Some(object) => docs::code(&format!("{}.{}", object.wire, text.field.wire)),
        None => docs::code(&text.field.wire),
    };
    let paths = |texts: &[ResponseText<'_>]| texts.iter().map(path).collect::<Vec<_>>().join(" or ");
    let of_channels: Vec<(String, String)> =
        of_page.channels.iter().zip(texts).map(|(channel, texts)| (channel.wire.clone(), paths(texts))).collect();
    let (without, with): (Vec<_>, Vec<_>) = together(&of_channels).into_iter().partition(|(_, path)| path.is_empty());
    let listed = |channels: &[String]| docs::listed(&channels.iter().map(|it| docs::code(it)).collect::<Vec<_>>());
    let named: Vec<_> = with.iter().map(|(channels, path)| format!("{path} on {}", listed(channels))).collect();
    let without: String = without.iter().map(|(channels, _)| format!(" `None` on {}.", listed(channels))).collect();
    let optional = if required { "" } else { ", if the response has it" };
    format!("Returns {}{optional}: {}.{without}", purpose.meaning(), named.join("; "))
}

/// How a method returns a value of a type.
enum Access {
    /// Text, as `&str`.
    Text,
    /// A number, by value.
    Copy,
    /// Another type, by reference.
    Reference,
}

impl Access {
    fn of(ty: &TokenStream) -> Self {
        match ty.to_string().as_str() {
            "String" => Self::Text,
            "Cents" | "i64" => Self::Copy,
            _ => Self::Reference,
        }
    }

    fn returned(&self, ty: &TokenStream) -> TokenStream {
        match self {
            Self::Text => quote!(&str),
            Self::Copy => ty.clone(),
            Self::Reference => quote!(&#ty),
        }
    }

    /// Returns the expression for a field of the response `it`, or of an object in it.
    fn value(&self, object: Option<&Field>, field: &Field, is_plain: bool) -> TokenStream {
        let name = ident(&field.rust_name);
        let plain = |owner: TokenStream| match self {
            Self::Text if is_plain => quote!(&#owner.#name),
            Self::Text => quote!(#owner.#name.as_str()),
            Self::Copy => quote!(#owner.#name),
            Self::Reference => quote!(&#owner.#name),
        };
        let optional = |owner: TokenStream| match self {
            Self::Text => quote!(#owner.#name.as_deref()),
            Self::Copy => quote!(#owner.#name),
            Self::Reference => quote!(#owner.#name.as_ref()),
        };
        let some = |value: TokenStream| if is_plain { value } else { quote!(Some(#value)) };
        let Some(object) = object else {
            return if field.required { some(plain(quote!(it))) } else { optional(quote!(it)) };
        };
        let outer = ident(&object.rust_name);
        match (object.required, field.required) {
            (true, true) => some(plain(quote!(it.#outer))),
            (true, false) => optional(quote!(it.#outer)),
            (false, true) => {
                let value = plain(quote!(object));
                quote!(it.#outer.as_ref().map(|object| #value))
            }
            (false, false) => {
                let value = optional(quote!(object));
                quote!(it.#outer.as_ref().and_then(|object| #value))
            }
        }
    }
}
