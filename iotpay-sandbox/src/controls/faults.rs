//! Faults.

use crate::faults::{FaultRule, InvalidRule};
use crate::gateway::Gateway;

/// Faults.
impl Gateway {
    /// Adds a rule for faults. If several rules apply to a request, the earliest is used.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidRule`] if a status, a delay, a number or a probability is outside its range, or if the spec has no
    /// such endpoint or channel.
    pub fn inject(&self, rule: FaultRule) -> Result<(), InvalidRule> {
        rule.check_names(&self.shared.model)?;
        self.shared.faults.add(rule)
    }

    /// Returns the rules for faults, in the order in which they were added.
    pub fn fault_rules(&self) -> Vec<FaultRule> {
        self.shared.faults.rules()
    }

    /// Removes the rule at a position in [`fault_rules`](Self::fault_rules), from 0, and returns it; `None` if there is
    /// no such rule.
    pub fn remove_fault(&self, at: usize) -> Option<FaultRule> {
        self.shared.faults.remove(at)
    }

    /// Removes all rules for faults.
    pub fn clear_faults(&self) {
        self.shared.faults.clear();
    }
}
