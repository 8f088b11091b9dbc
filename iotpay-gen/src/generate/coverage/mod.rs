//! Writes which vendor pages a spec covers, as a document.

mod lifecycle;
mod markdown;

use std::collections::{BTreeMap, BTreeSet};

use self::markdown::{code, codes, link, table, text};
use crate::generate::rust::Settings;
use crate::model::{Completeness, Endpoint, Family, Field, Model, Notification, Page, Provenance};
use crate::raw::SITE;
use crate::source::Span;

const NOT_KNOWN: &str = "unknown";

const HEAD: &str = "\
# API coverage

The vendor pages that the spec in `spec/` covers, and the types generated from them. Edit the spec, not this \
file, and run `cargo run -p iotpay-gen -- coverage --out docs/coverage.md`.
";

const PRIVATE_HEAD: &str = "\
# API coverage

The private endpoints of this crate, in addition to those of `iotpay-client`, and the types generated from \
them. Edit the spec, not this file, and run `iotpay-gen coverage DIR --private --out FILE`.
";

const FIELDS: &str = "\
Fields are the rows of all tables of a page, including those of the envelope and the signature; channels \
share them. Their sources are the current page (`docs`), an older page (`docs-old`), the vendor's SDKs (`sdk`), \
independent integrations (`third-party`) and inference (`inferred`). The sources after \"rules\" are the sources \
of rules that are not from the current page.
";

const RETURNS: &str = "\
The unsigned redirects of the customer's browser. They do not prove payment.
";

const WITHOUT_PAGE_REQUEST: &str = "\
These endpoints have no request that takes the channel as a value, because their channels differ too much:
";

const MISSING: &str = "\
To add a missing part, see \"Transcribe a page\" in `CONTRIBUTING.md`.
";

/// Returns the vendor pages that a spec covers, and the types generated from them, as Markdown. The same model
/// always returns the same text.
pub fn coverage(model: &Model) -> String {
    coverage_of(model, &Settings::client())
}

/// Returns the same as [`coverage`], for the pages that these settings generate: for another crate, only its
/// private endpoints.
pub fn coverage_of(model: &Model, settings: &Settings) -> String {
    let pages: Vec<(&Family, &Page)> = model
        .families
        .iter()
        .enumerate()
        .flat_map(|(id, family)| {
            let is_listed = move |page: &&Page| page.family == id && settings.includes(&page.file);
            model.pages.iter().filter(is_listed).map(move |page| (family, page))
        })
        .collect();
    let sections = [
        if settings.is_private() { PRIVATE_HEAD } else { HEAD }.to_owned(),
        format!("## Pages\n\n{}", summary(model, &pages)),
        FIELDS.to_owned(),
        families(model, &pages, settings),
        format!("## Endpoints\n\n{}{}", endpoints(&pages), without_page_request(&pages)),
        format!("## Notifications\n\n{}", incoming(&pages, "Notification", |page| &page.notifications)),
        format!(
            "## Browser returns\n\n{RETURNS}\n{}",
            incoming(&pages, "Browser return", |page| &page.browser_returns)
        ),
        format!("## Dates and deprecations\n\n{}", lifecycle::section(model, &pages)),
        format!("## Missing parts\n\n{}", gaps(&pages)),
    ];
    sections.join("\n")
}

fn summary(model: &Model, pages: &[(&Family, &Page)]) -> String {
    let count = |state| pages.iter().filter(|(_, page)| page.completeness == state).count();
    let own = model.families.iter().filter_map(|family| Some((family, family.signing.as_ref()?)));
    let own: String = own
        .map(|(family, rule)| {
            let (title, algorithm) = (text(&family.title), rule.algorithm.value.as_str());
            format!(" {title} has its own rule ({algorithm}), see {}.", link(SITE, &rule.page))
        })
        .collect();
    format!(
        "{} pages: {} complete, {} partial, {} not available. For the signing rule of all endpoints, see {}.{own}\n",
        pages.len(),
        count(Completeness::Complete),
        count(Completeness::Partial),
        count(Completeness::NotAvailable),
        link(SITE, &model.signing.page),
    )
}

/// Returns a table of pages for each family; for another crate, only for families that it uses.
fn families(model: &Model, pages: &[(&Family, &Page)], settings: &Settings) -> String {
    let of = |id| pages.iter().map(|(_, page)| *page).filter(move |page| page.family == id);
    let listed = model.families.iter().enumerate().filter(|(id, _)| settings.includes_family(model, *id));
    let sections = listed.map(|(id, family)| {
        let rows: Vec<_> = of(id).map(page_row).collect();
        let head = ["Page", "Path", "Last updated", "Endpoints", "Channels", "Fields", "Transcribed", "Sources"];
        format!("### {}\n\n{}", text(&family.title), table(head, &rows))
    });
    sections.collect::<Vec<_>>().join("\n")
}

fn page_row(page: &Page) -> [String; 8] {
    let mut seen = BTreeSet::new();
    let operations = page.operations().into_iter();
    let channels = operations.filter_map(|it| it.channel.as_deref()).filter(|channel| seen.insert(*channel));
    [
        text(&page.title),
        path(page.path.as_deref()),
        page.updated.as_ref().map_or_else(|| NOT_KNOWN.to_owned(), |updated| text(updated)),
        codes(page.endpoints.iter().map(|endpoint| endpoint.name.as_str())),
        codes(channels),
        page.rows.len().to_string(),
        transcribed(page),
        origins(page),
    ]
}

fn path(path: Option<&str>) -> String {
    path.map_or_else(|| NOT_KNOWN.to_owned(), |path| link(SITE, path))
}

