//! What is behind each code: the rule, why there is one, an example that breaks it and one that does
//! not, and what to do.
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

use crate::diagnostic::{Code, Diagnostic, did_you_mean};

/// Why a code is there, and what to do about its findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: Code,
    /// The rule in a sentence: the code's summary.
    pub rule: &'static str,
    /// What would go wrong without the rule, in Markdown.
    pub why: &'static str,
    /// What breaks the rule, and nothing else.
    pub wrong: Example,
    /// The same without a finding.
    pub right: Example,
    /// What to do, and where to read more, in Markdown.
    pub remedy: &'static str,
}

/// A part of a spec, or of a saved page of the vendor and of the spec beside it. What it leaves out is
/// sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// The whole example, in Markdown.
    pub markdown: &'static str,
    /// The part of the saved page, for codes about one.
    pub page: Option<&'static str>,
    /// The part of the spec.
    pub yaml: Option<&'static str>,
}

/// The explanation of a code.
pub fn explain(code: Code) -> Explanation {
    page::read(code, code.page())
}

/// The code that somebody wrote: `IOT012`, `iot012` or `12`.
///
/// # Errors
///
/// What to write instead, when there is no such code.
pub fn parse_code(written: &str) -> Result<Code, String> {
    let upper = written.trim().to_uppercase();
    let number = upper.strip_prefix("IOT").unwrap_or(&upper);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let wanted = if is_number { format!("IOT{:0>3}", number.trim_start_matches('0')) } else { upper };
    if let Some(code) = Code::ALL.iter().find(|code| code.as_str() == wanted) {
        return Ok(*code);
    }
    Err(match did_you_mean(&wanted, Code::ALL.iter().map(|code| code.as_str())) {
        Some(close) => format!("did you mean `{close}`? `iotpay-gen explain --list` lists every code"),
        None => "write a code such as `IOT012`; `iotpay-gen explain --list` lists every one".to_owned(),
    })
}

/// How to learn more about findings, in a line; nothing where there are none.
pub fn explain_hint(found: &[Diagnostic]) -> Option<String> {
    let mut codes: Vec<Code> = found.iter().map(|found| found.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    (!codes.is_empty()).then(|| format!("run `iotpay-gen explain {}` for why", codes.join(" ")))
}
