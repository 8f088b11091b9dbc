//! Records that are written together.

use serde::Serialize;

/// A kind of records, each with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Orders,
    Refunds,
    Cards,
    Contracts,
    /// Notifications whose schedule has not ended.
    Notifications,
    /// Attempts to send notifications.
    Attempts,
}

impl Kind {
    pub(super) const ALL: [Self; 6] =
        [Self::Orders, Self::Refunds, Self::Cards, Self::Contracts, Self::Notifications, Self::Attempts];

    /// The name of the table in the file.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Refunds => "refunds",
            Self::Cards => "cards",
            Self::Contracts => "contracts",
            Self::Notifications => "notifications",
            Self::Attempts => "attempts",
        }
    }
}

/// Records that are written together: all or none are in the file after a crash.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// The kinds whose records are removed first.
    pub(super) cleared: Vec<Kind>,
    /// The records as JSON; `None` removes one.
    pub(super) records: Vec<(Kind, u64, Option<Vec<u8>>)>,
    pub(super) settings: Vec<(&'static str, Vec<u8>)>,
}

impl Batch {
    /// Removes all records of a kind, except those that the batch writes.
    pub(crate) fn clear(&mut self, kind: Kind) {
        self.cleared.push(kind);
    }

    /// Writes a record.
    pub(crate) fn put(&mut self, kind: Kind, number: u64, item: &impl Serialize) -> serde_json::Result<()> {
        self.records.push((kind, number, Some(serde_json::to_vec(item)?)));
        Ok(())
    }

    /// Removes a record.
    pub(crate) fn remove(&mut self, kind: Kind, number: u64) {
        self.records.push((kind, number, None));
    }

    /// Writes a setting.
    pub(crate) fn set(&mut self, name: &'static str, value: &impl Serialize) -> serde_json::Result<()> {
        self.settings.push((name, serde_json::to_vec(value)?));
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.cleared.is_empty() && self.records.is_empty() && self.settings.is_empty()
    }
}
