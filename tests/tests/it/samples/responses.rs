//! Responses, and `retData` of responses.

use iotpay_client::incoming::{DecodeError, DecodeErrorKind, FieldKind, Fields, FromFields as _};
use iotpay_client::outcome::Transaction;
use iotpay_client::signing::Verification;
use iotpay_client::value::SecretText;
use iotpay_client::{Cents, Credentials, Error, MerchantKey, PaymentOutcome, card, general, shared};

use crate::samples::sample;
use crate::support::server::{Reply, Server};
use crate::support::{general_client, orders};

/// Returns the text of a received field.
fn text<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.get(name).unwrap().text()
}

/// Returns the name of the missing member of an object.
fn missing<T>(response: Result<T, DecodeError>) -> String {
    let Err(DecodeError { field, kind: DecodeErrorKind::Missing }) = response else { panic!("a field is missing") };
    field.rsplit('.').next().unwrap().to_owned()
}

#[tokio::test]
async fn wx_native() {
    let body = sample("constructed-create_order-WX_NATIVE-response.json");
    let server = Server::always(Reply::json(body.clone())).await;
    let response = general_client(&server.url(), "k").send(&orders::wx_native("m1", orders::NOTIFY_URL)).await.unwrap();
    assert_eq!(response.pay_order_id, "P00000000000000000001");
    assert_eq!(response.code_url, "weixin://wxpay/bizpayurl?pr=x");
    // Similar gateways omit these, although the table has them.
    assert_eq!((&response.ret_params, &response.mch_order_no, &response.ret_detail), (&None, &None, &None));
    let received = response.received();
    assert_eq!(received.raw(), body);
    assert_eq!(*received.verification(), Verification::Verified { uncovered: Vec::new() });
    assert_eq!(text(received.fields(), "retCode"), "SUCCESS");
    assert_eq!(text(received.fields(), "resCode"), "SUCCESS");
    assert_eq!(text(received.fields(), "retMsg"), "");
    assert_eq!(text(received.fields(), "sign"), "6C9B2303AAAFDA948715452722CDEE84");
}

const ALIPAY_PAGE: &str = "https://render.alipay.com/p/c/jzmcoal2/acn-wap-continue.html?url=alipayconnect%3a%2f%2fplatformapi%2facwallet%2falipayconnectcode%3fcode%3dgolcashier66511663-9a8f-4cea-b141-ec214bb9bd4asandbox%26golSandbox%3dtrue%26pspName%3dALIPAY_CN&paymentId=20260204114010800190184000018685170&callback=https%3A%2F%2Fdev.iotpaycloud.com%2Fv1%2Fgalipayrtn%3Fpayorderid%3DAA20260204145804816118393649&amountValue=0.04&amountCurrency=CAD&county=US&merchantId=21841100000580I7&merchantName=IOT%26%2BPAY%20%E4%BD%A0%E5%A5%BD%20TECHNOLOGIES%20INC.&code=golcashier66511663-9a8f-4cea-b141-ec214bb9bd4asandbox&referenceOrderId=b4ac8f53-a93f-4a82-8059-307644ce2166&paymentMethodType=ALIPAY_CN";
const ALIPAY_APP: &str = "alipayconnect://platformapi/acwallet/alipayconnectcode?code=golcashier66511663-9a8f-4cea-b141-ec214bb9bd4asandbox&golSandbox=true&pspName=ALIPAY_CN";

#[test]
fn alipay_mobile() {
    let mut fields = Fields::from_json(&sample("general-09-create_order-ALIPAY_MOBILE-response.json")).unwrap();
    let response = general::AlipayMobileResponse::from_fields(&fields).unwrap();
    assert_eq!(response.pay_order_id, "AA20260204145804816118393649");
    // No request of the same page can have such a number.
    assert_eq!(response.mch_order_no.as_deref(), Some("b4ac8f53-a93f-4a82-8059-307644ce2166"));
    assert_eq!(response.ret_detail.as_deref(), Some(ALIPAY_PAGE));
    assert_eq!(response.pay_params, ALIPAY_APP);
    let params = response.ret_params.unwrap();
    assert_eq!(params.url.as_deref(), Some(ALIPAY_PAGE));
    assert_eq!(params.scheme_url.as_deref(), Some(ALIPAY_APP));
    assert_eq!(params.trade_no.as_deref(), Some("20260204114010800190184000018685170"));
    assert_eq!((text(&fields, "retCode"), text(&fields, "resCode")), ("SUCCESS", "SUCCESS"));
    assert_eq!(text(&fields, "sign"), "662F9DA3B1E7AF77A2AE016C60F6F660");
    // The key is unknown, and how the object is signed is undocumented.
    let key = MerchantKey::new("k").unwrap();
    let verification = fields.verify(&shared::SIGNING, &key, &["payParams", "retParams"]);
    assert_eq!(verification, Verification::Unverifiable);
}

