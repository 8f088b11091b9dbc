//! The way back to the shop, after the customer has paid.

use iotpay_gen::model::{Model, Notification, Outcome, Role, Type};
use url::Url;

use crate::facts::{Facts, with_members};
use crate::ledger::Order;
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
    let mut url = Url::parse(url).ok().filter(|url| ["http", "https"].contains(&url.scheme()))?;
    let pages = model.pages.iter().filter(|page| page.family == family_id);
    let about_orders = |it: &&Notification| it.fields.iter().any(|field| model.enumeration_of(field).is_some());
    if let Some(browser_return) = pages.flat_map(|page| &page.browser_returns).find(about_orders) {
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
