//! One change.

use super::change_kinds::{Breaks, ChangeKind, Level};
use crate::source::Position;

/// What of the conversation with the gateway a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// How a call is made.
    Endpoint,
    /// What is sent.
    Request,
    /// What comes back.
    Response,
    /// What comes by itself: notifications and browser returns.
    Notification,
    /// What several messages share: families, enumerations, the signing rule.
    Shared,
}

impl Area {
    /// As it is written, for example `request`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Endpoint => "endpoint",
            Self::Request => "request",
            Self::Response => "response",
            Self::Notification => "notification",
            Self::Shared => "shared",
        }
    }

    /// What its fields are called.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Request => "the request's field",
            Self::Response => "the response's field",
            Self::Endpoint | Self::Notification | Self::Shared => "the field",
        }
    }
}

/// What a change belongs to, under which it is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// `endpoint`, `notification`, `browser return`, `page`, `family`, `enumeration` or `signing rule`.
    pub kind: &'static str,
    /// Its name in the spec; of a page its title.
    pub name: String,
    /// Title of the page, where it stands on one of the vendor's.
    pub page: Option<String>,
    /// The family, unless it belongs to all.
    pub family: Option<String>,
}

impl Subject {
    /// In words: `create_order` of App integrate IOTPay (general).
    pub fn words(&self) -> String {
        let family = self.family.as_ref().map_or_else(String::new, |family| format!(" ({family})"));
        match (self.kind, &self.page) {
            ("endpoint", Some(page)) => format!("`{}` of {page}{family}", self.name),
            (kind, Some(page)) if kind != "page" => format!("{kind} `{}` of {page}{family}", self.name),
            ("page", _) => format!("page {}{family}", self.name),
            ("signing rule", _) => "signing rule".to_owned(),
            (kind, _) => format!("{kind} `{}`{family}", self.name),
        }
    }
}

/// One change, told once for all channels of a call that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which kind of change.
    pub id: ChangeKind,
    /// What of the conversation it is about.
    pub area: Area,
    /// What it belongs to.
    pub subject: Subject,
    /// The channels that have it, in the spec's order; none where channels do not matter.
    pub channels: Vec<String>,
    /// What changed: the path of a field, a channel, a type, a value.
    pub item: String,
    /// What changed, in words.
    pub message: String,
    /// How it was, where that is short.
    pub from: Option<String>,
    /// How it is, where that is short.
    pub to: Option<String>,
    /// Where it stood.
    pub old: Option<Position>,
    /// Where it stands.
    pub new: Option<Position>,
}

impl Change {
    /// How bad it is.
    pub fn level(&self) -> Level {
        self.id.level()
    }

    /// How callers notice it, where it breaks.
    pub fn breaks(&self) -> Option<Breaks> {
        self.id.breaks()
    }

    /// `from → to`, where either is known.
    pub(super) fn sides(&self) -> Option<String> {
        let or_nothing = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
        (self.from.is_some() || self.to.is_some())
            .then(|| format!("{} → {}", or_nothing(&self.from), or_nothing(&self.to)))
    }

    /// The same, unless the message tells it already.
    pub(super) fn untold(&self) -> Option<String> {
        let is_told = |side: &Option<String>| side.as_ref().is_none_or(|side| self.message.contains(side.as_str()));
        self.sides().filter(|_| !(is_told(&self.from) && is_told(&self.to)))
    }
}
