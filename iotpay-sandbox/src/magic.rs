//! Magic values: merchant references and amounts that name a fault or the outcome of a charge, so that a test needs no
//! control of the sandbox. The README lists them in one table.

use std::time::Duration;

use crate::faults::{Fault, Injected, Timing};
use crate::ledger::ChargeOutcome;

/// The faults that amounts name. Amounts are part of the interface: their order never changes.
const FAULTS: &[Fault] = &[
    Fault::Delay(Duration::from_secs(3)),
    Fault::Reset,
    Fault::Timeout,
    Fault::Status(500),
    Fault::Status(503),
    Fault::Maintenance,
    Fault::Empty,
    Fault::NotJson,
    Fault::Truncated,
    Fault::WrongSignature,
    Fault::MissingSignature,
    Fault::UnknownField,
    Fault::UnknownValue,
    Fault::NumbersAsText,
];

/// The outcomes of charges, in the order of their amounts.
const OUTCOMES: &[(&str, ChargeOutcome)] = &[
    ("pending", ChargeOutcome::Pending),
    ("failed", ChargeOutcome::Failed),
    ("rejected", ChargeOutcome::Rejected),
    ("gateway-error", ChargeOutcome::GatewayError),
];

/// The amounts before the first one that names a fault or an outcome, in cents.
const BEFORE: i64 = 4_710_000;
const AFTER: i64 = 4_720_000;
const CHARGES: i64 = 4_730_000;

/// Returns the fault that a new merchant reference or the amount of a new order names.
pub(crate) fn fault(reference: Option<&str>, amount: Option<i64>) -> Option<Injected> {
    let of_amount = |amount| {
        let timed = |first, timing| nth(FAULTS, amount, first).map(|fault| Injected { fault: *fault, timing });
        timed(BEFORE, Timing::Before).or_else(|| timed(AFTER, Timing::After))
    };
    reference.and_then(fault_of_reference).or_else(|| amount.and_then(of_amount))
}

/// The fault in a merchant reference such as `fault-reset-after-1`.
fn fault_of_reference(reference: &str) -> Option<Injected> {
    let rest = reference.strip_prefix("fault-")?;
    let timed = |word: &str, timing| rest.split_once(word).map(|(fault, _)| (fault, timing));
    let (fault, timing) = timed("-before", Timing::Before).or_else(|| timed("-after", Timing::After))?;
    Some(Injected { fault: fault.parse().ok()?, timing })
}

/// Returns the outcome that the merchant reference or the amount of a charge names.
pub(crate) fn outcome(reference: &str, amount: i64) -> Option<ChargeOutcome> {
    let named = reference.strip_prefix("charge-");
    let named = named.and_then(|rest| OUTCOMES.iter().find(|(name, _)| rest.starts_with(name)));
    named.or_else(|| nth(OUTCOMES, amount, CHARGES)).map(|(_, outcome)| *outcome)
}

/// The item whose number, from 1, an amount has after the amounts before the first one.
fn nth<T>(items: &[T], amount: i64, first: i64) -> Option<&T> {
    items.get(usize::try_from(amount.checked_sub(first)?.checked_sub(1)?).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_name_faults() {
        for (reference, named, timing) in [
            ("fault-reset-after-1", Fault::Reset, Timing::After),
            ("fault-status-503-before-20261128", Fault::Status(503), Timing::Before),
            ("fault-numbers-as-text-after", Fault::NumbersAsText, Timing::After),
        ] {
            assert_eq!(fault(Some(reference), None), Some(Injected { fault: named, timing }), "{reference}");
        }
        for reference in ["", "reset-after", "fault-", "fault-reset", "fault-other-after", "fault-status-99-after"] {
            assert_eq!(fault(Some(reference), None), None, "{reference}");
        }
    }

    #[test]
    fn other_amounts_name_nothing() {
        let last = i64::try_from(FAULTS.len()).unwrap();
        for amount in [i64::MIN, -1, 0, 1, BEFORE, BEFORE + last + 1, AFTER, CHARGES, CHARGES + 5, i64::MAX] {
            assert_eq!((fault(None, Some(amount)), outcome("m1", amount)), (None, None), "{amount}");
        }
    }

    /// Each line of the table in the README is true, and there is a line for each magic value.
    #[test]
    fn the_readme_lists_the_magic_values() {
        let readme = include_str!("../README.md");
        let table = readme.split("\n## Magic values\n").nth(1).unwrap().split("\n## ").next().unwrap();
        let rows: Vec<Vec<&str>> = table
            .lines()
            .filter(|line| line.starts_with("| `"))
            .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
            .collect();
        let mut expected = Vec::new();
        for (number, named) in (1..).zip(FAULTS) {
            for (first, timing) in [(BEFORE, Timing::Before), (AFTER, Timing::After)] {
                expected.push((format!("fault-{named}-{timing}"), first + number));
            }
        }
        expected.extend((1..).zip(OUTCOMES).map(|(number, (name, _))| (format!("charge-{name}"), CHARGES + number)));
        let mut listed = Vec::new();
        for row in rows {
            assert!(row.len() == 3 && !row[2].is_empty(), "{row:?}");
            let (references, amounts) = (row[0], row[1]);
            let references: Vec<_> = references.split(", ").map(|it| it.trim_matches('`').to_owned()).collect();
            let amounts: Vec<i64> = amounts.split(", ").map(|it| it.parse().unwrap()).collect();
            assert_eq!(references.len(), amounts.len(), "{row:?}");
            listed.extend(references.into_iter().zip(amounts));
        }
        assert_eq!(listed, expected);
        for (reference, amount) in listed {
            let of_reference = (fault(Some(&reference), None), outcome(&reference, 1));
            assert_eq!(of_reference, (fault(None, Some(amount)), outcome("m1", amount)), "{reference}");
            assert_ne!(of_reference, (None, None), "{reference}");
        }
    }
}
