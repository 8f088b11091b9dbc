//! What the lines before a table say that it is.

use super::page::Role;
use super::types;

/// A heading is short.
const LONGEST: usize = 60;

const REQUEST: [&str; 6] = ["request", "api request", "parameters", "params", "请求", "参数"];
const ANSWER: [&str; 8] = ["response", "answer", "return parameters", "returned", "result", "返回", "响应", "应答"];
const NOTIFICATION: [&str; 5] = ["notif", "callback", "webhook", "通知", "回调"];
const BROWSER: [&str; 2] = ["browser return", "return url"];

/// The role that a line gives to the next table, if it gives any.
pub(super) fn role(line: &str) -> Option<Role> {
    let line = plain(line);
    if line.len() > LONGEST || line.is_empty() {
        return None;
    }
    let lower = line.to_lowercase();
    let begins = |words: &[&str]| {
        words.iter().any(|word| {
            lower.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric()))
        })
    };
    if BROWSER.iter().any(|word| lower.contains(word)) {
        return Some(Role::BrowserReturn(line.to_owned()));
    }
    if NOTIFICATION.iter().any(|word| lower.contains(word)) && !lower.ends_with('.') {
        return Some(Role::Notification(line.to_owned()));
    }
    if begins(&ANSWER) {
        return Some(Role::Answer);
    }
    begins(&REQUEST).then_some(Role::Request)
}

/// The object whose members the next table lists: `retData contains the following`.
pub(super) fn object(line: &str) -> Option<&str> {
    let line = plain(line);
    let end = line.find(|character: char| !(character.is_ascii_alphanumeric() || "_.".contains(character)))?;
    let (name, rest) = line.split_at(end);
    let rest = rest.trim_start_matches([' ', '`', '*', '中']).to_lowercase();
    let tells = ["contains", "includes", "has the following", "members", "fields", "object", "包含", "包括", "字段"];
    (line.len() <= 2 * LONGEST && types::is_field_name(name) && tells.iter().any(|word| rest.starts_with(word)))
        .then_some(name)
}

/// A line without the marks of headings and lists.
pub(super) fn plain(line: &str) -> &str {
    line.trim().trim_start_matches(['#', '•', '*', '-', '`']).trim().trim_end_matches([':', '：', '#', '*', '`']).trim()
}
