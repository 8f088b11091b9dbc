//! Generated code as modules of one crate, in which the common parts of two sides are compiled once.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use iotpay_gen::GeneratedFile;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{ImplItem, Item, Visibility};

use super::derived;
use super::tokens::{bare, renamed, rooted};

/// A file of generated code, without documentation.
pub struct File {
    raw: String,
    pub items: Vec<Item>,
    /// The tokens; files with the same tokens are the same to a caller.
    text: String,
}

impl File {
    fn parse(raw: &str) -> Self {
        let mut file: syn::File = syn::parse2(bare(raw.parse().unwrap())).unwrap();
        file.items.iter_mut().for_each(as_of_another_crate);
        let items = file.items;
        Self { raw: raw.to_owned(), text: quote!(#(#items)*).to_string(), items }
    }

    /// Returns the declarations, except modules and re-exports.
    fn own(&self) -> String {
        let own = self.items.iter().filter(|item| !matches!(item, Item::Mod(_) | Item::Use(_)));
        quote!(#(#own)*).to_string()
    }
}

/// Values of these types are created only in the client, so callers cannot distinguish them.
fn as_of_another_crate(item: &mut Item) {
    match item {
        Item::Impl(it) => {
            for item in &mut it.items {
                if let ImplItem::Const(constant) = item
                    && constant.ident == "SPEC"
                {
                    constant.expr =
                        syn::parse_quote!(<::iotpay_client::general::General as ::iotpay_client::spec::Family>::SPEC);
                }
            }
        }
        Item::Static(it) if it.ident == "SIGNING" => {
            *item = syn::parse_quote!(
                pub use ::iotpay_client::shared::SIGNING;
            );
        }
        _ => {}
    }
}

/// The generated code of a spec, by file path.
pub struct Code {
    pub files: BTreeMap<String, Rc<File>>,
}

impl Code {
    /// Parses files, and reuses those that another code contains.
    pub fn of(files: &[GeneratedFile], base: Option<&Self>) -> Self {
        let file = |it: &GeneratedFile| {
            let known = base.and_then(|base| base.files.get(&it.path)).filter(|known| known.raw == it.text);
            known.cloned().unwrap_or_else(|| Rc::new(File::parse(&it.text)))
        };
        Self { files: files.iter().map(|it| (it.path.clone(), file(it))).collect() }
    }

    /// Returns the paths of the files that differ from another code.
    pub fn differing(&self, other: &Self) -> BTreeSet<String> {
        let paths = self.files.keys().chain(other.files.keys());
        paths.filter(|path| !self.has_same(other, path)).cloned().collect()
    }

    fn has_same(&self, other: &Self, path: &str) -> bool {
        match (self.files.get(path), other.files.get(path)) {
            (Some(one), Some(two)) => Rc::ptr_eq(one, two) || one.text == two.text,
            (one, two) => one.is_none() && two.is_none(),
        }
    }

    /// Returns the contents of a module with the whole API. With a base, equal items are re-exported from
    /// it.
    pub fn module(&self, name: &str, base: Option<&Self>) -> TokenStream {
        let families = self.modules("mod.rs");
        let modules = families.iter().map(|family| self.family(family, base));
        // Names that are missing here must not resolve to those of the client.
        let others = base.map(|base| base.modules("mod.rs")).unwrap_or_default();
        let gone = others.iter().filter(|family| !families.contains(family)).map(|family| format_ident!("{family}"));
        let ident = format_ident!("{name}");
        let module = quote!(pub use ::iotpay_client::*; #(mod #gone {})* #(#modules)*);
        let module = rooted(module, &quote!(crate::#ident));
        // The macros of all modules share one namespace.
        let macros = self.macros();
        renamed(module, &|word| macros.contains(word).then(|| format!("__{name}{word}")))
    }

    fn macros(&self) -> BTreeSet<String> {
        let items = self.files.values().flat_map(|file| &file.items);
        let named = items.filter_map(|item| match item {
            Item::Macro(it) => it.ident.as_ref().map(ToString::to_string),
            Item::Struct(it) => derived::exported_macro(it),
            _ => None,
        });
        named.collect()
    }

    fn modules(&self, path: &str) -> Vec<String> {
        let items = self.files.get(path).map_or(&[] as &[_], |file| &file.items);
        items
            .iter()
            .filter_map(|item| if let Item::Mod(it) = item { Some(it.ident.to_string()) } else { None })
            .collect()
    }

    fn family(&self, family: &str, base: Option<&Self>) -> TokenStream {
        let path = format!("{family}/mod.rs");
        let file = &self.files[&path];
        let ident = format_ident!("{family}");
        let pages: Vec<String> = self.modules(&path);
        let known = base.and_then(|base| base.files.get(&path));
        let is_own = known.is_none_or(|known| known.own() != file.own());
        let is_new = |page: &str| base.is_none_or(|base| !self.has_same(base, &format!("{family}/{page}.rs")));
        if !is_own && self.has_same(base.unwrap(), &path) && !pages.iter().any(|page| is_new(page)) {
            return quote!(pub use ::sides_base::base::#ident;);
        }
        let items = file.items.iter().map(|item| match item {
            Item::Mod(it) if is_new(&it.ident.to_string()) => {
                let page = &it.ident;
                let items = &self.files[&format!("{family}/{page}.rs")].items;
                quote!(pub mod #page { #(#items)* })
            }
            Item::Mod(it) => {
                let page = &it.ident;
                quote!(pub use ::sides_base::base::#ident::#page;)
            }
            item if is_own || matches!(item, Item::Use(_)) => quote!(#item),
            item => name(item).map_or_else(TokenStream::new, |name| quote!(pub use ::sides_base::base::#ident::#name;)),
        });
        quote!(pub mod #ident { #(#items)* })
    }
}

/// Returns the name of an item that others can use.
pub fn name(item: &Item) -> Option<&syn::Ident> {
    let (visibility, name) = match item {
        Item::Struct(it) => (&it.vis, &it.ident),
        Item::Enum(it) => (&it.vis, &it.ident),
        Item::Static(it) => (&it.vis, &it.ident),
        Item::Const(it) => (&it.vis, &it.ident),
        Item::Type(it) => (&it.vis, &it.ident),
        Item::Mod(it) => (&it.vis, &it.ident),
        _ => return None,
    };
    matches!(visibility, Visibility::Public(_)).then_some(name)
}
