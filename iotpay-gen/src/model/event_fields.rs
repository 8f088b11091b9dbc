//! The fields of a notification that identify the outcome it reports.

use std::collections::BTreeSet;

use super::{
    Effect, Endpoint, Enumeration, EnumerationValue, FamilyId, Field, IdTarget, Model, Notification, Outcome,
    OutcomeOf, Role, Type,
};

/// The subject of a notification.
#[derive(Debug, Clone, Copy)]
pub enum NotificationSubject<'m> {
    /// A payment, with its status.
    Payment(&'m Field),
    /// A refund or a void, with its status.
    Refund(&'m Field),
    /// A payment or a refund: a field says which.
    Either,
    /// Something that has no amount, such as a contract, with its state.
    State(&'m Field, &'m Enumeration),
    /// Something that has no status, such as a saved card.
    Occurrence,
}

/// The fields of a notification that identify the outcome it reports.
#[derive(Debug, Clone)]
pub struct EventFields<'m> {
    /// The merchant reference, unless the notification is about a refund.
    pub order: Option<EventReference<'m>>,
    /// The merchant reference of a refund or a void.
    pub refund: Option<EventReference<'m>>,
    /// The amount in cents.
    pub amount: Option<&'m Field>,
    /// The currency.
    pub currency: Option<&'m Field>,
    /// The id of the order or the refund.
    pub id: Option<&'m Field>,
    /// The times at which the states of something without an amount began.
    pub times: Vec<&'m Field>,
}

/// A field of a notification with a merchant reference.
#[derive(Debug, Clone, Copy)]
pub struct EventReference<'m> {
    /// The field of the notification.
    pub field: &'m Field,
    /// The name of the field in the request that created the order or the refund.
    pub request_field: &'m str,
}

impl Notification {
    /// Returns what the notification is about.
    pub fn subject<'m>(&'m self, model: &'m Model) -> NotificationSubject<'m> {
        let fields = &self.fields;
        if model.kind_field(fields).is_some() && model.transaction_field(fields).is_some() {
            return NotificationSubject::Either;
        }
        let enumerations = || fields.iter().filter_map(|field| Some((field, model.enumeration_of(field)?)));
        if let Some((status, enumeration)) = enumerations().find(|(_, it)| it.has_outcomes()) {
            return match enumeration.outcome_of {
                OutcomeOf::Refund => NotificationSubject::Refund(status),
                OutcomeOf::Payment | OutcomeOf::Transaction => NotificationSubject::Payment(status),
            };
        }
        let is_marker = |field: &Field| self.browser_marker.as_ref().is_some_and(|(name, _)| *name == field.wire);
        let mut states = enumerations().filter(|(field, it)| !it.has_currencies() && !is_marker(field));
        states.next().map_or(NotificationSubject::Occurrence, |(field, it)| NotificationSubject::State(field, it))
    }
}

impl EnumerationValue {
    /// Returns `true` if a status or a state with this value is not final.
    pub fn is_pending(&self) -> bool {
        match self.outcome {
            Some(outcome) => outcome == Outcome::Pending,
            None => self.variant == "Pending",
        }
    }
}

impl<'m> EventFields<'m> {
    /// Returns the fields of a notification of a family; `None` if no field contains the merchant reference of something
    /// that the notification can be about.
    pub fn of(model: &'m Model, family: FamilyId, notification: &'m Notification) -> Option<Self> {
        let subject = notification.subject(model);
        let creators = |is_such: fn(Effect) -> bool| {
            let endpoints = model.pages.iter().filter(|page| page.family == family).flat_map(|page| &page.endpoints);
            endpoints.filter(move |endpoint| is_such(endpoint.effect)).collect::<Vec<_>>()
        };
        let is_refund: fn(Effect) -> bool = |effect| matches!(effect, Effect::RefundOrder | Effect::VoidOrder);
        let (orders, refunds) = (creators(Effect::creates_order), creators(is_refund));
        let fields = &notification.fields;
        let refund = || EventReference::of(fields, &refunds);
        let (order, refund, created) = match subject {
            NotificationSubject::Payment(_) => (Some(EventReference::of(fields, &orders)?), None, orders),
            NotificationSubject::Refund(_) => (None, Some(refund()?), refunds),
            NotificationSubject::Either => {
                let order = EventReference::of(fields, &orders)?;
                // Gateways whose refunds are separate transactions report them like orders.
                let like_order = || Some(EventReference { request_field: only_reference(&refunds)?, ..order });
                let refund = refund().or_else(like_order)?;
                (Some(order), Some(refund), orders.into_iter().chain(refunds).collect())
            }
            NotificationSubject::State(..) | NotificationSubject::Occurrence => {
                let is_other: fn(Effect) -> bool =
                    |effect| matches!(effect, Effect::AddCard | Effect::SignContract | Effect::Other);
                let others = creators(is_other);
                (Some(EventReference::of(fields, &others)?), None, others)
            }
        };
        let amounts: BTreeSet<_> = created.iter().filter_map(|it| Some(it.amount_field()?.wire.as_str())).collect();
        let cents = || fields.iter().filter(|field| matches!(field.ty, Type::Cents) && field.role.is_none());
        let is_id = |field: &&Field| field.role.is_none() && is_id_of(subject, &field.ty);
        let is_currency = |field: &&Field| model.enumeration_of(field).is_some_and(Enumeration::has_currencies);
        let has_state = matches!(subject, NotificationSubject::State(..) | NotificationSubject::Occurrence);
        let is_time_of_state = |field: &&Field| matches!(field.role, Some(Role::SignedAt | Role::EndedAt));
        Some(Self {
            order,
            refund,
            amount: cents().find(|field| amounts.contains(&*field.wire)).or_else(|| cents().next()),
            currency: fields.iter().find(is_currency),
            id: fields.iter().find(is_id),
            times: if has_state { fields.iter().filter(is_time_of_state).collect() } else { Vec::new() },
        })
    }
}

impl<'m> EventReference<'m> {
    /// Returns the first field with a merchant reference of one of the endpoints.
    fn of(fields: &'m [Field], creators: &[&'m Endpoint]) -> Option<Self> {
        fields.iter().find_map(|field| {
            let sent = field.echoes.as_ref().unwrap_or(&field.wire);
            let request_field = creators.iter().find_map(|it| it.reference.as_ref().filter(|name| *name == sent))?;
            Some(Self { field, request_field })
        })
    }
}

/// Returns the name of the merchant reference in the requests of these endpoints, if all have the same.
fn only_reference<'m>(creators: &[&'m Endpoint]) -> Option<&'m str> {
    let mut names: Vec<_> = creators.iter().filter_map(|endpoint| endpoint.reference.as_deref()).collect();
    names.sort_unstable();
    names.dedup();
    if let [name] = names[..] { Some(name) } else { None }
}

fn is_id_of(subject: NotificationSubject<'_>, ty: &Type) -> bool {
    let Type::Id(target) = ty else { return false };
    match subject {
        NotificationSubject::Payment(_) => matches!(target, IdTarget::Order | IdTarget::Transaction),
        NotificationSubject::Refund(_) => matches!(target, IdTarget::Refund | IdTarget::Transaction),
        NotificationSubject::Either => matches!(target, IdTarget::Transaction),
        NotificationSubject::State(..) | NotificationSubject::Occurrence => false,
    }
}
