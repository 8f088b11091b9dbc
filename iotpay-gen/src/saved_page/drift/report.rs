//! The result of a comparison.

use std::fmt::Write as _;

use super::difference::Difference;
use super::vendor_text::VendorText;
use crate::diagnostic::Diagnostic;

/// The result of a comparison.
#[derive(Debug, Clone, Default)]
pub struct Drift {
    /// Name of the spec's file.
    pub file: String,
    /// The differences, with their locations.
    pub found: Vec<Diagnostic>,
    /// The same differences, as `accepted_drift` identifies them.
    pub differences: Vec<Difference>,
    /// The number of differences that the spec accepts.
    pub accepted: usize,
    /// The fingerprint of the description of each row that was compared.
    pub vendor_texts: Vec<VendorText>,
    /// The number of these rows without a fingerprint in the spec; their wording is not compared.
    pub without_vendor_text: usize,
    /// The number of rows of the page that were compared.
    pub compared: usize,
    /// The number of these rows that match the spec.
    pub right: usize,
    /// The number of rows that were compared with the rules of their channel.
    pub by_channel: usize,
    /// The number of rows of other tables, which are not compared.
    pub further: usize,
    /// The number of rows in tables that belong to no endpoint.
    pub without_endpoint: usize,
    /// The number of rows of the spec that no table of the page has.
    pub not_found: usize,
    /// The number of rows of the spec that are only in samples of the page.
    pub from_samples: usize,
}

impl Drift {
    /// Returns the numbers in one line.
    pub fn summary(&self) -> String {
        let mut text = format!("{} of {} rows match {}", self.right, self.compared, self.file);
        for (number, what) in [
            (self.by_channel, "rows of channel tables are compared only in the column `required`"),
            (self.without_endpoint, "rows of tables that belong to no endpoint are not compared"),
            (self.further, "rows of other tables are not compared"),
            (self.not_found, "rows of the spec were not found in a table"),
            (self.without_vendor_text, "rows have no `vendor_text`: their wording is not compared"),
            (self.accepted, "differences are accepted"),
            (self.from_samples, "rows of the spec appear only in samples on the page"),
        ] {
            if number > 0 {
                let _ = write!(text, "; {number} {what}");
            }
        }
        match self.found.len() {
            0 => text + "; no drift",
            1 => text + "; 1 difference",
            number => text + &format!("; {number} differences"),
        }
    }
}
