//! The rules of single channels: `required_on("WX_NATIVE")` and so on. A field with `channel` contains the channel.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{DeriveInput, LitStr, Path};

use super::channel_rules::OnChannels;
use super::field::{Field, Input};
use super::member::{Member, MemberType};
use crate::attribute::Words;
use crate::errors::Errors;
use crate::generics::in_vec;
use crate::names::hidden;
use crate::signed::RequestFields;

impl OnChannels {
    fn channels(&self) -> Vec<&LitStr> {
        match self {
            Self::Required(channels) | Self::NotAccepted(channels) => channels.iter().collect(),
            Self::Max(rules) => rules.iter().map(|(channel, _)| channel).collect(),
            Self::Values(rules) => rules.iter().map(|(channel, _)| channel).collect(),
            Self::Members(rules) => rules.iter().map(|(channel, _)| channel).collect(),
        }
    }

    /// Returns the rules as pairs of a channel and a rule. The rules of members have the types of `of_field`.
    fn pairs(&self, of_field: &[Member], client: &Path) -> Vec<TokenStream> {
        let rule = quote!(#client::__private::ChannelRule);
        match self {
            Self::Required(channels) => channels.iter().map(|channel| quote!((#channel, #rule::Required))).collect(),
            Self::NotAccepted(channels) => {
                channels.iter().map(|channel| quote!((#channel, #rule::NotAccepted))).collect()
            }
            Self::Max(rules) => rules
                .iter()
                .map(|(channel, max)| {
                    let max = Literal::u32_unsuffixed(*max);
                    quote!((#channel, #rule::Max(#max)))
                })
                .collect(),
            Self::Values(rules) => {
                rules.iter().map(|(channel, values)| quote!((#channel, #rule::Values(&[#(#values),*])))).collect()
            }
            Self::Members(rules) => rules
                .iter()
                .map(|(channel, members)| {
                    let known = members.iter().map(|(wire, _)| wire);
                    let rules = members.iter().map(|(wire, is_optional)| {
                        let (is_required, values) = (!is_optional, member_values(wire, of_field, client));
                        quote!(#client::__private::MemberRule { name: #wire, is_required: #is_required, values: #values })
                    });
                    quote!((#channel, #rule::Members { known: &[#(#known),*], rules: &[#(#rules),*] }))
                })
                .collect(),
        }
    }
}

/// Returns the accepted values of a member.
fn member_values(name: &LitStr, of_field: &[Member], client: &Path) -> TokenStream {
    let values = quote!(#client::__private::MemberValues);
    let of_member = of_field.iter().find_map(|member| match member {
        Member::Given { max, ty, wire, .. } if wire.value() == name.value() => Some((*max, ty)),
        Member::Given { .. } | Member::Constant { .. } => None,
    });
    match of_member {
        Some((max, MemberType::Text)) => {
            let max = Literal::u32_unsuffixed(max.unwrap_or(u32::MAX));
            quote!(#values::Text { max: #max })
        }
        Some((_, MemberType::Integer(ty))) => {
            quote!(#values::Integers(|value| <#ty as ::core::convert::TryFrom<i64>>::try_from(value).is_ok()))
        }
        Some((_, MemberType::Boolean(None))) => quote!(#values::Booleans),
        Some((_, MemberType::Boolean(Some(Words { yes, no })))) => quote!(#values::Words(&[#yes, #no])),
        Some((_, MemberType::Value(ty))) => quote!(#values::Parsed(|text| <#ty>::new(text).map(|_| ()))),
        // The derive reports a name that is not one of the members.
        None => quote!(#values::Constant),
    }
}

/// Returns the field with the channel.
pub(super) fn channel_field<'f, 'a>(fields: &'f [Field<'a>]) -> Option<&'f Field<'a>> {
    fields.iter().find(|field| field.attributes.channel)
}

/// Returns the fields with rules of single channels.
fn ruled<'f, 'a>(fields: &'f [Field<'a>]) -> impl Iterator<Item = &'f Field<'a>> {
    fields.iter().filter(|field| !field.attributes.on_channels.is_empty())
}

/// Returns the implementation of the client's trait, if a field contains the channel.
pub(super) fn expand(input: &DeriveInput, fields: &[Field<'_>], client: &Path) -> Option<TokenStream> {
    let channel = channel_field(fields)?;
    let (name, field, wire) = (&input.ident, channel.name, &channel.wire);
    let rules = ruled(fields).map(|field| {
        let wire = &field.wire;
        let pairs =
            field.attributes.on_channels.iter().flat_map(|rules| rules.pairs(&field.attributes.members, client));
        quote!(#client::__private::FieldRules { field: #wire, rules: &[#(#pairs),*] })
    });
    Some(quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #client::__private::PageRequest for #name {
            const CHANNEL: &'static str = #wire;
            const RULES: &'static [#client::__private::FieldRules] = &[#(#rules),*];

            #[inline]
            fn channel(&self) -> &str {
                ::core::convert::AsRef::as_ref(&self.#field)
            }
        }
    })
}

/// Returns the statement that checks the fields of `self` with the rules of its channel.
pub(super) fn check(fields: &[Field<'_>], client: &Path) -> Option<TokenStream> {
    let channel = channel_field(fields)?;
    let check = hidden("check");
    let given = std::iter::once(channel).chain(ruled(fields)).map(|field| {
        let (name, wire) = (field.name, &field.wire);
        quote!((#wire, ::core::option::Option::Some(#client::signing::SignedValue::signed_value(&self.#name))))
    });
    Some(quote!(#client::__private::check_channel::<Self>(&mut #check, &[#(#given),*]);))
}

/// Reports rules that contradict the field or have no effect, and constants of unknown channels.
pub(super) fn report(fields: &[Field<'_>], signed: &RequestFields, errors: &mut Errors) {
    let channel = channel_field(fields);
    for (field, channels) in &signed.fixed_on {
        match channel {
            Some(channel) if channel.name == field => report_channels(channels.iter(), channel, errors),
            _ => errors.at(field, "`fixed_on` must name the field with `#[request(channel)]`"),
        }
    }
    for again in fields.iter().filter(|field| field.attributes.channel).skip(1) {
        errors.at(again.name, "`#[request(channel)]` is on more than one field; keep it on one field");
    }
    if let Some(channel) = channel.filter(|it| it.is_optional || !matches!(it.input(), Input::EnumValue)) {
        errors.at(channel.name, "`channel` requires a required field with `values`, the channels");
    }
    for field in fields.iter().filter(|field| field.attributes.any_members) {
        for member in &field.attributes.members {
            if let Member::Constant { wire, .. } = member {
                errors.at(wire, "`any_members` does not allow a constant member: JSON text can omit or change it");
            }
        }
    }
    for field in ruled(fields) {
        for rules in &field.attributes.on_channels {
            report_field(field, rules, channel, errors);
        }
    }
}

fn report_channels<'a>(channels: impl Iterator<Item = &'a LitStr>, channel: &Field<'_>, errors: &mut Errors) {
    let known = &channel.attributes.values;
    for on in channels {
        if !known.iter().any(|(_, wire)| wire.value() == on.value()) {
            errors.at(on, format_args!("`{}` is not one of the channels of this request", on.value()));
        }
    }
}

fn report_field(field: &Field<'_>, rules: &OnChannels, channel: Option<&Field<'_>>, errors: &mut Errors) {
    let Some(channel) = channel else {
        errors.at(field.name, "rules for single channels require a field with `#[request(channel)]`");
        return;
    };
    if field.is_object() || in_vec(field.ty).is_some() {
        errors.at(field.name, "rules of single channels do not apply to objects and arrays");
        return;
    }
    report_channels(rules.channels().into_iter(), channel, errors);
    match rules {
        OnChannels::Required(_) | OnChannels::NotAccepted(_) => {
            if !field.is_optional {
                errors.at(field.name, "`required_on` and `not_on` require a field of type `Option`");
            }
        }
        OnChannels::Max(_) => {}
        OnChannels::Values(rules) => {
            let accepted = &field.attributes.values;
            for value in rules.iter().flat_map(|(_, values)| values) {
                if !accepted.iter().any(|(_, wire)| wire.value() == value.value()) {
                    errors.at(value, format_args!("`{}` is not listed in `values`", value.value()));
                }
            }
        }
        OnChannels::Members(rules) => {
            let is_member = |name: &LitStr| {
                field.attributes.members.iter().any(|member| {
                    let (Member::Constant { wire, .. } | Member::Given { wire, .. }) = member;
                    wire.value() == name.value()
                })
            };
            for (member, _) in rules.iter().flat_map(|(_, members)| members).filter(|(member, _)| !is_member(member)) {
                errors.at(member, format_args!("`{}` is not listed in `members`", member.value()));
            }
        }
    }
}
