//! Rows as a browser's clipboard gives them: `mchIdyString(30)10000701merchant ID assigned`.

use crate::saved_page::model::columns::{Column, Columns};
use crate::saved_page::model::depth::Depth;
use crate::saved_page::model::doubt::Doubt;
use crate::saved_page::model::row::{Cells, Entry, Row, UnreadableRow};
use crate::saved_page::notation::{indent, other_types, types};
use crate::saved_page::spec_index::SpecIndex;
use crate::saved_page::tables::{labelled_name, samples};
use crate::source::{Span, Spanned};

/// A reading of a row up to its type.
struct Head<'a> {
    label: Option<&'a str>,
    name: &'a str,
    /// Nothing where the page leaves it empty.
    required: Option<types::Mark>,
    ty: types::Notation,
    tail: &'a str,
    /// How much speaks for it.
    score: u32,
}

impl Head<'_> {
    /// Prose holds `int` and `y` by chance; a row without any sign of one is none.
    fn is_weak(&self) -> bool {
        self.score < CAPITAL && !self.tail.is_empty() && !self.tail.starts_with(|it: char| it.is_ascii_digit())
    }
}

/// No label, name and mark are longer.
const LONGEST_HEAD: usize = 240;
/// No row is longer.
const LONGEST_ROW: usize = 8000;

const KNOWN: u32 = 100;
const LIMITED: u32 = 30;
const CAPITAL: u32 = 15;
const MARKED: u32 = 20;
const LABELLED: u32 = 10;
/// A type with a limit and a mark; more than a capital type and a mark.
const STRAY: u32 = LIMITED + MARKED;

/// Reads a line as a row; nothing when it can be none.
pub(crate) fn row(line: &Spanned<String>, columns: &Columns, known: &SpecIndex) -> Option<Entry> {
    let (depth, text) = indent::signs(line.value.trim());
    let unread = |why: &str| Some(Entry::Unreadable(UnreadableRow::new(line.clone(), why)));
    if text.len() > LONGEST_ROW {
        return unread("it is too long for a row");
    }
    if !columns.is_usual() {
        return unread(
            "the columns of this table stand in another order than name, required, type, sample, description",
        );
    }
    let mut heads = heads(text, columns, known);
    heads.sort_by_key(|head| std::cmp::Reverse(head.score));
    if let Some((name, ty)) = beyond_spec(text, columns, &heads, known) {
        let why = format!("the spec cannot express the type «{ty}» yet");
        return Some(Entry::Unreadable(UnreadableRow { name: Some(name), ..UnreadableRow::new(line.clone(), why) }));
    }
    let Some(best) = heads.first() else {
        return if looks_like_row(text, known) { unread("no type of the vendor is in it") } else { None };
    };
    if best.is_weak() {
        return None;
    }
    let mut reviews = Vec::new();
    let rivals = heads[1..].iter().filter(|head| head.name != best.name || head.ty != best.ty);
    for rival in rivals.filter(|head| head.score + LIMITED > best.score).take(2) {
        reviews
            .push(format!("read as `{}` of {}; it may be `{}` of {}", best.name, best.ty.ty, rival.name, rival.ty.ty));
    }
    if best.score < CAPITAL {
        reviews.push(format!("no other table has `{}`", best.name));
    }
    match best.required {
        None if columns.has(Column::Required) => reviews.push("the page leaves the mark empty".to_owned()),
        Some(mark) if !mark.is_usual => {
            reviews.push(format!("the page's mark may be another one, read as `{}`", mark.meant));
        }
        // The letter may be the name's own.
        Some(mark) if matches!(mark.meant, "y" | "n") && !known.has_name(best.name) => {
            let end = offset(text, best.name) + best.name.len();
            let letter = text[end..].chars().next().filter(|it| matches!(it, 'y' | 'n'));
            if let Some(letter) = letter.filter(|_| !text[end + 1..].starts_with(['e', 'o'])) {
                let name = best.name;
                reviews.push(format!("no other table has `{name}`; it may be `{name}{letter}`, its mark left empty"));
            }
        }
        _ => {}
    }
    if !best.ty.is_exact {
        reviews.push(format!(
            "the page spells the type «{}»",
            &text[..text.len() - best.tail.len()][type_at(text, best)..]
        ));
    }
    if best.tail.starts_with(['(', '（', '[']) && !best.ty.ty.contains('(') {
        reviews.push("the limit of the type could not be read".to_owned());
    }
    let (sample, description, other_samples) = tail(best, columns, known, &mut reviews);
    let unclear = unclear_sample(best, columns, &sample, &description, &other_samples);
    let place = |start: usize, end: usize| {
        // A line that holds what does not show has no places inside.
        let at = line.span.start + (line.value.trim_end().len() - text.len());
        if line.value.len() == line.span.end - line.span.start {
            Span { start: at + start, end: at + end, ..line.span }
        } else {
            line.span
        }
    };
    let of = |part: &str| place(offset(text, part), offset(text, part) + part.len());
    let (tail_at, type_at) = (text.len() - best.tail.len(), type_at(text, best));
    let sample_at = text.len() - best.tail.trim_start().len();
    let name_end = offset(text, best.name) + best.name.len();
    let cells = Cells {
        name: of(best.name),
        label: best.label.filter(|label| !label.is_empty()).map_or(line.span, of),
        required: if best.required.is_some() { place(name_end, type_at) } else { of(best.name) },
        ty: place(type_at, tail_at),
        sample: if sample.is_empty() {
            place(type_at, text.len())
        } else {
            place(sample_at, (sample_at + sample.len()).min(text.len()))
        },
    };
    let mut row = Row {
        label: best.label.map(str::to_owned),
        required: best.required.map_or("-", |mark| mark.meant).to_owned(),
        ty: best.ty.ty.clone(),
        sample,
        description,
        other_samples,
        reviews,
        cells: Box::new(cells),
        depth: Depth { indent: indent::blanks(&line.value, true).saturating_add(depth.indent), ..depth },
        ..Row::new(best.name.to_owned(), line.span)
    };
    if !columns.has(Column::Required) && row.required == "y" {
        row.doubt(Doubt::MarkedName { written: format!("{}*", row.name), meant: "y" });
    }
    if let Some(text) = unclear {
        row.other_samples.push(String::new());
        row.doubt(Doubt::SampleOrDescription(text));
    }
    Some(Entry::Row(row))
}

