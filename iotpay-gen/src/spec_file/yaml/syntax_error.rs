//! Slips of YAML in the words of somebody who writes spec files: what is wrong, where, what to do.

use std::ops::Range;

/// A slip of YAML.
pub struct Slip {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Where, if it is elsewhere than where the reader noticed it.
    pub place: Option<Range<usize>>,
}

impl Slip {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into(), place: None }
    }

    fn at(self, start: usize, length: usize) -> Self {
        Self { place: Some(start..start + length), ..self }
    }
}

/// What the YAML crate says of the text at a place, told to a writer of spec files.
pub fn tell(message: &str, text: &str, at: usize) -> Slip {
    // What is refused by its kind is no slip of the pen.
    let refused = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if let Some((_, what, help)) = REFUSED.iter().find(|(words, ..)| refused(words)) {
        return Slip::new(*what, *help);
    }
    let line = line_at(text, at);
    merge_marker(text)
        .or_else(|| strange_character(text, line.clone()))
        .or_else(|| tab(message, text, line.clone()))
        .or_else(|| unexpected_character(message, text, at))
        .or_else(|| missing_comma(message, text.get(line).unwrap_or_default()))
        .unwrap_or_else(|| {
            let known = KNOWN.iter().find(|(words, ..)| refused(words));
            known.map_or_else(
                || Slip::new(message, "compare this line and those above it with another spec file"),
                |(_, what, help)| Slip::new(*what, *help),
            )
        })
}

type Told = (&'static [&'static str], &'static str, &'static str);

/// Parts of a message, what is wrong, what to do. The first that fits is taken.
const REFUSED: &[Told] = &[
    (
        &["Anchors", "alias", "anchor"],
        "anchors and aliases are not allowed in a spec file",
        "write the value out, and put a text that begins with `&` or `*` in quotes",
    ),
    (&["Depth", "recursion limit"], "it is nested too deeply", "no table of a spec needs such depth"),
    (&["Documents"], "a spec file holds one document", "move the rest into a file of its own"),
    (&["budget breached"], "it holds too many values", "split it into several files"),
    (&["null into string", "expected string scalar"], "a key must be text", "put quotes around the key"),
    (&["tag", "invalid !!", "invalid u64"], "tags are not allowed in a spec file", "write the value without `!`"),
];

/// Like [`REFUSED`], for what is no YAML.
const KNOWN: &[Told] = &[
    (
        &["did not find expected key", "block collections"],
        "the indentation does not fit",
        "the keys of one mapping begin in the same column",
    ),
    (
        &["expected '-' indicator"],
        "the indentation does not fit, or `- ` is missing",
        "the items of one list begin in the same column with `- `, and the keys of one mapping in the same column",
    ),
    (
        &["only valid inside a block", "illegal placement of ':'", "did not find expected ','"],
        "a bracket or a comma is missing",
        "close what was opened on a line before",
    ),
    (
        &["misplaced bracket"],
        "nothing is open that this bracket closes",
        "remove it, or put the text that holds it in quotes",
    ),
    (&["escape"], "there is no such escape", "write `\\\\` for a backslash, or the text between `'` and `'`"),
    (
        &["multiline quoted scalar", "quoted scalar"],
        "the quotes do not match",
        "look for a quote without its pair, here or on a line before; within `'` and `'`, write `''` for an apostrophe",
    ),
    (
        &["mapping values are not allowed"],
        "a value cannot stand here",
        "the keys of one mapping begin in the same column, and a text that holds `: ` needs quotes around it",
    ),
    (
        &["simple key expected"],
        "this line is no `key: value`",
        "write `: ` with its blank behind a key, and indent the further lines of a text",
    ),
];

/// The line around a place, without its end.
fn line_at(text: &str, at: usize) -> Range<usize> {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let length = text.get(start..).map_or(0, |rest| rest.find(['\n', '\r']).unwrap_or(rest.len()));
    start..start + length
}

/// The first line that a merge marks a conflict by: what follows it is noticed late.
fn merge_marker(text: &str) -> Option<Slip> {
    const MARKER: &str = "<<<<<<< ";
    let start = if text.starts_with(MARKER) { 0 } else { text.find(&format!("\n{MARKER}"))? + 1 };
    let help = "keep what holds of the two sides, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`";
    Some(Slip::new("a merge has left its mark", help).at(start, MARKER.trim_end().len()))
}

