//! What the generator has to say about a spec: every finding has a stable code, a place and a
//! remedy, and all findings of a run are collected.

mod code;
#[cfg(feature = "cli")]
mod machine;
mod render;
mod sink;
mod suggest;

pub use code::{Code, Severity};
#[cfg(feature = "cli")]
pub(crate) use machine::{data, property};
#[cfg(feature = "cli")]
pub use machine::{to_github, to_json};
pub use render::{Style, render, render_all, render_each};
pub use sink::Sink;
pub use suggest::{did_you_mean, help_among};

use crate::source::Span;

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
/// within a few.
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
    shown
}
