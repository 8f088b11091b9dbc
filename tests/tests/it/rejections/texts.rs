//! Each text of the spec in each field of each family, alone and together with others.

use super::*;

/// Returns a response with a text in one field of the family's envelope.
fn with_text(family: &FamilyModel, field: &str, text: &str) -> String {
    let envelope = &family.envelope;
    let result = envelope.result.as_deref().filter(|_| field != envelope.message);
    match result {
        Some(result) => {
            let fields = texts(&[(&envelope.code, "SUCCESS"), (result, "FAIL"), (field, text)]);
            to_json(&signed(fields, KEY))
        }
        None => to_json(&texts(&[(&envelope.code, "FAIL"), (field, text)])),
    }
}

/// Sends a request for each response in turn, with one client.
async fn errors<R: Request>(request: &R, bodies: &[String]) -> Vec<Error> {
    let replies = bodies.to_vec();
    let server = Server::start(move |at| Reply::json(replies[at].clone())).await;
    let client = client::<R::Family>(&server.url(), LOGIN_NAME, KEY);
    let mut errors = Vec::new();
    for _ in bodies {
        errors.push(client.send(request).await.err().unwrap());
    }
    errors
}

async fn charge_errors(family: &str, bodies: &[String]) -> Vec<Error> {
    match family {
        "general" => errors(&orders::wx_native("m1", orders::NOTIFY_URL), bodies).await,
        "card" => errors(&card_charge("m1"), bodies).await,
        _ => errors(&debit("m1"), bodies).await,
    }
}

async fn query_errors(family: &str, bodies: &[String]) -> Vec<Error> {
    match family {
        "general" => errors(&orders::query("m1"), bodies).await,
        "card" => errors(&card::CcQuery::by_mch_order_no("m1").unwrap(), bodies).await,
        _ => errors(&autodebit::QueryOrder::by_mch_order_no("m1").unwrap(), bodies).await,
    }
}

fn expected(reason: Reason) -> RejectionReason {
    match reason {
        Reason::NoSuchOrder => RejectionReason::NoSuchOrder,
        Reason::ReferenceUsed => RejectionReason::ReferenceUsed,
        Reason::BadSignature => RejectionReason::BadSignature,
        Reason::InvalidField => RejectionReason::InvalidField,
        Reason::GatewayError => RejectionReason::GatewayError,
        Reason::Other => RejectionReason::Other,
    }
}

/// Returns the variants of a text that a rule matches.
fn variants(rule: &RejectionRule, text: &str) -> Vec<String> {
    match rule.comparison {
        Comparison::Exact => vec![text.to_owned(), format!(" {text}\n")],
        Comparison::IgnoreCase => vec![text.to_owned(), text.to_uppercase(), text.to_lowercase()],
        Comparison::Prefix if text.starts_with("request") => {
            vec![format!("{text}amount] error."), format!("{text}extra.openId,sign] error.")]
        }
        Comparison::Prefix => {
            vec![format!("{text}mchId=1,channelId=WX_NATIVE]"), format!("{text}mchId=1] record in db.")]
        }
    }
}

