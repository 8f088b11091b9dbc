//! Builds notifications in the format of each family.

use std::borrow::Cow;
use std::sync::atomic::{AtomicBool, AtomicU32};

use iotpay_client::MerchantKey;
use iotpay_client::protocol::JsonObjectWriter;
use iotpay_client::signing::FieldValue;
use iotpay_gen::model::{
    EmptyValues, Enumeration, Family, Field, Notification, NotificationBody, Notifications, Role, Signing, Type, Wire,
};

use super::edit::{NotificationEdit, SignatureEdit};
use super::log::Prepared;
use super::not_sent::{NotSent, Unprepared};
use crate::facts::{Facts, Known};
use crate::ledger::{Contract, Order, Refund};
use crate::names::{CONTRACTS, Names, ORDERS};
use crate::nested;
use crate::signing::sign;
use crate::state::Shared;
use crate::value::value_of;

/// The subject of a notification.
pub(crate) enum Event<'a> {
    Payment(&'a Order),
    Refund(&'a Refund, &'a Order),
    Contract(&'a Contract),
}

/// Builds the notification of an event, with an edit by the test.
pub(crate) fn prepare(shared: &Shared, event: &Event<'_>, edit: &NotificationEdit) -> Result<Prepared, Unprepared> {
    let model = &shared.model;
    let family_id = model.families.iter().position(|family| family.name == event.family());
    let family = family_id.and_then(|id| model.families.get(id)).ok_or(NotSent::NoNotification)?;
    let rules = family.notifications.as_ref().ok_or(NotSent::NoNotification)?;
    let pages = model.pages.iter().filter(|page| Some(page.family) == family_id);
    let names = Names::of(model, family);
    let notification = pages.flat_map(|page| &page.notifications).find(|it| event.matches(shared, names, it));
    let notification = notification.ok_or(NotSent::NoNotification)?;
    let merchant = shared.merchants.get(event.mch_id()).ok_or(NotSent::NoNotification)?;
    let notify_url = event.notify_url(names).ok_or(NotSent::NoNotifyUrl)?;
    let form = event.form(rules);
    let message = Message::new(shared, &merchant.key, family, notification, &form, event, edit)?;
    let (url, content_type, body) = match form {
        // The wallet family appends all fields to the URL; the body is empty.
        Form::Query => {
            (format!("{notify_url}?{}", message.query()), "application/x-www-form-urlencoded", String::new())
        }
        Form::Json { numbers } => (notify_url.to_owned(), "application/json;charset=UTF-8", message.json(numbers)),
    };
    Ok(Prepared {
        id: shared.pending().next_id(),
        subject: event.id().to_owned(),
        url,
        content_type: Cow::Borrowed(content_type),
        body,
        acknowledgement: rules.acknowledgement.clone(),
        is_payment: matches!(event, Event::Payment(_)),
        attempts: AtomicU32::new(0),
        is_acknowledged: AtomicBool::new(false),
    })
}

/// The format of a notification.
enum Form {
    /// Fields in the query of the URL.
    Query,
    /// Fields in a JSON object, with numbers as JSON numbers or as text.
    Json { numbers: bool },
}

impl Event<'_> {
    fn family(&self) -> &str {
        match self {
            Self::Payment(order) => &order.family,
            Self::Refund(refund, _) => &refund.family,
            Self::Contract(contract) => &contract.family,
        }
    }

    /// The id of the order, refund or contract.
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Payment(order) => &order.pay_order_id,
            Self::Refund(refund, _) => &refund.refund_order_id,
            Self::Contract(contract) => &contract.iotpay_contract_id,
        }
    }

    fn mch_id(&self) -> &str {
        match self {
            Self::Payment(order) => &order.mch_id,
            Self::Refund(refund, _) => &refund.mch_id,
            Self::Contract(contract) => &contract.mch_id,
        }
    }

    fn notify_url(&self, names: Names<'_>) -> Option<&str> {
        let sent = match self {
            Self::Refund(Refund { notify_url: Some(url), .. }, _) => return Some(url),
            Self::Payment(order) | Self::Refund(_, order) => &order.fields,
            Self::Contract(contract) => &contract.fields,
        };
        names.with_role(Role::NotifyUrl).find_map(|name| sent.get(name))
    }

    /// Returns `true` if a notification has this subject, based on its fields, since the spec chooses the names of
    /// notifications.
    fn matches(&self, shared: &Shared, names: Names<'_>, notification: &Notification) -> bool {
        let fields = || notification.fields.iter();
        let has_amount = fields().any(|field| matches!(field.ty, Type::Cents));
        let has_order = fields().any(|field| names.references(ORDERS).any(|name| name == field.wire));
        let has_contract = fields().any(|field| names.references(CONTRACTS).any(|name| name == field.wire));
        match self {
            Self::Payment(_) => has_order && has_amount,
            Self::Refund(..) => has_order && has_amount && shared.model.kind_field(&notification.fields).is_some(),
            Self::Contract(_) => has_contract && !has_amount,
        }
    }

    /// The format of the family. If it is undocumented, a contract is sent as JSON with text values, as in the only
    /// sample of the Autodebit pages, and a payment like those of the wallet family, whose fields it has.
    fn form(&self, rules: &Notifications) -> Form {
        match (rules.body, self) {
            (NotificationBody::Any, Self::Contract(_)) => Form::Json { numbers: false },
            (NotificationBody::Form | NotificationBody::Any, _) => Form::Query,
            (NotificationBody::Json, _) => Form::Json { numbers: true },
        }
    }

    fn facts(&self, names: Names<'_>) -> Facts {
        match self {
            Self::Payment(order) => Facts::of_order(order),
            Self::Refund(refund, order) => Facts::of_refund(names, refund, order),
            Self::Contract(contract) => Facts::of_contract(names, contract),
        }
    }
}

