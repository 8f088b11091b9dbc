//! Records that are written together.

use serde::Serialize;

/// A kind of records, each with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Orders,
    Refunds,
    Cards,
    Contracts,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Orders, Self::Refunds, Self::Cards, Self::Contracts];

    /// The name of the table in the file.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::Refunds => "refunds",
            Self::Cards => "cards",
            Self::Contracts => "contracts",
        }
    }
}

/// Records that are written together: all or none are in the file after a crash.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// The kinds whose records are removed first.
    pub(super) cleared: Vec<Kind>,
    /// The records as JSON.
    pub(super) records: Vec<(Kind, u64, Vec<u8>)>,
    pub(super) settings: Vec<(&'static str, Vec<u8>)>,
}

impl Batch {
    /// Removes all records of a kind, except those that the batch writes.
    pub(crate) fn clear(&mut self, kind: Kind) {
        self.cleared.push(kind);
    }

    /// Writes a record.
    pub(crate) fn put(&mut self, kind: Kind, number: u64, item: &impl Serialize) -> serde_json::Result<()> {
        self.records.push((kind, number, serde_json::to_vec(item)?));
        Ok(())
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
