//! Checks that the statements of a file about its page and its endpoints are consistent.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::raw::{Completeness, Endpoint, Family, File, Page, Required, UNKNOWN};
use crate::source::{Span, Spanned};

pub(super) fn check(files: &[File], sink: &mut Sink) {
    let paths = files.iter().filter_map(|file| file.page.as_ref()).map(|page| page.path.value.as_str());
    let paths: Vec<&str> = paths.filter(|path| *path != UNKNOWN).collect();
    let known: HashSet<&str> = paths.iter().copied().collect();
    for file in files {
        check_rows(&paths, &known, file, sink);
        for family in &file.families {
            check_host(family, sink);
            family.notifications.iter().for_each(|it| check_not_empty(&it.acknowledgement, sink));
            check_page_path(&family.page, sink);
        }
        file.enumerations.iter().for_each(|it| check_page_path(&it.page, sink));
        file.signing.iter().for_each(|it| check_page_path(&it.page, sink));
        if let Some(page) = &file.page {
            check_dates(page, sink);
            check_title(page, sink);
            page.how_to_complete.iter().for_each(|text| check_not_empty(text, sink));
            if page.path.value != UNKNOWN {
                check_page_path(&page.path, sink);
            }
            check_completeness(page, file, sink);
        }
        for endpoint in &file.endpoints {
            check_path(endpoint, sink);
            check_retry(endpoint, sink);
            check_groups(endpoint, sink);
        }
    }
}

/// Checks that a row of another page refers to a page in the spec.
fn check_rows(paths: &[&str], known: &HashSet<&str>, file: &File, sink: &mut Sink) {
    for page in file.rows().into_iter().filter_map(|row| row.page.as_ref()) {
        if !known.contains(page.value.as_str()) && !sink.is_unreadable(&page.value) {
            let help = match sink.did_you_mean(&page.value, paths) {
                Some(close) => format!("did you mean `{close}`?"),
                None => "use the `path:` of a page in the spec".to_owned(),
            };
            let message = format!("unknown page `{}`", page.value);
            sink.push(Diagnostic::new(Code::UnknownName, page.span, message, "no page has this path").help(help));
        }
    }
}

fn check_host(family: &Family, sink: &mut Sink) {
    let host = &family.base_url;
    if !host.value.starts_with("https://") || !host.value.ends_with('/') {
        sink.push(
            Diagnostic::new(
                Code::WrongShape,
                host.span,
                "a base URL must begin with `https://` and end with `/`",
                "invalid base URL",
            )
            .help("the paths of endpoints are appended to it"),
        );
    }
}

/// Reports an empty text.
pub(super) fn check_not_empty(text: &Spanned<String>, sink: &mut Sink) {
    if text.value.trim().is_empty() {
        let diagnostic = Diagnostic::new(Code::WrongShape, text.span, "this text is empty", "empty");
        sink.push(diagnostic.help("write the text, or remove the key"));
    }
}

/// The title heads the generated file, in a comment of one line.
fn check_title(page: &Page, sink: &mut Sink) {
    let title = &page.title;
    if title.value.contains(char::is_control) {
        let label = if title.value.contains('\n') { "more than one line" } else { "a control character" };
        sink.push(
            Diagnostic::new(Code::WrongShape, title.span, "a title must be one line of plain text", label)
                .help("write the title as the vendor's menu shows it"),
        );
    }
}

/// The path is appended to the vendor's site to make a link.
fn check_page_path(path: &Spanned<String>, sink: &mut Sink) {
    if !path.value.starts_with('/') || path.value.contains(|it: char| it.is_whitespace() || it.is_control()) {
        sink.push(
            Diagnostic::new(
                Code::WrongShape,
                path.span,
                "the path of a page must begin with `/` and contain no spaces",
                "invalid path",
            )
            .help("write the part of the URL after the vendor's host, for example `/guide/refund.html`, or `unknown`"),
        );
    }
}

fn check_completeness(page: &Page, file: &File, sink: &mut Sink) {
    let stated = &page.completeness;
    let part = file.endpoints.first().map(|it| &it.name).or(file.incoming().first().map(|it| &it.name));
    let diagnostic = |span, message, label: &str| Diagnostic::new(Code::CompletenessMismatch, span, message, label);
    match (stated.value, page.missing.first(), part) {
        (Completeness::Complete, Some(missing), _) => sink.push(
            diagnostic(missing.span, "the page is marked as complete, but lists missing parts", "missing")
                .related(stated.span, "complete")
                .help("write `completeness: partial`, or remove `missing:`"),
        ),
        (Completeness::Partial, None, _) if !sink.is_unreadable("missing") => sink.push(
            diagnostic(
                stated.span,
                "the page is marked as partial, but `missing` is not set",
                "expected a list of missing parts",
            )
            .help("list the missing parts in `missing:`"),
        ),
        (Completeness::NotAvailable, None, _) if !sink.is_unreadable("missing") => sink.push(
            diagnostic(
                stated.span,
                "the page was not available, but `missing` is not set",
                "expected a list of missing parts",
            )
            .help("list the missing parts in `missing:`"),
        ),
        (Completeness::NotAvailable, _, Some(name)) => sink.push(
            diagnostic(stated.span, "the page was not available, but has tables", "not available")
                .related(name.span, "a table of the page")
                .help("write `completeness: partial`, and list what is missing"),
        ),
        _ => {}
    }
    let is_blank = stated.value == Completeness::NotAvailable && part.is_none();
    if is_blank && page.how_to_complete.is_none() && !sink.is_unreadable("how_to_complete") {
        let message = "the page was not available, but `how_to_complete` is not set";
        sink.push(
            diagnostic(stated.span, message, "expected instructions")
                .help("add `how_to_complete:`, the steps to take once the page becomes available"),
        );
    }
    if let (Completeness::Complete, Some(how)) = (stated.value, &page.how_to_complete) {
        sink.push(
            diagnostic(how.span, "the page is marked as complete, but `how_to_complete` is set", "not needed")
                .related(stated.span, "complete")
                .help("write `completeness: partial`, or remove `how_to_complete:`"),
        );
    }
}

