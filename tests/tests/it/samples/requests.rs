//! Requests for wallet payments, refunds and contracts.

use std::net::IpAddr;

use iotpay_client::incoming::{DecodeErrorKind, Fields};
use iotpay_client::spec::Family as _;
use iotpay_client::value::ValueError;
use iotpay_client::{OrderId, ValidationError, autodebit, general};

use crate::samples::sample;
use crate::samples::sent::{Sample, merchant, violations};
use crate::support::{LOGIN_NAME, signing};

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn wx_native() {
    let order = |mch_order_no| -> Result<_, ValidationError> {
        general::WxNative::new(general::WxNativeRequired {
            mch_order_no,
            currency: general::Currency::Cad,
            amount: 1,
            notify_url: "http://ngrok.4jicao.com/goods/payNotify",
            subject: "product title",
            body: "product desc",
            extra: general::WxNativeExtraMembers { product_id: "productTest001" },
            client_ip: ip("127.0.0.1"),
        })?
        .with_device("WEB")
    };
    // The page's own sample has a UUID without its hyphens; its table allows 30 characters.
    let too_long = ValueError::TooLong { max: 30, length: 32 };
    assert_eq!(violations(order("9af01329f1ec4c4694631b077a0e8573")), [("mchOrderNo", too_long)]);
    // It also omits jobNo, which the table requires.
    Sample::read(&sample("general-04-create_order-WX_NATIVE-request.txt"))
        .with("mchOrderNo", "9af01329f1ec4c4694631b077a0e85")
        .add_missing("jobNo", LOGIN_NAME)
        .assert_sent_by(
            &order("9af01329f1ec4c4694631b077a0e85").unwrap(),
            &merchant("10000000", LOGIN_NAME),
            general::General::SPEC,
        );
}

