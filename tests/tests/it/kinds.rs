//! All families and all kinds of messages use the same key: a message is not accepted as another kind, and
//! a response about a different order is not accepted.

use crate::support::server::{Reply, Server};
use crate::support::signing::{Map, map, sign, signed, texts, to_json, to_query};
use crate::support::{KEY, MCH_ID, card_client, credentials, general_client, orders};
use iotpay_client::error::OutcomeUnknownCause;
use iotpay_client::incoming::DecodeErrorKind;
use iotpay_client::notification::{Notification, NotificationError, ReceivedNotification};
use iotpay_client::outcome::Transaction;
use iotpay_client::protocol::SignaturePolicy;
use iotpay_client::{
    Error, NotificationReceiver, NotificationRequest, OrderId, RefundOutcome, autodebit, card, general,
};

/// The result of receiving a genuine JSON message.
fn as_json<N: Notification>(fields: Map) -> Result<ReceivedNotification<N>, NotificationError> {
    let body = to_json(&signed(fields, KEY));
    let content_type = Some("application/json;charset=UTF-8");
    let receiver = NotificationReceiver::<N::Family>::new(credentials());
    receiver.receive::<N>(NotificationRequest { method: "POST", query: "", content_type, body: body.as_bytes() })
}

/// The result of receiving a genuine form.
fn as_form<N: Notification>(fields: Map) -> Result<ReceivedNotification<N>, NotificationError> {
    let query = to_query(&signed(fields, KEY));
    let receiver = NotificationReceiver::<N::Family>::new(credentials());
    receiver.receive::<N>(NotificationRequest { method: "POST", query: &query, content_type: None, body: b"" })
}

#[test]
fn card_refund_is_not_accepted_as_another_payment() {
    let refund = || {
        map([
            ("payOrderId", "RP1".into()),
            ("mchId", MCH_ID.into()),
            ("mchOrderNo", "m1".into()),
            ("originalOrderId", "PC1".into()),
            ("amount", 2865.into()),
            ("currency", "CAD".into()),
            ("payType", "refund".into()),
            ("refundable", 0.into()),
            ("status", 2.into()),
        ])
    };
    let Ok(ReceivedNotification::Server(notification)) = as_json::<card::CardNotification>(refund()) else {
        panic!("expected an accepted notification")
    };
    assert_eq!(notification.transaction(), Transaction::Refund(RefundOutcome::Refunded));
    assert_eq!((notification.order_id(), notification.refund_id().as_deref()), (None, Some("RP1")));
    for wallet in [as_json::<general::OrderNotification>(refund()), as_form(refund())] {
        assert!(matches!(wallet, Err(NotificationError::WrongKind(_))), "{wallet:?}");
    }
    for debit in [as_json::<autodebit::PaymentNotification>(refund()), as_form(refund())] {
        assert!(matches!(debit, Err(NotificationError::WrongKind(_))), "{debit:?}");
    }
}

