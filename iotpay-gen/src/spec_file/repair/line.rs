//! Lines of a file.

use std::ops::Range;

/// A text with the positions of its lines.
pub(super) struct Lines<'a> {
    pub(super) text: &'a str,
    ranges: Vec<Range<usize>>,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut start = 0;
        let ranges = text.split_inclusive('\n').map(|written| {
            let end = start + written.trim_end_matches('\n').len();
            let range = start..end;
            start += written.len();
            range
        });
        Self { text, ranges: ranges.collect() }
    }

    /// Returns the index of the line that contains a byte.
    pub(super) fn at(&self, byte: usize) -> usize {
        self.ranges.partition_point(|it| it.start <= byte).saturating_sub(1)
    }

    /// Returns the byte range of a line, without its line end.
    pub(super) fn range(&self, line: usize) -> Option<Range<usize>> {
        self.ranges.get(line).cloned()
    }

    fn written(&self, line: usize) -> &'a str {
        self.ranges.get(line).map_or("", |it| &self.text[it.clone()])
    }

    /// Returns `true` if a line is more than a comment.
    fn has_content(&self, line: usize) -> bool {
        let written = self.written(line).trim_start();
        !written.is_empty() && !written.starts_with('#')
    }

    /// Returns a line with content, and those before and after it: a mistake is often noticed one line late.
    pub(super) fn near(&self, line: usize) -> Vec<usize> {
        let has_content = |line: &usize| self.has_content(*line);
        let before = (0..line).rev().filter(has_content).take(2);
        let after = (line + 1..line + 20).find(has_content);
        // The previous line on the same level.
        let depth = |line: usize| indentation(self.written(line));
        let sibling = (0..line).rev().filter(has_content).find(|it| depth(*it) <= depth(line));
        Some(line).into_iter().chain(before).chain(after).chain(sibling).collect()
    }

    /// Returns the indentation of the lines around a line, the nearest first.
    pub(super) fn indentations_near(&self, line: usize) -> impl Iterator<Item = usize> {
        let around = (1..100).flat_map(move |by| [line.checked_sub(by), Some(line + by)]).flatten();
        let written = around.map(|it| self.written(it)).filter(|it| !it.trim().is_empty());
        written.map(indentation)
    }
}

/// Returns the number of spaces at the start of a line.
pub(super) fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Returns the byte range of a line and of the deeper lines below it.
pub(super) fn block(text: &str, first: &Range<usize>) -> Range<usize> {
    let own = indentation(&text[first.clone()]);
    let mut end = first.end;
    let mut at = first.end + 1;
    for written in text.get(at..).unwrap_or_default().split_inclusive('\n') {
        let line = written.trim_end_matches('\n');
        if !line.trim().is_empty() {
            if indentation(line) <= own {
                break;
            }
            end = at + line.len();
        }
        at += written.len();
    }
    first.start..end
}
