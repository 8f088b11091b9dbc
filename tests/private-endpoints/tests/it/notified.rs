//! Received values of every type in every position of a notification, at any depth.

use iotpay_client::incoming::{DecodeError, Fields, FromFields as _};
use private_endpoints::card::{EverythingNotification, NotifiedFlavor};

/// 2026-03-10 09:30 UTC.
const MOMENT: i64 = 1_773_135_000;

/// The values of all types, of which one is replaced.
fn values(changed: &str, value: &str) -> Vec<(&'static str, String)> {
    let all = [
        ("text", r#""T9""#),
        ("small", "70"),
        ("large", "-1"),
        ("price", "0"),
        ("rate", "12.5"),
        ("gift", r#""true""#),
        ("subscribed", r#""Y""#),
        ("birthday", r#""20280229""#),
        ("expires", r#""2026-03-10 17:30:00""#),
        ("stamp", r#""2026-03-10T09:30:00Z""#),
        ("flavorOf", r#""SWEET""#),
        ("hidden", r#""canary""#),
        ("order", r#""U1""#),
    ];
    all.iter().map(|(name, known)| (*name, if *name == changed { value } else { known }.to_string())).collect()
}

fn object(values: &[(&'static str, String)]) -> String {
    let members: Vec<_> = values.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
    members.join(",")
}

/// Decodes a notification with these values at its top, and with these in its objects.
fn received(
    top: &[(&'static str, String)],
    inner: &[(&'static str, String)],
) -> Result<EverythingNotification, DecodeError> {
    let (lists, inner) = (values("", ""), object(inner));
    let lists = lists.iter().map(|(name, value)| {
        let (first, rest) = name.split_at(1);
        format!(r#""lists{}{rest}":[{value},{value},{value},{value}]"#, first.to_uppercase())
    });
    let lists: Vec<_> = lists.collect();
    let message = format!(
        r#"{{{},{},"box":{{{inner},"deep":{{{inner}}}}},"lines":[{{{inner},"deep":{{"parts":[{{{inner}}},{{}}]}}}}],"sign":"S"}}"#,
        object(top),
        lists.join(",")
    );
    EverythingNotification::from_fields(&Fields::from_json(&message).unwrap())
}

#[test]
fn every_type_is_decoded_in_every_position() {
    let notification = received(&values("", ""), &values("", "")).unwrap();
    // The documented range, pattern and number of items do not apply to received values.
    assert_eq!((notification.small, notification.text.as_str()), (70, "T9"));
    assert_eq!(notification.lists_small.as_deref(), Some(&[70; 4][..]));
    assert_eq!(notification.lists_gift.as_deref(), Some(&[true; 4][..]));
    let stamps = notification.lists_stamp.as_ref().unwrap();
    assert!(stamps.iter().all(|stamp| stamp.unix_seconds() == MOMENT));
    let inner = notification.box_.as_ref().unwrap();
    assert_eq!((inner.subscribed, inner.price.map(iotpay_client::Cents::get)), (Some(true), Some(0)));
    let deep = inner.deep.as_ref().unwrap();
    assert_eq!(deep.rate.unwrap().units(), 1250);
    assert_eq!(deep.flavor_of, Some(NotifiedFlavor::Sweet));
    let [line] = notification.lines.as_deref().unwrap() else { panic!("one line") };
    assert_eq!(line.expires.unwrap().unix_seconds(), MOMENT);
    let [part, empty] = line.deep.as_ref().unwrap().parts.as_deref().unwrap() else { panic!("two parts") };
    assert_eq!((part.birthday.unwrap().to_string().as_str(), part.gift), ("20280229", Some(true)));
    assert_eq!((empty.gift, empty.rate), (None, None));
    assert!(!format!("{notification:?}").contains("canary"));
}

#[test]
fn an_invalid_value_is_an_error_if_it_is_required() {
    for (name, value) in [
        ("small", r#""x""#),
        ("price", "-1"),
        ("rate", "1e3"),
        ("gift", r#""Y""#),
        ("subscribed", "1"),
        ("birthday", r#""20270229""#),
        ("expires", r#""2026-03-10""#),
        ("stamp", r#""2026-03-10T09:30:00""#),
    ] {
        let error = received(&values(name, value), &values("", "")).unwrap_err().to_string();
        assert!(error.contains(name), "{name}: {error}");
    }
    let notification = received(&values("", ""), &values("rate", "1e3")).unwrap();
    assert_eq!(notification.box_.unwrap().rate, None);
}

#[test]
fn rustdoc_shows_the_documented_values() {
    let code = include_str!(concat!(env!("OUT_DIR"), "/iotpay/card/notified.rs"));
    for doc in [
        "Documented values: from 1 to 5. The client also accepts others.",
        "Documented values: at most 3 items. The client also accepts others. Each item: Documented values: from 1 to 5.",
        "If it is absent, its value is `none`.",
    ] {
        assert!(code.contains(doc), "{doc}");
    }
}
