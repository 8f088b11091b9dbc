//! Writes the tests of the contracts.

/// Writes the tests that every [inbox](crate::inbox::contract) or every [journal](crate::journal::contract) must pass
/// (feature `test-util`).
///
/// The argument is an expression that is a future of the inbox or the journal. It is evaluated in each test, and must
/// return an empty inbox each time, which nothing else uses. The tests use `#[tokio::test]`, so the crate needs Tokio with
/// its features `macros` and `rt`. Call the macro in a module of its own: it writes functions with the names of the
/// rules.
///
/// ```
/// mod inbox {
///     use iotpay_client::inbox::MemoryInbox;
///
///     async fn new_inbox() -> MemoryInbox {
///         MemoryInbox::new()
///     }
///
///     iotpay_client::contract_tests!(inbox = new_inbox());
/// }
///
/// mod journal {
///     use iotpay_client::journal::MemoryJournal;
///
///     iotpay_client::contract_tests!(journal = async { MemoryJournal::new() });
/// }
/// ```
#[macro_export]
macro_rules! contract_tests {
    (journal = $new:expr) => {
        #[::tokio::test]
        async fn the_journal_keeps_its_contract() {
            let journal = $new.await;
            if let ::core::result::Result::Err(error) = $crate::journal::contract::check(&journal).await {
                ::core::panic!("{error}");
            }
        }
    };
    (inbox = $new:expr) => {
        $crate::contract_tests! {
            inbox = $new =>
            an_event_is_new_once
            a_key_is_unique_in_all_of_its_parts
            an_event_is_returned_as_it_was_recorded
            other_values_are_a_conflict
            the_status_counts_events_that_are_not_handled
            a_claimed_event_is_not_offered
            an_expired_lease_allows_another_claim
            due_events_come_in_the_order_in_which_they_became_due
            a_released_event_is_offered_after_its_pause
            only_the_holder_releases_a_claim
            a_new_event_is_recorded_and_claimed_at_once
            a_known_event_is_claimed_unless_it_differs
            a_completed_event_is_handled
            a_dropped_transaction_completes_nothing
            a_replaced_claim_cannot_complete
            a_released_claim_cannot_complete
            one_transaction_completes_several_events
            an_event_is_completed_once
            a_handled_payment_outranks_its_failure
            one_of_several_records_is_new
            one_of_several_records_also_claims
            one_of_several_claims_succeeds
            each_due_event_is_claimed_once
            one_of_several_completions_is_committed
            a_duplicate_during_completion_is_not_handled_again
        }
    };
    (inbox = $new:expr => $($rule:ident)*) => {
        #[test]
        fn every_rule_has_a_test() {
            assert_eq!([$(::core::stringify!($rule)),*], $crate::inbox::contract::RULES);
        }

        $(
            #[::tokio::test]
            async fn $rule() {
                let inbox = $new.await;
                let result = $crate::inbox::contract::check_rule(::core::stringify!($rule), &inbox).await;
                if let ::core::result::Result::Err(error) = result {
                    ::core::panic!("{error}");
                }
            }
        )*
    };
}
