//! The text of a saved page, to search for names that no table has.

use crate::saved_page::notation::whitespace::HIDDEN;
use crate::saved_page::readers::format::Format;

/// The text of a page without tags, escapes and zero-width characters.
pub(super) struct PageText(String);

impl PageText {
    pub(super) fn of(page: &str) -> Self {
        let text = if Format::of(page) == Format::Html { without_tags(page) } else { page.to_owned() };
        // A web archive breaks long lines with `=`, Markdown escapes `_`.
        let text = text.replace("=\r\n", "").replace("=\n", "");
        Self(text.chars().filter(|it| *it != '\\' && !HIDDEN.contains(it)).collect())
    }

    /// Returns `true` if the page contains the name of a field anywhere. A member counts without its
    /// object, and a name within a longer word counts, too: columns may have no separators.
    pub(super) fn names(&self, field: &str) -> bool {
        self.contains(field.rsplit('.').next().unwrap_or(field))
    }

    pub(super) fn contains(&self, text: &str) -> bool {
        self.0.contains(text)
    }
}

/// Removes tags, which can split a name: `mch<wbr>OrderNo`.
fn without_tags(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = match tag.split_once('>') {
            Some((_, after)) if tag.starts_with(|it: char| it.is_ascii_alphabetic() || "/!?".contains(it)) => after,
            _ => {
                text.push('<');
                tag
            }
        };
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::PageText;

    #[test]
    fn a_name_is_found_in_every_notation() {
        for page in [
            "mchIdyString(30)10000701",
            "| qr\\_code | mchId* |",
            "<html><td>mch<wbr>Id</td></html>",
            "mch\u{200b}Id",
            "<html>mc=\r\nhId</html>",
            "├─ mchId",
        ] {
            assert!(PageText::of(page).names("retData.mchId"), "{page}");
        }
        let page = PageText::of("<html><body class=\"mchId\"><p>1 < 2</p></body></html>");
        assert!(!page.names("mchId") && !page.names("body") && page.contains("1 < 2"));
    }
}
