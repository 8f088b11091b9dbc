//! Stored cards.

use super::RequestContext;
use crate::ledger::{Card, Ledger};
use crate::rejection::Rejection;
use crate::response::Known;
use crate::secret;

impl RequestContext<'_> {
    /// Creates a pending card, which the customer enters on a page outside the sandbox.
    pub(super) fn add_card(&self, ledger: &mut Ledger) -> Result<Known, Rejection> {
        let card_id = self.needed("cardId")?;
        if ledger.card(&self.family.name, card_id).is_some() {
            return Err(Rejection::used("cardId", card_id));
        }
        let family = self.family.name.clone();
        ledger.cards.push(Card { card_id: card_id.to_owned(), family, masked_number: None });
        let mut known = secret::kept(self.operation, self.fields);
        self.add_secure_id(card_id, "addcard", &mut known);
        Ok(known)
    }

    /// Returns the masked number of a stored card. Nothing else is stored: the rest of the response uses the samples of
    /// the page.
    pub(super) fn query_card(&self, ledger: &Ledger) -> Result<Known, Rejection> {
        let card_id = self.needed("cardId")?;
        let number = self.stored_number(ledger, card_id)?;
        Ok(Known::from([("cardId".to_owned(), card_id.to_owned()), ("cardNum".to_owned(), number)]))
    }

    pub(super) fn stored_number(&self, ledger: &Ledger, card_id: &str) -> Result<String, Rejection> {
        let card = ledger.card(&self.family.name, card_id);
        card.and_then(|card| card.masked_number.clone()).ok_or_else(Rejection::no_card)
    }
}
