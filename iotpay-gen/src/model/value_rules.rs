//! Rules for the values of a request field beyond their type.

use super::pattern::Pattern;

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
