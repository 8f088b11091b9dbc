//! Notifications that follow IOTPay's tables.

use iotpay_client::incoming::{Fields, FromFields as _};
use iotpay_client::notification::{NotificationError, ReceivedNotification};
use iotpay_client::outcome::Transaction;
use iotpay_client::signing::Verification;
use iotpay_client::{NotificationRequest, PaymentOutcome, autodebit, card, general, shared};

use crate::samples::sample;
use crate::support::signing::{Map, Scalar, of_json, signed, to_json};
use crate::support::{KEY, credentials_with};

#[test]
fn order_notification() {
    let query = sample("constructed-notify-WX_JSAPI-query.txt");
    let incoming = NotificationRequest { method: "POST", query: query.trim_end(), content_type: None, body: b"" };
    let receiver = general::NotificationReceiver::new(credentials_with("k"));
    let Ok(ReceivedNotification::Server(notification)) = receiver.receive::<general::OrderNotification>(incoming)
    else {
        panic!("expected an accepted notification")
    };
    assert_eq!(*notification.received().verification(), Verification::Verified { uncovered: Vec::new() });
    assert_eq!(notification.pay_order_id, "P1");
    assert_eq!((notification.mch_id.as_deref(), notification.mch_order_no.as_str()), (Some("10000701"), "m1"));
    assert_eq!(notification.channel_id, Some(general::Channel::WxJsapi));
    assert_eq!((&notification.currency, notification.amount.get()), (&Some(shared::Currency::Cad), 100));
    assert_eq!(notification.status, general::OrderStatus::Paid);
    assert_eq!((notification.client_ip.as_deref(), notification.device.as_deref()), (Some("1.2.3.4"), Some("WEB")));
    assert_eq!(notification.subject.as_deref(), Some("购买 商品&x=1 50%"));
    assert_eq!(notification.body.as_deref(), Some("a+b"));
    assert_eq!(notification.channel_order_no.as_deref(), Some("wx1"));
    // On this channel, the field echoes the merchant reference.
    assert_eq!((notification.param1.as_deref(), &notification.param2), (Some("m1"), &None));
    assert_eq!(notification.pay_succ_time, Some(1_505_049_094_262));
    assert_eq!(notification.back_type, Some(general::BackType::Server));
    let sign = notification.received().fields().get("sign").unwrap();
    assert_eq!(sign.text(), "60B122D1269C3CDFC65E0E4BAF3D6256");
    assert_eq!(notification.received().fields().iter().count(), 17);

    let other = general::NotificationReceiver::new(credentials_with("made-up"));
    let result = other.receive::<general::OrderNotification>(incoming);
    assert!(matches!(result, Err(NotificationError::SignatureMismatch(_))), "{result:?}");
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

    // The page shortens the signature, so no key can match.
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
    let result = receive(&body);
    assert!(matches!(result, Err(NotificationError::SignatureMismatch(_))), "{result:?}");

    // With a complete signature it is accepted, although it has no merchant id.
    let mut fields: Map = of_json(&serde_json::from_str(&body).unwrap());
    assert_eq!(fields.remove("sign"), Some(Scalar::from("B6A8F46537B4B5C888A95")));
    let Ok(ReceivedNotification::Server(notification)) = receive(&to_json(&signed(fields, KEY))) else {
        panic!("expected an accepted notification")
    };
    assert_is_the_contract(&notification);
}

#[test]
fn ret_data_of_the_sdk_as_a_notification() {
    // Notifications of card payments have the fields of retData, with a signature.
    let mut fields = of_json(&serde_json::from_str(&sample("card-sdk-purchase-retData.json")).unwrap());
    fields.extend([("amount".to_owned(), 1500.into()), ("currency".to_owned(), "CAD".into())]);
    let body = to_json(&signed(fields, "k"));
    let credentials = iotpay_client::Credentials::builder()
        .mch_id("10000576")
        .login_name("jack123")
        .merchant_key("k")
        .build()
        .unwrap();
    let incoming = NotificationRequest { method: "POST", query: "", content_type: None, body: body.as_bytes() };
    let receiver = card::NotificationReceiver::new(credentials);
    let Ok(ReceivedNotification::Server(notification)) = receiver.receive::<card::CardNotification>(incoming) else {
        panic!("expected an accepted notification")
    };
    assert_eq!(notification.pay_order_id, "CS20210416103255832828793487");
    assert_eq!((notification.mch_id.as_str(), notification.mch_order_no.as_str()), ("10000576", "1618569175"));
    assert_eq!((notification.amount.get(), &notification.currency), (1500, &shared::Currency::Cad));
    assert_eq!((&notification.original_order_id, notification.refundable), (&None, None));
    assert_eq!(
        (&notification.pay_type, &notification.status),
        (&Some(card::PayType::Pay), &card::CardTransactionStatus::Done)
    );
    assert_eq!(notification.transaction(), Transaction::Payment(PaymentOutcome::Success));
    assert_eq!(notification.invoice_num.as_deref(), Some("832828793487"));
    assert_eq!(notification.pay_succ_time.as_deref(), Some("2021-04-16 03:33:16"));
    assert_eq!(notification.card_num.as_ref().unwrap().expose(), "424242XXXXXX4242");
    assert_eq!(notification.card_type, Some(card::CardType::Visa));
    assert_eq!(notification.expiry_date.as_ref().unwrap().expose(), "1122");
    assert_eq!((&notification.auth_num, notification.trans_num.as_deref()), (&None, Some("000108583539")));
    // No table of the notification has the channel.
    assert_eq!(notification.received().fields().get("channel").unwrap().text(), "PF_CC");
}
