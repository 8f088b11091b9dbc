//! Lists every public type of the client, for `tests/it/public_types.rs`: hand-written types by the exports of
//! `iotpay-client/src/lib.rs`, generated types by the golden code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use quote::ToTokens as _;
use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, Item, Meta, Token, Type, UseTree, Visibility};

/// The types that need arguments, with an example of each. Others are named without arguments.
const WITH_ARGUMENTS: [(&str, &str); 21] = [
    ("Client", "<iotpay_client::general::General>"),
    ("ClientBuilder", "<iotpay_client::general::General>"),
    ("DateText", "<iotpay_client::value::DashedForm>"),
    ("DateTimeText", "<iotpay_client::value::DashedForm, 480>"),
    ("DecimalText", "<2>"),
    ("Exchange", "<'_, iotpay_client::general::RefundOrder>"),
    ("JournalWithInbox", "<iotpay_client::journal::MemoryJournal, iotpay_client::inbox::MemoryInbox>"),
    ("NotificationReceiver", "<iotpay_client::general::General>"),
    ("Passthrough", "<iotpay_client::incoming::Fields>"),
    ("ProcessedNotification", "<iotpay_client::incoming::Fields>"),
    ("Processor", "<iotpay_client::inbox::MemoryInbox, ()>"),
    ("Protocol", "<iotpay_client::general::General>"),
    ("Response", "<iotpay_client::incoming::Fields>"),
    ("ReceivedNotification", "<iotpay_client::incoming::Fields>"),
    ("States", "<iotpay_client::general::General>"),
    ("Sweep", "<'static, iotpay_client::general::General>"),
    ("TestErrors", "<'_, iotpay_client::general::RefundOrder>"),
    ("TestNotification", "<iotpay_client::general::OrderNotification>"),
    ("Undetermined", "<iotpay_client::incoming::Fields>"),
    ("Unverified", "<iotpay_client::incoming::Fields>"),
    ("Verified", "<iotpay_client::incoming::Fields>"),
];

/// The types of secret fields.
const SECRETS: [&str; 5] = ["Base64", "CardNumber", "Cvv", "ExpiryDate", "SecretText"];

/// Returns the functions `hand_written_types`, `generated_types` and `enumerations`, and the constants `ROOT` and
/// `MODULES`.
pub fn public_types() -> String {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let (client, golden) = (root.join("../iotpay-client/src"), root.join("golden"));
    for folder in [&client, &golden] {
        println!("cargo::rerun-if-changed={}", folder.display());
    }
    let not_types = names_of_other_items(&client);
    let modules = Modules::read(&client);
    let mut hand_written = String::new();
    let mut written = BTreeSet::new();
    for (module, name) in modules.items() {
        // Other paths of an item lead to the same type.
        if !not_types.contains(name)
            && name.starts_with(char::is_uppercase)
            && written.insert((module == "::blocking", name))
        {
            let arguments = WITH_ARGUMENTS.iter().find(|(known, _)| *known == name);
            let arguments = arguments.map_or("", |(_, arguments)| arguments);
            let path = format!("iotpay_client{module}::{name}");
            hand_written.extend(["    probe!(\"", name, "\", ", &path, arguments, ", none),\n"]);
        }
    }
    let at_root: Vec<_> = modules.at_root(&client, &golden).into_iter().collect();
    let hidden: Vec<_> = hidden_items(&parse(&client.join("lib.rs")).items).into_iter().map(|(name, _)| name).collect();
    let exported_hidden = modules.exported(&hidden_of_all_files(&client));
    let golden = Golden::read(&golden);
    let function = |name: &str, probes: &str| {
        format!("\n/// Probes each type.\npub fn {name}() -> Vec<PublicType> {{\n    vec![\n{probes}    ]\n}}\n")
    };
    let calls: String = golden.enumerations.iter().map(|path| format!("    is_enumeration::<{path}>();\n")).collect();
    "// Generated from the public items of the client by build.rs.\n".to_owned()
        + &format!("\n/// The public items of the root.\npub const ROOT: &[&str] = &{at_root:?};\n")
        + &format!("\n/// The hidden items of the root.\npub const HIDDEN: &[&str] = &{hidden:?};\n")
        + &format!(
            "\n/// Samples of items, each with whether the documentation hides it.\npub const HIDDEN_SAMPLES: &[(&str, bool)] = &{:?};\n",
            SAMPLES.map(|sample| (sample, is_hidden_item(sample)))
        )
        + &format!(
            "\n/// The hidden items that a public module exports.\npub const EXPORTED_HIDDEN: &[&str] = &{exported_hidden:?};\n"
        )
        + &format!(
            "\n/// The public items of the hand-written modules: module and name.\npub const MODULES: &[(&str, &str)] = &{:?};\n",
            modules.items().collect::<Vec<_>>()
        )
        + &function("hand_written_types", &hand_written)
        + &function("generated_types", &golden.probes())
        + &format!("\n/// Compiles if each enumeration has its traits.\npub fn enumerations() {{\n{calls}}}\n")
}

