//! The public API of generated code, as lines that a release may or may not remove.

use std::collections::{BTreeMap, BTreeSet};

use iotpay_gen::GeneratedFile;
use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, UseTree, Visibility};

/// The items of the API, without documentation.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Surface {
    /// Names, fields, variants and functions, as written. Additions are compatible.
    open: BTreeSet<String>,
    /// Lists that callers write or match completely: additions and removals break them.
    closed: BTreeMap<String, BTreeSet<String>>,
}

impl Surface {
    pub fn of(files: &[GeneratedFile]) -> Self {
        let mut surface = Self::default();
        for file in files {
            let module = file.path.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
            for item in syn::parse_file(&file.text).unwrap().items {
                surface.add(&module, &item);
            }
        }
        surface
    }

    fn add(&mut self, module: &str, item: &Item) {
        match item {
            Item::Mod(it) if is_public(&it.vis) => self.add_line(format!("{module}: mod {}", it.ident)),
            Item::Use(it) if is_public(&it.vis) && !is_hidden(&it.attrs) => self.reexports(module, &it.tree),
            Item::Type(it) => self.add_line(format!("{module}: type {} = {}", it.ident, text(&it.ty))),
            Item::Static(it) => {
                self.add_line(format!("{module}: static {}: {}", it.ident, text(&it.ty)));
                let value = text(&it.expr);
                for meaning in [".idempotent()", ".undocumented_response()"] {
                    let is_so = value.contains(meaning);
                    self.add_line(format!("{module}: {} {meaning} {is_so}", it.ident));
                }
            }
            Item::Struct(it) if !is_hidden(&it.attrs) => {
                let name = format!("{module}::{}", it.ident);
                self.add_line(format!("struct {name}{}", text(&it.generics)));
                let Fields::Named(fields) = &it.fields else { return };
                let fields = fields.named.iter().filter(|field| is_public(&field.vis)).map(|field| {
                    let wire = attributes(&field.attrs);
                    format!("{wire} {}: {}", text(&field.ident), text(&field.ty))
                });
                self.list(&name, fields.collect(), &it.attrs);
            }
            Item::Enum(it) => {
                let name = format!("{module}::{}", it.ident);
                self.add_line(format!("enum {name} {}", derives(&it.attrs)));
                let variants = it.variants.iter().map(|variant| {
                    let fields = text(&variant.fields);
                    format!("{} {}{fields}", attributes(&variant.attrs), variant.ident)
                });
                self.list(&name, variants.collect(), &it.attrs);
            }
            Item::Impl(it) => {
                let owner = format!("{module}::{}", text(&it.self_ty));
                if let Some((path, _)) = &it.trait_ {
                    self.add_line(format!("impl {} for {owner}", text(path)));
                }
                for item in &it.items {
                    match item {
                        ImplItem::Fn(it) if is_public(&it.vis) && !is_hidden(&it.attrs) => {
                            self.add_line(format!("{owner}: {}", text(&it.sig)));
                            if it.sig.ident == "outcome" {
                                self.outcomes(&owner, &it.block);
                            }
                        }
                        ImplItem::Type(it) => self.add_line(format!("{owner}: type {} = {}", it.ident, text(&it.ty))),
                        ImplItem::Const(it) if it.ident == "SPEC" => self.promises(&owner, &text(&it.expr)),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn add_line(&mut self, line: String) {
        self.open.insert(line);
    }

    /// Adds a list, which is closed unless the item is `non_exhaustive`.
    fn list(&mut self, name: &str, lines: BTreeSet<String>, attributes: &[Attribute]) {
        let is_open = attributes.iter().any(|it| it.path().is_ident("non_exhaustive"));
        if is_open || lines.is_empty() {
            self.open.extend(lines.into_iter().map(|line| format!("{name}: {line}")));
        } else {
            self.closed.insert(name.to_owned(), lines);
        }
    }

    fn reexports(&mut self, module: &str, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => self.reexports(module, &path.tree),
            UseTree::Group(group) => group.items.iter().for_each(|it| self.reexports(module, it)),
            UseTree::Name(name) => self.add_line(format!("{module}: use {}", name.ident)),
            _ => {}
        }
    }

    /// Adds the outcome of each variant.
    fn outcomes(&mut self, owner: &str, block: &syn::Block) {
        let Some(syn::Stmt::Expr(syn::Expr::Match(outcomes), _)) = block.stmts.last() else { return };
        for arm in &outcomes.arms {
            for variant in text(&arm.pat).split('|') {
                self.add_line(format!("{owner}: {variant} means {}", text(&arm.body)));
            }
        }
    }

    /// Adds the facts about a family that no type shows.
    fn promises(&mut self, owner: &str, spec: &str) {
        for key in ["base_url:", "signed_responses:"] {
            let Some((_, rest)) = spec.split_once(key) else { continue };
            let end = if rest.starts_with('&') { rest.find(']') } else { rest.find(',') };
            self.add_line(format!("{owner}: {key}{}", &rest[..end.unwrap_or(rest.len())]));
        }
        let rejections = spec.split_once("rejections:").and_then(|(_, rest)| rest.split_once("signed_responses:"));
        for rule in rejections.iter().flat_map(|(rules, _)| rules.split("RejectionRule").skip(1)) {
            self.add_line(format!("{owner}: rejection {rule}"));
        }
    }

    /// Returns the lines that are missing in a newer API.
    pub fn missing_in(&self, newer: &Self) -> Vec<String> {
        let mut missing: Vec<String> = self.open.difference(&newer.open).cloned().collect();
        for (name, lines) in &self.closed {
            match newer.closed.get(name) {
                Some(other) => {
                    missing.extend(lines.symmetric_difference(other).map(|line| format!("{name}: {line}")));
                }
                None => missing.push(name.clone()),
            }
        }
        missing
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|it| it.path().is_ident("doc") && text(it).contains("hidden"))
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "")
}

/// Returns the attributes with wire names, regardless of their order.
fn attributes(attributes: &[Attribute]) -> String {
    let found = attributes.iter().filter(|it| ["signed", "wire"].iter().any(|name| it.path().is_ident(name)));
    let found = found.map(|it| {
        let text = text(it);
        let mut words: Vec<&str> = text.split([',', '(', ')']).collect();
        words.sort_unstable();
        words.join(" ")
    });
    found.collect()
}

fn derives(attributes: &[Attribute]) -> String {
    attributes.iter().filter(|it| it.path().is_ident("derive")).map(text).collect()
}
