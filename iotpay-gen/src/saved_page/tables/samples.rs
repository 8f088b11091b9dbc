//! Splits the sample from the description in a row without separators.

use crate::saved_page::spec_index::SpecIndex;

/// A sample and a description, with the other ways to split them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Parted {
    pub(crate) sample: String,
    pub(crate) description: String,
    /// Other readings that a maintainer must choose from; empty if the reading is unambiguous.
    pub(crate) others: Vec<(String, String)>,
}

/// The certainty of an end of the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    /// Only the look of the characters, which can mislead.
    Look,
    /// It fits, and so do others.
    Fair,
    /// The form of the value, or a sample of other fields.
    Form,
    /// The field has this sample on another page, or the form is certain.
    Sure,
}

/// A possible end of the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct End {
    at: usize,
    weight: Weight,
}

/// A word of fewer characters can be a value.
const MIN: usize = 4;
/// The maximum length of a sample.
const LONGEST: usize = 600;

/// Splits the text behind the type. `is_spaced` means that a space separates the columns.
pub(crate) fn part(tail: &str, field: &str, ty: &str, is_spaced: bool, known: &SpecIndex) -> Parted {
    let tail = tail.trim();
    if tail.is_empty() {
        return Parted::default();
    }
    if is_spaced && let Some((sample, description)) = tail.split_once("  ") {
        return Parted { sample: sample.to_owned(), description: description.trim().to_owned(), others: Vec::new() };
    }
    let mut ends: Vec<End> = Vec::new();
    let is_number = matches!(ty, "int" | "Int" | "long" | "Long");
    let mut add = |at: usize, weight: Weight| {
        if at > LONGEST || !tail.is_char_boundary(at) || !is_clean(tail, at, is_spaced) {
            return;
        }
        let weight = match weight {
            // `1` and `1 for yes` become `11 for yes`.
            Weight::Sure | Weight::Form if splits_number(tail, at) => {
                if is_number {
                    Weight::Form
                } else {
                    Weight::Fair
                }
            }
            // A space may end a sample or a word.
            Weight::Sure if is_spaced && at < tail.len() && !tail[..at].ends_with('}') => Weight::Form,
            weight => weight,
        };
        match ends.iter_mut().find(|end| end.at == at) {
            Some(end) => end.weight = end.weight.max(weight),
            None => ends.push(End { at, weight }),
        }
    };
    let starts_with_object = object_at_start(tail);
    let mut may_be_empty = false;
    for sample in known.samples_of(field) {
        may_be_empty |= sample.is_empty();
        if !sample.is_empty() && tail.starts_with(sample) {
            add(sample.len(), if is_unlike_prose(sample) { Weight::Sure } else { Weight::Form });
        }
    }
    add(0, if may_be_empty { Weight::Form } else { Weight::Look });
    if let Some(end) = starts_with_object {
        add(end, Weight::Sure);
    }
    if let Some(end) = doubled(tail) {
        add(end, Weight::Form);
    }
    if let Some(end) = filled(tail, ty) {
        add(end, Weight::Form);
    }
    if let Some(sample) = known.sample_at_start(tail) {
        add(sample.len(), if is_unlike_prose(sample) { Weight::Form } else { Weight::Fair });
    }
    let digits = run(tail, |character| character.is_ascii_digit());
    if is_number {
        add(digits, Weight::Form);
    }
    if ty.eq_ignore_ascii_case("boolean")
        && let Some(word) = ["true", "false"].into_iter().find(|word| tail.starts_with(word))
    {
        add(word.len(), Weight::Form);
    }
    let address = run(tail, |character| character.is_ascii_digit() || character == '.');
    if tail[..address].split('.').filter(|part| !part.is_empty()).count() == 4 {
        add(address, Weight::Form);
    }
    for end in looks(tail) {
        add(end, Weight::Fair);
    }
    // A known sample that is the whole text leaves no description.
    if known.samples_of(field).any(|sample| sample == tail) {
        add(tail.len(), Weight::Sure);
    }
    let mut parted = choose(tail, ends);
    // Words without a break may all be the description.
    if parted.others.is_empty()
        && parted.sample.len() >= MIN
        && !parted.sample.contains(' ')
        && is_prose(&parted.sample)
        && cuts_word(tail, parted.sample.len().min(tail.len()))
    {
        parted.others.push((String::new(), tail.to_owned()));
    }
    // If the sample of the field is a phrase elsewhere, it can be one here.
    let has_words = known.samples_of(field).any(|sample| sample.contains(' '));
    if parted.sample.is_empty() && parted.others.is_empty() && (has_words || begins_with_code(tail)) && !is_list(tail) {
        parted.others.push((tail.to_owned(), String::new()));
    }
    parted
}

