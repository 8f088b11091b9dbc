//! Whether the endpoint and the channel of a rule exist.

use std::collections::BTreeSet;

use iotpay_gen::model::{Endpoint, Model};

use super::invalid::InvalidRule;
use super::rule::FaultRule;
use crate::nearest::nearest;

impl FaultRule {
    /// Checks that the spec has the endpoint and the channel: a rule that never matches would hide a typo.
    pub(crate) fn check_names(&self, model: &Model) -> Result<(), InvalidRule> {
        let endpoints = || model.pages.iter().flat_map(|page| &page.endpoints).filter(|it| !it.operations.is_empty());
        let owned = |name: Option<&str>| name.map(str::to_owned);
        if let Some(name) = &self.endpoint {
            let known: BTreeSet<_> = endpoints().map(|endpoint| endpoint.path.as_str()).collect();
            if !known.contains(name.as_str()) {
                return Err(InvalidRule::Endpoint { name: name.clone(), nearest: owned(nearest(name, known)) });
            }
        }
        if let Some(name) = &self.channel {
            let is_meant = |endpoint: &&Endpoint| self.endpoint.as_ref().is_none_or(|path| *path == endpoint.path);
            let operations = endpoints().filter(is_meant).flat_map(|endpoint| &endpoint.operations);
            let known: BTreeSet<_> = operations.filter_map(|operation| operation.channel.as_deref()).collect();
            if !known.contains(name.as_str()) {
                return Err(InvalidRule::Channel { name: name.clone(), nearest: owned(nearest(name, known)) });
            }
        }
        Ok(())
    }
}
