//! Diagnostics of the generator: each has a stable code, a location and a remedy, and all diagnostics of a run are
//! collected.

mod code;
#[cfg(feature = "cli")]
pub mod explain;
mod follow;
#[cfg(feature = "cli")]
mod json;
mod render;
mod sink;
mod suggest;

pub use code::{Code, Severity};
#[cfg(feature = "cli")]
pub(crate) use json::{data, property};
#[cfg(feature = "cli")]
pub use json::{to_github, to_json};
pub use render::{Style, render, render_all, render_each};
pub use sink::Sink;
pub use suggest::{did_you_mean, suggestion_help};

use crate::source::Span;
use crate::spec_file::yaml::strange::{is_invisible, number, plain};

/// A diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The code of the broken rule.
    pub code: Code,
    /// The message, one line.
    pub message: String,
    /// The location.
    pub span: Span,
    /// The label at the location.
    pub label: String,
    /// Related locations, with their labels.
    pub related: Vec<(Span, String)>,
    /// The remedy.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Creates a diagnostic with its location and label.
    pub fn new(code: Code, span: Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        let (message, label) = (shown(&message.into()), shown(&label.into()));
        Self { code, message, span, label, related: Vec::new(), help: None }
    }

    /// Sets the remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(shown(&help.into()));
        self
    }

    /// Sets the remedy, if any.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.map(|help| shown(&help)).or(self.help);
        self
    }

    /// Adds a related location.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, shown(&label.into())));
        self
    }
}

/// Makes quoted spec text safe to display: it stays on one line, its length is limited, and look-alike characters
/// are shown with their numbers.
fn shown(text: &str) -> String {
    const LONGEST: usize = 400;
    let mut shown = String::with_capacity(text.len().min(LONGEST));
    for (at, character) in text.chars().enumerate() {
        if at == LONGEST {
            shown.push('…');
            break;
        }
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    if shown.is_ascii() { shown } else { with_numbers(&shown) }
}

/// Returns the text with the numbers of unusual characters after each name in `` ` `` that contains some.
fn with_numbers(text: &str) -> String {
    const MAX: usize = 6;
    let mut shown = String::with_capacity(text.len());
    for (at, part) in text.split('`').enumerate() {
        if at > 0 {
            shown.push('`');
        }
        let is_name = at % 2 == 0 && at > 0;
        // `part` is the text after a name; the name itself is the previous part.
        if is_name
            && let Some(name) = text.split('`').nth(at - 1)
            && !part.trim_start().starts_with("(U+")
        {
            let strange = strange_characters(name);
            if !strange.is_empty() {
                let numbers: Vec<_> = strange.iter().take(MAX).map(|it| number(*it)).collect();
                let more = if strange.len() > MAX { " …" } else { "" };
                shown.extend([" (", &numbers.join(" "), more, ")"]);
            }
        }
        shown.push_str(part);
    }
    shown
}

/// Returns the misleading characters of a name: look-alike and invisible ones, and non-ASCII characters in an
/// otherwise ASCII word.
fn strange_characters(name: &str) -> Vec<char> {
    let is_mixed = name.contains(|it: char| it.is_ascii_alphabetic()) && !name.contains(' ');
    let is_strange = |it: &char| !it.is_ascii() && (is_mixed || is_invisible(*it) || plain(*it).is_some());
    name.chars().filter(is_strange).collect()
}
