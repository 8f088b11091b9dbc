//! The rules of resolutions, for any sequence of responses.
#![allow(clippy::panic)]

use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use super::machine::{Evidence, Machine, Plan, Step};
use super::{OrderState, Resolution, ResolvePolicy, StillUnknownReason, WaitPolicy};
use crate::incoming::{Fields, RawText, ReceivedMessage};
use crate::outcome::{PaymentOutcome, RefundOutcome, Transaction};
use crate::signing::Verification;

const MARGIN: Duration = Duration::from_secs(2);
/// The time after which the request cannot arrive any longer: 5 seconds and the margin.
const ABSENT: Duration = Duration::from_secs(7);

fn policy() -> ResolvePolicy {
    ResolvePolicy::new().margin(MARGIN)
}

fn state(transaction: Transaction) -> Evidence {
    let received = ReceivedMessage {
        fields: Fields::from_json("{}").unwrap(),
        verification: Verification::Unsigned,
        key: None,
        raw: RawText::new("{}", &Fields::default()),
    };
    let (status, id, amount, currency) = (None, None, None, None);
    Evidence::State(Box::new(OrderState { transaction, status, id, amount, currency, received }))
}

fn pending() -> Evidence {
    state(Transaction::Payment(PaymentOutcome::Pending))
}

/// One query: how long it takes, and its result.
type Query = (Duration, Evidence);

/// Runs the machine, and returns the resolution with the time at which the last query was sent, and the time of the
/// end.
fn run(plan: Plan, queries: impl IntoIterator<Item = Query>) -> (Resolution, Duration, Duration) {
    let (resolution, asked, now) = run_and_log(plan, queries);
    (resolution, asked.last().map_or(Duration::ZERO, |(sent, _)| *sent), now)
}

