//! The calendar: days, and the numbers in a written date.

use std::fmt::{self, Write as _};

/// A date and a time of day, not yet checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Civil {
    pub(super) year: u32,
    pub(super) month: u32,
    pub(super) day: u32,
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: u32,
    /// The offset from UTC in minutes, if the form contains it.
    pub(crate) offset: Option<i32>,
}

/// The seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// The first and the last day with a year of four digits, as days since 1970-01-01.
pub(super) const DAYS: std::ops::RangeInclusive<i64> = -719_162..=2_932_896;

impl Civil {
    /// Returns the days since 1970-01-01; `None` if there is no such day, or if the year is not from 1 to 9999.
    pub(crate) fn days(&self) -> Option<i64> {
        let is_leap = self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        let most = match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(is_leap),
            _ => return None,
        };
        if !(1..=9999).contains(&self.year) || !(1..=most).contains(&self.day) {
            return None;
        }
        // Years begin in March, so that the leap day is the last one.
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let (year, month) =
            if month > 2 { (i64::from(self.year), month - 3) } else { (i64::from(self.year) - 1, month + 9) };
        let of_year = (153 * month + 2) / 5 + day - 1;
        Some(365 * year + year / 4 - year / 100 + year / 400 + of_year - 719_468)
    }

    /// Returns the seconds since the beginning of the day; `None` if there is no such time.
    pub(crate) fn seconds(&self) -> Option<i64> {
        let is_time = self.hour < 24 && self.minute < 60 && self.second < 60;
        is_time.then(|| i64::from(self.hour) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second))
    }

    /// Returns the day and the time in seconds since 1970-01-01 00:00.
    pub(super) fn of(seconds: i64) -> Self {
        let (days, time) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        // Days since 0000-03-01, in periods of 400 years.
        let days = days + 719_468;
        let (period, of_period) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_period - of_period / 1460 + of_period / 36_524 - of_period / 146_096) / 365;
        let of_year = of_period - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        let number = |number: i64| u32::try_from(number).unwrap_or_default();
        Self {
            year: number(period * 400 + year + carry),
            month: number(month),
            day: number(day),
            hour: number(time / 3600),
            minute: number(time / 60 % 60),
            second: number(time % 60),
            offset: None,
        }
    }

    /// Reads a text of a form. Each letter of the form is a digit, except in quotes; `XXX` is an offset from UTC.
    pub(crate) fn read(form: &str, text: &str) -> Option<Self> {
        let (mut read, mut rest, mut is_quoted) = (Self::default(), text, false);
        for letter in form.chars() {
            let number = match letter {
                '\'' => {
                    is_quoted = !is_quoted;
                    continue;
                }
                'y' if !is_quoted => &mut read.year,
                'M' if !is_quoted => &mut read.month,
                'd' if !is_quoted => &mut read.day,
                'H' if !is_quoted => &mut read.hour,
                'm' if !is_quoted => &mut read.minute,
                's' if !is_quoted => &mut read.second,
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
}

/// A date in a form.
pub(super) struct Written<'f> {
    civil: Civil,
    form: &'f str,
}

impl Civil {
    /// Writes the date in a form.
    pub(super) fn written(self, form: &str) -> Written<'_> {
        Written { civil: self, form }
    }
}

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (civil, mut is_quoted) = (self.civil, false);
        let mut letters = self.form.chars().peekable();
        while let Some(letter) = letters.next() {
            if letter == '\'' {
                is_quoted = !is_quoted;
                continue;
            }
            let number = match letter {
                _ if is_quoted => None,
                'y' => Some(civil.year),
                'M' => Some(civil.month),
                'd' => Some(civil.day),
                'H' => Some(civil.hour),
                'm' => Some(civil.minute),
                's' => Some(civil.second),
                'X' => {
                    while letters.next_if_eq(&letter).is_some() {}
                    write_offset(civil.offset.unwrap_or_default(), f)?;
                    continue;
                }
                _ => None,
            };
            let Some(number) = number else {
                f.write_char(letter)?;
                continue;
            };
            let mut width = 1;
            while letters.next_if_eq(&letter).is_some() {
                width += 1;
            }
            write!(f, "{number:0width$}")?;
        }
        Ok(())
    }
}

/// Writes `Z` or `+08:00`.
fn write_offset(offset: i32, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
    if minutes == 0 { f.write_char('Z') } else { write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_has_one_date() {
        let mut before = (0, 12, 31);
        for days in DAYS {
            let civil = Civil::of(days * DAY);
            assert_eq!(civil.days(), Some(days), "{civil:?}");
            let (year, month, day) = (civil.year, civil.month, civil.day);
            let is_next = match before {
                (y, 12, 31) => (year, month, day) == (y + 1, 1, 1),
                (y, m, d) => (year, month, day) == (y, m, d + 1) || (year, month, day) == (y, m + 1, 1),
            };
            assert!(is_next, "{before:?} {civil:?}");
            before = (year, month, day);
        }
        assert_eq!(before, (9999, 12, 31));
    }

    #[test]
    fn known_days() {
        for (seconds, civil) in [
            (0, (1970, 1, 1, 0, 0, 0)),
            (-1, (1969, 12, 31, 23, 59, 59)),
            (951_782_400, (2000, 2, 29, 0, 0, 0)),
            (1_773_135_000, (2026, 3, 10, 9, 30, 0)),
            (253_402_300_799, (9999, 12, 31, 23, 59, 59)),
        ] {
            let of = Civil::of(seconds);
            assert_eq!((of.year, of.month, of.day, of.hour, of.minute, of.second), civil);
            assert_eq!(of.days().unwrap() * DAY + of.seconds().unwrap(), seconds);
        }
        let day = |year, month, day| Civil { year, month, day, ..Civil::default() }.days();
        for invalid in
            [(1900, 2, 29), (2026, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0), (0, 1, 1)]
        {
            assert_eq!(day(invalid.0, invalid.1, invalid.2), None, "{invalid:?}");
        }
        assert!(day(10_000, 1, 1).is_none() && day(2000, 2, 29).is_some() && day(2024, 2, 29).is_some());
    }
}
