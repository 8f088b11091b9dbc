//! The rules of text values: their length, their characters, and what they add to the string to sign.

use super::characters;
use super::error::ValueError;
use super::length::check_length;
use super::separable::check_separable;

/// Checks a text value.
pub(crate) fn check_text(value: &str, max: u32) -> Result<(), ValueError> {
    check_length(value, max)?;
    characters::check_text(value)?;
    check_separable(value)
}

/// Checks the strings inside a valid JSON text.
pub(crate) fn check_json(json: &str) -> Result<(), ValueError> {
    characters::check_json(json)
}

/// Checks an id or a merchant reference.
pub(crate) fn check_id(value: &str, max: u32) -> Result<(), ValueError> {
    check_length(value, max)?;
    characters::check_id(value)
}

/// Checks that a text value has no character that separates fields in the string to sign.
pub(crate) fn check_word(value: &str) -> Result<(), ValueError> {
    characters::check_word(value)
}

/// Checks a part of the credentials.
pub(crate) fn check_credential(value: &str, max: u32) -> Result<(), ValueError> {
    check_length(value, max)?;
    characters::check_credential(value)?;
    check_separable(value)
}