/// Runs the machine, and returns the resolution with the time at which each query was sent and what it found, and the
/// time of the end.
fn run_and_log(
    plan: Plan,
    queries: impl IntoIterator<Item = Query>,
) -> (Resolution, Vec<(Duration, &'static str)>, Duration) {
    let mut asked = Vec::new();
    let mut queries = queries.into_iter();
    let mut machine = Machine::new(plan, SystemTime::UNIX_EPOCH);
    let (mut step, mut now) = (machine.start(), Duration::ZERO);
    loop {
        let (pause, timeout) = match step {
            Step::Done(resolution) => return (resolution, asked, now),
            Step::Query { pause, timeout } => (pause, timeout),
        };
        let sent = now + pause;
        let (took, evidence) = queries.next().unwrap_or((Duration::ZERO, Evidence::Nothing(None)));
        // The client stops waiting.
        let evidence = if took > timeout { Evidence::Nothing(None) } else { evidence };
        let found = match &evidence {
            Evidence::State(_) => "State",
            Evidence::NoSuchOrder => "NoSuchOrder",
            Evidence::Nothing(_) => "Nothing",
        };
        asked.push((sent, found));
        now = sent + took.min(timeout);
        step = machine.next(sent, now, evidence, 0.5);
    }
}

fn of_request(queries: impl IntoIterator<Item = Query>) -> (Resolution, Duration, Duration) {
    run(Plan::of_resolution(&policy(), Some(ABSENT)), queries)
}

fn at_once(evidence: Evidence) -> Query {
    (Duration::ZERO, evidence)
}

#[track_caller]
fn assert_still_unknown(resolution: &Resolution, expected: &str) {
    match resolution {
        Resolution::StillUnknown { reason, .. } => assert_eq!(format!("{reason:?}"), expected),
        other => panic!("{other:?}"),
    }
}

#[test]
fn final_state_settles_at_once() {
    for transaction in [
        Transaction::Payment(PaymentOutcome::Success),
        Transaction::Payment(PaymentOutcome::Failed),
        Transaction::Refund(RefundOutcome::Refunded),
        Transaction::Refund(RefundOutcome::Failed),
    ] {
        let (resolution, ..) = of_request([at_once(pending()), at_once(state(transaction))]);
        let Resolution::Settled(settled) = resolution else { panic!("{resolution:?}") };
        assert_eq!(settled.transaction, transaction);
    }
}

#[test]
fn absence_counts_only_after_the_request_is_over() {
    let (resolution, sent, _) = of_request((0..99).map(|_| at_once(Evidence::NoSuchOrder)));
    assert!(matches!(resolution, Resolution::NeverArrived), "{resolution:?}");
    assert!(sent >= ABSENT + MARGIN, "{sent:?}");
}

/// Two early responses and a late one are one confirmation.
#[test]
fn early_absence_is_no_confirmation() {
    let absent = || at_once(Evidence::NoSuchOrder);
    let (resolution, sent, _) = of_request([absent(), absent(), absent(), absent(), absent()]);
    assert!(sent >= ABSENT, "{sent:?}");
    assert_still_unknown(&resolution, "NotFound");
}

/// Three responses within a moment may come from the same outdated replica.
#[test]
fn confirmations_are_spread_over_the_margin() {
    let pause = Duration::from_millis(1);
    let quick = policy().first_pause(pause).longest_pause(pause);
    let (resolution, sent, _) =
        run(Plan::of_resolution(&quick, Some(Duration::ZERO)), (0..999).map(|_| at_once(Evidence::NoSuchOrder)));
    assert!(matches!(resolution, Resolution::NeverArrived), "{resolution:?}");
    assert!(sent >= MARGIN && sent < MARGIN * 2, "{sent:?}");
}

#[test]
fn hopeless_resolutions_stop_at_once() {
    for absent_after in [None, Some(Duration::from_secs(60))] {
        let plan = Plan::of_resolution(&policy(), absent_after).stop_when_hopeless();
        let (resolution, sent, _) = run(plan, (0..99).map(|_| at_once(Evidence::NoSuchOrder)));
        assert_still_unknown(&resolution, "NotFound");
        assert_eq!(sent, Duration::ZERO);
    }
    let plan = Plan::of_resolution(&policy(), Some(ABSENT)).stop_when_hopeless();
    let (resolution, ..) = run(plan, (0..99).map(|_| at_once(Evidence::NoSuchOrder)));
    assert!(matches!(resolution, Resolution::NeverArrived), "{resolution:?}");
}

#[test]
fn absence_counts_only_if_it_is_repeated() {
    let junk = || at_once(Evidence::Nothing(None));
    // Late, but only twice.
    let mut queries: Vec<_> = (0..7).map(|_| junk()).collect();
    queries.extend([at_once(Evidence::NoSuchOrder), at_once(Evidence::NoSuchOrder)]);
    assert_still_unknown(&of_request(queries).0, "NotFound");
}

#[test]
fn a_query_that_was_sent_early_proves_nothing_even_if_it_ends_late() {
    let slow = || (Duration::from_secs(6), Evidence::NoSuchOrder);
    let plan = Plan::of_resolution(&policy().time_limit(Duration::from_secs(19)), Some(Duration::from_secs(11)));
    assert_still_unknown(&run(plan, [slow(), slow(), slow()]).0, "NotFound");
}

#[test]
fn order_that_was_seen_once_is_never_absent() {
    let mut queries = vec![at_once(Evidence::NoSuchOrder), at_once(state(Transaction::Undetermined))];
    queries.extend((0..99).map(|_| at_once(Evidence::NoSuchOrder)));
    let (resolution, ..) = of_request(queries);
    assert_still_unknown(&resolution, "Pending");
    assert!(resolution.state().is_some());
}

#[test]
fn inferred_query_never_proves_absence() {
    let plan = Plan::of_resolution(&policy(), None);
    let (resolution, ..) = run(plan, (0..99).map(|_| at_once(Evidence::NoSuchOrder)));
    assert_still_unknown(&resolution, "NotFound");
    let plan = Plan::of_resolution(&policy(), None);
    let (resolution, ..) = run(plan, [at_once(state(Transaction::Refund(RefundOutcome::Refunded)))]);
    assert!(matches!(resolution, Resolution::Settled(_)), "{resolution:?}");
}

#[test]
fn asks_again_when_the_request_is_over() {
    let hour = Duration::from_secs(3600);
    let absent = || (0..99).map(|_| at_once(Evidence::NoSuchOrder));
    let (resolution, ..) = run(Plan::of_resolution(&policy(), Some(hour)), absent());
    let Resolution::StillUnknown { ask_again_at, .. } = resolution else { panic!("{resolution:?}") };
    assert_eq!(ask_again_at, SystemTime::UNIX_EPOCH + hour);
    let (resolution, _, end) = run(Plan::of_resolution(&policy(), None), absent());
    let Resolution::StillUnknown { ask_again_at, .. } = resolution else { panic!("{resolution:?}") };
    assert!(ask_again_at > SystemTime::UNIX_EPOCH + end);
}

#[test]
fn stops_when_the_order_exists_if_asked_to() {
    let plan = Plan::of_resolution(&policy().stop_when_it_exists(), Some(ABSENT));
    let (resolution, sent, _) = run(plan, [at_once(pending())]);
    assert_still_unknown(&resolution, "Pending");
    assert_eq!(sent, Duration::ZERO);
}

#[test]
fn waits_thirty_times_and_never_says_that_an_order_is_absent() {
    let (resolution, sent, _) = run(Plan::of_wait(&WaitPolicy::new()), (0..99).map(|_| at_once(Evidence::NoSuchOrder)));
    assert_still_unknown(&resolution, "NotFound");
    assert_eq!(sent, Duration::from_secs(29));
    let late = (0..29).map(|_| at_once(pending()));
    let paid = state(Transaction::Payment(PaymentOutcome::Success));
    let (resolution, ..) = run(Plan::of_wait(&WaitPolicy::new()), late.chain([at_once(paid)]));
    assert!(resolution.is_paid());
}

#[test]
fn policies_without_a_query_end_at_once() {
    let none = Plan::of_wait(&WaitPolicy::new().queries(0));
    assert_still_unknown(&run(none, []).0, "Unanswered(None)");
    let none = Plan::of_resolution(&policy().time_limit(Duration::ZERO), None);
    assert_still_unknown(&run(none, []).0, "Unanswered(None)");
}

#[test]
fn longest_durations_do_not_overflow() {
    let max = Duration::MAX;
    let policy = policy().first_pause(max).longest_pause(max).time_limit(max).query_timeout(max).margin(max);
    let plan = Plan::of_resolution(&policy.clock_skew(max), Some(max));
    let mut machine = Machine::new(plan, SystemTime::now());
    let _ = machine.start();
    for jitter in [0.0, 1.0] {
        let step = machine.next(Duration::ZERO, Duration::ZERO, Evidence::NoSuchOrder, jitter);
        assert!(matches!(step, Step::Query { .. }), "{step:?}");
    }
    let plan = Plan::of_wait(&WaitPolicy::new().interval(max).query_timeout(max));
    let mut machine = Machine::new(plan, SystemTime::now());
    let step = machine.next(Duration::ZERO, Duration::ZERO, pending(), 1.0);
    assert!(matches!(step, Step::Query { pause, .. } if pause > Duration::from_secs(3600)), "{step:?}");
}

/// The kinds of evidence that are not final.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Nothing,
    NoSuchOrder,
    Pending,
    Undetermined,
    UnknownStatus,
}

