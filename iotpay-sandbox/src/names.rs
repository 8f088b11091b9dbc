//! The names of fields with a meaning, which the spec of a family decides.

use iotpay_gen::model::{Effect, Endpoint, Family, Model, Role, Type};

/// The effects that create an order.
pub(crate) const ORDERS: &[Effect] = &[Effect::CreateOrder, Effect::Charge, Effect::Debit];
/// The effects that create a refund.
pub(crate) const REFUNDS: &[Effect] = &[Effect::RefundOrder, Effect::VoidOrder];
/// The effects that create a card.
pub(crate) const CARDS: &[Effect] = &[Effect::AddCard];
/// The effects that create a contract.
pub(crate) const CONTRACTS: &[Effect] = &[Effect::SignContract];

/// The names that a family's endpoints give to fields with a meaning.
#[derive(Clone, Copy)]
pub(crate) struct Names<'m> {
    model: &'m Model,
    family: &'m str,
}

impl<'m> Names<'m> {
    pub(crate) fn of(model: &'m Model, family: &'m Family) -> Self {
        Self { model, family: &family.name }
    }

    /// The endpoints of the family.
    pub(crate) fn endpoints(self) -> impl Iterator<Item = &'m Endpoint> {
        let is_own = move |at: usize| self.model.families.get(at).is_some_and(|family| family.name == self.family);
        self.model.pages.iter().filter(move |page| is_own(page.family)).flat_map(|page| &page.endpoints)
    }

    /// The fields with the merchant reference of what these effects create.
    pub(crate) fn references(self, effects: &'static [Effect]) -> impl Iterator<Item = &'m str> {
        self.endpoints().filter(|it| effects.contains(&it.effect)).filter_map(|endpoint| endpoint.reference.as_deref())
    }

    /// The fields with the amount in the requests of these effects.
    pub(crate) fn amounts(self, effects: &'static [Effect]) -> impl Iterator<Item = &'m str> {
        let operations = self.endpoints().filter(|it| effects.contains(&it.effect)).flat_map(|it| &it.operations);
        let fields = operations.flat_map(|operation| &operation.request);
        fields.filter(|field| matches!(field.ty, Type::Cents)).map(|field| field.wire.as_str())
    }

    /// The request fields with a role.
    pub(crate) fn with_role(self, role: Role) -> impl Iterator<Item = &'m str> {
        let operations = self.endpoints().flat_map(|it| &it.operations);
        let fields = operations.flat_map(|operation| &operation.request);
        fields.filter(move |field| field.role == Some(role)).map(|field| field.wire.as_str())
    }
}
