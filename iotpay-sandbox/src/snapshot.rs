//! The state of a sandbox as text.

use std::fmt;
use std::str::FromStr;

use iotpay_gen::model::Model;
use serde::{Deserialize, Serialize};

use crate::gateway::Gateway;
use crate::history::WHOLE_STATE;
use crate::ledger::Books;
use crate::merchant::Merchants;
use crate::snapshot_error::InvalidSnapshot;

/// The orders, refunds, cards and contracts of a sandbox, and its time. It is displayed and parsed as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// The time in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    now: Option<u64>,
    #[serde(default)]
    books: Books,
}

impl Snapshot {
    /// Checks that a sandbox with these families and merchants can have the state.
    pub(crate) fn check(&self, model: &Model, merchants: &Merchants) -> Result<(), InvalidSnapshot> {
        let has_family = |name: &str| model.families.iter().any(|family| family.name == name);
        self.books.check(&has_family, &|mch_id| merchants.get(mch_id).is_some())
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string_pretty(self).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Snapshot {
    type Err = ParseSnapshotError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_str(text).map_err(ParseSnapshotError)
    }
}

/// The error of parsing a snapshot.
#[derive(Debug)]
pub struct ParseSnapshotError(serde_json::Error);

impl fmt::Display for ParseSnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a snapshot of a sandbox")
    }
}

impl std::error::Error for ParseSnapshotError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// Snapshots.
impl Gateway {
    /// Returns the state. Faults, settings and the history are not part of it.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { now: Some(self.now()), books: self.shared.ledger().snapshot() }
    }

    /// Replaces the state by that of a snapshot, including the time if the snapshot has one. Notifications that would be
    /// sent later are not sent, and an attempt that is being made is not recorded.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidSnapshot`], and changes nothing, if the snapshot does not fit the spec or the merchants of this
    /// sandbox.
    pub fn restore(&self, snapshot: Snapshot) -> Result<(), InvalidSnapshot> {
        snapshot.check(&self.shared.model, &self.shared.merchants)?;
        self.shared.replace(snapshot.books, snapshot.now, false);
        self.shared.record_change(WHOLE_STATE, "restored");
        Ok(())
    }

    /// Removes all orders, refunds, cards, contracts, outcomes of later charges, and faults. Notifications that would be
    /// sent later are not sent, and an attempt that is being made is not recorded.
    pub fn reset(&self) {
        self.shared.replace(Books::default(), None, true);
        self.shared.record_change(WHOLE_STATE, "reset");
    }
}
