//! The notation of dates, and of dates with a time.

use super::calendar::{self, DateForm, DateTime, DateTimeForm};

/// A date as a type.
pub(super) const DATE_EXAMPLE: &str = "date(yyyy-MM-dd)";
/// A date with a time as a type.
pub(super) const DATE_TIME_EXAMPLE: &str = "datetime(yyyy-MM-dd HH:mm:ss, UTC)";

/// Returns the text in the parentheses of a notation.
fn arguments<'w>(name: &str, written: &'w str) -> Option<&'w str> {
    written.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')')
}

/// Returns the form and the zone in `datetime(yyyyMMddHHmmss, UTC)`.
fn form_and_zone(written: &str) -> Option<(DateTimeForm, Option<&str>)> {
    let inside = arguments("datetime", written)?;
    let (form, zone) =
        inside.split_once(',').map_or((inside, None), |(form, zone)| (form, Some(zone.trim_matches(' '))));
    Some((DateTimeForm::ALL.into_iter().find(|it| it.notation() == form)?, zone))
}

/// Reads a date.
pub(super) fn date(written: &str) -> Option<DateForm> {
    let form = arguments("date", written)?;
    DateForm::ALL.into_iter().find(|it| it.notation() == form)
}

/// Reads a date with a time.
pub(super) fn date_time(written: &str) -> Option<DateTime> {
    let (form, zone) = form_and_zone(written)?;
    let offset = match (form.has_offset(), zone) {
        (true, None) => 0,
        (false, Some(zone)) => calendar::zone(zone)?,
        (true, Some(_)) | (false, None) => return None,
    };
    Some(DateTime { form, offset })
}

/// Returns the remedy for another form of a date.
pub(super) fn date_help() -> String {
    let forms: Vec<_> = DateForm::ALL.into_iter().map(|form| format!("`{form}`")).collect();
    format!("write one of these forms: {}", forms.join(", "))
}

/// Returns the remedy for another form of a date with a time, or for a missing time zone.
pub(super) fn date_time_help(written: &str) -> String {
    match form_and_zone(written) {
        Some((form, Some(_))) if form.has_offset() => {
            format!("remove the time zone: each value of the form {} contains its own", form.notation())
        }
        Some((form, _)) => format!(
            "state the time zone of the values, `UTC`, or an offset such as `+08:00`: `\"datetime({}, +08:00)\"`",
            form.notation()
        ),
        None => {
            let forms: Vec<_> = DateTimeForm::ALL.into_iter().map(|form| format!("`{}`", form.notation())).collect();
            format!(
                "write a form and a time zone in quotes, such as `\"datetime(yyyy-MM-dd HH:mm:ss, +08:00)\"`; a value of the last \
                 form contains its own time zone: {}",
                forms.join(", ")
            )
        }
    }
}
