//! Requests for card payments. Those of the vendor's PHP SDK are signed with the key `k`.

use iotpay_client::signing::{Signature, Signed};
use iotpay_client::spec::Family as _;
use iotpay_client::value::ValueError;
use iotpay_client::{OrderId, card};

use crate::samples::sample;
use crate::samples::sent::{Sample, merchant};
use crate::support::signing;

/// Asserts that a request sends a sample of the SDK, field by field, with the same signature.
fn assert_sent_and_signed(sample: &str, request: &dyn Signed) {
    let sample = Sample::read(sample);
    let signature = sample.assert_sent_by(request, &merchant("10000000", "jack123"), card::Card::SPEC);
    assert_eq!(sample.sign.as_deref(), Some(signature.as_str()));
}

#[test]
fn cc_purchase() {
    let purchase = card::CcPurchase::new(card::CcPurchaseRequired {
        mch_order_no: "m/1购",
        amount: 1998,
        currency: card::Currency::Cad,
        channel: card::CardChannel::PfCc,
        notify_url: "https://ex.com/n",
        return_url: "https://ex.com/r?a=1&b=2",
    });
    let purchase = purchase.unwrap().with_mch_user_id("007").unwrap();
    // The SDK's sample number contains a space, which ids of requests cannot have.
    let sample = Sample::read(&sample("card-sdk-php-cc_purchase-request.json"));
    assert_eq!(sample.sign.as_deref(), Some(signing::sign(&sample.fields, "k").as_str()));
    let sample = sample.with("mchOrderNo", "m/1购");
    sample.assert_sent_by(&purchase, &merchant("10000000", "jack123"), card::Card::SPEC);
}

#[test]
fn cc_addcard() {
    // The SDK sends an unset channel as empty text. The table requires one of two values, so the type has no other.
    let known: &'static [&'static str] = &["PF_CC", "UPI_EX"];
    assert_eq!("".parse::<card::CardChannel>().unwrap_err(), ValueError::UnknownValue { known });
    let add = card::CcAddCard::new(card::CcAddCardRequired {
        card_id: "c1",
        channel: card::CardChannel::PfCc,
        return_url: "https://ex.com/r",
    });
    let sample = Sample::read(&sample("card-sdk-php-cc_addcard-request.json"));
    // Empty values are sent but not signed.
    assert_eq!(sample.fields["channel"], "".into());
    assert_eq!(sample.sign, Some(signing::sign(&sample.fields, "k")));
    let fields = sample.fields.clone();
    let sent = sample.with("channel", "PF_CC");
    let signature: Signature = sent.assert_sent_by(&add.unwrap(), &merchant("10000000", "jack123"), card::Card::SPEC);
    assert_eq!(signature.as_str(), signing::sign(&sent.fields, "k"));
    assert_ne!(signature.as_str(), signing::sign(&fields, "k"));
}

#[test]
fn cc_purchasewithtoken() {
    let purchase = card::CcPurchaseWithToken::new(card::CcPurchaseWithTokenRequired {
        currency: card::Currency::Cad,
        mch_order_no: "m2",
        card_id: "c1",
        amount: 28,
    });
    let purchase = purchase.unwrap().with_notify_url("https://ex.com/n").unwrap();
    let purchase = purchase.with_mch_user_id("u1").unwrap().with_client_ip("1.2.3.4".parse().unwrap()).unwrap();
    assert_sent_and_signed(&sample("card-sdk-php-cc_purchasewithtoken-request.json"), &purchase);
}

#[test]
fn cc_query() {
    let query = card::CcQuery::by_pay_order_id("P1").unwrap();
    assert_sent_and_signed(&sample("card-sdk-php-cc_query-request.json"), &query);
}

#[test]
fn cc_refund() {
    let refund = card::CcRefund::new(card::CcRefundRequired {
        mch_refund_no: "R1",
        refund_amount: 110,
        pay_order_id: &OrderId::new("P1").unwrap(),
    });
    let refund = refund.unwrap().with_notify_url("https://ex.com/n").unwrap();
    assert_sent_and_signed(&sample("card-sdk-php-cc_refund-request.json"), &refund);
}

#[test]
fn cc_void() {
    let void =
        card::CcVoid::new(card::CcVoidRequired { mch_refund_no: "R2", pay_order_id: &OrderId::new("P1").unwrap() });
    let void = void.unwrap().with_notify_url("https://localhost").unwrap();
    assert_sent_and_signed(&sample("card-sdk-php-cc_void-request.json"), &void);
}

#[allow(deprecated)]
mod version_2 {
    use super::*;
    use iotpay_client::card_v2;

    #[test]
    fn cc_purchase() {
        let purchase = card_v2::CcPurchase::new(card_v2::CcPurchaseRequired {
            mch_order_no: "m12345",
            customer_id: "0000000123",
            amount: 100,
            currency: card_v2::Currency::Cad,
            notify_url: "http://yourdomain.com/notifyme.php",
            return_url: "http://yourdomain.com/returnhere.php",
        });
        let purchase = purchase.unwrap().with_subject("ipad pro").unwrap().with_body("64G,wifi,white").unwrap();
        // The page has a placeholder for the merchant id; the signature is added by the code next to the sample.
        let sample = Sample::read(&sample("card-13-v2-cc_purchase-request.json"));
        assert_eq!(sample.sign, None);
        let sample = sample.with("mchId", "your-merchant-id");
        sample.assert_sent_by(&purchase, &merchant("your-merchant-id", "jack"), card_v2::CardV2::SPEC);
    }
}
