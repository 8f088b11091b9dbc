//! Generates a caller that uses everything public in generated code: it names every item, builds and
//! destructures every struct, matches every enum as far as allowed, calls every function, and names all
//! types.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{
    Attribute, Fields, FnArg, ImplItem, Item, ItemEnum, ItemImpl, ItemStruct, Pat, Signature, UseTree, Visibility,
};

use super::code::{Code, name};
use super::derived;
use super::fill;
use super::tokens::{renamed, rooted};

/// Returns a caller of these files, in which the API is `super::api`.
pub fn caller(code: &Code, paths: &BTreeSet<String>) -> TokenStream {
    let files = paths.iter().filter_map(|path| Some((path, code.files.get(path)?)));
    let modules = files.enumerate().map(|(at, (path, file))| {
        let module = format_ident!("m{at}");
        let path = path.trim_end_matches(".rs").trim_end_matches("mod").trim_end_matches('/');
        let segments = path.split('/').filter(|it| !it.is_empty()).map(|it| format_ident!("{it}"));
        let mut caller = Caller { path: quote!(api #(::#segments)*), parts: Vec::new(), names: 0 };
        let derived = derived::items(&file.items);
        caller.file(&file.items.iter().cloned().chain(derived).collect::<Vec<_>>());
        let (path, parts) = (&caller.path, &caller.parts);
        let parts = rooted(quote!(#(#parts)*), &quote!(api));
        quote!(mod #module { use super::api; use #path::*; #parts })
    });
    quote!(#(#modules)*)
}

struct Caller {
    /// The path of the items.
    path: TokenStream,
    parts: Vec<TokenStream>,
    names: usize,
}

impl Caller {
    fn file(&mut self, items: &[Item]) {
        for item in items {
            if let Some(name) = name(item).filter(|_| !is_hidden(attributes(item))) {
                let path = &self.path;
                let path = quote!(#path::#name);
                self.named(&path);
            }
            match item {
                Item::Use(it) if is_hidden(&it.attrs) => {}
                Item::Use(it) if matches!(it.vis, Visibility::Public(_)) => self.re_exported(&it.tree),
                Item::Use(it) => self.parts.push(quote!(#it)),
                Item::Struct(it) if !is_hidden(&it.attrs) => self.a_struct(it),
                Item::Enum(it) => self.an_enum(it),
                Item::Static(it) => {
                    let (name, ty, path) = (&it.ident, &it.ty, &self.path);
                    let body = quote!(let _: &'static #ty = &#path::#name;);
                    self.function(&quote!(()), &body);
                }
                Item::Type(it) => {
                    let (name, ty, path) = (&it.ident, &it.ty, &self.path);
                    self.function(&quote!((it: #ty) -> #path::#name), &quote!(it));
                }
                Item::Impl(it) => self.an_impl(it),
                _ => {}
            }
        }
        let made = fill::requests(items, &self.path);
        for (arguments, body) in made {
            self.function(&arguments, &body);
        }
    }

    /// Adds a function with these arguments, which may have the lifetime `'a`.
    fn function(&mut self, arguments: &TokenStream, body: &TokenStream) {
        self.names += 1;
        let name = format_ident!("f{}", self.names);
        self.parts.push(quote!(fn #name<'a> #arguments { #body }));
    }

    fn named(&mut self, path: &TokenStream) {
        self.names += 1;
        let alias = format_ident!("N{}", self.names);
        self.parts.push(quote!(use #path as #alias;));
    }

    /// Uses each name of a page that its family re-exports.
    fn re_exported(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(it) => self.re_exported(&it.tree),
            UseTree::Group(it) => it.items.iter().for_each(|it| self.re_exported(it)),
            UseTree::Name(it) => {
                let (path, name) = (&self.path, &it.ident);
                let path = quote!(#path::#name);
                self.named(&path);
            }
            _ => {}
        }
    }

    fn derived(&mut self, ty: &TokenStream, attributes: &[Attribute]) {
        for derive in attributes.iter().filter(|it| it.path().is_ident("derive")) {
            derive
                .parse_nested_meta(|derived| {
                    let bound = match derived.path.segments.last().unwrap().ident.to_string().as_str() {
                        "Hash" => quote!(::std::hash::Hash),
                        "Debug" => quote!(::std::fmt::Debug),
                        "WireEnum" => quote!(::std::fmt::Display),
                        "Signed" => quote!(api::signing::Signed),
                        "BuildRequest" => quote!(api::request_macro::BuildRequest),
                        "FromFields" => quote!(api::incoming::FromFields),
                        // Their traits are among the derived items.
                        "PageResponse" | "RequestObject" => quote!(Sized),
                        other => format_ident!("{other}").into_token_stream(),
                    };
                    self.function(&quote!(()), &quote!(fn is<T: #bound>() {} is::<#ty>();));
                    Ok(())
                })
                .unwrap();
        }
    }

    fn a_struct(&mut self, it: &ItemStruct) {
        let name = &it.ident;
        let has_lifetime = it.generics.lifetimes().next().is_some();
        let (generic, elided) = if has_lifetime { (quote!(<'a>), quote!(<'_>)) } else { Default::default() };
        self.derived(&quote!(#name #elided), &it.attrs);
        let Fields::Named(fields) = &it.fields else { return };
        let fields: Vec<_> = fields.named.iter().filter(|it| matches!(it.vis, Visibility::Public(_))).collect();
        let names: Vec<_> = fields.iter().map(|it| it.ident.as_ref().unwrap()).collect();
        let types: Vec<_> = fields.iter().map(|it| &it.ty).collect();
        if is_open(&it.attrs) {
            let read = quote!(#(let _: &#types = &it.#names;)* let #name { #(#names: _,)* .. } = it;);
            self.function(&quote!((it: &'a #name #generic)), &read);
        } else {
            let made = quote!(#name { #(#names),* });
            self.function(&quote!((#(#names: #types),*) -> #name #generic), &made);
            let destructured = quote!(let #name { #(#names),* } = it; #(let _: #types = #names;)*);
            self.function(&quote!((it: #name #generic)), &destructured);
        }
    }

    fn an_enum(&mut self, it: &ItemEnum) {
        let name = &it.ident;
        self.derived(&quote!(#name), &it.attrs);
        let arms = it.variants.iter().map(|variant| {
            let (variant, types) = (&variant.ident, variant.fields.iter().map(|it| &it.ty));
            let values: Vec<_> = (0..types.len()).map(|at| format_ident!("v{at}")).collect();
            let pattern = if values.is_empty() { quote!() } else { quote!((#(#values),*)) };
            quote!(#name::#variant #pattern => { #(let _: #types = #values;)* })
        });
        let rest = is_open(&it.attrs).then(|| quote!(_ => {}));
        let matched = quote!(match it { #(#arms)* #rest });
        self.function(&quote!((it: #name)), &matched);
        for variant in &it.variants {
            let (variant, types) = (&variant.ident, variant.fields.iter().map(|it| &it.ty));
            let values: Vec<_> = (0..types.len()).map(|at| format_ident!("v{at}")).collect();
            let made = if values.is_empty() { quote!() } else { quote!((#(#values),*)) };
            self.function(&quote!((#(#values: #types),*) -> #name), &quote!(#name::#variant #made));
        }
    }

    fn an_impl(&mut self, it: &ItemImpl) {
        let ty = &it.self_ty;
        let this = ty.to_token_stream();
        let of_this = |tokens: TokenStream| match this.to_string() {
            name if syn::parse_str::<syn::Ident>(&name).is_ok() => {
                renamed(tokens, &|word| (word == "Self").then(|| name.clone()))
            }
            _ => tokens,
        };
        let Some((path, _)) = &it.trait_ else {
            for item in &it.items {
                if let ImplItem::Fn(it) = item
                    && matches!(it.vis, Visibility::Public(_))
                    && !is_hidden(&it.attrs)
                {
                    self.call(&this, &it.sig, &of_this);
                }
            }
            return;
        };
        let text = path.to_token_stream().to_string();
        if text.contains("__private") {
            return;
        }
        let is_filled = text == "BuildRequest";
        let mut types = Vec::new();
        for item in &it.items {
            match item {
                ImplItem::Type(it) if !is_filled => {
                    let (name, ty) = (&it.ident, &it.ty);
                    types.push(quote!(#name = #ty));
                }
                ImplItem::Const(it) => {
                    let (name, of) = (&it.ident, &it.ty);
                    self.function(&quote!(()), &quote!(let _: #of = <#ty as #path>::#name;));
                }
                ImplItem::Fn(it) if it.sig.inputs.is_empty() => {
                    let (name, output) = (&it.sig.ident, of_this(it.sig.output.to_token_stream()));
                    self.function(&quote!(()), &quote!(let _: fn() #output = <#ty as #path>::#name;));
                }
                _ => {}
            }
        }
        let bound = if types.is_empty() { quote!(#path) } else { quote!(#path<#(#types),*>) };
        self.function(&quote!(()), &quote!(fn is<T: #bound>() {} is::<#ty>();));
    }

    fn call(&mut self, this: &TokenStream, signature: &Signature, of_this: &dyn Fn(TokenStream) -> TokenStream) {
        let (name, output) = (&signature.ident, of_this(signature.output.to_token_stream()));
        let (mut arguments, mut passed) = (Vec::new(), Vec::new());
        for (at, input) in signature.inputs.iter().enumerate() {
            let argument = format_ident!("a{at}");
            let ty = match input {
                FnArg::Receiver(it) if it.to_token_stream().to_string().starts_with('&') => quote!(&#this),
                FnArg::Receiver(_) => this.clone(),
                FnArg::Typed(it) => of_this(it.ty.to_token_stream()),
            };
            arguments.push(quote!(#argument: #ty));
            passed.push(argument);
        }
        self.function(&quote!((#(#arguments),*) #output), &quote!(<#this>::#name(#(#passed),*)));
    }
}

/// Returns the name and type of an argument.
pub fn argument(input: &FnArg) -> Option<(String, &syn::Type)> {
    let FnArg::Typed(it) = input else { return None };
    let Pat::Ident(name) = &*it.pat else { return None };
    Some((name.ident.to_string(), &it.ty))
}

pub fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|it| it.path().is_ident("doc"))
}

fn is_open(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|it| it.path().is_ident("non_exhaustive"))
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Struct(it) => &it.attrs,
        Item::Enum(it) => &it.attrs,
        Item::Static(it) => &it.attrs,
        Item::Type(it) => &it.attrs,
        Item::Mod(it) => &it.attrs,
        _ => &[],
    }
}