/// The name and the type of a row, if the spec cannot express that type and no better reading is there.
fn beyond_spec(text: &str, columns: &Columns, heads: &[Head<'_>], known: &SpecIndex) -> Option<(String, String)> {
    let best = heads.first();
    if let Some(best) = best.filter(|best| !best.is_weak() && best.tail.starts_with("[]")) {
        return Some((best.name.to_owned(), format!("{}[]", best.ty.ty)));
    }
    if best.is_some_and(|best| best.score >= KNOWN) {
        return None;
    }
    let (name, ty) = inexpressible(text, columns, known)?;
    let is_better = best.is_none_or(|best| best.is_weak() || best.name.len() >= name.len());
    is_better.then(|| (name.to_owned(), ty.to_owned()))
}

/// The name and the type of a row whose type the spec cannot express. A name that no table has needs a
/// mark in front of the type.
fn inexpressible<'a>(text: &'a str, columns: &Columns, known: &SpecIndex) -> Option<(&'a str, &'a str)> {
    let places = text.char_indices().map(|(at, _)| at).take_while(|at| *at < LONGEST_HEAD).skip(1);
    let mut found: Option<(&str, &str)> = None;
    for at in places {
        let Some(length) = other_types::at_start(&text[at..]) else { continue };
        let before = text[..at].trim_end();
        let ty = &text[at..at + length];
        let names =
            [(before, false)].into_iter().filter(|_| !columns.has(Column::Required) || known.has_name(before)).chain(
                types::marks_at_end(before).filter(|(_, mark)| mark.is_usual).map(|(name, _)| (name.trim_end(), true)),
            );
        for (name, has_mark) in names {
            let is_name =
                types::is_field_name(name) && (has_mark || known.has_name(name) || !columns.has(Column::Required));
            if is_name && found.is_none_or(|(other, _)| known.has_name(name) && !known.has_name(other)) {
                found = Some((name, ty));
            }
        }
    }
    found
}

/// Whether a line right below a table may be a row of it: a name, a mark and a type without a blank.
pub(crate) fn may_be_row(text: &str, known: &SpecIndex) -> bool {
    let text = text.trim();
    let columns = Columns([Column::Name, Column::Required, Column::Type, Column::Sample, Column::Description].into());
    let is_row = |head: &Head<'_>| {
        let before = &text[..text.len() - head.tail.len()];
        head.score >= CAPITAL + MARKED
            && !before.contains(char::is_whitespace)
            && !head.tail.starts_with(['.', '=', ';', ' '])
    };
    text.len() <= LONGEST_ROW && heads(text, &columns, known).iter().any(is_row)
}

