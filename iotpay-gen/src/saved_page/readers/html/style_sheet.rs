//! The style sheets of a saved page: which classes hide or strike out.

use std::collections::HashSet;

use crate::saved_page::readers::html::style::Style;

/// The simple selectors (`.class`, `#id`) of the rules that matter here.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    hiding: HashSet<String>,
    striking: HashSet<String>,
}

impl Sheet {
    /// Reads the `<style>` elements of a page. Rules below `@media` and the like are for other screens.
    pub(crate) fn of(page: &str) -> Self {
        let mut sheet = Self::default();
        let mut rest = page;
        while let Some(at) = rest.find("<style") {
            rest = &rest[at..];
            let end = rest.find("</style").unwrap_or(rest.len());
            if let Some(begin) = rest[..end].find('>') {
                sheet.read(&rest[begin + 1..end]);
            }
            rest = &rest[end..];
        }
        sheet
    }

    fn read(&mut self, css: &str) {
        let mut depth = 0_usize;
        let mut start = 0;
        let mut selectors = "";
        for (at, character) in css.char_indices() {
            match character {
                '{' => {
                    if depth == 0 {
                        selectors = &css[start..at];
                    }
                    depth += 1;
                    start = at + 1;
                }
                '}' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        self.rule(selectors, &css[start..at]);
                    }
                    start = at + 1;
                }
                // `@import "x";`
                ';' if depth == 0 => start = at + 1,
                _ => {}
            }
        }
    }

    fn rule(&mut self, selectors: &str, declarations: &str) {
        if selectors.contains('@') || declarations.len() > 4000 {
            return;
        }
        let style = Style::of(&declarations.to_ascii_lowercase());
        if !style.is_hidden && !style.is_struck {
            return;
        }
        let selectors = selectors.rsplit("*/").next().unwrap_or_default();
        for selector in selectors.split(',').map(str::trim).filter(|selector| is_simple(selector)) {
            let names = if style.is_hidden { &mut self.hiding } else { &mut self.striking };
            names.insert(selector.to_ascii_lowercase());
        }
    }

    /// Returns `true` if a rule hides an element of these classes and this id.
    pub(crate) fn hides(&self, classes: &[&str], id: &str) -> bool {
        has(&self.hiding, classes, id)
    }

    /// Returns `true` if a rule strikes it out.
    pub(crate) fn strikes(&self, classes: &[&str], id: &str) -> bool {
        has(&self.striking, classes, id)
    }
}

fn has(names: &HashSet<String>, classes: &[&str], id: &str) -> bool {
    !names.is_empty()
        && (classes.iter().any(|class| names.contains(&format!(".{class}"))) || names.contains(&format!("#{id}")))
}

/// Returns `true` if a selector is one class or one id.
fn is_simple(selector: &str) -> bool {
    let is_word = |it: char| it.is_alphanumeric() || "-_".contains(it);
    selector.strip_prefix(['.', '#']).is_some_and(|name| !name.is_empty() && name.chars().all(is_word))
}
