//! Finds the order or the card of a customer's page by the id in its URL, which the vendor calls `secureId`.

use iotpay_gen::model::{Family, Role};

use crate::effect::page_id;
use crate::facts::with_members;
use crate::ledger::Card;
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
    let is_known = |family: &str| with_pages.iter().any(|known| known.name == family);
    // Ids are computed without the lock, since there may be many orders.
    let orders: Vec<_> = {
        let ledger = shared.ledger();
        let orders = ledger.orders.items().iter().rev().filter(|order| is_known(&order.family));
        orders.map(|order| (order.mch_id.clone(), order.pay_order_id.clone())).collect()
    };
    let found = orders.into_iter().find(|(mch_id, id)| is_id(shared, mch_id, id, key));
    found.map(|(_, id)| id)
}

/// Returns the card whose form has this id.
pub(super) fn find_card(shared: &Shared, key: &str) -> Option<Card> {
    if key.len() != LENGTH {
        return None;
    }
    let cards = shared.ledger().cards.items().to_vec();
    cards.into_iter().rev().find(|card| is_id(shared, &card.mch_id, &card.card_id, key))
}

/// Returns the path of the form for a card; `None` if the merchant is unknown.
pub(super) fn of_card(shared: &Shared, card: &Card) -> Option<String> {
    let merchant = shared.merchants.get(&card.mch_id)?;
    Some(format!("/cc/addcard?key={}", page_id(merchant, &card.card_id)))
}

fn is_id(shared: &Shared, mch_id: &str, id: &str, key: &str) -> bool {
    shared.merchants.get(mch_id).is_some_and(|merchant| page_id(merchant, id) == key)
}

/// Returns `true` if the customers of a family enter their cards on a page.
pub(super) fn has_pages(shared: &Shared, family: &Family) -> bool {
    let mut operations = Names::of(&shared.model, family).endpoints().flat_map(|endpoint| &endpoint.operations);
    operations.any(|operation| with_members(&operation.response).any(|(_, field)| field.role == Some(Role::PageUrl)))
}
