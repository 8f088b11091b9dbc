//! Typed reading of nodes. Every mistake is reported to the sink, and reading continues.

use std::collections::HashMap;

use super::listener::record;
use super::{Expectation, Kind, Node, syntax_error};
use crate::diagnostic::{Code, Diagnostic, Sink, did_you_mean, suggestion_help};
use crate::source::{Span, Spanned};

/// A mapping that is read key by key. Keys that are not read are unknown.
pub struct Map<'a> {
    entries: Vec<(&'a Spanned<String>, &'a Node)>,
    known: Vec<&'static str>,
    /// Required keys.
    needed: Vec<&'static str>,
    /// Keys that are present, and therefore not suggested for a misspelled key.
    present: Vec<&'static str>,
    /// Required keys that are missing.
    missing: Vec<&'static str>,
    /// Keys without a value.
    bare: Vec<&'a Spanned<String>>,
    /// The location of the mapping: its first key.
    pub span: Span,
    /// The location of the whole mapping.
    whole: Span,
    /// The subject of the mapping in messages, such as "a row" or "a page".
    what: &'static str,
}

impl<'a> Map<'a> {
    /// Opens a node as a mapping. Repeated keys are reported here.
    pub fn open(node: &'a Node, what: &'static str, sink: &mut Sink) -> Option<Self> {
        let Kind::Map(pairs) = &node.kind else {
            sink.push(wrong_shape(node, &format!("{what} must be a mapping")).help("write `key: value` lines"));
            return None;
        };
        let mut entries = Vec::with_capacity(pairs.len());
        let mut places = HashMap::with_capacity(pairs.len());
        for (key, value) in pairs {
            let first = *places.entry(key.value.as_str()).or_insert(key.span);
            if first != key.span {
                sink.push(
                    Diagnostic::new(
                        Code::DuplicateKey,
                        key.span,
                        format!("duplicate key `{}`", key.value),
                        "again here",
                    )
                    .related(first, "first here")
                    .help("remove one of the two keys"),
                );
                // The key with a value is used.
                if let Some(kept) = entries.iter_mut().find(|(name, node): &&mut (&Spanned<String>, &Node)| {
                    name.value == key.value && node.kind == Kind::Null
                }) {
                    *kept = (key, value);
                }
                continue;
            }
            entries.push((key, value));
        }
        let span = pairs.first().map_or(node.span, |(key, _)| key.span);
        let (known, needed, present, missing, bare) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Some(Self { entries, known, needed, present, missing, bare, span, whole: node.span, what })
    }

