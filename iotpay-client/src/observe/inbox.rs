//! Observes events and alarms of an inbox.

use std::time::Duration;

use super::{guarded, meter, trace};
use crate::inbox::{Alarm, Alarms, Event};

/// Reports an alarm.
pub(crate) fn alarm(alarm: &Alarm, hook: Option<&dyn Alarms>) {
    let family = match alarm {
        Alarm::Undetermined { family, .. } | Alarm::NotUsable { family, .. } | Alarm::NotIdentified { family, .. } => {
            Some(*family)
        }
        _ => alarm.event().map(|event| event.key.family.as_str()),
    };
    guarded(|| trace::alarm(alarm));
    guarded(|| meter::alarm(family, alarm.kind()));
    if let Some(hook) = hook {
        guarded(|| hook.alarm(alarm));
    }
}

/// Reports the attempt to handle an event.
pub(crate) fn event(event: &Event, result: &'static str, duration: Duration) {
    guarded(|| trace::event(event, result));
    guarded(|| meter::event(&event.key.family, &event.key.outcome, result, duration));
}
