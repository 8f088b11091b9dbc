//! A closed list of values and their meanings.

use super::{Lifecycle, Provenance};
use crate::diagnostic::Sink;
use crate::source::Spanned;
use crate::spec_file::yaml::{Kind, Map, Node, list, report_empty, text};

/// A list of values and their meanings.
#[derive(Debug, Clone)]
pub struct Enumeration {
    /// Name, for rules that refer to it.
    pub name: Spanned<String>,
    /// The family that it belongs to; `None` for all families.
    pub family: Option<Spanned<String>>,
    /// The description, in our words.
    pub about: Spanned<String>,
    /// The vendor page.
    pub page: Spanned<String>,
    /// The subject of the outcomes; payments if the spec does not say.
    pub outcome_of: Option<Spanned<OutcomeOf>>,
    /// The values.
    pub values: Vec<Value>,
}

/// A value.
#[derive(Debug, Clone)]
pub struct Value {
    /// The wire name.
    pub value: Spanned<String>,
    /// A name, if the value alone says nothing.
    pub name: Option<Spanned<String>>,
    /// The meaning for the money.
    pub outcome: Option<Spanned<Outcome>>,
    /// The kind of the transaction.
    pub kind: Option<Spanned<Transaction>>,
    /// The meaning, in our words.
    pub about: Spanned<String>,
    /// The source.
    pub source: Provenance,
    /// Its dates and deprecation.
    pub lifecycle: Lifecycle,
}

/// The subject of an enumeration's outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeOf {
    /// A payment.
    Payment,
    /// A refund or a void.
    Refund,
    /// Either; another field of the message says which.
    Transaction,
}

/// A kind of transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transaction {
    /// A payment.
    Payment,
    /// A refund.
    Refund,
}

/// The meaning of a status for the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Neither done nor failed yet.
    Pending,
    /// Paid or refunded.
    Success,
    /// Failed for good.
    Failed,
}

impl Enumeration {
    /// Reads an enumeration.
    pub fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "an enumeration", sink)?;
        let name = map.need_text("name", sink);
        let family = map.take_text("family", sink);
        let about = map.need_text("about", sink);
        let page = map.need_text("page", sink);
        let kinds =
            [("payment", OutcomeOf::Payment), ("refund", OutcomeOf::Refund), ("transaction", OutcomeOf::Transaction)];
        let outcome_of = map.take_one_of("outcome_of", &kinds, sink);
        let values = map.need("values").map(|node| {
            report_empty(node, "values", sink);
            list(node, "values", sink, Value::read)
        });
        map.close(sink);
        Some(Self { name: name?, family, about: about?, page: page?, outcome_of, values: values? })
    }
}

/// A value that a page names, and its definition if the page adds it to the enumeration.
#[derive(Debug, Clone)]
pub struct NamedValue {
    /// The wire name.
    pub name: Spanned<String>,
    /// The definition.
    pub definition: Option<Value>,
}

impl NamedValue {
    /// Reads the name of a defined value, or a mapping that defines the value.
    pub(super) fn read(node: &Node, key: &str, sink: &mut Sink) -> Option<Self> {
        if let Kind::Map(_) = node.kind {
            let value = Value::read(node, sink)?;
            return Some(Self { name: value.value.clone(), definition: Some(value) });
        }
        Some(Self { name: text(node, key, sink)?, definition: None })
    }
}

impl Value {
    fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a value", sink)?;
        let value = map.need_text("value", sink);
        let name = map.take_text("name", sink);
        let outcome = map.take_one_of(
            "outcome",
            &[("pending", Outcome::Pending), ("success", Outcome::Success), ("failed", Outcome::Failed)],
            sink,
        );
        let kind = map.take_one_of("kind", &[("payment", Transaction::Payment), ("refund", Transaction::Refund)], sink);
        let about = map.need_text("about", sink);
        let source = map.take_one_of("source", Provenance::NAMES, sink).map_or_else(Provenance::default, |it| it.value);
        let lifecycle = Lifecycle::take(&mut map, sink);
        map.close(sink);
        Some(Self { value: value?, name, outcome, kind, about: about?, source, lifecycle })
    }
}
