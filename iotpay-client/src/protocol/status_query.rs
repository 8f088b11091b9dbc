//! Queries by merchant reference: the request, and what its response says about the order.

use super::settings::Settings;
use super::signature_policy::SignaturePolicy;
use super::untyped::UntypedExchange;
use crate::error::{Error, Rejected};
use crate::incoming::{DecodeError, DecodeErrorKind, Fields, ReceivedMessage};
use crate::outcome::{PaymentOutcome, RefundOutcome, Transaction};
use crate::rejection::RejectionReason;
use crate::resolution::{Evidence, OrderState};
use crate::signing::{Account, FieldValue, FieldVisitor, Signed, Verification};
use crate::spec::{AccountPart, ResponseSigning, StatusQuery};
use crate::validation::ValidationError;

/// A query by merchant reference.
#[derive(Clone)]
pub(crate) struct ReferenceQuery {
    pub(crate) query: &'static StatusQuery,
    pub(crate) reference: String,
}

impl Signed for ReferenceQuery {
    fn visit(&self, account: &Account<'_>, visitor: &mut FieldVisitor<'_>) {
        let of_account = self.query.endpoint.account.iter().map(|field| {
            let value = match field.part {
                AccountPart::MchId => account.mch_id,
                AccountPart::LoginName => account.login_name,
            };
            (field.wire_name, value)
        });
        let mut fields: Vec<_> = of_account.chain([(self.query.reference, &*self.reference)]).collect();
        fields.sort_unstable();
        for (name, value) in fields {
            visitor(name, FieldValue::Text(value));
        }
    }
}

impl ReferenceQuery {
    /// Signs and encodes the query.
    pub(super) fn prepare<'a>(&'a self, settings: &'a Settings) -> Result<UntypedExchange<'a>, ValidationError> {
        UntypedExchange::new(settings, self.query.endpoint, self)
    }

    /// Returns what the result of the query proves.
    pub(crate) fn evidence(&self, exchange: &UntypedExchange<'_>, result: Result<ReceivedMessage, Error>) -> Evidence {
        match result {
            Ok(received) => match self.state(exchange, received) {
                Ok(state) => Evidence::State(Box::new(state)),
                Err(error) => Evidence::Nothing(Some(Box::new(error))),
            },
            Err(Error::Rejected(rejected)) if is_absence(exchange, &rejected) => Evidence::NoSuchOrder,
            Err(error) => Evidence::Nothing(Some(Box::new(error))),
        }
    }

    /// Reads the state of the order from an accepted response.
    fn state(&self, exchange: &UntypedExchange<'_>, received: ReceivedMessage) -> Result<OrderState, Error> {
        let read = exchange.content(&received).and_then(|fields| self.read(&fields));
        match read {
            Ok(Read { transaction, status, id, amount, currency }) => {
                Ok(OrderState { transaction, status, id, amount, currency, received })
            }
            Err(error) => Err(exchange.undecodable(error, received)),
        }
    }

    fn read(&self, fields: &Fields) -> Result<Read, DecodeError> {
        let query = self.query;
        // The response repeats the reference; without it, the response could be about any order.
        let echoed = query.endpoint.echoed.iter().find(|(sent, _)| *sent == query.reference);
        match echoed {
            Some((_, path)) if text_at(fields, path).is_some() => {}
            Some((_, path)) => return Err(DecodeError::new(path, DecodeErrorKind::Missing)),
            None => return Err(DecodeError::new(query.reference, DecodeErrorKind::Missing)),
        }
        let optional = |path: Option<&str>| path.and_then(|path| text_at(fields, path));
        let status = optional(query.status);
        let outcome = status.as_deref().map_or(PaymentOutcome::Unknown, |status| query.outcome(status));
        let transaction = match self.finds_refund(fields)? {
            Some(false) => Transaction::Payment(outcome),
            Some(true) => Transaction::Refund(match outcome {
                PaymentOutcome::Pending => RefundOutcome::Pending,
                PaymentOutcome::Success => RefundOutcome::Refunded,
                PaymentOutcome::Failed => RefundOutcome::Failed,
                PaymentOutcome::Unknown => RefundOutcome::Unknown,
            }),
            None => Transaction::Undetermined,
        };
        Ok(Read {
            transaction,
            status,
            id: optional(query.id),
            amount: optional(query.amount).and_then(|text| text.parse().ok()),
            currency: optional(query.currency),
        })
    }

    /// Returns `true` for a response about a refund; `None` if the response does not say.
    fn finds_refund(&self, fields: &Fields) -> Result<Option<bool>, DecodeError> {
        let Some(kinds) = self.query.kinds else { return Ok(Some(self.query.finds_refunds)) };
        let Some(found) = text_at(fields, kinds.path) else { return Ok(None) };
        let is_one_of = |values: &[&str]| values.contains(&found.as_str());
        let is_refund = match (is_one_of(kinds.payments), is_one_of(kinds.refunds)) {
            (true, false) => false,
            (false, true) => true,
            _ => return Ok(None),
        };
        if is_refund == self.query.finds_refunds {
            return Ok(Some(is_refund));
        }
        // A payment and a refund can have the same merchant reference.
        Err(DecodeError::new(kinds.path, DecodeErrorKind::OtherOrder))
    }
}

/// Returns `true` if the gateway says that there is no such order. A proxy may have written the body of an HTTP error,
/// and a response that names another order or merchant is about that one.
fn is_absence(exchange: &UntypedExchange<'_>, rejected: &Rejected) -> bool {
    let Settings { family, signatures, .. } = exchange.settings;
    let may_be_unsigned =
        *signatures != SignaturePolicy::Strict || family.signed_responses != ResponseSigning::Required;
    let is_signed = matches!(rejected.received.verification, Verification::Verified { .. });
    rejected.reason == RejectionReason::NoSuchOrder
        && (200..300).contains(&rejected.http_status)
        && (is_signed || may_be_unsigned)
        && exchange.content(&rejected.received).is_ok()
}

/// What a response says about an order.
struct Read {
    transaction: Transaction,
    status: Option<String>,
    id: Option<String>,
    amount: Option<i64>,
    currency: Option<String>,
}

/// Returns the text of a field that is not empty: `a.b` is the field `b` of the object `a`.
fn text_at(fields: &Fields, path: &str) -> Option<String> {
    match path.split_once('.') {
        None => fields.filled(path).map(|field| field.text().to_owned()),
        Some((object, rest)) => text_at(&fields.get(object)?.object().ok()?, rest),
    }
}
