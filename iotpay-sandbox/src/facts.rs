//! What the sandbox knows about an order, a refund, a card or a contract, and the fields of a message that contain it.

use std::collections::BTreeMap;

use iotpay_gen::model::{Enumeration, Field, IdTarget, Kind, Model, Outcome, OutcomeOf, Role, Transaction, Type};

use crate::ledger::{Contract, ContractState, Order, RawFields, Refund};
use crate::names::{CONTRACTS, Names, ORDERS, REFUNDS};

/// The known values of a message.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The values by the path of a field, such as `amount` and `items[].name`.
    pub(crate) values: BTreeMap<String, String>,
    /// The id of the subject, for made-up values.
    pub(crate) id: String,
    /// The URL of the sandbox's page for the customer, if any.
    pub(crate) customer_page: Option<String>,
    /// Whether a fault turns numbers into text.
    pub(crate) numbers_as_text: bool,
}

/// What the sandbox knows about the subject of a message.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    /// The id of the subject, for made-up values.
    pub(crate) id: String,
    /// The values by the name of a request field.
    pub(crate) fields: BTreeMap<String, String>,
    /// The values by the role of a field.
    pub(crate) roles: Vec<(Role, String)>,
    order_id: Option<String>,
    refund_id: Option<String>,
    /// The status of the payment, and what it means.
    payment: Option<(String, Outcome)>,
    /// The status of the refund, and what it means.
    refund: Option<(String, Outcome)>,
    /// Whether the message is about a payment or a refund.
    subject: Option<Transaction>,
    state: Option<ContractState>,
}

impl Known {
    /// A made-up URL for a field: that of the customer's page, or one that leads nowhere.
    pub(crate) fn made_up_url(&self, field: &Field) -> String {
        let nowhere = || format!("https://sandbox.invalid/{}/{}", field.wire, self.id);
        self.customer_page.clone().unwrap_or_else(nowhere)
    }
}

impl Facts {
    /// Only the fields of the request.
    pub(crate) fn of_request(fields: BTreeMap<String, String>) -> Self {
        Self { fields, ..Self::default() }
    }

    /// An order, which is the subject of the message.
    pub(crate) fn of_order(order: &Order) -> Self {
        let paid_at = order.paid_at.map_or_else(String::new, |paid_at| paid_at.to_string());
        let mut roles = vec![
            (Role::RefundedOrder, String::new()),
            (Role::Refundable, order.refundable().to_string()),
            (Role::PaidAt, paid_at),
        ];
        roles.extend(order.card_number.iter().map(|number| (Role::CardNumber, number.clone())));
        Self {
            id: order.pay_order_id.clone(),
            fields: owned(&order.fields).collect(),
            roles,
            order_id: Some(order.pay_order_id.clone()),
            payment: Some((order.status.clone(), order.outcome())),
            subject: Some(Transaction::Payment),
            ..Self::default()
        }
    }

    /// A refund, in a message about its order.
    pub(crate) fn of_refunded_order(names: Names<'_>, refund: &Refund, order: &Order) -> Self {
        let mut facts = Self::of_order(order);
        facts.refund_id = Some(refund.refund_order_id.clone());
        facts.refund = Some((refund.status.clone(), Outcome::Success));
        facts.fields.extend(owned(&refund.fields));
        facts.name(names.references(REFUNDS), &refund.mch_refund_no);
        facts.name(names.amounts(REFUNDS), &refund.amount.to_string());
        facts
    }

    /// The same in a message about the refund.
    pub(crate) fn about_refund(self) -> Self {
        Self { subject: Some(Transaction::Refund), ..self }
    }

    /// A refund that is a separate transaction: the order with its own ids, reference, amount and time. It cannot be
    /// refunded.
    pub(crate) fn of_refund(names: Names<'_>, refund: &Refund, order: &Order) -> Self {
        let mut facts = Self::of_refunded_order(names, refund, order);
        facts.name(names.references(ORDERS), &refund.mch_refund_no);
        facts.name(names.amounts(ORDERS), &refund.amount.to_string());
        facts.id.clone_from(&refund.refund_order_id);
        facts.subject = Some(Transaction::Refund);
        facts.set(Role::RefundedOrder, order.pay_order_id.clone());
        facts.set(Role::Refundable, "0".to_owned());
        facts.set(Role::PaidAt, refund.created_at.to_string());
        facts
    }

    /// A contract.
    pub(crate) fn of_contract(names: Names<'_>, contract: &Contract) -> Self {
        // In the documented sample, a time in the future is 0.
        let time = |time: Option<u64>| time.unwrap_or(0).to_string();
        let mut facts = Self {
            id: contract.iotpay_contract_id.clone(),
            fields: owned(&contract.fields).collect(),
            roles: vec![
                (Role::ContractId, contract.iotpay_contract_id.clone()),
                (Role::WalletContractId, contract.contract_id.clone()),
                (Role::WalletUserId, format!("sandbox{}", contract.contract_id)),
                (Role::SignedAt, time(contract.signed_at)),
                (Role::EndedAt, time(contract.cancelled_at)),
            ],
            state: Some(contract.state),
            ..Self::default()
        };
        facts.name(names.references(CONTRACTS), &contract.mch_contract_id);
        facts
    }

