//! The state in a data file.

use super::batch::Kind;
use super::error::DataError;
use super::file::DataFile;
use crate::clock::SavedClock;
use crate::delivery::{self, SavedAttempt, SavedNotification};
use crate::faults::SavedRule;
use crate::ledger::Books;
use crate::state::Shared;

/// The state in a data file.
pub(crate) struct Loaded {
    /// Whether a sandbox has written its first state. A sandbox that is killed before leaves an empty file.
    pub(crate) has_state: bool,
    books: Books,
    clock: Option<SavedClock>,
    faults: Vec<SavedRule>,
    /// The number of rules that were added, also if they were removed.
    added_faults: Option<u64>,
    notifications: Vec<(u64, SavedNotification)>,
    removed_notifications: u64,
    attempts: Vec<(u64, SavedAttempt)>,
}

impl DataFile {
    /// Reads the whole state.
    pub(crate) fn load(&self) -> Result<Loaded, DataError> {
        let ledger = self.setting("ledger")?;
        Ok(Loaded {
            has_state: ledger.is_some(),
            books: Books::new(
                self.items(Kind::Orders)?,
                self.items(Kind::Refunds)?,
                self.items(Kind::Cards)?,
                self.items(Kind::Contracts)?,
                ledger.unwrap_or_default(),
            ),
            clock: self.setting("clock")?,
            faults: self.setting("faults")?.unwrap_or_default(),
            added_faults: self.setting("added_faults")?,
            removed_notifications: self.setting("removed_notifications")?.unwrap_or_default(),
            notifications: self.records(Kind::Notifications)?,
            attempts: self.records(Kind::Attempts)?,
        })
    }

    /// Returns items whose numbers are their positions.
    fn items<T: serde::de::DeserializeOwned>(&self, kind: Kind) -> Result<Vec<T>, DataError> {
        let records = self.records(kind)?;
        let gap = records.iter().zip(0..).find(|((number, _), at)| number != at);
        match gap {
            None => Ok(records.into_iter().map(|(_, item)| item).collect()),
            Some((_, at)) => Err(self.damaged(&format!("record {at} of `{}` is missing", kind.name()))),
        }
    }
}

impl Loaded {
    /// Sets the state of a sandbox that has not started yet.
    pub(crate) fn apply(self, shared: &Shared, file: &DataFile) -> Result<(), DataError> {
        let has_family = |name: &str| shared.model.families.iter().any(|family| family.name == name);
        let has_merchant = |mch_id: &str| shared.merchants.get(mch_id).is_some();
        let misfits = self.books.misfits(&has_family, &has_merchant);
        if !misfits.merchants.is_empty() || !misfits.families.is_empty() {
            return Err(DataError::Mismatch {
                file: file.path().to_owned(),
                merchants: misfits.merchants.into_iter().collect(),
                families: misfits.families.into_iter().collect(),
            });
        }
        self.books.check(&has_family, &has_merchant).map_err(|error| file.damaged(&error.to_string()))?;
        shared.ledger.lock().unwrap_or_else(std::sync::PoisonError::into_inner).load(self.books);
        if let Some(clock) = self.clock {
            shared.clock.load(clock);
        }
        let added = self.added_faults.unwrap_or(self.faults.len() as u64);
        shared.faults.load(self.faults, added);
        delivery::load(shared, self.notifications, self.removed_notifications, self.attempts);
        Ok(())
    }
}