/// Returns `true` if a text begins with a value such as `WX_NATIVE`.
fn begins_with_code(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    let is_code = |character: char| character.is_ascii_uppercase() || character.is_ascii_digit() || character == '_';
    word.chars().take_while(|character| is_code(*character)).count() > 2
}

/// Returns `true` if a text begins with a list of values: `SUCCESS, or FAIL`.
fn is_list(text: &str) -> bool {
    let code = run(text, |character| character.is_ascii_uppercase() || character.is_ascii_digit() || character == '_');
    let rest = text[code..].trim_start_matches([',', ' ']);
    code > 1 && ["or ", "OR ", "and ", "AND ", "/", "或", "和"].iter().any(|word| rest.starts_with(word))
}

fn choose(tail: &str, mut ends: Vec<End>) -> Parted {
    ends.sort_by_key(|end| std::cmp::Reverse((end.weight, end.at)));
    let at = |end: &End| (tail[..end.at].trim().to_owned(), tail[end.at..].trim().to_owned());
    let Some(best) = ends.first() else {
        // Without a possible end, the text is either the sample or the description.
        return Parted {
            sample: String::new(),
            description: tail.to_owned(),
            others: vec![(tail.to_owned(), String::new())],
        };
    };
    let mut others: Vec<_> = match best.weight {
        // A shorter sample must not cut a word; if this one cuts a word, it can be longer.
        Weight::Sure => {
            let is_cut = cuts_word(tail, best.at);
            let is_rival = |end: &&End| match end.weight {
                Weight::Sure => !cuts_word(tail, end.at),
                weight => is_cut && end.at > best.at && weight >= Weight::Fair,
            };
            ends[1..].iter().filter(is_rival).map(at).collect()
        }
        Weight::Form => ends[1..].iter().filter(|end| end.weight >= Weight::Fair).map(at).collect(),
        Weight::Look | Weight::Fair => ends[1..].iter().map(at).collect(),
    };
    if others.is_empty() && best.weight < Weight::Form {
        others.push((tail.to_owned(), String::new()));
    }
    let (sample, description) = at(best);
    Parted { sample, description, others }
}

/// Returns `true` if a sample cannot be the beginning of a sentence.
fn is_unlike_prose(sample: &str) -> bool {
    let is_plain = sample.chars().all(|character| character.is_ascii_lowercase());
    !is_plain || sample.len() >= 10
}

/// Returns `true` if both sides of a position can be cells: without spaces at their ends, and with a description that
/// begins like one.
fn is_clean(text: &str, at: usize, is_spaced: bool) -> bool {
    let (before, after) = text.split_at(at);
    let last = before.chars().next_back();
    let Some(first) = after.chars().next() else { return true };
    if is_spaced {
        // `SUCCESS or FAIL` lists values; the first one is not a sample.
        let rest = after.trim_start();
        let lists = ["or ", "OR ", "and ", "AND ", "/ ", ",", "或", "和"].iter().any(|word| rest.starts_with(word));
        return at == 0 || (first.is_whitespace() && !lists);
    }
    let is_blank = first.is_whitespace() || last.is_some_and(char::is_whitespace);
    let is_part = at > 0 && ",.;:!?/-_=&%)]}'’".contains(first);
    !is_blank && !is_part
}

