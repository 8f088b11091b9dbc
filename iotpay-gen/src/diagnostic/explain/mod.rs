//! The explanation of each code: the rule, the reason for it, an example that breaks it, a valid example, and the
//! remedy.
//!
//! Each code has a page in `pages/`, which the program and `docs/diagnostics.md` show.

#[cfg(feature = "cli")]
mod json;
mod markdown;
mod page;
mod text;

pub use markdown::to_markdown;
pub use text::{list_to_text, to_text};
#[cfg(feature = "cli")]
pub use {json::list_to_json, json::to_json};

use std::fmt;

use crate::diagnostic::{Code, Diagnostic, did_you_mean};

/// The explanation of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: Code,
    /// The rule in one sentence: the summary of the code.
    pub rule: &'static str,
    /// The reason for the rule, in Markdown.
    pub why: &'static str,
    /// An example that breaks only this rule.
    pub wrong: Example,
    /// The same example without a diagnostic.
    pub right: Example,
    /// The remedy, in Markdown.
    pub remedy: &'static str,
}

/// A part of a spec, or of a saved vendor page and the corresponding spec. The omitted parts are valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// The whole example, in Markdown.
    pub markdown: &'static str,
    /// The part of the saved page, for codes about saved pages.
    pub page: Option<&'static str>,
    /// The part of the spec.
    pub yaml: Option<&'static str>,
}

/// Returns the explanation of a code.
pub fn explain(code: Code) -> Explanation {
    page::read(code, code.page())
}

/// The error for a text that is not the code of a diagnostic. `Display` shows the remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownCodeError {
    /// The most similar code, if any.
    pub suggestion: Option<Code>,
}

impl fmt::Display for UnknownCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.suggestion {
            Some(code) => write!(f, "did you mean `{code}`?")?,
            None => f.write_str("write a code such as `IOT012`;")?,
        }
        f.write_str(" `iotpay-gen explain --list` lists every code")
    }
}

impl std::error::Error for UnknownCodeError {}

/// Parses a code: `IOT012`, `iot012` or `12`.
///
/// # Errors
///
/// Returns [`UnknownCodeError`] if there is no such code.
pub fn parse_code(written: &str) -> Result<Code, UnknownCodeError> {
    let upper = written.trim().to_uppercase();
    let number = upper.strip_prefix("IOT").unwrap_or(&upper);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let wanted = if is_number { format!("IOT{:0>3}", number.trim_start_matches('0')) } else { upper };
    let find = |text: &str| Code::ALL.iter().copied().find(|code| code.as_str() == text);
    let similar = || did_you_mean(&wanted, Code::ALL.iter().map(|code| code.as_str()));
    find(&wanted).ok_or_else(|| UnknownCodeError { suggestion: similar().and_then(find) })
}

/// Returns the command that explains the diagnostics, or `None` if there are none.
pub fn explain_hint(found: &[Diagnostic]) -> Option<String> {
    let mut codes: Vec<Code> = found.iter().map(|found| found.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    (!codes.is_empty()).then(|| format!("run `iotpay-gen explain {}` for an explanation", codes.join(" ")))
}
