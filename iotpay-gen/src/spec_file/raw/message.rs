//! Tables and the rules that prose adds to them: a request, a response or a notification.

use super::{Lifecycle, NamedRule, NamedValue, Provenance, Row, Value, field_rule};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::{Span, Spanned};
use crate::spec_file::yaml::{Kind, Map, Node, list, some_texts, text};

/// A table and its rules.
#[derive(Debug, Clone)]
pub struct Message {
    /// Rows of the page, in its order.
    pub table: Vec<Row>,
    /// Fields from other sources that the page's table omits.
    pub additional_rows: Vec<Row>,
    /// The rules that the prose states, by field.
    pub rules: Vec<NamedRule>,
    /// Groups of mutually exclusive fields.
    pub one_of: Vec<OneOf>,
    /// The field that may contain the whole response.
    pub nested_in: Option<Spanned<String>>,
    /// Fields that are required although the table does not say so.
    pub require: FieldList,
    /// Fields of the envelope that a successful response may omit.
    pub may_omit: FieldList,
    /// Whether the response is undocumented because its table was not available.
    pub is_undocumented: bool,
    /// The location of the message.
    pub span: Span,
}

/// A group of mutually exclusive fields.
#[derive(Debug, Clone)]
pub struct OneOf {
    /// The subject of the group, which becomes its name in Rust.
    pub name: Spanned<String>,
    /// The fields.
    pub fields: Vec<Spanned<String>>,
    /// The statement of the page's prose, if the table requires the fields.
    pub note: Option<Spanned<String>>,
}

/// Fields that are required, optional or forbidden, and the source of that.
#[derive(Debug, Clone, Default)]
pub struct FieldList {
    /// The fields.
    pub fields: Vec<Spanned<String>>,
    /// The source.
    pub source: Provenance,
    /// The reason.
    pub note: Option<Spanned<String>>,
}

/// The changes of a channel to a message.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    /// Fields that the channel requires.
    pub require: FieldList,
    /// Fields that the channel may omit although the table requires them.
    pub optional: FieldList,
    /// Fields that the channel ignores or rejects.
    pub forbid: FieldList,
    /// Request fields that always have the same value.
    pub fixed: Vec<(Spanned<String>, Spanned<String>)>,
    /// Narrower rules.
    pub rules: Vec<NamedRule>,
}

/// A channel on a page.
#[derive(Debug, Clone)]
pub struct ChannelEntry {
    /// The channel's id.
    pub channel: Spanned<String>,
    /// The definition of the channel, if the page adds it to the family's channels.
    pub definition: Option<Value>,
    /// The purpose.
    pub about: Spanned<String>,
    /// Its changes to the request.
    pub request: Overlay,
    /// Its changes to the response.
    pub response: Overlay,
    /// Its dates and deprecation.
    pub lifecycle: Lifecycle,
}

impl Message {
    /// Returns all rows: those of the page's table, then those from other sources.
    pub fn rows(&self) -> Vec<&Row> {
        self.table.iter().chain(&self.additional_rows).collect()
    }

    /// Reads a request. Only requests have mutually exclusive fields.
    pub fn read_request(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a request", sink)?;
        let message = Self::read_table(&mut map, sink);
        let require = FieldList::take(&mut map, "require", sink);
        let one_of = map.take_list("one_of", sink, OneOf::read);
        map.close(sink);
        Some(Self { one_of, require, ..message? })
    }

    /// Reads a response.
    pub fn read_response(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a response", sink)?;
        let message = Self::read_received(&mut map, sink);
        let nested_in = map.take("nested_in").and_then(|node| read_nested_in(node, sink));
        let is_open = map.take("undocumented").is_some_and(|node| read_open(node, sink).is_some());
        let may_omit = FieldList::take(&mut map, "may_omit", sink);
        map.close(sink);
        Some(Self { nested_in, may_omit, is_undocumented: is_open, ..message? })
    }

    /// Reads a received message from a mapping that also has other keys.
    pub(super) fn read_received(map: &mut Map<'_>, sink: &mut Sink) -> Option<Self> {
        let message = Self::read_table(map, sink);
        let require = FieldList::take(map, "require", sink);
        Some(Self { require, ..message? })
    }

    fn read_table(map: &mut Map<'_>, sink: &mut Sink) -> Option<Self> {
        let table = map.need("table").map(|node| list(node, "table", sink, Row::read));
        let additional_rows = map.take_list("additional_rows", sink, Row::read);
        let rules = take_rules(map, sink);
        let (one_of, nested_in, require) = (Vec::new(), None, FieldList::default());
        let span = map.span;
        Some(Self {
            table: table?,
            additional_rows,
            rules,
            one_of,
            nested_in,
            require,
            may_omit: FieldList::default(),
            is_undocumented: false,
            span,
        })
    }
}

