//! The kinds of received values.

/// The kind of a received value.
///
/// ```
/// use iotpay_client::incoming::{FieldKind, Fields};
///
/// # fn main() -> Result<(), iotpay_client::incoming::DecodeError> {
/// let fields = Fields::from_json(r#"{"amount":2865,"note":null}"#)?;
/// let kinds: Vec<_> = fields.iter().map(|field| field.kind()).collect();
/// assert_eq!(kinds, [FieldKind::Number, FieldKind::Null]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// Text, decoded.
    Text,
    /// A number, with its digits as received.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`.
    Null,
    /// An object, with its characters as received.
    Object,
    /// An array, with its characters as received.
    Array,
}

impl FieldKind {
    /// Returns `true` for an object or an array.
    #[inline]
    pub(crate) fn is_nested(self) -> bool {
        matches!(self, Self::Object | Self::Array)
    }

    /// The kind of a JSON value.
    pub(super) fn of_json(value: &str) -> Self {
        match value.as_bytes().first() {
            Some(b'"') => Self::Text,
            Some(b'{') => Self::Object,
            Some(b'[') => Self::Array,
            Some(b't' | b'f') => Self::Bool,
            Some(b'n') => Self::Null,
            _ => Self::Number,
        }
    }
}
