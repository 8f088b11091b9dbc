//! The nodes that the loader accepts at each path of a file, determined by running the loader.

use std::collections::BTreeMap;

use crate::diagnostic::Sink;
use crate::raw::File;
use crate::source::{Span, Spanned};
use crate::spec_file::yaml::listener::listen;
use crate::spec_file::yaml::{Expectation, Kind, Node};

/// The allowed shapes of a node, which may be of several kinds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Shape {
    pub(super) text: Option<Text>,
    pub(super) list: Option<List>,
    /// The name of a mapping.
    pub(super) mapping: Option<&'static str>,
}

/// The allowed values of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Text {
    Any,
    OneOf(Vec<&'static str>),
    PositiveNumber,
    VendorType,
}

/// The allowed items of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct List {
    pub(super) item: Box<Shape>,
    pub(super) needs_items: bool,
}

/// The allowed keys of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mapping {
    /// The keys, in the order in which the loader reads them.
    pub(super) keys: Vec<Key>,
    /// The shape of the values of a mapping whose keys are data.
    pub(super) any_key: Option<Shape>,
}

/// A key of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) is_needed: bool,
    pub(super) shape: Shape,
}

/// The mappings of a file by name, and the name of its root mapping.
#[derive(Debug, Default)]
pub(super) struct Format {
    pub(super) mappings: BTreeMap<&'static str, Mapping>,
    pub(super) root: &'static str,
}

/// A step on the path from a file's root to the node in expectation.
#[derive(Clone, Copy)]
enum Step {
    Key(&'static str),
    Item,
}

/// A key unknown to every mapping, for mappings whose keys are data.
const SOME_KEY: &str = "some key";
/// The span of the node in expectation, and the span of all others.
const PROBED: Span = Span { file: 0, start: 1, end: 2 };
const ELSEWHERE: Span = Span { file: 0, start: 0, end: 0 };

/// Determines the allowed content of a file.
pub(super) fn of_files() -> Format {
    let mut format = Format::default();
    format.root = format.shape(&mut Vec::new()).mapping.unwrap_or_default();
    format
}

impl Format {
    fn shape(&mut self, path: &mut Vec<Step>) -> Shape {
        let mut shape = Shape::default();
        for expectation in expectations(path) {
            match expectation {
                // Further expectations for a text narrow it.
                Expectation::Text => shape.text = shape.text.or(Some(Text::Any)),
                Expectation::OneOf(names) => shape.text = Some(Text::OneOf(names)),
                Expectation::PositiveNumber => shape.text = Some(Text::PositiveNumber),
                Expectation::VendorType => shape.text = Some(Text::VendorType),
                Expectation::List { needs_items } => {
                    if shape.list.is_none() {
                        path.push(Step::Item);
                        let item = Box::new(self.shape(path));
                        path.pop();
                        shape.list = Some(List { item, needs_items });
                    }
                    shape.list.iter_mut().for_each(|list| list.needs_items |= needs_items);
                }
                Expectation::Map { what, keys, takes_any_key } => {
                    shape.mapping = Some(what);
                    if !self.mappings.contains_key(what) {
                        // The rule of a field contains the rules of its members.
                        let empty = Mapping { keys: Vec::new(), any_key: None };
                        self.mappings.insert(what, empty);
                        let mapping = self.mapping(path, &keys, takes_any_key);
                        self.mappings.insert(what, mapping);
                    }
                }
            }
        }
        shape
    }

    fn mapping(&mut self, path: &mut Vec<Step>, keys: &[(&'static str, bool)], takes_any_key: bool) -> Mapping {
        let mut below = |key| {
            path.push(Step::Key(key));
            let shape = self.shape(path);
            path.pop();
            shape
        };
        let known = keys.iter().map(|(name, is_needed)| Key { name, is_needed: *is_needed, shape: below(name) });
        Mapping { keys: known.collect(), any_key: takes_any_key.then(|| below(SOME_KEY)) }
    }
}

/// Returns the expectations of the loader for the node at a path, for any kind of node.
fn expectations(path: &[Step]) -> Vec<Expectation> {
    let kinds = [Kind::Map(Vec::new()), Kind::List(Vec::new()), Kind::Scalar("text".to_owned())];
    let mut found = Vec::new();
    for kind in kinds {
        let root = tree(path, kind);
        let mut sink = Sink::new();
        let expectations = listen(|| drop(File::read(0, &root, &mut sink)));
        // Only the expectations are needed, not the diagnostics.
        drop(sink.finish());
        found.extend(expectations.into_iter().filter(|(at, _)| *at == PROBED).map(|(_, expectation)| expectation));
    }
    found
}

/// Returns a file that contains only one node and the path to it.
fn tree(path: &[Step], kind: Kind) -> Node {
    let found = Node { kind, span: PROBED };
    path.iter().rev().fold(found, |below, step| {
        let kind = match step {
            Step::Key(name) => Kind::Map(vec![(Spanned::new((*name).to_owned(), ELSEWHERE), below)]),
            Step::Item => Kind::List(vec![below]),
        };
        Node { kind, span: ELSEWHERE }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mappings with the same name are read once here, so they must be the same everywhere.
    #[test]
    fn each_name_is_one_mapping() {
        let known = of_files().mappings;
        walk(&mut Vec::new(), &mut Vec::new(), &known, &mut 0);
    }

    /// Walks the format from a place. A mapping below itself, such as the rule of a member in the rule of a field, is
    /// compared but not entered again.
    fn walk(
        path: &mut Vec<Step>,
        entered: &mut Vec<&'static str>,
        known: &BTreeMap<&'static str, Mapping>,
        places: &mut usize,
    ) {
        *places += 1;
        assert!(*places < 5_000, "the format has no end");
        let mut has_list = false;
        for expectation in expectations(path) {
            match expectation {
                Expectation::Map { what, keys, takes_any_key } => {
                    let mapping = &known[what];
                    let expected: Vec<_> = mapping.keys.iter().map(|key| (key.name, key.is_needed)).collect();
                    assert_eq!((keys, takes_any_key), (expected, mapping.any_key.is_some()), "{what}");
                    if entered.contains(&what) {
                        continue;
                    }
                    entered.push(what);
                    let below = mapping.keys.iter().map(|key| key.name).chain(takes_any_key.then_some(SOME_KEY));
                    for key in below {
                        path.push(Step::Key(key));
                        walk(path, entered, known, places);
                        path.pop();
                    }
                    entered.pop();
                }
                Expectation::List { .. } if !has_list => {
                    has_list = true;
                    path.push(Step::Item);
                    walk(path, entered, known, places);
                    path.pop();
                }
                _ => {}
            }
        }
    }

    #[test]
    fn expects_something_at_each_path() {
        let format = of_files();
        assert_eq!(format.root, "a spec file");
        for (what, mapping) in &format.mappings {
            for key in &mapping.keys {
                assert!(key.shape != Shape::default(), "nothing is expected of `{}` of {what}", key.name);
            }
            assert!(!mapping.keys.is_empty() || mapping.any_key.is_some(), "{what}");
        }
    }
}
