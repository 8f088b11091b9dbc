//! Dates with a time that are sent as text.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::time::{Duration, SystemTime};

use super::ValueError;
use super::calendar::{Civil, DAY, DAYS};
use super::date_form::DateTimeForm;
use super::date_traits::date_traits;
use super::short_text::ShortText;

/// A date and a time that are sent as text of the form `F`, with a precision of one second. `OFFSET` is the time zone
/// of the text as minutes from UTC: 480 for `+08:00`. A value of [`Rfc3339Form`](super::Rfc3339Form) contains its own
/// offset, and `OFFSET` only applies to values that are created from an instant.
///
/// Values compare as instants. The year of the text is from 1 to 9999.
///
/// ```
/// use std::time::SystemTime;
/// use iotpay_client::value::{DashedForm, DateTimeText, ValueError};
///
/// let paid: DateTimeText<DashedForm, 480> = "2026-03-10 17:30:00".parse()?;
/// assert_eq!(paid.unix_seconds(), 1_773_135_000);
/// assert_eq!(DateTimeText::<DashedForm>::from_unix_seconds(1_773_135_000)?.as_str(), "2026-03-10 09:30:00");
/// let now = DateTimeText::<DashedForm, 480>::try_from(SystemTime::now())?;
/// assert!(now > paid);
/// # Ok::<(), ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct DateTimeText<F: DateTimeForm, const OFFSET: i32 = 0> {
    seconds: i64,
    /// The offset of the text from UTC in minutes.
    offset: i32,
    text: ShortText,
    form: PhantomData<F>,
}

impl<F: DateTimeForm, const OFFSET: i32> DateTimeText<F, OFFSET> {
    /// The time zone of values that do not contain their own.
    const ZONE: i32 = {
        assert!(OFFSET > -1440 && OFFSET < 1440, "the offset of a `DateTimeText` is less than 24 hours");
        OFFSET
    };

    /// Parses a date and a time of the form `F`.
    ///
    /// # Errors
    ///
    /// Returns [`ValueError`] if the text does not have this form, or if there is no such date or time. Leap seconds
    /// (`23:59:60`) are invalid.
    pub fn new(text: &str) -> Result<Self, ValueError> {
        let civil = Civil::read(F::DATE_TIME, text).ok_or(ValueError::NotADateTime { form: F::DATE_TIME })?;
        let local = civil.days().zip(civil.seconds()).map(|(days, seconds)| days * DAY + seconds);
        let offset = civil.offset.unwrap_or(Self::ZONE);
        local.map(|local| Self::of(local - i64::from(offset) * 60, offset)).ok_or(ValueError::NoSuchDate)
    }

    /// Creates a value from the seconds since 1970-01-01 00:00 UTC. Its text has the time zone `OFFSET`.
    ///
    /// # Errors
    ///
    /// Returns [`ValueError::DateOutOfRange`] if the year is not from 1 to 9999.
    pub fn from_unix_seconds(seconds: i64) -> Result<Self, ValueError> {
        let local = seconds.checked_add(i64::from(Self::ZONE) * 60).ok_or(ValueError::DateOutOfRange)?;
        if DAYS.contains(&local.div_euclid(DAY)) {
            Ok(Self::of(seconds, Self::ZONE))
        } else {
            Err(ValueError::DateOutOfRange)
        }
    }

    /// Creates a value that `request!` has checked. The offset is in minutes.
    pub(crate) fn new_unchecked(seconds: i64, offset: i32) -> Self {
        Self::of(seconds, offset)
    }

    fn of(seconds: i64, offset: i32) -> Self {
        let civil = Civil { offset: Some(offset), ..Civil::of(seconds.saturating_add(i64::from(offset) * 60)) };
        let text = ShortText::format(format_args!("{}", civil.written(F::DATE_TIME)));
        Self { seconds, offset, text, form: PhantomData }
    }

    /// Returns the text that is sent. An offset of 0 is written as `Z`.
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// Returns the seconds since 1970-01-01 00:00 UTC.
    pub fn unix_seconds(self) -> i64 {
        self.seconds
    }