/// Where a part of a text begins in it.
fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len())
}

/// How certain it is that a line below no heading is a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A name of the spec, a mark and a type.
    Marked,
    /// A name of the spec and a type.
    Bare,
    /// Another name, and a type with its limit.
    Limited {
        /// Whether a mark may be between them.
        ends_like_mark: bool,
    },
    /// Another name, and what may be a type.
    Weak,
}

/// The form of a line, if it may be a row: nothing parts its name, mark and type.
pub(crate) fn form(line: &str, known: &SpecIndex) -> Option<Form> {
    let text = indent::signs(line.trim()).1;
    if text.len() > LONGEST_ROW || !text.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_') {
        return None;
    }
    let with = Columns([Column::Name, Column::Required, Column::Type].into());
    let without = Columns([Column::Name, Column::Type].into());
    let heads = |columns: &Columns| -> Vec<u32> {
        let found = heads(text, columns, known).into_iter().filter(|head| {
            let before = &text[..text.len() - head.tail.len()];
            let is_value = !head.tail.trim_start().starts_with(['=', ':', ';', ',', '.', ')', ']', '<']);
            !before.contains(char::is_whitespace)
                && is_value
                && (head.required.is_some() || !columns.has(Column::Required))
        });
        found.map(|head| head.score).collect()
    };
    let (marked, bare) = (heads(&with), heads(&without));
    let best = |scores: &[u32]| scores.iter().copied().max().unwrap_or_default();
    if best(&bare) >= KNOWN {
        return Some(Form::Bare);
    }
    if best(&marked) >= KNOWN {
        return Some(Form::Marked);
    }
    if best(&bare) >= LIMITED {
        return Some(Form::Limited { ends_like_mark: best(&marked) >= LIMITED + MARKED });
    }
    let is_weak = inexpressible(text, &without, known).is_some_and(|(name, _)| known.has_name(name))
        || (!bare.is_empty() && text.split(char::is_whitespace).next().is_some_and(|word| word.len() > 6));
    is_weak.then_some(Form::Weak)
}

/// Whether a line below no heading is a row without doubt: a name, a mark, and a type with its limit
/// or a field that tables have.
pub(crate) fn is_stray(text: &str, known: &SpecIndex) -> bool {
    let text = text.trim();
    let columns = Columns([Column::Name, Column::Required, Column::Type, Column::Sample, Column::Description].into());
    let is_row = text.len() <= LONGEST_ROW
        && heads(text, &columns, known).iter().any(|head| head.score >= STRAY && head.required.is_some());
    is_row || is_apart(text, known)
}

/// `mchId String(30) given by IOTPay`: a blank parts a name that tables have, or any name and a limit.
fn is_apart(text: &str, known: &SpecIndex) -> bool {
    let mut words = text.split_whitespace();
    let (Some(name), Some(second)) = (words.next(), words.next()) else { return false };
    let ty = if types::mark(second).is_some() { words.next().unwrap_or(second) } else { second };
    let is_limited = other_types::whole(ty).is_some_and(|ty| ty.ty.contains('('));
    types::is_field_name(name) && (is_limited || (known.has_name(name) && other_types::is_type(ty)))
}

fn type_at(text: &str, head: &Head<'_>) -> usize {
    text.len() - head.tail.len() - head.ty.length
}

fn tail(
    head: &Head<'_>,
    columns: &Columns,
    known: &SpecIndex,
    reviews: &mut Vec<String>,
) -> (String, String, Vec<String>) {
    let text = head.tail.trim();
    match (columns.has(Column::Sample), columns.has(Column::Description)) {
        (true, false) => (text.to_owned(), String::new(), Vec::new()),
        (false, true) => (String::new(), text.to_owned(), Vec::new()),
        (false, false) => {
            if !text.is_empty() {
                reviews.push(format!("no column is left for «{text}»"));
            }
            (String::new(), text.to_owned(), Vec::new())
        }
        (true, true) => {
            let is_spaced = head.tail.starts_with(char::is_whitespace);
            let parted = samples::part(head.tail, head.name, &head.ty.ty, is_spaced, known);
            if !parted.others.is_empty() {
                let others = parted.others.iter().take(3).map(|(sample, description)| shown(sample, description));
                reviews.push(format!(
                    "read as {}; it may be {}",
                    shown(&parted.sample, &parted.description),
                    others.collect::<Vec<_>>().join(", or ")
                ));
            }
            (parted.sample, parted.description, parted.others.into_iter().map(|(sample, _)| sample).collect())
        }
    }
}

