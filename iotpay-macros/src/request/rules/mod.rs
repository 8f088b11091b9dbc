//! The rules for texts, as the client checks them at run time. A literal that is valid here is valid there; an
//! integration test compares the two.

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

/// The error of a value, shown after the field name.
pub(crate) type Problem = String;

/// A text of 1 to `max` characters.
pub(crate) fn text(text: &str, max: u32) -> Result<(), Problem> {
    length(text, max)?;
    characters::text(text)
}

/// An id or a merchant reference of 1 to `max` characters.
pub(crate) fn id(text: &str, max: u32) -> Result<(), Problem> {
    length(text, max)?;
    characters::id(text)
}

/// Checks that no part of a text reads like a field of the string to sign.
pub(crate) fn separable(text: &str, is_field_name: impl Fn(&str) -> bool) -> Result<(), Problem> {
    let names = text.split('&').skip(1).filter_map(|part| part.split_once('=')).map(|(name, _)| name);
    match names.into_iter().find(|name| is_field_name(name)) {
        Some(name) => Err(format!(
            "contains `&{name}=`, which the string to sign cannot distinguish from the field `{name}`; remove \
             the `&` or use another name"
        )),
        None => Ok(()),
    }
}

/// 1 to `max` characters.
fn length(text: &str, max: u32) -> Result<(), Problem> {
    let length = text.chars().count();
    if length == 0 {
        return Err("is empty; at least 1 character is required".to_owned());
    }
    if u64::try_from(length).is_ok_and(|length| length > u64::from(max)) {
        return Err(format!("has {length} characters; at most {max} are allowed"));
    }
    Ok(())
}
