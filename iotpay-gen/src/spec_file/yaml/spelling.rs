//! Names with letters that look like other letters. They are reported, and read as the letters that they look like,
//! so that they cause no further diagnostics.

use super::{Kind, Node, strange};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::{Span, Spanned};

/// Keys whose values are prose or vendor data, in which any script is valid.
const PROSE: &[&str] = &[
    "about",
    "acknowledgement",
    "changes",
    "how_to_complete",
    "description",
    "fixed",
    "label",
    "missing",
    "note",
    "sample",
    "texts",
    "title",
];

/// Corrects the tree of a file.
pub(super) fn correct(root: &mut Node, text: &str, sink: &mut Sink) {
    let is_plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte) || byte == b'\n');
    walk(root, &Place { text, is_plain, is_prose: false }, sink);
}

#[derive(Clone, Copy)]
struct Place<'a> {
    text: &'a str,
    is_plain: bool,
    is_prose: bool,
}

fn walk(node: &mut Node, place: &Place<'_>, sink: &mut Sink) {
    match &mut node.kind {
        Kind::Null => {}
        Kind::Scalar(value) => scalar(value, node.span, place, sink),
        Kind::List(items) => items.iter_mut().for_each(|item| walk(item, place, sink)),
        Kind::Map(entries) => {
            rejoin(entries, place.text);
            for (key, value) in entries {
                if !place.is_plain {
                    split_at_wide_colon(key, value, place.text, sink);
                    name(&mut key.value, key.span, place.text, sink);
                }
                let is_prose = place.is_prose || PROSE.contains(&key.value.as_str());
                walk(value, &Place { is_prose, ..*place }, sink);
            }
        }
    }
}

fn scalar(value: &mut String, span: Span, place: &Place<'_>, sink: &mut Sink) {
    if report_invisible(value, span, place.text, sink) || place.is_plain {
        return;
    }
    let is_quoted = place.text.get(span.range()).is_some_and(|written| written.starts_with(['"', '\'', '|', '>']));
    let mut characters = value.chars();
    let ends = (characters.next(), characters.next_back());
    if let (Some(first), Some(last)) = ends
        && !is_quoted
        && is_typographic(first)
        && is_typographic(last)
    {
        let message = format!(
            "{first} ({}) and {last} ({}) are not YAML quotes and would become part of the text",
            strange::number(first),
            strange::number(last)
        );
        push(message, "write `\"` on both sides".to_owned(), find(span, place.text, first), sink);
        let kept = value[first.len_utf8()..value.len() - last.len_utf8()].to_owned();
        *value = kept;
        return;
    }
    if !place.is_prose {
        name(value, span, place.text, sink);
    }
}

fn is_typographic(character: char) -> bool {
    matches!(character, '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '‟' | '«' | '»')
}

/// Reports an invisible character.
fn report_invisible(value: &mut String, span: Span, text: &str, sink: &mut Sink) -> bool {
    if value.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte)) {
        return false;
    }
    // In other scripts and in emoji, these characters join others.
    let joins = |character: char| matches!(character, '\u{200c}' | '\u{200d}' | '\u{fe0f}');
    let only_joins = value.chars().all(|it| !strange::is_invisible(it) || joins(it)) && !value.is_ascii();
    let found = value.chars().find(|it| strange::is_invisible(*it) && !(only_joins && joins(*it)));
    let Some(character) = found else { return false };
    let number = strange::number(character);
    let help = format!("remove {number}, or replace it with a space");
    let message = format!("this text contains the invisible character {number}");
    push(message, help, find(span, text, character), sink);
    value.retain(|it| !strange::is_invisible(it));
    true
}

/// Reports a name that is not written in ASCII, once.
fn name(value: &mut String, span: Span, text: &str, sink: &mut Sink) {
    // A name entirely in another script cannot be confused with an ASCII name.
    let is_mixed = value.contains(|it: char| it.is_ascii_alphanumeric());
    let is_strange =
        |it: &char| strange::is_invisible(*it) || (!it.is_ascii() && (is_mixed || strange::plain(*it).is_some()));
    let Some(first) = value.chars().find(is_strange) else { return };
    let (message, help) = strange::describe(first);
    let further = value.chars().filter(is_strange).count() - 1;
    let message = if further == 0 {
        format!("in `{value}`: {message}")
    } else {
        format!("in `{value}`: {message}; it contains {further} more non-ASCII characters")
    };
    push(message, help, find(span, text, first), sink);
    let corrected = strange::corrected(value);
    sink.misspelled(value, &corrected);
    corrected.trim().clone_into(value);
}

/// `name： x` is a key without a value for YAML.
fn split_at_wide_colon(key: &mut Spanned<String>, value: &mut Node, text: &str, sink: &mut Sink) {
    let Some((before, after)) = key.value.split_once('：').filter(|_| value.kind == Kind::Null) else { return };
    let at = find(key.span, text, '：');
    push("`：` (U+FF1A) is not a YAML colon".to_owned(), "write `:` followed by a space".to_owned(), at, sink);
    let (before, after) = (before.trim().to_owned(), after.trim().trim_matches('"').to_owned());
    *value = Node { kind: Kind::Scalar(after), span: Span { start: at.end, ..key.span } };
    *key = Spanned::new(before, Span { end: at.start, ..key.span });
}

/// Rejoins a text with a comma between brackets, such as `decimal(10,2)`: YAML splits it there within `{` and `}`.
fn rejoin(entries: &mut Vec<(Spanned<String>, Node)>, text: &str) {
    let mut at = 1;
    while at < entries.len() {
        let (key, rest) = &entries[at];
        let (key_span, written) = (key.span, format!(",{}", key.value));
        let is_rest = rest.kind == Kind::Null
            && key.value.contains(')')
            && !text.get(key_span.end..).unwrap_or_default().trim_start().starts_with(':');
        let before = &mut entries[at - 1].1;
        if let (Kind::Scalar(value), true) = (&mut before.kind, is_rest)
            && value.matches('(').count() > value.matches(')').count()
        {
            value.push_str(&written);
            before.span.end = key_span.end;
            entries.remove(at);
        } else {
            at += 1;
        }
    }
}

/// Returns the location of a character inside a span; the whole span if the character is written as an escape.
fn find(span: Span, text: &str, character: char) -> Span {
    let found = text.get(span.range()).and_then(|written| written.find(character));
    found.map_or(span, |at| {
        let start = span.start + at;
        Span { start, end: start + character.len_utf8(), ..span }
    })
}

fn push(message: String, help: String, at: Span, sink: &mut Sink) {
    sink.push(Diagnostic::new(Code::WrongShape, at, message, "this character").help(help));
}
