//! Edits that fix common mistakes in a line.

use std::ops::Range;

use super::line::{Lines, block, indentation};
use crate::spec_file::yaml::strange;

/// A range of the text, and its replacement.
pub(super) struct Edit {
    cut: Range<usize>,
    put: String,
}

impl Edit {
    pub(super) fn applied_to(&self, text: &str) -> String {
        [&text[..self.cut.start], &self.put, &text[self.cut.end..]].concat()
    }
}

/// An edit, with its message.
pub(super) struct Candidate {
    pub(super) edit: Edit,
    pub(super) place: Range<usize>,
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: String,
    /// Whether it leaves a line in a column that no other line has: another edit is likelier.
    pub(super) is_odd: bool,
}

/// Returns the edits of a line, the likeliest first. `is_yaml`: the file is valid YAML, but not a valid spec.
pub(super) fn at(lines: &Lines<'_>, line: usize, is_yaml: bool) -> Vec<Candidate> {
    let Some(range) = lines.range(line) else { return Vec::new() };
    let text = lines.text;
    let written = &text[range.clone()];
    let mut found: Vec<_> = characters(text, &range).into_iter().collect();
    if !is_yaml {
        found.extend(tab(text, &range));
        found.extend(brackets(text, &range));
        found.extend(quotes(text, &range));
    }
    found.extend(dash(text, &range));
    if !written.trim().is_empty() {
        found.extend(shifts(lines, line, &range));
    }
    found
}

fn replaced(cut: Range<usize>, put: &str) -> Edit {
    Edit { cut, put: put.to_owned() }
}

/// Characters of an input method, of a word processor, or that do not show.
fn characters(text: &str, line: &Range<usize>) -> Option<Candidate> {
    let written = &text[line.clone()];
    let (at, first) = written
        .char_indices()
        .find(|(_, it)| strange::is_invisible(*it) && *it != '\t' || strange::plain(*it).is_some())?;
    let mut plain = strange::corrected(written);
    for sign in [':', ','] {
        plain = spaced(&plain, sign);
    }
    // A dash at the beginning of a line starts a list item.
    let (message, help) = strange::describe(first);
    let help = match strange::plain(first) {
        Some(':') => "write `:` followed by a space".to_owned(),
        Some(',') => "write `,` followed by a space".to_owned(),
        _ => help,
    };
    let start = line.start + at;
    Some(Candidate {
        edit: replaced(line.clone(), &plain),
        place: start..start + first.len_utf8(),
        message,
        label: "this character".to_owned(),
        help,
        is_odd: false,
    })
}

/// Adds a space after the first sign without one, outside of quotes.
fn spaced(line: &str, sign: char) -> String {
    let mut spaced = String::with_capacity(line.len() + 2);
    let mut quote = None;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match quote {
            None if matches!(character, '"' | '\'') => quote = Some(character),
            Some(open) if open == character => quote = None,
            _ => {}
        }
        spaced.push(character);
        if quote.is_none() && character == sign && characters.peek().is_some_and(|next| !matches!(next, ' ' | '/')) {
            spaced.push(' ');
        }
    }
    spaced
}

/// Returns edits that replace a tab with spaces, as many as the lines around it have.
fn tab(text: &str, line: &Range<usize>) -> Vec<Candidate> {
    let written = &text[line.clone()];
    let lead = written.len() - written.trim_start_matches([' ', '\t']).len();
    let Some(tab) = written[..lead].find('\t') else { return Vec::new() };
    let start = line.start + tab;
    (0..=16)
        .map(|blanks| Candidate {
            edit: replaced(line.start..line.start + lead, &" ".repeat(blanks)),
            place: start..start + 1,
            message: "tabs are not allowed for indentation".to_owned(),
            label: "this tab".to_owned(),
            help: format!("indent this line by {blanks} spaces"),
            is_odd: false,
        })
        .collect()
}

/// Returns edits for a bracket that is opened but not closed on the line, or vice versa.
fn brackets(text: &str, line: &Range<usize>) -> Vec<Candidate> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut found = Vec::new();
    let mut quote = None;
    for (at, character) in text[line.clone()].char_indices() {
        match (quote, character) {
            (None, '"' | '\'') => quote = Some(character),
            (Some(it), _) if it == character => quote = None,
            (None, '{' | '[') => open.push((at, character)),
            (None, '}' | ']') => {
                let opens = if character == '}' { '{' } else { '[' };
                if open.last().is_some_and(|(_, it)| *it == opens) {
                    open.pop();
                } else {
                    let start = line.start + at;
                    found.push(Candidate {
                        edit: replaced(start..start + 1, ""),
                        place: start..start + 1,
                        message: format!("unmatched closing `{character}`"),
                        label: "closes nothing".to_owned(),
                        help: format!("remove it, or add the opening `{opens}`"),
                        is_odd: false,
                    });
                }
            }
            _ => {}
        }
    }
    let Some((at, bracket)) = open.last().copied() else { return found };
    let closes = if bracket == '{' { '}' } else { ']' };
    let start = line.start + at;
    // At the end, or before a bracket of another kind that closes.
    let written = &text[line.clone()];
    let inner = written[at..]
        .char_indices()
        .filter(|(_, it)| matches!(it, '}' | ']' | ','))
        .map(|(it, _)| line.start + at + it);
    for place in [line.end].into_iter().chain(inner).take(8) {
        found.push(Candidate {
            edit: replaced(place..place, &closes.to_string()),
            place: start..start + 1,
            message: format!("unclosed `{bracket}`"),
            label: "opened here".to_owned(),
            help: format!("add the closing `{closes}`"),
            is_odd: false,
        });
    }
    found
}