#[tokio::test]
async fn each_text_of_the_spec_is_recognized_in_its_field() {
    let model: Model = iotpay_gen::load(&iotpay_gen::embedded()).unwrap();
    let mut seen = 0;
    for family in model.families.iter().filter(|family| family.name != "card_v2") {
        let (mut reasons, mut bodies) = (Vec::new(), Vec::new());
        for rule in &family.rejections {
            for text in rule.texts.iter().flat_map(|text| variants(rule, text)) {
                reasons.extend(rule.fields.iter().map(|_| rule.reason));
                bodies.extend(rule.fields.iter().map(|field| with_text(family, field, &text)));
            }
        }
        seen += bodies.len();
        let charges = charge_errors(&family.name, &bodies).await;
        for ((reason, body), error) in reasons.iter().zip(&bodies).zip(charges) {
            let is_open = matches!(reason, Reason::ReferenceUsed | Reason::GatewayError | Reason::NoSuchOrder);
            assert_eq!(error.may_have_taken_effect(), is_open, "{} {body}", family.name);
            match error {
                // A charge does not name an existing order.
                Error::Rejected(rejected) if *reason == Reason::NoSuchOrder => {
                    assert_eq!(rejected.reason, RejectionReason::Undocumented, "{body}");
                }
                Error::Rejected(rejected) => assert_eq!(rejected.reason, expected(*reason), "{body}"),
                Error::OutcomeUnknown(_) => assert_eq!(*reason, Reason::GatewayError, "{body}"),
                other => panic!("{body}: {other:?}"),
            }
        }
        // A query that fails in the gateway is sent again, which another test checks.
        let (reasons, bodies): (Vec<_>, Vec<_>) =
            reasons.into_iter().zip(bodies).filter(|(reason, _)| *reason != Reason::GatewayError).unzip();
        let queries = query_errors(&family.name, &bodies).await;
        for ((reason, body), error) in reasons.iter().zip(&bodies).zip(queries) {
            let Error::Rejected(rejected) = error else { panic!("{body}: {error:?}") };
            let (found, is_open) = (rejected.reason, rejected.may_have_taken_effect());
            assert_eq!((found, is_open), (expected(*reason), false), "{} {body}", family.name);
        }
    }
    assert!(seen > 100, "{seen}");
}

