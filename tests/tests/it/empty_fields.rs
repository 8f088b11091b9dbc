//! An empty field counts as absent: anyone can add one to a signed message, since the signature does not
//! cover it.

use crate::support::server::{Reply, Server};
use crate::support::signing::{Map, map, signed, texts, to_json, to_query};
use crate::support::{KEY, MCH_ID, card_client, credentials, general_client, orders};
use iotpay_client::incoming::{Fields, FromFields};
use iotpay_client::notification::{BrowserReturn, Notification, NotificationError, ReceivedNotification};
use iotpay_client::spec::Family as _;
use iotpay_client::{NotificationReceiver, NotificationRequest, autodebit, card, general};

fn receive<N: Notification>(method: &str, query: &str, body: &str) -> String {
    let receiver = NotificationReceiver::<N::Family>::new(credentials());
    match receiver.receive::<N>(NotificationRequest { method, query, content_type: None, body: body.as_bytes() }) {
        Ok(ReceivedNotification::Server(_)) => "server".to_owned(),
        Ok(ReceivedNotification::Undetermined(_)) => "undetermined".to_owned(),
        Ok(ReceivedNotification::BrowserReturn(_)) => "browser".to_owned(),
        Err(NotificationError::WrongKind(_)) => "other kind".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// Returns the names of all fields of notifications, and some unknown names.
fn names() -> Vec<&'static str> {
    let mut names = iotpay_client::shared::SIGNING.notification_fields.to_vec();
    names.extend(["extra", "payParams", "retParams", "result", "refundOrderId", ""]);
    names
}

/// Returns every form of an empty field in a form.
fn in_form(name: &str) -> [String; 3] {
    [format!("&{name}="), format!("&{name}"), format!("&&{name}=&{name}")]
}

fn in_object(name: &str) -> [String; 5] {
    ["null", "\"\"", "{}", "[]", "[ {} ]"].map(|empty| format!("\"{name}\":{empty}"))
}

fn wallet() -> Map {
    texts(&[("payOrderId", "P1"), ("mchOrderNo", "m1"), ("amount", "2865"), ("status", "2"), ("subject", "Tea")])
}

fn with(fields: &Map, more: &[(&str, &str)]) -> Map {
    fields.clone().into_iter().chain(texts(more)).collect()
}

/// Adds every empty field to a message in every way, and asserts that the result stays the same.
fn assert_unchanged<N: Notification>(fields: &Map, method: &str, verdict: &str) {
    let signed = signed(fields.clone(), KEY);
    let (query, body) = (to_query(&signed), to_json(&signed));
    let takes_forms = N::Family::SPEC.notifications != iotpay_client::spec::NotificationBody::Json;
    let takes_json = N::Family::SPEC.notifications != iotpay_client::spec::NotificationBody::Form;
    if takes_forms {
        assert_eq!(receive::<N>(method, &query, ""), verdict, "{query}");
    }
    if takes_json {
        assert_eq!(receive::<N>(method, "", &body), verdict, "{body}");
    }
    for name in names() {
        for added in in_form(name).iter().filter(|_| takes_forms) {
            for all in [format!("{query}{added}"), format!("{}&{query}", &added[1..])] {
                assert_eq!(receive::<N>(method, &all, ""), verdict, "{all}");
            }
            assert_eq!(receive::<N>(method, &query, &added[1..]), verdict, "{query} {added}");
        }
        // Duplicate names in an object are always invalid.
        if takes_json && !signed.contains_key(name) {
            for added in in_object(name) {
                let all = body.replacen('{', &format!("{{{added},"), 1);
                assert_eq!(receive::<N>(method, "", &all), verdict, "{all}");
            }
        }
    }
}

#[test]
fn no_empty_field_changes_a_notification() {
    assert_unchanged::<general::OrderNotification>(&wallet(), "POST", "server");
    assert_unchanged::<general::OrderNotification>(&with(&wallet(), &[("backType", "1")]), "GET", "browser");
    assert_unchanged::<general::OrderNotification>(&with(&wallet(), &[("status", "7")]), "POST", "undetermined");
    assert_unchanged::<general::OrderNotification>(&with(&wallet(), &[("payType", "pay")]), "POST", "other kind");
    assert_unchanged::<general::OrderNotification>(&with(&wallet(), &[("channelId", "WX_MWEB")]), "POST", "other kind");
    assert_unchanged::<autodebit::PaymentNotification>(&wallet(), "POST", "server");
    let card = with(&wallet(), &[("mchId", MCH_ID), ("currency", "CAD"), ("payType", "pay")]);
    assert_unchanged::<card::CardNotification>(&card, "POST", "server");
    assert_unchanged::<card::CardNotification>(&with(&card, &[("payType", "")]), "POST", "undetermined");
    assert_unchanged::<card::CardNotification>(&with(&card, &[("backType", "2")]), "POST", "other kind");
    let contract = texts(&[("iotpayContractId", "CWJ1"), ("mchContractId", "c1"), ("status", "2")]);
    assert_unchanged::<autodebit::ContractNotification>(&contract, "POST", "server");
}

#[test]
fn blank_fields_do_not_determine_the_kind() {
    for blank in [" ", "\t", "\u{3000}", " \r\n "] {
        let query = to_query(&signed(with(&wallet(), &[("payType", blank), ("channelId", blank)]), KEY));
        assert_eq!(receive::<general::OrderNotification>("POST", &query, ""), "server", "{blank:?}");
        let query = to_query(&signed(with(&wallet(), &[("mchOrderNo", blank)]), KEY));
        assert!(
            receive::<general::OrderNotification>("POST", &query, "").contains("`mchOrderNo` is missing"),
            "{blank:?}"
        );
    }
    // The gateway signs blank text, so it cannot be added.
    let query = to_query(&signed(wallet(), KEY));
    assert!(receive::<general::OrderNotification>("POST", &format!("{query}&payType=+"), "").contains("signature"));
}

#[test]
fn empty_fields_count_as_absent() {
    #[derive(Debug, FromFields)]
    struct Message {
        #[field("amount", alias = "total")]
        amount: i64,
        status: Option<general::OrderStatus>,
        order: Option<iotpay_client::OrderId>,
    }
    for empty in ["null", "\"\"", "\" \""] {
        let text = format!(r#"{{"amount":{empty},"total":"7","status":{empty},"order":{empty}}}"#);
        let message = Message::from_fields(&Fields::from_json(&text).unwrap()).unwrap();
        assert_eq!((message.amount, message.status, message.order), (7, None, None), "{text}");
    }
    for form in ["amount=&total=7&status=&order", "amount&total=7", "total=7&amount=+"] {
        let message = Message::from_fields(&Fields::from_form(form.as_bytes()).unwrap()).unwrap();
        assert_eq!((message.amount, message.status, message.order), (7, None, None), "{form}");
    }
}

#[test]
fn no_empty_field_changes_a_browser_return() {
    for query in [
        "retCode=SUCCESS&status=2&status=",
        "status&retCode=SUCCESS&retCode=&status=2",
        "?retCode=&retCode=SUCCESS&status=2",
    ] {
        let claim = card::CardReturn::from_query(query).unwrap();
        assert_eq!(claim.claim().status, Some(card::CardStatus::Paid), "{query}");
    }
    assert_eq!(card::CardReturn::from_query("retCode=SUCCESS&status=").unwrap().claim().status, None);
}

#[tokio::test]
async fn no_empty_field_changes_a_response() {
    let order = [
        ("mchId", MCH_ID),
        ("mchOrderNo", "m1"),
        ("amount", "2865"),
        ("status", "2"),
        ("channelId", "WX_NATIVE"),
        ("currency", "CAD"),
        ("subject", "s"),
        ("body", "b"),
    ];
    let success = texts(&[("retCode", "SUCCESS"), ("resCode", "SUCCESS")]);
    let genuine = to_json(&signed(with(&success, &order), KEY));
    for name in ["result", "payOrderId", "errCode", "errCodeDes", "payParams", "retMsg", "param1"] {
        for empty in ["null", "\"\""] {
            let body = genuine.replacen('{', &format!("{{\"{name}\":{empty},"), 1);
            let server = Server::always(Reply::json(body.clone())).await;
            let found = general_client(&server.url(), KEY).send(&orders::query("m1")).await;
            assert!(found.unwrap_or_else(|error| panic!("{body}: {error}")).status.outcome().is_paid());
        }
    }
    let ret_data = map([
        ("payOrderId", "PC1".into()),
        ("mchOrderNo", "m1".into()),
        ("currency", "CAD".into()),
        ("amount", 1.into()),
        ("payType", "pay".into()),
        ("status", 2.into()),
    ]);
    for empty in ["null", "\"\"", "\" \""] {
        // The fields of the request that the response echoes.
        let ret_data =
            to_json(&ret_data).replacen('{', &format!("{{\"mchId\":{empty},\"originalOrderId\":{empty},"), 1);
        let server =
            Server::always(Reply::json(format!(r#"{{"retCode":"SUCCESS","retMsg":{empty},"retData":{ret_data}}}"#)))
                .await;
        let found = card_client(&server.url(), KEY).send(&card::CcQuery::by_mch_order_no("m1").unwrap()).await.unwrap();
        assert_eq!((found.ret_data.mch_id.as_deref(), found.ret_data.original_order_id.as_deref()), (None, None));
    }
}
