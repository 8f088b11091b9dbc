//! Findings as text, in the manner of rustc.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::Diagnostic;
use crate::source::{SourceFile, Span};

/// How findings look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without colour.
    Plain,
    /// With the colours of a terminal.
    Colour,
}

/// A line longer than this is shown in part: a caret under a line of a mebibyte helps nobody.
const LONGEST_LINE: usize = 400;

/// One finding as text.
pub fn render(files: &[SourceFile], diagnostic: &Diagnostic, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colour => Renderer::styled(),
    }
    .decor_style(DecorStyle::Ascii);
    let title = Level::ERROR.primary_title(&diagnostic.message).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    for excerpt in excerpts(files, diagnostic) {
        let mut snippet = Snippet::source(excerpt.text).line_start(excerpt.line).path(excerpt.name);
        for (range, label, primary) in excerpt.marks {
            let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            snippet = snippet.annotation(kind.span(range).label(label));
        }
        group = group.element(snippet);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    renderer.render(&[group])
}

/// Every finding, and a last line with their number.
pub fn render_all(files: &[SourceFile], diagnostics: &[Diagnostic], style: Style) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&render(files, diagnostic, style));
        text.push_str("\n\n");
    }
    let number = diagnostics.len();
    let noun = if number == 1 { "error" } else { "errors" };
    text + &format!("the spec has {number} {noun}\n")
}

struct Excerpt<'a> {
    name: &'a str,
    text: &'a str,
    line: usize,
    marks: Vec<(std::ops::Range<usize>, &'a str, bool)>,
}

/// The places of a finding by file, each file cut to the lines between its first and last mark.
fn excerpts<'a>(files: &'a [SourceFile], diagnostic: &'a Diagnostic) -> Vec<Excerpt<'a>> {
    let mut places = vec![(diagnostic.span, diagnostic.label.as_str(), true)];
    places.extend(diagnostic.related.iter().map(|(span, label)| (*span, label.as_str(), false)));
    let mut ids: Vec<_> = places.iter().map(|(span, ..)| span.file).collect();
    ids.dedup();
    let mut excerpts = Vec::new();
    for id in ids {
        let Some(file) = files.get(id) else { continue };
        let here: Vec<_> = places.iter().filter(|(span, ..)| span.file == id).collect();
        let first = here.iter().map(|(span, ..)| span.start).min().unwrap_or_default();
        let last = here.iter().map(|(span, ..)| span.end).max().unwrap_or_default();
        let (start, end) = whole_lines(&file.text, first, last);
        let marks = here.iter().map(|(span, label, primary)| (within(*span, start, end), *label, *primary));
        excerpts.push(Excerpt {
            name: &file.name,
            text: &file.text[start..end],
            line: crate::source::line_column(&file.text, start).0,
            marks: marks.collect(),
        });
    }
    excerpts
}

fn whole_lines(text: &str, first: usize, last: usize) -> (usize, usize) {
    let first = floor(text, first);
    let last = floor(text, last.max(first));
    let line_start = text[..first].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[last..].find('\n').map_or(text.len(), |newline| last + newline);
    let start = if first - line_start > LONGEST_LINE { first } else { line_start };
    let end = if line_end - last > LONGEST_LINE { floor(text, last + LONGEST_LINE) } else { line_end };
    (start, if end - start > 40 * LONGEST_LINE { floor(text, start + LONGEST_LINE) } else { end })
}

fn within(span: Span, start: usize, end: usize) -> std::ops::Range<usize> {
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
