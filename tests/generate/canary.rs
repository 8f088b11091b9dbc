//! Secrets that are easy to find again: no other value of the tests reads like one of them.

/// A card number, whose last four digits may be shown.
pub const CARD_NUMBER: &str = "4999991234567890";
/// A card's security code.
pub const CVV: &str = "9073";
/// The month after which a card expires.
pub const EXPIRY_DATE: &str = "1299";
/// How every other secret text begins.
pub const WORD: &str = "CANARY";
/// [`WORD`] and more, in base64.
pub const BASE64: &str = "Q0FOQVJZIHdhbGxldCBkYXRh";
