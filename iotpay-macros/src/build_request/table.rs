//! The table of a request, which `request!` reads. `request/table.rs` describes its format.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{Ident, LitStr};

use super::attribute::StructAttributes;
use super::field::{self, Field};
use super::member::{Member, MemberType};
use super::{object, value_rules, whole_values};
use crate::attribute::{Constant, Words};
use crate::names::snake;
use crate::signed::RequestFields;

/// The table of a request, and the types that it refers to by index.
pub(super) struct Table {
    pub(super) text: String,
    pub(super) types: Vec<TokenStream>,
}

pub(super) fn write(
    name: &Ident,
    attributes: &StructAttributes,
    fields: &[Field<'_>],
    signed: &RequestFields,
) -> Table {
    let mut types = Types::default();
    let name = attributes.name.as_ref().map_or_else(|| name.unraw().to_string(), syn::LitStr::value);
    let mut rows = vec![format!("{name:?} {:?}", attributes.page)];
    if !attributes.is_public() {
        rows.push("itself".to_owned());
    }
    if fields.iter().any(|field| field.attributes.channel) {
        rows.push("channels".to_owned());
    }
    rows.extend(
        fields.iter().map(|field| if field.is_choice() { choice(field, &mut types) } else { row(field, &mut types) }),
    );
    rows.extend(signed.client.iter().map(|wire| format!("client {} {wire:?}", snake(wire))));
    rows.extend(signed.fixed.iter().map(|(wire, value)| format!("fixed {} {wire:?} {value:?}", snake(wire))));
    rows.extend(attributes.elsewhere.iter().map(|(wire, channels)| {
        let wire = wire.value();
        format!("elsewhere {} {wire:?} {:?}", snake(&wire), channels.value())
    }));
    Table { text: rows.join("\n"), types: types.found }
}

#[derive(Default)]
struct Types {
    found: Vec<TokenStream>,
}

impl Types {
    fn index_of(&mut self, ty: &impl ToTokens) -> usize {
        self.found.push(ty.to_token_stream());
        self.found.len() - 1
    }
}

fn row(field: &Field<'_>, types: &mut Types) -> String {
    let optional = if field.is_optional { "?" } else { "" };
    format!("{}{optional}{} {:?} {}", field.name.unraw(), deprecated(field), field.wire, kind(field, types))
}

/// The mark of a deprecated field, after its name.
fn deprecated(field: &Field<'_>) -> &'static str {
    if field.deprecated.is_some() { "!" } else { "" }
}

fn kind(field: &Field<'_>, types: &mut Types) -> String {
    if let Some(item) = field.item() {
        let (text, items) = (whole_values::in_table(field), whole_values::items_in_table(field));
        return format!("{text}list {items}{}", kind(&item, types));
    }
    let attributes = &field.attributes;
    if field.is_object() {
        let at = types.index_of(field.ty);
        let members = attributes.object.iter().map(|member| format!(" {};", row(&Field::of_member(member), types)));
        let (text, name) = (whole_values::in_table(field), object::last_name(field.ty));
        return format!("{text}struct {at} {name} {{{} }}", members.collect::<String>());
    }
    if !attributes.values.is_empty() {
        let at = types.index_of(field.ty);
        let excluded = match attributes.excluded.as_slice() {
            [] => String::new(),
            excluded => format!(" else {{{} }}", values(excluded)),
        };
        return format!("code {at} {{{} }}{excluded}", values(&attributes.values));
    }
    if !attributes.members.is_empty() {
        let at = types.index_of(field.ty);
        let limit = attributes.max.map_or_else(String::new, |max| format!("({max}) "));
        let members: String = attributes.members.iter().map(member).collect();
        return format!("object {at} {limit}{{{members} }}");
    }
    let kind = field::kind(field.ty, attributes.id).unwrap_or_else(|| format!("any {}", types.index_of(field.ty)));
    format!("{kind}{}", value_rules::in_table(&field.attributes))
}

fn values(values: &[(Ident, LitStr)]) -> String {
    values.iter().map(|(variant, wire)| format!(" {} {:?};", variant.unraw(), wire.value())).collect()
}

fn member(member: &Member) -> String {
    match member {
        Member::Constant { wire, value: Constant::Text(text) } => {
            format!(" const {:?} {:?};", wire.value(), text.value())
        }
        Member::Constant { wire, value: value @ (Constant::Integer(_) | Constant::Boolean(_)) } => {
            format!(" const {:?} {};", wire.value(), value.shown())
        }
        Member::Given { name, max, is_optional, ty, wire, deprecated, rules } => {
            let optional = if *is_optional { "?" } else { "" };
            let mark = if deprecated.is_some() { "!" } else { "" };
            let of_type = match (ty, max) {
                (MemberType::Boolean(Some(Words { yes, no })), _) => format!(" {:?} {:?}", yes.value(), no.value()),
                (_, Some(max)) => format!("({max})"),
                (_, None) => String::new(),
            };
            let (kind, rules) = (value_rules::kind_of_member(ty), value_rules::in_table(rules));
            format!(" {}{optional}{mark} {:?} {kind}{of_type}{rules};", name.unraw(), wire.value())
        }
    }
}

fn choice(field: &Field<'_>, types: &mut Types) -> String {
    let at = types.index_of(field.ty);
    let variants = field.attributes.one_of.iter().map(|it| {
        let inner = Field::of_variant(it);
        let (name, wire, kind) = (it.field.unraw(), &inner.wire, kind(&inner, types));
        format!(" {name} {}{} {wire:?} {kind};", it.ident.unraw(), deprecated(&inner))
    });
    let variants: String = variants.collect();
    format!("one_of {} {at} {{{variants} }}", field.name.unraw())
}

/// Returns the index of a type as a literal.
pub(super) fn index(at: usize) -> TokenStream {
    let at = Literal::usize_unsuffixed(at);
    quote!(#at)
}
