//! What the gateway forgets of a request at once.

use std::collections::BTreeMap;

use iotpay_client::Fields;
use iotpay_gen::model::{Operation, Secrecy, Type};

/// What the merchant gave, as far as the call knows it and may be kept: a field that the call does
/// not know is no fact, and a secret one is gone. Of card numbers the mask is kept.
pub(crate) fn kept(operation: &Operation, fields: &Fields) -> BTreeMap<String, String> {
    let known = fields.iter().filter_map(|given| Some((given, operation.request_field(given.name())?)));
    known
        .filter_map(|(given, field)| {
            let text = match (&field.ty, field.secret) {
                (Type::CardNumber, _) | (_, Some(Secrecy::LastFour)) => mask(given.text()),
                (Type::Cvv | Type::ExpiryDate | Type::Base64, _) | (_, Some(Secrecy::Hidden)) => return None,
                _ => given.text().to_owned(),
            };
            Some((given.name().to_owned(), text))
        })
        .collect()
}

/// A card number as the documented samples show it: six digits, six asterisks, four digits. Nothing
/// of a text that is too short to be one.
pub(crate) fn mask(number: &str) -> String {
    match (number.get(..6), number.len().checked_sub(4).and_then(|at| number.get(at..))) {
        (Some(first), Some(last)) if number.len() >= 14 => format!("{first}******{last}"),
        _ => "******".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_shows_six_digits_and_four() {
        assert_eq!(mask("4325671234562266"), "432567******2266");
        assert_eq!(mask("42424242424242"), "424242******4242");
        for short in ["", "786", "0725", "4242424242424", "茶茶茶茶"] {
            assert_eq!(mask(short), "******", "{short}");
        }
    }
}