/// Returns the completeness of a page, and how to complete an unavailable one.
fn transcribed(page: &Page) -> String {
    let mut words = state(page.completeness).to_owned();
    if !page.missing.is_empty() {
        words = format!("{words}: {}", list(&page.missing));
    }
    if let (Completeness::NotAvailable, Some(how)) = (page.completeness, &page.how_to_complete) {
        words = format!("{words}. To complete it: {}", sentence(how));
    }
    match page.lifecycle.advice(str::to_owned) {
        Some(advice) => format!("{words}. Deprecated: {}", sentence(&advice)),
        None => words,
    }
}

fn endpoints(pages: &[(&Family, &Page)]) -> String {
    let rows: Vec<_> = pages
        .iter()
        .flat_map(|(family, page)| page.endpoints.iter().flat_map(|endpoint| call_rows(family, endpoint)))
        .collect();
    table(["Endpoint", "Channel", "Request", "Response", "Method and URL", "Effect", "Idempotent"], &rows)
}

fn call_rows(family: &Family, endpoint: &Endpoint) -> Vec<[String; 7]> {
    let row = |[channel, request, response]: [String; 3]| {
        [
            code(&endpoint.name),
            channel,
            request,
            response,
            code(&format!("POST {}{}", family.base_url, endpoint.path)),
            code(endpoint.effect.as_str()),
            if endpoint.idempotent { "yes" } else { "no" }.to_owned(),
        ]
    };
    let types = endpoint.operations.iter().map(|operation| {
        [
            operation.channel.as_deref().map_or_else(String::new, code),
            code(&rust_path(family, &operation.type_name)),
            code(&rust_path(family, &operation.response_name)),
        ]
    });
    let of_page = endpoint.page_request().map(|of_page| {
        let operation = &of_page.operation;
        [
            "chosen at run time".to_owned(),
            code(&rust_path(family, &operation.type_name)),
            code(&rust_path(family, &operation.response_name)),
        ]
    });
    types.chain(of_page).map(row).collect()
}

/// Lists the endpoints with several channels that have no request for all of them, each with the reason.
fn without_page_request(pages: &[(&Family, &Page)]) -> String {
    let endpoints = pages.iter().flat_map(|(_, page)| page.endpoints.iter().map(move |endpoint| (page, endpoint)));
    let rows: Vec<_> = endpoints
        .filter_map(|(page, endpoint)| {
            let reason = endpoint.no_page_request()?.to_string();
            Some(format!("- {} of {}: {}.\n", code(&endpoint.name), text(&page.title), text(&reason)))
        })
        .collect();
    if rows.is_empty() { String::new() } else { format!("\n{WITHOUT_PAGE_REQUEST}\n{}", rows.concat()) }
}

fn incoming(pages: &[(&Family, &Page)], kind: &str, of: impl Fn(&Page) -> &[Notification]) -> String {
    let rows: Vec<_> = pages
        .iter()
        .flat_map(|(family, page)| {
            let row = |it: &Notification| [code(&it.name), code(&rust_path(family, &it.type_name)), text(&page.title)];
            of(page).iter().map(row).collect::<Vec<_>>()
        })
        .collect();
    table([kind, "Type", "Page"], &rows)
}

fn gaps(pages: &[(&Family, &Page)]) -> String {
    let with_gaps = pages.iter().map(|(_, page)| page).filter(|page| page.completeness != Completeness::Complete);
    let gaps: String = with_gaps.map(|page| gap(page, page.how_to_complete.as_deref())).collect();
    if gaps.is_empty() { "None.\n".to_owned() } else { format!("{MISSING}\n{gaps}") }
}

fn gap(page: &Page, how_to_complete: Option<&str>) -> String {
    let (title, state, file) = (text(&page.title), state(page.completeness), code(&page.file));
    let missing = if page.missing.is_empty() { String::new() } else { format!(" Missing: {}.", list(&page.missing)) };
    let how = how_to_complete.map_or_else(String::new, |how| format!(" To complete it: {}.", sentence(how)));
    format!("- {title} ({state}), {file}.{missing}{how}\n")
}

/// Returns the number of a page's rows from each source, and the same for the rules of its types.
fn origins(page: &Page) -> String {
    let rows = counts(page.rows.iter().map(|row| row.source));
    let operations = page.operations().into_iter();
    let called = operations.flat_map(|operation| operation.fields());
    let incoming = page.incoming().into_iter().flat_map(|it| &it.fields);
    let mut rules = BTreeSet::new();
    called.chain(incoming).for_each(|field| add_rules(&mut rules, field));
    let rules = counts(rules.into_iter().map(|(_, source)| source));
    match (rows.is_empty(), rules.is_empty()) {
        (true, _) => "-".to_owned(),
        (false, true) => rows,
        (false, false) => format!("{rows}; rules: {rules}"),
    }
}

/// Adds the rules of a field and of its members. A row that several channels share counts once.
fn add_rules(rules: &mut BTreeSet<(Span, Provenance)>, field: &Field) {
    rules.extend(field.rule.iter().map(|(source, _)| (field.span, *source)));
    if let Some(members) = field.ty.members() {
        members.fields.iter().for_each(|member| add_rules(rules, member));
    }
}

fn counts(sources: impl Iterator<Item = Provenance>) -> String {
    let mut counts: BTreeMap<Provenance, usize> = BTreeMap::new();
    for source in sources {
        *counts.entry(source).or_default() += 1;
    }
    counts.into_iter().map(|(source, count)| format!("{} {count}", source.as_str())).collect::<Vec<_>>().join(", ")
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
