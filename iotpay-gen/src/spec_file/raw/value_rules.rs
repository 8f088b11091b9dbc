//! Rules for the values of a field beyond their type.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::{Span, Spanned};
use crate::spec_file::yaml::{Map, Node, positive_number};

/// Rules for the values of a field beyond their type. A narrower rule overrides each of them separately.
#[derive(Debug, Clone, Default)]
pub struct ValueRules {
    /// The smallest and the largest value.
    pub range: Option<Range>,
    /// The pattern that a text matches as a whole.
    pub pattern: Option<Spanned<String>>,
    /// The value that applies if the field is absent.
    pub default: Option<Spanned<String>>,
    /// The smallest number of items of an array.
    pub min_items: Option<Spanned<u32>>,
    /// The largest number of items of an array.
    pub max_items: Option<Spanned<u32>>,
}

/// The smallest and the largest value, inclusive. At least one of them is present.
#[derive(Debug, Clone)]
pub struct Range {
    /// The smallest value.
    pub min: Option<Spanned<String>>,
    /// The largest value.
    pub max: Option<Spanned<String>>,
    /// The whole range.
    pub span: Span,
}

impl ValueRules {
    pub(super) fn take(map: &mut Map<'_>, sink: &mut Sink) -> Self {
        Self {
            range: map.take("range").and_then(|node| Range::read(node, sink)),
            pattern: map.take_text("pattern", sink),
            default: map.take_text("default", sink),
            min_items: take_count(map, "min_items", sink),
            max_items: take_count(map, "max_items", sink),
        }
    }

    /// Returns these rules, overridden by narrower ones.
    #[must_use]
    pub(super) fn overlaid(self, other: Self) -> Self {
        Self {
            range: other.range.or(self.range),
            pattern: other.pattern.or(self.pattern),
            default: other.default.or(self.default),
            min_items: other.min_items.or(self.min_items),
            max_items: other.max_items.or(self.max_items),
        }
    }
}

fn take_count(map: &mut Map<'_>, key: &'static str, sink: &mut Sink) -> Option<Spanned<u32>> {
    map.take(key).and_then(|node| positive_number(node, key, "items", sink))
}

impl Range {
    fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a range", sink)?;
        let (min, max) = (map.take_text("min", sink), map.take_text("max", sink));
        map.close(sink);
        if min.is_none() && max.is_none() {
            sink.push(
                Diagnostic::new(Code::InvalidLimit, node.span, "the range has no bounds", "empty range")
                    .help("write the smallest and the largest value, or one of them: `{ min: 1, max: 100 }`"),
            );
            return None;
        }
        Some(Self { min, max, span: node.span })
    }
}
