//! Dates that are sent as text.

use std::fmt;
use std::marker::PhantomData;

use super::ValueError;
use super::calendar::{Civil, DAY, DAYS};
use super::date_form::DateForm;
use super::date_traits::date_traits;
use super::short_text::ShortText;

/// A date that is sent as text of the form `F`, such as `2026-03-10` for [`DashedForm`](super::DashedForm). Its year
/// is from 1 to 9999.
///
/// ```
/// use iotpay_client::value::{CompactForm, DateText, ValueError};
///
/// let due: DateText<CompactForm> = "20280229".parse()?;
/// assert_eq!((due.year(), due.month(), due.day()), (2028, 2, 29));
/// assert_eq!(DateText::from_ymd(2028, 2, 29), Ok(due));
/// assert!("20270229".parse::<DateText<CompactForm>>().is_err());
/// # Ok::<(), ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateText<F: DateForm> {
    // First, so that values compare as dates.
    days: i64,
    text: ShortText,
    form: PhantomData<F>,
}

impl<F: DateForm> DateText<F> {
    /// Parses a date of the form `F`.
    ///
    /// # Errors
    ///
    /// Returns [`ValueError`] if the text does not have this form, or if the calendar does not have this date.
    pub fn new(text: &str) -> Result<Self, ValueError> {
        let civil = Civil::read(F::DATE, text).ok_or(ValueError::NotADate { form: F::DATE })?;
        civil.days().map(Self::of).ok_or(ValueError::NoSuchDate)
    }

    /// Creates a date from its year, month and day. January is 1.
    ///
    /// # Errors
    ///
    /// Returns [`ValueError::NoSuchDate`] if the calendar does not have this date, or if the year has more than four
    /// digits.
    pub fn from_ymd(year: u16, month: u8, day: u8) -> Result<Self, ValueError> {
        let civil = Civil { year: year.into(), month: month.into(), day: day.into(), ..Civil::default() };
        civil.days().map(Self::of).ok_or(ValueError::NoSuchDate)
    }

    /// Creates a date from the days since 1970-01-01.
    ///
    /// # Errors
    ///
    /// Returns [`ValueError::DateOutOfRange`] if the year is not from 1 to 9999.
    pub fn from_unix_days(days: i64) -> Result<Self, ValueError> {
        if DAYS.contains(&days) { Ok(Self::of(days)) } else { Err(ValueError::DateOutOfRange) }
    }

    /// Creates a value that `request!` has checked.
    pub(crate) fn new_unchecked(days: i64) -> Self {
        Self::of(days)
    }

    fn of(days: i64) -> Self {
        let text = ShortText::format(format_args!("{}", Civil::of(days.saturating_mul(DAY)).written(F::DATE)));
        Self { days, text, form: PhantomData }
    }

    /// Returns the text that is sent.
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// Returns the days since 1970-01-01.
    pub fn unix_days(self) -> i64 {
        self.days
    }

    /// Returns the year, from 1 to 9999.
    pub fn year(self) -> u16 {
        u16::try_from(self.civil().year).unwrap_or_default()
    }

    /// Returns the month, from 1 to 12.
    pub fn month(self) -> u8 {
        u8::try_from(self.civil().month).unwrap_or_default()
    }

    /// Returns the day of the month, from 1 to 31.
    pub fn day(self) -> u8 {
        u8::try_from(self.civil().day).unwrap_or_default()
    }

    fn civil(self) -> Civil {
        Civil::of(self.days.saturating_mul(DAY))
    }
}

date_traits!(DateText<F: DateForm>);

impl<F: DateForm> fmt::Debug for DateText<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{CompactForm, DashedForm, SlashedForm};

    #[test]
    fn dates_are_read_and_written() {
        let dashed = DateText::<DashedForm>::new("2026-03-10").unwrap();
        let slashed = DateText::<SlashedForm>::from_unix_days(dashed.unix_days()).unwrap();
        let compact = DateText::<CompactForm>::from_ymd(2026, 3, 10).unwrap();
        assert_eq!((dashed.as_str(), slashed.as_str(), compact.as_str()), ("2026-03-10", "2026/03/10", "20260310"));
        assert_eq!((dashed.year(), dashed.month(), dashed.day(), dashed.unix_days()), (2026, 3, 10, 20_522));
        assert_eq!(format!("{dashed:>11}|{dashed:?}"), " 2026-03-10|2026-03-10");
        assert_eq!(DateText::<DashedForm>::from_ymd(1, 1, 1).unwrap().as_str(), "0001-01-01");
        assert!(DateText::<CompactForm>::new("00991231").unwrap() < compact);
    }

    #[test]
    fn rejects_other_forms_and_dates_that_do_not_exist() {
        for text in ["", "2026-3-10", "20260310", "2026-03-10 ", "2026/03/10", "2026-03-1x", "٢026-03-10", "茶"] {
            assert_eq!(DateText::<DashedForm>::new(text), Err(ValueError::NotADate { form: "yyyy-MM-dd" }), "{text}");
        }
        for text in ["2026-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-01", "2026-01-00", "0000-01-01"] {
            assert_eq!(DateText::<DashedForm>::new(text), Err(ValueError::NoSuchDate), "{text}");
        }
        assert_eq!(DateText::<DashedForm>::from_ymd(10_000, 1, 1), Err(ValueError::NoSuchDate));
        for days in [2_932_897, -719_163, i64::MAX, i64::MIN] {
            assert_eq!(DateText::<DashedForm>::from_unix_days(days), Err(ValueError::DateOutOfRange));
        }
    }
}
