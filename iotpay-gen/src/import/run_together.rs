//! Rows as a browser's clipboard gives them: `mchIdyString(30)10000701merchant ID assigned`.

use super::headings::{Column, Columns};
use super::known::Known;
use super::rows::{Entry, Row, Unread};
use super::{samples, types};
use crate::source::Spanned;

/// A reading of a row up to its type.
struct Head<'a> {
    label: Option<&'a str>,
    name: &'a str,
    required: &'static str,
    ty: types::Notation,
    tail: &'a str,
    /// How much speaks for it.
    score: u32,
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

/// Reads a line as a row; nothing when it can be none.
pub(super) fn row(line: &Spanned<String>, columns: &Columns, known: &Known) -> Option<Entry> {
    let text = line.value.trim();
    let unread = |why: &str| Some(Entry::Unread(Unread { text: line.clone(), why: why.to_owned() }));
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
    let Some(best) = heads.first() else {
        return if looks_like_row(text, known) { unread("no type of the vendor is in it") } else { None };
    };
    // Prose holds `int` and `y` by chance; a row without any sign of one is none.
    if best.score < CAPITAL && !best.tail.is_empty() && !best.tail.starts_with(|it: char| it.is_ascii_digit()) {
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
    if columns.has(Column::Required) && best.required.is_empty() {
        reviews.push("the page leaves the mark empty".to_owned());
    }
    if !best.ty.is_exact {
        reviews.push(format!(
            "the page spells the type «{}»",
            &text[..text.len() - best.tail.len()][type_at(text, best)..]
        ));
    }
    if best.ty.ty == "String" && best.tail.starts_with(['(', '（']) {
        reviews.push("the limit of the type could not be read".to_owned());
    }
    let (sample, description, other_samples) = tail(best, columns, known, &mut reviews);
    Some(Entry::Row(Row {
        name: best.name.to_owned(),
        label: best.label.map(str::to_owned),
        required: if best.required.is_empty() { "-" } else { best.required }.to_owned(),
        ty: best.ty.ty.clone(),
        sample,
        description,
        other_samples,
        reviews,
        span: line.span,
    }))
}

fn type_at(text: &str, head: &Head<'_>) -> usize {
    text.len() - head.tail.len() - head.ty.length
}

fn tail(head: &Head<'_>, columns: &Columns, known: &Known, reviews: &mut Vec<String>) -> (String, String, Vec<String>) {
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

fn shown(sample: &str, description: &str) -> String {
    match (sample, description) {
        ("", description) => format!("no sample and «{description}»"),
        (sample, "") => format!("sample «{sample}» and no description"),
        (sample, description) => format!("sample «{sample}» and «{description}»"),
    }
}

/// Every way to read a line up to its type.
fn heads<'a>(text: &'a str, columns: &Columns, known: &Known) -> Vec<Head<'a>> {
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
        let mut add = |before: &'a str, required: &'static str, score: u32| {
            let (label, name) = if columns.has(Column::Label) { label_and_name(before, known) } else { (None, before) };
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
                add(before.trim_end(), mark, score + MARKED);
            }
            // An empty mark: only a name that is known makes it likely.
            if known.has_name(before) {
                add(before, "", score);
            }
        } else {
            add(before, "-", score);
        }
    }
    found
}

/// `Merchant IDmchId`: the name is the end of the last word that a table knows, or that a capital
/// letter or another script parts from the label.
fn label_and_name<'a>(text: &'a str, known: &Known) -> (Option<&'a str>, &'a str) {
    let word = text.rfind(char::is_whitespace).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let starts: Vec<usize> = text[word..].char_indices().map(|(at, _)| word + at).collect();
    let by = |at: usize| (Some(text[..at].trim()), &text[at..]);
    if let Some(at) = starts.iter().find(|at| known.has_name(&text[**at..])) {
        return by(*at);
    }
    let is_parted = |at: usize| {
        let last = text[..at].chars().next_back();
        let is_label = last.is_some_and(|last| !last.is_ascii_lowercase() && last != '_' && last != '.');
        is_label && text[at..].starts_with(|first: char| first.is_ascii_lowercase())
    };
    starts.iter().copied().find(|at| is_parted(*at)).map_or((Some(""), &text[word..]), by)
}

/// Whether a line looks like a row although no type is in it: a name that tables have and a mark, or
/// a limit in brackets right behind a name.
fn looks_like_row(text: &str, known: &Known) -> bool {
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
