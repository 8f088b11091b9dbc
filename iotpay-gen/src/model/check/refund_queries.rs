//! Checks that a query of refunds can identify a refund.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Effect, Endpoint, FamilyId, Field, IdTarget, Model, Type};

pub(super) fn check(model: &Model, sink: &mut Sink) {
    let mut references: HashMap<FamilyId, HashSet<&str>> = HashMap::new();
    for (family, endpoint) in endpoints(model) {
        if matches!(endpoint.effect, Effect::RefundOrder | Effect::VoidOrder) {
            references.entry(family).or_default().extend(endpoint.reference.as_deref());
        }
    }
    for (family, endpoint) in endpoints(model).filter(|(_, it)| it.effect == Effect::QueryRefund) {
        let is_reference = |wire: &str| references.get(&family).is_some_and(|known| known.contains(wire));
        let identifies = |field: &Field| {
            matches!(field.ty, Type::Id(IdTarget::Refund | IdTarget::Transaction)) || is_reference(&field.wire)
        };
        if endpoint.operations.iter().all(|operation| operation.request.iter().any(identifies)) {
            continue;
        }
        let message = format!("`{}` accepts neither a refund id nor the merchant reference of a refund", endpoint.name);
        sink.push(Diagnostic::new(Code::InapplicableRule, endpoint.span, message, "cannot find a refund").help(
            "add `identifies: refund` to the rule of the field with the refund id, or write `effect: other_query`",
        ));
    }
}

fn endpoints(model: &Model) -> impl Iterator<Item = (FamilyId, &Endpoint)> {
    model.pages.iter().flat_map(|page| page.endpoints.iter().map(move |endpoint| (page.family, endpoint)))
}
