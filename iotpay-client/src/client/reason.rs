//! Recognizes why a request was rejected, by the texts that the spec records.

use crate::incoming::Fields;
use crate::rejection::{Comparison, RejectionReason, RejectionRule};

/// The reason that a response gives; the most cautious one where texts of several match.
pub(super) fn reason(rules: &[RejectionRule], fields: &Fields) -> RejectionReason {
    let mut found = RejectionReason::Undocumented;
    for rule in rules.iter().filter(|rule| recognizes(rule, fields)) {
        if caution(rule.reason) > caution(found) {
            found = rule.reason;
        }
    }
    found
}

/// Where a response contradicts itself, what leaves more open is true.
fn caution(reason: RejectionReason) -> u8 {
    match reason {
        RejectionReason::GatewayError => 3,
        RejectionReason::ReferenceUsed => 2,
        RejectionReason::Undocumented => 0,
        _ => 1,
    }
}

fn recognizes(rule: &RejectionRule, fields: &Fields) -> bool {
    rule.fields.iter().any(|name| {
        let text = fields.read::<Option<String>>(name, &[]).ok().flatten();
        text.is_some_and(|text| rule.texts.iter().any(|known| matches(rule.comparison, known, text.trim())))
    })
}

fn matches(comparison: Comparison, known: &str, text: &str) -> bool {
    match comparison {
        Comparison::Exact => text == known,
        Comparison::IgnoreCase => text.eq_ignore_ascii_case(known),
        Comparison::Prefix => text.starts_with(known),
    }
}
