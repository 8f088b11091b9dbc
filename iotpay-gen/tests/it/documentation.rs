//! Every generated item names its vendor page, when that page was last updated, and its line in the spec,
//! with a link.

use std::collections::BTreeSet;

use crate::fixture::Spec;
use iotpay_gen::model::Completeness;
use iotpay_gen::{GeneratedFile, Settings, listings, load};
use syn::{Attribute, Expr, Fields, ImplItem, Item, Lit, Meta, Visibility};

fn generated() -> (Vec<GeneratedFile>, Vec<GeneratedFile>) {
    let spec = Spec::embedded();
    let model = load(&spec.files).unwrap();
    (spec.generated(), listings(&spec.files, &model, &Settings::client()))
}

/// Returns the documentation of an item.
fn doc(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value() + "\n"),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    lines.collect()
}

fn is_hidden(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("doc") && attribute.parse_args::<syn::Ident>().is_ok_and(|it| it == "hidden")
    })
}

/// Returns the items with their documentation, and whether they are items of their own or parts: fields,
/// variants and functions.
fn documented(text: &str) -> Vec<(String, String, bool)> {
    let mut found = Vec::new();
    for item in syn::parse_file(text).unwrap().items {
        match item {
            // Items that only `request!` uses are not part of the documentation.
            Item::Struct(item) if is_hidden(&item.attrs) => assert!(item.ident.to_string().ends_with("Parts")),
            Item::Struct(item) => {
                found.push((item.ident.to_string(), doc(&item.attrs), true));
                let fields = if let Fields::Named(fields) = item.fields { fields.named } else { continue };
                for field in fields {
                    found.push((format!("{}.{}", item.ident, field.ident.unwrap()), doc(&field.attrs), false));
                }
            }
            Item::Enum(item) => {
                found.push((item.ident.to_string(), doc(&item.attrs), true));
                for variant in item.variants.into_iter().filter(|variant| variant.ident != "Other") {
                    found.push((format!("{}::{}", item.ident, variant.ident), doc(&variant.attrs), false));
                }
            }
            Item::Static(item) => found.push((item.ident.to_string(), doc(&item.attrs), true)),
            Item::Type(item) => found.push((item.ident.to_string(), doc(&item.attrs), true)),
            Item::Impl(item) if item.trait_.is_none() => {
                for part in item.items {
                    let ImplItem::Fn(function) = part else { continue };
                    if matches!(function.vis, Visibility::Public(_)) {
                        found.push((function.sig.ident.to_string(), doc(&function.attrs), false));
                    }
                }
            }
            _ => {}
        }
    }
    found
}

#[test]
fn every_item_names_page_date_and_line() {
    let mut items = 0;
    for file in generated().0 {
        for (name, doc, is_item) in documented(&file.text) {
            // Items generated from enumerations, and the text of JSON objects, do not have a line in the
            // spec.
            if matches!(name.as_str(), "outcome" | "__payment" | "__refund" | "as_str") {
                continue;
            }
            items += 1;
            // A value that a page adds to a shared enumeration names the line without a link to the page's module.
            let is_linked = ["](self#", "](crate::shared#", "Defined by the page "].iter().any(|it| doc.contains(it));
            assert!(doc.contains(".yaml:") && is_linked, "{}: {name}: {doc}", file.path);
            if is_item {
                let has_date = doc.contains("(last updated 20") || doc.contains("(date unknown)");
                assert!(doc.contains("Vendor page: [") && has_date, "{}: {name}: {doc}", file.path);
            }
        }
    }
    assert!(items > 700, "{items}");
}

#[test]
fn links_point_to_the_line_they_name() {
    let (files, listings) = generated();
    let mut followed = 0;
    for file in files {
        for (mark, listing) in
            [("](self#", file.path.replace(".rs", ".html")), ("](crate::shared#", "shared/shared.html".into())]
        {
            let anchors: BTreeSet<&str> =
                file.text.split(mark).skip(1).filter_map(|rest| rest.split(')').next()).collect();
            if anchors.is_empty() {
                continue;
            }
            let shown = listings.iter().find(|shown| shown.path == listing).unwrap_or_else(|| panic!("no {listing}"));
            for anchor in anchors {
                followed += 1;
                assert!(shown.text.contains(&format!("<span id=\"{anchor}\">")), "{}: {anchor}", file.path);
            }
        }
    }
    assert!(followed > 500, "{followed}");
}

#[test]
fn without_line_numbers_every_item_names_page_date_and_file() {
    for file in Spec::embedded().generated_no_line_numbers() {
        assert!(!file.text.contains(".yaml:") && !file.text.contains("#L") && !file.text.contains("](crate::shared#"));
        for (name, doc, is_item) in documented(&file.text) {
            let is_hidden = name.starts_with("__");
            assert!(is_hidden || !doc.trim().is_empty(), "{}: {name} has no documentation", file.path);
            if is_item {
                assert!(
                    doc.contains("Vendor page: [") && doc.contains("; spec: `spec/"),
                    "{}: {name}: {doc}",
                    file.path
                );
            }
        }
    }
}

#[test]
fn without_line_numbers_a_new_row_changes_only_its_page() {
    // Use a name that other pages have; a new one would also change the family's list of names.
    let row = "        - { name: remarks, required: n, type: String(9), sample: \"\", description: Remarks. }";
    let spec = Spec::real().insert_after("spec/general/13-refund.yaml", "{ name: loginName,", row);
    let (before, after) = (Spec::real().generated_no_line_numbers(), spec.generated_no_line_numbers());
    let changed: Vec<_> = before.iter().zip(&after).filter(|(a, b)| a != b).collect();
    assert_eq!(changed.iter().map(|(file, _)| file.path.as_str()).collect::<Vec<_>>(), ["general/refund.rs"]);
    let (before, after) = changed[0];
    let gone: Vec<_> = before.text.lines().filter(|line| !after.text.lines().any(|kept| kept == *line)).collect();
    assert!(gone.len() < 5, "{gone:?}");
}

#[test]
fn a_field_links_to_its_own_row() {
    let spec = Spec::embedded();
    let model = load(&spec.files).unwrap();
    let mut rows = 0;
    for page in &model.pages {
        let operations = page.endpoints.iter().flat_map(|endpoint| &endpoint.operations);
        for field in operations.flat_map(|operation| operation.request.iter().chain(&operation.response)) {
            let (file, line) = model.places.line_of(field.span);
            assert_eq!(file, page.file);
            let text = &spec.files.iter().find(|known| &*known.name == file).unwrap().text;
            let row = text.lines().nth(line - 1).unwrap();
            assert!(row.contains("{ name: ") && row.contains(&field.wire), "{file}:{line}: {row}");
            rows += 1;
        }
    }
    assert!(rows > 400, "{rows}");
}

#[test]
fn types_of_incomplete_pages_say_so() {
    let spec = Spec::embedded();
    let model = load(&spec.files).unwrap();
    for page in &model.pages {
        let path = format!("{}/{}.rs", model.families[page.family].name, page.module);
        let Some(file) = spec.generated().into_iter().find(|file| file.path == path) else { continue };
        let said = file.text.matches("Only a part of the page was available").count();
        let operations = page.endpoints.iter().map(|endpoint| 2 * endpoint.operations.len()).sum::<usize>();
        let of_page = 2 * page.endpoints.iter().filter(|endpoint| endpoint.page_request().is_some()).count();
        let types = operations + of_page + page.notifications.len() + page.browser_returns.len();
        assert_eq!(said, if page.completeness == Completeness::Complete { 0 } else { types }, "{path}");
    }
}
