//! The calls of a page: address, method and content type.

use crate::saved_page::model::endpoint::Call;
use crate::saved_page::notation::section_headings::plain;
use crate::saved_page::notation::whitespace::visible;
use crate::saved_page::spec_index::SpecIndex;
use crate::source::{Span, Spanned};

const METHODS: [&str; 5] = ["POST", "GET", "PUT", "DELETE", "PATCH"];

/// Finds calls line by line.
#[derive(Default)]
pub(crate) struct Reader {
    pub(crate) calls: Vec<Call>,
    /// Whether the line before announces an address.
    is_announced: bool,
    /// Whether the line before announces a method.
    method_follows: bool,
}

/// What stands before an address.
const ADDRESS: [&str; 14] = [
    "endpoint",
    "request url",
    "request address",
    "api url",
    "api address",
    "post url",
    "url",
    "接口地址",
    "请求地址",
    "接口url",
    "请求url",
    "接口链接",
    "请求链接",
    "地址",
];

impl Reader {
    /// Looks at a line; whether a call begins with it. `has_tables` says whether the last call has
    /// tables already.
    pub(crate) fn line(&mut self, line: &Spanned<String>, page: &str, has_tables: bool, known: &SpecIndex) -> bool {
        let text = undecorated(&line.value);
        if text.is_empty() {
            return false;
        }
        let lower = text.to_lowercase();
        let is_label = ADDRESS.iter().any(|word| {
            lower.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric()))
        });
        let announced = std::mem::replace(&mut self.is_announced, is_label);
        let method_follows = std::mem::replace(&mut self.method_follows, is_method_label(&lower));
        if let Some(url) = address(&text, announced || is_label, known) {
            let is_again = self.calls.last().is_some_and(|call| call.url.value == url) && !has_tables;
            if !is_again {
                let method = METHODS.iter().find(|method| words(&text).any(|word| word == **method));
                let method = method.map(|method| found(method, line, page));
                self.calls.push(Call { url: found(url, line, page), method, content_type: None });
            }
            return !is_again;
        }
        if let Some(call) = self.calls.last_mut().filter(|_| !has_tables) {
            if call.method.is_none()
                && (method_follows || is_method_label(&lower))
                && let Some(method) = METHODS.iter().find(|method| {
                    let mut words = words(&text);
                    words.next_back().is_some_and(|word| word.eq_ignore_ascii_case(method))
                })
            {
                let written = words(&text).next_back().unwrap_or_default();
                call.method = Some(Spanned::new((*method).to_owned(), found(written, line, page).span));
            }
            let label =
                lower.strip_prefix("header").map_or(lower.as_str(), |rest| rest.trim_start_matches([':', '：', ' ']));
            if ["content-type", "content type", "contenttype", "内容类型"].iter().any(|word| label.starts_with(word))
                && call.content_type.is_none()
                && let Some(value) = media_type(&text)
            {
                call.content_type = Some(found(value, line, page));
            }
        }
        false
    }
}

/// A part of a line, with its place on the page: that of the line, where the page writes it otherwise.
fn found(part: &str, line: &Spanned<String>, page: &str) -> Spanned<String> {
    let at = page.get(line.span.range()).and_then(|written| written.find(part));
    let span = at.map_or(line.span, |at| {
        let start = line.span.start + at;
        Span { start, end: start + part.len(), ..line.span }
    });
    Spanned::new(part.to_owned(), span)
}

/// `application/json; charset=UTF-8` in a line.
fn media_type(text: &str) -> Option<&str> {
    let slash = text.find('/')?;
    let is_word = |it: char| it.is_ascii_alphanumeric() || "-+.".contains(it);
    let start = text[..slash]
        .rfind(|it: char| !is_word(it))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    (start < slash).then(|| text[start..].trim_end_matches(['"', '\'', ',', ' ']))
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split([' ', ':', '：', '\u{a0}']).filter(|word| !word.is_empty())
}

/// A line without the marks of Markdown.
fn undecorated(line: &str) -> String {
    visible(&plain(line).replace(['`', '*'], ""))
}

fn is_method_label(line: &str) -> bool {
    let label = line.strip_prefix("http ").unwrap_or(line);
    let label = label.strip_prefix("request ").unwrap_or(label);
    label.starts_with("method") || label.starts_with("请求方式") || label.starts_with("请求方法")
}

/// The address that a line consists of. Without a label it must be below the host of a family.
fn address<'a>(text: &'a str, is_labelled: bool, known: &SpecIndex) -> Option<&'a str> {
    let Some(start) = text.find("http://").or_else(|| text.find("https://")) else {
        return path(text, is_labelled, known);
    };
    let before = text[..start].trim_end();
    let is_method = |before: &str| METHODS.contains(&before.trim_end_matches([':', '：', ' ']));
    let is_alone = before.is_empty() || is_method(before) || before.ends_with([':', '：']) || is_labelled;
    let url = text[start..].trim_end_matches(['.', ',', ';', '"', '\'', ')', '>']);
    if !is_alone || url.contains(char::is_whitespace) || before.starts_with('-') {
        return None;
    }
    let is_bare = before.is_empty() || is_method(before);
    (is_labelled || (is_bare && known.family_of(url).is_some())).then_some(url)
}

/// `POST /v1/create_order`: the address without its host.
fn path<'a>(text: &'a str, is_labelled: bool, known: &SpecIndex) -> Option<&'a str> {
    let start = text.find('/')?;
    let before = text[..start].trim_end_matches([':', '：', ' ']);
    let path = &text[start..];
    let is_path = path.len() > 1 && path.chars().all(|it| it.is_ascii_alphanumeric() || "/_-.".contains(it));
    let is_alone = before.is_empty() && is_labelled;
    let is_labelled = is_labelled && !before.contains(' ');
    (is_path && (is_alone || METHODS.contains(&before) || is_labelled) && known.family_of(path).is_some())
        .then_some(path)
}