/// Characters that an input method writes in place of those that YAML knows.
const STRANGE: &[(char, &str)] = &[
    ('：', "`:` with a blank behind it"),
    ('，', "`,` with a blank behind it"),
    ('｛', "`{`"),
    ('｝', "`}`"),
    ('［', "`[`"),
    ('］', "`]`"),
    ('\u{3000}', "a plain blank"),
    ('\u{a0}', "a plain blank"),
];

/// Such a character outside of quotes, on the line or at the beginning of the one before.
fn strange_character(text: &str, line: Range<usize>) -> Option<Slip> {
    let before = line_at(text, line.start.saturating_sub(1));
    [line, before].into_iter().find_map(|line| {
        let mut quote = None;
        text.get(line.clone())?.char_indices().find_map(|(at, character)| {
            match (quote, character) {
                (None, '"' | '\'') => quote = Some(character),
                (Some(open), _) if open == character => quote = None,
                _ => {}
            }
            let (_, plain) = STRANGE.iter().find(|(strange, _)| quote.is_none() && *strange == character)?;
            let shown = if character.is_whitespace() { "a blank".to_owned() } else { format!("`{character}`") };
            let message = format!("{shown} of another width is no sign of YAML");
            Some(Slip::new(message, format!("write {plain}")).at(line.start + at, character.len_utf8()))
        })
    })
}

fn tab(message: &str, text: &str, line: Range<usize>) -> Option<Slip> {
    let slip = message.contains("tabs disallowed").then(|| Slip::new("a tab cannot indent", "indent by spaces"))?;
    let tab = text.get(line.clone()).and_then(|written| written.find('\t'));
    Some(match tab {
        Some(tab) => slip.at(line.start + tab, 1),
        None => slip,
    })
}

fn unexpected_character(message: &str, text: &str, at: usize) -> Option<Slip> {
    let rest = text.get(at..).filter(|_| message.contains("unexpected character"))?;
    let line = rest.lines().next().unwrap_or_default();
    if let Some((behind, character)) = line.char_indices().find(|(_, it)| it.is_control() && *it != '\t') {
        let message = format!("the character {} does not show", character.escape_unicode());
        let slip = Slip::new(message, "write a blank in its place, or nothing");
        return Some(slip.at(at + behind, character.len_utf8()));
    }
    let character = rest.chars().next()?;
    let message = format!("a text cannot begin with `{character}`");
    Some(Slip::new(message, "put quotes around the text").at(at, character.len_utf8()))
}

/// What is wrong between the brackets of a line that closes what it opens.
fn missing_comma(message: &str, line: &str) -> Option<Slip> {
    let number = |bracket| line.matches(bracket).count();
    let opens = line.contains(['{', '[']);
    let closes = opens && number('{') == number('}') && number('[') == number(']');
    (closes && message.contains("did not find expected ','")).then(|| {
        Slip::new(
            "a comma is missing, or a text here needs quotes",
            "write `, ` between two entries, and put quotes around a text that holds `: ` or a bracket",
        )
    })
}

/// Keys that stand elsewhere than people look for them: where they were written, and where they belong.
const HOMES: &[(&str, &[&str], &str)] = &[
    (
        "a row",
        &["format", "values", "only", "secret", "members", "filled_by", "read_as", "identifies", "fixed", "note"],
        "a field's rule, in `rules:` beside `table:`",
    ),
    ("an endpoint", &["table", "additional_rows", "rules", "require", "one_of"], "`request:`"),
    ("an endpoint", &["undocumented", "nested_in"], "`response:`"),
    ("a request", &["optional", "forbid"], "`request:` of an entry of `channels:`"),
    (
        "a channel's entry",
        &["rules", "require", "forbid", "fixed", "optional"],
        "`request:` or `response:` of the entry",
    ),
    (
        "a spec file",
        &["title", "path", "family", "updated", "completeness", "missing", "how_to_complete", "changelog"],
        "`page:`",
    ),
];

/// What to do about a key that its place does not know and that is near none of those that it knows.
/// `is_bare`: nothing follows the key.
pub fn help_with_key(key: &str, is_bare: bool, what: &str, known: &[&str]) -> String {
    let home = HOMES.iter().find(|(place, keys, _)| *place == what && keys.contains(&key));
    if let Some((.., home)) = home {
        return format!("`{key}` belongs into {home}");
    }
    if key.contains(':') {
        return "write a blank behind the `:` of a key".to_owned();
    }
    if let Some((before, _)) = key.split_once([' ', '='])
        && known.contains(&before)
    {
        return format!("write `{before}: ` with a colon");
    }
    let known = format!("{what} knows: {}", known.join(", "));
    if is_bare { format!("{known}; within `{{` and `}}`, a text that holds `,` needs quotes") } else { known }
}