fn check_path(endpoint: &Endpoint, sink: &mut Sink) {
    let path = &endpoint.path.value;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte);
    if path.starts_with('/') || !path.bytes().all(is_plain) {
        sink.push(
            Diagnostic::new(
                Code::WrongShape,
                endpoint.path.span,
                "the path of an endpoint must be relative and contain only letters, digits and `-._/`",
                "invalid path",
            )
            .help("it is appended to the family's base URL, which ends with `/`: write `create_order`, or `\"\"` for the base URL itself"),
        );
    }
}

fn check_dates(page: &Page, sink: &mut Sink) {
    let mut known = page.updated.value != UNKNOWN;
    if known {
        check_date(&page.updated, sink);
        known = is_date(&page.updated.value);
    }
    for change in &page.changelog {
        check_date(&change.date, sink);
    }
    check_changelog(page, sink);
    // Dates of this shape sort like text.
    let newest = page
        .changelog
        .iter()
        .filter(|change| is_date(&change.date.value))
        .max_by(|a, b| a.date.value.cmp(&b.date.value));
    if let Some(newest) = newest.filter(|newest| known && newest.date.value > page.updated.value) {
        sink.push(
            Diagnostic::new(
                Code::StalePage,
                page.updated.span,
                "`updated` is older than the newest changelog entry of the page",
                format!("updated on {}", page.updated.value),
            )
            .related(newest.date.span, "changed on this date")
            .help("set `updated` to the date that the vendor page shows"),
        );
    }
}

/// Each date has one entry, and the newest is first, as on the vendor pages.
fn check_changelog(page: &Page, sink: &mut Sink) {
    let mut first: HashMap<&str, Span> = HashMap::new();
    let mut before: Option<&Spanned<String>> = None;
    for date in page.changelog.iter().map(|change| &change.date).filter(|date| is_date(&date.value)) {
        if let Some(first) = first.get(date.value.as_str()) {
            sink.push(
                Diagnostic::new(
                    Code::DuplicateName,
                    date.span,
                    format!("the changelog has two entries for {}", date.value),
                    "again here",
                )
                .related(*first, "first here")
                .help("merge the entries, or correct one of the dates"),
            );
            continue;
        }
        first.insert(&date.value, date.span);
        if let Some(older) = before.filter(|before| before.value < date.value) {
            sink.push(
                Diagnostic::new(
                    Code::WrongShape,
                    date.span,
                    "a changelog must begin with the newest date",
                    "newer than the entry above it",
                )
                .related(older.span, "the entry above")
                .help("move the newest entry to the top, or correct the date"),
            );
        }
        before = Some(date);
    }
}

pub(super) fn check_date(date: &Spanned<String>, sink: &mut Sink) {
    if !is_date(&date.value) {
        sink.push(
            Diagnostic::new(Code::WrongShape, date.span, "a date must have the form YYYY-MM-DD", "invalid date")
                .help("write `updated: unknown` if the page has no date"),
        );
    }
}

/// Returns `true` for a day of the calendar, `YYYY-MM-DD`.
pub(super) fn is_date(text: &str) -> bool {
    let shape = |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    if text.len() != 10 || !text.bytes().enumerate().all(shape) {
        return false;
    }
    let number = |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<u32>().ok());
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else { return false };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=last).contains(&day)
}

fn check_retry(endpoint: &Endpoint, sink: &mut Sink) {
    let changes = !endpoint.effect.value.is_reading();
    if changes && endpoint.idempotent.value {
        sink.push(
            Diagnostic::new(
                Code::UnsafeRetry,
                endpoint.idempotent.span,
                format!("`{}` is not a query, but would be retried automatically", endpoint.name.value),
                "idempotent requests are retried",
            )
            .related(endpoint.effect.span, "not a query")
            .help("write `idempotent: false`; to name the query that resolves an unknown outcome, use `resolved_by:`"),
        );
    }
    if endpoint.effect.value.creates() && endpoint.reference.is_none() {
        sink.push(
            Diagnostic::new(
                Code::MissingKey,
                endpoint.name.span,
                format!("missing `reference` of `{}`", endpoint.name.value),
                "expected a `reference`",
            )
            .help("add `reference:` with the field that contains the merchant reference"),
        );
    }
}

fn check_groups(endpoint: &Endpoint, sink: &mut Sink) {
    for group in endpoint.request.one_of.iter().filter(|group| group.note.is_none()) {
        for field in &group.fields {
            let row = endpoint.request.table.iter().find(|row| row.name.value == field.value);
            if let Some(row) = row.filter(|row| row.required.value == Required::Yes) {
                sink.push(
                    Diagnostic::new(
                        Code::Contradiction,
                        field.span,
                        format!("`{}` is mutually exclusive with other fields, but required by the table", field.value),
                        "mutually exclusive here",
                    )
                    .related(row.required.span, "required here")
                    .help("write `y*` if the page does; if the page's prose contradicts its table, explain it in the group's `note:`"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn a_date_is_a_day_of_the_calendar() {
        for date in ["2026-03-10", "2024-02-29", "2000-02-29", "2026-12-31"] {
            assert!(is_date(date), "{date}");
        }
        for text in ["2026-99-99", "2026-02-29", "1900-02-29", "2026-04-31", "2026-00-01", "2026-01-00", "2026-1-01"] {
            assert!(!is_date(text), "{text}");
        }
    }
}
