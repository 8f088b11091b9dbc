//! The page of a code, split at its headings.

use super::{Example, Explanation};
use crate::diagnostic::Code;

/// Reads a page. A missing section is empty; a test ensures that every page has all sections.
pub(super) fn read(code: Code, page: &'static str) -> Explanation {
    Explanation {
        code,
        rule: code.summary(),
        why: section(page, "Why"),
        wrong: example(section(page, "Wrong")),
        right: example(section(page, "Right")),
        remedy: section(page, "What to do"),
    }
}

/// Returns the text below a heading.
fn section(page: &'static str, name: &str) -> &'static str {
    let below = page.split("\n## ").skip(1).find_map(|part| part.strip_prefix(name)?.strip_prefix('\n'));
    below.unwrap_or_default().trim()
}

fn example(markdown: &'static str) -> Example {
    Example { markdown, page: fenced(markdown, "```markdown\n"), yaml: fenced(markdown, "```yaml\n") }
}

fn fenced(markdown: &'static str, fence: &str) -> Option<&'static str> {
    let (_, below) = markdown.split_once(fence)?;
    Some(below.split_once("\n```").map_or(below, |(inside, _)| inside))
}
