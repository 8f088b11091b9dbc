//! The looks of the elements that are open.

use crate::saved_page::model::cell::Look;
use crate::saved_page::readers::html::element::{Ending, Part};

/// The open elements whose text looks different.
#[derive(Default)]
pub(crate) struct Looks(Vec<(Part, Look)>);

impl Looks {
    /// Adds an element that begins.
    pub(crate) fn begin(&mut self, element: Part, look: Look) {
        self.0.push((element, look));
    }

    /// Removes the elements that a start tag ends.
    pub(crate) fn at_start(&mut self, tag: &[u8]) {
        self.0.retain_mut(|(part, _)| part.at_start(tag) == Ending::No);
    }

    /// Removes the elements that an end tag ends.
    pub(crate) fn at_end(&mut self, tag: &[u8]) {
        self.0.retain_mut(|(part, _)| part.at_end(tag) == Ending::No);
    }

    /// Returns the look of text inside the open elements.
    pub(crate) fn current(&self) -> Look {
        let has = |wanted: Look| self.0.iter().any(|(_, look)| *look == wanted);
        if has(Look::Struck) {
            Look::Struck
        } else if has(Look::Note) {
            Look::Note
        } else {
            Look::Plain
        }
    }
}
