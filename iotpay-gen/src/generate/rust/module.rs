//! A file of generated code, item by item. Tokens need much more memory than their text, so those of one item become
//! text before the next item is generated.

use proc_macro2::TokenStream;

use super::deprecated::Deprecated;
use super::generated_file::GeneratedFile;
use super::imports::Used;
use crate::generate::rust::format;
use crate::stage::{OnStage, Stage};

/// A file that is being written.
pub(super) struct Module<'w> {
    used: Used,
    body: String,
    done: OnStage<'w>,
}

impl<'w> Module<'w> {
    pub(super) fn new(done: OnStage<'w>) -> Self {
        Self { used: Used::default(), body: String::new(), done }
    }

    /// Adds items. Public items are marked as deprecated if the vendor calls them so.
    pub(super) fn push(&mut self, items: TokenStream, instead: Option<&Deprecated>) {
        let items = self.used.note(items);
        (self.done)(Stage::Emit);
        self.body.push_str(&format::items(&items, instead));
        (self.done)(Stage::Format);
    }

    /// Returns the file, with the part before its items.
    pub(super) fn finish(self, path: String, header: &str, head: impl FnOnce(&Used) -> TokenStream) -> GeneratedFile {
        let head = head(&self.used);
        (self.done)(Stage::Emit);
        let text = format::file(header, &[&format::items(&head, None), &self.body]);
        (self.done)(Stage::Format);
        GeneratedFile { path, text }
    }
}
