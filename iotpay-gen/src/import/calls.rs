//! The calls of a page: address, method and content type.

use super::known::Known;
use super::sections::plain;
use crate::source::{Span, Spanned};

/// A call as the page gives it.
#[derive(Debug, Clone)]
pub struct Call {
    /// The address.
    pub url: Spanned<String>,
    /// The method.
    pub method: Option<Spanned<String>>,
    /// The content type.
    pub content_type: Option<Spanned<String>>,
}

const METHODS: [&str; 5] = ["POST", "GET", "PUT", "DELETE", "PATCH"];

/// Finds calls line by line.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) calls: Vec<Call>,
    /// Whether the line before announces an address.
    is_announced: bool,
    /// Whether the line before announces a method.
    method_follows: bool,
}

impl Reader {
    /// Looks at a line; whether a call begins with it. `has_tables` says whether the last call has
    /// tables already.
    pub(super) fn line(&mut self, line: &Spanned<String>, has_tables: bool, known: &Known) -> bool {
        let text = plain(&line.value);
        if text.is_empty() {
            return false;
        }
        let lower = text.to_lowercase();
        let is_label = ["endpoint", "接口地址", "请求地址"].iter().any(|word| lower.starts_with(word));
        let announced = std::mem::replace(&mut self.is_announced, is_label);
        let method_follows = std::mem::replace(&mut self.method_follows, is_method_label(&lower));
        if let Some(url) = address(text, announced || is_label, known) {
            let at = line.value.find(url).unwrap_or_default();
            let span = Span { start: line.span.start + at, end: line.span.start + at + url.len(), ..line.span };
            let is_again = self.calls.last().is_some_and(|call| call.url.value == url) && !has_tables;
            if !is_again {
                let method = METHODS.iter().find(|method| text.starts_with(*method));
                let method = method.map(|method| Spanned::new((*method).to_owned(), line.span));
                self.calls.push(Call { url: Spanned::new(url.to_owned(), span), method, content_type: None });
            }
            return !is_again;
        }
        if let Some(call) = self.calls.last_mut().filter(|_| !has_tables) {
            let word = lower.trim_start_matches("request ").strip_prefix("method").unwrap_or(text);
            let word = word.trim_start_matches([':', '：', ' ']).to_uppercase();
            if call.method.is_none()
                && (method_follows || is_method_label(&lower) || lower.contains("method:"))
                && let Some(method) = METHODS.iter().find(|method| **method == word)
            {
                call.method = Some(Spanned::new((*method).to_owned(), line.span));
            }
            if lower.starts_with("content-type")
                && let Some((_, value)) = text.split_once(':')
                && call.content_type.is_none()
            {
                call.content_type = Some(Spanned::new(value.trim().to_owned(), line.span));
            }
        }
        false
    }
}

fn is_method_label(line: &str) -> bool {
    let label = line.trim_start_matches("request ");
    label.starts_with("method") || label.starts_with("请求方式") || label.starts_with("请求方法")
}

/// The address that a line consists of. Without a label it must be below the host of a family.
fn address<'a>(text: &'a str, is_labelled: bool, known: &Known) -> Option<&'a str> {
    let start = text.find("http://").or_else(|| text.find("https://"))?;
    let before = text[..start].trim_end();
    let is_alone = before.is_empty() || METHODS.contains(&before) || before.ends_with([':', '：']) || is_labelled;
    let url = text[start..].trim_end_matches(['`', '.', ',', ';', '"', '\'', ')']);
    if !is_alone || url.contains(char::is_whitespace) || before.starts_with('-') {
        return None;
    }
    let is_bare = before.is_empty() || METHODS.contains(&before);
    (is_labelled || (is_bare && known.family_of(url).is_some())).then_some(url)
}
