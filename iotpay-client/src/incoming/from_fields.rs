//! Decodes received fields into Rust types.

use super::{DecodeError, DecodeErrorKind, FieldKind, Fields, RawJson, ReceivedField};
use crate::value::{Cents, DateForm, DateText, DateTimeForm, DateTimeText, DecimalText, OrderId, RefundId, SecretText};

/// A struct that is decoded from received fields.
///
/// ```
/// use iotpay_client::Cents;
/// use iotpay_client::incoming::{DecodeError, Fields, FromFields};
///
/// /// A part of a response, without the derive.
/// struct Fee(Cents);
///
/// impl FromFields for Fee {
///     fn from_fields(fields: &Fields) -> Result<Self, DecodeError> {
///         Ok(Self(fields.read("fee", &[])?))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be decoded from a response",
    note = "add `#[derive(FromFields)]` to `{Self}`"
)]
pub trait FromFields: Sized {
    /// Decodes the struct. Unknown fields are ignored.
    fn from_fields(fields: &Fields) -> Result<Self, DecodeError>;
}

/// A response to the request `R`, decoded from received fields. Every type with [`FromFields`] is one; the response of
/// a request that takes the channel as a value also depends on the request.
///
/// ```
/// use iotpay_client::incoming::{DecodeError, Fields, FromResponse};
///
/// /// Decodes a recorded response to a request.
/// fn decode<R, T: FromResponse<R>>(request: &R, recorded: &str) -> Result<T, DecodeError> {
///     T::from_response(request, &Fields::from_json(recorded)?)
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be decoded from a response",
    note = "add `#[derive(FromFields)]` to `{Self}`"
)]
pub trait FromResponse<R: ?Sized>: Sized {
    /// Decodes the response to a request.
    fn from_response(request: &R, fields: &Fields) -> Result<Self, DecodeError>;
}

#[diagnostic::do_not_recommend]
impl<R: ?Sized, T: FromFields> FromResponse<R> for T {
    fn from_response(_: &R, fields: &Fields) -> Result<Self, DecodeError> {
        Self::from_fields(fields)
    }
}

/// The error for a response to a request whose channel is not one of the response's. Validation rejects such requests,
/// so they are never sent.
#[doc(hidden)]
pub fn unexpected_channel(field: &str) -> DecodeError {
    DecodeError::new(field, DecodeErrorKind::UnexpectedValue)
}

/// A Rust type for fields of responses and notifications.
///
/// ```
/// use iotpay_client::incoming::{DecodeError, FromField, ReceivedField};
///
/// /// A share in percent, such as `"12"`.
/// struct Percent(u8);
///
/// impl FromField for Percent {
///     fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
///         let number = field.integer()?;
///         // Values outside of the range count as 0.
///         Ok(Self(u8::try_from(number).unwrap_or_default()))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a response",
    label = "cannot be decoded",
    note = "use `String`, `i64`, `bool`, `Cents`, `DecimalText`, `DateText`, `DateTimeText`, `RawJson`, an open `WireEnum`, a struct with `#[derive(FromFields)]`, a `Vec` of these, or an `Option` of any of them"
)]
pub trait FromField: Sized {
    /// Decodes a field that is present and not empty.
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError>;

    /// Decodes an optional field that is present and not empty. A field with the wrong type is `None`, so that a payment is
    /// not lost because of it. The raw value remains in the received fields.
    fn optional(field: &ReceivedField) -> Result<Option<Self>, DecodeError> {
        Ok(Self::from_field(field).ok())
    }

    /// Returns the value of an absent field, if the field is optional.
    fn absent(name: &str) -> Result<Self, DecodeError> {
        Err(DecodeError::new(name, DecodeErrorKind::Missing))
    }
}

impl FromField for String {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        field.scalar().map(str::to_owned)
    }
}

impl FromField for i64 {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        field.integer()
    }
}

/// From 0 to [`Cents::MAX`].
impl FromField for Cents {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        Self::received(field.integer()?).ok_or_else(|| field.problem(DecodeErrorKind::UnexpectedValue))
    }
}

/// Text or a number, without an exponent.
impl<const SCALE: u32, const DIGITS: u32> FromField for DecimalText<SCALE, DIGITS> {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        Self::received(field.scalar()?).map_err(|_| field.problem(DecodeErrorKind::UnexpectedValue))
    }
}

/// `true` or `false`, in JSON or as text.
impl FromField for bool {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        match (field.kind(), field.text()) {
            (FieldKind::Bool | FieldKind::Text, "true") => Ok(true),
            (FieldKind::Bool | FieldKind::Text, "false") => Ok(false),
            _ => Err(field.problem(DecodeErrorKind::UnexpectedValue)),
        }
    }
}

impl<F: DateForm> FromField for DateText<F> {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        Self::new(field.scalar()?).map_err(|_| field.problem(DecodeErrorKind::UnexpectedValue))
    }
}

impl<F: DateTimeForm, const OFFSET: i32> FromField for DateTimeText<F, OFFSET> {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        Self::new(field.scalar()?).map_err(|_| field.problem(DecodeErrorKind::UnexpectedValue))
    }
}