#[tokio::test]
async fn unknown_text_is_undocumented() {
    for (family, bodies) in [
        (
            "general",
            &[
                r#"{"retCode":"FAIL","retMsg":"no"}"#,
                r#"{"retCode":"FAIL"}"#,
                r#"{"retCode":"FAIL","retMsg":"no signature error"}"#,
                r#"{"retCode":"FAIL","retMsg":"error in request params[amount]"}"#,
                r#"{"retCode":"FAIL","retMsg":["signature error"]}"#,
                // The request to the wallet's own API failed and may have timed out.
                r#"{"retCode":"FAIL","errCode":"0111","errCodeDes":"x"}"#,
            ] as &[&str],
        ),
        ("card", &[r#"{"retCode":"FAIL","retMsg":"declined"}"#, r#"{"retCode":"FAIL","errCode":"0112"}"#]),
        ("autodebit", &[r#"{"retCode":"FAIL","retMsg":"no"}"#]),
    ] {
        let bodies: Vec<_> = bodies.iter().map(|body| (*body).to_owned()).collect();
        let errors = charge_errors(family, &bodies).await.into_iter().zip(query_errors(family, &bodies).await);
        for (body, (charge, query)) in bodies.iter().zip(errors) {
            assert!(charge.may_have_taken_effect() && !query.may_have_taken_effect(), "{body}");
            let (Error::Rejected(charge), Error::Rejected(query)) = (charge, query) else { panic!("{body}") };
            assert_eq!([charge.reason, query.reason], [RejectionReason::Undocumented; 2], "{body}");
            let message = charge.to_string();
            let expected = "the meaning of this rejection is undocumented: the request may have taken effect";
            assert!(message.contains(expected), "{message}");
            assert!(message.contains("with mchOrderNo m1"), "{message}");
            assert!(query.to_string().contains("undocumented; nothing was changed"), "{query}");
        }
    }
}

/// If a response contradicts itself, the more cautious reason counts.
#[tokio::test]
async fn most_cautious_of_several_texts_counts() {
    let cases = [
        (r#"{"retCode":"FAIL","retMsg":"signature error","errCode":"SYSTEMERROR"}"#, None),
        (r#"{"retCode":"FAIL","retMsg":"订单已支付","errCode":"0110"}"#, None),
        (r#"{"retCode":"FAIL","retMsg":"支付订单不存在","errCode":"0113"}"#, Some(RejectionReason::ReferenceUsed)),
        (r#"{"retCode":"FAIL","retMsg":"what?","errCode":"0013"}"#, Some(RejectionReason::Undocumented)),
        (r#"{"retCode":"FAIL","retMsg":"signature error","errCode":"0013"}"#, Some(RejectionReason::BadSignature)),
    ];
    let bodies = cases.map(|(body, _)| body.to_owned());
    for ((body, reason), error) in cases.iter().zip(charge_errors("general", &bodies).await) {
        match error {
            Error::Rejected(rejected) => assert_eq!(Some(rejected.reason), *reason, "{body}"),
            other => assert!(reason.is_none() && other.may_have_taken_effect(), "{body}: {other:?}"),
        }
    }
}

/// A code or message next to a harmless one, or appended to it, with a different meaning.
#[tokio::test]
async fn harmless_text_counts_only_without_contradiction() {
    let business = |code: &str, text: &str| {
        let fields = [("retCode", "SUCCESS"), ("resCode", "FAIL"), ("errCode", code), ("errCodeDes", text)];
        to_json(&signed(texts(&fields), KEY))
    };
    let request = |fields: &[(&str, &str)]| {
        let mut all = texts(&[("retCode", "FAIL")]);
        all.extend(texts(fields));
        to_json(&all)
    };
    let message = |text: &str| request(&[("retMsg", text)]);
    let general = [
        business("0014", "System Error!"),
        business("0112", "SYSTEM_ERROR"),
        business("0001", "SYSTEMERROR."),
        business("0015", "支付中心系统异常!"),
        business("0014", "the order was accepted"),
        business("0112", "支付订单不存在"),
        message("支付订单不存在"),
        message("request params[mchOrderNo] error. duplicate"),
        message("request params[mchOrderNo] error. SYSTEMERROR"),
        message("request params[mchOrderNo is paid already] error."),
        message("request params[mchOrderNo"),
        message("Can't found mchInfo[mchId=1] record in db. Order created"),
        request(&[("retMsg", "signature error"), ("errCode", "9999")]),
        request(&[("retMsg", "signature error"), ("errCodeDes", "timeout")]),
        request(&[("retMsg", "signature error"), ("resCode", "SUCCESS")]),
        r#"{"retCode":"FAIL","retMsg":"signature error","errCode":9999}"#.to_owned(),
        r#"{"retCode":"FAIL","retMsg":"signature error","errCodeDes":{"a":1}}"#.to_owned(),
    ];
    let card = [
        request(&[("retMsg", "signature error"), ("errCode", "SYSTEMERROR")]),
        request(&[("retMsg", "cardId is not binding"), ("errCode", "9999")]),
        message("支付订单不存在"),
    ];
    for (family, bodies) in [("general", &general[..]), ("autodebit", &general[..]), ("card", &card[..])] {
        for (body, error) in bodies.iter().zip(charge_errors(family, bodies).await) {
            assert!(error.may_have_taken_effect(), "{family} {body} {error}");
        }
    }
    // These do not contradict each other.
    let harmless = [
        request(&[("retMsg", "signature error"), ("errCode", ""), ("errCodeDes", " ")]),
        r#"{"retCode":"FAIL","retMsg":"signature error","errCode":null}"#.to_owned(),
        request(&[("retMsg", "request params[amount] error."), ("errCode", "0014")]),
    ];
    for (body, error) in harmless.iter().zip(charge_errors("general", &harmless).await) {
        assert!(matches!(error, Error::Rejected(_)) && !error.may_have_taken_effect(), "{body} {error}");
    }
    // A request about an order that exists.
    let missing = [business("0112", "支付订单不存在"), message("支付订单不存在")];
    for error in errors(&orders::refund("r1", "P9", 1), &missing).await {
        let Error::Rejected(rejected) = error else { panic!("{error:?}") };
        assert_eq!((rejected.reason, rejected.may_have_taken_effect()), (RejectionReason::NoSuchOrder, false));
    }
}

/// In a business error, `retMsg` describes the request: there, a word for success contradicts nothing, and
/// any other text counts.
#[tokio::test]
async fn word_for_success_is_ignored_only_in_business_errors() {
    let business = |fields: &[(&str, &str)]| {
        let mut all = texts(&[("retCode", "SUCCESS"), ("resCode", "FAIL"), ("errCode", "0014")]);
        all.extend(texts(fields));
        to_json(&signed(all, KEY))
    };
    let harmless = ["success", "SUCCESS", "OK!", " Ok "].map(|text| business(&[("retMsg", text)]));
    for error in charge_errors("general", &harmless).await {
        let Error::Rejected(rejected) = error else { panic!("{error:?}") };
        assert_eq!(rejected.reason, RejectionReason::InvalidField);
    }
    let contradicted = [
        business(&[("retMsg", "accepted")]),
        business(&[("errCodeDes", "success")]),
        business(&[("retMsg", "success"), ("errCodeDes", "ok")]),
        to_json(&texts(&[("retCode", "FAIL"), ("retMsg", "success"), ("errCode", "0013")])),
    ];
    for error in charge_errors("general", &contradicted).await {
        let Error::Rejected(rejected) = error else { panic!("{error:?}") };
        assert_eq!(rejected.reason, RejectionReason::Undocumented);
    }
    let failed = [business(&[("retMsg", "SYSTEMERROR")])];
    assert!(matches!(charge_errors("general", &failed).await[..], [Error::OutcomeUnknown(_)]));
}

#[tokio::test]
async fn failure_of_the_gateway_is_recognized_in_any_format() {
    let of = |name: &str, text: &str| to_json(&texts(&[("retCode", "FAIL"), (name, text)]));
    let wordings = ["System Error!", "SYSTEM_ERROR", "create_order: systemerror, try later", "支付中心系统异常!"];
    let failures: Vec<_> = wordings.iter().map(|text| of("retMsg", text)).chain([of("errCode", "0110")]).collect();
    for (body, error) in failures.iter().zip(charge_errors("general", &failures).await) {
        let Error::OutcomeUnknown(unknown) = error else { panic!("{body}: {error:?}") };
        assert!(matches!(unknown.cause, OutcomeUnknownCause::ReportedByGateway(_)), "{body}: {unknown:?}");
    }
    let others = ["01100", "10110", "0110 0"].map(|code| of("errCode", code));
    for (body, error) in others.iter().zip(charge_errors("general", &others).await) {
        let Error::Rejected(rejected) = error else { panic!("{body}: {error:?}") };
        assert_eq!(rejected.reason, RejectionReason::Undocumented, "{body}");
    }
}

#[tokio::test]
async fn texts_of_the_gateway_cannot_forge_log_lines() {
    let text = "no\u{2028}2026 INFO paid\u{2029}\u{202e}diap\u{2066}\n\u{1b}[2K";
    let body = to_json(&texts(&[("retCode", "FAIL"), ("retMsg", text), ("errCode", "1\u{2028}2")]));
    let error = charge_errors("general", &[body]).await.remove(0).to_string();
    let forging = "\u{2028}\u{2029}\u{202e}\u{2066}\n\u{1b}";
    assert!(!error.contains(|character| forging.contains(character)), "{error:?}");
    assert!(error.contains("no\\u{2028}2026 INFO paid\\u{2029}\\u{202e}diap"), "{error}");
    assert!(error.contains("code 1\\u{2028}2"), "{error}");
}

#[tokio::test]
async fn query_that_fails_in_the_gateway_is_retried() {
    let server = Server::always(Reply::json(r#"{"retCode":"FAIL","retMsg":"SYSTEMERROR"}"#)).await;
    let wallets = client::<general::General>(&server.url(), LOGIN_NAME, KEY);
    let rejection = rejected(&wallets, &orders::query("m1")).await;
    assert_eq!(rejection.reason, RejectionReason::GatewayError);
    assert!(!rejection.may_have_taken_effect());
    assert!(
        rejection.to_string().contains("the gateway reported an internal error; nothing was changed"),
        "{rejection}"
    );
    assert_eq!(server.requests().len(), 3);
}
