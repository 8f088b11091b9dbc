//! Spec files and locations in them.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A spec file: the name that errors show, and the text.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Name, for example `spec/general/10-order-query.yaml`.
    pub name: Arc<str>,
    /// The YAML text.
    pub text: Arc<str>,
    /// Whether the code of this file is in `iotpay-client` while another crate is generated.
    pub is_external: bool,
    /// The length in bytes of the spec folder in the name, including `/`.
    folder: usize,
}

impl SourceFile {
    /// Creates a file from its name and text. Removes a byte order mark and normalizes line ends to `\n`.
    pub fn new(name: &str, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let text =
            if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() };
        Self { name: name.into(), text, is_external: false, folder: 0 }
    }

    /// Sets the folder of the spec, which the file name begins with.
    #[must_use]
    pub fn in_folder(self, folder: &str) -> Self {
        let is_inside = self.name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        Self { folder: if is_inside { folder.len() + 1 } else { 0 }, ..self }
    }

    /// Returns the name relative to the folder of the spec.
    pub fn name_in_folder(&self) -> &str {
        self.name.get(self.folder..).unwrap_or(&self.name)
    }

    /// Marks a file whose code is in `iotpay-client` while another crate is generated, so that names of the two
    /// crates do not collide.
    #[must_use]
    pub fn external(self) -> Self {
        Self { is_external: true, ..self }
    }
}

/// Shows only the name, since the text is long.
impl fmt::Debug for SourceFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// The index of a file in the list that was loaded.
pub type FileId = usize;

/// A location in a spec file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Returns the byte range of this span.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// The files of a spec by name, with the beginnings of their lines.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<(SourceFile, Vec<usize>)>,
}

/// A location as file, line and column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The file's name.
    pub file: Arc<str>,
    /// The line, beginning with 1.
    pub line: usize,
    /// The column in characters, beginning with 1.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl SourceMap {
    /// Creates the map of these files.
    pub fn of(files: &[SourceFile]) -> Self {
        let begins = |text: &str| text.match_indices('\n').map(|(at, _)| at + 1).collect();
        Self { files: files.iter().map(|file| (file.clone(), begins(&file.text))).collect() }
    }

    /// Returns the file name and the line, beginning with 1.
    pub fn line_of(&self, span: Span) -> (&str, usize) {
        match self.files.get(span.file) {
            Some((file, begins)) => (&file.name, begins.partition_point(|begin| *begin <= span.start) + 1),
            None => ("", 1),
        }
    }

    /// Returns the file name relative to the folder of the spec.
    #[cfg(feature = "diff")]
    pub(crate) fn name_in_folder(&self, file: FileId) -> &str {
        self.files.get(file).map_or("", |(file, _)| file.name_in_folder())
    }

    /// Returns the span of a word inside a span, or the whole span if the word is spelled differently there.
    pub(crate) fn within(&self, span: Span, word: &str) -> Span {
        let text = self.files.get(span.file).and_then(|(file, _)| file.text.get(span.range()));
        let is_part = |character: char| character.is_alphanumeric() || character == '_';
        let is_whole =
            |text: &str, at: usize| !text[..at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part);
        let found = text.and_then(|text| text.match_indices(word).map(|(at, _)| at).find(|at| is_whole(text, *at)));
        found.map_or(span, |at| Span { start: span.start + at, end: span.start + at + word.len(), ..span })
    }

    /// Returns the file, line and column, or `None` if the file is unknown.
    pub fn position(&self, span: Span) -> Option<Position> {
        let (file, _) = self.files.get(span.file)?;
        let (line, column) = self.line_column(span.file, span.start)?;
        Some(Position { file: file.name.clone(), line, column })
    }

    /// Returns the same line and column as [`line_column`], without scanning the file from its beginning.
    pub(crate) fn line_column(&self, file: FileId, offset: usize) -> Option<(usize, usize)> {
        let (file, begins) = self.files.get(file)?;
        let line = begins.partition_point(|begin| *begin <= offset.min(file.text.len()));
        let begin = line.checked_sub(1).and_then(|before| begins.get(before)).copied().unwrap_or(0);
        let (_, column) = line_column(&file.text[begin..], offset.saturating_sub(begin));
        Some((line + 1, column))
    }
}

/// A value and its location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The location.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Creates a value at a location.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Returns another value at the same location.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: convert(self.value), span: self.span }
    }
}

/// Returns line and column of a byte offset, both beginning with 1; the column counts characters.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (line, before[line_start..].chars().count() + 1)
}

/// Returns the byte offset of a line and a column (both beginning with 1, the column in characters).
pub fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let line_start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let line_text = text[line_start..].split('\n').next().unwrap_or_default();
    let within = line_text.char_indices().nth(column.saturating_sub(1)).map_or(line_text.len(), |(at, _)| at);
    line_start + within
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_offsets_count_bytes() {
        let text = "a: é\nb: 商x\n";
        let x = text.find('x').unwrap_or_default();
        assert_eq!(line_column(text, x), (2, 5));
        assert_eq!(offset_of(text, 2, 5), x);
    }

    #[test]
    fn line_starts_match_a_scan() {
        let file = SourceFile::new("a.yaml", "a: é\n\nb: 商x\n");
        let places = SourceMap::of(std::slice::from_ref(&file));
        for offset in 0..=file.text.len() + 2 {
            assert_eq!(places.line_column(0, offset), Some(line_column(&file.text, offset)), "{offset}");
        }
        assert_eq!(places.line_column(1, 0), None);
    }

    #[test]
    fn clamps_positions_past_the_end() {
        assert_eq!(offset_of("ab\n", 9, 9), 3);
        assert_eq!(line_column("ab\n", 99), (2, 1));
    }
}
