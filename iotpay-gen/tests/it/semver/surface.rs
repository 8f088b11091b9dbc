//! What a caller can see of generated code, as lines that a release may or may not lose.

use std::collections::{BTreeMap, BTreeSet};

use iotpay_gen::GeneratedFile;
use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, UseTree, Visibility};

/// What is there by which name, without documentation.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Surface {
    /// Names, fields, variants, functions; each as it is written. More of them hurts nobody.
    open: BTreeSet<String>,
    /// Lists that callers write out or match in full: nothing may come or go.
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
            Item::Mod(it) if is_public(&it.vis) => self.say(format!("{module}: mod {}", it.ident)),
            Item::Use(it) if is_public(&it.vis) && !is_hidden(&it.attrs) => self.reexports(module, &it.tree),
            Item::Type(it) => self.say(format!("{module}: type {} = {}", it.ident, text(&it.ty))),
            Item::Static(it) => {
                self.say(format!("{module}: static {}: {}", it.ident, text(&it.ty)));
                let value = text(&it.expr);
                for meaning in [".idempotent()", ".open_response()"] {
                    let is_so = value.contains(meaning);
                    self.say(format!("{module}: {} {meaning} {is_so}", it.ident));
                }
            }
            Item::Struct(it) if !is_hidden(&it.attrs) => {
                let name = format!("{module}::{}", it.ident);
                self.say(format!("struct {name}{}", text(&it.generics)));
                let Fields::Named(fields) = &it.fields else { return };
                let fields = fields.named.iter().filter(|field| is_public(&field.vis)).map(|field| {
                    let wire = attributes(&field.attrs);
                    format!("{wire} {}: {}", text(&field.ident), text(&field.ty))
                });
                self.list(&name, fields.collect(), &it.attrs);
            }
            Item::Enum(it) => {
                let name = format!("{module}::{}", it.ident);
                self.say(format!("enum {name} {}", derives(&it.attrs)));
                let variants = it.variants.iter().map(|variant| {
                    let fields = text(&variant.fields);
                    format!("{} {}{fields}", attributes(&variant.attrs), variant.ident)
                });
                self.list(&name, variants.collect(), &it.attrs);
            }
            Item::Impl(it) => {
                let owner = format!("{module}::{}", text(&it.self_ty));
                if let Some((path, _)) = &it.trait_ {
                    self.say(format!("impl {} for {owner}", text(path)));
                }
                for item in &it.items {
                    match item {
                        ImplItem::Fn(it) if is_public(&it.vis) && !is_hidden(&it.attrs) => {
                            self.say(format!("{owner}: {}", text(&it.sig)));
                            if it.sig.ident == "outcome" {
                                self.outcomes(&owner, &it.block);
                            }
                        }
                        ImplItem::Type(it) => self.say(format!("{owner}: type {} = {}", it.ident, text(&it.ty))),
                        ImplItem::Const(it) if it.ident == "SPEC" => self.promises(&owner, &text(&it.expr)),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn say(&mut self, line: String) {
        self.open.insert(line);
    }

    /// Of what is not `non_exhaustive`, the whole list.
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
            UseTree::Name(name) => self.say(format!("{module}: use {}", name.ident)),
            _ => {}
        }
    }

    /// What each variant means for the money.
    fn outcomes(&mut self, owner: &str, block: &syn::Block) {
        let Some(syn::Stmt::Expr(syn::Expr::Match(outcomes), _)) = block.stmts.last() else { return };
        for arm in &outcomes.arms {
            for variant in text(&arm.pat).split('|') {
                self.say(format!("{owner}: {variant} means {}", text(&arm.body)));
            }
        }
    }

    /// What a family promises that no type shows.
    fn promises(&mut self, owner: &str, spec: &str) {
        for key in ["host:", "signed_responses:"] {
            let Some((_, rest)) = spec.split_once(key) else { continue };
            let end = if rest.starts_with('&') { rest.find(']') } else { rest.find(',') };
            self.say(format!("{owner}: {key}{}", &rest[..end.unwrap_or(rest.len())]));
        }
        let rejections = spec.split_once("rejections:").and_then(|(_, rest)| rest.split_once("signed_responses:"));
        for rule in rejections.iter().flat_map(|(rules, _)| rules.split("RejectionRule").skip(1)) {
            self.say(format!("{owner}: rejection {rule}"));
        }
    }

    /// What of this a caller would miss in another.
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

/// Wire names, in no order.
fn attributes(attributes: &[Attribute]) -> String {
    let told = attributes.iter().filter(|it| ["signed", "code"].iter().any(|name| it.path().is_ident(name)));
    let told = told.map(|it| {
        let text = text(it);
        let mut words: Vec<&str> = text.split([',', '(', ')']).collect();
        words.sort_unstable();
        words.join(" ")
    });
    told.collect()
}

fn derives(attributes: &[Attribute]) -> String {
    attributes.iter().filter(|it| it.path().is_ident("derive")).map(text).collect()
}