fn take_rules(map: &mut Map<'_>, sink: &mut Sink) -> Vec<NamedRule> {
    map.take("rules").and_then(|node| field_rule::read_rules(node, sink)).unwrap_or_default()
}

fn read_nested_in(node: &Node, sink: &mut Sink) -> Option<Spanned<String>> {
    let mut map = Map::open(node, "`nested_in`", sink)?;
    let field = map.need_text("field", sink);
    map.need_one_of("source", Provenance::NAMES, sink);
    map.take_text("note", sink);
    map.close(sink);
    field
}

fn read_open(node: &Node, sink: &mut Sink) -> Option<Spanned<Provenance>> {
    let mut map = Map::open(node, "`undocumented`", sink)?;
    let source = map.need_one_of("source", Provenance::NAMES, sink);
    map.take_text("note", sink);
    map.close(sink);
    source
}

impl OneOf {
    fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a one-of group", sink)?;
        let name = map.need_text("name", sink);
        let fields = map.need("fields").map(|node| list(node, "fields", sink, |item, sink| text(item, "fields", sink)));
        let source = map.take_one_of("source", Provenance::NAMES, sink);
        let note = map.take_text("note", sink);
        if let (Some(source), None) = (&source, &note) {
            sink.push(
                Diagnostic::new(
                    Code::InapplicableRule,
                    source.span,
                    "the group has a source, but no note",
                    "missing note",
                )
                .help("add `note:` with the statement of the page, or remove `source:`"),
            );
        }
        map.close(sink);
        Some(Self { name: name?, fields: fields?, note })
    }
}

impl FieldList {
    /// Reads a list of fields, or a mapping that also has their source.
    pub(super) fn take(map: &mut Map<'_>, key: &'static str, sink: &mut Sink) -> Self {
        Self::take_if_present(map, key, sink).unwrap_or_default()
    }

    /// Like [`Self::take`], but returns `None` if the key is missing or cannot be read.
    pub(super) fn take_if_present(map: &mut Map<'_>, key: &'static str, sink: &mut Sink) -> Option<Self> {
        let node = map.take(key)?;
        if matches!(node.kind, Kind::Map(_)) {
            Self::read_sourced(node, key, sink)
        } else {
            some_texts(node, key, sink).map(|fields| Self { fields, ..Self::default() })
        }
    }

    fn read_sourced(node: &Node, key: &'static str, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, key, sink)?;
        let fields = map.need("fields").and_then(|node| some_texts(node, "fields", sink));
        let source = map.need_one_of("source", Provenance::NAMES, sink);
        let note = map.take_text("note", sink);
        map.close(sink);
        Some(Self { fields: fields?, source: source?.value, note })
    }
}

impl Overlay {
    fn read_request(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a channel's overlay of the request", sink)?;
        let overlay = Self::read_common(&mut map, sink);
        let optional = FieldList::take(&mut map, "optional", sink);
        let fixed = map
            .take("fixed")
            .map_or_else(Vec::new, |node| field_rule::read_fixed(node, "write `fixed: { field: value }`", sink));
        map.close(sink);
        Some(Self { optional, fixed, ..overlay })
    }

    /// Reads the overlay of a response. The gateway decides a response's content, so none of its fields is fixed.
    fn read_response(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a channel's overlay of the response", sink)?;
        let overlay = Self::read_common(&mut map, sink);
        map.close(sink);
        Some(overlay)
    }

    fn read_common(map: &mut Map<'_>, sink: &mut Sink) -> Self {
        let require = FieldList::take(map, "require", sink);
        let forbid = FieldList::take(map, "forbid", sink);
        Self { require, forbid, rules: take_rules(map, sink), ..Self::default() }
    }
}

impl ChannelEntry {
    /// Reads a channel's entry.
    pub fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a channel's entry", sink)?;
        let channel = map.need("channel").and_then(|node| NamedValue::read(node, "channel", sink));
        let about = map.need_text("about", sink);
        let request = map.take("request").and_then(|node| Overlay::read_request(node, sink)).unwrap_or_default();
        let response = map.take("response").and_then(|node| Overlay::read_response(node, sink)).unwrap_or_default();
        let lifecycle = Lifecycle::take(&mut map, sink);
        map.close(sink);
        let NamedValue { name: channel, definition } = channel?;
        Some(Self { channel, definition, about: about?, request, response, lifecycle })
    }
}
