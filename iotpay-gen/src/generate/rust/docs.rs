//! Documentation of generated items.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::url;
pub(super) use crate::generate::markdown::{code, one_line};
use crate::model::{
    Completeness, DateTime, Decimal, Enumeration, Field, Filler, IdTarget, Lifecycle, Page, Range, Secrecy, SourceNote,
    Type, ValueRules, Width,
};
use crate::raw::SITE;
use crate::source::Span;

/// Returns paragraphs as doc attributes. No line is indented, since rustdoc would run it as a test.
pub(super) fn doc<T: AsRef<str>>(paragraphs: &[T]) -> TokenStream {
    let mut lines = Vec::new();
    for paragraph in paragraphs.iter().filter(|paragraph| !paragraph.as_ref().is_empty()) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let trimmed = paragraph.as_ref().lines().map(str::trim);
        lines.extend(trimmed.map(|line| if line.is_empty() { String::new() } else { format!(" {line}") }));
    }
    quote!(#(#[doc = #lines])*)
}

/// Escapes text so that Markdown shows it literally, with the vendor's codes such as `WX_NATIVE` as code. Text that
/// would begin a code block, which rustdoc would run, is escaped too.
pub(super) fn escape(text: &str) -> String {
    text.lines().map(|line| escape_line(line, true)).collect::<Vec<_>>().join("\n")
}

/// Escapes a text like [`escape`], for the text of a link, which cannot contain another link.
fn escape_link_text(text: &str) -> String {
    escape_line(text, false)
}

