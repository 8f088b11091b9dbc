//! Byte order marks are skipped at the start of JSON, also of JSON inside a text, and nowhere else.

use crate::support::notifications::payment;
use crate::support::raw_request::{body, http, smallest};
use crate::support::sandbox::{Sandbox, cases};
use crate::support::server::{Reply, Server};
use crate::support::signing::{Map, signed, texts, to_json, to_query};
use crate::support::{KEY, card_client, credentials, general_client, orders};
use iotpay_client::error::OutcomeUnknownCause;
use iotpay_client::incoming::{DecodeError, DecodeErrorKind, Fields, FromFields, Passthrough, RawJson};
use iotpay_client::notification::{Notification, NotificationError, ReceivedNotification};
use iotpay_client::protocol::RawRequest;
use iotpay_client::{Error, NotificationReceiver, NotificationRequest, autodebit, card, general};

const MARK: &str = "\u{feff}";

/// Valid and invalid text before the object.
const SKIPPED: [&str; 7] =
    ["", MARK, "\u{feff}\r\n ", " \r\n", "\u{feff}\u{feff}", " \u{feff}", "\r\n\u{feff}\n\u{feff} "];
const NOT_SKIPPED: [&str; 4] = ["\u{200b}", "\u{fffe}", "\u{feff}\u{a0}", "\u{feff}\u{ef}\u{bb}\u{bf}"];

const RESPONSE: &str = r#"{"retCode":"FAIL","retMsg":"no such order"}"#;

#[tokio::test]
async fn is_skipped_before_a_response() {
    for (prefix, is_read) in SKIPPED.map(|it| (it, true)).into_iter().chain(NOT_SKIPPED.map(|it| (it, false))) {
        let server = Server::always(Reply::json(format!("{prefix}{RESPONSE}"))).await;
        let wallets = general_client(&server.url(), KEY);
        let cards = card_client(&server.url(), KEY);
        let untyped = RawRequest::new("move_points").mch_id("mchId");
        for error in [
            wallets.send(&orders::refund("r1", "P1", 1)).await.map(drop).unwrap_err(),
            cards.send(&orders::cc_addcard("c1")).await.map(drop).unwrap_err(),
            wallets.send_raw(&untyped).await.map(drop).unwrap_err(),
        ] {
            match error {
                Error::Rejected(rejected) => assert!(is_read, "{prefix:?}: {rejected:?}"),
                Error::OutcomeUnknown(unknown) => {
                    let is_not_json = matches!(&unknown.cause, OutcomeUnknownCause::Decode(it) if it.kind == DecodeErrorKind::NotJson);
                    assert!(is_not_json && !is_read, "{prefix:?}: {unknown:?}");
                }
                other => panic!("{prefix:?}: {other:?}"),
            }
        }
    }
}

fn with(mut fields: Map, more: &[(&str, &str)]) -> Map {
    fields.extend(texts(more));
    fields
}

fn receive<N: Notification>(
    content_type: Option<&str>,
    body: &str,
) -> Result<ReceivedNotification<N>, NotificationError> {
    let receiver = NotificationReceiver::<N::Family>::new(credentials());
    receiver.receive::<N>(NotificationRequest { method: "POST", query: "", content_type, body: body.as_bytes() })
}

#[test]
fn is_skipped_before_a_notification() {
    let wallet = to_json(&signed(with(payment(), &[("backType", "2"), ("channelId", "WX_NATIVE")]), KEY));
    let card = to_json(&signed(with(payment(), &[("payType", "pay")]), KEY));
    let debit = to_json(&signed(payment(), KEY));
    let json = Some("application/json");
    for prefix in SKIPPED {
        let text = |json: &str| format!("{prefix}{json}");
        assert!(receive::<general::OrderNotification>(json, &text(&wallet)).is_ok(), "{prefix:?}");
        for content_type in [None, json, Some("text/plain")] {
            let result = receive::<card::CardNotification>(content_type, &text(&card));
            assert!(result.is_ok(), "{prefix:?}: {result:?}");
            // If the family does not document the body, the content type or the first character decides.
            let result = receive::<autodebit::PaymentNotification>(content_type, &text(&debit));
            assert!(result.is_ok(), "{prefix:?}: {result:?}");
        }
    }
    for prefix in NOT_SKIPPED {
        let result = receive::<card::CardNotification>(json, &format!("{prefix}{card}"));
        assert!(matches!(result, Err(NotificationError::Decode(_))), "{prefix:?}: {result:?}");
    }
}

