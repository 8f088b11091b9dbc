//! The rules of texts, as the client checks them when a program runs. A literal that passes here
//! passes there; a test of the whole project holds the two together.

mod base64;
mod characters;
mod digits;
mod ip;
mod json;
mod url;

pub(crate) use base64::base64;
pub(crate) use digits::{card_number, cvv, expiry_date};
pub(crate) use ip::ip;
pub(crate) use json::json;
pub(crate) use url::{url, url_without_query};

/// What is wrong with a value, to be said after the field's name.
pub(crate) type Problem = String;

/// A text for people of 1 to `max` characters.
pub(crate) fn text(text: &str, max: u32) -> Result<(), Problem> {
    length(text, max)?;
    characters::text(text)
}

/// An id or a merchant reference of 1 to `max` characters.
pub(crate) fn id(text: &str, max: u32) -> Result<(), Problem> {
    length(text, max)?;
    characters::id(text)
}

/// No part of it reads like a field of the string to sign.
pub(crate) fn separable(text: &str, is_field_name: impl Fn(&str) -> bool) -> Result<(), Problem> {
    let names = text.split('&').skip(1).filter_map(|part| part.split_once('=')).map(|(name, _)| name);
    match names.into_iter().find(|name| is_field_name(name)) {
        Some(name) => Err(format!(
            "contains `&{name}=`, which the string to sign does not distinguish from the field `{name}`; write it \
             without `&`, or with another name"
        )),
        None => Ok(()),
    }
}

/// 1 to `max` characters.
fn length(text: &str, max: u32) -> Result<(), Problem> {
    let length = text.chars().count();
    if length == 0 {
        return Err("is empty; at least 1 character is needed".to_owned());
    }
    if u64::try_from(length).is_ok_and(|length| length > u64::from(max)) {
        return Err(format!("has {length} characters; at most {max} are allowed"));
    }
    Ok(())
}
