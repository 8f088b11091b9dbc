//! The queries that resolve unknown outcomes, and the fields of a response that state the outcome.

use super::{Endpoint, Enumeration, Field, IdTarget, Model, OutcomeOf, Provenance, SourceNote, Transaction, Type};
use crate::raw;

/// The query that resolves an unknown outcome.
#[derive(Debug, Clone)]
pub struct Resolver {
    /// The query.
    pub query: String,
    /// The field of the query that takes the merchant reference, if its name differs from that in the request.
    pub reference: Option<String>,
    /// The source of the query, and the reason.
    pub source_note: SourceNote,
}

impl Resolver {
    /// Returns `true` if a query that does not find the request proves something: only if the vendor documents that
    /// the query finds it. A wrong conclusion would make a merchant refund twice.
    pub fn proves_absence(&self) -> bool {
        self.source_note.source == Provenance::Docs
    }

    /// Returns the resolver in words, without its reason.
    pub fn summary(&self) -> String {
        let by = self.reference.as_ref().map_or_else(String::new, |field| format!(" by {field}"));
        let source =
            if self.proves_absence() { String::new() } else { format!(" ({})", self.source_note.source.as_str()) };
        format!("{}{by}{source}", self.query)
    }
}

impl From<&raw::Resolver> for Resolver {
    fn from(raw: &raw::Resolver) -> Self {
        Self {
            query: raw.query.value.clone(),
            reference: raw.reference.as_ref().map(|field| field.value.clone()),
            source_note: raw.source_note.clone(),
        }
    }
}

/// The fields of a query's response that state the outcome of a payment or of a refund, each with its path. If a field
/// may contain the whole response, the paths begin there.
#[derive(Debug, Clone)]
pub struct StatusFields<'m> {
    /// The status, and the enumeration of its values.
    pub status: Option<(String, &'m Enumeration)>,
    /// The field that distinguishes payments from refunds, and the enumeration of its values.
    pub kind: Option<(String, &'m Enumeration)>,
    /// The amount in cents.
    pub amount: Option<String>,
    /// The currency.
    pub currency: Option<String>,
    /// The id of the payment or the refund.
    pub id: Option<String>,
}

impl<'m> StatusFields<'m> {
    /// Returns the fields of a query that are about payments or about refunds. `is_amount` returns `true`
    /// for the names of the amount in requests that create such a transaction.
    pub fn of(model: &'m Model, query: &'m Endpoint, of: Transaction, is_amount: impl Fn(&str) -> bool) -> Self {
        let response = query.operations.first().map_or(&[][..], |operation| &operation.response);
        let levels = levels("", response);
        let own = match of {
            Transaction::Payment => OutcomeOf::Payment,
            Transaction::Refund => OutcomeOf::Refund,
        };
        // Gateways whose refunds are separate transactions return them like orders.
        let preferred = [own, OutcomeOf::Transaction, OutcomeOf::Payment];
        let allowed = if of == Transaction::Refund { &preferred[..] } else { &preferred[..2] };
        let found = allowed.iter().find_map(|wanted| {
            let is_status = |it: &&Enumeration| it.has_outcomes() && it.outcome_of == *wanted;
            levels.iter().find_map(|level| Some((level, level.enumerated(model, is_status)?)))
        });
        let Some((level, status)) = found else {
            return Self { status: None, kind: None, amount: None, currency: None, id: None };
        };
        let cents = || level.fields.iter().filter(|field| matches!(field.ty, Type::Cents) && field.role.is_none());
        let amount = cents().find(|field| is_amount(&field.wire)).or_else(|| cents().next());
        let is_id = |field: &&Field| match of {
            Transaction::Payment => matches!(field.ty, Type::Id(IdTarget::Order | IdTarget::Transaction)),
            Transaction::Refund => matches!(field.ty, Type::Id(IdTarget::Refund | IdTarget::Transaction)),
        };
        let is_own_id = |field: &&Field| is_id(field) && field.role.is_none();
        Self {
            status: Some(status),
            kind: level.enumerated(model, |it| it.has_kinds()),
            amount: amount.map(|field| level.path(field)),
            currency: level.enumerated(model, |it| it.has_currencies()).map(|(path, _)| path),
            id: level.fields.iter().find(is_own_id).map(|field| level.path(field)),
        }
    }
}

/// The fields of a response or of an object in it, with the path of the object.
struct Level<'m> {
    path: String,
    fields: &'m [Field],
}

impl<'m> Level<'m> {
    fn path(&self, field: &Field) -> String {
        format!("{}{}", self.path, field.wire)
    }

    fn enumerated(
        &self,
        model: &'m Model,
        is_such: impl Fn(&&Enumeration) -> bool,
    ) -> Option<(String, &'m Enumeration)> {
        self.fields.iter().find_map(|field| Some((self.path(field), model.enumeration_of(field).filter(&is_such)?)))
    }
}

/// Returns the fields of a response and of each object in it. An item of an array may be about something else.
fn levels<'m>(path: &str, fields: &'m [Field]) -> Vec<Level<'m>> {
    let mut found = vec![Level { path: path.to_owned(), fields }];
    for field in fields {
        if let Some(members) = field.ty.object() {
            found.extend(levels(&format!("{path}{}.", field.wire), &members.fields));
        }
    }
    found
}

impl Endpoint {
    /// Returns the request field with the amount in cents.
    pub fn amount_field(&self) -> Option<&Field> {
        self.request_fields().find(|field| matches!(field.ty, Type::Cents) && field.role.is_none())
    }

    /// Returns the request field with the currency.
    pub fn currency_field<'m>(&'m self, model: &Model) -> Option<&'m Field> {
        self.request_fields().find(|field| model.enumeration_of(field).is_some_and(Enumeration::has_currencies))
    }

    fn request_fields(&self) -> impl Iterator<Item = &Field> {
        self.operations.iter().flat_map(|operation| &operation.request)
    }
}
