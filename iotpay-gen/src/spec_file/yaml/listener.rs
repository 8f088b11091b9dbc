//! Records for the schema what readers expect of nodes, without a parameter in every reader.

#[cfg(feature = "cli")]
pub(crate) use listening::listen;
pub(crate) use listening::record;

/// Without the command line, there is no schema, so expectations are not recorded.
#[cfg(not(feature = "cli"))]
mod listening {
    use crate::source::Span;
    use crate::spec_file::yaml::Expectation;

    pub(crate) fn record(_: Span, _: impl FnOnce() -> Expectation) {}
}

#[cfg(feature = "cli")]
mod listening {
    use std::cell::RefCell;

    use crate::source::Span;
    use crate::spec_file::yaml::Expectation;

    thread_local! {
        static RECORDED: RefCell<Option<Vec<(Span, Expectation)>>> = const { RefCell::new(None) };
    }

    /// Records the expectation for the node at a span, if a listener is active.
    pub(crate) fn record(at: Span, expectation: impl FnOnce() -> Expectation) {
        RECORDED.with_borrow_mut(|recorded| {
            if let Some(recorded) = recorded {
                recorded.push((at, expectation()));
            }
        });
    }

    /// Returns the expectations of a read, each with the span of its node.
    pub(crate) fn listen(reading: impl FnOnce()) -> Vec<(Span, Expectation)> {
        RECORDED.set(Some(Vec::new()));
        reading();
        RECORDED.take().unwrap_or_default()
    }
}
