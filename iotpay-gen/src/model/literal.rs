//! Checks whether a text is a valid value of a type.

use std::net::IpAddr;

use super::{Range, Type, Width, words};

/// Returns `true` if a text is a value of the type. Enumerations are checked where their values are known.
pub(crate) fn is_of(ty: &Type, text: &str) -> bool {
    match ty {
        Type::Cents => whole(text).is_some_and(|cents| (1..=i64::from(i32::MAX)).contains(&cents)),
        Type::Integer(Width::Int) => whole(text).is_some_and(|number| i32::try_from(number).is_ok()),
        Type::Integer(Width::Long) => whole(text).is_some(),
        Type::Decimal(decimal) => decimal.accepts(text),
        Type::Boolean(texts) => <[&str; 2]>::from(words(texts.as_ref())).contains(&text),
        Type::Date(form) => form.days(text).is_some(),
        Type::DateTime(date_time) => date_time.seconds(text).is_some(),
        Type::Url { query } => is_http_url(text) && (*query || !text.contains('?')),
        Type::Reference => !text.contains(|it: char| it.is_whitespace() || it.is_control() || matches!(it, '&' | '=')),
        Type::Ip => text.parse::<IpAddr>().is_ok(),
        Type::Encoded(content) => is_of(&content.ty, text),
        Type::Json(_) | Type::Object(_) | Type::Passthrough(_) | Type::RawObject => is_json_object(text),
        Type::Array(_) => is_json_array(text),
        Type::CardNumber => (12..=19).contains(&text.len()) && text.bytes().all(is_digit_or_masked),
        Type::Cvv => (3..=4).contains(&text.len()) && text.bytes().all(is_digit_or_masked),
        Type::ExpiryDate => is_month_and_year(text),
        Type::Base64 => is_base64(text),
        Type::Text | Type::Id(_) | Type::Enum(_) | Type::Any => true,
    }
}

/// Returns a value as a number that orders the values of its type: an integer, an amount in cents, a decimal number in
/// units of its last decimal place, a date in days, or a date with a time in seconds. `None` for other types and values.
pub(crate) fn ordinal(ty: &Type, text: &str) -> Option<i64> {
    match ty {
        // A received amount can be 0.
        Type::Cents => whole(text).filter(|cents| (0..=i64::from(i32::MAX)).contains(cents)),
        Type::Integer(_) | Type::Decimal(_) if is_of(ty, text) => text.replace('.', "").parse().ok(),
        Type::Date(form) => form.days(text),
        Type::DateTime(date_time) => date_time.seconds(text),
        _ => None,
    }
}

impl Range {
    /// Returns `true` if a value of the type is in the range.
    pub fn contains(&self, ty: &Type, text: &str) -> bool {
        let Some(value) = ordinal(ty, text) else { return false };
        let bound = |text: &Option<String>| text.as_ref().and_then(|text| ordinal(ty, text));
        bound(&self.min).is_none_or(|min| min <= value) && bound(&self.max).is_none_or(|max| value <= max)
    }

    /// Returns `true` if each value in the other range is in this one.
    #[cfg(feature = "diff")]
    pub(crate) fn includes(&self, other: &Self, ty: &Type) -> bool {
        let is_included = |bound: &Option<String>, other: &Option<String>| match (bound, other) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(_), Some(other)) => self.contains(ty, other),
        };
        is_included(&self.min, &other.min) && is_included(&self.max, &other.max)
    }
}

/// Vendor pages mask some digits of a secret.
fn is_digit_or_masked(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'*'
}

fn is_month_and_year(text: &str) -> bool {
    let month = text.get(..2).and_then(|month| month.parse().ok());
    text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) && month.is_some_and(|it| (1..=12).contains(&it))
}

