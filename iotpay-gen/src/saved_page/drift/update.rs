//! Fingerprints of a saved page, written into the spec's text.

use std::fmt;

use super::report::Drift;
use super::vendor_text::VendorText;
use crate::raw::File;
use crate::source::SourceFile;

/// The error for a spec file that cannot be edited automatically.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateError {
    /// The name of the file.
    pub file: String,
}

impl fmt::Display for UpdateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: cannot write `vendor_text` into every row; add the missing values yourself", self.file)
    }
}

impl std::error::Error for UpdateError {}

/// Returns the text of a spec file with the fingerprint of each row of the saved page, and the number
/// of rows whose fingerprint is new or different. Everything else stays unchanged.
///
/// # Errors
///
/// Returns [`UpdateError`] if the file cannot be edited automatically.
pub fn update_vendor_texts(spec: &SourceFile, drift: &Drift) -> Result<(String, usize), UpdateError> {
    let mut edits: Vec<(std::ops::Range<usize>, String)> =
        drift.vendor_texts.iter().filter_map(|text| edit(&spec.text, text)).collect();
    edits.sort_by_key(|(range, _)| range.start);
    edits.dedup_by(|next, before| next.0.start == before.0.start);
    let mut text = spec.text.to_string();
    for (range, new) in edits.iter().rev() {
        text.replace_range(range.clone(), new);
    }
    let file = SourceFile::new(&spec.name, &text);
    let is_whole = File::parse(&file).is_ok_and(|after| {
        File::parse(spec).is_ok_and(|before| rows(&before) == rows(&after) && texts(&after) >= texts(&before))
            && drift.vendor_texts.iter().all(|it| has(&after, &it.fingerprint))
    });
    if is_whole { Ok((text, edits.len())) } else { Err(UpdateError { file: spec.name.to_string() }) }
}

fn edit(spec: &str, text: &VendorText) -> Option<(std::ops::Range<usize>, String)> {
    let value = format!("\"{}\"", text.fingerprint);
    if let Some(known) = text.known {
        let is_same = spec.get(known.range())?.trim_matches(['"', '\'']) == text.fingerprint;
        return (!is_same).then(|| (known.range(), value));
    }
    let end = text.description.range().end;
    if spec[..text.row.start].trim_end().ends_with('{') {
        return Some((end..end, format!(", vendor_text: {value}")));
    }
    let begin = spec[..text.row.start].rfind('\n').map_or(0, |at| at + 1);
    let indent = spec[begin..text.row.start].chars().count();
    let end = spec[..end].trim_end().len();
    let end = spec[end..].find('\n').map_or(spec.len(), |at| end + at);
    Some((end..end, format!("\n{:indent$}vendor_text: {value}", "")))
}

/// Returns the columns that an edit must not change.
fn rows(file: &File) -> Vec<(String, String, String)> {
    let rows = file.messages().into_iter().flat_map(|message| &message.table);
    rows.map(|row| (row.name.value.clone(), row.sample.value.clone(), row.description.value.clone())).collect()
}

fn texts(file: &File) -> usize {
    file.messages().into_iter().flat_map(|message| &message.table).filter(|row| row.vendor_text.is_some()).count()
}

fn has(file: &File, fingerprint: &str) -> bool {
    let mut rows = file.messages().into_iter().flat_map(|message| &message.table);
    rows.any(|row| row.vendor_text.as_ref().is_some_and(|text| text.value == fingerprint))
}
