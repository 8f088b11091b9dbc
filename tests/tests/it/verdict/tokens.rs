//! Tokens of generated code, changed.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

/// Removes documentation, file attributes and conditions, since every family is present. Hidden items
/// remain hidden.
pub fn bare(tokens: TokenStream) -> TokenStream {
    let mut kept = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if is_punct(&token, '#') {
            let is_inner = tokens.peek().is_some_and(|next| is_punct(next, '!'));
            if is_inner {
                tokens.next();
            }
            let Some(TokenTree::Group(attribute)) = tokens.peek() else {
                kept.push(token);
                continue;
            };
            let text = attribute.stream().to_string();
            let name = text.split(|it: char| !it.is_alphanumeric() && it != '_').next().unwrap_or_default();
            let is_doc = name == "doc" && !text.contains("hidden");
            if is_inner || is_doc || ["cfg", "allow"].contains(&name) {
                tokens.next();
                continue;
            }
        }
        kept.push(within(token, &bare));
    }
    kept.into_iter().collect()
}

/// Replaces `crate` at the start of paths.
pub fn rooted(tokens: TokenStream, root: &TokenStream) -> TokenStream {
    let mut kept = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_path = tokens.peek().is_some_and(|next| is_punct(next, ':'));
        if is_path && matches!(&token, TokenTree::Ident(name) if name == "crate") {
            kept.extend(root.clone());
        } else {
            kept.extend([within(token, &|inner| rooted(inner, root))]);
        }
    }
    kept
}

/// Replaces each name with the result of a function.
pub fn renamed(tokens: TokenStream, rename: &dyn Fn(&str) -> Option<String>) -> TokenStream {
    let of = |token: TokenTree| match token {
        TokenTree::Ident(name) => {
            let new = rename(&name.to_string());
            TokenTree::Ident(new.map_or_else(|| name.clone(), |new| Ident::new(&new, name.span())))
        }
        token => within(token, &|inner| renamed(inner, rename)),
    };
    tokens.into_iter().map(of).collect()
}

/// Returns every public name of items, functions, fields and variants, in the order of the code, except
/// hidden ones.
pub fn public_names(tokens: TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    let (mut is_hidden, mut is_enum) = (false, false);
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                if let Some(TokenTree::Group(attribute)) = tokens.next() {
                    is_hidden |= attribute.stream().to_string().replace(' ', "") == "doc(hidden)";
                }
            }
            TokenTree::Punct(end) if end.as_char() == ';' => is_hidden = false,
            TokenTree::Ident(word) if word == "pub" && !is_hidden => {
                let kind = tokens.next().map(|kind| kind.to_string()).unwrap_or_default();
                is_enum = kind == "enum";
                let is_named = ["struct", "enum", "fn", "static", "type", "mod"].contains(&kind.as_str());
                if is_named {
                    names.extend(tokens.next().map(|name| name.to_string()));
                } else if kind != "use" && tokens.peek().is_some_and(|next| is_punct(next, ':')) {
                    names.push(kind);
                }
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                if is_enum {
                    names.extend(variants(group.stream()));
                } else if !is_hidden {
                    names.extend(public_names(group.stream()));
                }
                (is_hidden, is_enum) = (false, false);
            }
            _ => {}
        }
    }
    names
}

fn variants(tokens: TokenStream) -> Vec<String> {
    let names = tokens.into_iter().filter_map(|token| match token {
        TokenTree::Ident(name) => Some(name.to_string()),
        _ => None,
    });
    names.collect()
}

fn within(token: TokenTree, change: &dyn Fn(TokenStream) -> TokenStream) -> TokenTree {
    match token {
        TokenTree::Group(group) => TokenTree::Group(Group::new(group.delimiter(), change(group.stream()))),
        token => token,
    }
}

fn is_punct(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}
