//! Faults: what can go wrong between the merchant and the gateway, before or after a request takes effect.

mod apply;
mod magic;
mod rule;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) use self::apply::{json, respond};
pub use self::rule::{Fault, FaultRule, ParseFaultError, Timing};
pub(crate) use self::rule::{Injected, RequestFacts};

/// The rules, and the random numbers of those with a probability.
#[derive(Debug)]
pub(crate) struct Faults {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    rules: Vec<Counted>,
    seed: u64,
}

/// A rule, the number of requests that it has matched, and its random numbers.
#[derive(Debug, Clone)]
struct Counted {
    rule: FaultRule,
    matched: u64,
    random: fastrand::Rng,
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: Mutex::new(State { rules: Vec::new(), seed }) }
    }

    /// Adds a rule, which earlier rules precede.
    pub(crate) fn add(&self, rule: FaultRule) {
        let mut state = self.state();
        // Each rule has its own random numbers, so that rules do not affect each other.
        let random = fastrand::Rng::with_seed(state.seed.wrapping_add(state.rules.len() as u64));
        state.rules.push(Counted { rule, matched: 0, random });
    }

    pub(crate) fn rules(&self) -> Vec<FaultRule> {
        self.state().rules.iter().map(|counted| counted.rule.clone()).collect()
    }

    /// Removes the rule at a position.
    pub(crate) fn remove(&self, at: usize) -> Option<FaultRule> {
        let rules = &mut self.state().rules;
        (at < rules.len()).then(|| rules.remove(at).rule)
    }

    pub(crate) fn clear(&self) {
        self.state().rules.clear();
    }

    /// Returns the fault of a request: that of its merchant reference, or of the first rule that applies.
    pub(crate) fn pick(&self, request: &RequestFacts<'_>) -> Option<Injected> {
        // Not for a query or a refund of the order, which would never succeed.
        if let Some(injected) = request.created.and_then(magic::of_reference) {
            return Some(injected);
        }
        let rules = &mut self.state().rules;
        // Every rule counts and draws for each request that it matches.
        let picked: Vec<_> = rules.iter_mut().filter_map(|counted| counted.pick(request)).collect();
        picked.into_iter().next()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change is complete in itself, so a poisoned lock can be used.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counted {
    fn pick(&mut self, request: &RequestFacts<'_>) -> Option<Injected> {
        if !self.rule.matches(request) {
            return None;
        }
        self.matched += 1;
        let is_drawn = self.rule.probability.is_none_or(|probability| self.random.f64() < probability);
        let is_counted = self.rule.nth.is_none_or(|nth| nth == self.matched);
        (is_drawn && is_counted).then_some(Injected { fault: self.rule.fault, timing: self.rule.timing })
    }
}
