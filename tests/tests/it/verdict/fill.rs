//! Builds requests with `request!`: with all of their fields, and with only the required ones.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{Fields, GenericArgument, ImplItem, Item, ItemStruct, PathArguments, Type};

use super::caller::argument;
use super::derived;

/// Returns the arguments and bodies of functions that build each request of a page.
pub fn requests(items: &[Item], path: &TokenStream) -> Vec<(TokenStream, TokenStream)> {
    let page = Page { items };
    let of_trait = |item: &Item| match item {
        Item::Impl(it)
            if it
                .trait_
                .as_ref()
                .is_some_and(|(path, _)| path.segments.last().is_some_and(|it| it.ident == "Request")) =>
        {
            Some(text(&it.self_ty))
        }
        _ => None,
    };
    let mut made = Vec::new();
    for request in items.iter().filter_map(of_trait) {
        let fields = page.fields(&request);
        let ways = fields.iter().map(|(name, ty)| page.choices(&request, name, ty)).collect::<Vec<_>>();
        let most = ways.iter().map(|ways| ways.choices.len()).max().unwrap_or(1);
        let name = format_ident!("{request}");
        for is_whole in [true, false] {
            for way in 0..most {
                let choices = ways
                    .iter()
                    .filter(|it| is_whole || !it.is_optional)
                    .map(|it| &it.choices[way.min(it.choices.len() - 1)]);
                let (arguments, values): (Vec<_>, Vec<_>) = choices.cloned().unzip();
                let body = quote!(let _ = ::iotpay_client::request!(#path::#name { #(#values),* }););
                made.push((quote!((#(#arguments)*)), body));
            }
        }
    }
    made
}

struct Page<'a> {
    items: &'a [Item],
}

/// The ways to set a field: one, or one for each field of a `one_of` group.
struct Ways {
    is_optional: bool,
    /// The arguments of a function, and the fields of `request!`.
    choices: Vec<(TokenStream, TokenStream)>,
}

impl Page<'_> {
    fn of(&self, name: &str) -> Option<&ItemStruct> {
        self.items.iter().find_map(|item| match item {
            Item::Struct(it) if it.ident == name => Some(it),
            _ => None,
        })
    }

    /// Returns the fields of a struct.
    fn fields(&self, of: &str) -> Vec<(String, &Type)> {
        let Some(Fields::Named(fields)) = self.of(of).map(|it| &it.fields) else { return Vec::new() };
        fields.named.iter().map(|it| (it.ident.as_ref().unwrap().to_string(), &it.ty)).collect()
    }

    /// The values that a field accepts, if it has an enumeration.
    fn values(&self, of: &str, field: &str) -> Vec<String> {
        let Some(Fields::Named(fields)) = self.of(of).map(|it| &it.fields) else { return Vec::new() };
        let found = fields.named.iter().find(|it| it.ident.as_ref().is_some_and(|name| name == field));
        found.map(|field| derived::values(&field.attrs)).unwrap_or_default()
    }

    /// The optional members of the object in a field, which are in no literal.
    fn optional_members(&self, of: &str, field: &str) -> Vec<(String, Type)> {
        let Some(Fields::Named(fields)) = self.of(of).map(|it| &it.fields) else { return Vec::new() };
        let found = fields.named.iter().find(|it| it.ident.as_ref().is_some_and(|name| name == field));
        found.map(|field| derived::optional_members_of(&field.attrs)).unwrap_or_default()
    }

    /// Returns the functions of a type, with their argument.
    fn functions(&self, of: &str) -> HashMap<String, &Type> {
        let mut found = HashMap::new();
        for item in self.items {
            let Item::Impl(it) = item else { continue };
            if it.trait_.is_some() || text(&it.self_ty) != of {
                continue;
            }
            for item in &it.items {
                if let ImplItem::Fn(it) = item
                    && let Some((_, ty)) = it.sig.inputs.iter().find_map(argument)
                {
                    found.insert(it.sig.ident.to_string(), ty);
                }
            }
        }
        found
    }

    fn choices(&self, request: &str, name: &str, ty: &Type) -> Ways {
        let required = self.fields(&format!("{request}Required")).into_iter().find(|(it, _)| it == name);
        let with = self.functions(request).remove(&format!("with_{name}"));
        let Some(choices) = required.map(|(_, ty)| ty).or(with) else {
            // A `one_of` group: its enum has a function for each of the fields.
            let mut functions: Vec<_> = self.functions(&text(ty)).into_iter().collect();
            functions.sort_by(|a, b| a.0.cmp(&b.0));
            let choices = functions.iter().map(|(name, ty)| one(name, &format!("f_{name}"), ty)).collect();
            return Ways { is_optional: false, choices };
        };
        let is_optional = with.is_some();
        let members = last(choices).filter(|it| it.ends_with("Members"));
        let choices = match members {
            Some(members) => {
                // `Extra { … }`, by the name of the field.
                let label = members.strip_prefix(request).unwrap_or(&members).trim_end_matches("Members").to_owned();
                let all = self.fields(&members);
                let optional = self.optional_members(request, name);
                let all = all.iter().map(|(member, ty)| one(member, &format!("m_{member}"), ty));
                let all = all.chain(optional.iter().map(|(member, ty)| one(member, &format!("m_{member}"), ty)));
                let (arguments, values): (Vec<_>, Vec<_>) = all.unzip();
                let (name, label) = (format_ident!("{name}"), format_ident!("{label}"));
                vec![(quote!(#(#arguments)*), quote!(#name: #label { #(#values),* }))]
            }
            // Literals, too: `request!` accepts only the listed values of an enumeration.
            None => {
                let field = format_ident!("{name}");
                let values = self.values(request, name).into_iter().map(|value| (quote!(), quote!(#field: #value)));
                [one(name, &format!("f_{name}"), choices)].into_iter().chain(values).collect()
            }
        };
        Ways { is_optional, choices }
    }
}

/// A field or member, set by an argument.
fn one(name: &str, argument: &str, ty: &Type) -> (TokenStream, TokenStream) {
    let (name, argument) = (format_ident!("{name}"), format_ident!("{argument}"));
    (quote!(#argument: #ty,), quote!(#name: #argument))
}

/// Returns the last name in the path of a type.
fn last(ty: &Type) -> Option<String> {
    let Type::Path(it) = ty else { return None };
    let segment = it.path.segments.last()?;
    let is_plain = match &segment.arguments {
        PathArguments::AngleBracketed(it) => it.args.iter().all(|it| matches!(it, GenericArgument::Lifetime(_))),
        _ => true,
    };
    is_plain.then(|| segment.ident.to_string())
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "")
}
