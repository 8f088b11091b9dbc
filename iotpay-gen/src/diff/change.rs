//! One change.

use super::change_kinds::ChangeKind;
use super::level::{Breaks, Level};
use crate::source::Position;

/// The area of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// The endpoint.
    Endpoint,
    /// The request.
    Request,
    /// The response.
    Response,
    /// Notifications and browser returns.
    Notification,
    /// Shared items: families, enumerations, the signing rule.
    Shared,
}

impl Area {
    /// Returns the area as text, for example `request`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Endpoint => "endpoint",
            Self::Request => "request",
            Self::Response => "response",
            Self::Notification => "notification",
            Self::Shared => "shared",
        }
    }

    /// Returns the noun for its fields.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Request => "the request field",
            Self::Response => "the response field",
            Self::Endpoint | Self::Notification | Self::Shared => "the field",
        }
    }

    /// Returns the description of a new field or, if `is_member`, of a new member of an object.
    pub(super) fn added(self, is_member: bool, path: &str, is_required: bool) -> String {
        let requiredness = if is_required { "required" } else { "optional" };
        let (noun, message) = match self {
            _ if is_member => ("member", ""),
            Self::Request => ("field", " to the request"),
            Self::Response => ("field", " to the response"),
            Self::Endpoint | Self::Notification | Self::Shared => ("field", ""),
        };
        format!("the {requiredness} {noun} `{path}` was added{message}")
    }
}

/// The item that changes are grouped by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// `endpoint`, `notification`, `browser return`, `page`, `family`, `enumeration` or `signing rule`.
    pub kind: &'static str,
    /// The name in the spec; for a page, its title.
    pub name: String,
    /// The title of the vendor page, if it is on one.
    pub page: Option<String>,
    /// The family, unless the item belongs to all families.
    pub family: Option<String>,
}

impl Subject {
    /// Returns a description: `create_order` of App integrate IOTPay (general).
    pub fn words(&self) -> String {
        let family = self.family.as_ref().map_or_else(String::new, |family| format!(" ({family})"));
        match (self.kind, &self.page) {
            ("endpoint", Some(page)) => format!("`{}` of {page}{family}", self.name),
            (kind, Some(page)) if kind != "page" => format!("{kind} `{}` of {page}{family}", self.name),
            ("page", _) => format!("page {}{family}", self.name),
            ("signing rule", _) => format!("signing rule{family}"),
            (kind, _) => format!("{kind} `{}`{family}", self.name),
        }
    }
}

/// A change, reported once for all affected channels of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The kind of the change.
    pub id: ChangeKind,
    /// The area.
    pub area: Area,
    /// The item that it belongs to.
    pub subject: Subject,
    /// The affected channels, in the spec's order; empty if channels do not matter.
    pub channels: Vec<String>,
    /// The changed item: the path of a field, a channel, a type, a value.
    pub item: String,
    /// The message.
    pub message: String,
    /// The old value, if it is short.
    pub from: Option<String>,
    /// The new value, if it is short.
    pub to: Option<String>,
    /// The old location.
    pub old: Option<Position>,
    /// The new location.
    pub new: Option<Position>,
}

impl Change {
    /// Returns the level.
    pub fn level(&self) -> Level {
        self.id.level()
    }

    /// Returns how callers notice a breaking change.
    pub fn breaks(&self) -> Option<Breaks> {
        self.id.breaks()
    }

    /// Returns `from → to`, if either is known.
    pub(super) fn sides(&self) -> Option<String> {
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
        (self.from.is_some() || self.to.is_some()).then(|| format!("{} → {}", or_none(&self.from), or_none(&self.to)))
    }

    /// Returns the same, unless the message already contains it.
    pub(super) fn unmentioned_sides(&self) -> Option<String> {
        let is_mentioned =
            |side: &Option<String>| side.as_ref().is_none_or(|side| self.message.contains(side.as_str()));
        self.sides().filter(|_| !(is_mentioned(&self.from) && is_mentioned(&self.to)))
    }
}
