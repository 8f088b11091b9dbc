//! Decides after each query whether to ask again, without time and without a network.
// All times are counted from the beginning, so that tests and other transports can supply them.

use std::time::{Duration, SystemTime};

use super::{OrderState, Resolution, ResolvePolicy, StillUnknownReason, WaitPolicy};
use crate::error::Error;

/// The result of one query.
#[derive(Debug)]
pub(crate) enum Evidence {
    /// An accepted response about this order.
    State(Box<OrderState>),
    /// An accepted response: the order does not exist.
    NoSuchOrder,
    /// Anything else proves nothing: an error, or no response in time.
    Nothing(Option<Box<Error>>),
}

/// What to do next.
#[derive(Debug)]
pub(crate) enum Step {
    /// Query after this pause, and stop waiting for the response after the timeout.
    Query { pause: Duration, timeout: Duration },
    /// Stop.
    Done(Resolution),
}

/// The rules of one resolution.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pauses: Pauses,
    time_limit: Option<Duration>,
    queries: Option<u32>,
    query_timeout: Duration,
    stop_when_it_exists: bool,
    /// The time after which the request cannot arrive any longer; `None` if its absence proves nothing.
    absent_after: Option<Duration>,
    /// The shortest time between the first and the last confirmation that the request never arrived.
    spread: Duration,
    /// Whether to stop at once if an order is not found, and asking again within the limit could not prove anything.
    stop_when_hopeless: bool,
    /// The pause before asking again is worthwhile if the time is up.
    ask_again_after: Duration,
}

#[derive(Debug, Clone, Copy)]
enum Pauses {
    /// Doubles from the first to the longest.
    Growing {
        first: Duration,
        longest: Duration,
    },
    Constant(Duration),
}

/// How often a query must not find an order, after the request is over, before it counts as never arrived.
const CONFIRMATIONS: u32 = 3;

/// The longest pause between two queries. Longer ones could not be multiplied by the jitter.
const LONGEST_PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

/// The pause after which asking again is worthwhile.
pub(crate) const ASK_AGAIN_AFTER: Duration = Duration::from_secs(30);

impl Plan {
    /// `absent_after` is the time after which the request cannot arrive any longer, and `None` if it proves nothing that
    /// the query does not find it.
    pub(crate) fn of_resolution(policy: &ResolvePolicy, absent_after: Option<Duration>) -> Self {
        Self {
            pauses: Pauses::Growing { first: policy.first_pause, longest: policy.longest_pause.min(LONGEST_PAUSE) },
            time_limit: Some(policy.time_limit),
            queries: None,
            query_timeout: policy.query_timeout,
            stop_when_it_exists: policy.stop_when_it_exists,
            absent_after,
            spread: policy.margin,
            stop_when_hopeless: false,
            ask_again_after: ASK_AGAIN_AFTER,
        }
    }

    pub(crate) fn of_wait(policy: &WaitPolicy) -> Self {
        Self {
            pauses: Pauses::Constant(policy.interval.min(LONGEST_PAUSE)),
            time_limit: None,
            queries: Some(policy.queries),
            query_timeout: policy.query_timeout,
            stop_when_it_exists: false,
            absent_after: None,
            spread: Duration::ZERO,
            stop_when_hopeless: false,
            ask_again_after: ASK_AGAIN_AFTER,
        }
    }

    /// Stops at once if an order is not found, and asking again within the limit could not prove anything.
    #[cfg(feature = "transport")]
    pub(crate) fn stop_when_hopeless(mut self) -> Self {
        self.stop_when_hopeless = true;
        self
    }

    /// Returns `true` if the limits allow to prove that a request never arrived.
    fn can_prove_absence(&self) -> bool {
        let limit = self.time_limit.unwrap_or(Duration::MAX);
        self.absent_after.is_some_and(|after| after.saturating_add(self.spread) < limit)
    }
}

/// Decides after each query whether to ask again.
#[derive(Debug)]
pub(crate) struct Machine {
    plan: Plan,
    started_at: SystemTime,
    queries: u32,
    /// The number of responses that the order does not exist.
    not_found: u32,
    /// The number of those that count, because the request was over when the query was sent.
    confirmations: u32,
    /// When the query of the first confirmation was sent.
    first_confirmation: Duration,
    last: Option<Box<OrderState>>,
    last_error: Option<Box<Error>>,
}

impl Machine {
    pub(crate) fn new(plan: Plan, started_at: SystemTime) -> Self {
        let (queries, not_found, confirmations, first_confirmation) = (0, 0, 0, Duration::ZERO);
        Self { plan, started_at, queries, not_found, confirmations, first_confirmation, last: None, last_error: None }
    }