/// An unusual character in an id must lose neither the message nor the id.
#[tokio::test]
async fn unusual_characters_in_ids_are_kept() {
    let message = |id: &str, kind: &str| {
        map([
            ("payOrderId", id.into()),
            ("mchId", MCH_ID.into()),
            ("mchOrderNo", "m1".into()),
            ("currency", "CAD".into()),
            ("amount", 2865.into()),
            ("payType", kind.into()),
            ("status", 2.into()),
        ])
    };
    for id in ["P1", "P1 ", " P1", "P 1", "P1\u{200b}", "P1\u{a0}", "P1\t"] {
        for (kind, expected) in [("pay", (Some(id), None)), ("refund", (None, Some(id)))] {
            let Ok(ReceivedNotification::Server(notification)) = as_json::<card::CardNotification>(message(id, kind))
            else {
                panic!("{id:?}: expected an accepted notification")
            };
            assert_eq!(
                (notification.order_id().as_deref(), notification.refund_id().as_deref()),
                expected,
                "{id:?} {kind}"
            );
            let response = format!(r#"{{"retCode":"SUCCESS","retMsg":"","retData":{}}}"#, to_json(&message(id, kind)));
            let server = Server::always(Reply::json(response)).await;
            let query = card::CcQuery::by_mch_order_no("m1").unwrap();
            let response = card_client(&server.url(), KEY).send(&query).await.unwrap();
            let found = &response.ret_data;
            assert_eq!((found.order_id().as_deref(), found.refund_id().as_deref()), expected, "{id:?} {kind}");
        }
    }
    for id in ["P1&a=b", "P&1", "P=1"] {
        assert!(OrderId::__received(id).is_none(), "{id}");
    }
}

#[test]
fn order_of_another_channel_is_not_a_debit() {
    let order = |channel: &str| {
        texts(&[
            ("payOrderId", "P1"),
            ("mchId", MCH_ID),
            ("mchOrderNo", "m1"),
            ("channelId", channel),
            ("amount", "2865"),
            ("currency", "CAD"),
            ("status", "2"),
            ("backType", "2"),
        ])
    };
    let wallet = as_form::<autodebit::PaymentNotification>(order("ALIPAY_QR"));
    assert!(matches!(wallet, Err(NotificationError::WrongKind(_))), "{wallet:?}");
    let debit = as_form::<general::OrderNotification>(order("WX_MWEB"));
    assert!(matches!(debit, Err(NotificationError::WrongKind(_))), "{debit:?}");
    assert!(matches!(as_form::<general::OrderNotification>(order("ALIPAY_QR")), Ok(ReceivedNotification::Server(_))));
    // Both accept an unknown channel.
    assert!(matches!(as_form::<general::OrderNotification>(order("NEW")), Ok(ReceivedNotification::Server(_))));
}

#[test]
fn distinguishes_contracts_from_payments() {
    let contract =
        || texts(&[("iotpayContractId", "CWJ1"), ("mchContractId", "c1"), ("status", "2"), ("signedAt", "1")]);
    assert!(matches!(as_json::<autodebit::ContractNotification>(contract()), Ok(ReceivedNotification::Server(_))));
    let payment = as_json::<autodebit::PaymentNotification>(contract());
    assert!(matches!(payment, Err(NotificationError::WrongKind(_))), "{payment:?}");
}

#[test]
fn text_of_an_order_cannot_become_a_contract() {
    // The customer chose the text, has the signed browser return, and splits the string to sign
    // differently.
    let chosen = "x&iotpayContractId=CWJ-other&mchContractId=victim&n=";
    let returned = texts(&[
        ("amount", "100"),
        ("backType", "1"),
        ("body", chosen),
        ("channelId", "WX_NATIVE"),
        ("payOrderId", "P1"),
        ("status", "2"),
    ]);
    let genuine = sign(&returned, KEY);
    let mut cut = texts(&[
        ("amount", "100&backType=1&body=x"),
        ("iotpayContractId", "CWJ-other"),
        ("mchContractId", "victim"),
        ("n", "&channelId=WX_NATIVE&payOrderId=P1"),
        ("status", "2"),
    ]);
    assert_eq!(sign(&cut, KEY), genuine, "the strings to sign are equal");
    cut.insert("sign".to_owned(), genuine.as_str().into());
    let query = to_query(&cut);
    let receiver = autodebit::NotificationReceiver::new(credentials());
    let incoming = NotificationRequest { method: "POST", query: &query, content_type: None, body: b"" };
    let result = receiver.receive::<autodebit::ContractNotification>(incoming);
    assert!(matches!(result, Err(NotificationError::Ambiguous(_))), "{result:?}");
}

#[tokio::test]
async fn rejects_card_response_about_another_transaction() {
    let ret_data = |mch_id: &str, number: &str| {
        format!(
            r#"{{"retCode":"SUCCESS","retMsg":"","retData":{{"payOrderId":"PC1","mchId":"{mch_id}","mchOrderNo":"{number}",
               "currency":"CAD","amount":1500,"payType":"pay","status":2}}}}"#
        )
    };
    let query = card::CcQuery::by_mch_order_no("m1").unwrap();
    let refund = card::CcRefund::new(card::CcRefundRequired {
        mch_refund_no: "m1",
        refund_amount: 1,
        pay_order_id: &OrderId::new("PC1").unwrap(),
    })
    .unwrap();
    for (mch_id, number, field) in [("99999999", "m1", "retData.mchId"), (MCH_ID, "another", "retData.mchOrderNo")] {
        let server = Server::always(Reply::json(ret_data(mch_id, number))).await;
        let client = card_client(&server.url(), KEY);
        let errors = [client.send(&query).await.map(drop), client.send(&refund).await.map(drop)];
        for error in errors {
            let Err(Error::OutcomeUnknown(unknown)) = error else { panic!("{error:?}") };
            let OutcomeUnknownCause::Decode(unreadable) = &unknown.cause else { panic!("{unknown:?}") };
            assert_eq!((unreadable.field.as_str(), unreadable.kind), (field, DecodeErrorKind::OtherOrder));
        }
    }
    let server = Server::always(Reply::json(ret_data(MCH_ID, "m1"))).await;
    let response = card_client(&server.url(), KEY).send(&query).await.unwrap();
    assert_eq!(response.ret_data.order_id().as_deref(), Some("PC1"));
}