/// `links`: a URL becomes a link, since rustdoc warns of one that is not.
fn escape_line(line: &str, links: bool) -> String {
    let line = one_line(line);
    let mut escaped = String::with_capacity(line.len());
    let mut in_code = false;
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let mut rest = line.as_str();
    while let Some(first) = rest.chars().next() {
        if links
            && !in_code
            && let Some((url, after)) = url::split_first(rest)
        {
            escaped.extend(["<", url, ">"]);
            rest = after;
            continue;
        }
        let length = rest.find(|character| !is_word(character)).unwrap_or(rest.len());
        // A URL may begin within a word.
        let length = (1..length).find(|at| url::begins(rest, *at)).unwrap_or(length);
        let (word, after) = rest.split_at(length);
        if word.contains('_') && !in_code {
            escaped.extend(["`", word, "`"]);
        } else if !word.is_empty() {
            escaped.push_str(word);
        } else if first == '`' {
            // A pair of single backticks is code; anything else would be a fence, or stay open to the end.
            let run = rest.len() - rest.trim_start_matches('`').len();
            if run == 1 && (in_code || rest[1..].contains('`')) {
                in_code = !in_code;
                escaped.push('`');
            } else {
                escaped.push_str(&"\\`".repeat(run));
            }
            rest = &rest[run..];
            continue;
        } else {
            let begins_block = escaped.is_empty() && matches!(first, '#' | '-' | '+');
            if !in_code && (begins_block || matches!(first, '[' | ']' | '<' | '>' | '*' | '~' | '\\')) {
                escaped.push('\\');
            }
            escaped.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        rest = after;
    }
    escaped
}

/// Returns the vendor page with a path, which documents an item, and the location of the item in the spec.
pub(super) fn address(context: &Context<'_>, path: &str, span: Span) -> String {
    if let Some(page) = context.pages.at(path) {
        return origin(context, page, span);
    }
    format!("Vendor page: <{SITE}{}> (date unknown); spec: {}.", one_line(path), context.link(span))
}

/// Returns the vendor page that documents an item, and the location of the item in the spec.
pub(super) fn origin(context: &Context<'_>, page: &Page, span: Span) -> String {
    let vendor = match &page.path {
        Some(path) => format!("[{}]({SITE}{})", escape_link_text(&page.title), one_line(path)),
        None => escape(&page.title),
    };
    let date = page.updated.as_ref().map_or_else(|| "date unknown".to_owned(), |date| format!("last updated {date}"));
    format!("Vendor page: {vendor} ({date}); spec: {}.", context.link(span))
}

/// Returns the note for a type whose page was not available in full.
pub(super) fn partial(page: &Page) -> String {
    match page.completeness {
        Completeness::Complete => String::new(),
        Completeness::Partial | Completeness::NotAvailable => {
            "Only a part of the page was available: [`PAGE`] lists what is missing.".to_owned()
        }
    }
}

/// Returns the location of a part of an item in the spec; empty without line numbers, since the item names the file.
pub(super) fn line(context: &Context<'_>, span: Span) -> String {
    if !context.settings.lines {
        return String::new();
    }
    format!("Spec: {}.", context.link(span))
}

/// Documentation of a field that the caller sets.
pub(super) fn request_field(context: &Context<'_>, field: &Field) -> TokenStream {
    doc(&[
        escape(&field.about),
        rules(field),
        dates(&field.lifecycle),
        provenance(context, field),
        line(context, field.span),
    ])
}

/// Documentation of a field of a page request, with the rules of single channels.
pub(super) fn page_request_field(context: &Context<'_>, field: &Field, on_channels: &str) -> TokenStream {
    let paragraphs = [
        escape(&field.about),
        on_channels.to_owned(),
        rules(field),
        dates(&field.lifecycle),
        provenance(context, field),
        line(context, field.span),
    ];
    doc(&paragraphs)
}

/// Joins words: `a`, `a and b`, or `a, b and c`.
pub(super) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// Documentation of a received field.
pub(super) fn response_field(context: &Context<'_>, field: &Field) -> TokenStream {
    let sample = sample(field).map_or_else(String::new, |sample| format!("{sample}."));
    let purpose =
        field.purpose.map_or_else(String::new, |it| format!("Purpose {}: {}.", code(it.as_str()), it.meaning()));
    let (documented, dates) = (documented_values(field), dates(&field.lifecycle));
    doc(&[
        escape(&field.about),
        purpose,
        documented,
        sample,
        dates,
        provenance(context, field),
        line(context, field.span),
    ])
}

/// Returns the documented values of a received field, which may have others.
fn documented_values(field: &Field) -> String {
    let ValueRules { range, pattern, default, items } = &field.value_rules;
    let of_items = match &field.ty {
        Type::Array(array) => documented_values(&array.item),
        _ => String::new(),
    };
    let documented = [
        range.as_ref().map(Range::description),
        pattern.as_ref().map(|pattern| format!("of the pattern {}", code(&pattern.text))),
        (!items.is_any()).then(|| items.description()),
    ];
    let documented: Vec<_> = documented.into_iter().flatten().collect();
    let values = (!documented.is_empty())
        .then(|| format!("Documented values: {}. The client also accepts others.", documented.join(", ")));
    let default = default.as_ref().map(|default| format!("If it is absent, its value is {}.", code(default)));
    let all = [values, (!of_items.is_empty()).then(|| format!("Each item: {of_items}")), default];
    all.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Returns the dates of an item; empty if it has none. Rustdoc itself shows the deprecation.
pub(super) fn dates(lifecycle: &Lifecycle) -> String {
    escape(&lifecycle.dates())
}

fn rules(field: &Field) -> String {
    let mut rules = Vec::new();
    match (&field.ty, field.max) {
        (Type::Text, Some(max)) => rules.push(format!("1 to {max} characters")),
        (Type::Reference, Some(max)) => rules.push(format!("1 to {max} characters without whitespace, `&` or `=`")),
        (Type::Url { query }, max) => {
            let limit = max.map_or_else(String::new, |max| format!(" of at most {max} characters"));
            let rule = if *query { "" } else { ", without `?` or `#`" };
            rules.push(format!("An absolute http or https URL{limit}{rule}"));
        }
        (Type::CardNumber, _) => rules.push("14 to 19 digits".to_owned()),
        (Type::Cvv, _) => rules.push("3 or 4 digits".to_owned()),
        (Type::ExpiryDate, _) => rules.push("Month and year, MMYY".to_owned()),
        (Type::Base64, _) => rules.push("Base64".to_owned()),
        (Type::Id(IdTarget::Order), _) => rules.push("An order id, not a refund id".to_owned()),
        (Type::Id(IdTarget::Refund), _) => rules.push("A refund id, not an order id".to_owned()),
        (Type::Id(IdTarget::Transaction), _) => rules.push("An order id or a refund id".to_owned()),
        (Type::Ip, Some(max)) => rules.push(format!("An IP address of at most {max} characters as text")),
        (Type::Cents, _) => rules.push("In cents, at least 1".to_owned()),
        (Type::Integer(Width::Int), _) => rules.push("A 32-bit integer".to_owned()),
        (Type::Integer(Width::Long), _) => rules.push("A 64-bit integer".to_owned()),
        (Type::Decimal(decimal), _) => rules.push(decimal_rule(*decimal)),
        (Type::Boolean(Some(words)), _) => {
            rules.push(format!("Sent as {} for true and {} for false", code(&words.yes), code(&words.no)));
        }
        (Type::Date(form), _) => rules.push(format!("A date of the form {}", code(form.notation()))),
        (Type::DateTime(date_time), _) => rules.push(date_time_rule(*date_time)),
        (Type::Json(_), Some(max)) => rules.push(format!("A JSON object of at most {max} characters as text")),
        (Type::Encoded(content), max) => {
            let kind = if matches!(content.ty, Type::Array(_)) { "array" } else { "object" };
            let limit = max.map_or_else(String::new, |max| format!(" of at most {max} characters"));
            rules.push(format!("A JSON {kind}{limit}, sent as text"));
            let of_content = self::rules(content);
            let of_content = of_content.trim_end_matches('.');
            rules.extend((!of_content.is_empty()).then(|| of_content.to_owned()));
        }
        (Type::Array(array), _) => {
            let of_items = self::rules(&array.item);
            let of_items = of_items.trim_end_matches('.');
            rules.extend((!of_items.is_empty()).then(|| format!("Each item: {of_items}")));
        }
        // Without a limit there is no rule to name; other types list their values or members, or accept anything.
        (Type::Text | Type::Reference | Type::Ip | Type::Json(_), None)
        | (
            Type::Boolean(None) | Type::Enum(_) | Type::Object(_) | Type::Passthrough(_) | Type::RawObject | Type::Any,
            _,
        ) => {}
    }
    let ValueRules { range, pattern, default, items } = &field.value_rules;
    if !items.is_any() {
        rules.push(capitalized(&items.description()));
    }
    if let Some(range) = range {
        rules.push(capitalized(&range.description()));
    }
    if let Some(pattern) = pattern {
        rules.push(format!("Matches the pattern {}", code(&pattern.text)));
    }
    if let Some(default) = default {
        rules.push(format!("Without it, the gateway uses {}", code(default)));
    }
    match field.secret {
        Some(Secrecy::Hidden) => rules.push("Secret: never displayed".to_owned()),
        Some(Secrecy::LastFour) => rules.push("Secret: displayed with its last four characters".to_owned()),
        None => {}
    }
    rules.extend(sample(field));
    if rules.is_empty() { String::new() } else { format!("{}.", rules.join(". ")) }
}

fn decimal_rule(decimal: Decimal) -> String {
    let largest = decimal.largest();
    match decimal.scale {
        0 => format!("A whole number from -{largest} to {largest}, sent as text"),
        1 => format!("A decimal number from -{largest} to {largest}, sent as text with 1 decimal place"),
        scale => format!("A decimal number from -{largest} to {largest}, sent as text with {scale} decimal places"),
    }
}

/// Returns a text with a capital letter at its beginning.
fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect()
}

fn date_time_rule(date_time: DateTime) -> String {
    let zone = match date_time.zone() {
        Some(zone) if zone == "UTC" => "in UTC".to_owned(),
        Some(zone) => format!("at the offset {zone} from UTC"),
        None => "with its offset from UTC".to_owned(),
    };
    format!("A date and time of the form {}, {zone}", code(date_time.form.notation()))
}

fn sample(field: &Field) -> Option<String> {
    let is_secret = field.secret.is_some();
    (!field.sample.is_empty() && !is_secret).then(|| format!("Sample: {}", code(&field.sample)))
}

/// Returns the source of a row and of its rules, if it is not the current page.
fn provenance(context: &Context<'_>, field: &Field) -> String {
    let row = field.source.words().map(|words| format!("Source: {words}."));
    let other = field.other_page.as_ref().map(|path| {
        let page = context.pages.at(path);
        let title = escape_link_text(page.map_or(path, |page| &page.title));
        format!("The row is from [{title}]({SITE}{}).", one_line(path))
    });
    let rule = field.rule.as_ref().and_then(|(source, note)| {
        let words = source.words()?;
        let note = escape(note);
        Some(if note.is_empty() { format!("Source of its rule: {words}.") } else { format!("{note} Source: {words}.") })
    });
    [other, row, rule].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Returns the source of a fact about a family, and its reason.
pub(super) fn source_note(source_note: &SourceNote) -> String {
    let note = source_note.note.as_ref().map(|note| escape(note));
    let source = source_note.source.words().map(|words| format!("Source: {words}."));
    note.into_iter().chain(source).collect::<Vec<_>>().join(" ")
}

/// Lists the fields that the client fills, which are not fields of the type.
pub(super) fn filled_fields(fields: &[Field]) -> String {
    let mut by_client = Vec::new();
    let mut fixed = Vec::new();
    for field in fields {
        match &field.filled {
            Some(Filler::Fixed(value)) => fixed.push(format!("{} is always {}", code(&field.wire), code(value))),
            Some(_) => by_client.push(code(&field.wire)),
            None => {}
        }
    }
    let mut text = String::new();
    if !by_client.is_empty() {
        text = format!("The client fills in {}.", by_client.join(", "));
    }
    if !fixed.is_empty() {
        let separator = if text.is_empty() { "" } else { " " };
        text = format!("{text}{separator}{}.", fixed.join("; "));
    }
    text
}

/// Documentation of an enumeration.
pub(super) fn enumeration(context: &Context<'_>, enumeration: &Enumeration) -> TokenStream {
    doc(&[escape(&enumeration.about), address(context, &enumeration.page, enumeration.span)])
}

#[cfg(test)]
mod tests {
    use super::{code, escape};

    #[test]
    fn formats_codes_and_escapes_markup() {
        assert_eq!(escape("WX_APP and UPI_APP, in `pay_params`."), "`WX_APP` and `UPI_APP`, in `pay_params`.");
        assert_eq!(escape("a <b> [c] *"), "a \\<b\\> \\[c\\] \\*");
    }

    #[test]
    fn escapes_code_blocks() {
        for (text, escaped) in [
            ("```\nlet a = b;\n```", "\\`\\`\\`\nlet a = b;\n\\`\\`\\`"),
            ("~~~", "\\~\\~\\~"),
            ("a\n\n    b(c)", "a\n\nb(c)"),
            ("-     a", "\\- a"),
            ("- ```rust", "\\- \\`\\`\\`rust"),
            ("a ` <b>", "a \\` \\<b\\>"),
            ("`a b` c_d `e", "`a b` `c_d` \\`e"),
            ("# a", "\\# a"),
        ] {
            assert_eq!(escape(text), escaped, "{text:?}");
        }
        assert_eq!(code("a\n\n    ``b``"), "``` a ``b`` ```");
    }
}
