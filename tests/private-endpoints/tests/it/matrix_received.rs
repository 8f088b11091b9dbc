//! Received values of every type, in every position of `spec/matrix.yaml`.

use iotpay_client::incoming::{DecodeError, Fields, FromFields as _, RawJson};
use private_endpoints::general::{Flavor, GenResponse, Size};

/// 2026-03-10 09:30 UTC.
const MOMENT: i64 = 1_773_135_000;

/// Returns a response with these values in the fields of the message and of its object.
fn received(values: &[(&str, &str)]) -> Result<GenResponse, DecodeError> {
    let valid = [
        ("rate", "1"),
        ("gift", "true"),
        ("subscribed", r#""Y""#),
        ("birthday", r#""20280229""#),
        ("expires", r#""2026-03-10 17:30:00""#),
        ("stamp", r#""2026-03-10T09:30:00Z""#),
    ];
    let all = valid.iter().filter(|(name, _)| values.iter().all(|(other, _)| other != name)).chain(values);
    let members: Vec<_> = all.map(|(name, value)| format!("{name:?}:{value}")).collect();
    let members = members.join(",");
    let message = format!(
        r#"{{"retCode":"SUCCESS","text":"t",{members},"small":1,"large":1,"word":"SWEET","number":1,"raw":{{}},
           "any":1,"hidden":"h","shown":"s","paid":"CAD","state":1,"inner":{{{members}}}}}"#
    );
    GenResponse::from_fields(&Fields::from_json(&message).unwrap())
}

#[test]
fn received_decimals_are_exact() {
    for (rate, units) in
        [(r#""28.65""#, 2865), ("28.65", 2865), ("28.6500", 2865), (r#""-28""#, -2800), ("12345678.9", 1_234_567_890)]
    {
        let response = received(&[("rate", rate)]).unwrap();
        assert_eq!(response.rate.units(), units, "{rate}");
        assert_eq!(response.inner.unwrap().rate, Some(response.rate));
    }
    for rate in [r#""28.655""#, "28.655", "1e3", r#""""#, "null", r#""x""#, "[]"] {
        assert!(received(&[("rate", rate)]).is_err(), "{rate}");
    }
}

#[test]
fn received_booleans_are_json_or_their_words() {
    for (gift, subscribed, value) in [
        ("true", r#""Y""#, true),
        ("false", r#""N""#, false),
        (r#""true""#, "true", true),
        (r#""false""#, "false", false),
    ] {
        let response = received(&[("gift", gift), ("subscribed", subscribed)]).unwrap();
        assert_eq!((response.gift, response.subscribed), (value, value), "{gift} {subscribed}");
        let inner = response.inner.unwrap();
        assert_eq!((inner.gift, inner.subscribed), (Some(value), Some(value)));
    }
    for (name, value) in [
        ("gift", r#""Y""#),
        ("gift", "1"),
        ("gift", r#""True""#),
        ("subscribed", r#""true""#),
        ("subscribed", r#""y""#),
        ("subscribed", "1"),
        ("subscribed", "null"),
    ] {
        assert!(received(&[(name, value)]).is_err(), "{name} {value}");
    }
}

#[test]
fn received_dates_are_instants() {
    let response = received(&[("birthday", "20280229"), ("stamp", r#""2026-03-10T17:30:00+08:00""#)]).unwrap();
    assert_eq!((response.birthday.year(), response.birthday.month(), response.birthday.day()), (2028, 2, 29));
    assert_eq!((response.expires.unix_seconds(), response.stamp.unix_seconds()), (MOMENT, MOMENT));
    assert_eq!(response.inner.unwrap().expires, Some(response.expires));
    for (name, value) in [
        ("birthday", r#""20270229""#),
        ("birthday", r#""2028-02-29""#),
        ("expires", r#""2026-03-10T17:30:00""#),
        ("expires", r#""2026-03-10 25:30:00""#),
        ("stamp", r#""2026-03-10 09:30:00""#),
        ("stamp", "true"),
    ] {
        assert!(received(&[(name, value)]).is_err(), "{name} {value}");
    }
}

#[test]
fn arrays_and_nested_objects_contain_every_type() {
    let all = r#""text":"t","small":1,"rate":"1.50","large":2,"word":"SWEET","number":1,"raw":{"a":1},"any":[1],
        "hidden":"h","shown":"4242424242424242","paid":"CAD","state":2,"gift":true,"subscribed":"Y",
        "birthday":"20280229","expires":"2026-03-10 17:30:00","stamp":"2026-03-10T09:30:00Z""#;
    let twice = r#""text":["t","u"],"small":[1,"2"],"rate":["1.5",2],"large":[2],"word":["SWEET","NEW"],"number":[1],
        "raw":[{}, {"a":1}],"any":[1,"x"],"hidden":["h"],"shown":["4242424242424242"],"paid":["CAD"],"state":[2],
        "gift":[true,"false"],"subscribed":["N","Y"],"birthday":[20280229],"expires":["2026-03-10 17:30:00"],
        "stamp":["2026-03-10T09:30:00Z","2026-03-10T17:30:00+08:00"]"#;
    let part = format!(r#"{{{all},"deep":{{"lists":{{{twice}}}}}}}"#);
    let json = format!(
        r#"{{"retCode":"SUCCESS",{all},"lists":{{{twice}}},"items":[{{{all},"parts":[{part},{{}}]}}],
           "inner":{{"deep":{{{all}}}}}}}"#
    );
    let response = GenResponse::from_fields(&Fields::from_json(&json).unwrap()).unwrap();
    let lists = response.lists.as_ref().unwrap();
    assert_eq!((lists.small.as_slice(), lists.text.join(",")), ([1, 2].as_slice(), "t,u".to_owned()));
    assert_eq!(lists.rate.iter().map(|rate| rate.units()).collect::<Vec<_>>(), [150, 200]);
    assert_eq!(
        (lists.gift.as_slice(), lists.subscribed.as_slice()),
        ([true, false].as_slice(), [false, true].as_slice())
    );
    assert_eq!((lists.birthday[0].day(), lists.expires[0].unix_seconds()), (29, MOMENT));
    assert_eq!(lists.stamp[0], lists.stamp[1]);
    assert_eq!(lists.word[0], Flavor::Sweet);
    assert!(lists.word[1].is_unrecognized());
    assert_eq!(lists.raw.iter().map(RawJson::as_str).collect::<Vec<_>>(), ["{}", r#"{"a":1}"#]);
    let item = &response.items.as_ref().unwrap()[0];
    assert_eq!((&item.state, item.small), (&iotpay_client::general::OrderStatus::Paid, 1));
    let parts = item.parts.as_ref().unwrap();
    assert_eq!((parts.len(), parts[0].number.as_ref(), &parts[1].number), (2, Some(&Size::Little), &None));
    let deep = parts[0].deep.as_ref().unwrap().lists.as_ref().unwrap();
    assert_eq!(deep.any.as_ref().unwrap()[1].as_str(), r#""x""#);
    assert_eq!(deep.subscribed, Some(vec![false, true]));
    assert_eq!(response.inner.as_ref().unwrap().deep.as_ref().unwrap().large, Some(2));
    // Secrets in arrays are masked like all others.
    let shown = format!("{response:?}");
    assert!(!shown.contains("42424242") && shown.contains("4242"), "{shown}");
}
