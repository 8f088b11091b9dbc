//! When a notification is sent again.

use std::time::Duration;

/// When a notification is sent again. The default is the schedule of the gateway family: 1, 3, 6, 10 and 15 minutes
/// after the first attempt, until the merchant acknowledges it. The schedule of IOTPay is undocumented.
///
/// ```
/// use std::time::Duration;
/// use iotpay_sandbox::NotificationSchedule;
///
/// // Sends each notification again after a second: twice if it was not acknowledged.
/// let schedule = NotificationSchedule::new([Duration::from_secs(1)]).duplicates(true);
/// # let _ = schedule;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationSchedule {
    after: Vec<Duration>,
    duplicates: bool,
    reorders_within: Option<Duration>,
}

impl Default for NotificationSchedule {
    fn default() -> Self {
        Self::new([1, 3, 6, 10, 15].map(|minutes| Duration::from_secs(60 * minutes)))
    }
}

impl NotificationSchedule {
    /// Creates a schedule from the times after the first attempt.
    pub fn new(after: impl IntoIterator<Item = Duration>) -> Self {
        let mut after: Vec<_> = after.into_iter().collect();
        after.sort();
        Self { after, duplicates: false, reorders_within: None }
    }

    /// Sets whether each attempt is repeated a second later, even if the merchant acknowledges it, as in one version of
    /// the gateway family.
    #[must_use]
    pub fn duplicates(mut self, duplicates: bool) -> Self {
        self.duplicates = duplicates;
        self
    }

    /// Delays each attempt by a random time of at most this length, by the clock of the sandbox. As a result,
    /// notifications of different orders overtake each other. The seed of the sandbox determines the order.
    ///
    /// With reordering, events such as a payment do not wait for the notification, so that
    /// [`Gateway::pay`](crate::Gateway::pay) returns [`NotSent::Postponed`](crate::NotSent::Postponed) in
    /// [`OrderError::NotSent`](crate::OrderError::NotSent).
    #[must_use]
    pub fn reorders_within(mut self, longest: Duration) -> Self {
        self.reorders_within = Some(longest);
        self
    }

    /// The longest random delay, if notifications are reordered.
    pub(super) fn longest_delay(&self) -> Option<Duration> {
        self.reorders_within
    }

    /// The times after the first attempt, and whether an attempt is made even if the notification is acknowledged.
    pub(super) fn attempts(&self) -> impl Iterator<Item = (Duration, bool)> {
        let with_duplicate = |after: Duration| {
            let duplicate = self.duplicates.then_some((after + Duration::from_secs(1), true));
            [(after, false)].into_iter().chain(duplicate)
        };
        let mut attempts: Vec<_> = std::iter::once(Duration::ZERO)
            .chain(self.after.iter().copied())
            .flat_map(with_duplicate)
            .skip(1)
            .collect();
        attempts.sort();
        attempts.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(schedule: &NotificationSchedule) -> Vec<(u64, bool)> {
        schedule.attempts().map(|(after, is_duplicate)| (after.as_secs(), is_duplicate)).collect()
    }

    #[test]
    fn the_default_is_that_of_the_gateway_family() {
        let attempts = seconds(&NotificationSchedule::default());
        assert_eq!(attempts, [60, 180, 360, 600, 900].map(|after| (after, false)));
    }

    #[test]
    fn each_attempt_can_have_a_duplicate() {
        let schedule = NotificationSchedule::new([Duration::from_secs(60)]).duplicates(true);
        assert_eq!(seconds(&schedule), [(1, true), (60, false), (61, true)]);
    }
}
