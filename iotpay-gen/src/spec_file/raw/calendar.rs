//! Dates and date-times: their written forms and time zones.

use std::fmt;

/// The written form of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateForm {
    /// `yyyy-MM-dd`.
    Dashed,
    /// `yyyy/MM/dd`.
    Slashed,
    /// `yyyyMMdd`.
    Compact,
}

/// The written form of a date with a time, and its time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime {
    /// The form.
    pub form: DateTimeForm,
    /// The offset from UTC in minutes; 0 for a form that contains its own offset.
    pub offset: i32,
}

/// The written form of a date with a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateTimeForm {
    /// `yyyy-MM-dd HH:mm:ss`.
    Dashed,
    /// `yyyy/MM/dd HH:mm:ss`.
    Slashed,
    /// `yyyyMMddHHmmss`.
    Compact,
    /// `yyyy-MM-dd'T'HH:mm:ss`.
    Iso,
    /// `yyyy-MM-dd'T'HH:mm:ssXXX`, with its own offset.
    Rfc3339,
}

impl DateForm {
    /// All forms.
    pub const ALL: [Self; 3] = [Self::Dashed, Self::Slashed, Self::Compact];

    /// Returns the form as the spec writes it.
    pub fn notation(self) -> &'static str {
        match self {
            Self::Dashed => "yyyy-MM-dd",
            Self::Slashed => "yyyy/MM/dd",
            Self::Compact => "yyyyMMdd",
        }
    }

    /// Returns a date of this form.
    pub fn example(self) -> &'static str {
        match self {
            Self::Dashed => "2026-03-10",
            Self::Slashed => "2026/03/10",
            Self::Compact => "20260310",
        }
    }

    /// Returns the days since 1970-01-01; `None` if the text is not a date of this form.
    pub fn days(self, text: &str) -> Option<i64> {
        read(self.notation(), text)?.days()
    }

    /// Returns the date that is this number of days after 1970-01-01.
    pub fn written(self, days: i64) -> String {
        let (year, month, day) = civil(days);
        match self {
            Self::Dashed => format!("{year:04}-{month:02}-{day:02}"),
            Self::Slashed => format!("{year:04}/{month:02}/{day:02}"),
            Self::Compact => format!("{year:04}{month:02}{day:02}"),
        }
    }
}

/// Returns the year, the month and the day of a number of days after 1970-01-01.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    // Days since 0000-03-01, in periods of 400 years.
    let (period, of_period) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_period - of_period / 1460 + of_period / 36_524 - of_period / 146_096) / 365;
    let of_year = of_period - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = period * 400 + year + carry;
    (year, month, day)
}

impl DateTimeForm {
    /// All forms.
    pub const ALL: [Self; 5] = [Self::Dashed, Self::Slashed, Self::Compact, Self::Iso, Self::Rfc3339];

    /// Returns the form as the spec writes it.
    pub fn notation(self) -> &'static str {
        match self {
            Self::Dashed => "yyyy-MM-dd HH:mm:ss",
            Self::Slashed => "yyyy/MM/dd HH:mm:ss",
            Self::Compact => "yyyyMMddHHmmss",
            Self::Iso => "yyyy-MM-dd'T'HH:mm:ss",
            Self::Rfc3339 => "yyyy-MM-dd'T'HH:mm:ssXXX",
        }
    }

    /// Returns `true` if a value of this form contains its own offset from UTC.
    pub fn has_offset(self) -> bool {
        matches!(self, Self::Rfc3339)
    }
}

impl DateTime {
    /// Returns a value of this form.
    pub fn example(self) -> &'static str {
        match self.form {
            DateTimeForm::Dashed => "2026-03-10 09:30:00",
            DateTimeForm::Slashed => "2026/03/10 09:30:00",
            DateTimeForm::Compact => "20260310093000",
            DateTimeForm::Iso => "2026-03-10T09:30:00",
            DateTimeForm::Rfc3339 => "2026-03-10T09:30:00Z",
        }
    }

    /// Returns the time zone as the spec writes it; `None` if each value contains its own offset.
    pub fn zone(self) -> Option<String> {
        if self.form.has_offset() {
            return None;
        }
        let (sign, minutes) = (if self.offset < 0 { '-' } else { '+' }, self.offset.unsigned_abs());
        Some(if minutes == 0 { "UTC".to_owned() } else { format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60) })
    }

    /// Returns the seconds since 1970-01-01 00:00 UTC; `None` if the text is not a value of this form.
    pub fn seconds(self, text: &str) -> Option<i64> {
        let read = read(self.form.notation(), text)?;
        let [hour, minute, second] = [read.hour, read.minute, read.second].map(i64::from);
        let offset = i64::from(read.offset.unwrap_or(self.offset));
        let is_time = hour < 24 && minute < 60 && second < 60;
        read.days().filter(|_| is_time).map(|days| days * 86_400 + hour * 3600 + (minute - offset) * 60 + second)
    }

    /// Returns the value of an instant, in seconds since 1970-01-01 00:00 UTC. Years have four digits.
    pub fn written(self, seconds: i64) -> String {
        const DAY: i64 = 86_400;
        let local = seconds + i64::from(self.offset) * 60;
        let (days, time) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        let (year, month, day) = civil(days);
        let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
        match self.form {
            DateTimeForm::Dashed => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            DateTimeForm::Slashed => format!("{year:04}/{month:02}/{day:02} {hour:02}:{minute:02}:{second:02}"),
            DateTimeForm::Compact => format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}"),
            DateTimeForm::Iso => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
            DateTimeForm::Rfc3339 => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"),
        }
    }

    /// Returns the length of the longest value.
    pub fn longest(self) -> u32 {
        let length = self.example().len() + if self.form.has_offset() { "+00:00".len() - "Z".len() } else { 0 };
        u32::try_from(length).unwrap_or(u32::MAX)
    }
}