impl<const MAX: u32, const SHOWN: usize> FromField for SecretText<MAX, SHOWN> {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        Self::received(field.scalar()?).map_err(|_| field.problem(DecodeErrorKind::UnexpectedValue))
    }
}

impl FromField for OrderId {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        Self::received(field.word()?).map_err(|_| field.problem(DecodeErrorKind::UnexpectedValue))
    }
}

impl FromField for RefundId {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        Self::received(field.word()?).map_err(|_| field.problem(DecodeErrorKind::UnexpectedValue))
    }
}

impl FromField for RawJson {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        Ok(Self::new(field))
    }
}

/// An array, or text that contains one. An item that is `null` is an error.
impl<T: FromField> FromField for Vec<T> {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        let read = |item: &ReceivedField| match item.kind() {
            FieldKind::Null => T::absent(item.name()),
            _ => T::from_field(item),
        };
        field.items()?.iter().map(|item| read(&item)).collect()
    }

    /// An array with an invalid item is an error, since `None` means that there are no items, such as no refunds.
    fn optional(field: &ReceivedField) -> Result<Option<Self>, DecodeError> {
        if field.items().is_err() { Ok(None) } else { Self::from_field(field).map(Some) }
    }
}

/// An optional field with the wrong type is `None`; an optional array with an invalid item is an error.
impl<T: FromField> FromField for Option<T> {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        T::optional(field)
    }

    fn absent(_: &str) -> Result<Self, DecodeError> {
        Ok(None)
    }
}

impl Fields {
    /// Decodes a field by its name or one of its aliases. An empty field counts as absent.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the field has the wrong type, or if a required field is missing.
    pub fn read<T: FromField>(&self, name: &str, aliases: &[&str]) -> Result<T, DecodeError> {
        match self.find(name, aliases) {
            Some(field) => T::from_field(&field),
            None => T::absent(name),
        }
    }

    pub(super) fn find(&self, name: &str, aliases: &[&str]) -> Option<ReceivedField<'_>> {
        let named = |name: &str| self.get(name).filter(|field| !field.is_empty());
        named(name).or_else(|| aliases.iter().find_map(|alias| named(alias)))
    }
}

#[cfg(test)]
mod tests {
    use super::{DecodeError, DecodeErrorKind, Fields};

    #[test]
    fn all_fields_are_iterated_over() {
        let fields = Fields::from_json(r#"{"b":1,"a":""}"#).unwrap();
        let names: Vec<_> = (&fields).into_iter().map(super::ReceivedField::name).collect();
        assert_eq!(names, ["b", "a"]);
    }

    #[test]
    fn decodes_arrays_and_names_the_invalid_item() {
        let read = |text: &str| Fields::from_json(text).unwrap().read::<Vec<i64>>("a", &[]);
        for text in [r#"{"a":[1,"2"]}"#, r#"{"a":"[1,2]"}"#] {
            assert_eq!(read(text).unwrap(), [1, 2], "{text}");
        }
        assert!(read(r#"{"a":[]}"#).unwrap().is_empty());
        for (text, path, kind) in [
            (r#"{"a":[1,"x"]}"#, "a[1]", DecodeErrorKind::NotAnInteger),
            (r#"{"a":[null]}"#, "a[0]", DecodeErrorKind::Missing),
            (r#"{"a":[[1]]}"#, "a[0]", DecodeErrorKind::NotText),
            (r#"{"a":{}}"#, "a", DecodeErrorKind::NotAnArray),
            (r#"{"a":""}"#, "a", DecodeErrorKind::Missing),
            ("{}", "a", DecodeErrorKind::Missing),
        ] {
            assert_eq!(read(text).unwrap_err(), DecodeError::new(path, kind), "{text}");
        }
        let absent = Fields::from_json(r#"{"b":"x"}"#).unwrap();
        assert_eq!(absent.read::<Option<Vec<i64>>>("a", &[]).unwrap(), None);
        assert_eq!(absent.read::<Option<Vec<i64>>>("b", &[]).unwrap(), None);
        // No items are not the same as an item that this version cannot read.
        let optional = |text: &str| Fields::from_json(text).unwrap().read::<Option<Vec<i64>>>("a", &[]);
        assert_eq!(optional(r#"{"a":[1]}"#).unwrap(), Some(vec![1]));
        let error = DecodeError::new("a[1]", DecodeErrorKind::NotAnInteger);
        assert_eq!(optional(r#"{"a":[1,"x"]}"#).unwrap_err(), error);
    }

    #[test]
    fn a_name_takes_precedence_over_its_aliases_and_they_over_later_ones() {
        for (text, expected) in [
            (r#"{"codeUrl":"a","qr_code":"b","payUrl":"c"}"#, Some("a")),
            (r#"{"payUrl":"c","qr_code":"b","codeUrl":"a"}"#, Some("a")),
            (r#"{"payUrl":"c","qr_code":"b"}"#, Some("b")),
            (r#"{"codeUrl":"","payUrl":"c","qr_code":null}"#, Some("c")),
            (r#"{"codeUrl":"","qr_code":null}"#, None),
        ] {
            let read = Fields::from_json(text).unwrap().read::<Option<String>>("codeUrl", &["qr_code", "payUrl"]);
            assert_eq!(read.unwrap().as_deref(), expected, "{text}");
        }
    }
}