/// A sample that takes all of the text may as well be the description: `product title`.
fn unclear_sample(
    head: &Head<'_>,
    columns: &Columns,
    sample: &str,
    description: &str,
    others: &[String],
) -> Option<String> {
    let has_both = columns.has(Column::Sample) && columns.has(Column::Description);
    let is_telling = sample.chars().any(|it| it.is_ascii_digit() || "_{}:/".contains(it));
    let is_whole = has_both && !sample.is_empty() && description.is_empty();
    let is_prose = samples::is_prose(sample) || (!is_telling && sample.chars().any(|it| it.is_ascii_lowercase()));
    (is_whole && is_prose && others.is_empty()).then(|| head.tail.trim().to_owned())
}

fn shown(sample: &str, description: &str) -> String {
    match (sample, description) {
        ("", description) => format!("no sample and «{description}»"),
        (sample, "") => format!("sample «{sample}» and no description"),
        (sample, description) => format!("sample «{sample}» and «{description}»"),
    }
}

/// Every way to read a line up to its type.
fn heads<'a>(text: &'a str, columns: &Columns, known: &SpecIndex) -> Vec<Head<'a>> {
    let mut found = Vec::new();
    for (at, _) in text.char_indices().take_while(|(at, _)| *at < LONGEST_HEAD).skip(1) {
        let Some(ty) = types::at_start(&text[at..]) else { continue };
        let before = text[..at].trim_end();
        let tail = &text[at + ty.length..];
        let is_capital = ty.ty.starts_with(|first: char| first.is_ascii_uppercase());
        let score = if ty.ty.contains('(') {
            LIMITED
        } else if is_capital {
            CAPITAL
        } else {
            0
        };
        let mut add = |before: &'a str, required: Option<types::Mark>, score: u32| {
            let (label, name) =
                if columns.has(Column::Label) { labelled_name::part(before, known) } else { (None, before) };
            if !types::is_field_name(name) {
                return;
            }
            let score = score
                + if known.has_name(name) { KNOWN } else { 0 }
                + if label.is_some_and(|label| !label.is_empty()) { LABELLED } else { 0 };
            found.push(Head { label, name, required, ty: ty.clone(), tail, score });
        };
        if columns.has(Column::Required) {
            for (before, mark) in types::marks_at_end(before) {
                // Names end in capitals too: only where a table knows the name is such a letter a mark.
                if mark.is_usual || known.has_name(before.trim_end()) {
                    add(before.trim_end(), Some(mark), score + MARKED);
                }
            }
            // An empty mark: only a name that is known makes it likely.
            if known.has_name(before) {
                add(before, None, score);
            }
        } else {
            let (name, meant) = match before.strip_suffix(['*', '＊']) {
                Some(name) => (name.trim_end(), "y"),
                None => (before, "-"),
            };
            add(name, Some(types::Mark { meant, is_usual: true }), score);
        }
    }
    found
}

/// Whether a line looks like a row although no type is in it: a name that tables have and a mark, or
/// a limit in brackets right behind a name.
fn looks_like_row(text: &str, known: &SpecIndex) -> bool {
    let word = text.split(char::is_whitespace).next().unwrap_or_default();
    let end = word.find(|it: char| !(it.is_ascii_alphanumeric() || "_.".contains(it))).unwrap_or(word.len());
    let has_limit = word[end..].strip_prefix('(').is_some_and(|rest| {
        let digits = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
        digits > 0 && rest[digits..].starts_with(')')
    });
    let has_name = (3..=end.min(80)).any(|at| {
        word.is_char_boundary(at)
            && known.has_name(&word[..at])
            && ["yes", "no", "y", "n"].iter().any(|mark| {
                word[at..].to_lowercase().strip_prefix(mark).is_some_and(|rest| !rest.is_empty())
                    && word[at..].chars().nth(mark.len()).is_some_and(char::is_uppercase)
            })
    });
    has_limit || has_name
}
