//! What of the vendor's pages a spec holds, as a document.

mod markdown;

use std::collections::{BTreeMap, BTreeSet};

use self::markdown::{code, codes, link, table, text};
use crate::model::{Completeness, Effect, Endpoint, Family, Field, Members, Model, Page, Provenance, Type};

const SITE: &str = "https://develop.iotpay.ca";
const NOT_KNOWN: &str = "not known";

const HEAD: &str = "\
# What is covered

The pages of the vendor that the tables in `spec/` hold, and the types that are made of them. Edit \
the tables, not this file: `cargo run -p iotpay-gen -- coverage --out docs/coverage.md` renews it.
";

const FIELDS: &str = "\
Fields are the rows of requests, answers and notifications, and the members of objects in them. A \
row that several channels share counts once; the envelope and the signature of what is received do \
not count. They are from the newest page (`docs`), an older page (`docs-old`), the vendor's SDKs \
(`sdk`), independent integrations (`peer`) or inference (`inferred`). After «rules» stands where \
rules about them are from, unless from the newest page.
";

const MISSING: &str = "\
Somebody who has the page adds what is missing to its file, as «Transcribe a page» in \
`CONTRIBUTING.md` says.
";

/// What of the vendor's pages a spec holds, and the types that are made of it, in Markdown. The same
/// model gives the same text.
pub fn coverage(model: &Model) -> String {
    let pages: Vec<(&Family, &Page)> = model
        .families
        .iter()
        .enumerate()
        .flat_map(|(id, family)| {
            model.pages.iter().filter(move |page| page.family == id).map(move |page| (family, page))
        })
        .collect();
    let sections = [
        HEAD.to_owned(),
        format!("## Pages\n\n{}", summary(model)),
        FIELDS.to_owned(),
        families(model),
        format!("## Calls\n\n{}", calls(&pages)),
        format!("## Notifications\n\n{}", notifications(&pages)),
        format!("## What is missing\n\n{}", gaps(&pages)),
    ];
    sections.join("\n")
}

/// The page's path, where it is known.
fn path_of(page: &Page) -> Option<&str> {
    Some(page.path.as_str()).filter(|path| *path != "unknown")
}

/// How somebody who has the page completes it, where its file says more than that it is to be copied.
fn complete_by(_: &Page) -> Option<&str> {
    None
}

fn summary(model: &Model) -> String {
    let count = |state| model.pages.iter().filter(|page| page.completeness == state).count();
    format!(
        "{} pages: {} complete, {} partial, {} not available. The signing rule of all calls is that of {}.\n",
        model.pages.len(),
        count(Completeness::Complete),
        count(Completeness::Partial),
        count(Completeness::NotAvailable),
        link(SITE, &model.signing.page),
    )
}

/// A table of pages for each family.
fn families(model: &Model) -> String {
    let sections = model.families.iter().enumerate().map(|(id, family)| {
        let rows: Vec<_> = model.pages.iter().filter(|page| page.family == id).map(page_row).collect();
        let head = ["Page", "Path", "Last updated", "Endpoints", "Channels", "Fields", "Transcribed", "Provenance"];
        format!("### {}\n\n{}", text(&family.title), table(head, &rows))
    });
    sections.collect::<Vec<_>>().join("\n")
}

fn page_row(page: &Page) -> [String; 8] {
    let mut seen = BTreeSet::new();
    let operations = page.endpoints.iter().flat_map(|endpoint| &endpoint.operations);
    let channels = operations.filter_map(|it| it.channel.as_deref()).filter(|channel| seen.insert(*channel));
    let rows = Rows::of(page);
    [
        text(&page.title),
        path(path_of(page)),
        page.updated.as_ref().map_or_else(|| NOT_KNOWN.to_owned(), |updated| text(updated)),
        codes(page.endpoints.iter().map(|endpoint| endpoint.name.as_str())),
        codes(channels),
        rows.count().to_string(),
        transcribed(page.completeness, &page.missing, complete_by(page)),
        rows.provenance(),
    ]
}

fn path(path: Option<&str>) -> String {
    path.map_or_else(|| NOT_KNOWN.to_owned(), |path| link(SITE, path))
}

/// How much of a page there is, and of one that is not there, how it can be.
fn transcribed(completeness: Completeness, missing: &[String], complete_by: Option<&str>) -> String {
    let mut words = state(completeness).to_owned();
    if !missing.is_empty() {
        words = format!("{words}: {}", list(missing));
    }
    match complete_by.filter(|_| completeness == Completeness::NotAvailable) {
        Some(complete_by) => format!("{words}. To complete it: {}", sentence(complete_by)),
        None => words,
    }
}

fn calls(pages: &[(&Family, &Page)]) -> String {
    let rows: Vec<_> = pages
        .iter()
        .flat_map(|(family, page)| page.endpoints.iter().flat_map(|endpoint| call_rows(family, endpoint)))
        .collect();
    table(["Endpoint", "Channel", "Request", "Answer", "Method and URL", "Effect", "Idempotent"], &rows)
}

fn call_rows(family: &Family, endpoint: &Endpoint) -> Vec<[String; 7]> {
    let row = |[channel, request, answer]: [String; 3]| {
        [
            code(&endpoint.name),
            channel,
            request,
            answer,
            code(&format!("POST {}{}", family.host, endpoint.path)),
            code(effect(endpoint.effect)),
            if endpoint.idempotent { "yes" } else { "no" }.to_owned(),
        ]
    };
    if endpoint.operations.is_empty() {
        return vec![row(Default::default())];
    }
    let types = endpoint.operations.iter().map(|operation| {
        [
            operation.channel.as_deref().map_or_else(String::new, code),
            code(&rust_path(family, &operation.type_name)),
            code(&rust_path(family, &operation.answer_name)),
        ]
    });
    types.map(row).collect()
}

