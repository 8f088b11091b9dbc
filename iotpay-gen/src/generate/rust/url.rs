//! URLs in prose, as Markdown autolinks accept them.

const SCHEMES: [&str; 2] = ["https://", "http://"];

/// Returns `true` if a URL begins at this byte, regardless of the case of its scheme.
pub(super) fn begins(text: &str, at: usize) -> bool {
    let starts_with = |scheme: &str| text.get(at..at + scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme));
    SCHEMES.into_iter().any(starts_with)
}

/// Returns the URL at the start of the text, and the rest of the text. Angle brackets around the URL, which already
/// mark it as a link, are removed.
pub(super) fn split_first(text: &str) -> Option<(&str, &str)> {
    if let Some(inner) = text.strip_prefix('<') {
        let (url, after) = inner.split_once('>')?;
        return (length(url)? == url.len()).then_some((url, after));
    }
    Some(text.split_at(length(text)?))
}

/// Returns the length of the URL at the start of the text. Punctuation after it is not part of it, nor is text in a
/// script that URLs do not use.
fn length(text: &str) -> Option<usize> {
    if !begins(text, 0) {
        return None;
    }
    let is_outside = |character: char| {
        !character.is_ascii_graphic() || matches!(character, '<' | '>' | '"' | '`' | '\\' | '^' | '{' | '|' | '}')
    };
    let mut url = &text[..text.find(is_outside).unwrap_or(text.len())];
    while let Some(last) = url.chars().next_back() {
        let closes_nothing = |open: char| url.matches(last).count() > url.matches(open).count();
        let is_punctuation = match last {
            ')' => closes_nothing('('),
            ']' => closes_nothing('['),
            _ => matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~'),
        };
        if !is_punctuation {
            break;
        }
        url = &url[..url.len() - 1];
    }
    let (_, host) = url.split_once("://")?;
    host.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '[').then_some(url.len())
}

#[cfg(test)]
mod tests {
    use super::split_first;

    #[test]
    fn finds_the_end_of_a_url() {
        for (text, url) in [
            ("https://a.example/x, and", Some("https://a.example/x")),
            ("https://a.example/x).", Some("https://a.example/x")),
            ("https://a.example/x_(y)", Some("https://a.example/x_(y)")),
            ("https://a.example/x。也", Some("https://a.example/x")),
            ("https://a.example（例）", Some("https://a.example")),
            ("HTTP://a.example?b=c&d#e_f…", Some("HTTP://a.example?b=c&d#e_f")),
            ("<https://a.example> b", Some("https://a.example")),
            ("<https://a.example b>", None),
            ("https://", None),
            ("https://…", None),
            ("httpsx://a.example", None),
        ] {
            assert_eq!(split_first(text).map(|(url, _)| url), url, "{text}");
        }
    }
}