#[test]
fn is_kept_in_forms_names_and_values() {
    let fields = signed(with(payment(), &[("backType", "2"), ("channelId", "WX_NATIVE")]), KEY);
    let form = Some("application/x-www-form-urlencoded");
    for text in [format!("{MARK}{}", to_query(&fields)), format!("%EF%BB%BF{}", to_query(&fields))] {
        let result = receive::<general::OrderNotification>(form, &text);
        assert!(matches!(result, Err(NotificationError::SignatureMismatch(_))), "{result:?}");
    }
    let read = Fields::from_json("\u{feff}{\"\u{feff}a\":\"\u{feff}b\",\"o\":\"\u{feff}{}\"}").unwrap();
    assert_eq!(read.get("\u{feff}a").unwrap().text(), "\u{feff}b");
    assert_eq!(read.get("o").unwrap().text(), "\u{feff}{}");
    assert!(Fields::from_json("{\"a\":1}\u{feff}").is_err());
    assert!(Fields::from_json("{\u{feff}\"a\":1}").is_err());
    // The mark is part of the signed value.
    let json = to_json(&signed(with(payment(), &[("payType", "pay"), ("subject", "\u{feff}tea")]), KEY));
    assert!(receive::<card::CardNotification>(None, &json).is_ok());
}

#[test]
fn is_skipped_before_json_in_a_text() {
    for prefix in SKIPPED {
        let object = serde_json::Value::from(format!("{prefix}{{\"appId\":\"wx1\"}}"));
        let fields = Fields::from_json(&format!("{{\"payParams\":{object}}}")).unwrap();
        let raw: RawJson = fields.read("payParams", &[]).unwrap();
        let typed: Passthrough<Members> = fields.read("payParams", &[]).unwrap();
        for json in [raw.as_str(), typed.as_json()] {
            assert!(!json.contains(MARK) && json.trim_start() == "{\"appId\":\"wx1\"}", "{prefix:?}: {json:?}");
        }
    }
    for prefix in NOT_SKIPPED {
        let object = serde_json::Value::from(format!("{prefix}{{\"appId\":\"wx1\"}}"));
        let fields = Fields::from_json(&format!("{{\"payParams\":{object}}}")).unwrap();
        let raw: RawJson = fields.read("payParams", &[]).unwrap();
        assert!(raw.as_str().starts_with('"'), "{prefix:?}: {raw:?}");
        assert!(fields.read::<Passthrough<Members>>("payParams", &[]).is_err(), "{prefix:?}");
    }
}

#[derive(Debug)]
struct Members;

impl FromFields for Members {
    fn from_fields(fields: &Fields) -> Result<Self, DecodeError> {
        fields.read::<String>("appId", &[]).map(|_| Self)
    }
}

#[tokio::test]
async fn is_skipped_by_the_sandbox() {
    let sandbox = Sandbox::new().await;
    for case in cases(&sandbox.model).iter().filter(|case| case.endpoint.idempotent) {
        let url = sandbox.url(case.family, &case.endpoint.path);
        let json = body(case.family, &smallest(&sandbox.model, case.operation));
        let mut responses = Vec::new();
        for prefix in ["", MARK, "\n\u{feff}\u{feff}", "\u{200b}"] {
            let sent = match json.strip_prefix("params=") {
                Some(params) => {
                    let object = form_urlencoded::parse(params.as_bytes()).next().unwrap().0.into_owned();
                    let mut form = form_urlencoded::Serializer::new(String::new());
                    form.append_pair("params", &format!("{prefix}{object}")).finish()
                }
                None => format!("{prefix}{json}"),
            };
            responses.push(http().post(&url).body(sent).send().await.unwrap().status());
        }
        assert_eq!(responses, [200, 200, 200, 400], "{}", case.name());
    }
}