    /// Sets the value of the fields with these names.
    pub(crate) fn name<'n>(&mut self, names: impl Iterator<Item = &'n str>, value: &str) {
        self.fields.extend(names.map(|name| (name.to_owned(), value.to_owned())));
    }

    /// Sets the value of the fields with a role.
    pub(crate) fn set(&mut self, role: Role, value: String) {
        self.roles.retain(|(known, _)| *known != role);
        self.roles.push((role, value));
    }

    /// The known values of a message's fields and of their members.
    pub(crate) fn known(&self, model: &Model, fields: &[Field]) -> Known {
        let known = with_members(fields).filter_map(|(path, field)| Some((path, self.value(model, field)?)));
        Known { values: known.collect(), id: self.id.clone(), ..Known::default() }
    }

    fn value(&self, model: &Model, field: &Field) -> Option<String> {
        if let Some((_, value)) = self.roles.iter().find(|(role, _)| Some(*role) == field.role) {
            return Some(value.clone());
        }
        let by_name = || repeated(&self.fields, model, field).cloned();
        match &field.ty {
            Type::Id(IdTarget::Refund) => self.refund_id.clone().or_else(by_name),
            Type::Id(IdTarget::Transaction) if self.subject == Some(Transaction::Refund) => self.refund_id.clone(),
            Type::Id(IdTarget::Order | IdTarget::Transaction) => self.order_id.clone().or_else(by_name),
            Type::Enum(choice) => {
                let enumeration = model.enumerations.get(choice.enumeration)?;
                self.meaning(enumeration).or_else(by_name)
            }
            _ => by_name(),
        }
    }

    /// The value of an enumeration that states the kind or the status of the subject.
    fn meaning(&self, enumeration: &Enumeration) -> Option<String> {
        if enumeration.has_kinds() {
            let mut values = enumeration.values.iter();
            return values.find(|value| value.kind.is_some() && value.kind == self.subject).map(|it| it.wire.clone());
        }
        if enumeration.has_outcomes() {
            let (status, outcome) = match enumeration.outcome_of {
                OutcomeOf::Refund => self.refund.as_ref()?,
                OutcomeOf::Transaction if self.subject == Some(Transaction::Refund) => self.refund.as_ref()?,
                OutcomeOf::Payment | OutcomeOf::Transaction => self.payment.as_ref()?,
            };
            let of_outcome = || enumeration.values.iter().filter(|value| value.outcome == Some(*outcome));
            let named = of_outcome().find(|value| value.wire == *status).or_else(|| of_outcome().next());
            return named.map(|value| value.wire.clone());
        }
        let state = match self.state? {
            ContractState::Pending => "Pending",
            ContractState::Signed => "Signed",
            ContractState::Terminated => "Terminated",
        };
        enumeration.values.iter().find(|value| value.variant == state).map(|value| value.wire.clone())
    }
}

fn owned(fields: &RawFields) -> impl Iterator<Item = (String, String)> {
    fields.iter().map(|(name, value)| (name.to_owned(), value.to_owned()))
}

/// The value of the request field that a field repeats, if it is a value of the field: a field of another message may
/// have the same name and another type.
pub(crate) fn repeated<'v>(values: &'v BTreeMap<String, String>, model: &Model, field: &Field) -> Option<&'v String> {
    let value = values.get(field.echoes.as_ref().unwrap_or(&field.wire))?;
    let fits = match field.ty.kind() {
        Kind::Enum(choice) => {
            let enumeration = model.enumerations.get(choice.enumeration)?;
            enumeration.values.iter().any(|known| known.wire == *value)
        }
        Kind::Cents | Kind::Integer | Kind::Formed(_) => field.ty.accepts(value),
        Kind::Text | Kind::Ip | Kind::Id(_) | Kind::Secret(_) | Kind::Json(_) | Kind::Encoded(_) => true,
        Kind::Object(_) | Kind::RawObject | Kind::Any | Kind::Array(_) => true,
    };
    fits.then_some(value)
}

/// The fields and the members of their objects and arrays, at any depth, with their paths. An inner field follows the
/// outer ones.
pub(crate) fn with_members(fields: &[Field]) -> impl Iterator<Item = (String, &Field)> {
    let mut found: Vec<(String, &Field)> = fields.iter().map(|field| (field.wire.clone(), field)).collect();
    let mut at = 0;
    while let Some((path, field)) = found.get(at) {
        let owner = if matches!(field.ty, Type::Array(_)) { path_of_items(path) } else { path.clone() };
        let members = field.ty.members().map_or(&[][..], |members| &members.fields);
        found.extend(members.iter().map(|member| (path_of_member(&owner, member), member)));
        at += 1;
    }
    found.into_iter()
}

/// The path of the items of an array.
pub(crate) fn path_of_items(array: &str) -> String {
    format!("{array}[]")
}

/// The path of a member of an object.
pub(crate) fn path_of_member(object: &str, member: &Field) -> String {
    format!("{object}.{}", member.wire)
}
