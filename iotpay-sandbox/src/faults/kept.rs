//! The rules in a data file, with the state of their counters and random numbers.

use serde::{Deserialize, Serialize};

use super::{Counted, FaultRule, Faults};
use crate::data::Batch;

/// A rule, as it is stored.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SavedRule {
    rule: FaultRule,
    matched: u64,
    random: u64,
}

impl Faults {
    /// Adds all rules to a batch if one was changed since the last call.
    pub(crate) fn take_changes(&self, batch: &mut Batch) -> serde_json::Result<()> {
        let rules: Vec<_> = {
            let mut state = self.state();
            if !std::mem::take(&mut state.is_changed) {
                return Ok(());
            }
            state.rules.iter().map(Counted::saved).collect()
        };
        batch.set("faults", &rules)
    }

    /// Sets the rules to those of the data file.
    pub(crate) fn load(&self, rules: Vec<SavedRule>) {
        let mut state = self.state();
        state.rules = rules.into_iter().map(Counted::load).collect();
        state.added = state.rules.len() as u64;
    }
}

impl Counted {
    fn saved(&self) -> SavedRule {
        let Self { rule, matched, random } = self;
        SavedRule { rule: rule.clone(), matched: *matched, random: random.get_seed() }
    }

    fn load(saved: SavedRule) -> Self {
        let SavedRule { rule, matched, random } = saved;
        Self { rule, matched, random: fastrand::Rng::with_seed(random) }
    }
}
