//! The dates of a page: its last update, and its changelog.

use super::sections::plain;
use crate::source::Spanned;

/// When the page was last updated.
#[derive(Debug, Clone)]
pub struct Updated {
    /// The day, `YYYY-MM-DD`.
    pub date: Spanned<String>,
    /// The other day that the same digits may mean.
    pub other: Option<String>,
}

/// What the vendor changed on a day.
#[derive(Debug, Clone)]
pub struct Change {
    /// The day.
    pub date: Spanned<String>,
    /// The vendor's words.
    pub lines: Vec<String>,
}

/// The day of a line such as `Last Updated: 3/10/26, 5:43 PM`.
pub(super) fn updated(line: &Spanned<String>) -> Option<Updated> {
    let text = plain(&line.value);
    let lower = text.to_lowercase();
    let label = ["last updated", "上次更新", "最后更新"].into_iter().find(|label| lower.starts_with(label))?;
    let rest = lower[label.len()..].trim_start_matches(['时', '间', ':', '：', ' ']);
    let day = rest.split([',', ' ']).next()?;
    if let Some(date) = iso(day) {
        return Some(Updated { date: Spanned::new(date, line.span), other: None });
    }
    let numbers: Vec<u32> = day.split('/').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [first, second, third] = numbers[..] else { return None };
    if day.split('/').next()?.len() == 4 {
        let date = date(first, second, third)?;
        return Some(Updated { date: Spanned::new(date, line.span), other: None });
    }
    let year = if third < 100 { 2000 + third } else { third };
    // The site writes the month first, as Americans do.
    let (american, other) = (date(year, first, second), date(year, second, first));
    let (read, other) = match (american, other) {
        (Some(read), Some(other)) if read != other => (read, Some(other)),
        (Some(read), _) | (None, Some(read)) => (read, None),
        (None, None) => return None,
    };
    Some(Updated { date: Spanned::new(read, line.span), other })
}

fn date(year: u32, month: u32, day: u32) -> Option<String> {
    let fits = (2000..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    fits.then(|| format!("{year}-{month:02}-{day:02}"))
}

/// A date that stands as `YYYY-MM-DD`.
fn iso(text: &str) -> Option<String> {
    let parts: Vec<u32> = text.split('-').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [year, month, day] = parts[..] else { return None };
    date(year, month, day)
}

/// Finds the changelog line by line.
#[derive(Default)]
pub(super) struct Changelog {
    pub(super) changes: Vec<Change>,
    is_open: bool,
}

impl Changelog {
    /// Looks at a line; whether it belongs to the changelog.
    pub(super) fn line(&mut self, line: &Spanned<String>) -> bool {
        let text = plain(&line.value);
        if text.is_empty() {
            return self.is_open;
        }
        let lower = text.to_lowercase();
        if ["changelog", "change log", "更新日志", "变更记录"].contains(&lower.as_str()) {
            self.is_open = true;
            return true;
        }
        if !self.is_open {
            return false;
        }
        if let Some(date) = iso(text) {
            self.changes.push(Change { date: Spanned::new(date, line.span), lines: Vec::new() });
            return true;
        }
        // Below the list of changes the page goes on with samples.
        let is_item = line.value.trim_start().starts_with(['•', '*', '-', '+']);
        match self.changes.last_mut() {
            Some(change) if is_item || change.lines.is_empty() => change.lines.push(text.to_owned()),
            _ => self.is_open = false,
        }
        self.is_open
    }
}
