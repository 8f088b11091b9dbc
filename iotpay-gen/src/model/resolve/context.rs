//! The context that all fields of a message share.

use super::rules::Shared;
use crate::model::FamilyId;

/// The context that all fields of a message share.
pub(super) struct Context<'a> {
    pub(super) shared: &'a Shared<'a>,
    pub(super) family: FamilyId,
    /// The prefix of the names of the types that belong to the message.
    pub(super) owner: &'a str,
    pub(super) direction: Direction,
    /// The channel that the message is for.
    pub(super) channel: Option<&'a str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Received,
    /// Received with a browser, and so without an envelope and a signature.
    Returned,
}

impl Direction {
    pub(super) fn is_received(self) -> bool {
        self != Self::Request
    }
}
