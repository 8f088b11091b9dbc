//! What a request intends, to compare it with the order that a query finds.

#[cfg(any(feature = "transport", feature = "blocking"))]
use super::OrderState;
use crate::journal::Intent;
use crate::signing::FieldValue;
use crate::spec::Endpoint;
#[cfg(any(feature = "transport", feature = "blocking"))]
use crate::spec::StatusQuery;
use crate::value::Cents;

/// The amount and the currency of a request, as far as it has them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Intended {
    amount: Option<Cents>,
    currency: Option<String>,
}

impl Intended {
    pub(crate) fn of_intent(intent: &Intent) -> Self {
        Self { amount: intent.amount, currency: intent.currency.clone() }
    }

    /// Takes a field of the request if it is the amount or the currency.
    pub(crate) fn visit(&mut self, endpoint: &Endpoint, name: &str, value: &FieldValue<'_>) {
        match value {
            FieldValue::Integer(cents) if endpoint.amount == Some(name) => self.amount = Cents::try_from(*cents).ok(),
            FieldValue::Text(text) if endpoint.currency == Some(name) => self.currency = Some((*text).to_owned()),
            _ => {}
        }
    }

    /// Returns `true` unless the order may be another one with the same reference: it has another amount or currency, or
    /// the response should state the amount but does not.
    #[cfg(any(feature = "transport", feature = "blocking"))]
    pub(crate) fn matches(&self, query: &StatusQuery, state: &OrderState) -> bool {
        let same_amount = match (self.amount, state.amount) {
            (Some(intended), Some(found)) => i64::from(intended.get()) == found,
            (Some(_), None) => query.amount.is_none(),
            (None, _) => true,
        };
        let same_currency = match (&self.currency, &state.currency) {
            (Some(intended), Some(found)) => intended == found,
            _ => true,
        };
        same_amount && same_currency
    }
}
