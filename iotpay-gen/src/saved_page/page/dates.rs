//! The dates of a page: its last update, and its changelog.

use crate::saved_page::model::dates::LastUpdated;
use crate::saved_page::notation::section_headings::plain;
use crate::source::Spanned;

/// Labels of the date of the last update.
const LABELS: [&str; 11] = [
    "last updated",
    "last update",
    "last modified",
    "updated on",
    "updated at",
    "updated:",
    "上次更新",
    "最后更新",
    "最近更新",
    "更新时间",
    "更新日期",
];

/// Returns `true` if a line announces the date of the last update.
pub(crate) fn announces(line: &str) -> bool {
    let lower = plain(line).to_lowercase();
    LABELS
        .iter()
        .any(|label| lower.strip_prefix(label.trim_end_matches(':')).is_some_and(|rest| after_label(rest).is_empty()))
}

/// Returns `true` if a short line begins with a label of the last update.
pub(crate) fn is_label(line: &str) -> bool {
    let lower = plain(line).to_lowercase();
    lower.len() < 60 && LABELS.iter().any(|label| lower.starts_with(label))
}

fn after_label(rest: &str) -> &str {
    rest.strip_prefix(" on").unwrap_or(rest).trim_start_matches(['时', '间', '日', '期', '于', '*', ':', '：', ' '])
}

/// Returns the date in a line such as `Last Updated: 3/10/26, 5:43 PM`, or the date alone if the line before
/// announced it.
pub(crate) fn updated(line: &Spanned<String>, is_announced: bool) -> Option<LastUpdated> {
    let lower = plain(&line.value).to_lowercase();
    let rest = match LABELS.iter().find_map(|label| lower.strip_prefix(label)) {
        Some(rest) => after_label(rest),
        None if is_announced => &lower,
        None => return None,
    };
    let (day, _) = day_at_start(rest)?;
    Some(LastUpdated { date: Spanned::new(day.date, line.span), other: day.other })
}

/// A date as written on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) date: String,
    /// The other date that the same digits can mean.
    pub(crate) other: Option<String>,
}

/// Returns the day at the beginning of a text, and what follows it.
pub(crate) fn day_at_start(text: &str) -> Option<(Day, &str)> {
    let end = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    if end == 0 {
        return named_month_first(text);
    }
    let first: u32 = text[..end].parse().ok()?;
    let after = &text[end..];
    let known = |date: String, rest| Some((Day { date, other: None }, rest));
    if let Some(rest) = after.trim_start().strip_prefix('年') {
        let (month, rest) = number(rest)?;
        let (day, rest) = number(rest.trim_start().strip_prefix('月')?)?;
        let rest = rest.trim_start();
        let rest = rest.strip_prefix(['日', '号']).unwrap_or(rest);
        return known(date(first, month, day)?, rest);
    }
    if end <= 2 {
        // `10 March 2026`
        let rest = after.strip_prefix("th").or_else(|| after.strip_prefix("st")).unwrap_or(after);
        if let Some((month, rest)) = month(rest.trim_start_matches([' ', '-'])) {
            let (year, rest) = number(rest.trim_start_matches([' ', ',', '-', '.']))?;
            return known(date(year, month, first)?, rest);
        }
    }
    let separator = after.chars().next().filter(|it| "-/.".contains(*it))?;
    let (second, rest) = number_or_month(&after[1..])?;
    let (third, rest) = number(rest.strip_prefix(separator)?)?;
    if rest.starts_with(|it: char| it.is_ascii_digit() || it == separator) {
        return None;
    }
    if end == 4 {
        return known(date(first, second, third)?, rest);
    }
    let year = if third < 100 { 2000 + third } else { third };
    // The site writes the month first, as Americans do.
    let (american, other) = (date(year, first, second), date(year, second, first));
    match (american, other) {
        (Some(date), Some(other)) if date != other => Some((Day { date, other: Some(other) }, rest)),
        (Some(date), _) | (None, Some(date)) => known(date, rest),
        (None, None) => None,
    }
}

/// `Mar 10, 2026`
fn named_month_first(text: &str) -> Option<(Day, &str)> {
    let (month, rest) = month(text)?;
    let (day, rest) = number(rest.trim_start_matches([' ', '.']))?;
    let rest = ["st", "nd", "rd", "th"].iter().find_map(|end| rest.strip_prefix(end)).unwrap_or(rest);
    let (year, rest) = number(rest.trim_start_matches([' ', ',', '.']))?;
    Some((Day { date: date(year, month, day)?, other: None }, rest))
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Returns the month that a text begins with, by its name or the name's first letters.
fn month(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|it: char| !it.is_ascii_alphabetic()).unwrap_or(text.len());
    let word = text[..end].to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(&word))?;
    Some((u32::try_from(at).ok()? + 1, &text[end..]))
}

/// Returns the number that a text begins with, and the rest.
fn number(text: &str) -> Option<(u32, &str)> {
    let text = text.trim_start();
    let end = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    Some((text.get(..end.min(4)).filter(|_| end <= 4)?.parse().ok()?, &text[end..]))
}

/// `2026-March-10` is one of the vendor's.
fn number_or_month(text: &str) -> Option<(u32, &str)> {
    number(text).or_else(|| month(text))
}

fn date(year: u32, month: u32, day: u32) -> Option<String> {
    let fits = (2000..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    fits.then(|| format!("{year}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_notation() {
        for (text, other) in [
            ("2026-03-10", None),
            ("2026/3/10 10:00", None),
            ("2026.03.10", None),
            ("2026年3月10日", None),
            ("3/10/26, 5:43 PM", Some("2026-10-03")),
            ("03/10/2026", Some("2026-10-03")),
            ("Mar 10, 2026", None),
            ("March 10th, 2026", None),
            ("10 March 2026", None),
            ("2026-March-10", None),
        ] {
            let read = day_at_start(text).map(|(day, _)| (day.date, day.other));
            assert_eq!(read, Some(("2026-03-10".to_owned(), other.map(str::to_owned))), "{text}");
        }
        for text in ["3/10", "2026-13-10", "march of 2026", "192.168.50.127", "mary 10, 2026", ""] {
            assert_eq!(day_at_start(text), None, "{text}");
        }
        assert_eq!(day_at_start("10/3/26").map(|(day, _)| day.date), Some("2026-10-03".to_owned()));
    }
}
