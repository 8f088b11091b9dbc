//! Tests that every implementation of [`Inbox`] must pass (feature `test-util`).
//!
//! ```
//! use iotpay_client::inbox::{MemoryInbox, contract};
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! // Your implementation: an empty inbox for each rule.
//! contract::check_all(|| async { MemoryInbox::new() }).await.unwrap();
//! # });
//! ```
//!
//! [`contract_tests!`](crate::contract_tests) writes a test for each rule.

mod checked;
mod claims;
mod completion;
mod pause;
mod races;
mod recording;
mod samples;

use super::Inbox;
use crate::journal::contract::ContractError;
use checked::Checked;

macro_rules! rules {
    ($($module:ident: $($rule:ident)*;)*) => {
        /// The names of the rules. A rule is a sentence without spaces.
        ///
        /// ```
        /// use iotpay_client::inbox::contract::RULES;
        ///
        /// assert!(RULES.contains(&"an_event_is_new_once"));
        /// ```
        pub const RULES: &[&str] = &[$($(stringify!($rule)),*),*];

        async fn result<I: Inbox>(rule: &str, inbox: &I) -> Checked {
            match rule {
                $($(stringify!($rule) => $module::$rule(inbox).await,)*)*
                _ => Err(format!("unknown rule; expected one of {}", RULES.join(", "))),
            }
        }
    };
}

rules! {
    recording:
        an_event_is_new_once
        a_key_is_unique_in_all_of_its_parts
        an_event_is_returned_as_it_was_recorded
        other_values_are_a_conflict
        the_status_counts_events_that_are_not_handled;
    claims:
        a_claimed_event_is_not_offered
        an_expired_lease_allows_another_claim
        due_events_come_in_the_order_in_which_they_became_due
        a_released_event_is_offered_after_its_pause
        only_the_holder_releases_a_claim
        a_new_event_is_recorded_and_claimed_at_once
        a_known_event_is_claimed_unless_it_differs;
    completion:
        a_completed_event_is_handled
        a_dropped_transaction_completes_nothing
        a_replaced_claim_cannot_complete
        a_released_claim_cannot_complete
        one_transaction_completes_several_events
        an_event_is_completed_once
        a_handled_payment_outranks_its_failure;
    races:
        one_of_several_records_is_new
        one_of_several_records_also_claims
        one_of_several_claims_succeeds
        each_due_event_is_claimed_once
        one_of_several_completions_is_committed
        a_duplicate_during_completion_is_not_handled_again;
}

/// Tests an implementation of [`Inbox`] with all rules. `new` returns an empty inbox for each rule, which nothing else
/// uses. The test takes a few seconds, because it waits until leases have expired.
///
/// ```
/// use iotpay_client::inbox::{MemoryInbox, contract};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let result = contract::check_all(async || MemoryInbox::new()).await;
/// for rule in result.err().iter().flat_map(|error| error.broken_rules()) {
///     panic!("{rule}");
/// }
/// # });
/// ```
///
/// # Errors
///
/// Returns [`ContractError`] with all broken rules.
pub async fn check_all<I: Inbox, F: Future<Output = I>>(new: impl Fn() -> F) -> Result<(), ContractError> {
    let mut results = Vec::new();
    for rule in RULES {
        results.push((*rule, result(rule, &new().await).await));
    }
    ContractError::from_results(results)
}

/// Tests an implementation of [`Inbox`] with one of the [`RULES`]. The inbox must be empty, and nothing else may use it.
///
/// ```
/// use iotpay_client::inbox::{MemoryInbox, contract};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// // One rule, while you work on it:
/// contract::check_rule("an_event_is_new_once", &MemoryInbox::new()).await.unwrap();
/// # });
/// ```
///
/// # Errors
///
/// Returns [`ContractError`] if the implementation breaks the rule, or if no rule has this name.
pub async fn check_rule<I: Inbox>(rule: &str, inbox: &I) -> Result<(), ContractError> {
    ContractError::from_results([(rule, result(rule, inbox).await)])
}

#[cfg(test)]
mod tests;
