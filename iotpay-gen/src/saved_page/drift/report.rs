//! The result of a comparison.

use std::fmt::Write as _;

use super::difference::Difference;
use super::vendor_text::VendorText;
use crate::diagnostic::Diagnostic;

/// What a comparison gives.
#[derive(Debug, Clone, Default)]
pub struct Drift {
    /// Name of the spec's file.
    pub file: String,
    /// The differences, with their places.
    pub found: Vec<Diagnostic>,
    /// The same differences, as the spec's list of accepted ones names them.
    pub differences: Vec<Difference>,
    /// How many differences the spec's page accepts.
    pub accepted: usize,
    /// The fingerprint of the description of each row that was compared.
    pub vendor_texts: Vec<VendorText>,
    /// How many of these rows have no fingerprint in the spec, so that their wording is not compared.
    pub without_vendor_text: usize,
    /// How many rows of the page were compared.
    pub compared: usize,
    /// How many of them are in the spec just so.
    pub right: usize,
    /// How many rows of further tables were compared with the rules of their channel.
    pub by_channel: usize,
    /// How many rows of further tables were not compared.
    pub further: usize,
    /// How many rows stand in tables that no address gives a call.
    pub without_endpoint: usize,
    /// How many rows of the spec were found in no table of the page.
    pub not_found: usize,
    /// How many rows of the spec are from a sample of the page and not from a table.
    pub from_samples: usize,
}

impl Drift {
    /// The figures in a line.
    pub fn summary(&self) -> String {
        let mut text = format!("{} of {} rows match {}", self.right, self.compared, self.file);
        for (number, what) in [
            (self.by_channel, "rows of channel tables are compared by their column `required` only"),
            (self.without_endpoint, "rows of tables without an address are not compared"),
            (self.further, "rows of other tables are not compared"),
            (self.not_found, "rows of the spec were not found in a table"),
            (self.without_vendor_text, "rows have no `vendor_text`: their wording is not compared"),
            (self.accepted, "differences are accepted"),
            (self.from_samples, "rows of the spec are only in samples of the page"),
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
