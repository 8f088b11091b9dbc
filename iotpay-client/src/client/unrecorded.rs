//! Counts the outcomes that could not be recorded.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::observe::Operation;

/// Counts an outcome as unrecorded when it is dropped, for example because the journal panics or the runtime ends.
pub(super) struct CountedUnlessRecorded {
    unrecorded: Option<Arc<AtomicU64>>,
    operation: Option<Operation>,
}

impl CountedUnlessRecorded {
    pub(super) fn new(unrecorded: &Arc<AtomicU64>) -> Self {
        Self { unrecorded: Some(Arc::clone(unrecorded)), operation: None }
    }

    /// Also reports it to the observers of an operation.
    pub(super) fn reported_to(mut self, operation: &Operation) -> Self {
        self.operation = Some(operation.clone());
        self
    }

    /// The outcome was recorded.
    pub(super) fn recorded(mut self) {
        self.unrecorded = None;
    }
}

impl Drop for CountedUnlessRecorded {
    fn drop(&mut self) {
        if let Some(unrecorded) = &self.unrecorded {
            unrecorded.fetch_add(1, Ordering::Relaxed);
            if let Some(operation) = &self.operation {
                operation.unrecorded();
            }
        }
    }
}
