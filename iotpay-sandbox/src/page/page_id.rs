//! Finds the order or the card of a customer's page by the id in its URL, which the vendor calls `secureId`.

use iotpay_gen::model::{Family, Role};

use crate::effect::page_id;
use crate::facts::with_members;
use crate::ledger::{Card, Order};
use crate::names::Names;
use crate::state::Shared;

/// The number of characters of an id.
const LENGTH: usize = 64;

/// Returns the IOTPay id of the order whose page has this id.
pub(super) fn find_order(shared: &Shared, key: &str) -> Option<String> {
    if key.len() != LENGTH {
        return None;
    }
    let with_pages: Vec<_> = shared.model.families.iter().filter(|family| has_pages(shared, family)).collect();
    let id_of = |order: &Order| {
        let has_page = with_pages.iter().any(|known| known.name == order.family);
        let merchant = shared.merchants.get(&order.mch_id).filter(|_| has_page)?;
        Some(page_id(merchant, &order.pay_order_id))
    };
    shared.ledger().order_with_page(key, id_of).map(|order| order.pay_order_id.clone())
}

/// Returns the card whose form has this id.
pub(super) fn find_card(shared: &Shared, key: &str) -> Option<Card> {
    if key.len() != LENGTH {
        return None;
    }
    let id_of = |card: &Card| Some(page_id(shared.merchants.get(&card.mch_id)?, &card.card_id));
    shared.ledger().card_with_page(key, id_of).cloned()
}

/// Returns the path of the form for a card; `None` if the merchant is unknown.
pub(super) fn of_card(shared: &Shared, card: &Card) -> Option<String> {
    let merchant = shared.merchants.get(&card.mch_id)?;
    Some(format!("/cc/addcard?key={}", page_id(merchant, &card.card_id)))
}

/// Returns `true` if the customers of a family enter their cards on a page.
pub(super) fn has_pages(shared: &Shared, family: &Family) -> bool {
    let mut operations = Names::of(&shared.model, family).endpoints().flat_map(|endpoint| &endpoint.operations);
    operations.any(|operation| with_members(&operation.response).any(|(_, field)| field.role == Some(Role::PageUrl)))
}
