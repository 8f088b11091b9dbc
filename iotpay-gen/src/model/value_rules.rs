//! Rules for the values of a field beyond their type.

use super::pattern::Pattern;

/// Rules for the values of a field beyond their type. Requests follow them; received values may be others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ValueRules {
    /// The smallest and the largest value.
    pub range: Option<Range>,
    /// The pattern that a text matches as a whole.
    pub pattern: Option<Pattern>,
    /// The value that applies if the field is absent.
    pub default: Option<String>,
    /// The number of items of an array.
    pub items: ItemCount,
}

/// The smallest and the largest number of items of an array, inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ItemCount {
    /// The smallest number.
    pub min: Option<u32>,
    /// The largest number.
    pub max: Option<u32>,
}

impl ItemCount {
    /// Returns `true` if an array can have this number of items.
    pub fn contains(self, count: usize) -> bool {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        self.min.is_none_or(|min| min <= count) && self.max.is_none_or(|max| count <= max)
    }

    /// Returns `true` if an array can have any number of items.
    pub fn is_any(self) -> bool {
        self == Self::default()
    }

    /// Describes the numbers, such as `1 to 20 items`.
    pub fn description(self) -> String {
        let items = |count: u32| if count == 1 { "1 item".to_owned() } else { format!("{count} items") };
        match (self.min, self.max) {
            (Some(min), Some(max)) if min == max => items(min),
            (Some(min), Some(max)) => format!("{min} to {}", items(max)),
            (Some(min), None) => format!("at least {}", items(min)),
            (None, Some(max)) => format!("at most {}", items(max)),
            (None, None) => "any number of items".to_owned(),
        }
    }
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
