//! Faults that a merchant reference names, so that a test needs no control of the sandbox.

use super::rule::{Injected, Timing};

/// The beginning of a merchant reference that names a fault: `fault-reset-after-1`.
const PREFIX: &str = "fault-";

/// Returns the fault that a merchant reference names.
pub(super) fn of_reference(reference: &str) -> Option<Injected> {
    let rest = reference.strip_prefix(PREFIX)?;
    let timed = |word: &str, timing| rest.split_once(word).map(|(fault, _)| (fault, timing));
    let (fault, timing) = timed("-before", Timing::Before).or_else(|| timed("-after", Timing::After))?;
    Some(Injected { fault: fault.parse().ok()?, timing })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::Fault;

    #[test]
    fn references_name_faults() {
        for (reference, fault, timing) in [
            ("fault-reset-after-1", Fault::Reset, Timing::After),
            ("fault-status-503-before-20261128", Fault::Status(503), Timing::Before),
            ("fault-numbers-as-text-after", Fault::NumbersAsText, Timing::After),
        ] {
            assert_eq!(of_reference(reference), Some(Injected { fault, timing }), "{reference}");
        }
        for reference in ["", "reset-after", "fault-", "fault-reset", "fault-other-after", "fault-status-99-after"] {
            assert_eq!(of_reference(reference), None, "{reference}");
        }
    }
}
