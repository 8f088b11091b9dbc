//! The gateway responds every request type of the spec as its tables say.

use crate::support::raw_request::{http, post, smallest};
use crate::support::sandbox::{Case, Town, cases};
use crate::support::signing::{Map, Scalar, sign, texts};
use crate::support::{KEY, MCH_ID};
use iotpay_gen::embedded;
use iotpay_gen::model::{Field, Filler, ResponseSigning, Type};
use iotpay_gen::source::SourceFile;
use serde_json::Value;

/// Asserts that a response has what its table requires, and is signed if the family signs.
fn assert_whole(town: &Town, case: &Case<'_>, response: &Value) {
    let content = match &case.endpoint.nested_in {
        Some(name) => &response[name],
        None => response,
    };
    assert_has(&case.operation.response, content, &case.name());
    let signature = response.get(&town.model.signing.field);
    assert_eq!(
        signature.is_some(),
        case.family.signed_responses != ResponseSigning::Never,
        "{}: {response}",
        case.name()
    );
    let is_flat = |value: &Value| !value.is_object();
    if let Some(signature) = signature.filter(|_| response.as_object().unwrap().values().all(is_flat)) {
        let mut fields = crate::support::signing::of_json(response);
        fields.remove(&town.model.signing.field);
        assert_eq!(signature, &sign(&fields, KEY), "{}", case.name());
    }
}

fn assert_has(fields: &[Field], content: &Value, name: &str) {
    for field in fields.iter().filter(|field| field.required) {
        let value = &content[&field.wire];
        assert!(!value.is_null() && value != "", "{name}: no {} in {content}", field.wire);
        if let Some(members) = field.ty.object() {
            assert!(value.is_object(), "{name}: {} is no object", field.wire);
            assert_has(&members.fields, value, name);
        }
        if let Type::Integer(_) | Type::Cents = field.ty {
            assert!(value.is_i64(), "{name}: {} is no number", field.wire);
        }
    }
}

#[tokio::test]
async fn the_smallest_request_of_each_type_succeeds() {
    for town in Town::all().await {
        let mut covered = 0;
        for case in cases(&town.model) {
            let fields = town.right(&case).await;
            let response = town.succeed(&case, &fields).await;
            assert_whole(&town, &case, &response);
            covered += 1;
        }
        println!("{covered} of {} request types succeed", town.request_types());
        assert!(covered == town.request_types() && covered >= 10, "{covered} request types");
    }
}

#[tokio::test]
async fn what_only_one_of_a_group_names_is_found_by_each() {
    let town = Town::new().await;
    for case in cases(&town.model) {
        for group in &case.operation.one_of {
            for given in &group.fields {
                let mut fields = town.right(&case).await;
                let order = town.gateway.orders().pop();
                group.fields.iter().for_each(|name| drop(fields.remove(name)));
                let value = match (given.as_str(), &order) {
                    ("payOrderId", Some(order)) => order.pay_order_id.as_str(),
                    ("mchOrderNo", Some(order)) => order.mch_order_no.as_str(),
                    other => panic!("{}: what is {other:?}?", case.name()),
                };
                fields.insert(given.clone(), value.into());
                let response = town.succeed(&case, &fields).await;
                assert_whole(&town, &case, &response);
            }
        }
    }
}

#[tokio::test]
async fn the_longest_text_that_fits_is_taken() {
    for town in Town::all().await {
        for case in cases(&town.model) {
            let mut fields = town.right(&case).await;
            let named = ["mchOrderNo", "cardId", "mchContractId", "mchRefundNo"];
            let is_text = |field: &&Field| field.filled.is_none() && matches!(field.ty, Type::Text);
            for field in case.operation.request.iter().filter(is_text) {
                let Some(max) = field.max.map(|max| usize::try_from(max).unwrap()) else { continue };
                let wire = field.wire.as_str();
                let is_reference = case.endpoint.reference.as_deref() == Some(wire);
                let long = match fields.get(wire) {
                    // A number is one order's own, also when it is as long as can be.
                    _ if is_reference => format!("{:0>max$}", town.fresh_number()),
                    _ if named.contains(&wire) || case.operation.group_of(wire).is_some() || wire == "payOrderId" => {
                        continue;
                    }
                    _ => "茶".repeat(max),
                };
                fields.insert(wire.to_owned(), Scalar::Text(long));
            }
            town.succeed(&case, &fields).await;
        }
    }
}

