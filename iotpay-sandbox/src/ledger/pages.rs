//! Finds an order or a card by the id of its page, which is computed from it.

use super::index::Index;
use super::table::Entry;
use super::{Card, Ledger, Order, Table};

/// The positions of orders and cards by the ids of their pages.
#[derive(Debug, Default)]
pub(super) struct Pages {
    orders: Known,
    cards: Known,
}

#[derive(Debug, Default)]
struct Known {
    index: Index,
    /// The number of items that the index contains.
    count: usize,
}

impl Ledger {
    /// Returns the order whose page has an id. `id_of` computes the id of an order, once for most orders.
    pub(crate) fn order_with_page(&mut self, id: &str, id_of: impl Fn(&Order) -> Option<String>) -> Option<&Order> {
        self.pages.orders.find(&self.orders, id, id_of)
    }

    /// Returns the card whose form has an id.
    pub(crate) fn card_with_page(&mut self, id: &str, id_of: impl Fn(&Card) -> Option<String>) -> Option<&Card> {
        self.pages.cards.find(&self.cards, id, id_of)
    }
}

impl Known {
    fn find<'t, T: Entry + Clone>(
        &mut self,
        table: &'t Table<T>,
        id: &str,
        id_of: impl Fn(&T) -> Option<String>,
    ) -> Option<&'t T> {
        let items = table.items();
        for (at, item) in items.iter().enumerate().skip(self.count) {
            if let Some(id) = id_of(item) {
                self.index.insert(&id, at);
            }
        }
        self.count = items.len();
        let mut candidates = self.index.candidates(id).iter().filter_map(|at| items.get(*at));
        candidates.find(|item| id_of(item).as_deref() == Some(id))
    }
}
