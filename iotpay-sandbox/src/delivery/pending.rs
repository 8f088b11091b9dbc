//! Notifications whose schedule has not ended.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::log::Prepared;

/// A notification, and how much of its schedule has passed.
#[derive(Debug, Clone)]
pub(super) struct Scheduled {
    // Without a data file, the task of the notification has it.
    #[cfg_attr(not(feature = "data"), allow(dead_code))]
    pub(super) prepared: Arc<Prepared>,
    pub(super) progress: Progress,
}

/// How much of a schedule has passed. Times are in milliseconds since 1970, by the clock of the sandbox.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "data", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Progress {
    /// The time of the event.
    pub(super) created_at: u64,
    /// The time of the first attempt, from which the schedule counts; `None` before it has ended.
    pub(super) first_sent_at: Option<u64>,
    /// The number of later attempts that were made or are not needed.
    pub(super) passed: usize,
}

/// The notifications whose schedule has not ended.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    pub(super) last_id: u64,
    /// The last id at the time when all notifications were removed. Those up to it are of an earlier state.
    pub(super) removed_up_to: u64,
    pub(super) items: BTreeMap<u64, Scheduled>,
    /// Those that were changed or removed since the changes were taken; `None` if changes are not tracked.
    pub(super) changed: Option<BTreeSet<u64>>,
    /// Whether all notifications were removed since the changes were taken.
    #[cfg_attr(not(feature = "data"), allow(dead_code))]
    pub(super) are_removed: bool,
}

impl Pending {
    pub(crate) fn new(is_tracked: bool) -> Self {
        Self { changed: is_tracked.then(BTreeSet::new), ..Self::default() }
    }

    /// Returns an unused id for a notification.
    pub(super) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Adds a notification that has not been sent yet.
    pub(super) fn add(&mut self, prepared: &Arc<Prepared>, created_at: u64) -> Progress {
        let progress = Progress { created_at, first_sent_at: None, passed: 0 };
        self.items.insert(prepared.id, Scheduled { prepared: Arc::clone(prepared), progress });
        self.mark(prepared.id);
        progress
    }

    /// Records how much of a schedule has passed. Returns `false` if the schedule has ended, such as by [`Self::clear`].
    pub(super) fn set(&mut self, id: u64, progress: Progress) -> bool {
        let Some(scheduled) = self.items.get_mut(&id) else { return false };
        scheduled.progress = progress;
        self.mark(id);
        true
    }

    /// Returns `true` if a notification is about the present state, not about one that a reset or a snapshot has replaced.
    pub(super) fn is_current(&self, id: u64) -> bool {
        id > self.removed_up_to
    }

    /// Removes a notification whose schedule has ended.
    pub(super) fn end(&mut self, id: u64) {
        if self.items.remove(&id).is_some() {
            self.mark(id);
        }
    }

    /// Removes all notifications, because the state is replaced.
    pub(crate) fn clear(&mut self) {
        (self.removed_up_to, self.are_removed) = (self.last_id, true);
        for (id, _) in std::mem::take(&mut self.items) {
            self.mark(id);
        }
    }

    /// Records that an attempt was made.
    pub(super) fn touch(&mut self, id: u64) {
        if self.items.contains_key(&id) {
            self.mark(id);
        }
    }

    fn mark(&mut self, id: u64) {
        if let Some(changed) = &mut self.changed {
            changed.insert(id);
        }
    }
}