#[test]
fn wx_micropay() {
    let text = sample("general-05-create_order-WX_MICROPAY-request.txt");
    // The page omits the comma before the signature.
    let object = text.strip_prefix("params=").unwrap();
    assert_eq!(Fields::from_json(object).unwrap_err().kind, DecodeErrorKind::NotJson);
    let corrected = text.replacen("\"\"sign\"", "\",\"sign\"", 1);
    assert_eq!(corrected.len(), text.len() + 1);

    let order = general::WxMicropay::new(general::WxMicropayRequired {
        mch_order_no: "1557771065",
        currency: general::Currency::Cad,
        amount: 1,
        notify_url: "http://localhost/testtool/test/notify.php",
        subject: "test",
        body: "paytest",
        identity_code: "352645673847987656",
        client_ip: ip("207.216.193.72"),
    });
    let order = order.unwrap().with_device("V1-B18").unwrap().with_device_id("V102174C02773").unwrap();
    let order = order.with_extra(r#"{"productId":"100005761557771065","pos_flag":"yes"}"#).unwrap();
    // The number is not in quotes, although the table says text. The sample omits jobNo, which the current
    // table requires.
    Sample::read(&corrected).text("mchOrderNo").add_missing("jobNo", LOGIN_NAME).assert_sent_by(
        &order,
        &merchant("10000576", LOGIN_NAME),
        general::General::SPEC,
    );
}

#[test]
fn alipay_mobile() {
    let order = |mch_order_no| {
        general::AlipayMobile::new(general::AlipayMobileRequired {
            mch_order_no,
            currency: general::Currency::Cad,
            amount: 4,
            client_ip: ip("192.168.50.127"),
            os_type: general::OsType::Android,
            notify_url: "https://gptest.requestcatcher.com",
            return_url: "https://iottest.requestcatcher.com",
            subject: "testProduct",
            body: "This is the description for the test product",
        })
    };
    // The page's own sample has a UUID; its table allows 30 characters.
    let too_long = ValueError::TooLong { max: 30, length: 36 };
    assert_eq!(violations(order("ef28ca74-f379-4a65-a246-c731d846d87b")), [("mchOrderNo", too_long)]);
    // Everything else is valid.
    Sample::read(&sample("general-09-create_order-ALIPAY_MOBILE-request.txt"))
        .with("mchOrderNo", "ef28ca74-f379-4a65-a246-c731d8")
        .assert_sent_by(
            &order("ef28ca74-f379-4a65-a246-c731d8").unwrap(),
            &merchant("10000576", "abcde"),
            general::General::SPEC,
        );
}

fn refund() -> general::RefundOrder {
    general::RefundOrder::new(general::RefundOrderRequired {
        mch_refund_no: "1537224899791",
        refund_amount: 1,
        client_ip: ip("24.80.45.254"),
        pay_order_id: &OrderId::new("U00180918065500913991007022").unwrap(),
    })
    .unwrap()
}

#[test]
fn refund_order() {
    // The sample contains an invisible device text, which some signers omit.
    assert_eq!(violations(refund().with_device("")), [("device", ValueError::Empty)]);
    // No table of the page has channelId, and refundAmount is an integer in its table.
    Sample::read(&sample("general-13-refund_order-WX_MICROPAY-request.txt"))
        .without("device", "")
        .without("channelId", "WX_MICROPAY")
        .integer("refundAmount")
        .assert_sent_by(&refund(), &merchant("10000576", "vincent"), general::General::SPEC);
}

#[test]
fn refund_order_of_the_older_page() {
    // No table has currency either.
    let older = Sample::read(&sample("general-13-refund_order-WX_MICROPAY-request-old.txt"));
    let newer = Sample::read(&sample("general-13-refund_order-WX_MICROPAY-request.txt"));
    // Two samples with different fields have the same signature: the signatures on the pages are
    // placeholders.
    assert_eq!(older.sign.as_deref(), Some("75BB98BD083B7F2F7FDEFF5852F3D526"));
    assert_eq!(older.sign, newer.sign);
    assert_ne!(signing::sign(&older.fields, "k"), signing::sign(&newer.fields, "k"));
    older
        .without("device", "")
        .without("channelId", "WX_MICROPAY")
        .without("currency", "CAD")
        .integer("refundAmount")
        .assert_sent_by(&refund(), &merchant("10000576", "vancent"), general::General::SPEC);
}

#[test]
fn cc_pax() {
    let order = general::CcPax::new(general::CcPaxRequired {
        mch_order_no: "1632349674730",
        currency: general::Currency::Cad,
        amount: 1,
        client_ip: ip("192.168.50.186"),
        subject: "IOTPay",
        body: "IOTPay",
        extra: r#"{"pos_flag":"yes","productId":"10000576_null"}"#,
    });
    let order = order.unwrap().with_device("V1-B25").unwrap();
    let text = sample("general-15-create_order-CC_PAX-request.json");
    // The sample omits the wrapper that the page on signing requires.
    assert!(text.starts_with('{'));
    // No table has the POS program or the tip, and the amount is an integer in the table.
    Sample::read(&text).without("source", "pos_2.1.54").without("tip", "0").integer("amount").assert_sent_by(
        &order,
        &merchant("10000576", "testpax"),
        general::General::SPEC,
    );
}

#[test]
fn contract() {
    let text = sample("autodebit-02-contract-request-incomplete.txt");
    // The end of the sample is not available: it ends in the middle of a URL, inside a quoted text.
    let object = text.trim_end().strip_prefix("\"params=").unwrap();
    assert_eq!(Fields::from_json(object).unwrap_err().kind, DecodeErrorKind::NotJson);
    let (whole, rest) = object.rsplit_once(",\n").unwrap();
    assert_eq!(rest, "\"clientIp\": \"127");

    let contract = autodebit::ContractWxJsapi::new(autodebit::ContractWxJsapiRequired {
        mch_contract_id: "2177aac8-1c3e-4291-97e0-f63f69b34cb6",
        currency: autodebit::Currency::Cad,
        notify_url: "https://shop.example/contract",
        payer_name: "Zhang San",
    });
    let contract = contract.unwrap().with_return_url("http://ngrok.4jicao.com/goods/returnUrl").unwrap();
    // Fields that the table requires and that the unavailable part of the sample may contain.
    Sample::read(&format!("{whole}}}"))
        .add_missing("jobNo", LOGIN_NAME)
        .add_missing("channelId", "WX_JSAPI")
        .add_missing("currency", "CAD")
        .add_missing("notifyUrl", "https://shop.example/contract")
        .assert_sent_by(&contract, &merchant("10000000", LOGIN_NAME), autodebit::Autodebit::SPEC);
}