    /// Takes an optional key.
    pub fn take(&mut self, key: &'static str) -> Option<&'a Node> {
        self.known.push(key);
        let at = self.entries.iter().position(|(name, _)| name.value == key)?;
        let (name, node) = self.entries.remove(at);
        self.present.push(key);
        if node.kind == Kind::Null {
            self.bare.push(name);
            return None;
        }
        Some(node)
    }

    /// Takes a required key.
    pub fn need(&mut self, key: &'static str) -> Option<&'a Node> {
        let node = self.take(key);
        self.needed.push(key);
        if !self.present.contains(&key) {
            self.missing.push(key);
        }
        node
    }

    /// Takes required text.
    pub fn need_text(&mut self, key: &'static str, sink: &mut Sink) -> Option<Spanned<String>> {
        let node = self.need(key)?;
        text(node, key, sink)
    }

    /// Takes optional text.
    pub fn take_text(&mut self, key: &'static str, sink: &mut Sink) -> Option<Spanned<String>> {
        let node = self.take(key)?;
        text(node, key, sink)
    }

    /// Takes an optional value of a closed set.
    pub fn take_one_of<T: Copy>(
        &mut self,
        key: &'static str,
        allowed: &[(&'static str, T)],
        sink: &mut Sink,
    ) -> Option<Spanned<T>> {
        let written = self.take_text(key, sink)?;
        one_of(key, &written, allowed, sink)
    }

    /// Takes a required value of a closed set.
    pub fn need_one_of<T: Copy>(
        &mut self,
        key: &'static str,
        allowed: &[(&'static str, T)],
        sink: &mut Sink,
    ) -> Option<Spanned<T>> {
        let written = self.need_text(key, sink)?;
        one_of(key, &written, allowed, sink)
    }

    /// Takes a required value like [`Self::need_one_of`], for marks with other common spellings: `typos` maps each of
    /// those to the intended mark.
    pub fn need_mark<T: Copy>(
        &mut self,
        key: &'static str,
        allowed: &[(&'static str, T)],
        typos: &[(&str, &'static str)],
        sink: &mut Sink,
    ) -> Option<Spanned<T>> {
        let written = self.need_text(key, sink)?;
        match typos.iter().find(|(typo, _)| *typo == written.value) {
            Some((_, meant)) => {
                sink.push(unknown_value(key, &written, format!("did you mean `{meant}`?")));
                None
            }
            None => one_of(key, &written, allowed, sink),
        }
    }

    /// Takes `true` or `false`.
    pub fn need_truth(&mut self, key: &'static str, sink: &mut Sink) -> Option<Spanned<bool>> {
        self.need_one_of(key, &[("true", true), ("false", false)], sink)
    }

    /// Takes an optional list. Reads each item with `read`.
    pub fn take_list<T>(
        &mut self,
        key: &'static str,
        sink: &mut Sink,
        read: impl FnMut(&'a Node, &mut Sink) -> Option<T>,
    ) -> Vec<T> {
        let Some(node) = self.take(key) else { return Vec::new() };
        let items = list(node, key, sink, read);
        report_empty(node, key, sink);
        items
    }

    /// Takes an optional list of texts.
    pub fn take_texts(&mut self, key: &'static str, sink: &mut Sink) -> Vec<Spanned<String>> {
        self.take_list(key, sink, |node, sink| text(node, key, sink))
    }

    /// Takes an optional list of at least one text.
    pub fn take_some_texts(&mut self, key: &'static str, sink: &mut Sink) -> Option<Vec<Spanned<String>>> {
        self.take(key).and_then(|node| some_texts(node, key, sink))
    }

    /// Takes all remaining entries, regardless of their keys, for mappings whose keys are data.
    pub fn rest(&mut self) -> Vec<(&'a Spanned<String>, &'a Node)> {
        record_map(self.whole, self.what, &self.known, &self.needed, true);
        std::mem::take(&mut self.entries)
    }

    /// Ends the reading: reports each unknown key, each missing key, and each key without a value. A misspelled key is
    /// reported once, and not a second time as missing.
    pub fn close(mut self, sink: &mut Sink) {
        record_map(self.whole, self.what, &self.known, &self.needed, false);
        for name in std::mem::take(&mut self.bare) {
            sink.push(
                Diagnostic::new(
                    Code::WrongShape,
                    name.span,
                    format!("missing value of key `{}`", name.value),
                    "expected a value",
                )
                .help("add a value, or remove the key"),
            );
        }
        // If the mapping is of a different kind, reporting one key is enough.
        let is_other = self.present.is_empty() && !self.entries.is_empty();
        if is_other {
            self.entries.truncate(1);
        }
        for (key, node) in std::mem::take(&mut self.entries) {
            let absent = self.known.iter().copied().filter(|known| !self.present.contains(known));
            let close = did_you_mean(&key.value, absent);
            let help = match close {
                Some(close) => format!("did you mean `{close}`?"),
                None => syntax_error::help_with_key(&key.value, node.kind == Kind::Null, self.what, &self.known),
            };
            // `name:sign` and `name sign` count as the key that they begin with.
            let close = close.or_else(|| {
                let (before, _) = key.value.split_once([':', ' ', '='])?;
                let absent = self.known.iter().copied().filter(|known| !self.present.contains(known));
                absent.into_iter().find(|known| *known == before)
            });
            if let Some(close) = close {
                self.missing.retain(|missing| *missing != close);
                self.present.push(close);
                sink.mark_unreadable(close);
            }
            sink.push(
                Diagnostic::new(
                    Code::UnknownKey,
                    key.span,
                    format!("unknown key `{}` in {}", key.value, self.what),
                    "unknown key",
                )
                .help(help),
            );
        }
        for key in self.missing.iter().filter(|_| !is_other) {
            sink.push(
                Diagnostic::new(
                    Code::MissingKey,
                    self.span,
                    format!("missing key `{key}` in {}", self.what),
                    format!("`{key}` is missing here"),
                )
                .help(format!("add `{key}:`")),
            );
        }
    }
}

fn record_map(at: Span, what: &'static str, known: &[&'static str], needed: &[&'static str], takes_any_key: bool) {
    record(at, || {
        let keys = known.iter().map(|key| (*key, needed.contains(key))).collect();
        Expectation::Map { what, keys, takes_any_key }
    });
}

/// Reads text.
pub fn text(node: &Node, key: &str, sink: &mut Sink) -> Option<Spanned<String>> {
    record(node.span, || Expectation::Text);
    match &node.kind {
        Kind::Scalar(value) => Some(Spanned::new(value.clone(), node.span)),
        _ => {
            sink.push(
                wrong_shape(node, &format!("`{key}` must be text")).help("write a single value, in quotes if needed"),
            );
            None
        }
    }
}

/// Reads a whole number above zero; `of` names the unit.
pub fn positive_number(node: &Node, key: &str, of: &str, sink: &mut Sink) -> Option<Spanned<u32>> {
    let written = text(node, key, sink)?;
    record(node.span, || Expectation::PositiveNumber);
    let value = written.value.parse().ok().filter(|number| *number > 0);
    if value.is_none() {
        let message = format!("`{key}` must be a positive number of {of}, found `{}`", written.value);
        let label = format!("expected a positive number of {of}");
        sink.push(Diagnostic::new(Code::WrongShape, node.span, message, label).help("correct the value"));
    }
    value.map(|value| Spanned::new(value, node.span))
}

/// Reads a list, item by item.
pub fn list<'a, T>(
    node: &'a Node,
    key: &str,
    sink: &mut Sink,
    mut read: impl FnMut(&'a Node, &mut Sink) -> Option<T>,
) -> Vec<T> {
    record(node.span, || Expectation::List { needs_items: false });
    let Kind::List(items) = &node.kind else {
        sink.push(
            wrong_shape(node, &format!("`{key}` must be a list")).help("write `- item` lines, or `[item, item]`"),
        );
        return Vec::new();
    };
    let mut found = Vec::with_capacity(items.len());
    for item in items {
        match read(item, sink) {
            Some(item) => found.push(item),
            None => mark_name_unreadable(item, sink),
        }
    }
    found
}

/// Reads a list of at least one text, or returns `None` if it is not such a list.
pub fn some_texts(node: &Node, key: &str, sink: &mut Sink) -> Option<Vec<Spanned<String>>> {
    let texts = list(node, key, sink, |item, sink| text(item, key, sink));
    let is_empty = report_empty(node, key, sink);
    (matches!(node.kind, Kind::List(_)) && !is_empty).then_some(texts)
}

/// Reports a list without items.
pub fn report_empty(node: &Node, key: &str, sink: &mut Sink) -> bool {
    record(node.span, || Expectation::List { needs_items: true });
    let is_empty = matches!(&node.kind, Kind::List(items) if items.is_empty());
    if is_empty {
        sink.push(
            Diagnostic::new(Code::WrongShape, node.span, format!("`{key}` must not be empty"), "an empty list")
                .help("add at least one item, or remove the key"),
        );
    }
    is_empty
}

/// Prevents further diagnostics for an unreadable item where its name is used, even if the key of its name is
/// misspelled.
fn mark_name_unreadable(item: &Node, sink: &mut Sink) {
    let Kind::Map(entries) = &item.kind else { return };
    for (key, value) in entries {
        if let Kind::Scalar(name) = &value.kind
            && did_you_mean(&key.value, ["name", "value"]).is_some()
        {
            sink.mark_unreadable(name);
        }
    }
}

/// Reads a value of a closed set.
pub fn one_of<T: Copy>(
    key: &str,
    written: &Spanned<String>,
    allowed: &[(&'static str, T)],
    sink: &mut Sink,
) -> Option<Spanned<T>> {
    one_of_or(written, allowed, sink, |names| unknown_value(key, written, suggestion_help(&written.value, names)))
}

/// Reads a value of a closed set, and reports any other value with this diagnostic, which is created from the allowed
/// values.
pub fn one_of_or<T: Copy>(
    written: &Spanned<String>,
    allowed: &[(&'static str, T)],
    sink: &mut Sink,
    unknown: impl FnOnce(&[&str]) -> Diagnostic,
) -> Option<Spanned<T>> {
    // Loops, and a function that does not depend on `T`: the compiler repeats the rest for each set of values.
    let mut names = Vec::with_capacity(allowed.len());
    for (name, _) in allowed {
        names.push(*name);
    }
    match position(written, &names) {
        Some(at) => Some(Spanned::new(allowed[at].1, written.span)),
        None => {
            sink.push(unknown(&names));
            None
        }
    }
}

fn position(written: &Spanned<String>, names: &[&'static str]) -> Option<usize> {
    record(written.span, || Expectation::OneOf(names.to_vec()));
    names.iter().position(|name| *name == written.value)
}

/// A value that is not in a closed set.
pub fn unknown_value(key: &str, written: &Spanned<String>, help: String) -> Diagnostic {
    let message = format!("invalid value `{}` of `{key}`", written.value);
    Diagnostic::new(Code::UnknownValue, written.span, message, "not one of the allowed values").help(help)
}

fn wrong_shape(node: &Node, message: &str) -> Diagnostic {
    let expected = match message {
        _ if message.ends_with("a mapping") => "expected a mapping, found ",
        _ if message.ends_with("a list") => "expected a list, found ",
        _ if message.ends_with("text") => "expected text, found ",
        _ => "this is ",
    };
    Diagnostic::new(Code::WrongShape, node.span, message, format!("{expected}{}", node.shape()))
}
