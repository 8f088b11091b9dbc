//! What the generator has to say about a spec: every finding has a stable code, a place and a
//! remedy, and all findings of a run are collected.

mod code;
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
use crate::spec_file::yaml::strange::{is_unseen, number, plain};

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule was broken.
    pub code: Code,
    /// What is wrong, in one line.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What stands at that place.
    pub label: String,
    /// Other places that belong to the finding.
    pub related: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding with its place and the words beside the caret.
    pub fn new(code: Code, span: Span, message: impl Into<String>, label: impl Into<String>) -> Self {
        let (message, label) = (shown(&message.into()), shown(&label.into()));
        Self { code, message, span, label, related: Vec::new(), help: None }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(shown(&help.into()));
        self
    }

    /// Says what to do, if there is something to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.map(|help| shown(&help)).or(self.help);
        self
    }

    /// Points at another place too.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, shown(&label.into())));
        self
    }
}

/// A finding quotes the spec, and the spec can hold anything: what is quoted stays on one line and
/// within a few, and what looks like another name shows why it is none.
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

/// The text with the numbers of strange characters behind each name in `` ` `` that holds some.
fn with_numbers(text: &str) -> String {
    const MOST: usize = 6;
    let mut shown = String::with_capacity(text.len());
    for (at, part) in text.split('`').enumerate() {
        if at > 0 {
            shown.push('`');
        }
        let is_name = at % 2 == 0 && at > 0;
        // `part` is what follows a name; the name itself is the part before.
        if is_name
            && let Some(name) = text.split('`').nth(at - 1)
            && !part.trim_start().starts_with("(U+")
        {
            let strange = strange_characters(name);
            if !strange.is_empty() {
                let numbers: Vec<_> = strange.iter().take(MOST).map(|it| number(*it)).collect();
                let more = if strange.len() > MOST { " …" } else { "" };
                shown.extend([" (", &numbers.join(" "), more, ")"]);
            }
        }
        shown.push_str(part);
    }
    shown
}

/// The characters of a name that are not what they look like: those that look like others or do not
/// show, and each beyond ASCII in a word that is of ASCII otherwise.
fn strange_characters(name: &str) -> Vec<char> {
    let is_mixed = name.contains(|it: char| it.is_ascii_alphabetic()) && !name.contains(' ');
    let is_strange = |it: &char| !it.is_ascii() && (is_mixed || is_unseen(*it) || plain(*it).is_some());
    name.chars().filter(is_strange).collect()
}
