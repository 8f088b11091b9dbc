//! The endpoints of a page: address, method and content type.

use crate::saved_page::model::endpoint::PageEndpoint;
use crate::saved_page::notation::section_headings::plain;
use crate::saved_page::notation::whitespace::visible;
use crate::saved_page::spec_index::SpecIndex;
use crate::source::{Span, Spanned};

const METHODS: [&str; 5] = ["POST", "GET", "PUT", "DELETE", "PATCH"];

/// Labels of an address.
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

/// The information about an endpoint in a line.
pub(crate) enum EndpointLine {
    /// An address, with the method if the line has one.
    Address(PageEndpoint),
    /// The method or the content type of the last address.
    Details { method: Option<Spanned<String>>, content_type: Option<Spanned<String>> },
}

/// Finds endpoints line by line.
#[derive(Default)]
pub(crate) struct EndpointLines {
    /// Whether the line before announces an address.
    is_address_announced: bool,
    /// Whether the line before announces a method.
    is_method_announced: bool,
}

impl EndpointLines {
    /// Returns the information about an endpoint in a line. `page` is the text of the whole page.
    pub(crate) fn read(&mut self, line: &Spanned<String>, page: &str, known: &SpecIndex) -> Option<EndpointLine> {
        let text = undecorated(&line.value);
        if text.is_empty() {
            return None;
        }
        let lower = text.to_lowercase();
        let has_address_label = is_address_label(&lower);
        let has_method_label = is_method_label(&lower);
        let is_address_announced = std::mem::replace(&mut self.is_address_announced, has_address_label);
        let is_method_announced = std::mem::replace(&mut self.is_method_announced, has_method_label);
        if let Some(url) = address(&text, is_address_announced || has_address_label, known) {
            let method = METHODS.iter().find(|method| words(&text).any(|word| word == **method));
            let method = method.map(|method| found(method, line, page));
            let url = found(url, line, page);
            return Some(EndpointLine::Address(PageEndpoint { url, method, content_type: None }));
        }
        let method = if is_method_announced || has_method_label { last_method(&text, line, page) } else { None };
        let content_type = content_type(&text, &lower).map(|value| found(value, line, page));
        (method.is_some() || content_type.is_some()).then_some(EndpointLine::Details { method, content_type })
    }
}

/// Returns the method that is the last word of a line.
fn last_method(text: &str, line: &Spanned<String>, page: &str) -> Option<Spanned<String>> {
    let written = words(text).next_back()?;
    let method = METHODS.iter().find(|method| written.eq_ignore_ascii_case(method))?;
    Some(Spanned::new((*method).to_owned(), found(written, line, page).span))
}

/// Returns the content type in a line such as `Header: Content-Type: application/json`.
fn content_type<'a>(text: &'a str, lower: &str) -> Option<&'a str> {
    let label = lower.strip_prefix("header").map_or(lower, |rest| rest.trim_start_matches([':', '：', ' ']));
    let is_label =
        ["content-type", "content type", "contenttype", "内容类型"].iter().any(|word| label.starts_with(word));
    if is_label { media_type(text) } else { None }
}

fn is_address_label(lower: &str) -> bool {
    ADDRESS.iter().any(|word| {
        lower.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric()))
    })
}

/// Returns a part of a line with its location: that of the line if the page writes it differently.
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

/// Returns a line without the marks of Markdown.
fn undecorated(line: &str) -> String {
    visible(&plain(line).replace(['`', '*'], ""))
}

fn is_method_label(line: &str) -> bool {
    let label = line.strip_prefix("http ").unwrap_or(line);
    let label = label.strip_prefix("request ").unwrap_or(label);
    label.starts_with("method") || label.starts_with("请求方式") || label.starts_with("请求方法")
}

/// Returns the address that a line consists of. Without a label it must be below the host of a family.
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
