//! The sandbox responds to every request type of the spec as its tables require.

use crate::support::raw_request::{http, post, smallest};
use crate::support::sandbox::{Case, Sandbox, cases};
use crate::support::signing::{Map, Scalar, sign, texts};
use crate::support::{KEY, MCH_ID};
use iotpay_gen::embedded;
use iotpay_gen::model::{Field, Filler, ResponseSigning, Type};
use iotpay_gen::source::SourceFile;
use serde_json::Value;

/// Asserts that a response has what its table requires, and is signed if the family signs.
fn assert_complete(sandbox: &Sandbox, case: &Case<'_>, response: &Value) {
    let content = match &case.endpoint.nested_in {
        Some(name) => &response[name],
        None => response,
    };
    assert_has(&case.operation.response, content, &case.name());
    let signature = response.get(&sandbox.model.signing.field);
    assert_eq!(
        signature.is_some(),
        case.family.signed_responses != ResponseSigning::Never,
        "{}: {response}",
        case.name()
    );
    let is_flat = |value: &Value| !value.is_object();
    if let Some(signature) = signature.filter(|_| response.as_object().unwrap().values().all(is_flat)) {
        let mut fields = crate::support::signing::of_json(response);
        fields.remove(&sandbox.model.signing.field);
        assert_eq!(signature, &sign(&fields, KEY), "{}", case.name());
    }
}

fn assert_has(fields: &[Field], content: &Value, name: &str) {
    for field in fields.iter().filter(|field| field.required) {
        let value = &content[&field.wire];
        assert!(!value.is_null() && value != "", "{name}: no {} in {content}", field.wire);
        if let Some(members) = field.ty.object() {
            assert!(value.is_object(), "{name}: {} is not an object", field.wire);
            assert_has(&members.fields, value, name);
        }
        if let Type::Integer(_) | Type::Cents = field.ty {
            assert!(value.is_i64(), "{name}: {} is not a number", field.wire);
        }
    }
}

#[tokio::test]
async fn smallest_request_of_each_type_succeeds() {
    for sandbox in Sandbox::all().await {
        let mut covered = 0;
        for case in cases(&sandbox.model) {
            let fields = sandbox.valid_fields(&case).await;
            let response = sandbox.succeed(&case, &fields).await;
            assert_complete(&sandbox, &case, &response);
            covered += 1;
        }
        println!("{covered} of {} request types succeed", sandbox.request_types());
        assert!(covered == sandbox.request_types() && covered >= 10, "{covered} request types");
    }
}

#[tokio::test]
async fn order_is_found_by_each_field_of_a_group() {
    let sandbox = Sandbox::new().await;
    for case in cases(&sandbox.model) {
        for group in &case.operation.one_of {
            for name in &group.fields {
                let mut fields = sandbox.valid_fields(&case).await;
                let (order, refund) = (sandbox.gateway.orders().pop(), sandbox.gateway.refunds().pop());
                group.fields.iter().for_each(|other| drop(fields.remove(other)));
                let value = match (name.as_str(), &order, &refund) {
                    ("payOrderId", Some(order), _) => order.pay_order_id.as_str(),
                    ("mchOrderNo", Some(order), _) => order.mch_order_no.as_str(),
                    ("mchRefundNo", _, Some(refund)) => refund.mch_refund_no.as_str(),
                    ("refundOrderId", _, Some(refund)) => refund.refund_order_id.as_str(),
                    other => panic!("{}: no value for {other:?}", case.name()),
                };
                fields.insert(name.clone(), value.into());
                let response = sandbox.succeed(&case, &fields).await;
                assert_complete(&sandbox, &case, &response);
            }
        }
    }
}

#[tokio::test]
async fn accepts_texts_of_maximum_length() {
    for sandbox in Sandbox::all().await {
        for case in cases(&sandbox.model) {
            let mut fields = sandbox.valid_fields(&case).await;
            let named = ["mchOrderNo", "cardId", "mchContractId", "mchRefundNo"];
            let is_text = |field: &&Field| field.filled.is_none() && matches!(field.ty, Type::Text);
            for field in case.operation.request.iter().filter(is_text) {
                let Some(max) = field.max.map(|max| usize::try_from(max).unwrap()) else { continue };
                let wire = field.wire.as_str();
                let is_reference = case.endpoint.reference.as_deref() == Some(wire);
                let long = match fields.get(wire) {
                    // A reference must be unique, even at its maximum length.
                    _ if is_reference => format!("{:0>max$}", sandbox.fresh_number()),
                    _ if named.contains(&wire) || case.operation.group_of(wire).is_some() || wire == "payOrderId" => {
                        continue;
                    }
                    _ => "茶".repeat(max),
                };
                fields.insert(wire.to_owned(), Scalar::Text(long));
            }
            sandbox.succeed(&case, &fields).await;
        }
    }
}

#[tokio::test]
async fn ignores_unknown_fields() {
    for sandbox in Sandbox::all().await {
        for case in cases(&sandbox.model) {
            let mut fields = sandbox.valid_fields(&case).await;
            fields.insert("unknown".to_owned(), "x".into());
            sandbox.succeed(&case, &fields).await;
            assert!(!format!("{:?}", sandbox.ledger()).contains("unknown"), "{}", case.name());
        }
    }
}

