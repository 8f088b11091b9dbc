//! YAML syntax errors in terms of spec files: the message, the location and the remedy.

use std::ops::Range;

/// A YAML syntax error.
pub struct SyntaxError {
    /// The message.
    pub message: String,
    /// The remedy.
    pub help: String,
    /// The location of the mistake, if the parser noticed it elsewhere.
    pub place: Option<Range<usize>>,
}

impl SyntaxError {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into(), place: None }
    }

    fn at(self, start: usize, length: usize) -> Self {
        Self { place: Some(start..start + length), ..self }
    }
}

/// Translates an error of the YAML crate for authors of spec files.
pub fn translate(message: &str, text: &str, at: usize) -> SyntaxError {
    // A feature that spec files do not support is not a typo.
    let contains_any = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if contains_any(&["alias", "anchor"]) {
        return Unsupported::Anchor.into();
    }
    if contains_any(&["tag"]) {
        return Unsupported::Tag.into();
    }
    if contains_any(&["recursion limit"]) {
        return Unsupported::Depth.into();
    }
    let line = line_at(text, at);
    merge_marker(text)
        .or_else(|| strange_character(text, line.clone()))
        .or_else(|| tab(message, text, line.clone()))
        .or_else(|| unexpected_character(message, text, at))
        .or_else(|| missing_comma(message, text.get(line).unwrap_or_default()))
        .unwrap_or_else(|| {
            let known = KNOWN.iter().find(|(words, ..)| contains_any(words));
            known.map_or_else(
                || SyntaxError::new(message, "compare this line and the lines above it with another spec file"),
                |(_, what, help)| SyntaxError::new(*what, *help),
            )
        })
}

type Translation = (&'static [&'static str], &'static str, &'static str);

/// A feature of YAML that spec files do not support.
#[derive(Clone, Copy)]
pub enum Unsupported {
    Anchor,
    Depth,
    Documents,
    KeyOfOtherKind,
    Tag,
    TooManyValues,
}

impl From<Unsupported> for SyntaxError {
    fn from(feature: Unsupported) -> Self {
        let (message, help) = match feature {
            Unsupported::Anchor => (
                "anchors and aliases are not allowed in a spec file",
                "write the value itself, and quote text that begins with `&` or `*`",
            ),
            Unsupported::Depth => ("the nesting is too deep", "reduce the nesting"),
            Unsupported::Documents => {
                ("a spec file must contain a single document", "move the rest to a separate file")
            }
            Unsupported::KeyOfOtherKind => ("keys must be text", "put quotes around the key"),
            Unsupported::Tag => ("tags are not allowed in a spec file", "write the value without `!`"),
            Unsupported::TooManyValues => ("the file contains too many values", "split it into several files"),
        };
        Self::new(message, help)
    }
}

/// Parts of the parser's message, our message and the help. The first entry that matches is used.
const KNOWN: &[Translation] = &[
    (
        &["did not find expected key", "block collections"],
        "inconsistent indentation",
        "indent all keys of a mapping by the same number of spaces",
    ),
    (
        &["expected '-' indicator"],
        "inconsistent indentation, or missing `- `",
        "begin all items of a list with `- ` in the same column, and indent all keys of a mapping equally",
    ),
    (
        &["only valid inside a block", "illegal placement of ':'", "did not find expected ','"],
        "missing bracket or comma",
        "close the bracket that was opened on a previous line",
    ),
    (&["misplaced bracket"], "unmatched closing bracket", "remove it, or quote the text that contains it"),
    (&["escape"], "unknown escape sequence", "write `\\\\` for a backslash, or quote the text with `'`"),
    (
        &["multiline quoted scalar", "quoted scalar"],
        "unmatched quote",
        "look for an unclosed quote on this line or a previous one; in text quoted with `'`, write `''` for an apostrophe",
    ),
    (
        &["mapping values are not allowed"],
        "a value is not allowed here",
        "indent all keys of a mapping by the same number of spaces, and quote text that contains `: `",
    ),
    (
        &["simple key expected"],
        "expected `key: value`",
        "write `: `, including the space, after a key, and indent the continuation lines of multi-line text",
    ),
];

/// Returns the line around a position, without its line end.
fn line_at(text: &str, at: usize) -> Range<usize> {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let length = text.get(start..).map_or(0, |rest| rest.find(['\n', '\r']).unwrap_or(rest.len()));
    start..start + length
}

