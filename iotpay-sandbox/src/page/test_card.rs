//! The card numbers that the forms accept. IOTPay documents no test cards; real cards must not be entered here.

/// A card number that the form accepts.
pub(super) struct TestCard {
    pub(super) number: &'static str,
    pub(super) about: &'static str,
    /// Whether the bank accepts payments and the storing of the card.
    pub(super) is_accepted: bool,
}

/// All card numbers that the form accepts.
pub(super) const CARDS: &[TestCard] = &[
    TestCard { number: "4111111111111111", about: "Visa, accepted", is_accepted: true },
    TestCard { number: "5555555555554444", about: "Mastercard, accepted", is_accepted: true },
    TestCard { number: "6200000000000005", about: "UnionPay, accepted", is_accepted: true },
    TestCard { number: "4000000000000002", about: "Visa, declined", is_accepted: false },
];

/// The only expiry date and security code that the form accepts.
pub(super) const EXPIRY: &str = "12/34";
pub(super) const SECURITY_CODE: &str = "123";

impl TestCard {
    /// Returns the card of a form, or what is wrong with it. The number may have spaces.
    pub(super) fn find(number: &str, expiry: &str, security_code: &str) -> Result<&'static Self, &'static str> {
        let number: String = number.chars().filter(|letter| *letter != ' ').collect();
        let card = CARDS.iter().find(|card| card.number == number);
        let card = card.ok_or("Enter one of the test card numbers. The sandbox accepts no other number.")?;
        if expiry.replace(' ', "") != EXPIRY {
            return Err("Enter the expiry date 12/34.");
        }
        if security_code != SECURITY_CODE {
            return Err("Enter the security code 123.");
        }
        Ok(card)
    }

    /// Returns the number in groups of four digits.
    pub(super) fn grouped(&self) -> String {
        let (first, rest) = self.number.split_at(4);
        let (second, rest) = rest.split_at(4);
        let (third, fourth) = rest.split_at(4);
        [first, second, third, fourth].join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_test_values_are_accepted() {
        for card in CARDS {
            for number in [card.number, &card.grouped()] {
                let found = TestCard::find(number, EXPIRY, SECURITY_CODE).unwrap();
                assert_eq!((found.number, found.is_accepted), (card.number, card.is_accepted));
            }
        }
        let valid = CARDS[0].number;
        for (number, expiry, code) in [
            ("4242424242424242", EXPIRY, SECURITY_CODE),
            ("", EXPIRY, SECURITY_CODE),
            (valid, "01/30", SECURITY_CODE),
            (valid, EXPIRY, "999"),
        ] {
            assert!(TestCard::find(number, expiry, code).is_err(), "{number} {expiry} {code}");
        }
    }
}