fn notifications(pages: &[(&Family, &Page)]) -> String {
    let rows: Vec<_> = pages
        .iter()
        .flat_map(|(family, page)| {
            page.notifications.iter().map(|notification| {
                [code(&notification.name), code(&rust_path(family, &notification.type_name)), text(&page.title)]
            })
        })
        .collect();
    table(["Notification", "Type", "Page"], &rows)
}

fn gaps(pages: &[(&Family, &Page)]) -> String {
    let with_gaps = pages.iter().map(|(_, page)| page).filter(|page| page.completeness != Completeness::Complete);
    let gaps: String = with_gaps.map(|page| gap(page, complete_by(page))).collect();
    if gaps.is_empty() { "Nothing.\n".to_owned() } else { format!("{MISSING}\n{gaps}") }
}

fn gap(page: &Page, complete_by: Option<&str>) -> String {
    let (title, state, file) = (text(&page.title), state(page.completeness), code(&page.file));
    let missing = if page.missing.is_empty() { String::new() } else { format!(" Missing: {}.", list(&page.missing)) };
    let how = complete_by.map_or_else(String::new, |how| format!(" To complete it: {}.", sentence(how)));
    format!("- {title} ({state}), {file}.{missing}{how}\n")
}

/// The rows of a page's tables, by table and name: where the row is from, and where the rules of any
/// channel are from.
struct Rows(BTreeMap<(usize, String), (Provenance, BTreeSet<Provenance>)>);

impl Rows {
    fn of(page: &Page) -> Self {
        let mut rows = Self(BTreeMap::new());
        for (at, endpoint) in page.endpoints.iter().enumerate() {
            for operation in &endpoint.operations {
                rows.add(2 * at, "", &operation.request);
                rows.add(2 * at + 1, "", &operation.answer);
            }
        }
        for (at, notification) in page.notifications.iter().enumerate() {
            rows.add(2 * page.endpoints.len() + at, "", &notification.fields);
        }
        rows
    }

    fn add(&mut self, table: usize, object: &str, fields: &[Field]) {
        for field in fields {
            let name = format!("{object}{}", field.wire);
            let members = members(&field.ty);
            if let Some(members) = members {
                self.add(table, &format!("{name}."), &members.fields);
            }
            // An object that only its members' rows name points at the first of them.
            let is_row = members.is_none_or(|it| it.fields.iter().all(|member| member.span != field.span));
            if is_row {
                let (_, rules) = self.0.entry((table, name)).or_insert_with(|| (field.source, BTreeSet::new()));
                rules.extend(field.rule.iter().map(|(source, _)| *source));
            }
        }
    }

    fn count(&self) -> usize {
        self.0.len()
    }

    /// How many rows and rules are from where.
    fn provenance(&self) -> String {
        let rows = counts(self.0.values().map(|(source, _)| *source));
        let rules = counts(self.0.values().flat_map(|(_, rules)| rules.iter().copied()));
        if rules.is_empty() { rows } else { format!("{rows}; rules: {rules}") }
    }
}

fn counts(sources: impl Iterator<Item = Provenance>) -> String {
    let mut counts: BTreeMap<Provenance, usize> = BTreeMap::new();
    for source in sources {
        *counts.entry(source).or_default() += 1;
    }
    counts.into_iter().map(|(source, count)| format!("{} {count}", provenance(source))).collect::<Vec<_>>().join(", ")
}

fn members(ty: &Type) -> Option<&Members> {
    match ty {
        Type::Object(members) | Type::Json(Some(members)) => Some(members),
        _ => None,
    }
}

fn rust_path(family: &Family, type_name: &str) -> String {
    format!("{}::{type_name}", family.name)
}

fn list(texts: &[String]) -> String {
    texts.iter().map(|it| sentence(it)).collect::<Vec<_>>().join("; ")
}

/// Text without the full stop at its end.
fn sentence(sentence: &str) -> String {
    text(sentence.trim_end().trim_end_matches('.'))
}

fn state(completeness: Completeness) -> &'static str {
    match completeness {
        Completeness::Complete => "complete",
        Completeness::Partial => "partial",
        Completeness::NotAvailable => "not available",
    }
}

/// As the spec writes it.
fn provenance(source: Provenance) -> &'static str {
    match source {
        Provenance::Docs => "docs",
        Provenance::DocsOld => "docs-old",
        Provenance::Sdk => "sdk",
        Provenance::Peer => "peer",
        Provenance::Inferred => "inferred",
    }
}

/// As the spec writes it.
fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::CreateOrder => "create_order",
        Effect::QueryOrder => "query_order",
        Effect::RefundOrder => "refund_order",
        Effect::AddCard => "add_card",
    }
}

#[cfg(test)]
mod tests {
    use super::{Completeness, path, transcribed};

    #[test]
    fn a_path_that_nobody_knows_has_no_link() {
        assert_eq!(path(None), "not known");
        assert_eq!(path(Some("/a.html")), "[/a.html](<https://develop.iotpay.ca/a.html>)");
    }

    #[test]
    fn a_page_that_is_not_there_says_how_it_can_be() {
        let missing = ["the table.".to_owned(), "a sample".to_owned()];
        let how = Some("Copy the table.");
        assert_eq!(
            transcribed(Completeness::NotAvailable, &missing, how),
            "not available: the table; a sample. To complete it: Copy the table"
        );
        assert_eq!(transcribed(Completeness::Partial, &missing, how), "partial: the table; a sample");
        assert_eq!(transcribed(Completeness::Complete, &[], None), "complete");
    }
}