    /// Returns the offset of the text from UTC in minutes.
    pub fn offset_minutes(self) -> i32 {
        self.offset
    }

    /// Returns the year in the time zone of the text, from 1 to 9999.
    pub fn year(self) -> u16 {
        u16::try_from(self.civil().year).unwrap_or_default()
    }

    /// Returns the month in the time zone of the text, from 1 to 12.
    pub fn month(self) -> u8 {
        small(self.civil().month)
    }

    /// Returns the day of the month in the time zone of the text, from 1 to 31.
    pub fn day(self) -> u8 {
        small(self.civil().day)
    }

    /// Returns the hour in the time zone of the text, from 0 to 23.
    pub fn hour(self) -> u8 {
        small(self.civil().hour)
    }

    /// Returns the minute in the time zone of the text, from 0 to 59.
    pub fn minute(self) -> u8 {
        small(self.civil().minute)
    }

    /// Returns the second, from 0 to 59.
    pub fn second(self) -> u8 {
        small(self.civil().second)
    }

    fn civil(self) -> Civil {
        Civil::of(self.seconds.saturating_add(i64::from(self.offset) * 60))
    }
}

fn small(number: u32) -> u8 {
    u8::try_from(number).unwrap_or_default()
}

date_traits!(DateTimeText<F: DateTimeForm, const OFFSET: i32>);

impl<F: DateTimeForm, const OFFSET: i32> PartialEq for DateTimeText<F, OFFSET> {
    fn eq(&self, other: &Self) -> bool {
        self.seconds == other.seconds
    }
}

impl<F: DateTimeForm, const OFFSET: i32> Eq for DateTimeText<F, OFFSET> {}

impl<F: DateTimeForm, const OFFSET: i32> PartialOrd for DateTimeText<F, OFFSET> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<F: DateTimeForm, const OFFSET: i32> Ord for DateTimeText<F, OFFSET> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.seconds.cmp(&other.seconds)
    }
}

impl<F: DateTimeForm, const OFFSET: i32> Hash for DateTimeText<F, OFFSET> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.seconds.hash(state);
    }
}

/// Converts an instant; fractions of a second are cut off. Fails if the year is not from 1 to 9999.
impl<F: DateTimeForm, const OFFSET: i32> TryFrom<SystemTime> for DateTimeText<F, OFFSET> {
    type Error = ValueError;

    fn try_from(time: SystemTime) -> Result<Self, ValueError> {
        let seconds = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_secs()).ok(),
            Err(before) => {
                let before = before.duration();
                let whole = i64::try_from(before.as_secs()).ok();
                whole.map(|whole| -whole - i64::from(before.subsec_nanos() > 0))
            }
        };
        Self::from_unix_seconds(seconds.ok_or(ValueError::DateOutOfRange)?)
    }
}

/// Returns the instant. Fails if the platform cannot represent it.
impl<F: DateTimeForm, const OFFSET: i32> TryFrom<DateTimeText<F, OFFSET>> for SystemTime {
    type Error = ValueError;

    fn try_from(value: DateTimeText<F, OFFSET>) -> Result<Self, ValueError> {
        let distance = Duration::from_secs(value.seconds.unsigned_abs());
        let time = if value.seconds < 0 {
            Self::UNIX_EPOCH.checked_sub(distance)
        } else {
            Self::UNIX_EPOCH.checked_add(distance)
        };
        time.ok_or(ValueError::DateOutOfRange)
    }
}

