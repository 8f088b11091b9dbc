//! The deprecated family. It is a feature that the tests do without, since the compiler's texts in
//! `tests/ui` would have to tell its types from others of the same names. The golden code of its page
//! stands for it.

use iotpay_client::{Family, FamilySpec, card};

#[rustfmt::skip]
#[path = "../../golden/v2/credit_card_v2.rs"]
#[allow(clippy::pedantic)]
mod credit_card_v2;

pub use credit_card_v2::*;

/// The family, which no other crate can describe. What a request needs of it is the same for cards.
#[derive(Debug, Clone, Copy)]
pub enum V2 {}

impl Family for V2 {
    const SPEC: &'static FamilySpec = card::Card::SPEC;
}

#[test]
fn requests_are_json_as_those_of_cards_are() {
    let family = include_str!("../../golden/v2/mod.rs");
    let cards = include_str!("../../golden/card/mod.rs");
    for line in ["body: crate::BodyEncoding::Json,", "signing: &crate::shared::SIGNING,"] {
        assert!(family.contains(line) && cards.contains(line), "{line}");
    }
}