#[tokio::test]
async fn rejected_in_store_payment_has_unknown_outcome() {
    let failed = texts(&[("retCode", "SUCCESS"), ("resCode", "FAIL"), ("errCode", "BUSY"), ("errCodeDes", "wait")]);
    let server = Server::always(Reply::json(to_json(&signed(failed, KEY)))).await;
    let client = general_client(&server.url(), KEY);
    let charge = general::WxMicropay::new(general::WxMicropayRequired {
        mch_order_no: "m1",
        currency: general::Currency::Cad,
        amount: 1,
        notify_url: orders::NOTIFY_URL,
        subject: "s",
        body: "b",
        identity_code: "352645673847987656",
        client_ip: orders::IP,
    });
    let error = client.send(&charge.unwrap()).await.unwrap_err();
    assert!(error.may_have_taken_effect(), "{error:?}");
    let said = error.to_string();
    assert!(said.contains("wait (code BUSY)") && said.contains("call query_order with mchOrderNo m1"), "{said}");
}

#[tokio::test]
async fn responses_may_omit_undocumented_fields() {
    let unsigned = r#"{"retCode":"SUCCESS","resCode":"SUCCESS","status":"2","url":"https://pay.example/"}"#;
    let server = Server::always(Reply::json(unsigned)).await;
    let client = general_client(&server.url(), KEY);
    client.send(&orders::refund("r1", "P1", 1)).await.unwrap();
    let query = client.send(&orders::query("m1")).await;
    assert!(matches!(query, Err(Error::SignatureMismatch(_))), "{query:?}");
    let strict =
        general::Client::builder(credentials()).base_url(server.url()).signature_policy(SignaturePolicy::Strict);
    let refund = strict.build().unwrap().send(&orders::refund("r1", "P1", 1)).await;
    assert!(matches!(refund, Err(Error::SignatureMismatch(_))), "{refund:?}");

    let bare = Server::always(Reply::json(r#"{"retCode":"SUCCESS","url":"https://pay.example/"}"#)).await;
    let link = general::WxJsapiWeb::new(general::WxJsapiWebRequired {
        mch_order_no: "m1",
        currency: general::Currency::Cad,
        amount: 1,
        client_ip: orders::IP,
        return_url: orders::RETURN_URL,
        notify_url: orders::NOTIFY_URL,
        subject: "s",
        body: "b",
    });
    let link = link.unwrap();
    let client = general_client(&bare.url(), KEY);
    assert_eq!(client.send(&link).await.unwrap().url, "https://pay.example/");
    // A result that is present is checked.
    let failed = Reply::json(r#"{"retCode":"SUCCESS","resCode":"FAIL","url":"https://pay.example/"}"#);
    let failed = Server::always(failed).await;
    let error = general_client(&failed.url(), KEY).send(&link).await.unwrap_err();
    assert!(matches!(error, Error::Rejected(_)), "{error:?}");
    // A processed request is not necessarily refunded.
    let refund = client.send(&orders::refund("r1", "P1", 1)).await;
    assert!(matches!(refund, Err(Error::OutcomeUnknown(_))), "{refund:?}");
}
