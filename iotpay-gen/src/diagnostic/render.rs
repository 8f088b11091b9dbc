//! Diagnostics as text, in the manner of rustc.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::source::{FileId, SourceFile, SourceMap, Span};

/// The style of rendered diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without color.
    Plain,
    /// With the colors of a terminal.
    Color,
}

/// Longer lines are truncated: a caret under a very long line is not useful.
const LONGEST_LINE: usize = 4000;
/// Locations of a diagnostic that are farther apart, in bytes, have separate excerpts.
const FAR_APART: usize = 4000;
/// The maximum number of diagnostics that are shown; the others are only counted.
const MAX_SHOWN: usize = 100;

/// Returns one diagnostic as text.
pub fn render(files: &[SourceFile], diagnostic: &Diagnostic, style: Style) -> String {
    render_at(files, &SourceMap::of(files), diagnostic, style)
}

/// Returns each diagnostic as text, in order.
pub fn render_each<'a>(
    files: &'a [SourceFile],
    diagnostics: &'a [Diagnostic],
    style: Style,
) -> impl Iterator<Item = String> + 'a {
    let places = SourceMap::of(files);
    diagnostics.iter().map(move |diagnostic| render_at(files, &places, diagnostic, style))
}

fn render_at(files: &[SourceFile], places: &SourceMap, diagnostic: &Diagnostic, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Color => Renderer::styled(),
    }
    .decor_style(DecorStyle::Ascii);
    let level = match diagnostic.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    for excerpt in excerpts(files, places, diagnostic) {
        let mut snippet = Snippet::source(excerpt.text).line_start(excerpt.line);
        if let Some(column) = excerpt.cut_before {
            group = group.element(Origin::path(excerpt.name).line(excerpt.line).char_column(column));
        } else {
            snippet = snippet.path(excerpt.name);
        }
        for (range, label, kind) in excerpt.marks {
            snippet = snippet.annotation(kind.span(range).label(label));
        }
        group = group.element(snippet);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    renderer.render(&[group])
}

/// Returns the diagnostics, and a last line with their number.
pub fn render_all(files: &[SourceFile], diagnostics: &[Diagnostic], style: Style) -> String {
    let mut text = String::new();
    for rendered in render_each(files, &diagnostics[..diagnostics.len().min(MAX_SHOWN)], style) {
        text.push_str(&rendered);
        text.push_str("\n\n");
    }
    let number = diagnostics.len();
    let errors = diagnostics.iter().filter(|it| it.code.severity() == Severity::Error).count();
    let counted = [counted(errors, "error"), counted(number - errors, "warning")];
    let counted = counted.into_iter().flatten().collect::<Vec<_>>().join(" and ");
    let shown = if number > MAX_SHOWN { format!("; only the first {MAX_SHOWN} are shown") } else { String::new() };
    text + &format!("the spec has {counted}{shown}\n")
}

fn counted(number: usize, noun: &str) -> Option<String> {
    match number {
        0 => None,
        1 => Some(format!("1 {noun}")),
        _ => Some(format!("{number} {noun}s")),
    }
}

struct Excerpt<'a> {
    name: &'a str,
    text: &'a str,
    line: usize,
    /// The column of the first mark, if the text before it on its line is too long to show.
    cut_before: Option<usize>,
    marks: Vec<(Range<usize>, &'a str, AnnotationKind)>,
}

struct Place<'a> {
    span: Span,
    label: &'a str,
    kind: AnnotationKind,
}

/// Returns the excerpts of a diagnostic. Locations that are close to each other share an excerpt, and the excerpt
/// with the primary location comes first.
fn excerpts<'a>(files: &'a [SourceFile], known: &SourceMap, diagnostic: &'a Diagnostic) -> Vec<Excerpt<'a>> {
    let primary = Place { span: diagnostic.span, label: &diagnostic.label, kind: AnnotationKind::Primary };
    let related =
        diagnostic.related.iter().map(|(span, label)| Place { span: *span, label, kind: AnnotationKind::Context });
    let mut groups: Vec<Vec<Place<'_>>> = vec![vec![primary]];
    for place in related {
        match groups.iter_mut().find(|group| group.iter().any(|known| are_close(known.span, place.span))) {
            Some(group) => group.push(place),
            None => groups.push(vec![place]),
        }
    }
    groups.iter().filter_map(|group| excerpt(files, known, group)).collect()
}

/// Returns `true` if one excerpt can show both.
fn are_close(a: Span, b: Span) -> bool {
    a.file == b.file && a.start.abs_diff(b.start) < FAR_APART && a.end.abs_diff(b.end) < FAR_APART
}

fn excerpt<'a>(files: &'a [SourceFile], known: &SourceMap, places: &[Place<'a>]) -> Option<Excerpt<'a>> {
    let id: FileId = places.first()?.span.file;
    let file = files.get(id)?;
    let first = places.iter().map(|place| place.span.start).min()?;
    let last = places.iter().map(|place| place.span.end).max()?;
    let (start, end) = whole_lines(&file.text, first, last);
    let (line, column) = known.line_column(id, start)?;
    let marks = places.iter().map(|place| (within(place.span, start, end), place.label, place.kind));
    Some(Excerpt {
        name: &file.name,
        text: &file.text[start..end],
        line,
        cut_before: (column > 1).then_some(column),
        marks: marks.collect(),
    })
}

/// Returns the range of the lines from the first byte to the last, truncated if a line or the whole is too long.
fn whole_lines(text: &str, first: usize, last: usize) -> (usize, usize) {
    let first = floor(text, first);
    let last = floor(text, last.max(first).min(first + 2 * FAR_APART));
    let line_start = text[..first].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[last..].find('\n').map_or(text.len(), |newline| last + newline);
    let start = if first - line_start > LONGEST_LINE { first } else { line_start };
    let end = if line_end - last > LONGEST_LINE { floor(text, last + LONGEST_LINE) } else { line_end };
    (start, end)
}

fn within(span: Span, start: usize, end: usize) -> Range<usize> {
    let first = span.start.clamp(start, end) - start;
    let last = span.end.clamp(start, end) - start;
    first..last.max(first)
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
