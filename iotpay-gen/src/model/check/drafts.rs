//! Reports the open points of a draft: `import` writes the facts of the page, and a person adds the rest.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::raw::{Completeness, Endpoint, File, Message, Row};
use crate::source::{FileId, SourceFile, Span, Spanned};

const PARTIAL: &str = "copy the page's rows, or write `completeness: partial`, and list what is missing";

/// The comments of a draft. They are searched as text, since the parsed YAML has no comments.
const MARKS: [&str; 2] = ["# review:", "# describe"];

/// Placeholder texts.
const PLACEHOLDERS: [&str; 10] =
    ["todo", "tbd", "fixme", "xxx", "describe", "placeholder", "?", "-", "…", "everything but the tables"];

pub(super) fn check(sources: &[SourceFile], files: &[File], sink: &mut Sink) {
    for (id, source) in sources.iter().enumerate() {
        check_marks(id, &source.text, sink);
    }
    for file in files {
        check_texts(file, sink);
        check_tables(file, sink);
    }
}

fn check_marks(file: FileId, text: &str, sink: &mut Sink) {
    let mut marked = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        marked.extend(mark(line).map(|at| Span { file, start: start + at, end: start + line.trim_end().len() }));
        start += line.len();
    }
    let Some(first) = marked.first() else { return };
    let places = if marked.len() == 1 { "1 location".to_owned() } else { format!("{} locations", marked.len()) };
    sink.push(
        Diagnostic::new(
            Code::Draft,
            *first,
            format!("this file is a draft with {places} to review or describe"),
            "the first one",
        )
        .help("compare the line with the page or write the text, and remove the comment"),
    );
}

/// Returns the position of a draft's comment in a line, after a value or on its own. Inside quotes, it is text.
fn mark(line: &str) -> Option<usize> {
    let at = MARKS.iter().filter_map(|mark| line.find(mark)).min()?;
    let before = &line[..at];
    let is_comment = before.trim().is_empty() || before.ends_with([' ', '\t']);
    let is_quoted = (before.matches('"').count() - before.matches("\\\"").count()) % 2 == 1;
    (is_comment && !is_quoted).then_some(at)
}

fn check_texts(file: &File, sink: &mut Sink) {
    if let Some(page) = &file.page {
        for text in [&page.title, &page.about].into_iter().chain(&page.missing).chain(&page.note) {
            check_text(text, sink);
        }
        // The path of a page may be `unknown`, but its title may not.
        if page.title.value == crate::raw::UNKNOWN {
            push(
                page.title.span,
                "missing title of the page",
                "no title",
                "write the title from the vendor's menu",
                sink,
            );
        }
    }
    for endpoint in &file.endpoints {
        check_text(&endpoint.about, sink);
        endpoint.channels.iter().for_each(|entry| check_text(&entry.about, sink));
        let of_channels = endpoint.channels.iter().flat_map(|entry| &entry.request.rules);
        let defined = endpoint.request.rules.iter().chain(of_channels).flat_map(|(_, rule)| &rule.defined);
        let channels = endpoint.channels.iter().filter_map(|entry| entry.definition.as_ref());
        defined.chain(channels).for_each(|value| check_text(&value.about, sink));
    }
    for it in file.incoming() {
        check_text(&it.about, sink);
    }
    for enumeration in &file.enumerations {
        check_text(&enumeration.about, sink);
    }
    for message in file.messages() {
        check_descriptions(message, sink);
    }
}

fn check_text(text: &Spanned<String>, sink: &mut Sink) {
    if text.value.trim().is_empty() {
        push(text.span, "a required text is empty", "empty", "write the text in your own words", sink);
    } else if is_placeholder(&text.value) {
        push(text.span, "this text is a placeholder", "placeholder", "write the text in your own words", sink);
    }
}

fn is_placeholder(text: &str) -> bool {
    let lower = text.trim().trim_end_matches(['.', ':', '!']).to_lowercase();
    let first = lower.split([' ', ':', '.']).next().unwrap_or_default();
    lower.is_empty() || PLACEHOLDERS.contains(&lower.as_str()) || ["todo", "tbd", "fixme"].contains(&first)
}

/// Reports the rows of a table without a description in one diagnostic.
fn check_descriptions(message: &Message, sink: &mut Sink) {
    let is_open = |row: &&Row| row.description.value.trim().is_empty() || is_placeholder(&row.description.value);
    let open: Vec<&Row> = message.rows().into_iter().filter(is_open).collect();
    let Some(first) = open.first() else { return };
    let text = match open.len() {
        1 => format!("`{}` has no description", first.name.value),
        rows => format!("{rows} rows of this table have no description"),
    };
    push(first.description.span, &text, "not described", "describe the field in your own words", sink);
}

/// Reports endpoints and notifications of a complete page that have no fields.
fn check_tables(file: &File, sink: &mut Sink) {
    let is_complete = file.page.as_ref().is_some_and(|page| page.completeness.value == Completeness::Complete);
    if !is_complete {
        return;
    }
    let is_empty = |message: &Message| message.table.is_empty() && message.additional_rows.is_empty();
    let mut report = |message: &Message, what: String, help: &str| {
        if is_empty(message) {
            push(message.span, &format!("the table of {what} is empty"), "no rows", help, sink);
        }
    };
    for Endpoint { name, request, response, overview, .. } in &file.endpoints {
        report(request, format!("the request of {}", name.value), PARTIAL);
        if !response.is_undocumented && overview.is_none() {
            let help = "copy the page's rows; if the page does not document the response, write `undocumented:`";
            report(response, format!("the response of {}", name.value), help);
        }
    }
    for incoming in file.incoming() {
        report(&incoming.message, incoming.name.value.clone(), PARTIAL);
    }
}

fn push(span: Span, message: &str, label: &str, help: &str, sink: &mut Sink) {
    sink.push(Diagnostic::new(Code::Draft, span, message, label).help(help));
}

#[cfg(test)]
mod tests {
    use super::{is_placeholder, mark};

    #[test]
    fn distinguishes_placeholders_and_marks_from_text() {
        for text in ["TODO", "todo: write", "tbd.", "...", "?", "everything but the tables"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["Todos of the shop.", "Describes the order.", "the notification", "Xxx-rated"] {
            assert!(!is_placeholder(text), "{text}");
        }
        assert_eq!(mark("  about: \"\" # describe\n"), Some(12));
        assert_eq!(mark("    # review: line 3\n"), Some(4));
        assert_eq!(mark("  about: \"a # review: of texts\"\n"), None);
        assert_eq!(mark("  about: peer-# review: x\n"), None);
        assert_eq!(mark("# The second review: none\n"), None);
    }
}
