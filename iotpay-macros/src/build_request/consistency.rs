//! Reports attributes of a request that contradict each other or have no effect: a rule that silently does not apply
//! would let an invalid request be sent.

use std::collections::HashSet;

use syn::ext::IdentExt;
use syn::{Ident, LitStr};

use super::attribute::{StructAttributes, Variant};
use super::field::{Field, kind};
use super::member::{Member, MemberType};
use super::{on_channels, value_rules, whole_values};
use crate::errors::Errors;
use crate::signed::RequestFields;

pub(super) fn check(attributes: &StructAttributes, fields: &[Field<'_>], signed: &RequestFields, errors: &mut Errors) {
    for field in fields {
        check_choice(field, signed, errors);
        check_field(attributes, field, errors);
        for variant in &field.attributes.one_of {
            check_field(attributes, &Field::of_variant(variant), errors);
            check_variant(variant, errors);
        }
    }
    on_channels::report(fields, signed, errors);
}

fn check_field(attributes: &StructAttributes, field: &Field<'_>, errors: &mut Errors) {
    let rules = &field.attributes;
    whole_values::report(field, errors);
    let is_json_text = rules.json_text;
    let item = field.item();
    let field = item.as_ref().unwrap_or(field);
    for member in &rules.object {
        check_field(attributes, &Field::of_member(member), errors);
    }
    let kinds = [
        rules.id.is_some(),
        !rules.values.is_empty(),
        !rules.one_of.is_empty(),
        !rules.members.is_empty(),
        !rules.object.is_empty(),
    ];
    if kinds.into_iter().filter(|is_set| *is_set).count() > 1 {
        errors.at(
            field.name,
            "`order_id`, `refund_id`, `values`, `one_of`, `members` and `object` are mutually exclusive; keep one of them",
        );
    }
    let type_kind = kind(field.ty, None);
    let is_a = |name: &str| type_kind.as_deref().is_some_and(|kind| kind.starts_with(name));
    if rules.id.is_some() && !is_a("id") {
        errors.at(field.ty, "`order_id` and `refund_id` require a field of type `Id`");
    }
    if rules.values.is_empty() && !rules.excluded.is_empty() {
        errors.at(field.name, "`excluded` requires `values`");
    }
    if !rules.values.is_empty() {
        if type_kind.is_some() {
            errors.at(field.ty, "`values` requires a field whose type is an enum that derives `WireEnum`");
        }
        if attributes.endpoint.is_none() {
            errors.at(field.name, "`values` requires `endpoint`, `family` and `response` on the struct; without these, the client does not validate the values before it sends the request");
        }
        unique_values(rules.values.iter().chain(&rules.excluded), errors);
    }
    value_rules::report(field.item().as_ref().unwrap_or(field), attributes.endpoint.is_some(), errors);
    if rules.members.is_empty() && !is_json_text && rules.max.is_some() {
        errors.at(field.name, "`max` requires `members` or `json_text`; the limit of other fields is in their type");
    }
    if rules.members.is_empty() && rules.any_members {
        errors.at(field.name, "`any_members` requires `members`");
    }
    if !rules.members.is_empty() {
        if is_a("json") {
            errors.at(
                field.ty,
                "`members` requires a tuple struct that wraps the `JsonText`, such as `struct Extra(JsonText<512>);`",
            );
        }
        if !attributes.is_public() {
            errors.at(field.name, "`members` requires `exported_macro` on the struct");
        }
        unique_members(&rules.members, errors);
        member_types(&rules.members, errors);
    }
}

/// The rules of single channels apply to fields.
fn check_variant(variant: &Variant, errors: &mut Errors) {
    if variant.attributes.channel || !variant.attributes.on_channels.is_empty() {
        errors.at(&variant.field, "the channel and rules of single channels are not supported in `one_of`");
    }
}

/// The variants of a choice must be those that `#[signed(one_of(…))]` sends.
fn check_choice(field: &Field<'_>, signed: &RequestFields, errors: &mut Errors) {
    let variants = &field.attributes.one_of;
    if variants.is_empty() {
        return;
    }
    if field.is_optional {
        errors.at(field.ty, "a field with `one_of` cannot be optional");
    }
    for variant in variants.iter().filter(|variant| variant.wire.is_empty()) {
        let message = format!("`{}` is not listed in `#[signed(one_of(…))]`", variant.ident.unraw());
        errors.at(&variant.ident, message);
    }
    for missing in signed.variants_of(field.name).filter(|name| !variants.iter().any(|it| it.ident == **name)) {
        errors.at(
            field.name,
            format_args!(
                "`one_of` does not list the variant `{}`, which is listed in `#[signed(one_of(…))]`; add it",
                missing.unraw()
            ),
        );
    }
}

fn unique_values<'a>(values: impl Iterator<Item = &'a (Ident, LitStr)>, errors: &mut Errors) {
    let (mut variants, mut wires) = (HashSet::new(), HashSet::new());
    for (variant, wire) in values {
        if !variants.insert(variant.unraw().to_string()) {
            errors.at(variant, format_args!("the variant `{variant}` is listed more than once"));
        }
        if !wires.insert(wire.value()) {
            errors.at(wire, format_args!("the value `{}` is listed more than once", wire.value()));
        }
    }
}

fn unique_members(members: &[Member], errors: &mut Errors) {
    let mut wires = HashSet::new();
    for member in members {
        let (Member::Constant { wire, .. } | Member::Given { wire, .. }) = member;
        if !wires.insert(wire.value()) {
            errors.at(wire, format_args!("the member `{}` is listed more than once", wire.value()));
        }
    }
}

/// A member can only have the types whose literals `request!` checks inside an object.
fn member_types(members: &[Member], errors: &mut Errors) {
    for member in members {
        let Member::Given { ty, rules, .. } = member else { continue };
        value_rules::report_of_member(rules, ty, errors);
        let MemberType::Value(ty) = ty else { continue };
        if !kind(ty, None).is_some_and(|kind| kind.starts_with("decimal") || kind.starts_with("date")) {
            errors.at(
                ty,
                "a member is text without a type, an integer of at most 64 bits, `bool`, a `DecimalText`, a `DateText`, \
                 or a `DateTimeText`",
            );
        }
    }
}
