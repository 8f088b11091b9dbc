//! Lines of a file.

use std::ops::Range;

/// The bytes of a line, from 0 on, without its end.
pub(super) fn range(text: &str, line: usize) -> Option<Range<usize>> {
    let mut start = 0;
    for (at, written) in text.split_inclusive('\n').enumerate() {
        if at == line {
            return Some(start..start + written.trim_end_matches('\n').len());
        }
        start += written.len();
    }
    None
}

/// A line that says something, and those before and after it: what is wrong is often noticed a line late.
pub(super) fn near(text: &str, line: usize) -> Vec<usize> {
    let says = |line: &usize| {
        range(text, *line).is_some_and(|it| {
            let written = text[it].trim_start();
            !written.is_empty() && !written.starts_with('#')
        })
    };
    let before = (0..line).rev().filter(says).take(2);
    let after = (line + 1..line + 20).find(says);
    // What the line follows on its own level.
    let depth = |line: usize| range(text, line).map_or(0, |it| indentation(&text[it]));
    let sibling = (0..line).rev().filter(says).find(|it| depth(*it) <= depth(line));
    Some(line).into_iter().chain(before).chain(after).chain(sibling).collect()
}

/// How many blanks a line begins with.
pub(super) fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The bytes of a line and of the deeper ones below it.
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