    /// Returns the first step.
    pub(crate) fn start(&mut self) -> Step {
        if self.plan.queries == Some(0) || self.plan.time_limit == Some(Duration::ZERO) {
            return self.give_up(Duration::ZERO);
        }
        self.query(Duration::ZERO, Duration::ZERO)
    }

    /// Returns the step after a query that was sent at one time and ended at the other. `jitter` is between 0 and 1.
    pub(crate) fn next(&mut self, sent: Duration, now: Duration, evidence: Evidence, jitter: f64) -> Step {
        self.queries = self.queries.saturating_add(1);
        match evidence {
            Evidence::State(state) => {
                if state.is_final() {
                    return Step::Done(Resolution::Settled(state));
                }
                self.last = Some(state);
                if self.plan.stop_when_it_exists {
                    return self.give_up(now);
                }
            }
            Evidence::NoSuchOrder => {
                self.not_found = self.not_found.saturating_add(1);
                if self.confirm_absence(sent) {
                    return Step::Done(Resolution::NeverArrived);
                }
                if self.plan.stop_when_hopeless && !self.plan.can_prove_absence() {
                    return self.give_up(now);
                }
            }
            Evidence::Nothing(error) => self.last_error = error.or(self.last_error.take()),
        }
        let pause = self.pause(jitter);
        let is_used_up = self.plan.queries.is_some_and(|queries| self.queries >= queries);
        let is_late = self.plan.time_limit.is_some_and(|limit| now.saturating_add(pause) >= limit);
        if is_used_up || is_late { self.give_up(now) } else { self.query(pause, now.saturating_add(pause)) }
    }

    /// The order is known to exist, so a query that does not find it proves nothing.
    #[cfg(feature = "transport")]
    pub(crate) fn exists(&mut self) {
        self.plan.absent_after = None;
    }

    /// Returns the last known state.
    #[cfg(feature = "transport")]
    pub(crate) fn last(&self) -> Option<&OrderState> {
        self.last.as_deref()
    }

    /// Counts the response that there is no such order, and returns `true` if the request never arrived. A query that
    /// was sent earlier proves nothing, and several within a short time may have asked the same outdated replica. An
    /// order that was known once exists, whatever later responses say.
    fn confirm_absence(&mut self, sent: Duration) -> bool {
        if self.plan.absent_after.is_none_or(|after| sent < after) {
            return false;
        }
        if self.confirmations == 0 {
            self.first_confirmation = sent;
        }
        self.confirmations = self.confirmations.saturating_add(1);
        let is_spread = sent.saturating_sub(self.first_confirmation) >= self.plan.spread;
        is_spread && self.confirmations >= CONFIRMATIONS && self.last.is_none()
    }

    fn query(&self, pause: Duration, at: Duration) -> Step {
        let left = self.plan.time_limit.map_or(Duration::MAX, |limit| limit.saturating_sub(at));
        Step::Query { pause, timeout: self.plan.query_timeout.min(left) }
    }

    fn pause(&self, jitter: f64) -> Duration {
        // Shorter pauses between confirmations would only cause more queries.
        let shortest = if self.confirmations > 0 { self.plan.spread / (CONFIRMATIONS - 1) } else { Duration::ZERO };
        let pause = match self.plan.pauses {
            // At least half, so that many clients do not ask at the same time.
            Pauses::Growing { first, longest } => {
                let doublings = self.queries.saturating_sub(1).min(16);
                let pause = first.saturating_mul(2_u32.saturating_pow(doublings)).min(longest);
                pause.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
            }
            Pauses::Constant(interval) => interval.mul_f64(0.75 + jitter.clamp(0.0, 1.0) / 2.0),
        };
        pause.max(shortest)
    }

    fn give_up(&mut self, now: Duration) -> Step {
        let last = self.last.take();
        let reason = if last.is_some() {
            StillUnknownReason::Pending
        } else if self.not_found > 0 {
            StillUnknownReason::NotFound
        } else {
            StillUnknownReason::Unanswered(self.last_error.take())
        };
        let mut after = now.saturating_add(self.plan.ask_again_after);
        // Asking before the request is over could not prove that it never arrived.
        if last.is_none() {
            after = after.max(self.plan.absent_after.unwrap_or_default());
        }
        let ask_again_at = self.started_at.checked_add(after).unwrap_or(self.started_at);
        Step::Done(Resolution::StillUnknown { ask_again_at, last, reason })
    }
}
