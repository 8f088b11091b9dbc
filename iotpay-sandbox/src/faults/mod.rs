//! Faults: what can go wrong between the merchant and the gateway, before or after a request takes effect.

mod apply;
mod invalid;
#[cfg(feature = "data")]
mod kept;
mod names;
mod rule;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) use self::apply::{json, respond};
pub use self::invalid::InvalidRule;
#[cfg(feature = "data")]
pub(crate) use self::kept::SavedRule;
pub use self::rule::{Fault, FaultRule, ParseFaultError, Timing};
pub(crate) use self::rule::{Injected, RequestFacts};

use crate::changes::Changes;

/// The rules, and the random numbers of those with a probability.
#[derive(Debug)]
pub(crate) struct Faults {
    state: Mutex<State>,
    changes: Changes,
}

#[derive(Debug)]
struct State {
    rules: Vec<Counted>,
    seed: u64,
    /// Whether the rules were changed since the changes were taken.
    #[cfg_attr(not(feature = "data"), allow(dead_code))]
    is_changed: bool,
    /// The number of rules that were added, also if they were removed.
    added: u64,
}

/// A rule, the number of requests that it has matched, and its random numbers.
#[derive(Debug, Clone)]
struct Counted {
    rule: FaultRule,
    matched: u64,
    random: fastrand::Rng,
}

impl Faults {
    pub(crate) fn new(seed: u64, changes: Changes) -> Self {
        Self { state: Mutex::new(State { rules: Vec::new(), seed, added: 0, is_changed: false }), changes }
    }

    /// Adds a rule, which earlier rules precede.
    pub(crate) fn add(&self, rule: FaultRule) -> Result<(), InvalidRule> {
        rule.check()?;
        let mut state = self.state();
        // Each rule has its own random numbers, so that rules do not affect each other.
        let random = fastrand::Rng::with_seed(state.seed.wrapping_add(state.added));
        state.added += 1;
        state.rules.push(Counted { rule, matched: 0, random });
        self.mark(&mut state);
        Ok(())
    }

    pub(crate) fn rules(&self) -> Vec<FaultRule> {
        self.state().rules.iter().map(|counted| counted.rule.clone()).collect()
    }

    /// Removes the rule at a position.
    pub(crate) fn remove(&self, at: usize) -> Option<FaultRule> {
        let mut state = self.state();
        if at >= state.rules.len() {
            return None;
        }
        self.mark(&mut state);
        Some(state.rules.remove(at).rule)
    }

    pub(crate) fn clear(&self) {
        let mut state = self.state();
        state.rules.clear();
        state.added = 0;
        self.mark(&mut state);
    }

    /// Returns the fault of an accepted request, by the first rule that applies.
    pub(crate) fn pick(&self, request: &RequestFacts<'_>) -> Option<Injected> {
        let mut state = self.state();
        let has_matches = state.rules.iter().any(|counted| counted.rule.matches(request));
        // Every rule counts and draws for each request that it matches.
        let picked: Vec<_> = state.rules.iter_mut().filter_map(|counted| counted.pick(request)).collect();
        if has_matches {
            self.mark(&mut state);
        }
        picked.into_iter().next()
    }

    fn mark(&self, state: &mut State) {
        state.is_changed = true;
        self.changes.note();
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
