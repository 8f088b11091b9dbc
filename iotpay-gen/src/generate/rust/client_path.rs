//! The path of `iotpay-client` in generated code.

use std::fmt;
use std::str::FromStr;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::Path;
use syn::parse::Parser as _;

/// The path of `iotpay-client` in the crate that code is generated for: `iotpay_client` by default, `pay` if
/// `Cargo.toml` renames it, `facade::pay` if another crate re-exports it, `crate::pay` if the crate
/// itself does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientPath {
    /// Without `::` in front.
    text: String,
    /// Whether the generated code is part of the client.
    is_itself: bool,
}

impl Default for ClientPath {
    fn default() -> Self {
        Self { text: DEFAULT.to_owned(), is_itself: false }
    }
}

const DEFAULT: &str = "iotpay_client";

impl ClientPath {
    /// Returns the path inside `iotpay-client` itself.
    pub(super) fn of_itself() -> Self {
        Self { text: "crate".to_owned(), is_itself: true }
    }

    /// Returns the path as tokens that are valid in any module.
    pub(super) fn tokens(&self) -> TokenStream {
        // The path was parsed on construction, so this is never empty.
        let path = self.text.parse().unwrap_or_else(|_| TokenStream::new());
        let is_of_crate = self.text == "crate" || self.text.starts_with("crate::");
        if is_of_crate { path } else { quote!(::#path) }
    }

    /// The attribute argument that passes this path to a derive; `None` if it is the default.
    pub(super) fn attribute_part(&self) -> Option<TokenStream> {
        let is_known = self.text == DEFAULT || self.is_itself;
        let path = self.tokens().to_string().replace(' ', "");
        (!is_known).then(|| quote!(crate = #path))
    }
}

impl fmt::Display for ClientPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for ClientPath {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, NotAPath> {
        let not_a_path = || NotAPath(text.into());
        let path: Path = Path::parse_mod_style.parse_str(text).map_err(|_| not_a_path())?;
        let first = path.segments.first().ok_or_else(not_a_path)?;
        // These resolve differently in each module of the generated code.
        if first.ident == "self" || first.ident == "super" || first.ident == "Self" {
            return Err(not_a_path());
        }
        let text = path.to_token_stream().to_string().replace(' ', "");
        Ok(Self { text: text.trim_start_matches("::").to_owned(), is_itself: false })
    }
}

/// A text that is not the path of a crate or of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAPath(Box<str>);

impl fmt::Display for NotAPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.escape_debug();
        write!(f, "`{shown}` is not a crate path, such as `pay`, `facade::pay` or `crate::pay`")
    }
}

impl std::error::Error for NotAPath {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_resolve_in_every_module() {
        for (text, tokens, part) in [
            ("iotpay_client", ":: iotpay_client", None),
            ("::iotpay_client", ":: iotpay_client", None),
            ("pay", ":: pay", Some("crate = \"::pay\"")),
            (" facade :: pay ", ":: facade :: pay", Some("crate = \"::facade::pay\"")),
            ("crate", "crate", Some("crate = \"crate\"")),
            ("crate::pay", "crate :: pay", Some("crate = \"crate::pay\"")),
            ("r#type", ":: r#type", Some("crate = \"::r#type\"")),
        ] {
            let path: ClientPath = text.parse().unwrap();
            assert_eq!(path.tokens().to_string(), tokens, "{text}");
            assert_eq!(path.attribute_part().map(|part| part.to_string()).as_deref(), part, "{text}");
        }
        for text in
            ["", "::", "iotpay-client", "a b", "super::pay", "self", "Vec<pay>", "pay::", "1", "pay;", "\"pay\""]
        {
            assert!(text.parse::<ClientPath>().is_err(), "{text}");
        }
    }
}