#[tokio::test]
async fn alipay_mobile_before_the_object_was_added() {
    let body = sample("general-09-create_order-ALIPAY_MOBILE-response-old.json");
    let fields = Fields::from_json(&body).unwrap();
    let response = general::AlipayMobileResponse::from_fields(&fields).unwrap();
    assert_eq!(response.pay_order_id, "AA20260204145835078594034226");
    assert_eq!(response.mch_order_no.as_deref(), Some("2329ccdd-3dc4-4cda-9db8-9e7830d462ee"));
    assert!(response.pay_params.starts_with("service=\"mobile.securitypay.pay\"&partner=\"2088821558736584\""));
    assert!(response.pay_params.ends_with("YfQnFg%3D\"&sign_type=\"RSA\""));
    assert_eq!(response.ret_detail, Some(response.pay_params.clone()));
    // Until 2026-03-10, all three contained the same text. It is not an object: the typed field is `None`, and the text
    // remains in the received fields.
    assert!(response.ret_params.is_none());
    assert_eq!(
        (fields.get("retParams").unwrap().kind(), text(&fields, "retParams")),
        (FieldKind::Text, &*response.pay_params)
    );
    assert_eq!(text(&fields, "sign"), "F1D60EDB111026FDC36DC39DD85B5E3C");

    // If all fields are text, all can be verified; with another key, the response is not accepted.
    let server = Server::always(Reply::json(body)).await;
    let error = general_client(&server.url(), "k").send(&orders::alipay_mobile("m1")).await.unwrap_err();
    assert!(matches!(error, Error::SignatureMismatch(_)), "{error:?}");
}