/// The fields of a notification in the order of the page, and its signature.
struct Message<'a> {
    fields: Vec<(&'a Field, Value)>,
    rule: &'a Signing,
    /// The signature; `None` if the edit removes it.
    sign: Option<String>,
}

impl<'a> Message<'a> {
    fn new(
        shared: &'a Shared,
        key: &MerchantKey,
        family: &'a Family,
        notification: &'a Notification,
        form: &Form,
        event: &Event<'_>,
        edit: &NotificationEdit,
    ) -> Result<Self, Unprepared> {
        let rule = shared.model.signing_of(family);
        let mut known = event.facts(Names::of(&shared.model, family)).known(&shared.model, &notification.fields);
        if let Some((field, browser)) = &notification.browser_marker {
            // Not the value of a browser return.
            let other = enumeration(shared, notification, field).into_iter().flat_map(|it| &it.values);
            let other = other.map(|value| &value.wire).find(|wire| *wire != browser);
            known.values.insert(field.clone(), other.cloned().unwrap_or_default());
        }
        let mut fields: Vec<_> = notification.fields.iter().map(|field| (field, Value::of(field, &known))).collect();
        for (name, value) in &edit.fields {
            let edited = fields.iter_mut().find(|(field, _)| field.wire == *name).ok_or(Unprepared::UnknownField)?;
            edited.1 = Value::Plain(value.clone());
        }
        let signed = fields.iter().map(|(field, value)| (field.wire.as_str(), value));
        let signed: Vec<_> =
            signed.filter_map(|(name, value)| Some((name, value.signed_text(rule, name, form)?))).collect();
        let signed = signed.iter().map(|(name, text)| (*name, FieldValue::Text(text)));
        let sign = match edit.signature {
            SignatureEdit::Correct => Some(sign(rule, key, signed).to_string()),
            // The signature of another message: it has the right form.
            SignatureEdit::Wrong => Some(sign(rule, key, [("", FieldValue::Text("wrong"))]).to_string()),
            SignatureEdit::Missing => None,
        };
        Ok(Self { fields, rule, sign })
    }

    /// All fields, including empty ones.
    fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (field, value) in &self.fields {
            query.append_pair(&field.wire, value.text());
        }
        query.extend_pairs(self.sign.iter().map(|sign| (&self.rule.field, sign))).finish()
    }

    fn json(&self, numbers: bool) -> String {
        let mut object = JsonObjectWriter::new();
        let is_sent = |value: &str| !value.is_empty() || self.rule.empty_values.value == EmptyValues::Signed;
        for (field, value) in &self.fields {
            match value {
                Value::Nested(json) => object.raw_member(&field.wire, json),
                Value::Plain(text) if is_sent(text) => {
                    let value = match (field.ty.wire(), text.parse(), text.parse()) {
                        (Wire::Integer, Ok(number), _) if numbers => FieldValue::Integer(number),
                        (Wire::Boolean, _, Ok(boolean)) => FieldValue::Boolean(boolean),
                        _ => FieldValue::Text(text),
                    };
                    object.member(&field.wire, value);
                }
                Value::Plain(_) => {}
            }
        }
        if let Some(sign) = &self.sign {
            object.member(&self.rule.field, FieldValue::Text(sign));
        }
        object.finish()
    }
}

/// A value in a notification.
enum Value {
    /// A single value; empty if the sandbox does not know it.
    Plain(String),
    /// An object or an array as JSON. A form contains it as text.
    Nested(String),
}

impl Value {
    fn of(field: &Field, known: &Known) -> Self {
        let is_described = !matches!(field.ty, Type::RawObject | Type::Any);
        match nested::json(field, &field.wire, known).filter(|_| is_described) {
            Some(json) => Self::Nested(json),
            None => Self::Plain(value_of(field, &field.wire, known).unwrap_or_default()),
        }
    }

    /// The text in the string to sign; `None` if the rule does not sign it.
    fn signed_text(&self, rule: &Signing, name: &str, form: &Form) -> Option<Cow<'_, str>> {
        match (self, form) {
            // A form contains objects and arrays as text.
            (Self::Plain(text), _) | (Self::Nested(text), Form::Query) => Some(Cow::Borrowed(text)),
            (Self::Nested(json), Form::Json { .. }) => nested::signed_text(rule, name, json),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Nested(text) => text,
        }
    }
}

/// The enumeration of a field.
fn enumeration<'a>(shared: &'a Shared, notification: &Notification, wire: &str) -> Option<&'a Enumeration> {
    match notification.fields.iter().find(|field| field.wire == wire).map(|field| &field.ty) {
        Some(Type::Enum(choice)) => shared.model.enumerations.get(choice.enumeration),
        _ => None,
    }
}
