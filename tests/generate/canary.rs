//! Secrets that are easy to find in output: no other value of the tests resembles them.

/// A card number, whose last four digits may be shown.
pub const CARD_NUMBER: &str = "4999991234567890";
/// A card's security code.
pub const CVV: &str = "9073";
/// The month after which a card expires.
pub const EXPIRY_DATE: &str = "1299";
/// The beginning of every other secret text.
pub const WORD: &str = "CANARY";
/// [`WORD`] and more text, in base64.
pub const BASE64: &str = "Q0FOQVJZIHdhbGxldCBkYXRh";