/// Returns the sample inside a response, with additional members.
fn response(ret_data: &str, more: &str) -> String {
    let ret_data = ret_data.trim_end().strip_suffix('}').unwrap();
    let separator = if more.is_empty() { "" } else { "," };
    format!(r#"{{"retCode":"SUCCESS","retData":{ret_data}{separator}{more}}}}}"#)
}

/// The fields whose values are missing in the SDK's comments.
const UNTOLD: &str =
    r#""amount":1500,"currency":"CAD","refundable":1500,"authNum":"A1","redirectUrl":"https://ex.com/r""#;

#[test]
fn ret_data_of_the_sdk_is_not_a_complete_response() {
    let ret_data = sample("card-sdk-purchase-retData.json");
    for (more, lacking) in [("", "currency"), (r#""currency":"CAD""#, "amount")] {
        let fields = Fields::from_json(&response(&ret_data, more)).unwrap();
        assert_eq!(missing(card::CcQueryResponse::from_fields(&fields)), lacking);
        assert_eq!(missing(card::CcDirectPurchaseResponse::from_fields(&fields)), lacking);
    }
}

/// The fields that all types of `retData` for payments have.
macro_rules! assert_is_the_purchase {
    ($data:expr, $status:expr) => {
        let data = $data;
        assert_eq!(data.card_num.as_ref().map(SecretText::expose), Some("424242XXXXXX4242"));
        assert_eq!(data.expiry_date.as_ref().map(SecretText::expose), Some("1122"));
        assert_eq!(data.invoice_num.as_deref(), Some("832828793487"));
        assert_eq!(data.mch_id.as_deref(), Some("10000576"));
        // Empty, which counts as absent.
        assert_eq!(data.original_order_id, None);
        assert_eq!(&*data.pay_order_id, "CS20210416103255832828793487");
        assert_eq!(data.pay_succ_time.as_deref(), Some("2021-04-16 03:33:16"));
        assert_eq!(data.pay_type, card::PayType::Pay);
        assert_eq!(data.status, $status);
        assert_eq!(data.trans_num.as_deref(), Some("000108583539"));
        assert_eq!(
            (data.amount.get(), data.refundable.map(Cents::get), &data.currency),
            (1500, Some(1500), &shared::Currency::Cad)
        );
        assert_eq!(data.auth_num.as_deref(), Some("A1"));
    };
}

#[tokio::test]
async fn ret_data_of_a_purchase() {
    let body = response(&sample("card-sdk-purchase-retData.json"), UNTOLD);
    let server = Server::always(Reply::json(body.clone())).await;
    let query = card::CcQuery::by_pay_order_id("CS20210416103255832828793487").unwrap();
    // The merchant of the sample; a response for another merchant is not accepted.
    let merchant = Credentials::builder().mch_id("10000576").login_name("jack123").merchant_key("k").build().unwrap();
    let client = card::Client::builder(merchant).base_url(server.url()).build().unwrap();
    let queried = client.send(&query).await.unwrap();
    assert_is_the_purchase!(&queried.ret_data, card::CardTransactionStatus::Done);
    assert_eq!(queried.ret_data.transaction(), Transaction::Payment(PaymentOutcome::Success));
    assert_eq!(queried.ret_data.mch_order_no, "1618569175");
    assert_eq!(queried.ret_data.channel, Some(card::CardChannel::PfCc));
    // No table of this endpoint has these two.
    let ret_data = queried.received().fields().get("retData").unwrap().object().unwrap();
    assert_eq!((text(&ret_data, "cardType"), text(&ret_data, "redirectUrl")), ("V", "https://ex.com/r"));

    let fields = Fields::from_json(&body).unwrap();
    let data = card::CcDirectPurchaseResponse::from_fields(&fields).unwrap().ret_data;
    assert_is_the_purchase!(&data, card::CardStatus::Paid);
    assert!(data.status.outcome().is_paid());
    assert_eq!((data.mch_order_no.as_str(), data.channel), ("1618569175", Some(card::CardChannel::PfCc)));
    let data = card::CcPurchaseWithTokenResponse::from_fields(&fields).unwrap().ret_data;
    assert_is_the_purchase!(&data, card::CardStatus::Paid);
    assert!(data.status.outcome().is_paid());
    assert_eq!((data.mch_order_no.as_str(), data.channel), ("1618569175", Some(card::CardChannel::PfCc)));
    // The type with the card brand. Wallet payments have other channels.
    let data = card::CcPurchaseWithWalletResponse::from_fields(&fields).unwrap().ret_data;
    assert_is_the_purchase!(&data, card::CardStatus::Paid);
    assert!(data.status.outcome().is_paid());
    assert_eq!((data.mch_order_no.as_deref(), data.card_type), (Some("1618569175"), Some(card::CardType::Visa)));
    assert!(matches!(data.channel, Some(card::WalletChannel::Other(other)) if other.as_str() == "PF_CC"));
    assert_eq!(data.capture, None);
}

#[test]
fn ret_data_of_a_similar_product() {
    let ret_data = sample("card-sdk-grubpay-retData.json");
    // The sample is from another product: without merchant reference, amount and kind.
    let fields = Fields::from_json(&response(&ret_data, "")).unwrap();
    assert_eq!(missing(card::CcQueryResponse::from_fields(&fields)), "mchOrderNo");
    assert_eq!(missing(card::CcPurchaseWithWalletResponse::from_fields(&fields)), "amount");

    let more = r#""amount":1500,"currency":"CAD","payType":"pay""#;
    let fields = Fields::from_json(&response(&ret_data, more)).unwrap();
    let data = card::CcPurchaseWithWalletResponse::from_fields(&fields).unwrap().ret_data;
    assert_eq!(data.pay_order_id, "PC20221119005622848403095837");
    assert_eq!((data.mch_id.as_deref(), data.mch_order_no), (Some("10000123"), None));
    assert_eq!(data.original_order_id, None);
    assert_eq!(data.status, card::CardStatus::Paid);
    assert_eq!(data.invoice_num.as_deref(), Some("848403095837"));
    assert_eq!(data.auth_num.as_deref(), Some("PPS009"));
    assert_eq!(data.trans_num.as_deref(), Some("322838071796"));
    assert_eq!(data.capture.as_deref(), Some("Y"));
    assert!(matches!(data.channel, Some(card::WalletChannel::Other(other)) if other.as_str() == "PF_CC"));
    assert_eq!(data.card_type, None);
    let ret_data = fields.get("retData").unwrap().object().unwrap();
    let url = "https://develop.iotpay.ca/devdemo/grubpay/result.php?abc=111&code=234&retCode=SUCCESS#foude";
    assert_eq!(text(&ret_data, "redirectUrl"), url);
}
