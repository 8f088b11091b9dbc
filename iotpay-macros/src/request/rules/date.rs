//! Dates, and dates with a time.

use super::problem::Problem;

/// A written form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Dashed,
    Slashed,
    Compact,
    Iso,
    Rfc3339,
}

impl Form {
    /// The notation of a date; empty if dates do not have this form.
    pub(crate) fn date(self) -> &'static str {
        match self {
            Self::Dashed => "yyyy-MM-dd",
            Self::Slashed => "yyyy/MM/dd",
            Self::Compact => "yyyyMMdd",
            Self::Iso | Self::Rfc3339 => "",
        }
    }

    /// The notation of a date with a time.
    pub(crate) fn date_time(self) -> &'static str {
        match self {
            Self::Dashed => "yyyy-MM-dd HH:mm:ss",
            Self::Slashed => "yyyy/MM/dd HH:mm:ss",
            Self::Compact => "yyyyMMddHHmmss",
            Self::Iso => "yyyy-MM-dd'T'HH:mm:ss",
            Self::Rfc3339 => "yyyy-MM-dd'T'HH:mm:ssXXX",
        }
    }
}

/// A date, as days since 1970-01-01.
pub(crate) fn date(text: &str, form: Form) -> Result<i64, Problem> {
    let notation = form.date();
    let read = read(notation, text).ok_or_else(|| format!("is not a date of the form {notation}"))?;
    days(&read).ok_or_else(no_such_date)
}

/// A date with a time, as seconds since 1970-01-01 00:00 UTC and its offset in minutes. `offset` is that of a text that
/// does not contain its own.
pub(crate) fn date_time(text: &str, form: Form, offset: i32) -> Result<(i64, i32), Problem> {
    let notation = form.date_time();
    let read = read(notation, text).ok_or_else(|| format!("is not a date and time of the form {notation}"))?;
    let [hour, minute, second] = read.time;
    let is_time = hour < 24 && minute < 60 && second < 60;
    let days = days(&read).filter(|_| is_time).ok_or_else(no_such_date)?;
    let offset = read.offset.unwrap_or(offset);
    let of_day = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    Ok((days * 86_400 + of_day - i64::from(offset) * 60, offset))
}

/// The text that is sent for a valid date with a time: an offset of 0 is written as `Z`.
pub(crate) fn with_short_offset(text: &str) -> String {
    match text.strip_suffix("+00:00").or_else(|| text.strip_suffix("-00:00")) {
        Some(before) => format!("{before}Z"),
        None => text.to_owned(),
    }
}

fn no_such_date() -> Problem {
    "is a date or a time that does not exist".to_owned()
}

/// Numbers in a text: year, month and day, then hour, minute and second.
#[derive(Default)]
struct Read {
    date: [u32; 3],
    time: [u32; 3],
    offset: Option<i32>,
}

fn days(read: &Read) -> Option<i64> {
    let [year, month, day] = read.date;
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let most = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(is_leap),
        _ => return None,
    };
    if year == 0 || !(1..=most).contains(&day) {
        return None;
    }
    // Years begin in March, so that the leap day is the last one.
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Some(365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468)
}

/// Reads a text of a form. Each letter of the form is a digit, except in quotes; `XXX` is an offset from UTC.
fn read(form: &str, text: &str) -> Option<Read> {
    let (mut read, mut rest, mut is_quoted) = (Read::default(), text, false);
    for letter in form.chars() {
        let number = match letter {
            '\'' => {
                is_quoted = !is_quoted;
                continue;
            }
            'y' if !is_quoted => &mut read.date[0],
            'M' if !is_quoted => &mut read.date[1],
            'd' if !is_quoted => &mut read.date[2],
            'H' if !is_quoted => &mut read.time[0],
            'm' if !is_quoted => &mut read.time[1],
            's' if !is_quoted => &mut read.time[2],
            'X' if !is_quoted => {
                if read.offset.is_none() {
                    let (offset, after) = offset(rest)?;
                    (read.offset, rest) = (Some(offset), after);
                }
                continue;
            }
            other => {
                rest = rest.strip_prefix(other)?;
                continue;
            }
        };
        let digit = rest.chars().next()?.to_digit(10)?;
        (*number, rest) = (*number * 10 + digit, rest.get(1..)?);
    }
    rest.is_empty().then_some(read)
}

/// Reads `Z` or `+08:00` in minutes, and returns the rest of the text.
fn offset(text: &str) -> Option<(i32, &str)> {
    if let Some(rest) = text.strip_prefix('Z') {
        return Some((0, rest));
    }
    let (written, rest) = text.split_at_checked("+00:00".len())?;
    let (sign, number) = match written.strip_prefix('-') {
        Some(number) => (-1, number),
        None => (1, written.strip_prefix('+')?),
    };
    let (hours, minutes) = number.split_once(':')?;
    let of = |digits: &str| {
        let is_number = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| digits.parse::<i32>().ok()).flatten()
    };
    let (hours, minutes) = (of(hours)?, of(minutes)?);
    (hours < 24 && minutes < 60).then_some((sign * (hours * 60 + minutes), rest))
}
