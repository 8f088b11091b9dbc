//! Lists the public items of the client and the store whose documentation has no example, for
//! `tests/it/doc_examples.rs`.

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};

use syn::{Attribute, Expr, Ident, Item, Lit, Meta};

use super::public_types::{Modules, files, is_exported, is_shown, parse};

/// Items whose documentation has an example that is compiled, or not, for a test of this file.
const SAMPLES: [(&str, bool); 8] = [
    ("/// An item.\npub struct Item;", false),
    ("/// ```\n/// let item = 1;\n/// ```\npub struct Item;", true),
    ("/// ```no_run\n/// let item = 1;\n/// ```\npub fn item() {}", true),
    ("/// ```sql\n/// SELECT 1\n/// ```\npub trait Item {}", false),
    ("/// ```sql\n/// SELECT 1\n/// ```\n///\n/// ```rust\n/// let item = 1;\n/// ```\npub trait Item {}", true),
    ("/// ```compile_fail\n/// let item = 1;\n/// ```\npub enum Item {}", false),
    ("/// ```ignore\n/// let item = 1;\n/// ```\npub type Item = u8;", false),
    ("pub const ITEM: u8 = 1;", false),
];

/// Returns the constants `WITHOUT_EXAMPLE`, `WITH_EXAMPLE` and `SAMPLES`.
pub fn doc_examples() -> String {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for package in ["iotpay-client", "iotpay-store"] {
        let folder = root.join("..").join(package).join("src");
        println!("cargo::rerun-if-changed={}", folder.display());
        let modules = Modules::read(&folder);
        let exported: BTreeSet<_> = modules.items().map(|(_, name)| name).collect();
        for file in files(&folder) {
            for item in parse(&file).items {
                let Some((name, attributes)) = public_item(&item, &exported) else { continue };
                let list = if has_example(attributes) { &mut with } else { &mut without };
                list.push((path_in(package, &folder, &file), name.to_string()));
            }
        }
    }
    let samples = SAMPLES.map(|(text, expected)| (text, expected, is_sample_with_example(text)));
    let items = |name: &str, doc: &str, items: &[(String, String)]| {
        format!(
            "\n/// The file and the name of each public item {doc} an example.\npub const {name}: &[(&str, &str)] = &{items:?};\n"
        )
    };
    "// Generated from the public items of the client and the store by build.rs.\n".to_owned()
        + &items("WITH_EXAMPLE", "with", &with)
        + &items("WITHOUT_EXAMPLE", "without", &without)
        + "\n/// Samples of items, each with whether it has an example, and what was found.\n"
        + &format!("pub const SAMPLES: &[(&str, bool, bool)] = &{samples:?};\n")
}

/// Returns the name and the attributes of an item that the documentation shows.
fn public_item<'a>(item: &'a Item, exported: &BTreeSet<&str>) -> Option<(&'a Ident, &'a [Attribute])> {
    let (visibility, attributes, name) = match item {
        Item::Struct(it) => (&it.vis, &it.attrs, &it.ident),
        Item::Enum(it) => (&it.vis, &it.attrs, &it.ident),
        Item::Trait(it) => (&it.vis, &it.attrs, &it.ident),
        Item::Type(it) => (&it.vis, &it.attrs, &it.ident),
        Item::Fn(it) => (&it.vis, &it.attrs, &it.sig.ident),
        // They are only in public modules.
        Item::Const(it) if is_shown(&it.vis, &it.attrs) => return Some((&it.ident, &it.attrs)),
        Item::Macro(it) if is_exported(&it.attrs) => return Some((it.ident.as_ref()?, &it.attrs)),
        _ => return None,
    };
    let is_public = is_shown(visibility, attributes) && exported.contains(name.to_string().as_str());
    is_public.then_some((name, attributes))
}

/// Returns `true` if the documentation contains code that doc tests compile and that must be valid.
fn has_example(attributes: &[Attribute]) -> bool {
    let (mut is_inside, mut is_found) = (false, false);
    for line in
        attributes.iter().filter_map(doc_text).flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
    {
        if let Some(language) = line.trim().strip_prefix("```") {
            is_found |= !is_inside && language.split([',', ' ']).all(|it| ["", "rust", "no_run"].contains(&it));
            is_inside = !is_inside;
        }
    }
    is_found
}

fn doc_text(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(doc) = &attribute.meta else { return None };
    match &doc.value {
        Expr::Lit(literal) if doc.path.is_ident("doc") => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the path of a file in the workspace, with slashes.
fn path_in(package: &str, folder: &Path, file: &Path) -> String {
    let inside = file.strip_prefix(folder).expect("the file is in the folder");
    inside.iter().fold(format!("{package}/src"), |path, part| format!("{path}/{}", part.display()))
}

fn is_sample_with_example(text: &str) -> bool {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let exported = BTreeSet::from(["Item", "item"]);
    file.items.iter().any(|item| public_item(item, &exported).is_some_and(|(_, attributes)| has_example(attributes)))
}
