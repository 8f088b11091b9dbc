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
        let (rules, added): (Vec<_>, _) = {
            let mut state = self.state();
            if !std::mem::take(&mut state.is_changed) {
                return Ok(());
            }
            (state.rules.iter().map(Counted::saved).collect(), state.added)
        };
        batch.set("faults", &rules)?;
        batch.set("added_faults", &added)
    }

    /// Sets the rules to those of the data file, and the number of rules that were added.
    pub(crate) fn load(&self, rules: Vec<SavedRule>, added: u64) {
        let mut state = self.state();
        state.rules = rules.into_iter().map(Counted::load).collect();
        state.added = added;
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
