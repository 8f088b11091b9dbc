//! Names that are defined twice.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Span, Spanned};

pub(super) fn duplicate(what: &str, again: &Spanned<String>, first: Span) -> Diagnostic {
    Diagnostic::new(
        Code::DuplicateName,
        again.span,
        format!("the {what} `{}` is defined twice", again.value),
        "again here",
    )
    .related(first, "first here")
    .help("remove or rename one of the two")
}
