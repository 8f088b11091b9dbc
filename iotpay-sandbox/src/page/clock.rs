//! The form of the clock.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::controls;
use super::form::Form;
use super::notice::Notice;
use crate::gateway::Gateway;
use crate::state::Shared;

/// Sets or advances the clock, or changes its speed.
pub(super) async fn change(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let form = Form::new(&body);
    let gateway = Gateway::handle(&shared);
    let changed = match form.get("action") {
        "set" => milliseconds(form.get("time")).map(|time| gateway.set_time(time)).ok_or("Enter a date and a time."),
        "advance" => {
            let minutes =
                form.get("minutes").parse::<f64>().ok().map(|minutes| Duration::try_from_secs_f64(minutes * 60.0));
            let by = minutes.and_then(Result::ok);
            by.map(|by| gateway.advance(by)).ok_or("Enter a number of minutes.")
        }
        "speed" => match form.get("speed").parse::<f64>() {
            Ok(speed) if speed.is_finite() && speed >= 0.0 => {
                gateway.set_speed(speed);
                Ok(())
            }
            _ => Err("Enter the speed as a number such as 60."),
        },
        _ => Err("Select a change of the clock."),
    };
    match changed {
        Ok(()) => Notice::Clock.at("/page/controls"),
        Err(error) => controls::invalid(&shared, error),
    }
}

/// Parses the date and time of a form, in UTC: `2026-11-28T09:30` or `2026-11-28 09:30:15`.
fn milliseconds(text: &str) -> Option<u64> {
    let time: DateTime = text.replacen(' ', "T", 1).parse().ok()?;
    let time = time.to_zoned(TimeZone::UTC).ok()?;
    u64::try_from(time.timestamp().as_millisecond()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_what_browsers_and_people_enter() {
        for (text, expected) in [
            ("1970-01-01T00:01", Some(60_000)),
            ("2021-04-07T19:44:51", Some(1_617_824_691_000)),
            ("2021-04-07 19:44:51", Some(1_617_824_691_000)),
            ("1969-12-31T23:59", None),
            ("", None),
            ("now", None),
        ] {
            assert_eq!(milliseconds(text), expected, "{text}");
        }
    }
}