#[tokio::test]
async fn a_field_that_no_table_has_is_taken_and_forgotten() {
    for town in Town::all().await {
        for case in cases(&town.model) {
            let mut fields = town.right(&case).await;
            fields.insert("unknown".to_owned(), "x".into());
            town.succeed(&case, &fields).await;
            assert!(!format!("{:?}", town.ledger()).contains("unknown"), "{}", case.name());
        }
    }
}

#[tokio::test]
async fn nothing_secret_is_kept() {
    for town in Town::all().await {
        for case in cases(&town.model) {
            let mut fields = town.right(&case).await;
            let is_secret = |field: &&Field| {
                matches!(field.ty, Type::CardNumber | Type::Cvv | Type::ExpiryDate | Type::Base64)
                    || field.secret.is_some()
            };
            let secret: Vec<_> = case.operation.request.iter().filter(is_secret).collect();
            for field in secret.iter().filter(|field| matches!(field.ty, Type::Text)) {
                fields.insert(field.wire.clone(), "tell-nobody".into());
            }
            let response = town.succeed(&case, &fields).await;
            let kept = format!("{:?} {response}", town.ledger().orders.last());
            for field in secret {
                let Scalar::Text(value) = &fields[&field.wire] else { panic!("a secret is text") };
                assert!(!kept.contains(&format!("\"{value}\"")), "{}: {} in {kept}", case.name(), field.wire);
            }
        }
    }
}

#[tokio::test]
async fn rejects_unknown_endpoints() {
    let town = Town::new().await;
    let cases = cases(&town.model);
    for family in &town.model.families {
        for path in ["", "nothing", "create_order/x", "../create_order2", "CREATE_ORDER"] {
            let is_call = cases.iter().any(|case| case.family.name == family.name && case.endpoint.path == path);
            let (status, text) = post(&town.url(family, path), family, "").await;
            if is_call {
                assert_ne!(status, 404, "{path}");
            } else {
                assert_eq!((status, text.as_str()), (404, "no such endpoint"), "{path}");
            }
        }
    }
    for case in &cases {
        let response = http().get(town.url(case.family, &case.endpoint.path)).send().await.unwrap();
        assert_eq!(response.status(), 405);
    }
    let other = town.model.families.iter().find(|family| family.name == "card").unwrap();
    assert_eq!(post(&town.url(other, "create_order"), other, "{}").await.0, 404);
}

#[tokio::test]
async fn a_channel_added_in_yaml_is_served_at_once() {
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
    let town = Town::with(&files).await;
    let cases = cases(&town.model);
    let case = cases.iter().find(|case| case.operation.channel.as_deref() == Some("TEA_PAY")).unwrap();
    let right = smallest(&town.model, case.operation);
    assert_eq!((&right["currency"], &right["channelId"]), (&"CNY".into(), &"TEA_PAY".into()));
    for (name, value) in [("remarks", ""), ("currency", "CAD")] {
        let mut wrong: Map = right.clone();
        wrong.insert(name.to_owned(), value.into());
        let response = town.ask(case, &wrong).await;
        assert_eq!(response["retMsg"], format!("request params[{name}] error.").as_str());
    }
    let response = town.succeed(case, &right).await;
    assert!(response["qr_code"].as_str().unwrap().starts_with("https://") && response.get("codeUrl").is_none());
    assert_eq!(town.gateway.orders()[0].fields["channelId"], "TEA_PAY");
    // Without the additional row, the channel is unknown.
    let (old, fields) = (Town::new().await, texts(&[("channelId", "TEA_PAY")]));
    assert_eq!(old.ask(case, &fields).await["retMsg"], "request params[channelId] error.");
}

#[tokio::test]
async fn a_page_that_only_surveys_a_call_does_not_stand_before_it() {
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
    let town = Town::with(&files).await;
    let cases = cases(&town.model);
    assert!(
        cases.iter().all(|case| case
            .operation
            .request_field("sign")
            .is_some_and(|field| field.filled == Some(Filler::Signature)))
    );
    let case = cases.iter().find(|case| case.endpoint.path == "create_order").unwrap();
    let right = town.right(case).await;
    assert_eq!(right["mchId"], MCH_ID.into());
    town.succeed(case, &right).await;
}
