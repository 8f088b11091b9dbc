//! The items whose dates are known, and those that are deprecated.

use std::collections::BTreeSet;

use super::markdown::{code, table, text};
use crate::model::{Family, Field, Lifecycle, Model, Page};
use crate::source::Span;

const ABOUT: &str = "\
Only items of which the vendor's pages say since when they exist, until when they are accepted, or that they are \
deprecated.
";

/// Returns the items, page by page, and then the enum values.
pub(super) fn section(model: &Model, pages: &[(&Family, &Page)]) -> String {
    let mut list = List::default();
    for (_, page) in pages {
        list.add(&page.title, text(&page.title), &page.lifecycle, page.span);
        for endpoint in &page.endpoints {
            list.add(&page.title, code(&endpoint.name), &endpoint.lifecycle, endpoint.span);
            for operation in &endpoint.operations {
                let channel = operation.channel.as_deref().unwrap_or(&operation.type_name);
                list.add(&page.title, code(channel), &operation.lifecycle, operation.span);
                list.add_fields(&page.title, &format!("{}.request", endpoint.name), &operation.request);
                list.add_fields(&page.title, &format!("{}.response", endpoint.name), &operation.response);
            }
        }
        for notification in page.incoming() {
            list.add_fields(&page.title, &notification.name, &notification.fields);
        }
    }
    for enumeration in &model.enumerations {
        let is_its = |page: &&Page| page.path.as_deref() == Some(enumeration.page.as_str());
        let listed = pages.iter().map(|(_, page)| *page).find(is_its);
        // The pages of the client are not listed for another crate.
        if listed.is_none() && model.pages.iter().any(|page| is_its(&page)) {
            continue;
        }
        let title = listed.map_or(enumeration.page.as_str(), |page| page.title.as_str());
        for value in &enumeration.values {
            let item = code(&format!("{}: {}", enumeration.name, value.wire));
            list.add(title, item, &value.lifecycle, value.span);
        }
    }
    if list.rows.is_empty() {
        return "None.\n".to_owned();
    }
    format!("{ABOUT}\n{}", table(["Item", "Page", "Since", "Until", "Deprecated"], &list.rows))
}

/// The rows, and the locations of their items: channels share the rows of a page.
#[derive(Default)]
struct List {
    rows: Vec<[String; 5]>,
    seen: BTreeSet<Span>,
}

impl List {
    fn add(&mut self, page: &str, item: String, lifecycle: &Lifecycle, span: Span) {
        if *lifecycle == Lifecycle::default() || !self.seen.insert(span) {
            return;
        }
        let date = |dated: &Option<crate::model::Dated>| dated.as_ref().map_or_else(String::new, |it| text(&it.date));
        let since = lifecycle.deprecated.as_ref().and_then(|it| it.since.as_ref());
        let since = since.map_or_else(String::new, |date| format!("since {date}: "));
        let deprecated = lifecycle.advice(str::to_owned);
        let deprecated = deprecated.map_or_else(String::new, |advice| text(&format!("{since}{advice}")));
        self.rows.push([item, text(page), date(&lifecycle.since), date(&lifecycle.until), deprecated]);
    }

    fn add_fields(&mut self, page: &str, owner: &str, fields: &[Field]) {
        for field in fields {
            let name = format!("{owner}.{}", field.wire);
            self.add(page, code(&name), &field.lifecycle, field.span);
            if let Some(members) = field.ty.members() {
                self.add_fields(page, &name, &members.fields);
            }
        }
    }
}