impl<F: DateTimeForm, const OFFSET: i32> fmt::Debug for DateTimeText<F, OFFSET> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{CompactForm, DashedForm, IsoForm, Rfc3339Form, SlashedForm};

    const MOMENT: i64 = 1_773_135_000;

    #[test]
    fn values_are_read_and_written() {
        macro_rules! check {
            ($($form:ident $offset:literal $text:literal),*) => {$(
                let value = DateTimeText::<$form, $offset>::new($text).unwrap();
                assert_eq!((value.unix_seconds(), value.as_str()), (MOMENT, $text));
                let other = DateTimeText::<$form, $offset>::from_unix_seconds(MOMENT).unwrap();
                assert_eq!((other, other.as_str()), (value, $text));
            )*};
        }
        check!(
            DashedForm 0 "2026-03-10 09:30:00",
            DashedForm 480 "2026-03-10 17:30:00",
            SlashedForm 0 "2026/03/10 09:30:00",
            CompactForm 840 "20260310233000",
            IsoForm -210 "2026-03-10T06:00:00",
            Rfc3339Form 0 "2026-03-10T09:30:00Z",
            Rfc3339Form -210 "2026-03-10T06:00:00-03:30"
        );
        let value = DateTimeText::<Rfc3339Form>::new("2026-03-11T09:14:59+23:45").unwrap();
        assert_eq!((value.unix_seconds(), value.offset_minutes()), (MOMENT - 1, 1425));
        assert_eq!((value.year(), value.month(), value.day()), (2026, 3, 11));
        assert_eq!((value.hour(), value.minute(), value.second()), (9, 14, 59));
        assert_eq!(format!("{value:>26}|{value:?}"), " 2026-03-11T09:14:59+23:45|2026-03-11T09:14:59+23:45");
        assert_eq!(
            DateTimeText::<Rfc3339Form>::new("2026-03-10T09:30:00+00:00").unwrap().as_str(),
            "2026-03-10T09:30:00Z"
        );
    }

    #[test]
    fn values_compare_as_instants() {
        let of = |text| DateTimeText::<Rfc3339Form>::new(text).unwrap();
        let (one, same, later) =
            (of("2026-03-10T09:30:00Z"), of("2026-03-10T17:30:00+08:00"), of("2026-03-10T09:00:00-01:00"));
        assert!(one == same && one < later && one.max(later) == later);
        let set: std::collections::HashSet<_> = [one, same, later].into();
        assert_eq!(set.len(), 2);
    }

    #[test]
    fn converts_instants() {
        for (time, seconds) in [
            (SystemTime::UNIX_EPOCH + Duration::from_millis(1_999), 1),
            (SystemTime::UNIX_EPOCH - Duration::from_millis(1), -1),
            (SystemTime::UNIX_EPOCH - Duration::from_secs(2), -2),
        ] {
            let value = DateTimeText::<DashedForm, 480>::try_from(time).unwrap();
            assert_eq!(value.unix_seconds(), seconds);
            let back = SystemTime::try_from(value).unwrap();
            assert_eq!(DateTimeText::<DashedForm>::try_from(back).unwrap().unix_seconds(), seconds);
        }
    }

    #[test]
    fn rejects_other_forms_and_times_that_do_not_exist() {
        let dashed = DateTimeText::<DashedForm>::new;
        for text in
            ["", "2026-03-10", "2026-03-10T09:30:00", "2026-03-10 09:30", "2026-03-10 09:30:00Z", "2026-03-10  9:30:00"]
        {
            assert_eq!(dashed(text), Err(ValueError::NotADateTime { form: "yyyy-MM-dd HH:mm:ss" }), "{text}");
        }
        for text in ["2026-03-10 24:00:00", "2026-03-10 09:60:00", "2016-12-31 23:59:60", "2026-02-29 09:30:00"] {
            assert_eq!(dashed(text), Err(ValueError::NoSuchDate), "{text}");
        }
        for text in
            ["2026-03-10T09:30:00", "2026-03-10T09:30:00z", "2026-03-10T09:30:00+8:00", "2026-03-10T09:30:00+24:00"]
        {
            assert!(DateTimeText::<Rfc3339Form>::new(text).is_err(), "{text}");
        }
        for seconds in [i64::MIN, i64::MAX, 253_402_300_800, -62_135_596_801] {
            assert_eq!(DateTimeText::<DashedForm>::from_unix_seconds(seconds), Err(ValueError::DateOutOfRange));
        }
        // The year of the text decides.
        assert!(DateTimeText::<DashedForm, 480>::from_unix_seconds(253_402_300_799).is_err());
        assert!(DateTimeText::<DashedForm, -480>::from_unix_seconds(253_402_300_800).is_ok());
    }
}
