//! What a file says of its page and of its calls must hold together.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::raw::{Effect, Endpoint, Family, File, Page, Required, VendorType};
use crate::source::Spanned;

pub(super) fn check(files: &[File], sink: &mut Sink) {
    for file in files {
        file.families.iter().for_each(|family| check_host(family, sink));
        if let Some(page) = &file.page {
            check_dates(page, sink);
            check_title(page, sink);
        }
        for endpoint in &file.endpoints {
            check_path(endpoint, sink);
            check_retry(endpoint, sink);
            check_groups(endpoint, sink);
            check_narrowed_limits(endpoint, sink);
        }
    }
}

fn check_host(family: &Family, sink: &mut Sink) {
    let host = &family.host;
    if !host.value.starts_with("https://") || !host.value.ends_with('/') {
        sink.push(
            Diagnostic::new(
                Code::WrongShape,
                host.span,
                "a host is a URL that begins with `https://` and ends with `/`",
                "not such a URL",
            )
            .help("paths of calls are appended to it"),
        );
    }
}

/// The title heads the generated file, in a comment of one line.
fn check_title(page: &Page, sink: &mut Sink) {
    if page.title.value.contains(char::is_control) {
        sink.push(
            Diagnostic::new(Code::WrongShape, page.title.span, "a title stands on one line", "more than one line")
                .help("write the title as the vendor's menu shows it"),
        );
    }
}

fn check_path(endpoint: &Endpoint, sink: &mut Sink) {
    let path = &endpoint.path.value;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte);
    if path.is_empty() || path.starts_with('/') || !path.bytes().all(is_plain) {
        sink.push(
            Diagnostic::new(
                Code::WrongShape,
                endpoint.path.span,
                "a call's path is a relative path of letters, digits and `-._/`",
                "not such a path",
            )
            .help("it follows the family's host, which ends with `/`: write `create_order`"),
        );
    }
}

fn check_dates(page: &Page, sink: &mut Sink) {
    let known = page.updated.value != "unknown";
    if known {
        check_date(&page.updated, sink);
    }
    for change in &page.changelog {
        check_date(&change.date, sink);
    }
    // Dates of this shape sort like text.
    let newest = page.changelog.iter().max_by(|a, b| a.date.value.cmp(&b.date.value));
    if let Some(newest) = newest.filter(|newest| known && newest.date.value > page.updated.value) {
        sink.push(
            Diagnostic::new(
                Code::StalePage,
                page.updated.span,
                "the page is older than its own changelog",
                format!("updated on {}", page.updated.value),
            )
            .related(newest.date.span, "changed on this day")
            .help("write the date that the vendor's page shows"),
        );
    }
}

fn check_date(date: &Spanned<String>, sink: &mut Sink) {
    let shape = |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    if date.value.len() != 10 || !date.value.bytes().enumerate().all(shape) {
        sink.push(
            Diagnostic::new(Code::WrongShape, date.span, "a date is written YYYY-MM-DD", "not such a date")
                .help("a page without a date has `updated: unknown`"),
        );
    }
}

fn check_retry(endpoint: &Endpoint, sink: &mut Sink) {
    let changes = endpoint.effect.value != Effect::QueryOrder;
    if changes && endpoint.idempotent.value {
        sink.push(
            Diagnostic::new(
                Code::UnsafeRetry,
                endpoint.idempotent.span,
                format!("`{}` would be repeated by itself", endpoint.name.value),
                "clients repeat an idempotent call",
            )
            .related(endpoint.effect.span, "and this changes something")
            .help("write `idempotent: false`; the client resolves such a call by a query"),
        );
    }
    if changes && endpoint.reference.is_none() {
        sink.push(
            Diagnostic::new(
                Code::MissingKey,
                endpoint.name.span,
                format!("`{}` has no `reference`", endpoint.name.value),
                "what names the thing that it makes?",
            )
            .help("add `reference:` with the field that holds the merchant's own number"),
        );
    }
}

fn check_groups(endpoint: &Endpoint, sink: &mut Sink) {
    let groups = &endpoint.request.one_of;
    for (at, group) in groups.iter().enumerate() {
        if group.fields.len() < 2 {
            let message = format!("the group `{}` offers no choice", group.name.value);
            sink.push(
                Diagnostic::new(Code::RuleDoesNotFit, group.name.span, message, "fewer than two fields")
                    .help("name at least two fields of which one is given"),
            );
        }
        for field in &group.fields {
            let before = groups[..at].iter().flat_map(|group| &group.fields).find(|known| known.value == field.value);
            if let Some(first) = before {
                sink.push(
                    Diagnostic::new(
                        Code::Contradiction,
                        field.span,
                        format!("`{}` is in two groups", field.value),
                        "again here",
                    )
                    .related(first.span, "first here")
                    .help("a field belongs to one group"),
                );
            }
            let row = endpoint.request.table.iter().find(|row| row.name.value == field.value);
            if let Some(row) = row.filter(|row| row.required.value == Required::Yes) {
                sink.push(
                    Diagnostic::new(
                        Code::Contradiction,
                        field.span,
                        format!("`{}` is one of a choice and yet always required", field.value),
                        "one of a choice here",
                    )
                    .related(row.required.span, "required here")
                    .help("the page's mark for such a row is `y*`"),
                );
            }
        }
    }
}

fn check_narrowed_limits(endpoint: &Endpoint, sink: &mut Sink) {
    let channels = endpoint.channels.iter().flat_map(|entry| &entry.request.rules);
    for (name, rule) in endpoint.request.rules.iter().chain(channels) {
        let row = endpoint.request.table.iter().find(|row| row.name.value == name.value);
        let (Some(row), Some(narrowed)) = (row, &rule.ty) else { continue };
        let (VendorType::Text(Some(wide)), VendorType::Text(narrow)) = (row.ty.value, narrowed.value) else { continue };
        if narrow.is_none_or(|narrow| narrow > wide) {
            sink.push(
                Diagnostic::new(
                    Code::BadLimit,
                    narrowed.span,
                    format!("the rule for `{}` allows more than its table", name.value),
                    "wider",
                )
                .related(row.ty.span, "the table's limit")
                .help("a rule can only narrow; correct the row if the page has changed"),
            );
        }
    }
}
