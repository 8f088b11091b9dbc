//! Records for the schema what readers expect of nodes, without a parameter in every reader.

pub(crate) use listening::ask;
#[cfg(feature = "cli")]
pub(crate) use listening::listen;

/// Without the command line there is no schema, and nothing listens.
#[cfg(not(feature = "cli"))]
mod listening {
    use crate::source::Span;
    use crate::spec_file::yaml::Question;

    pub(crate) fn ask(_: Span, _: impl FnOnce() -> Question) {}
}

#[cfg(feature = "cli")]
mod listening {
    use std::cell::RefCell;

    use crate::source::Span;
    use crate::spec_file::yaml::Question;

    thread_local! {
        static HEARD: RefCell<Option<Vec<(Span, Question)>>> = const { RefCell::new(None) };
    }

    /// Records the expectation for the node at a span, if a listener is active.
    pub(crate) fn ask(at: Span, question: impl FnOnce() -> Question) {
        HEARD.with_borrow_mut(|heard| {
            if let Some(heard) = heard {
                heard.push((at, question()));
            }
        });
    }

    /// Returns the expectations of a read, each with the span of its node.
    pub(crate) fn listen(reading: impl FnOnce()) -> Vec<(Span, Question)> {
        HEARD.set(Some(Vec::new()));
        reading();
        HEARD.take().unwrap_or_default()
    }
}
