//! The steps in which a notification is processed.

/// The step at which a storage failed. It determines whether the event is recorded, and who brings it back.
///
/// ```
/// use iotpay_client::inbox::ProcessingStep;
///
/// assert!(!ProcessingStep::Compare.is_recorded());
/// assert!(ProcessingStep::Settle.is_recorded());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProcessingStep {
    /// The event is compared with what the shop expects. It is not recorded.
    Compare,
    /// The event is recorded in the inbox, and claimed. If this fails, it may be recorded or not.
    Record,
    /// The outcome is recorded in the journal, after the event.
    Settle,
    /// The events that are due are claimed.
    Claim,
    /// The event is handled and completed, in a transaction that was not committed.
    Handle,
    /// The transaction is committed. If this fails, it may be committed or not.
    Commit,
    /// The claim is ended after a failure.
    Release,
}

impl ProcessingStep {
    /// Returns the name, for example as a field of a log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Compare => "compare",
            Self::Record => "record",
            Self::Settle => "settle",
            Self::Claim => "claim",
            Self::Handle => "handle",
            Self::Commit => "commit",
            Self::Release => "release",
        }
    }

    /// Returns `true` if the event is certainly recorded, so that [`process_due`](super::Processor::process_due) offers
    /// it again. Otherwise, only a notification that is sent again, or a sweep, brings it back.
    pub const fn is_recorded(self) -> bool {
        !matches!(self, Self::Compare | Self::Record)
    }

    /// What failed, and what happens next.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Compare => {
                "could not be compared with the order; it is not recorded, and comes back if IOTPay sends it again"
            }
            Self::Record => {
                "may not be recorded; it comes back if IOTPay sends it again, or if a sweep finds its outcome"
            }
            Self::Settle => "recorded, but the journal could not be written; it is handled later",
            Self::Claim => "recorded, but it could not be claimed; it is handled later",
            Self::Handle => "not handled, because a storage could not be read or written; it is offered again",
            Self::Commit => {
                "the transaction may have been committed or not; if not, the event is offered again after its lease"
            }
            Self::Release => "not handled; it is offered again when its lease has expired",
        }
    }
}
