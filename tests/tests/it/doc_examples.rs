//! The documentation of every public item contains an example that is compiled. `build.rs` lists the items of the client
//! and the store that have none, so that a new item is covered: it fails this test until it has an example.

/// Code of `build.rs`.
mod listed {
    include!(concat!(env!("OUT_DIR"), "/doc_examples.rs"));
}

/// The items that may have no example: the beginning of their file and name, and the reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("iotpay-client/src/notification.rs ReceivedNotification", INCOMPLETE_MATCH),
    ("iotpay-client/src/notification.rs Undetermined", INCOMPLETE_MATCH),
    ("iotpay-client/src/request_macro/", "only `request!` uses it, and compile errors show it"),
];

const INCOMPLETE_MATCH: &str = "its example must not compile, and that of `NotificationReceiver` does";

fn missing() -> impl Iterator<Item = String> {
    listed::WITHOUT_EXAMPLE.iter().map(|(file, name)| format!("{file} {name}"))
}

#[test]
fn items_have_an_example() {
    let is_excepted = |item: &String| EXCEPTIONS.iter().any(|(beginning, _)| item.starts_with(beginning));
    let missing: Vec<_> = missing().filter(|item| !is_excepted(item)).collect();
    assert_eq!(missing, [""; 0], "add an example to the documentation of each item");
    // The list is complete: a type, a trait, a function, a constant and a macro.
    for name in ["Client", "Journal", "inspect", "POSTGRES", "contract_tests"] {
        assert!(listed::WITH_EXAMPLE.iter().any(|(_, item)| *item == name), "{name}");
    }
}

#[test]
fn exceptions_are_needed() {
    for (beginning, reason) in EXCEPTIONS {
        let is_needed = missing().any(|item| item.starts_with(beginning));
        assert!(is_needed, "{beginning} has an example: remove the exception ({reason})");
    }
}

/// Only code that is compiled and valid is an example.
#[test]
fn examples_are_recognized() {
    for (item, has_example, found) in listed::SAMPLES {
        assert_eq!(found, has_example, "{item}");
    }
}
