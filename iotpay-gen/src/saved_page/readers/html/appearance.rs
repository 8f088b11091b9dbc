//! The appearance of an HTML element: hidden, struck out, raised or indented.

use html5gum::StartTag;

use crate::saved_page::notation::indent::WIDTH;
use crate::saved_page::readers::html::style::Style;
use crate::saved_page::readers::html::style_sheet::Sheet;

/// The visibility of an element on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Always,
    /// Visible only sometimes, or not to everyone.
    AtTimes,
    Never,
}

/// The appearance of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Appearance {
    pub(crate) shown: Shown,
    pub(crate) is_struck: bool,
    /// Whether its text may be a footnote.
    pub(crate) is_note: bool,
    /// Its indentation, in pixels.
    pub(crate) indent: u32,
}

/// Classes that frameworks use to hide text.
const HIDING: [&str; 12] = [
    "sr-only",
    "visually-hidden",
    "screen-reader-text",
    "screen-reader-only",
    "d-none",
    "display-none",
    "hidden",
    "hide",
    "is-hidden",
    "ng-hide",
    "invisible",
    "u-hidden",
];
/// Classes of panels; all except one are hidden.
const PANELS: [&str; 6] = ["tab-pane", "tab-panel", "tabpanel", "ant-tabs-tabpane", "tabbed-block", "tab-content-item"];
const STRIKING: [&str; 3] = ["line-through", "text-decoration-line-through", "text-strike"];
/// Attributes whose expression decides whether an element is shown.
const CONDITIONS: [&[u8]; 6] = [b"v-show", b"v-if", b"x-show", b"ng-show", b"ng-if", b"data-show"];

/// Reads the attributes of an element.
pub(crate) fn of(tag: &StartTag<usize>, sheet: &Sheet) -> Appearance {
    let name: &[u8] = &tag.name;
    let attribute =
        |name: &[u8]| tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).trim().to_ascii_lowercase());
    let class = attribute(b"class").unwrap_or_default();
    let classes: Vec<&str> = class.split_ascii_whitespace().collect();
    let id = attribute(b"id").unwrap_or_default();
    let style = attribute(b"style").map(|style| Style::of(&style)).unwrap_or_default();
    let is_struck = matches!(name, b"del" | b"s" | b"strike")
        || style.is_struck
        || classes.iter().any(|class| STRIKING.contains(class))
        || sheet.strikes(&classes, &id);
    let is_hidden = tag.attributes.contains_key(&b"hidden"[..])
        || style.is_hidden
        || (name == b"dialog" && !tag.attributes.contains_key(&b"open"[..]))
        || tag.attributes.contains_key(&b"popover"[..])
        || is_closed_panel(&attribute(b"role").unwrap_or_default(), &classes, attribute(b"aria-hidden").as_deref())
        || CONDITIONS.iter().any(|name| attribute(name).is_some_and(|value| value == "false"))
        || (sheet.hides(&classes, &id) && !style.is_shown);
    let by_class = classes.iter().any(|class| HIDING.contains(class));
    // `hidden md:block`, `d-none d-md-block`: shown on wide screens.
    let is_responsive = classes.iter().any(|class| {
        ["block", "flex", "inline", "table", "grid", "cell", "row"].iter().any(|shown| class.ends_with(shown))
            && class.contains([':', '-'])
    });
    let shown = if is_hidden || (by_class && !is_responsive && !style.is_shown) {
        Shown::Never
    } else if by_class && !style.is_shown
        || CONDITIONS.iter().any(|name| attribute(name).is_some_and(|value| value != "true"))
        || attribute(b"aria-hidden").is_some_and(|value| value == "true")
    {
        Shown::AtTimes
    } else {
        Shown::Always
    };
    let level = classes.iter().find_map(|class| class.rsplit_once("level-")?.1.parse::<u32>().ok());
    let level = level.or_else(|| attribute(b"aria-level")?.parse::<u32>().ok());
    let indent = style.indent.saturating_add(level.unwrap_or(0).min(100) * 2 * WIDTH);
    Appearance { shown, is_struck, is_note: matches!(name, b"sup" | b"sub" | b"small"), indent }
}

/// Returns `true` if the element is a panel of tabs that is not the open one.
fn is_closed_panel(role: &str, classes: &[&str], aria_hidden: Option<&str>) -> bool {
    let is_panel = role == "tabpanel" || classes.iter().any(|class| PANELS.contains(class));
    let is_open = classes
        .iter()
        .any(|class| ["active", "show", "in", "current", "selected"].contains(class) || class.ends_with("-active"));
    let by_class = classes.iter().any(|class| ["tab-pane", "ant-tabs-tabpane"].contains(class));
    is_panel && (aria_hidden == Some("true") || (by_class && !is_open && aria_hidden.is_none()))
}