impl Kind {
    fn evidence(self) -> Evidence {
        match self {
            Self::Nothing => Evidence::Nothing(None),
            Self::NoSuchOrder => Evidence::NoSuchOrder,
            Self::Pending => pending(),
            Self::Undetermined => state(Transaction::Undetermined),
            Self::UnknownStatus => state(Transaction::Payment(PaymentOutcome::Unknown)),
        }
    }
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop_oneof![
        1 => Just(Kind::Nothing),
        3 => Just(Kind::NoSuchOrder),
        1 => Just(Kind::Pending),
        1 => Just(Kind::Undetermined),
        1 => Just(Kind::UnknownStatus),
    ]
}

fn durations() -> impl Strategy<Value = Duration> {
    (0_u64..12_000).prop_map(Duration::from_millis)
}

proptest! {
    #[test]
    fn responses_that_are_not_accepted_prove_nothing(times in proptest::collection::vec(durations(), 0..60)) {
        let (resolution, _, end) = of_request(times.into_iter().map(|took| (took, Evidence::Nothing(None))));
        let is_unanswered =
            matches!(resolution, Resolution::StillUnknown { reason: StillUnknownReason::Unanswered(None), .. });
        prop_assert!(is_unanswered);
        prop_assert!(end <= Duration::from_secs(30));
    }

    #[test]
    fn never_arrived_is_never_early_and_never_contradicted(
        queries in proptest::collection::vec((durations(), kinds()), 0..80),
        over in durations(),
        margin in durations(),
        limit in (0_u64..90_000).prop_map(Duration::from_millis),
    ) {
        let absent_after = over + margin;
        let plan = Plan::of_resolution(&policy().margin(margin).time_limit(limit), Some(absent_after));
        let evidence = queries.into_iter().map(|(took, kind)| (took, kind.evidence()));
        let (resolution, asked, end) = run_and_log(plan, evidence);
        prop_assert!(end <= limit);
        match resolution {
            Resolution::NeverArrived => {
                let counts = |(sent, found): &&(Duration, &str)| *found == "NoSuchOrder" && *sent >= absent_after;
                let confirmations: Vec<_> = asked.iter().filter(counts).map(|(sent, _)| *sent).collect();
                prop_assert!(confirmations.len() >= 3, "{asked:?}");
                prop_assert!(confirmations[0] + margin <= *confirmations.last().unwrap(), "{asked:?}");
                prop_assert!(asked.iter().all(|(_, found)| *found != "State"), "{asked:?}");
            }
            Resolution::StillUnknown { .. } => {}
            other => prop_assert!(false, "settled by a state that is not final: {other:?}"),
        }
    }
}
