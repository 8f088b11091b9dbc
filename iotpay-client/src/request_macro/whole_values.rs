//! The number of items of an array, and the length of an object or an array that is sent as text.

use crate::signing::{NestedValue, NestedWriter};
use crate::validation::Validator;
use crate::value::ValueError;

/// Checks the number of items of an array.
pub fn check_items<T>(items: &[T], min: u32, max: u32) -> Result<(), ValueError> {
    let count = items.len();
    let number = u32::try_from(count).unwrap_or(u32::MAX);
    if number < min {
        return Err(ValueError::TooFewItems { min, count });
    }
    if number > max { Err(ValueError::TooManyItems { max, count }) } else { Ok(()) }
}

/// Checks the length of an object or an array as JSON text.
pub fn check_json_text(value: &impl NestedValue, max: u32) -> Result<(), ValueError> {
    let mut writer = NestedWriter::new();
    value.write(&mut writer);
    let length = writer.length();
    let fits = u32::try_from(length).is_ok_and(|length| length <= max);
    if fits { Ok(()) } else { Err(ValueError::TooLong { max, length }) }
}

/// Returns an array, or records that it has too few or too many items.
pub fn with_items<T>(
    items: Option<Vec<T>>,
    check: &mut Validator,
    field: &'static str,
    min: u32,
    max: u32,
) -> Option<Vec<T>> {
    let items = items?;
    let result = check_items(&items, min, max);
    check.field(field, result).map(|()| items)
}

/// Returns an object or an array, or records that it is too long as JSON text.
pub fn within_text<T: NestedValue>(
    value: Option<T>,
    check: &mut Validator,
    field: &'static str,
    max: u32,
) -> Option<T> {
    let value = value?;
    let result = check_json_text(&value, max);
    check.field(field, result).map(|()| value)
}

/// Returns an object if it fits as JSON text.
pub fn fits_text<T: NestedValue>(value: Result<T, ValueError>, max: u32) -> Result<T, ValueError> {
    value.and_then(|value| check_json_text(&value, max).map(|()| value))
}

/// Returns an optional object if it fits as JSON text.
pub fn optional_fits_text<T: NestedValue>(
    value: Result<Option<T>, ValueError>,
    max: u32,
) -> Result<Option<T>, ValueError> {
    value.transpose().map(|value| fits_text(value, max)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Text;

    #[test]
    fn items_are_counted() {
        assert!(check_items(&[1, 2], 1, 2).is_ok() && check_items::<u8>(&[], 0, 0).is_ok());
        let too_few = check_items(&[1], 2, 3).unwrap_err();
        assert_eq!(too_few.to_string(), "has 1 item; at least 2 are required");
        let too_many = check_items(&[1, 2, 3, 4], 2, 3).unwrap_err();
        assert_eq!(too_many.to_string(), "has 4 items; at most 3 are allowed");
    }

    #[test]
    fn the_json_text_is_measured() {
        let values = vec![Text::<9>::new("\u{8336}").unwrap(), Text::new("b\"").unwrap()];
        // `["茶","b\""]` has 11 characters.
        assert!(check_json_text(&values, 11).is_ok());
        let error = check_json_text(&values, 10).unwrap_err();
        assert_eq!(error.to_string(), "has 11 characters; at most 10 are allowed");
        assert!(optional_fits_text(Ok(None::<Text<9>>), 0).is_ok());
        assert!(fits_text(Text::<9>::new("ab"), 3).is_err() && fits_text(Text::<9>::new("ab"), 4).is_ok());
    }
}
