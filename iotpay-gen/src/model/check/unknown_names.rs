//! Names of shared rules that occur in no table.

use crate::diagnostic::{Code, Diagnostic, Sink, did_you_mean};
use crate::source::Spanned;

/// A limit on the suggestions, since each search for a similar name takes time.
const MAX_SUGGESTIONS: usize = 50;

/// Reports names that occur in no table.
pub(super) struct UnknownNames<'a> {
    found: usize,
    pub(super) sink: &'a mut Sink,
}

impl<'a> UnknownNames<'a> {
    pub(super) fn new(sink: &'a mut Sink) -> Self {
        Self { found: 0, sink }
    }

    /// Reports an unknown name.
    pub(super) fn check<'k>(&mut self, name: &Spanned<String>, what: &str, known: impl Fn() -> Vec<&'k str>) {
        self.found += 1;
        let close = if self.found > MAX_SUGGESTIONS { None } else { did_you_mean(&name.value, known()) };
        let help = match close {
            Some(close) => format!("did you mean `{close}`?"),
            None => "use the name in the page's table, or add its row there".to_owned(),
        };
        self.sink.push(
            Diagnostic::new(
                Code::UnusedFieldRule,
                name.span,
                format!("unknown field `{}`: {what} contains it", name.value),
                "not in any table",
            )
            .help(help),
        );
    }
}
