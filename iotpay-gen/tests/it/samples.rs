//! What the samples of a page imply for their types and for the page's channels.

use crate::fixture::{Spec, assert_points_at};
use iotpay_gen::diagnostic::Code;

const QR: &str = "spec/general/04-customer-scan-qr.yaml";
const APP: &str = "spec/general/09-app-integrate.yaml";
const DIRECT: &str = "spec/card/05-direct.yaml";
const QUERY: &str = "spec/general/10-order-query.yaml";
const ONLINE: &str = "spec/general/08-online-secure-payment.yaml";

/// Returns the embedded spec with another sample.
fn with(file: &str, sample: &str, other: &str) -> Spec {
    Spec::real().edit(file, &format!("sample: {sample},"), &format!("sample: {other},"))
}

#[test]
fn sample_must_be_a_value_of_its_type() {
    for (file, sample, other) in [
        (QR, "\"100\"", "\"28.65\""),
        (QR, "\"100\"", "\"0\""),
        (QR, "\"100\"", "\"99999999999\""),
        (QR, "CAD", "CAN"),
        (QR, "\"http://xxx.com/notify.php\"", "\"xxx.com/notify.php\""),
        (QR, "\"http://xxx.com/notify.php\"", "\"http://xxx.com/notify.php?a=1\""),
        (QR, "210.73.10.148", "210.73.10.348"),
        (QR, "'{\"productId\":\"120989823\"}'", "'{\"productId\":120989823'"),
        (DIRECT, "\"0725\"", "\"1325\""),
        (DIRECT, "\"786\"", "78A"),
        (DIRECT, "\"432567******2266\"", "PC43256712342266"),
        (DIRECT, "\"0,1,2,9\"", "\"0,1,7\""),
        (QUERY, "\"2 or 3\"", "\"7\""),
        (ONLINE, "'{\"alipayUrl\": \"https://....\"}'", "'{alipayUrl}'"),
    ] {
        let text = other.trim_matches('\'');
        let caret = if other.starts_with('\'') { other } else { text };
        assert_points_at(&with(file, sample, other), Code::SampleTypeMismatch, caret);
    }
}

#[test]
fn sample_of_a_decimal_has_all_decimal_places_in_a_request() {
    let row = "{ name: remarks,    required: n,  type: String(200), sample: \"\",";
    let sent = |sample: &str| {
        let other = format!("{{ name: remarks, required: n, type: \"decimal(6,2)\", sample: {sample},");
        Spec::real().edit(QR, row, &other)
    };
    for sample in ["\"28.60\"", "\"-0.50\""] {
        sent(sample).generated();
    }
    for sample in ["\"28.6\"", "\"28\"", "\"10000.00\"", "\"-0.00\"", "\"028.60\""] {
        assert_points_at(&sent(sample), Code::SampleTypeMismatch, sample);
    }
    let received = |sample: &str| {
        let row = "        - { name: fee, required: n, type: \"decimal(6,2)\", sample: S, description: Fee. }";
        Spec::real().insert_after(QR, "{ name: retDetail, ", &row.replace('S', sample))
    };
    received("\"28.6\"").generated();
    assert_points_at(&received("\"28.655\""), Code::SampleTypeMismatch, "\"28.655\"");
}

#[test]
fn samples_of_booleans_and_dates_have_their_form() {
    let row = |ty: &str, sample: &str| {
        let row = format!(
            "        - {{ name: extraValue, required: n, type: \"{ty}\", sample: \"{sample}\", description: Made up. }}"
        );
        Spec::real().insert_after(QR, "{ name: remarks, ", &row)
    };
    for (ty, valid, invalid) in [
        ("boolean", "false", "Y"),
        ("boolean(Y,N)", "N", "true"),
        ("date(yyyyMMdd)", "20280229", "20270229"),
        ("datetime(yyyyMMddHHmmss, UTC)", "20260310093000", "20260310"),
        ("datetime(yyyy-MM-dd'T'HH:mm:ssXXX)", "2026-03-10T09:30:00+08:00", "2026-03-10T09:30:00"),
    ] {
        row(ty, valid).generated();
        assert_points_at(&row(ty, invalid), Code::SampleTypeMismatch, &format!("\"{invalid}\""));
    }
}

#[test]
fn accepts_descriptions_of_values_and_masked_digits() {
    for (file, sample, other) in [
        (QR, "\"100\"", "see the note"),
        (DIRECT, "\"0,1,2,9\"", "\"0, 1\""),
        (QR, "210.73.10.148", "\"::1\""),
        (DIRECT, "\"786\"", "\"***\""),
        (QUERY, "\"2 or 3\"", "\"3\""),
    ] {
        with(file, sample, other).generated();
        assert!(iotpay_gen::load_with_warnings(&with(file, sample, other).files).unwrap().1.is_empty(), "{other}");
    }
}

#[test]
fn channel_in_a_sample_must_be_known() {
    assert_points_at(&with(QR, "WX_NATIVE", "WX_NATIV"), Code::UnknownChannel, "WX_NATIV");
    // A channel of another family does not count.
    assert_points_at(&with(QR, "WX_NATIVE", "PF_CC"), Code::UnknownChannel, "PF_CC");
    assert_points_at(&with(QR, "WX_NATIVE", "NATIVE"), Code::UnknownChannel, "NATIVE");
    let said = |words: &str| Spec::real().edit(QR, "ALIPAY_PC,ALIPAY_WAP need this", words);
    assert_points_at(&said("ALIPAY_PC,ALIPAY_WEB need this"), Code::UnknownChannel, "ALIPAY_WEB");
    let changed = |words: &str| Spec::real().edit(APP, "returnUrl is new in the table.", words);
    assert_points_at(&changed("The channel GRAB_PAY is new."), Code::UnknownChannel, "GRAB_PAY");
    assert_points_at(&changed("\"On ALIPAY_PC: ALIPAY_P is new.\""), Code::UnknownChannel, "ALIPAY_P");
    for words in ["UPI_APP and PF_CC have an SDK, and qr_code changed.", "The API's SDK is new."] {
        assert!(iotpay_gen::load_with_warnings(&changed(words).files).unwrap().1.is_empty(), "{words}");
    }
}

#[test]
fn channel_in_a_rule_must_be_known() {
    assert_points_at(&Spec::real().edit(QR, "channel: UPI_QR", "channel: UPI_RQ"), Code::UnknownName, "UPI_RQ");
}