/// Returns the time zone `UTC` or `+08:00` in minutes.
pub(super) fn zone(written: &str) -> Option<i32> {
    if written == "UTC" { Some(0) } else { offset(written).filter(|(_, rest)| rest.is_empty()).map(|(zone, _)| zone) }
}

/// Numbers in a text, not yet checked.
#[derive(Default)]
struct Read {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    offset: Option<i32>,
}

impl Read {
    fn days(&self) -> Option<i64> {
        let is_leap = self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        let most = match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(is_leap),
            _ => return None,
        };
        if self.year == 0 || !(1..=most).contains(&self.day) {
            return None;
        }
        // Years begin in March, so that the leap day is the last one.
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let of_year =
            (153 * (i64::from(self.month) + if self.month > 2 { -3 } else { 9 }) + 2) / 5 + i64::from(self.day) - 1;
        Some(365 * year + year / 4 - year / 100 + year / 400 + of_year - 719_468)
    }
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
            'y' if !is_quoted => &mut read.year,
            'M' if !is_quoted => &mut read.month,
            'd' if !is_quoted => &mut read.day,
            'H' if !is_quoted => &mut read.hour,
            'm' if !is_quoted => &mut read.minute,
            's' if !is_quoted => &mut read.second,
            'X' if !is_quoted => {
                if read.offset.is_none() {
                    let (zone, after) =
                        if let Some(after) = rest.strip_prefix('Z') { (0, after) } else { offset(rest)? };
                    (read.offset, rest) = (Some(zone), after);
                }
                continue;
            }
            other => {
                rest = rest.strip_prefix(other)?;
                continue;
            }
        };
        let digit = rest.chars().next()?.to_digit(10)?;
        (*number, rest) = (*number * 10 + digit, &rest[1..]);
    }
    rest.is_empty().then_some(read)
}

/// Reads `+08:00` in minutes, and returns the rest of the text.
fn offset(text: &str) -> Option<(i32, &str)> {
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

impl fmt::Display for DateForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "date({})", self.notation())
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.zone() {
            Some(zone) => write!(f, "datetime({}, {zone})", self.form.notation()),
            None => write!(f, "datetime({})", self.form.notation()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_exist() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2026-03-10", 20_522),
            ("0001-01-01", -719_162),
            ("9999-12-31", 2_932_896),
        ] {
            assert_eq!(DateForm::Dashed.written(days), text);
            assert_eq!(DateForm::Dashed.days(text), Some(days), "{text}");
        }
        for text in ["1900-02-29", "2026-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", "0000-01-01"] {
            assert_eq!(DateForm::Dashed.days(text), None, "{text}");
        }
        for text in ["", "2026-3-10", "20260310", "2026-03-10 ", "2026/03/10", "+026-03-10", "٢026-03-10", "茶"] {
            assert_eq!(DateForm::Dashed.days(text), None, "{text}");
        }
        for form in DateForm::ALL {
            assert_eq!(form.days(form.example()), Some(20_522), "{form}");
        }
    }

    #[test]
    fn date_times_have_a_time_zone() {
        for form in DateTimeForm::ALL {
            let utc = DateTime { form, offset: 0 };
            assert_eq!(utc.seconds(utc.example()), Some(1_773_135_000), "{utc}");
            for seconds in [0, -1, 951_782_400, 1_773_135_000, 253_402_300_799] {
                assert_eq!(utc.seconds(&utc.written(seconds)), Some(seconds), "{utc}");
            }
            assert_eq!(
                usize::try_from(utc.longest()).unwrap() - utc.example().len(),
                if form.has_offset() { 5 } else { 0 }
            );
        }
        let china = DateTime { form: DateTimeForm::Dashed, offset: 480 };
        assert_eq!(china.seconds("2026-03-10 17:30:00"), Some(1_773_135_000));
        assert_eq!(china.to_string(), "datetime(yyyy-MM-dd HH:mm:ss, +08:00)");
        let own = DateTime { form: DateTimeForm::Rfc3339, offset: 0 };
        assert_eq!(own.seconds("2026-03-10T06:00:00-03:30"), Some(1_773_135_000));
        for text in [
            "2026-03-10 24:00:00",
            "2026-03-10 09:60:00",
            "2026-03-10 09:30:60",
            "2026-03-10T09:30:00",
            "2026-02-30 09:30:00",
        ] {
            assert_eq!(china.seconds(text), None, "{text}");
        }
        for text in
            ["2026-03-10T09:30:00", "2026-03-10T09:30:00z", "2026-03-10T09:30:00+8:00", "2026-03-10T09:30:00+24:00"]
        {
            assert_eq!(own.seconds(text), None, "{text}");
        }
        assert_eq!((zone("UTC"), zone("-03:30"), zone("+14:00")), (Some(0), Some(-210), Some(840)));
        assert_eq!((zone("utc"), zone("+8"), zone("+08:00 "), zone("Asia/Shanghai")), (None, None, None, None));
    }
}
