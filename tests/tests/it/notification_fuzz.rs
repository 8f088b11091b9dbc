//! Thousands of changes to genuine notifications: no notification with a different meaning is accepted.

use crate::support::random::Random;
use crate::support::signing::{map, signed, to_json};
use crate::support::{KEY, MCH_ID, credentials, credentials_with, data};
use iotpay_client::incoming::Fields;
use iotpay_client::notification::ReceivedNotification;
use iotpay_client::{NotificationRequest, card, general};

/// Changes, inserts, removes, repeats or moves a few bytes.
fn change(random: &mut Random, bytes: &mut Vec<u8>, pieces: &[&[u8]]) {
    for _ in 0..=random.below(3) {
        let (at, end) = (random.below(bytes.len()), random.below(bytes.len()));
        let (start, end) = (at.min(end), at.max(end));
        match random.below(7) {
            0 => bytes[at] = u8::try_from(random.below(256)).unwrap(),
            1 => bytes[at] ^= 1 << random.below(8),
            2 => drop(bytes.drain(start..end.min(start + 12))),
            3 => bytes.truncate(end.max(1)),
            4 => {
                let copy = bytes[start..end.min(start + 40)].to_vec();
                bytes.splice(at..at, copy);
            }
            5 => bytes.swap(start, end),
            _ => {
                let piece = random.pick(pieces);
                bytes.splice(at..at, piece.iter().copied());
            }
        }
        if bytes.is_empty() {
            return;
        }
    }
}

/// Returns the fields with a meaning: the signature may differ in case, and empty fields may be added or
/// removed.
fn meaning(fields: &Fields) -> Vec<(String, String)> {
    let fields = fields.iter().filter(|field| field.name() != "sign" && !field.is_empty());
    let mut fields: Vec<_> = fields.map(|field| (field.name().to_owned(), field.text().to_owned())).collect();
    fields.sort();
    fields
}

#[test]
fn rejects_changed_wallet_notifications() {
    let pieces: [&[u8]; 12] = [
        b"&",
        b"=",
        b"%26",
        b"%3D",
        b"+",
        b"%00",
        b"&status=3",
        b"&amount=1",
        b"&sign=",
        b"%FF",
        b"&payParams=1",
        b"status",
    ];
    let all = data::json("interop/notifications.json");
    let mut random = Random::new(0x9E37_79B9_7F4A_7C15);
    let mut accepted = 0;
    for notification in all.as_array().unwrap() {
        let genuine = notification["query"].as_str().unwrap();
        let expected = meaning(&Fields::from_form(genuine.as_bytes()).unwrap());
        let receiver = general::NotificationReceiver::new(credentials_with(notification["key"].as_str().unwrap()));
        for _ in 0..1500 {
            let mut bytes = genuine.as_bytes().to_vec();
            change(&mut random, &mut bytes, &pieces);
            let query = String::from_utf8_lossy(&bytes).into_owned();
            // In the query, in the body, or one half in each.
            let (query, body) = match random.below(3) {
                0 => (query.as_str(), "".as_bytes()),
                1 => ("", bytes.as_slice()),
                _ => {
                    let half = query.match_indices('&').nth(5).map_or(0, |(at, _)| at);
                    (&query[..half], &query.as_bytes()[half..])
                }
            };
            let incoming = NotificationRequest { method: "POST", query, content_type: None, body };
            if let Ok(notification) = receiver.receive::<general::OrderNotification>(incoming) {
                let ReceivedNotification::Server(notification) = notification else {
                    panic!("the browser marker is signed")
                };
                assert_eq!(meaning(notification.received().fields()), expected, "{query} {body:?}");
                accepted += 1;
            }
        }
    }
    assert!(accepted > 0, "no change kept the meaning");
}

#[test]
fn rejects_changed_card_notifications() {
    let pieces: [&[u8]; 14] = [
        b"{",
        b"}",
        b"[",
        b"]",
        b"\"",
        b",",
        b":",
        b"null",
        b"\\u0000",
        b"\\",
        b" ",
        b",\"a\":{\"b\":[1]}",
        b",\"status\":3",
        b",\"a\":null",
    ];
    let fields = map([
        ("payOrderId", "PC1".into()),
        ("mchId", MCH_ID.into()),
        ("mchOrderNo", "m 茶/1".into()),
        ("currency", "CAD".into()),
        ("amount", 1500.into()),
        ("refundable", 1500.into()),
        ("payType", "pay".into()),
        ("invoiceNum", "000042".into()),
        ("status", 2.into()),
    ]);
    let genuine = to_json(&signed(fields, KEY));
    let expected = meaning(&Fields::from_json(&genuine).unwrap());
    let receiver = card::NotificationReceiver::new(credentials());
    let mut random = Random::new(0x2545_F491_4F6C_DD1D);
    let mut accepted = 0;
    for _ in 0..15_000 {
        let mut body = genuine.as_bytes().to_vec();
        change(&mut random, &mut body, &pieces);
        let incoming = NotificationRequest { method: "POST", query: "", content_type: None, body: &body };
        if let Ok(notification) = receiver.receive::<card::CardNotification>(incoming) {
            let ReceivedNotification::Server(notification) = notification else {
                panic!("card notifications have no browser marker")
            };
            assert_eq!(meaning(notification.received().fields()), expected, "{}", String::from_utf8_lossy(&body));
            accepted += 1;
        }
    }
    assert!(accepted > 0, "no change kept the meaning");
}
