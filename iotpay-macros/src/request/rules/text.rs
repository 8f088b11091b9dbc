//! Texts, ids, and what a text adds to the string to sign.

use super::characters;
use super::length::length;
use super::problem::Problem;

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
            "contains `&{name}=`, which cannot be distinguished from the field `{name}` in the string to sign; remove \
             the `&` or change the text"
        )),
        None => Ok(()),
    }
}
