//! The declarations of styles that hide, strike out or indent.

use crate::saved_page::notation::indent::WIDTH;

/// The declarations of a style that matter here.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Style {
    pub(crate) is_hidden: bool,
    /// Whether it shows the element regardless of its class.
    pub(crate) is_shown: bool,
    pub(crate) is_struck: bool,
    /// The indentation in pixels.
    pub(crate) indent: u32,
}

impl Style {
    /// Reads declarations in small letters.
    pub(crate) fn of(style: &str) -> Self {
        let mut read = Self::default();
        let (mut is_clipped, mut is_small, mut is_apart) = (false, false, false);
        for declaration in style.split(';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let (property, value) = (property.trim(), value.trim().trim_end_matches("!important").trim());
            match (property, value) {
                ("display", value) => {
                    (read.is_hidden, read.is_shown) = (value == "none", value != "none");
                }
                ("visibility", "hidden" | "collapse") | ("content-visibility", "hidden") => read.is_hidden = true,
                ("opacity" | "font-size", value) if number(value) == Some(0) => read.is_hidden = true,
                ("clip" | "clip-path", value) if value.starts_with("rect(") || value.starts_with("inset(") => {
                    is_clipped = value.contains("rect(0")
                        || value.contains("rect(1px")
                        || value.contains("inset(50%")
                        || value.contains("inset(100%");
                }
                ("position", "absolute" | "fixed") => is_apart = true,
                ("left" | "top" | "text-indent" | "margin-left", value)
                    if number(value).is_some_and(|it| it <= -900) =>
                {
                    read.is_hidden = true;
                }
                ("height" | "max-height" | "width" | "max-width", value)
                    if number(value).is_some_and(|it| (0..=1).contains(&it)) =>
                {
                    is_small = true;
                }
                ("overflow", "hidden") if is_small => read.is_hidden = true,
                ("text-decoration" | "text-decoration-line", value) => read.is_struck = value.contains("line-through"),
                ("padding-left" | "margin-left" | "text-indent" | "padding-inline-start", value) => {
                    let pixels = number(value).and_then(|it| u32::try_from(it).ok()).unwrap_or(0);
                    let factor = if value.ends_with("em") { 2 * WIDTH } else { 1 };
                    read.indent = read.indent.saturating_add(pixels.min(10_000) * factor);
                }
                _ => {}
            }
        }
        read.is_hidden |= is_clipped && is_apart;
        read
    }
}

/// Returns the whole number that a value begins with.
fn number(value: &str) -> Option<i64> {
    let end = value.char_indices().find(|(at, it)| !(it.is_ascii_digit() || (*at == 0 && *it == '-')));
    let (digits, rest) = value.split_at(end.map_or(value.len(), |(at, _)| at));
    // `0.5` is not zero.
    let is_fraction = rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|it: char| ('1'..='9').contains(&it)));
    let number = digits.parse::<i64>().ok()?;
    Some(if number == 0 && is_fraction { return None } else { number })
}
