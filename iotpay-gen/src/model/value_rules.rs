//! Rules for the values of a request field beyond their type.

use super::pattern::Pattern;
use super::{Type, literal};

/// Rules for the values of a request field beyond their type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ValueRules {
    /// The smallest and the largest value.
    pub range: Option<Range>,
    /// The pattern that a text matches as a whole.
    pub pattern: Option<Pattern>,
    /// The value that the gateway uses if the field is absent.
    pub default: Option<String>,
}

/// The smallest and the largest value, inclusive, as they are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The smallest value.
    pub min: Option<String>,
    /// The largest value.
    pub max: Option<String>,
}

impl Range {
    /// Returns `true` if a value of the type is in the range.
    pub fn contains(&self, ty: &Type, text: &str) -> bool {
        let Some(value) = literal::ordinal(ty, text) else { return false };
        let bound = |text: &Option<String>| text.as_ref().and_then(|text| literal::ordinal(ty, text));
        bound(&self.min).is_none_or(|min| min <= value) && bound(&self.max).is_none_or(|max| value <= max)
    }

    /// Returns `true` if each value in the other range is in this one.
    pub(crate) fn includes(&self, other: &Self, ty: &Type) -> bool {
        let is_included = |bound: &Option<String>, other: &Option<String>| match (bound, other) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(_), Some(other)) => self.contains(ty, other),
        };
        is_included(&self.min, &other.min) && is_included(&self.max, &other.max)
    }

    /// Describes the range, such as `from 1 to 100`.
    pub fn description(&self) -> String {
        match (&self.min, &self.max) {
            (Some(min), Some(max)) => format!("from {min} to {max}"),
            (Some(min), None) => format!("at least {min}"),
            (None, Some(max)) => format!("at most {max}"),
            (None, None) => "any value".to_owned(),
        }
    }
}
