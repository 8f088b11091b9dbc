//! Stored cards.

use iotpay_gen::model::{Field, Role, Type};

use super::RequestContext;
use crate::check::text;
use crate::facts::Facts;
use crate::ledger::{Card, Ledger};
use crate::names::CARDS;
use crate::rejection::Rejection;
use crate::secret;

impl RequestContext<'_> {
    /// Creates a pending card, which the customer enters on a page outside the sandbox.
    pub(super) fn add_card(&self, ledger: &mut Ledger) -> Result<Facts, Rejection> {
        let (name, card_id) = self.reference()?;
        let page_expires_at = Some(self.after(ledger.rules.page_lifetime));
        // The only other URL in a request is that for notifications.
        let is_return = |field: &&Field| matches!(field.ty, Type::Url { .. }) && field.role != Some(Role::NotifyUrl);
        let return_url = self.operation.request.iter().find(is_return);
        let return_url = return_url.and_then(|field| text(self.fields, &field.wire)).map(str::to_owned);
        let (scope, now) = (self.scope(), self.now);
        match ledger.cards.by_id(scope, card_id) {
            // The customer did not enter a card in time, so that the id has no card yet.
            Some(card) if card.masked_number.is_none() && card.page_expires_at.is_some_and(|at| at <= now) => {
                if let Some(card) = ledger.cards.by_id_mut(scope, card_id) {
                    card.page_expires_at = page_expires_at;
                    card.return_url = return_url;
                }
            }
            Some(_) => return Err(Rejection::used(name, card_id)),
            None => ledger.cards.push(Card {
                card_id: card_id.to_owned(),
                mch_id: self.merchant.mch_id.clone(),
                family: self.family.name.clone(),
                masked_number: None,
                page_expires_at,
                return_url,
            }),
        }
        let mut facts = Facts::of_request(secret::kept(self.operation, self.fields));
        self.add_page(card_id, "addcard", &mut facts);
        Ok(facts)
    }

    /// Returns the masked number of a stored card. Nothing else is stored: the rest of the response uses the samples of
    /// the page.
    pub(super) fn query_card(&self, ledger: &Ledger) -> Result<Facts, Rejection> {
        let (name, card_id) = self.needed_of(self.names().references(CARDS))?;
        let mut facts = Facts::default();
        facts.set(Role::CardNumber, self.stored_number(ledger, name, card_id)?);
        facts.name(self.names().references(CARDS), card_id);
        Ok(facts)
    }

    pub(super) fn stored_number(&self, ledger: &Ledger, name: &str, card_id: &str) -> Result<String, Rejection> {
        let card = ledger.cards.by_id(self.scope(), card_id);
        card.and_then(|card| card.masked_number.clone()).ok_or_else(|| Rejection::no_card(name))
    }
}