#[tokio::test]
async fn stores_no_secrets() {
    for sandbox in Sandbox::all().await {
        for case in cases(&sandbox.model) {
            let mut fields = sandbox.valid_fields(&case).await;
            let is_secret = |field: &&Field| {
                matches!(field.ty, Type::CardNumber | Type::Cvv | Type::ExpiryDate | Type::Base64)
                    || field.secret.is_some()
            };
            let secret: Vec<_> = case.operation.request.iter().filter(is_secret).collect();
            for field in secret.iter().filter(|field| matches!(field.ty, Type::Text)) {
                fields.insert(field.wire.clone(), "top-secret".into());
            }
            let response = sandbox.succeed(&case, &fields).await;
            let kept = format!("{:?} {response}", sandbox.ledger().orders.last());
            for field in secret {
                let Scalar::Text(value) = &fields[&field.wire] else { panic!("a secret is text") };
                assert!(!kept.contains(&format!("\"{value}\"")), "{}: {} in {kept}", case.name(), field.wire);
            }
        }
    }
}

#[tokio::test]
async fn rejects_unknown_endpoints() {
    let sandbox = Sandbox::new().await;
    let cases = cases(&sandbox.model);
    for family in &sandbox.model.families {
        for path in ["", "nothing", "create_order/x", "../create_order2", "CREATE_ORDER"] {
            let is_call = cases.iter().any(|case| case.family.name == family.name && case.endpoint.path == path);
            let (status, text) = post(&sandbox.url(family, path), family, "").await;
            if is_call {
                assert_ne!(status, 404, "{path}");
            } else {
                assert_eq!((status, text.as_str()), (404, "no such endpoint"), "{path}");
            }
        }
    }
    for case in &cases {
        let response = http().get(sandbox.url(case.family, &case.endpoint.path)).send().await.unwrap();
        assert_eq!(response.status(), 405);
    }
    let other = sandbox.model.families.iter().find(|family| family.name == "card").unwrap();
    assert_eq!(post(&sandbox.url(other, "create_order"), other, "{}").await.0, 404);
}

#[tokio::test]
async fn new_channel_in_the_spec_is_served() {
    let mut files = embedded();
    for file in &mut files {
        if file.name.ends_with("channels.yaml") {
            let text =
                file.text.replacen("    values:\n", "    values:\n      - { value: TEA_PAY, about: Made up. }\n", 1);
            *file = SourceFile::new(&file.name, &text);
        } else if file.name.ends_with("04-customer-scan-qr.yaml") {
            let channel = "
      - channel: TEA_PAY
        about: Made up for a test.
        request:
          require: [remarks]
          rules:
            currency: { only: [CNY] }
        response:
          require: [qr_code]
          forbid: [codeUrl]
";
            *file = SourceFile::new(&file.name, &format!("{}{channel}", file.text));
        }
    }
    let sandbox = Sandbox::with(&files).await;
    let cases = cases(&sandbox.model);
    let case = cases.iter().find(|case| case.operation.channel.as_deref() == Some("TEA_PAY")).unwrap();
    let right = smallest(&sandbox.model, case.operation);
    assert_eq!((&right["currency"], &right["channelId"]), (&"CNY".into(), &"TEA_PAY".into()));
    for (name, value) in [("remarks", ""), ("currency", "CAD")] {
        let mut wrong: Map = right.clone();
        wrong.insert(name.to_owned(), value.into());
        let response = sandbox.ask(case, &wrong).await;
        assert_eq!(response["retMsg"], format!("request params[{name}] error.").as_str());
    }
    let response = sandbox.succeed(case, &right).await;
    assert!(response["qr_code"].as_str().unwrap().starts_with("https://") && response.get("codeUrl").is_none());
    assert_eq!(sandbox.gateway.orders()[0].fields.get("channelId"), Some("TEA_PAY"));
    // Without the additional row, the channel is unknown.
    let (old, fields) = (Sandbox::new().await, texts(&[("channelId", "TEA_PAY")]));
    assert_eq!(old.ask(case, &fields).await["retMsg"], "request params[channelId] error.");
}

#[tokio::test]
async fn overview_page_does_not_hide_an_endpoint() {
    let survey = "\
page: { title: Survey, path: unknown, family: general, updated: unknown, completeness: complete, about: Made up. }
endpoints:
  - name: create_order
    path: create_order
    method: POST
    effect: create_order
    idempotent: false
    reference: mchOrderNo
    overview: true
    about: Made up.
    request:
      table:
        - { name: mchId,      required: y, type: String(30), sample: \"\", description: Made up. }
        - { name: mchOrderNo, required: y, type: String(30), sample: \"\", description: Made up. }
        - { name: channelId,  required: y, type: String(30), sample: \"\", description: Made up. }
        - { name: sign,       required: y, type: String(32), sample: \"\", description: Made up. }
    response:
      undocumented: { source: inferred, note: Made up. }
      table: []
";
    let mut files = embedded();
    // The name sorts before those of all pages.
    files.insert(0, SourceFile::new("spec/general/00-survey.yaml", survey));
    let sandbox = Sandbox::with(&files).await;
    let cases = cases(&sandbox.model);
    assert!(
        cases.iter().all(|case| case
            .operation
            .request_field("sign")
            .is_some_and(|field| field.filled == Some(Filler::Signature)))
    );
    let case = cases.iter().find(|case| case.endpoint.path == "create_order").unwrap();
    let right = sandbox.valid_fields(case).await;
    assert_eq!(right["mchId"], MCH_ID.into());
    sandbox.succeed(case, &right).await;
}
