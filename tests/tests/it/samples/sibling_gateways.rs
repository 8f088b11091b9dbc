//! Notifications of other gateways that run the same software as IOTPay's wallet gateway. Their keys are
//! unknown. They show what the software may send, and how IOTPay's type decodes it.

use iotpay_client::incoming::{DecodeError, DecodeErrorKind, Fields, FromFields as _};
use iotpay_client::notification::{NotificationError, ReceivedNotification};
use iotpay_client::{Credentials, NotificationRequest, Verified, general};

use crate::samples::sample;
use crate::support::KEY;
use crate::support::signing::{Map, Scalar, signed, to_query};

fn map_of(form: &str) -> Map {
    let fields = Fields::from_form(form.as_bytes()).unwrap();
    fields.iter().map(|field| (field.name().to_owned(), Scalar::from(field.text()))).collect()
}

fn receive(mch_id: &str, query: &str) -> Result<ReceivedNotification<general::OrderNotification>, NotificationError> {
    let receiver = general::NotificationReceiver::new(
        Credentials::builder().mch_id(mch_id).login_name("jack123").merchant_key(KEY).build().unwrap(),
    );
    receiver.receive(NotificationRequest { method: "POST", query, content_type: None, body: b"" })
}

/// Signs a notification of another gateway with a known key and receives it. With its own signature, it is
/// not accepted. It has no currency, which these gateways do not send.
fn accept(mch_id: &str, form: &str) -> Verified<general::OrderNotification> {
    let result = receive(mch_id, form);
    assert!(matches!(result, Err(NotificationError::SignatureMismatch(_))), "{result:?}");
    let mut fields = map_of(form);
    fields.remove("sign");
    let Ok(ReceivedNotification::Server(notification)) = receive(mch_id, &to_query(&signed(fields, KEY))) else {
        panic!("expected an accepted notification")
    };
    assert_eq!((notification.mch_id.as_deref(), &notification.currency), (Some(mch_id), &None));
    assert_eq!(notification.status, general::OrderStatus::Paid);
    assert_eq!(notification.back_type, Some(general::BackType::Server));
    // They have a product id instead.
    assert_eq!((&notification.channel_id, &notification.client_ip, &notification.device), (&None, &None, &None));
    assert_eq!((&notification.subject, &notification.body), (&None, &None));
    // Some of these gateways send empty texts, and others omit the fields.
    assert_eq!((&notification.param1, &notification.param2), (&None, &None));
    notification
}

/// Returns the text of a field that IOTPay's table does not have.
fn text<'t>(notification: &'t Verified<general::OrderNotification>, name: &str) -> &'t str {
    notification.received().fields().get(name).unwrap().text()
}

#[test]
fn notification_in_the_query() {
    let notification = accept("20000051", sample("xxpay-notify-1-query.txt").trim_end());
    assert_eq!(notification.pay_order_id, "P01202207141135471034809");
    assert_eq!((notification.amount.get(), notification.mch_order_no.as_str()), (3000, "2022071411354571422"));
    assert_eq!((notification.pay_succ_time, &notification.channel_order_no), (Some(1_657_771_112_000), &None));
    assert_eq!((text(&notification, "income"), text(&notification, "productId")), ("3000", "8049"));
    assert_eq!((text(&notification, "reqTime"), text(&notification, "appId")), ("20220714115832", ""));
}

#[test]
fn notification_with_lost_separators() {
    // The source broke the line in three places and lost the `&` there.
    let form = sample("xxpay-notify-2-body.txt");
    let form = form.trim_end();
    let fields = Fields::from_form(form.as_bytes()).unwrap();
    assert_eq!(fields.get("productId").unwrap().text(), "8002 mchOrderNo=2020041822323900019000069338");
    let missing = |field: &str| DecodeError { field: field.to_owned(), kind: DecodeErrorKind::Missing };
    assert_eq!(general::OrderNotification::from_fields(&fields).unwrap_err(), missing("mchOrderNo"));
    let result = receive("20000010", form);
    assert!(matches!(result, Err(NotificationError::SignatureMismatch(_))), "{result:?}");

    assert_eq!(form.matches(' ').count(), 3);
    let notification = accept("20000010", &form.replace(' ', "&"));
    assert_eq!(notification.pay_order_id, "P01202004182232415270068");
    assert_eq!((notification.amount.get(), notification.mch_order_no.as_str()), (500, "2020041822323900019000069338"));
    assert_eq!(notification.pay_succ_time, Some(1_587_220_535_000));
    assert_eq!(notification.channel_order_no.as_deref(), Some("P01202004182232415270068"));
    // This is not what the customer paid, which is the amount.
    assert_eq!((text(&notification, "income"), text(&notification, "productId")), ("465", "8002"));
    assert_eq!(text(&notification, "appId"), "REDACTED");
}

#[test]
fn notification_without_params() {
    let notification = accept("20000048", sample("xxpay-notify-3-query.txt").trim_end());
    assert_eq!(notification.pay_order_id, "P01924120220727021919493");
    assert_eq!((notification.amount.get(), notification.mch_order_no.as_str()), (10000, "2022072714191824975"));
    assert_eq!(notification.pay_succ_time, Some(1_658_903_003_000));
    assert_eq!(notification.channel_order_no.as_deref(), Some("P01924120220727021919493"));
    assert_eq!((text(&notification, "productId"), text(&notification, "appId")), ("8007", "REDACTED"));
    assert!(notification.received().fields().get("param1").is_none());
}

#[test]
fn notification_with_a_date() {
    let notification = accept("20000004", sample("xxpay-notify-4-query.txt").trim_end());
    assert_eq!(notification.pay_order_id, "P01202001071503208730009");
    assert_eq!((notification.amount.get(), notification.mch_order_no.as_str()), (900, "1578380513007000001400"));
    // IOTPay's table says milliseconds. An invalid time does not lose the payment.
    assert_eq!(notification.pay_succ_time, None);
    assert_eq!(text(&notification, "paySuccTime"), "2020-01-07 15:03:45");
    assert_eq!(notification.channel_order_no.as_deref(), Some("4200000505202001077911113399"));
    assert_eq!((text(&notification, "income"), text(&notification, "productId")), ("900", "8019"));
    assert_eq!(text(&notification, "payPassAccountId"), "8");
}