/// Returns `true` if small letters are on both sides of a position.
fn cuts_word(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    before.ends_with(|last: char| last.is_ascii_lowercase())
        && after.starts_with(|first: char| first.is_ascii_lowercase())
}

/// Returns `true` if digits are on both sides of a position.
fn splits_number(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    before.ends_with(|last: char| last.is_ascii_digit()) && after.starts_with(|first: char| first.is_ascii_digit())
}

/// Returns the length of an object in braces at the beginning.
fn object_at_start(text: &str) -> Option<usize> {
    if !text.starts_with('{') {
        return None;
    }
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Returns the end of a text that is repeated: `PF_CCPF_CC or UPI_EX`.
fn doubled(text: &str) -> Option<usize> {
    let longest = (text.len() / 2).min(120);
    (3..=longest).rev().filter(|at| text.is_char_boundary(*at)).find(|at| text[*at..].starts_with(&text[..*at]))
}

/// Returns the end of a value that has exactly the length of its type.
fn filled(text: &str, ty: &str) -> Option<usize> {
    let limit: usize = ty.strip_prefix("String(")?.strip_suffix(')')?.parse().ok()?;
    let end = text.char_indices().nth(limit).map_or(text.len(), |(at, _)| at);
    let value = &text[..end];
    let is_code = |character: char| character.is_ascii_uppercase() || character.is_ascii_digit();
    (value.len() == limit && value.chars().all(is_code)).then_some(end)
}

/// Returns the length of the characters at the beginning that fit.
fn run(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.find(|character| !fits(character)).unwrap_or(text.len())
}

/// Returns ends of a sample by its characters: a value in capital letters or digits, an address.
fn looks(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    // A sentence about the vendor begins with its name.
    if text.starts_with("IOTPay") {
        return ends;
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        let end = run(text, |character| !character.is_whitespace());
        let word = &text[..end];
        let rise = word.char_indices().zip(word.chars().skip(1));
        ends.extend(
            rise.filter(|((_, a), b)| a.is_lowercase() && b.is_uppercase()).map(|((at, a), _)| at + a.len_utf8()),
        );
        for suffix in [".php", ".html", ".com", ".ca", ".cn"] {
            ends.extend(word.rmatch_indices(suffix).next().map(|(at, _)| at + suffix.len()));
        }
        return ends;
    }
    let code = run(text, |character| character.is_ascii_uppercase() || character.is_ascii_digit() || character == '_');
    if code > 1 {
        ends.push(code);
        // `CADOnly`: the last capital letter can begin the description.
        if text[code..].starts_with(|next: char| next.is_ascii_lowercase())
            && text[..code].ends_with(|last: char| last.is_ascii_uppercase())
        {
            ends.push(code - 1);
        }
    }
    let word = run(text, |character| character.is_ascii_alphanumeric() || "_-.*".contains(character));
    let after_digit = text[..word].rfind(|character: char| character.is_ascii_digit()).map(|at| at + 1);
    ends.extend(after_digit);
    // `product titleTitle of it`, `示例Title`: capitals and other scripts inside a word begin a cell.
    let pairs = text.char_indices().zip(text.chars().skip(1)).take(LONGEST);
    let begins = |a: char, b: char| (a.is_lowercase() && b.is_uppercase()) || (a.is_ascii_alphanumeric() && is_han(b));
    ends.extend(pairs.filter(|((_, a), b)| begins(*a, *b)).map(|((at, a), _)| at + a.len_utf8()).take(3));
    ends
}

fn is_han(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

/// Returns `true` if a text reads like a description rather than a value.
pub(crate) fn is_prose(text: &str) -> bool {
    let is_value = text.starts_with(['{', '"', '[']) || text.contains("://");
    let is_word =
        |word: &str| word.chars().all(|character| character.is_alphabetic() || ",.'’;:()".contains(character));
    let has_words = text.split_whitespace().filter(|word| is_word(word)).count() > 1;
    let is_small = text.chars().all(char::is_lowercase);
    !is_value && (has_words || is_small || text.chars().any(is_han))
}
