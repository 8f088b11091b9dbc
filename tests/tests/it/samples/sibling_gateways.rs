//! Notifications of other gateways of the family that IOTPay's wallet gateway derives from. Their keys are unknown.
//! They show what the same software may send, and how IOTPay's type decodes it.

use iotpay_client::{
    Credentials, DecodeError, DecodeErrorKind, Fields, FromFields as _, NotificationError, NotificationRequest,
    ReceivedNotification, Verified, general,
};

use crate::samples::sample;
use crate::support::KEY;
use crate::support::signing::{Map, Scalar, signed, to_query};

fn map_of(form: &str) -> Map {
    let fields = Fields::from_form(form.as_bytes()).unwrap();
    fields.iter().map(|field| (field.name().to_owned(), Scalar::from(field.text()))).collect()
}

fn receive(mch_id: &str, query: &str) -> Result<ReceivedNotification<general::OrderNotification>, NotificationError> {
    let receiver = general::NotificationReceiver::new(Credentials::new(mch_id, "jack123", KEY).unwrap());
    receiver.receive(NotificationRequest { method: "POST", query, content_type: None, body: b"" })
}

/// A notification of another gateway, signed with a known key. With its own signature, it is not accepted. It has no
/// currency, which these gateways do not send.
fn taken(mch_id: &str, form: &str) -> Verified<general::OrderNotification> {
    let refused = receive(mch_id, form);
    assert!(matches!(refused, Err(NotificationError::SignatureMismatch(_))), "{refused:?}");
    let mut fields = map_of(form);
    fields.remove("sign");
    let Ok(ReceivedNotification::Server(taken)) = receive(mch_id, &to_query(&signed(fields, KEY))) else {
        panic!("nothing else is wrong with it")
    };
    assert_eq!((taken.mch_id.as_deref(), &taken.currency), (Some(mch_id), &None));
    assert_eq!(taken.status, general::OrderStatus::Paid);
    assert_eq!(taken.back_type, Some(general::BackType::Server));
    // They have a product instead.
    assert_eq!((&taken.channel_id, &taken.client_ip, &taken.device), (&None, &None, &None));
    assert_eq!((&taken.subject, &taken.body), (&None, &None));
    // Empty in some of them and not there in others.
    assert_eq!((&taken.param1, &taken.param2), (&None, &None));
    taken
}

/// The text of a field that IOTPay's table does not have.
fn text<'t>(taken: &'t Verified<general::OrderNotification>, name: &str) -> &'t str {
    taken.received().fields().get(name).unwrap().text()
}

#[test]
fn in_the_query() {
    let taken = taken("20000051", sample("xxpay-notify-1-query.txt").trim_end());
    assert_eq!(taken.pay_order_id, "P01202207141135471034809");
    assert_eq!((taken.amount, taken.mch_order_no.as_str()), (3000, "2022071411354571422"));
    assert_eq!((taken.pay_succ_time, &taken.channel_order_no), (Some(1_657_771_112_000), &None));
    assert_eq!((text(&taken, "income"), text(&taken, "productId")), ("3000", "8049"));
    assert_eq!((text(&taken, "reqTime"), text(&taken, "appId")), ("20220714115832", ""));
}

#[test]
fn with_separators_lost() {
    // The source broke the line at three places and lost the `&` there.
    let form = sample("xxpay-notify-2-body.txt");
    let form = form.trim_end();
    let fields = Fields::from_form(form.as_bytes()).unwrap();
    assert_eq!(fields.get("productId").unwrap().text(), "8002 mchOrderNo=2020041822323900019000069338");
    let lacks = |field: &str| DecodeError { field: field.to_owned(), kind: DecodeErrorKind::Missing };
    assert_eq!(general::OrderNotification::from_fields(&fields).unwrap_err(), lacks("mchOrderNo"));
    let refused = receive("20000010", form);
    assert!(matches!(refused, Err(NotificationError::SignatureMismatch(_))), "{refused:?}");

    assert_eq!(form.matches(' ').count(), 3);
    let taken = taken("20000010", &form.replace(' ', "&"));
    assert_eq!(taken.pay_order_id, "P01202004182232415270068");
    assert_eq!((taken.amount, taken.mch_order_no.as_str()), (500, "2020041822323900019000069338"));
    assert_eq!(taken.pay_succ_time, Some(1_587_220_535_000));
    assert_eq!(taken.channel_order_no.as_deref(), Some("P01202004182232415270068"));
    // Not what the customer paid, which is the amount.
    assert_eq!((text(&taken, "income"), text(&taken, "productId")), ("465", "8002"));
    assert_eq!(text(&taken, "appId"), "REDACTED");
}

#[test]
fn without_params() {
    let taken = taken("20000048", sample("xxpay-notify-3-query.txt").trim_end());
    assert_eq!(taken.pay_order_id, "P01924120220727021919493");
    assert_eq!((taken.amount, taken.mch_order_no.as_str()), (10000, "2022072714191824975"));
    assert_eq!(taken.pay_succ_time, Some(1_658_903_003_000));
    assert_eq!(taken.channel_order_no.as_deref(), Some("P01924120220727021919493"));
    assert_eq!((text(&taken, "productId"), text(&taken, "appId")), ("8007", "REDACTED"));
    assert!(taken.received().fields().get("param1").is_none());
}

#[test]
fn with_a_date() {
    let taken = taken("20000004", sample("xxpay-notify-4-query.txt").trim_end());
    assert_eq!(taken.pay_order_id, "P01202001071503208730009");
    assert_eq!((taken.amount, taken.mch_order_no.as_str()), (900, "1578380513007000001400"));
    // Milliseconds by IOTPay's table. The payment is not lost over it.
    assert_eq!(taken.pay_succ_time, None);
    assert_eq!(text(&taken, "paySuccTime"), "2020-01-07 15:03:45");
    assert_eq!(taken.channel_order_no.as_deref(), Some("4200000505202001077911113399"));
    assert_eq!((text(&taken, "income"), text(&taken, "productId")), ("900", "8019"));
    assert_eq!(text(&taken, "payPassAccountId"), "8");
}