/// The items that each hand-written module exports, by the path of the module: empty for the root.
#[derive(Default)]
pub(super) struct Modules(BTreeMap<String, BTreeSet<String>>);

impl Modules {
    pub(super) fn read(folder: &Path) -> Self {
        let mut modules = Self::default();
        modules.add(folder, &parse(&folder.join("lib.rs")).items, "");
        modules
    }

    pub(super) fn items(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(module, names)| names.iter().map(move |name| (module.as_str(), name.as_str())))
    }

    /// Returns those of the items that a module exports.
    fn exported(&self, items: &BTreeSet<String>) -> Vec<String> {
        let exported = self.items().filter(|(_, name)| items.contains(*name));
        exported.map(|(module, name)| format!("{module}::{name}")).collect()
    }

    /// Returns the items of the root, including modules, exported macros and the modules of the families.
    fn at_root(&self, client: &Path, golden: &Path) -> BTreeSet<String> {
        let mut names = self.0.get("").cloned().unwrap_or_default();
        for file in files(client) {
            for item in parse(&file).items {
                if let Item::Macro(it) = item
                    && is_exported(&it.attrs)
                {
                    names.extend(it.ident.map(|name| format!("{name}!")));
                }
            }
        }
        for file in [client.join("lib.rs"), golden.join("mod.rs")] {
            for item in parse(&file).items {
                if let Item::Mod(it) = item
                    && is_shown(&it.vis, &it.attrs)
                {
                    names.insert(it.ident.to_string());
                }
            }
        }
        names
    }

    fn add(&mut self, folder: &Path, items: &[Item], module: &str) {
        for item in items {
            match item {
                Item::Use(it) if is_shown(&it.vis, &it.attrs) => used(&it.tree, &mut |_, name| {
                    // Exported for its methods only.
                    if name != "_" {
                        self.name(module, name);
                    }
                }),
                Item::Struct(it) if is_shown(&it.vis, &it.attrs) => self.name(module, &it.ident.to_string()),
                Item::Enum(it) if is_shown(&it.vis, &it.attrs) => self.name(module, &it.ident.to_string()),
                Item::Trait(it) if is_shown(&it.vis, &it.attrs) => self.name(module, &it.ident.to_string()),
                Item::Type(it) if is_shown(&it.vis, &it.attrs) => self.name(module, &it.ident.to_string()),
                Item::Fn(it) if is_shown(&it.vis, &it.attrs) => self.name(module, &it.sig.ident.to_string()),
                Item::Mod(it) if is_shown(&it.vis, &it.attrs) => {
                    let path = format!("{module}::{}", it.ident);
                    match &it.content {
                        Some((_, items)) => self.add(folder, items, &path),
                        None => {
                            let files = [format!("{}.rs", it.ident), format!("{}/mod.rs", it.ident)];
                            let file = files.iter().map(|file| folder.join(file)).find(|file| file.is_file());
                            let file = file.unwrap_or_else(|| panic!("no file of the module {path}"));
                            let inner = folder.join(it.ident.to_string());
                            self.add(&inner, &parse(&file).items, &path);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn name(&mut self, module: &str, name: &str) {
        self.0.entry(module.to_owned()).or_default().insert(name.to_owned());
    }
}

/// Returns the public hidden items, each with `true` for the export of an item that is defined elsewhere. Exported macros
/// are always at the root, so they are not included.
fn hidden_items(items: &[Item]) -> Vec<(String, bool)> {
    let mut names = Vec::new();
    for item in items {
        let (visibility, attributes, name) = match item {
            Item::Use(it) if is_hidden(&it.vis, &it.attrs) => {
                used(&it.tree, &mut |_, name| names.push((name.to_owned(), true)));
                continue;
            }
            Item::Mod(it) => (&it.vis, &it.attrs, &it.ident),
            Item::Struct(it) => (&it.vis, &it.attrs, &it.ident),
            Item::Enum(it) => (&it.vis, &it.attrs, &it.ident),
            Item::Trait(it) => (&it.vis, &it.attrs, &it.ident),
            Item::Type(it) => (&it.vis, &it.attrs, &it.ident),
            Item::Fn(it) => (&it.vis, &it.attrs, &it.sig.ident),
            Item::Const(it) => (&it.vis, &it.attrs, &it.ident),
            Item::Static(it) => (&it.vis, &it.attrs, &it.ident),
            _ => continue,
        };
        if is_hidden(visibility, attributes) {
            names.push((name.to_string(), false));
        }
    }
    names
}

/// Items that the documentation hides or shows, for a test of this file.
const SAMPLES: [&str; 5] = [
    "#[doc(hidden)] pub fn item() {}",
    "#[doc(inline, hidden)] pub use other::item;",
    "/// Returns the hidden items.\npub fn item() {}",
    "#[doc(alias = \"hidden\")] pub struct Item;",
    "#[deprecated(note = \"hidden\")] pub struct Item;",
];

fn is_hidden_item(text: &str) -> bool {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    !hidden_items(&file.items).is_empty()
}

/// Returns the hidden items that are defined in any file.
fn hidden_of_all_files(folder: &Path) -> BTreeSet<String> {
    let items = files(folder).into_iter().flat_map(|file| hidden_items(&parse(&file).items));
    items.filter(|(_, is_export)| !is_export).map(|(name, _)| name).collect()
}

/// Returns `true` if a macro is exported and shown in the documentation.
pub(super) fn is_exported(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|it| it.path().is_ident("macro_export")) && !has_hidden(attributes)
}

/// Returns the public traits, type aliases, functions and derives of all files: the items that are no types.
fn names_of_other_items(folder: &Path) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in files(folder) {
        for item in parse(&file).items {
            match item {
                Item::Trait(it) => names.insert(it.ident.to_string()),
                Item::Type(it) => names.insert(it.ident.to_string()),
                Item::Fn(it) => names.insert(it.sig.ident.to_string()),
                // A derive, which can have the name of a trait.
                Item::Use(it) => {
                    used(&it.tree, &mut |first, name| {
                        if first == "iotpay_macros" {
                            names.insert(name.to_owned());
                        }
                    });
                    false
                }
                _ => false,
            };
        }
    }
    names
}

/// The generated types.
#[derive(Default)]
struct Golden {
    /// Each type by its family and its name, with its shortest path: a page's types are also exported by their family.
    paths: BTreeMap<(String, String), String>,
    /// The types of all fields of each type, and whether a required one is secret.
    fields: BTreeMap<(String, String), (Vec<String>, bool)>,
    enumerations: BTreeSet<String>,
}

impl Golden {
    fn read(folder: &Path) -> Self {
        let mut golden = Self::default();
        for file in files(folder) {
            let inside = file.strip_prefix(folder).expect("the file is in the folder").with_extension("");
            let modules = inside.iter().filter_map(|part| part.to_str()).filter(|part| *part != "mod");
            let path = modules.fold("iotpay_client".to_owned(), |path, module| format!("{path}::{module}"));
            golden.add(&path, &parse(&file).items);
        }
        golden
    }

    fn add(&mut self, path: &str, items: &[Item]) {
        for item in items {
            match item {
                // Also exports what the derives generate.
                Item::Use(it) if is_shown(&it.vis, &it.attrs) => used(&it.tree, &mut |first, name| {
                    if first == "self" && name.starts_with(char::is_uppercase) {
                        self.path(name, path);
                    }
                }),
                Item::Struct(it) => self.type_with_fields(&it.ident.to_string(), path, [&it.fields].into_iter()),
                Item::Enum(it) => {
                    let name = it.ident.to_string();
                    self.type_with_fields(&name, path, it.variants.iter().map(|variant| &variant.fields));
                    let derives = it.attrs.iter().map(|attribute| attribute.to_token_stream().to_string());
                    if derives.into_iter().any(|derive| derive.contains("WireEnum")) {
                        self.enumerations.insert(format!("{path}::{name}"));
                    }
                }
                _ => {}
            }
        }
    }

    fn path(&mut self, name: &str, module: &str) {
        let path = format!("{module}::{name}");
        let known = self.paths.entry(key(module, name)).or_insert_with(|| path.clone());
        if path.len() < known.len() {
            *known = path;
        }
    }

    fn type_with_fields<'a>(&mut self, name: &str, path: &str, fields: impl Iterator<Item = &'a Fields>) {
        self.path(name, path);
        let types: Vec<_> = fields.flatten().map(|field| words(&field.ty)).collect();
        let has_secret = |words: &Vec<String>| words.iter().any(|word| SECRETS.contains(&word.as_str()));
        let is_secret = types.iter().any(|words| !words.iter().any(|word| word == "Option") && has_secret(words));
        self.fields.insert(key(path, name), (types.into_iter().flatten().collect(), is_secret));
    }

    /// Returns `true` if a type contains a secret, in any depth.
    fn has_secret(&self, family: &str, name: &str) -> bool {
        let fields = self.fields.get(&(family.to_owned(), name.to_owned()));
        SECRETS.contains(&name) || fields.is_some_and(|(types, _)| types.iter().any(|ty| self.has_secret(family, ty)))
    }

    fn probes(&self) -> String {
        let mut probes = String::new();
        for ((family, name), path) in &self.paths {
            let owner =
                name.strip_suffix("Required").and_then(|owner| self.fields.get(&(family.clone(), owner.to_owned())));
            let secret = match owner {
                // The fields are plain text, whose comparison takes different times.
                Some((_, true)) => "plain_secret",
                _ if self.has_secret(family, name) => "secret",
                _ => "none",
            };
            probes.extend(["    probe!(\"", path, "\", ", path, ", ", secret, "),\n"]);
        }
        probes
    }
}

/// Returns the family of a module, and the name.
fn key(module: &str, name: &str) -> (String, String) {
    (module.split("::").nth(1).unwrap_or_default().to_owned(), name.to_owned())
}

/// Returns the identifiers in a type.
fn words(ty: &Type) -> Vec<String> {
    let text = ty.to_token_stream().to_string();
    text.split(|it: char| !it.is_alphanumeric() && it != '_').map(str::to_owned).collect()
}

pub(super) fn is_shown(visibility: &Visibility, attributes: &[Attribute]) -> bool {
    matches!(visibility, Visibility::Public(_)) && !has_hidden(attributes)
}

fn is_hidden(visibility: &Visibility, attributes: &[Attribute]) -> bool {
    matches!(visibility, Visibility::Public(_)) && has_hidden(attributes)
}

/// Returns `true` if the attributes contain `doc(hidden)`. Documentation that mentions the word is `doc = "…"`.
fn has_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let Meta::List(list) = &attribute.meta else { return false };
        let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
        list.path.is_ident("doc") && parts.is_ok_and(|parts| parts.iter().any(|part| part.path().is_ident("hidden")))
    })
}

/// Calls the function with the first segment and the last name of each path.
fn used(tree: &UseTree, found: &mut dyn FnMut(&str, &str)) {
    fn walk(tree: &UseTree, first: &str, found: &mut dyn FnMut(&str, &str)) {
        match tree {
            UseTree::Path(path) => {
                let own = path.ident.to_string();
                walk(&path.tree, if first.is_empty() { &own } else { first }, found);
            }
            UseTree::Name(name) => found(first, &name.ident.to_string()),
            UseTree::Rename(rename) => found(first, &rename.rename.to_string()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| walk(tree, first, found)),
            // The probe does not list the items of a glob: export them by name.
            UseTree::Glob(_) => found(first, "*"),
        }
    }
    walk(tree, "", found);
}

pub(super) fn parse(file: &Path) -> syn::File {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// Returns the Rust files in a folder, sorted.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    paths.sort();
    let (folders, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.is_dir());
    let is_rust = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    let inner = folders.iter().flat_map(|folder| self::files(folder));
    files.into_iter().filter(is_rust).chain(inner).collect()
}
