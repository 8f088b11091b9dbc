//! One field of a page request from the fields of its channels.

use crate::model::names;
use crate::model::{
    ChannelConstant, ChannelMember, ChannelRules, EnumType, Field, Filler, Members, NoPageRequest, Secrecy, Type,
};

/// A channel, and the field on it if the channel accepts it.
pub(super) type OnChannel<'a> = (&'a str, Option<&'a Field>);

/// Separates the channels on which the field has a constant value: the caller cannot set it there.
pub(super) fn constants(entries: Vec<OnChannel<'_>>) -> (Vec<OnChannel<'_>>, Option<ChannelConstant>) {
    let mut found: Option<ChannelConstant> = None;
    let set = entries.into_iter().map(|(channel, field)| {
        let constant = field.and_then(|field| match &field.filled {
            Some(Filler::Fixed(value)) => Some((field, value)),
            _ => None,
        });
        let Some((own, value)) = constant else { return (channel, field) };
        let of_field = found.get_or_insert_with(|| ChannelConstant { field: own.clone(), values: Vec::new() });
        of_field.values.push((channel.to_owned(), value.clone()));
        (channel, None)
    });
    (set.collect(), found)
}

/// Returns a field that accepts the values of all channels, and the rules of single channels.
pub(super) fn merge(
    owner: &str,
    wire: &str,
    entries: &[OnChannel<'_>],
) -> Result<(Field, ChannelRules), NoPageRequest> {
    let conflict = |reason: &'static str| NoPageRequest { field: wire.to_owned(), reason };
    let accepted: Vec<(&str, &Field)> =
        entries.iter().filter_map(|(channel, field)| Some((*channel, (*field)?))).collect();
    let Some(((_, first), others)) = accepted.split_first() else {
        return Err(conflict("is not accepted on any channel"));
    };
    let channels = |is_such: &dyn Fn(&OnChannel<'_>) -> bool| -> Vec<String> {
        entries.iter().filter(|entry| is_such(entry)).map(|(channel, _)| (*channel).to_owned()).collect()
    };
    let required = accepted.len() == entries.len() && accepted.iter().all(|(_, field)| field.required);
    let mut rules = ChannelRules { field: wire.to_owned(), ..ChannelRules::default() };
    rules.not_on = channels(&|(_, field)| field.is_none());
    if !required {
        rules.required_on = channels(&|(_, field)| field.is_some_and(|field| field.required));
    }
    let mut field = Field { required, ..(*first).clone() };
    for (_, other) in others {
        field.ty = wider(&field.ty, &other.ty).ok_or_else(|| conflict("has different types on its channels"))?;
        field.max = field.max.zip(other.max).map(|(one, other)| one.max(other));
        field.secret = stricter(field.secret, other.secret);
        field.is_shown &= other.is_shown;
        let (own, others) = (&field.value_rules, &other.value_rules);
        if own.range != others.range || own.pattern != others.pattern {
            return Err(conflict("has different ranges or patterns on its channels"));
        }
        if own.default != others.default {
            field.value_rules.default = None;
        }
        if other.rule != field.rule {
            field.rule = None;
        }
    }
    if field.ty.longest().is_none() && !field.ty.is_integer() {
        let shorter = accepted.iter().filter(|(_, it)| it.max != field.max);
        rules.max_on = shorter.filter_map(|(channel, it)| Some(((*channel).to_owned(), it.max?))).collect();
    }
    if let Type::Enum(all) = &field.ty {
        let fewer = accepted.iter().filter_map(|(channel, it)| Some((channel, it.ty.choice()?)));
        let fewer = fewer.filter(|(_, choice)| choice.values.len() != all.values.len());
        rules.values_on = fewer.map(|(channel, choice)| ((*channel).to_owned(), choice.values.clone())).collect();
    }
    if let Type::Json(_) = &field.ty {
        field.ty = Type::Json(object(owner, wire, &accepted, &mut rules)?);
    }
    Ok((field, rules))
}

/// Returns the type of the values of both types, if it can be sent; that of an object still without its members.
fn wider(one: &Type, other: &Type) -> Option<Type> {
    match (one, other) {
        (Type::Url { query: one }, Type::Url { query: other }) if one == other => Some(Type::Url { query: *one }),
        (Type::Id(one), Type::Id(other)) if one == other => Some(Type::Id(*one)),
        (Type::Decimal(one), Type::Decimal(other)) if one == other => Some(Type::Decimal(*one)),
        (Type::Boolean(one), Type::Boolean(other)) if one == other => Some(Type::Boolean(one.clone())),
        (Type::Date(one), Type::Date(other)) if one == other => Some(Type::Date(*one)),
        (Type::DateTime(one), Type::DateTime(other)) if one == other => Some(Type::DateTime(*one)),
        (Type::Integer(one), Type::Integer(other)) if one == other => Some(Type::Integer(*one)),
        (Type::Enum(one), Type::Enum(other))
            if one.enumeration == other.enumeration && one.integer == other.integer =>
        {
            let mut values = one.values.clone();
            values.extend(&other.values);
            values.sort_unstable();
            values.dedup();
            Some(Type::Enum(EnumType { values, ..one.clone() }))
        }
        (Type::Json(_), Type::Json(_)) => Some(Type::Json(None)),
        (Type::Text, Type::Text) => Some(Type::Text),
        (Type::Reference, Type::Reference) => Some(Type::Reference),
        (Type::Ip, Type::Ip) => Some(Type::Ip),
        (Type::CardNumber, Type::CardNumber) => Some(Type::CardNumber),
        (Type::Cvv, Type::Cvv) => Some(Type::Cvv),
        (Type::ExpiryDate, Type::ExpiryDate) => Some(Type::ExpiryDate),
        (Type::Base64, Type::Base64) => Some(Type::Base64),
        (Type::Cents, Type::Cents) => Some(Type::Cents),
        _ => None,
    }
}

/// Returns the way to mask the values of both fields.
fn stricter(one: Option<Secrecy>, other: Option<Secrecy>) -> Option<Secrecy> {
    match (one, other) {
        (Some(Secrecy::Hidden), _) | (_, Some(Secrecy::Hidden)) => Some(Secrecy::Hidden),
        (Some(Secrecy::LastFour), _) | (_, Some(Secrecy::LastFour)) => Some(Secrecy::LastFour),
        (None, None) => None,
    }
}

/// Returns the members of an object on all channels; `None` if no channel lists members.
fn object(
    owner: &str,
    wire: &str,
    accepted: &[(&str, &Field)],
    rules: &mut ChannelRules,
) -> Result<Option<Members>, NoPageRequest> {
    let conflict = |reason: &'static str| NoPageRequest { field: wire.to_owned(), reason };
    let listed: Vec<(&str, Option<&Members>)> =
        accepted.iter().map(|(channel, field)| (*channel, field.ty.members())).collect();
    let lists: Vec<&Members> = listed.iter().filter_map(|(_, members)| *members).collect();
    if lists.is_empty() {
        return Ok(None);
    }
    let mut fields: Vec<Field> = Vec::new();
    for member in lists.iter().flat_map(|members| &members.fields) {
        if fields.iter().any(|known| known.wire == member.wire) {
            continue;
        }
        let on: Vec<&Field> =
            lists.iter().filter_map(|it| it.fields.iter().find(|it| it.wire == member.wire)).collect();
        let is_everywhere = on.len() == accepted.len();
        if on.iter().any(|it| it.filled != member.filled) || (member.filled.is_some() && !is_everywhere) {
            return Err(conflict("has a constant member only on some channels, or different ones"));
        }
        if on.iter().any(|it| wider(&it.ty, &member.ty).is_none() || it.max != member.max) {
            return Err(conflict("has a member with different types or limits on its channels"));
        }
        let required = is_everywhere && on.iter().all(|it| it.required);
        fields.push(Field { required, ..member.clone() });
    }
    for members in &lists {
        // The members of each channel must be sent in its own order.
        let places = members.fields.iter().map(|it| fields.iter().position(|known| known.wire == it.wire));
        if !places.is_sorted() {
            return Err(conflict("has members in different orders on its channels"));
        }
    }
    for (channel, members) in &listed {
        match members {
            None => rules.any_members_on.push((*channel).to_owned()),
            Some(members) => {
                let is_same = lists.len() == listed.len()
                    && members.fields.len() == fields.len()
                    && members
                        .fields
                        .iter()
                        .all(|it| fields.iter().any(|known| known.wire == it.wire && known.required == it.required));
                if !is_same {
                    let members = members.fields.iter();
                    let members = members.map(|it| ChannelMember { wire: it.wire.clone(), required: it.required });
                    rules.members_on.push(((*channel).to_owned(), members.collect()));
                }
            }
        }
    }
    Ok(Some(Members { type_name: format!("{owner}{}", names::pascal(wire)), fields }))
}
