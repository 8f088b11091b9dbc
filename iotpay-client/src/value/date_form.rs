//! Written forms of dates, as marker types.

use std::fmt::Debug;
use std::hash::Hash;

/// A written form of dates, such as [`DashedForm`]. Only this crate can implement it.
///
/// ```
/// use iotpay_client::value::{CompactForm, DateForm};
///
/// assert_eq!(CompactForm::DATE, "yyyyMMdd");
/// ```
pub trait DateForm: Form {
    /// The form, such as `yyyy-MM-dd`.
    const DATE: &'static str;
}

/// A written form of date-times, such as [`DashedForm`]. Only this crate can implement it.
///
/// ```
/// use iotpay_client::value::{DashedForm, DateTimeForm, Rfc3339Form};
///
/// assert_eq!(DashedForm::DATE_TIME, "yyyy-MM-dd HH:mm:ss");
/// assert!(Rfc3339Form::HAS_OFFSET && !DashedForm::HAS_OFFSET);
/// ```
pub trait DateTimeForm: Form {
    /// The form, such as `yyyy-MM-dd HH:mm:ss`.
    const DATE_TIME: &'static str;
    /// Whether each value contains its offset from UTC.
    const HAS_OFFSET: bool = false;
}

mod sealed {
    pub trait Sealed {}
}

/// What all forms have in common.
#[doc(hidden)]
pub trait Form: sealed::Sealed + Debug + Copy + Ord + Hash + Send + Sync + Unpin + 'static {}

macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident $(date $date:literal)? date_time $date_time:literal $($has_offset:literal)?;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name;

            impl sealed::Sealed for $name {}

            impl Form for $name {}

            $(impl DateForm for $name {
                const DATE: &'static str = $date;
            })?

            impl DateTimeForm for $name {
                const DATE_TIME: &'static str = $date_time;
                $(const HAS_OFFSET: bool = $has_offset;)?
            }
        )*
    };
}

forms! {
    /// `2026-03-10` and `2026-03-10 09:30:00`.
    DashedForm date "yyyy-MM-dd" date_time "yyyy-MM-dd HH:mm:ss";
    /// `2026/03/10` and `2026/03/10 09:30:00`.
    SlashedForm date "yyyy/MM/dd" date_time "yyyy/MM/dd HH:mm:ss";
    /// `20260310` and `20260310093000`.
    CompactForm date "yyyyMMdd" date_time "yyyyMMddHHmmss";
    /// `2026-03-10T09:30:00`, without an offset from UTC.
    IsoForm date_time "yyyy-MM-dd'T'HH:mm:ss";
    /// `2026-03-10T09:30:00Z` or `2026-03-10T17:30:00+08:00`: with its own offset from UTC, as in RFC 3339.
    Rfc3339Form date_time "yyyy-MM-dd'T'HH:mm:ssXXX" true;
}
