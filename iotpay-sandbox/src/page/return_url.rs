//! The way back to the shop, after the customer has paid.

use iotpay_gen::model::{Model, Notification, Outcome, Role, Type};
use url::Url;

use crate::facts::{Facts, with_members};
use crate::ledger::{Card, Order};
use crate::names::Names;

/// Returns the URL at which the customer's browser returns to the shop, with the unsigned fields that the spec documents
/// for it; `None` if the request has no such URL.
pub(super) fn of_order(model: &Model, order: &Order) -> Option<String> {
    let family_id = model.families.iter().position(|family| family.name == order.family)?;
    let family = model.families.get(family_id)?;
    let requests = Names::of(model, family).endpoints().flat_map(|endpoint| &endpoint.operations);
    let mut fields = requests.flat_map(|operation| &operation.request);
    // The only other URL in a request is that for notifications.
    let url = fields.find_map(|field| {
        let is_return = matches!(field.ty, Type::Url { .. }) && field.role != Some(Role::NotifyUrl);
        order.fields.get(&field.wire).filter(|_| is_return)
    })?;
    let mut url = web_url(url)?;
    if let Some(browser_return) = browser_returns(model, family_id).find(|it| is_about_order(model, it)) {
        let known = Facts::of_order(order).known(model, &browser_return.fields);
        let is_paid = order.outcome() == Outcome::Success;
        let mut query = url.query_pairs_mut();
        for (path, field) in with_members(&browser_return.fields) {
            if field.wire == family.envelope.code {
                query.append_pair(&field.wire, if is_paid { "SUCCESS" } else { "FAIL" });
            } else if let Some(value) = known.values.get(&path) {
                query.append_pair(&field.wire, value);
            }
        }
        drop(query);
    }
    Some(url.into())
}

/// Returns the URL at which the customer returns to the shop after storing a card, with the documented unsigned fields
/// that the sandbox knows; `None` if the request has no such URL.
pub(super) fn of_card(model: &Model, card: &Card) -> Option<String> {
    let family_id = model.families.iter().position(|family| family.name == card.family)?;
    let family = model.families.get(family_id)?;
    let mut url = web_url(card.return_url.as_deref()?)?;
    if let Some(browser_return) = browser_returns(model, family_id).find(|it| !is_about_order(model, it)) {
        let mut query = url.query_pairs_mut();
        for field in browser_return.fields.iter().filter(|field| field.wire == family.envelope.code) {
            query.append_pair(&field.wire, "SUCCESS");
        }
    }
    Some(url.into())
}

/// A link with another scheme could run a script.
fn web_url(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| ["http", "https"].contains(&url.scheme()))
}

fn browser_returns(model: &Model, family_id: usize) -> impl Iterator<Item = &Notification> {
    model.pages.iter().filter(move |page| page.family == family_id).flat_map(|page| &page.browser_returns)
}

/// Only the status of an order is an enumeration.
fn is_about_order(model: &Model, browser_return: &Notification) -> bool {
    browser_return.fields.iter().any(|field| model.enumeration_of(field).is_some())
}
