//! Notifications: no changed notification with another meaning is accepted.

use std::sync::LazyLock;

use iotpay_client::incoming::{Fields, ReceivedMessage};
use iotpay_client::notification::{NotificationFor, ReceivedNotification};
use iotpay_client::spec::Family;
use iotpay_client::{NotificationReceiver, NotificationRequest, card, general};

use super::messages::{KEY, credentials, meaning, signed};

/// Pieces of forms and JSON.
pub const TOKENS: &[&str] = &[
    "&",
    "=",
    "%26",
    "%3D",
    "+",
    "%00",
    "%FF",
    "&status=3",
    "&amount=1",
    "&sign=",
    "&payParams=1",
    "backType=1",
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "null",
    "\\u0000",
    "\\",
    ",\"status\":3",
    ",\"a\":{\"b\":[1]}",
    "\u{feff}",
];

const ORDER: &[(&str, &str)] = &[
    ("payOrderId", "P1"),
    ("mchId", "10000701"),
    ("mchOrderNo", "m1"),
    ("channelId", "WX_NATIVE"),
    ("currency", "CAD"),
    ("amount", "2865"),
    ("status", "2"),
    ("subject", "Green tea & 购买"),
    ("backType", "2"),
];
const CARD: &[(&str, &str)] = &[
    ("payOrderId", "PC1"),
    ("mchId", "10000701"),
    ("mchOrderNo", "m 茶/1"),
    ("currency", "CAD"),
    ("amount", "1500"),
    ("payType", "pay"),
    ("status", "2"),
];

/// Returns a query, a form and a JSON object with genuine signatures.
pub fn seeds() -> Vec<Vec<u8>> {
    let form = signed(general::General::SPEC.signing, ORDER);
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let json: serde_json::Map<_, _> = signed(card::Card::SPEC.signing, CARD)
        .into_iter()
        .map(|(name, text)| (name.to_owned(), serde_json::Value::from(text)))
        .collect();
    vec![form.into_bytes(), serde_json::Value::from(json).to_string().into_bytes()]
}

/// Receives the input as a query, as a form and as JSON.
pub fn run(data: &[u8]) {
    static GENUINE: LazyLock<[Vec<(String, String)>; 2]> = LazyLock::new(|| {
        let seeds = seeds();
        let json = String::from_utf8_lossy(&seeds[1]);
        [Fields::from_form(&seeds[0]), Fields::from_json(&json)]
            .map(|fields| meaning(&fields.expect("a genuine message")))
    });
    let incoming = |query, content_type, body| NotificationRequest { method: "POST", query, content_type, body };
    let text = String::from_utf8_lossy(data);
    for incoming in [incoming(&text, None, b""), incoming("", None, data), incoming("", Some("application/json"), data)]
    {
        check::<general::General, general::OrderNotification>(incoming, &GENUINE[0]);
        check::<card::Card, card::CardNotification>(incoming, &GENUINE[1]);
    }
}

fn check<F: Family, N: NotificationFor<F> + std::fmt::Debug>(
    incoming: NotificationRequest<'_>,
    genuine: &[(String, String)],
) {
    let received = |message: &ReceivedMessage| assert_eq!(meaning(message.fields()), genuine, "a forged notification");
    match NotificationReceiver::<F>::new(credentials()).receive::<N>(incoming) {
        Ok(ReceivedNotification::Server(it) | ReceivedNotification::BrowserReturn(it)) => received(it.received()),
        Ok(ReceivedNotification::Undetermined(it)) => received(it.received()),
        Err(error) => assert!(!format!("{error} {error:?}").contains(KEY), "the error shows the key"),
    }
}
