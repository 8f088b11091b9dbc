//! Parses YAML text. No other module uses the YAML crate.

use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, StrInput};

use super::syntax_error::{SyntaxError, Unsupported};
use super::{Kind, Node, spelling, syntax_error};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::{FileId, Span, Spanned, offset_of};

/// Deeper than any spec file, and low enough not to overflow the stack.
const MAX_DEPTH: usize = 32;
/// More than any page needs: the longest has a few thousand.
const MAX_NODES: usize = 50_000;

/// Reads one file. Syntax errors go to the sink with their location.
pub fn parse(file: FileId, text: &str, sink: &mut Sink) -> Option<Node> {
    let mut reader = Reader { file, text, parser: Parser::new_from_str_with_options(text, options()), nodes: 0 };
    match reader.document() {
        Ok(mut root) => {
            spelling::correct(&mut root, text, sink);
            Some(root)
        }
        Err((span, error)) => {
            let span = error.place.map_or(span, |place| Span { file, start: place.start, end: place.end });
            sink.push(
                Diagnostic::new(Code::Syntax, span, format!("invalid YAML: {}", error.message), "here")
                    .help(error.help),
            );
            None
        }
    }
}

fn options() -> Options {
    granit_parser::options! { emit_comments: false }
}

type Result<T> = std::result::Result<T, (Span, SyntaxError)>;

/// Builds the tree of a file from the events of the YAML crate. Keys may occur twice, so that the caller can report
/// both. Scalars keep their spelling, so that `0725` is neither a number nor changed.
struct Reader<'t> {
    file: FileId,
    text: &'t str,
    parser: Parser<'t, StrInput<'t>>,
    nodes: usize,
}

impl<'t> Reader<'t> {
    fn document(&mut self) -> Result<Node> {
        let mut root = None;
        while let Some((event, span)) = self.next()? {
            match event {
                Event::DocumentStart(..) if root.is_some() => return Err((span, Unsupported::Documents.into())),
                Event::StreamStart | Event::StreamEnd | Event::DocumentStart(..) | Event::DocumentEnd => {}
                event => root = Some(self.node(event, span, 0)?),
            }
        }
        let end = self.text.len();
        Ok(root.unwrap_or(Node { kind: Kind::Null, span: Span { file: self.file, start: end, end } }))
    }

    fn next(&mut self) -> Result<Option<(Event<'t>, Span)>> {
        match self.parser.next_event() {
            None => Ok(None),
            Some(Ok((event, span))) => Ok(Some((event, self.span(span)))),
            Some(Err(error)) => Err(self.error(&error)),
        }
    }

    /// Reads a node that begins with an event.
    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Node> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err((span, Unsupported::TooManyValues.into()));
        }
        // An alias can expand to a billion nodes, and a spec file needs neither anchors nor tags.
        if event.anchor_id().is_some() || event.is_alias() {
            return Err((span, Unsupported::Anchor.into()));
        }
        if event.tag().is_some() {
            return Err((span, Unsupported::Tag.into()));
        }
        let kind = match event {
            Event::Scalar(value, style, ..) => scalar(&value, style),
            Event::SequenceStart(..) => Kind::List(self.items(span, depth + 1)?),
            Event::MappingStart(..) => Kind::Map(self.entries(span, depth + 1)?),
            _ => Kind::Null,
        };
        Ok(Node { kind, span })
    }

    fn items(&mut self, start: Span, depth: usize) -> Result<Vec<Node>> {
        check_depth(start, depth)?;
        let mut items = Vec::new();
        while let Some((event, span)) = self.next()? {
            if matches!(event, Event::SequenceEnd) {
                break;
            }
            items.push(self.node(event, span, depth)?);
        }
        Ok(items)
    }

    fn entries(&mut self, start: Span, depth: usize) -> Result<Vec<(Spanned<String>, Node)>> {
        check_depth(start, depth)?;
        let mut entries = Vec::new();
        while let Some((event, span)) = self.next()? {
            if matches!(event, Event::MappingEnd) {
                break;
            }
            let Kind::Scalar(key) = self.node(event, span, depth)?.kind else {
                return Err((span, Unsupported::KeyOfOtherKind.into()));
            };
            if let Some((event, value)) = self.next()? {
                entries.push((Spanned::new(key, span), self.node(event, value, depth)?));
            }
        }
        Ok(entries)
    }

    fn error(&self, error: &ScanError) -> (Span, SyntaxError) {
        let marker = error.marker();
        let start = marker.byte_offset().unwrap_or_else(|| offset_of(self.text, marker.line(), marker.col() + 1));
        let start = start.min(self.text.len());
        let span = Span { file: self.file, start, end: start };
        (span, syntax_error::translate(&error.info(), self.text, start))
    }

    fn span(&self, span: granit_parser::Span) -> Span {
        let range = span.byte_range().unwrap_or_default();
        let start = range.start.min(self.text.len());
        let end = range.end.clamp(start, self.text.len());
        // The spans of block scalars and collections include the whitespace after them.
        let trimmed = self.text.get(start..end).map_or(0, |slice| slice.trim_end().len());
        Span { file: self.file, start, end: start + trimmed }
    }
}

fn check_depth(span: Span, depth: usize) -> Result<()> {
    if depth > MAX_DEPTH { Err((span, Unsupported::Depth.into())) } else { Ok(()) }
}

fn scalar(value: &str, style: ScalarStyle) -> Kind {
    match (style, value) {
        (ScalarStyle::Plain, "" | "~" | "null" | "Null" | "NULL") => Kind::Null,
        _ => Kind::Scalar(value.to_owned()),
    }
}
