//! The formats of values.

/// The required format of a field's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Any text; undoes a wider rule's format or values.
    Text,
    /// An id or a merchant reference, such as an order number: no whitespace and no invisible characters.
    Id,
    /// A positive whole number of cents.
    Cents,
    /// An absolute http or https URL.
    HttpUrl,
    /// An absolute http or https URL without `?`.
    HttpUrlWithoutQuery,
    /// An IP address.
    Ip,
    /// A JSON object as text.
    JsonObject,
    /// A JSON array as text.
    JsonArray,
    /// The number of a payment card.
    CardNumber,
    /// A card's verification value.
    Cvv,
    /// A month and a year, MMYY.
    Mmyy,
    /// Base64.
    Base64,
}

impl Format {
    pub(super) const NAMES: &[(&'static str, Self)] = &[
        ("text", Self::Text),
        ("id", Self::Id),
        ("cents", Self::Cents),
        ("http-url", Self::HttpUrl),
        ("http-url-without-query", Self::HttpUrlWithoutQuery),
        ("ip", Self::Ip),
        ("json-object", Self::JsonObject),
        ("json-array", Self::JsonArray),
        ("card-number", Self::CardNumber),
        ("cvv", Self::Cvv),
        ("mmyy", Self::Mmyy),
        ("base64", Self::Base64),
    ];
}