/// Vendor pages truncate such texts, so their length means nothing.
fn is_base64(text: &str) -> bool {
    let bare = text.trim_end_matches(['=', '.', '*']);
    bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/*".contains(&byte))
}

/// Parses a whole number that is written as it is sent; `None` for `007` and `+7`, which would be sent as `7`.
fn whole(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number: &i64| number.to_string() == text)
}

fn is_http_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    let is_plain = text.chars().all(|character| character.is_ascii_graphic());
    is_plain && host.is_some_and(|host| host.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '['))
}

/// The maximum nesting depth, sufficient for any text that fits into a field.
const MAX_DEPTH: usize = 32;

/// Returns the keys of a JSON object as written; `None` if the text is not an object.
pub(crate) fn keys(text: &str) -> Option<Vec<&str>> {
    let text = blank(text);
    let mut keys = Vec::new();
    let member = |item: &str| Some(blank(string(item)?).strip_prefix(':').map(blank)?.len());
    let mut rest = blank(text.strip_prefix('{').filter(|_| is_json_object(text))?);
    while let Some(quoted) = rest.strip_prefix('"') {
        keys.push(quoted.split('"').next()?);
        let after = value(&rest[rest.len() - member(rest)?..], MAX_DEPTH)?;
        rest = blank(blank(after).trim_start_matches(','));
    }
    Some(keys)
}

/// Returns the number of items of a JSON array; `None` if the text is not an array.
pub(crate) fn item_count(text: &str) -> Option<usize> {
    let mut count = 0;
    let text = blank(text).strip_prefix('[').filter(|_| is_json_array(text))?;
    let mut rest = blank(text);
    while !rest.starts_with(']') {
        count += 1;
        rest = blank(blank(value(rest, MAX_DEPTH)?).trim_start_matches(','));
    }
    Some(count)
}

fn is_json_object(text: &str) -> bool {
    let text = blank(text);
    text.starts_with('{') && value(text, MAX_DEPTH).is_some_and(|rest| blank(rest).is_empty())
}

fn is_json_array(text: &str) -> bool {
    let text = blank(text);
    text.starts_with('[') && value(text, MAX_DEPTH).is_some_and(|rest| blank(rest).is_empty())
}

fn blank(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\r'])
}

/// Returns the text after a JSON value, if there is one.
fn value(text: &str, depth: usize) -> Option<&str> {
    let depth = depth.checked_sub(1)?;
    match text.chars().next()? {
        '{' => list(&text[1..], '}', |item| value(blank(blank(string(item)?).strip_prefix(':')?), depth)),
        '[' => list(&text[1..], ']', |item| value(item, depth)),
        '"' => string(text),
        '-' | '0'..='9' => number(text),
        _ => ["true", "false", "null"].iter().find_map(|word| text.strip_prefix(word)),
    }
}

fn list<'a>(text: &'a str, end: char, item: impl Fn(&'a str) -> Option<&'a str>) -> Option<&'a str> {
    let mut rest = blank(text);
    if let Some(after) = rest.strip_prefix(end) {
        return Some(after);
    }
    loop {
        rest = blank(item(rest)?);
        match rest.strip_prefix(',') {
            Some(after) => rest = blank(after),
            None => return rest.strip_prefix(end),
        }
    }
}

fn string(text: &str) -> Option<&str> {
    let mut rest = text.strip_prefix('"')?;
    loop {
        let mut characters = rest.chars();
        match characters.next()? {
            '"' => return Some(characters.as_str()),
            '\\' => match characters.next()? {
                '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => {}
                'u' => {
                    let is_hex = (0..4).all(|_| characters.next().is_some_and(|digit| digit.is_ascii_hexdigit()));
                    is_hex.then_some(())?;
                }
                _ => return None,
            },
            character if character < ' ' => return None,
            _ => {}
        }
        rest = characters.as_str();
    }
}

fn number(text: &str) -> Option<&str> {
    let digits = |text: &'_ str| text.len() - text.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
    let text = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(text);
    (whole > 0 && (whole == 1 || !text.starts_with('0'))).then_some(())?;
    let mut rest = &text[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = digits(fraction);
        (length > 0).then_some(())?;
        rest = &fraction[length..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let length = digits(exponent);
        (length > 0).then_some(())?;
        rest = &exponent[length..];
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_json_objects_pass() {
        for text in ["{}", r#" { "a" : [1, -0.5e+3, {"b": null}], "c": "\u00e9\n\"" } "#, r#"{"a":true,"b":[]}"#] {
            assert!(is_json_object(text), "{text}");
        }
        let deep = format!("{}{}", "{\"a\":".repeat(100), "}".repeat(100));
        for text in ["", "[]", "{", "{a:1}", "{\"a\":01}", "{\"a\":}", "{\"a\":1,}", "{} {}", "{\"a\":\"\n\"}", &deep] {
            assert!(!is_json_object(text), "{text}");
        }
    }

    #[test]
    fn lists_the_keys_of_an_object() {
        assert_eq!(keys(r#" {"a": {"b": "}"}, "c,": [1, "\"d\":"] } "#), Some(vec!["a", "c,"]));
        assert_eq!(keys("{ }"), Some(vec![]));
        for text in ["", "[]", "a", r#"{"a"}"#, r#"{"a":1"#] {
            assert_eq!(keys(text), None, "{text}");
        }
    }

    #[test]
    fn counts_the_items_of_an_array() {
        assert_eq!(item_count(r#" [1, {"a": [2, 3]}, "],"] "#), Some(3));
        assert_eq!((item_count("[]"), item_count("{}"), item_count("[1")), (Some(0), None, None));
    }

    #[test]
    fn accepts_masked_digits_and_months() {
        assert!(is_of(&Type::CardNumber, "432567******2266") && !is_of(&Type::CardNumber, "4325 6712 3456 2266"));
        assert!(is_of(&Type::Cvv, "786") && !is_of(&Type::Cvv, "78"));
        assert!(is_of(&Type::ExpiryDate, "1225"));
        for text in ["1325", "0025", "225", "12/25", "+125"] {
            assert!(!is_of(&Type::ExpiryDate, text), "{text}");
        }
        assert!(is_of(&Type::Base64, "eyJ2ZXJz+/aW9u==") && !is_of(&Type::Base64, "{}"));
    }

    #[test]
    fn only_http_urls_pass() {
        assert!(is_http_url("https://shop.example/n?a=1") && is_http_url("http://[::1]:80"));
        for text in ["", "shop.example", "ftp://shop.example", "https://", "https:///n", "https://shop.example/a b"] {
            assert!(!is_http_url(text), "{text}");
        }
    }
}
