//! Notifications by IOTPay's tables.

use iotpay_client::{
    Fields, FromFields as _, NotificationError, NotificationRequest, PaymentOutcome, ReceivedNotification, Transaction,
    Verification, autodebit, card, general, shared,
};

use crate::samples::sample;
use crate::support::signing::{Map, Scalar, of_json, signed, to_json};
use crate::support::{KEY, credentials_with};

#[test]
fn order_notification() {
    let query = sample("constructed-notify-WX_JSAPI-query.txt");
    let incoming = NotificationRequest { method: "POST", query: query.trim_end(), content_type: None, body: b"" };
    let receiver = general::NotificationReceiver::new(credentials_with("k"));
    let Ok(ReceivedNotification::Server(taken)) = receiver.receive::<general::OrderNotification>(incoming) else {
        panic!("it is genuine")
    };
    assert_eq!(*taken.received().verification(), Verification::Verified { uncovered: Vec::new() });
    assert_eq!(taken.pay_order_id, "P1");
    assert_eq!((taken.mch_id.as_deref(), taken.mch_order_no.as_str()), (Some("10000701"), "m1"));
    assert_eq!(taken.channel_id, Some(general::Channel::WxJsapi));
    assert_eq!((&taken.currency, taken.amount), (&Some(shared::Currency::Cad), 100));
    assert_eq!(taken.status, general::OrderStatus::Paid);
    assert_eq!((taken.client_ip.as_deref(), taken.device.as_deref()), (Some("1.2.3.4"), Some("WEB")));
    assert_eq!(taken.subject.as_deref(), Some("购买 商品&x=1 50%"));
    assert_eq!(taken.body.as_deref(), Some("a+b"));
    assert_eq!(taken.channel_order_no.as_deref(), Some("wx1"));
    // On this channel it repeats the merchant's number.
    assert_eq!((taken.param1.as_deref(), &taken.param2), (Some("m1"), &None));
    assert_eq!(taken.pay_succ_time, Some(1_505_049_094_262));
    assert_eq!(taken.back_type, Some(general::BackType::Server));
    let sign = taken.received().fields().get("sign").unwrap();
    assert_eq!(sign.text(), "60B122D1269C3CDFC65E0E4BAF3D6256");
    assert_eq!(taken.received().fields().iter().count(), 17);

    let other = general::NotificationReceiver::new(credentials_with("made-up"));
    let refused = other.receive::<general::OrderNotification>(incoming);
    assert!(matches!(refused, Err(NotificationError::SignatureMismatch(_))), "{refused:?}");
}

#[test]
fn contract_notification() {
    let body = sample("autodebit-05-contract-callback.json");
    let contract = autodebit::ContractNotification::from_fields(&Fields::from_json(&body).unwrap()).unwrap();
    let assert_is_the_contract = |contract: &autodebit::ContractNotification| {
        assert_eq!(contract.iotpay_contract_id, "CWJ202508182305444");
        assert_eq!(contract.mch_contract_id, "b208c6dd-4f4e-4745-b17c-8d8a348f7064");
        assert_eq!(contract.status, autodebit::ContractStatus::Signed);
        // Numbers received as text.
        assert_eq!((contract.signed_at, contract.cancelled_at), (Some(1_755_558_434_000), Some(0)));
        assert_eq!(contract.contract_id.as_deref(), Some("2025081907667718"));
        assert_eq!(contract.open_id.as_deref(), Some("osirq1BQeEVY"));
    };
    assert_is_the_contract(&contract);

    // The page shortens the signature: no key can fit.
    let receiver = autodebit::NotificationReceiver::new(credentials_with(KEY));
    let receive = |body: &str| {
        let incoming = NotificationRequest {
            method: "POST",
            query: "",
            content_type: Some("application/json"),
            body: body.as_bytes(),
        };
        receiver.receive::<autodebit::ContractNotification>(incoming)
    };
    let refused = receive(&body);
    assert!(matches!(refused, Err(NotificationError::SignatureMismatch(_))), "{refused:?}");

    // With a whole one it goes through, although it names no merchant.
    let mut fields: Map = of_json(&serde_json::from_str(&body).unwrap());
    assert_eq!(fields.remove("sign"), Some(Scalar::from("B6A8F46537B4B5C888A95")));
    let Ok(ReceivedNotification::Server(taken)) = receive(&to_json(&signed(fields, KEY))) else {
        panic!("it is genuine")
    };
    assert_is_the_contract(&taken);
}

#[test]
fn ret_data_of_the_sdk_as_a_notification() {
    // Notifications of card payments have the fields of retData, with a signature.
    let mut fields = of_json(&serde_json::from_str(&sample("card-sdk-purchase-retData.json")).unwrap());
    fields.extend([("amount".to_owned(), 1500.into()), ("currency".to_owned(), "CAD".into())]);
    let body = to_json(&signed(fields, "k"));
    let credentials = iotpay_client::Credentials::new("10000576", "jack123", "k").unwrap();
    let incoming = NotificationRequest { method: "POST", query: "", content_type: None, body: body.as_bytes() };
    let receiver = card::NotificationReceiver::new(credentials);
    let Ok(ReceivedNotification::Server(taken)) = receiver.receive::<card::CardNotification>(incoming) else {
        panic!("it is genuine")
    };
    assert_eq!(taken.pay_order_id, "CS20210416103255832828793487");
    assert_eq!((taken.mch_id.as_str(), taken.mch_order_no.as_str()), ("10000576", "1618569175"));
    assert_eq!((taken.amount, &taken.currency), (1500, &shared::Currency::Cad));
    assert_eq!((&taken.original_order_id, taken.refundable), (&None, None));
    assert_eq!((&taken.pay_type, &taken.status), (&Some(card::PayType::Pay), &card::CardTransactionStatus::Done));
    assert_eq!(taken.transaction(), Transaction::Payment(PaymentOutcome::Success));
    assert_eq!(taken.invoice_num.as_deref(), Some("832828793487"));
    assert_eq!(taken.pay_succ_time.as_deref(), Some("2021-04-16 03:33:16"));
    assert_eq!(taken.card_num.as_ref().unwrap().expose(), "424242XXXXXX4242");
    assert_eq!(taken.card_type, Some(card::CardType::Visa));
    assert_eq!(taken.expiry_date.as_ref().unwrap().expose(), "1122");
    assert_eq!((&taken.auth_num, taken.trans_num.as_deref()), (&None, Some("000108583539")));
    // No table of the notification has the channel.
    assert_eq!(taken.received().fields().get("channel").unwrap().text(), "PF_CC");
}
