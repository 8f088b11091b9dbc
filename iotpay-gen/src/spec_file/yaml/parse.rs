//! Parses YAML text. No other module uses the YAML crate.

use serde_core::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, Location, MergeKeyPolicy, NonFiniteFloatPolicy, Spanned as YamlSpanned};
use std::fmt;

use super::{Kind, Node, spelling, syntax_error};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::{FileId, Span, Spanned, offset_of};

/// Deeper than any spec file, and low enough not to overflow the stack.
const MAX_DEPTH: usize = 32;
/// More than any page needs: the longest has a few thousand.
const MAX_NODES: usize = 50_000;

/// Reads one file. Syntax errors go to the sink with their location.
pub fn parse(file: FileId, text: &str, sink: &mut Sink) -> Option<Node> {
    // Duplicate keys are kept, so that the reader can report both. Anchors and merge keys are off:
    // a spec file does not need them, and an alias can expand to a billion nodes.
    let options = serde_saphyr::options! {
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        // A sample such as `12e999` is text.
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        reject_unsupported_tags: true,
        with_snippet: false,
        budget: serde_saphyr::budget! {
            max_aliases: 0,
            max_anchors: 0,
            max_depth: MAX_DEPTH,
            max_documents: 1,
            max_nodes: MAX_NODES,
        },
    };
    match serde_saphyr::from_str_with_options::<YamlSpanned<RawNode>>(text, options) {
        Ok(root) => {
            let mut root = root.value.place(root.referenced, file, text);
            spelling::correct(&mut root, text, sink);
            Some(root)
        }
        Err(error) => {
            sink.push(syntax_error(file, text, &error));
            None
        }
    }
}

fn syntax_error(file: FileId, text: &str, error: &serde_saphyr::Error) -> Diagnostic {
    let span = error.location().map_or(Span { file, start: 0, end: 0 }, |location| span_of(location, file, text));
    let message = error.to_string();
    // The caret shows the location.
    let message = message.split(" at line ").next().unwrap_or_default();
    let error = syntax_error::translate(message, text, span.start);
    let span = error.place.map_or(span, |place| Span { file, start: place.start, end: place.end });
    Diagnostic::new(Code::Syntax, span, format!("invalid YAML: {}", error.message), "here").help(error.help)
}

fn span_of(location: Location, file: FileId, text: &str) -> Span {
    let span = location.span();
    let narrow = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
    let (start, length) = if let (Some(start), Some(length)) = (span.byte_offset(), span.byte_len()) {
        (narrow(start), narrow(length))
    } else {
        (offset_of(text, narrow(location.line()), narrow(location.column())), 0)
    };
    let start = start.min(text.len());
    let end = start.saturating_add(length).min(text.len());
    // The spans of block scalars and collections include the whitespace after them.
    let trimmed = text.get(start..end).map_or(0, |slice| slice.trim_end().len());
    Span { file, start, end: start + trimmed }
}

/// A node of the YAML crate, whose children have the crate's own locations.
enum RawNode {
    Null,
    /// Text that the file writes as text.
    Text(String),
    /// A plain scalar that YAML reads as a number or a boolean; only the spelling in the file matters.
    Typed,
    List(Vec<YamlSpanned<RawNode>>),
    Map(Vec<(YamlSpanned<String>, YamlSpanned<RawNode>)>),
}

impl RawNode {
    fn place(self, location: Location, file: FileId, text: &str) -> Node {
        let span = span_of(location, file, text);
        let kind = match self {
            Self::Null => Kind::Null,
            Self::Text(value) => Kind::Scalar(value),
            Self::Typed => Kind::Scalar(text.get(span.range()).unwrap_or_default().trim().to_owned()),
            Self::List(items) => {
                Kind::List(items.into_iter().map(|item| item.value.place(item.referenced, file, text)).collect())
            }
            Self::Map(entries) => Kind::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| {
                        let key = Spanned::new(key.value, span_of(key.referenced, file, text));
                        (key, value.value.place(value.referenced, file, text))
                    })
                    .collect(),
            ),
        };
        Node { kind, span }
    }
}

impl<'de> Deserialize<'de> for RawNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = RawNode;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<RawNode, E> {
        Ok(RawNode::Typed)
    }

    fn visit_i64<E>(self, _: i64) -> Result<RawNode, E> {
        Ok(RawNode::Typed)
    }

    fn visit_u64<E>(self, _: u64) -> Result<RawNode, E> {
        Ok(RawNode::Typed)
    }

    fn visit_i128<E>(self, _: i128) -> Result<RawNode, E> {
        Ok(RawNode::Typed)
    }

    fn visit_u128<E>(self, _: u128) -> Result<RawNode, E> {
        Ok(RawNode::Typed)
    }

    fn visit_f64<E>(self, _: f64) -> Result<RawNode, E> {
        Ok(RawNode::Typed)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<RawNode, E> {
        Ok(RawNode::Text(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<RawNode, E> {
        Ok(RawNode::Text(value))
    }

    fn visit_unit<E>(self) -> Result<RawNode, E> {
        Ok(RawNode::Null)
    }

    fn visit_none<E>(self) -> Result<RawNode, E> {
        Ok(RawNode::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<RawNode, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(RawNode::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<RawNode, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(RawNode::Map(entries))
    }
}
