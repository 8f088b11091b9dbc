//! Captures what a thread writes to the log, to `tracing`, to metrics and in panics, at all levels.

use std::cell::RefCell;
use std::fmt::{Debug, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Once;

use log::{LevelFilter, Log, Metadata, Record};
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Recorder, SharedString, Unit};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};

thread_local! {
    // Tests run in parallel, each with its runtime on its own thread.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Adds a line to what the thread says.
pub fn say(text: &dyn Debug) {
    SAID.with_borrow_mut(|log| {
        if let Some(log) = log {
            let _ = writeln!(log, "{text:?}");
        }
    });
}

struct ToThread;

impl Log for ToThread {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        say(record.args());
    }

    fn flush(&self) {}
}

impl Visit for ToThread {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        say(&format_args!("{field}={value:?}"));
    }
}

impl Subscriber for ToThread {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        say(&format_args!("span {}", attributes.metadata().name()));
        attributes.record(&mut Self);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &tracing::span::Record<'_>) {
        values.record(&mut Self);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Self);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl Recorder for ToThread {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &metrics::Metadata<'_>) -> Counter {
        say(&format_args!("metric {key}"));
        Counter::noop()
    }

    fn register_gauge(&self, key: &Key, _: &metrics::Metadata<'_>) -> Gauge {
        say(&format_args!("metric {key}"));
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &metrics::Metadata<'_>) -> Histogram {
        say(&format_args!("metric {key}"));
        Histogram::noop()
    }
}

/// Returns everything that this thread says while the function runs.
pub fn captured(run: impl FnOnce()) -> String {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        log::set_logger(&ToThread).unwrap();
        log::set_max_level(LevelFilter::Trace);
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if SAID.with_borrow(Option::is_some) { say(&format_args!("panic {info}")) } else { before(info) }
        }));
    });
    let _subscriber = tracing::subscriber::set_default(ToThread);
    let _recorder = metrics::set_default_local_recorder(&ToThread);
    SAID.set(Some(String::new()));
    let result = catch_unwind(AssertUnwindSafe(run));
    let said = SAID.take().unwrap();
    if let Err(panic) = result {
        let last: Vec<_> = said.lines().rev().take(20).collect();
        eprintln!("{}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
        resume_unwind(panic);
    }
    said
}

/// Returns where a short secret number is in a text, as a whole. The text contains many other numbers, such as ports,
/// durations, times and hexadecimal texts, which contain any few digits sooner or later.
pub fn find_number(text: &str, number: &str) -> Option<usize> {
    let is_part = |character: char| character.is_alphanumeric() || character == '.';
    let stands_alone = |(at, found): &(usize, &str)| {
        let (before, after) = (&text[..*at], &text[at + found.len()..]);
        // `%22`: a quotation mark in a form.
        let begins = before.ends_with("%22") || !before.ends_with(is_part);
        // Seconds and nanoseconds in the output of `Debug`.
        begins && !before.ends_with("sec: ") && !before.ends_with("nanos: ") && !after.starts_with(is_part)
    };
    text.match_indices(number).find(stands_alone).map(|(at, _)| at)
}

#[test]
fn numbers_are_found_only_as_a_whole() {
    for text in ["\"cvv\":\"9073\"", "cvv=9073&", "a 9073 b", "%229073%22", "\\\"9073\\\"", "9073"] {
        assert!(find_number(text, "9073").is_some(), "{text}");
    }
    for text in ["127.0.0.1:49073", "1.9073ms", "9073µs", "at=1795917390732", "sign=f9073c", "tv_nsec: 9073 }"] {
        assert_eq!(find_number(text, "9073"), None, "{text}");
    }
}

/// Returns everything that this thread says while the future runs on a runtime of this thread.
pub fn captured_async(run: impl Future<Output = ()>) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    captured(|| runtime.block_on(run))
}
