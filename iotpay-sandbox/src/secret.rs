//! Removes secrets from requests before they are stored.

use std::collections::BTreeMap;

use iotpay_client::incoming::Fields;
use iotpay_gen::model::{Operation, Secrecy, Type};

/// The known fields of a request that may be stored. Unknown and secret fields are removed; card numbers are masked.
pub(crate) fn kept(operation: &Operation, fields: &Fields) -> BTreeMap<String, String> {
    let known =
        fields.iter().filter_map(|field_value| Some((field_value, operation.request_field(field_value.name())?)));
    known
        .filter_map(|(field_value, field)| {
            let text = match (&field.ty, field.secret) {
                (Type::CardNumber, _) | (_, Some(Secrecy::LastFour)) => mask(field_value.text()),
                (Type::Cvv | Type::ExpiryDate | Type::Base64, _) | (_, Some(Secrecy::Hidden)) => return None,
                _ => field_value.text().to_owned(),
            };
            Some((field_value.name().to_owned(), text))
        })
        .collect()
}

/// Masks a card number as in the documented samples: six digits, six asterisks, four digits. A text that is too short
/// is masked completely.
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
    fn masks_all_but_six_and_four_digits() {
        assert_eq!(mask("4325671234562266"), "432567******2266");
        assert_eq!(mask("42424242424242"), "424242******4242");
        for short in ["", "786", "0725", "4242424242424", "茶茶茶茶"] {
            assert_eq!(mask(short), "******", "{short}");
        }
    }
}
