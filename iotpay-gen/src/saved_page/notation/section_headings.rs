//! Headings that name the message or the object of the next table.

use crate::saved_page::model::role::Role;
use crate::saved_page::notation::types;

/// A heading is short.
const LONGEST: usize = 60;

const REQUEST: [&str; 11] =
    ["request", "parameters", "params", "parameter", "input", "inputs", "请求", "参数", "输入", "入参", "传入"];
const RESPONSE: [&str; 37] = [
    "response",
    "responses",
    "answer",
    "return parameter",
    "return parameters",
    "return param",
    "return params",
    "return value",
    "return values",
    "return field",
    "return fields",
    "return data",
    "returned",
    "return result",
    "return results",
    "return message",
    "return information",
    "return info",
    "return content",
    "return body",
    "return object",
    "return description",
    "return example",
    "returns parameters",
    "result",
    "results",
    "reply",
    "output",
    "outputs",
    "出参",
    "传出",
    "回参",
    "结果",
    "返回",
    "响应",
    "应答",
    "输出",
];
const NOTIFICATION: [&str; 5] = ["notif", "callback", "webhook", "通知", "回调"];
const BROWSER: [&str; 2] = ["browser return", "return url"];
/// Words that are the heading of a response only if they are the whole line: `Return the goods` is a sentence.
const RESPONSE_ALONE: [&str; 6] = ["return", "returns", "return:", "back", "responding", "resp"];
/// Words in front of the role: `API Response`, `2.1 Synchronous response`.
const BEFORE: [&str; 10] =
    ["api", "synchronous", "sync", "the", "interface", "business", "同步", "接口", "业务", "公共"];
/// Ends of headings: `Create order request`.
const ENDS: [(&str, bool); 13] = [
    ("request", true),
    ("request parameters", true),
    ("request params", true),
    ("response", false),
    ("response parameters", false),
    ("response params", false),
    ("response fields", false),
    ("response result", false),
    ("return result", false),
    ("返回参数", false),
    ("返回结果", false),
    ("响应参数", false),
    ("请求参数", true),
];
/// The maximum number of words of a heading.
const MAX_WORDS: usize = 6;

/// Returns the role that a line assigns to the next table, if any.
pub(crate) fn role(line: &str) -> Option<Role> {
    let line = plain(line);
    if line.len() > LONGEST || line.is_empty() {
        return None;
    }
    let lower = line.to_lowercase();
    let mut rest = lower.trim_start_matches(|it: char| it.is_ascii_digit() || ".、) ".contains(it));
    while let Some(after) = BEFORE.iter().find_map(|word| rest.strip_prefix(word)) {
        if after.starts_with(|next: char| next.is_ascii_alphanumeric()) {
            break;
        }
        rest = after.trim_start();
    }
    let begins = |words: &[&str]| {
        words.iter().any(|word| {
            rest.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric()))
        })
    };
    if BROWSER.iter().any(|word| lower.contains(word)) {
        return Some(Role::BrowserReturn(line.to_owned()));
    }
    // `notifyUrl` and `notify URL` are fields of requests.
    let text = lower.replace("notifyurl", "").replace("notify url", "").replace("callback url", "");
    if NOTIFICATION.iter().any(|word| text.contains(word)) && !lower.ends_with('.') {
        return Some(Role::Notification(line.to_owned()));
    }
    if begins(&RESPONSE) || RESPONSE_ALONE.contains(&rest) {
        return Some(Role::Response);
    }
    if begins(&REQUEST) {
        return Some(Role::Request);
    }
    let is_heading = lower.split_whitespace().count() <= MAX_WORDS && !lower.contains([',', ';', '?', '!']);
    let end = ENDS.iter().find(|(word, _)| is_heading && lower.ends_with(word))?;
    Some(if end.1 { Role::Request } else { Role::Response })
}

/// Returns the object whose members the next table lists: `retData contains the following`.
pub(crate) fn object(line: &str) -> Option<&str> {
    let line = plain(line);
    let end = line.find(|character: char| !(character.is_ascii_alphanumeric() || "_.".contains(character)))?;
    let (name, rest) = line.split_at(end);
    let rest = rest.trim_start_matches([' ', '`', '*', '中']).to_lowercase();
    let introductions =
        ["contains", "includes", "has the following", "members", "fields", "object", "包含", "包括", "字段"];
    (line.len() <= 2 * LONGEST && types::is_field_name(name) && introductions.iter().any(|word| rest.starts_with(word)))
        .then_some(name)
}

/// Returns a line without the marks of headings and lists.
pub(crate) fn plain(line: &str) -> &str {
    line.trim().trim_start_matches(['#', '•', '*', '-', '`']).trim().trim_end_matches([':', '：', '#', '*', '`']).trim()
}
