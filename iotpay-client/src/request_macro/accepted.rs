//! The enum values that a request accepts. The enum of an enumeration has the values of all requests.

use crate::signing::FieldValue;
use crate::value::ValueError;

/// Returns the value if the request accepts it. `known` are the wire values that it accepts.
pub fn accepted<E: AsRef<str>>(value: Result<E, ValueError>, known: &'static [&'static str]) -> Result<E, ValueError> {
    match value {
        Ok(value) if known.contains(&value.as_ref()) => Ok(value),
        Ok(_) | Err(ValueError::UnknownValue { .. }) => Err(ValueError::UnknownValue { known }),
        Err(other) => Err(other),
    }
}

/// Returns the value, if any, if the request accepts it.
pub fn optional_accepted<E: AsRef<str>>(
    value: Result<Option<E>, ValueError>,
    known: &'static [&'static str],
) -> Result<Option<E>, ValueError> {
    value.transpose().map(|value| accepted(value, known)).transpose()
}

/// Returns a boolean as one of two texts: that of true, or that of false.
pub fn as_word<'v>(value: FieldValue<'v>, words: [&'static str; 2]) -> FieldValue<'v> {
    let [yes, no] = words;
    match value {
        FieldValue::Boolean(value) => FieldValue::Text(if value { yes } else { no }),
        other => other,
    }
}

/// Returns an enum value as the integer that is sent.
pub fn as_integer(value: FieldValue<'_>) -> FieldValue<'_> {
    match value {
        // Another notation, such as `007`, is sent unchanged: the value that was validated is the value that is sent.
        FieldValue::Text(text) => match text.parse::<i64>() {
            Ok(number) if number.to_string() == text => FieldValue::Integer(number),
            _ => value,
        },
        other => other,
    }
}