/// Returns edits for a quote without a matching quote on the line.
fn quotes(text: &str, line: &Range<usize>) -> Vec<Candidate> {
    let written = &text[line.clone()];
    let mut found = Vec::new();
    for quote in ['"', '\''] {
        let places: Vec<usize> = written.match_indices(quote).map(|(at, _)| at).collect();
        if places.len().is_multiple_of(2) {
            continue;
        }
        for at in places {
            let start = line.start + at;
            let ends = written[at + 1..].char_indices().filter(|(_, it)| matches!(it, ',' | '}' | ']'));
            let mut ends: Vec<usize> = ends.map(|(it, _)| at + 1 + it).chain([written.len()]).collect();
            ends.truncate(8);
            for end in ends {
                let place = line.start + at + 1 + written[at + 1..end].trim_end().len();
                found.push(Candidate {
                    edit: replaced(place..place, &quote.to_string()),
                    place: start..start + 1,
                    message: format!("unclosed quote `{quote}`"),
                    label: "this quote".to_owned(),
                    help: format!(
                        "write `{quote}` on both sides of the text; in text quoted with `'`, write `''` for an apostrophe"
                    ),
                    is_odd: false,
                });
            }
        }
    }
    found
}

/// Returns edits for a superfluous or a missing `-` of a list item.
fn dash(text: &str, line: &Range<usize>) -> Vec<Candidate> {
    let written = &text[line.clone()];
    let start = line.start + indentation(written);
    let rest = written.trim_start_matches(' ');
    if let Some(value) = rest.strip_prefix("- ") {
        let key = value.split(':').next().unwrap_or_default();
        let candidate = |by: &str| Candidate {
            edit: replaced(start..start + 2, by),
            place: start..start + 1,
            message: format!("expected a mapping, found a list: `- ` makes `{key}` an item of a list"),
            label: "this dash".to_owned(),
            help: format!("write `{key}:` without `- `"),
            is_odd: false,
        };
        return vec![candidate(""), candidate("  ")];
    }
    let candidate = |end: usize| Candidate {
        edit: replaced(start..end, "- "),
        place: start..start + rest.chars().next().map_or(0, char::len_utf8),
        message: "expected an item of a list, found a mapping".to_owned(),
        label: "missing `- `".to_owned(),
        help: "begin the item with `- `".to_owned(),
        is_odd: false,
    };
    let mut found = Vec::new();
    if rest.is_empty() {
        return found;
    }
    found.push(candidate(start));
    if rest.starts_with('-') {
        found.push(candidate(start + 1));
    }
    // The dash is missing, but its indentation remains.
    if start >= line.start + 2 {
        found.push(Candidate { edit: replaced(start - 2..start, "- "), ..candidate(start) });
    }
    found
}

/// Returns edits that move the line, alone or with the lines below it, to the columns of the lines around it.
fn shifts(lines: &Lines<'_>, number: usize, line: &Range<usize>) -> Vec<Candidate> {
    let text = lines.text;
    let written = &text[line.clone()];
    let own = indentation(written);
    let mut columns: Vec<usize> = Vec::new();
    for column in lines.indentations_near(number).take(40) {
        for column in [column, column + 2] {
            if column != own && column.abs_diff(own) <= 4 && !columns.contains(&column) {
                columns.push(column);
            }
        }
    }
    columns.sort_by_key(|column| column.abs_diff(own));
    let whole = block(text, line);
    let blocks = if whole == *line { vec![whole] } else { vec![whole, line.clone()] };
    let mut found = Vec::new();
    for block in blocks {
        for column in &columns {
            found.push(shifted(text, &block, line, own, *column));
        }
    }
    found
}

fn shifted(text: &str, block: &Range<usize>, line: &Range<usize>, own: usize, column: usize) -> Candidate {
    let moved: Vec<String> = text[block.clone()]
        .split('\n')
        .map(|line| {
            let kept = (indentation(line) + column).saturating_sub(own);
            if line.trim().is_empty() { line.to_owned() } else { " ".repeat(kept) + line.trim_start_matches(' ') }
        })
        .collect();
    let rest = text[line.clone()].trim_start_matches(' ');
    let start = line.start + own;
    let key = rest.split_inclusive(':').next().unwrap_or_default();
    let by = own.abs_diff(column);
    let (far, too) = if by == 2 { ("one level".to_owned(), own > column) } else { (columns(by), own > column) };
    let too = if too { "too deep" } else { "not deep enough" };
    let message = if too == "too deep" {
        format!("`{key}` is indented by {far} too much")
    } else {
        format!("`{key}` is indented by {far} too little")
    };
    Candidate {
        edit: replaced(block.clone(), &moved.join("\n")),
        place: start..start + key.len(),
        message,
        label: too.to_owned(),
        help: format!("indent this line by {column} spaces instead of {own}, and its nested lines accordingly"),
        is_odd: !column.is_multiple_of(2),
    }
}

fn columns(number: usize) -> String {
    if number == 1 { "1 column".to_owned() } else { format!("{number} columns") }
}
