//! The vendor's wording, by its fingerprint.

use super::comparison::{Comparison, Place};
use super::difference::Difference;
use super::vendor_text::VendorText;
use crate::diagnostic::{Code, Diagnostic};
use crate::raw::{self, Column};
use crate::saved_page::model::row::Row;
use crate::saved_page::notation::fingerprint::{fingerprint, plain};

pub(super) fn compare(comparison: &mut Comparison<'_>, row: &Row, ours: &raw::Row, place: &Place) {
    let text = description(row, &ours.sample.value);
    let theirs = fingerprint(&text);
    match &ours.vendor_text {
        Some(known) if known.value != theirs => {
            let name = &ours.name.value;
            let shown = if text.is_empty() { "no text".to_owned() } else { format!("\"{text}\"") };
            let message = format!(
                "the description of `{name}` has a different wording: {theirs} on the page, {} in the spec; the text on the page is {shown}",
                known.value
            );
            let found = Diagnostic::new(Code::OtherText, row.span, message, "the row on the page")
                .related(known.span, "the wording that was transcribed")
                .help("read the text, and change the row if the meaning differs; `--update-hashes` writes the new fingerprint");
            let difference = Difference::new(Code::OtherText, place.field(name)).column(Column::VendorText);
            comparison.push(difference.page(&theirs).spec(&known.value), found);
        }
        Some(_) => {}
        None => comparison.drift.without_vendor_text += 1,
    }
    comparison.drift.vendor_texts.push(VendorText {
        row: ours.span,
        description: ours.description.span,
        known: ours.vendor_text.as_ref().map(|text| text.span),
        fingerprint: theirs,
    });
}

/// Returns the description behind the sample of the spec: the row may have no separators.
pub(super) fn description(row: &Row, sample: &str) -> String {
    if row.sample == sample || !row.other_samples.iter().any(|other| other == sample) {
        return row.description.clone();
    }
    let whole = plain(&row.sample) + &plain(&row.description);
    match whole.strip_prefix(&plain(sample)) {
        Some(rest) => rest.to_owned(),
        None => row.description.clone(),
    }
}