/// Reports the first marker of a merge conflict, which the parser reports at a later location.
fn merge_marker(text: &str) -> Option<SyntaxError> {
    const MARKER: &str = "<<<<<<< ";
    let start = if text.starts_with(MARKER) { 0 } else { text.find(&format!("\n{MARKER}"))? + 1 };
    let help = "resolve the conflict, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`";
    Some(SyntaxError::new("unresolved merge conflict", help).at(start, MARKER.trim_end().len()))
}

/// Full-width characters that an input method writes instead of YAML syntax.
const STRANGE: &[(char, &str)] = &[
    ('：', "`:` followed by a space"),
    ('，', "`,` followed by a space"),
    ('｛', "`{`"),
    ('｝', "`}`"),
    ('［', "`[`"),
    ('］', "`]`"),
    ('\u{3000}', "a plain space"),
    ('\u{a0}', "a plain space"),
];

/// Reports such a character outside of quotes, on the line or the line before it.
fn strange_character(text: &str, line: Range<usize>) -> Option<SyntaxError> {
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
            let shown = if character.is_whitespace() { "a space".to_owned() } else { format!("`{character}`") };
            let message = format!("{shown} is a full-width character, which is not YAML syntax");
            Some(SyntaxError::new(message, format!("write {plain}")).at(line.start + at, character.len_utf8()))
        })
    })
}

fn tab(message: &str, text: &str, line: Range<usize>) -> Option<SyntaxError> {
    let error = message
        .contains("tabs disallowed")
        .then(|| SyntaxError::new("tabs are not allowed for indentation", "indent with spaces"))?;
    let tab = text.get(line.clone()).and_then(|written| written.find('\t'));
    Some(match tab {
        Some(tab) => error.at(line.start + tab, 1),
        None => error,
    })
}

fn unexpected_character(message: &str, text: &str, at: usize) -> Option<SyntaxError> {
    let rest = text.get(at..).filter(|_| message.contains("unexpected character"))?;
    let line = rest.lines().next().unwrap_or_default();
    if let Some((behind, character)) = line.char_indices().find(|(_, it)| it.is_control() && *it != '\t') {
        let message = format!("invisible character {}", character.escape_unicode());
        let error = SyntaxError::new(message, "replace it with a space, or remove it");
        return Some(error.at(at + behind, character.len_utf8()));
    }
    let character = rest.chars().next()?;
    let message = format!("unquoted text cannot begin with `{character}`");
    Some(SyntaxError::new(message, "quote the text").at(at, character.len_utf8()))
}

/// Returns the error if a comma is missing between the brackets of a line that closes all brackets that it opens.
fn missing_comma(message: &str, line: &str) -> Option<SyntaxError> {
    let number = |bracket| line.matches(bracket).count();
    let opens = line.contains(['{', '[']);
    let closes = opens && number('{') == number('}') && number('[') == number(']');
    (closes && message.contains("did not find expected ','")).then(|| {
        SyntaxError::new(
            "missing comma, or text that needs quotes",
            "write `, ` between two entries, and quote text that contains `: ` or a bracket",
        )
    })
}

/// The requests that an endpoint can have.
pub const UNSUPPORTED_REQUESTS: &str =
    "only POST requests with a signed body are supported; GET, path parameters, headers and paging are not";

/// Keys that are often written in the wrong place, with the wrong and the right place.
const CORRECT_PLACES: &[(&str, &[&str], &str)] = &[
    (
        "a row",
        &["format", "values", "only", "secret", "members", "filled_by", "read_as", "identifies", "fixed", "note"],
        "the field's rule, in `rules:` next to `table:`",
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

/// Returns the help for an unknown key that is not similar to any known key. `is_bare` means that nothing follows the
/// key.
pub fn help_with_key(key: &str, is_bare: bool, what: &str, known: &[&str]) -> String {
    let home = CORRECT_PLACES.iter().find(|(place, keys, _)| *place == what && keys.contains(&key));
    if let Some((.., home)) = home {
        return format!("move `{key}` to {home}");
    }
    if what == "an endpoint" && ["headers", "query", "path_parameters", "paging", "pagination"].contains(&key) {
        return UNSUPPORTED_REQUESTS.to_owned();
    }
    if key.contains(':') {
        return "write a space after the `:` of a key".to_owned();
    }
    if let Some((before, _)) = key.split_once([' ', '='])
        && known.contains(&before)
    {
        return format!("write `{before}: ` with a colon");
    }
    let known = format!("allowed keys of {what}: {}", known.join(", "));
    if is_bare { format!("{known}; between `{{` and `}}`, quote text that contains `,`") } else { known }
}
