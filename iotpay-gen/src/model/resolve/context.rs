//! The context that all fields of a message share.

use super::rules::Shared;
use crate::diagnostic::Sink;
use crate::model::{BodyEncoding, FamilyId, Type};
use crate::raw::{FieldRule, Row};

/// Resolves the type of a text that contains an object or an array.
pub(super) type JsonText = fn(&Context<'_>, JsonKind, &Row, &FieldRule, &mut Sink) -> Option<Type>;

/// The kind of JSON in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum JsonKind {
    Object,
    Array,
}

/// The context that all fields of a message share.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) shared: &'a Shared<'a>,
    pub(super) family: FamilyId,
    /// The prefix of the names of the types that belong to the message.
    pub(super) owner: &'a str,
    pub(super) direction: Direction,
    /// The channel that the message is for.
    pub(super) channel: Option<&'a str>,
    /// The names of the types of the request's objects, which those of the response cannot have.
    pub(super) taken: &'a [String],
    /// Whether the fields are the members of JSON in a text.
    pub(super) is_text: bool,
    /// Resolves the type of a text that contains JSON, whose members are fields again.
    pub(super) json_text: JsonText,
}

impl Context<'_> {
    /// Returns `true` if the message can contain objects and arrays.
    pub(super) fn can_nest(&self) -> bool {
        let family = self.shared.families.get(self.family);
        self.direction.is_received() || self.is_text || family.is_some_and(|family| family.body == BodyEncoding::Json)
    }
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
