//! Notifications in a data file: those whose schedule has not ended, and the log of attempts.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use super::log::{Deliveries, Delivery, Prepared};
use super::pending::{Pending, Progress, Scheduled};
use crate::data::{Batch, Kind};
use crate::state::Shared;

/// A notification whose schedule has not ended, as it is stored.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SavedNotification {
    prepared: Prepared,
    progress: Progress,
}

/// An attempt, as it is stored.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SavedAttempt {
    delivery: Delivery,
    /// `None` if there was nothing to send.
    prepared: Option<Prepared>,
}

impl Pending {
    /// Adds the changes since the last call to a batch.
    pub(crate) fn take_changes(&mut self, batch: &mut Batch) -> serde_json::Result<()> {
        #[derive(Serialize)]
        struct Record<'a> {
            prepared: &'a Prepared,
            progress: &'a Progress,
        }
        for id in self.changed.as_mut().map(std::mem::take).unwrap_or_default() {
            match self.items.get(&id) {
                Some(Scheduled { prepared, progress }) => {
                    batch.put(Kind::Notifications, id, &Record { prepared, progress })?;
                }
                None => batch.remove(Kind::Notifications, id),
            }
        }
        if std::mem::take(&mut self.are_removed) {
            batch.set("removed_notifications", &self.removed_up_to)?;
        }
        Ok(())
    }
}

impl Deliveries {
    /// Adds the changes since the last call to a batch.
    pub(crate) fn take_changes(&mut self, batch: &mut Batch) -> serde_json::Result<()> {
        #[derive(Serialize)]
        struct Record<'a> {
            delivery: &'a Delivery,
            prepared: Option<&'a Prepared>,
        }
        for number in self.changed.as_mut().map(std::mem::take).unwrap_or_default() {
            match self.kept.get(&number) {
                Some((delivery, prepared)) => {
                    batch.put(Kind::Attempts, number as u64, &Record { delivery, prepared: prepared.as_deref() })?;
                }
                None => batch.remove(Kind::Attempts, number as u64),
            }
        }
        Ok(())
    }
}

/// Sets the notifications and the attempts to those of the data file. [`resume`](super::resume) continues the schedules.
pub(crate) fn load(
    shared: &Shared,
    notifications: Vec<(u64, SavedNotification)>,
    removed_up_to: u64,
    attempts: Vec<(u64, SavedAttempt)>,
) {
    // The attempts of a notification share what they sent, as they did before.
    let mut all: BTreeMap<u64, Arc<Prepared>> = BTreeMap::new();
    let mut share = |prepared: Prepared| {
        let known = all.entry(prepared.id).or_insert_with(|| Arc::new(prepared.copy()));
        known.attempts.fetch_max(prepared.attempts.into_inner(), Ordering::Relaxed);
        known.is_acknowledged.fetch_or(prepared.is_acknowledged.into_inner(), Ordering::Relaxed);
        Arc::clone(known)
    };
    let mut pending = shared.pending();
    for (id, SavedNotification { prepared, progress }) in notifications {
        let prepared = share(prepared);
        pending.items.insert(id, Scheduled { prepared, progress });
    }
    let mut deliveries = shared.deliveries();
    for (_, SavedAttempt { delivery, prepared }) in attempts {
        let prepared = prepared.map(&mut share);
        if let Some(prepared) = &prepared {
            prepared.attempts.fetch_max(delivery.attempt, Ordering::Relaxed);
            prepared.is_acknowledged.fetch_or(delivery.acknowledged, Ordering::Relaxed);
        }
        deliveries.load(delivery, prepared);
    }
    pending.removed_up_to = removed_up_to;
    pending.last_id = all.keys().next_back().copied().unwrap_or_default().max(removed_up_to);
}
