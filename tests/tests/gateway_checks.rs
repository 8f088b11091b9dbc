//! The gateway refuses what its tables forbid, for every request type of the spec.

mod support;

use iotpay_gen::model::{Family, Field, Filled, Model, Operation, Type};
use iotpay_gen::source::SourceFile;
use iotpay_gen::{embedded, load};
use iotpay_sandbox::{Gateway, Merchant};
use serde_json::Value;
use support::raw_request::{body, body_unsigned, long_value, operations, post, right_value, smallest};
use support::signing::{Map, Scalar, signed, texts, to_json};
use support::{KEY, LOGIN_NAME, MCH_ID};

/// A gateway and the model that it serves.
struct Town {
    model: Model,
    gateway: Gateway,
}

impl Town {
    async fn new() -> Self {
        Self::with(&embedded()).await
    }

    async fn with(files: &[SourceFile]) -> Self {
        let model = load(files).unwrap_or_else(|invalid| panic!("{invalid}"));
        let merchant = Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap();
        Self { gateway: Gateway::start_with(model.clone(), merchant).await.unwrap(), model }
    }

    fn url(&self, family: &Family, path: &str) -> String {
        format!("{}{path}", self.gateway.base_url(&family.name).unwrap())
    }

    /// Sends fields with their right signature, and reads the answer.
    async fn ask(&self, path: &str, family: &Family, fields: &Map) -> Value {
        self.ask_raw(path, family, body(family, fields)).await
    }

    async fn ask_raw(&self, path: &str, family: &Family, body: String) -> Value {
        let (status, text) = post(&self.url(family, path), family, body).await;
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    async fn assert_refused(&self, (path, family, operation): &Case<'_>, fields: &Map, field: &str) {
        let answer = self.ask(path, family, fields).await;
        let expected = format!("request params[{field}] error.");
        assert_eq!(answer["retCode"], "FAIL", "{} {fields:?}", operation.type_name);
        assert_eq!(answer["retMsg"], expected.as_str(), "{} {fields:?}", operation.type_name);
        assert_eq!(answer.get("sign"), None, "a FAIL is not signed");
    }
}

type Case<'m> = (String, &'m Family, &'m Operation);

fn with(fields: &Map, name: &str, value: impl Into<Scalar>) -> Map {
    let mut fields = fields.clone();
    fields.insert(name.to_owned(), value.into());
    fields
}

fn without(fields: &Map, name: &str) -> Map {
    let mut fields = fields.clone();
    fields.remove(name);
    fields
}

/// Fields that name something which no other request names.
fn fresh(operation: &Operation, mut fields: Map, at: usize) -> Map {
    for name in ["mchOrderNo", "cardId", "mchRefundNo"] {
        if operation.request_field(name).is_some_and(|field| field.required) {
            fields.insert(name.to_owned(), Scalar::Text(format!("n{at}")));
        }
    }
    fields
}

#[tokio::test]
async fn the_smallest_request_of_each_type_passes_the_checks() {
    let town = Town::new().await;
    let operations = operations(&town.model);
    assert!(operations.len() >= 10);
    for (at, (path, family, operation)) in operations.into_iter().enumerate() {
        let fields = fresh(operation, smallest(&town.model, operation), at);
        let answer = town.ask(&path, family, &fields).await;
        // What asks for an order that is not there has passed all checks, too.
        let is_unknown = answer["retMsg"] == "支付订单不存在";
        assert!(answer["retCode"] == "SUCCESS" || is_unknown, "{}: {answer}", operation.type_name);
    }
}

#[tokio::test]
async fn every_required_field_is_missed() {
    let town = Town::new().await;
    for case in operations(&town.model) {
        let (path, family, operation) = &case;
        let right = smallest(&town.model, operation);
        for field in operation.request.iter().filter(|field| field.required) {
            if field.filled == Some(Filled::Signature) {
                let answer = town.ask_raw(path, family, body_unsigned(family, &right)).await;
                assert_eq!(answer["retMsg"], "request params[sign] error.", "{}", operation.type_name);
            } else {
                town.assert_refused(&case, &without(&right, &field.wire), &field.wire).await;
                town.assert_refused(&case, &with(&right, &field.wire, ""), &field.wire).await;
            }
        }
    }
    assert!(town.gateway.orders().is_empty() && town.gateway.cards().is_empty());
}

#[tokio::test]
async fn one_of_each_group_is_missed() {
    let town = Town::new().await;
    for case in operations(&town.model) {
        let right = smallest(&town.model, case.2);
        for group in &case.2.one_of {
            let none = group.fields.iter().fold(right.clone(), |fields, name| without(&fields, name));
            town.assert_refused(&case, &none, &group.fields[0]).await;
        }
    }
}

#[tokio::test]
async fn one_character_too_many_is_refused() {
    let town = Town::new().await;
    for case in operations(&town.model) {
        let (path, family, operation) = &case;
        let right = smallest(&town.model, operation);
        let bounded = operation.request.iter().filter_map(|field| Some((field, field.max?)));
        for (field, max) in bounded {
            let long = long_value(field, max);
            assert_eq!(long.chars().count(), usize::try_from(max).unwrap() + 1);
            if field.filled == Some(Filled::Signature) {
                let body = body_unsigned(family, &with(&right, &field.wire, long.as_str()));
                let answer = town.ask_raw(path, family, body).await;
                assert_eq!(answer["retMsg"], format!("request params[{}] error.", field.wire).as_str());
            } else {
                town.assert_refused(&case, &with(&right, &field.wire, long.as_str()), &field.wire).await;
            }
        }
    }
    assert!(town.gateway.orders().is_empty() && town.gateway.cards().is_empty());
}

#[tokio::test]
async fn the_longest_text_that_fits_is_taken() {
    let town = Town::new().await;
    for (at, (path, family, operation)) in operations(&town.model).into_iter().enumerate() {
        let mut fields = fresh(operation, smallest(&town.model, operation), at);
        let is_text = |field: &&Field| field.filled.is_none() && matches!(field.ty, Type::Text);
        for field in operation.request.iter().filter(is_text) {
            let Some(max) = field.max else { continue };
            fields.insert(field.wire.clone(), Scalar::Text("茶".repeat(usize::try_from(max).unwrap())));
            // A number is one order's own, also when it is as long as can be.
            if ["mchOrderNo", "cardId"].contains(&field.wire.as_str()) {
                let text = format!("{at:0>width$}", width = usize::try_from(max).unwrap());
                fields.insert(field.wire.clone(), Scalar::Text(text));
            }
        }
        let answer = town.ask(&path, family, &fields).await;
        let is_unknown = answer["retMsg"] == "支付订单不存在";
        assert!(answer["retCode"] == "SUCCESS" || is_unknown, "{}: {answer}", operation.type_name);
    }
}

#[tokio::test]
async fn values_of_another_kind_are_refused() {
    let town = Town::new().await;
    for case in operations(&town.model) {
        let right = smallest(&town.model, case.2);
        for field in case.2.request.iter().filter(|field| field.filled != Some(Filled::Signature)) {
            let wrong: &[&str] = match (&field.filled, &field.ty) {
                (Some(_), _) => &["another"],
                (None, Type::Cents) => &["x", "1.5", "0", "-1", "1e3", " 1"],
                (None, Type::Integer(_)) => &["x", "1.5"],
                (None, Type::Choice(_)) => &["another", "XYZ", "cad", "0"],
                (None, Type::Json(_)) => &["x", "[]", "{", "1", "{\"a\":1,\"a\":2}"],
                _ => &[],
            };
            for value in wrong {
                town.assert_refused(&case, &with(&right, &field.wire, *value), &field.wire).await;
            }
        }
    }
}

#[tokio::test]
async fn a_currency_or_code_of_another_channel_is_refused() {
    let town = Town::new().await;
    let mut refused = 0;
    for case in operations(&town.model) {
        let right = smallest(&town.model, case.2);
        for field in case.2.caller_fields() {
            let Type::Choice(choice) = &field.ty else { continue };
            let values = town.model.enumerations[choice.enumeration].values.iter().enumerate();
            for (_, value) in values.filter(|(at, _)| !choice.values.contains(at)) {
                town.assert_refused(&case, &with(&right, &field.wire, value.wire.as_str()), &field.wire).await;
                refused += 1;
            }
        }
    }
    assert!(refused > 0, "no channel narrows its values");
}

#[tokio::test]
async fn members_of_json_fields_are_missed() {
    let town = Town::new().await;
    let mut missed = 0;
    for case in operations(&town.model) {
        let right = smallest(&town.model, case.2);
        for field in case.2.caller_fields() {
            let Type::Json(Some(members)) = &field.ty else { continue };
            for gone in members.fields.iter().filter(|member| member.required) {
                let rest = members.fields.iter().filter(|member| member.required && member.wire != gone.wire);
                let rest: Map = rest.map(|member| (member.wire.clone(), right_value(&town.model, member))).collect();
                town.assert_refused(&case, &with(&right, &field.wire, to_json(&rest).as_str()), &field.wire).await;
                missed += 1;
            }
        }
    }
    assert!(missed >= 3, "productId, type and appId at least");
}

#[tokio::test]
async fn a_wrong_signature_is_refused_last() {
    let town = Town::new().await;
    for (path, family, operation) in operations(&town.model) {
        let right = smallest(&town.model, operation);
        let wrong = [with(&right, "sign", "0".repeat(32).as_str()), signed(right.clone(), "another-made-up-key")];
        let altered = with(&signed(right.clone(), KEY), "mchRefundNo", "another");
        let added = with(&signed(right.clone(), KEY), "unknown", "x");
        for fields in wrong.into_iter().chain([altered, added]) {
            let answer = town.ask_raw(&path, family, body_unsigned(family, &fields)).await;
            assert_eq!(answer["retMsg"], "Verify XX pay sign failed.", "{}", operation.type_name);
        }
        // A field that the tables do not know is taken, once it is signed.
        let answer = town.ask(&path, family, &with(&without(&right, "amount"), "unknown", "x")).await;
        assert_ne!(answer["retMsg"], "Verify XX pay sign failed.");
    }
    assert!(town.gateway.orders().len() <= 1);
}

#[tokio::test]
async fn nested_values_are_refused() {
    let town = Town::new().await;
    for (path, family, operation) in operations(&town.model) {
        let right = signed(smallest(&town.model, operation), KEY);
        for field in operation.request.iter().filter(|field| field.required && field.wire != "channelId") {
            let mut object = serde_json::from_str::<Value>(&to_json(&right)).unwrap();
            object[&field.wire] = serde_json::json!({ "a": 1 });
            let json = object.to_string();
            let form = form_urlencoded::Serializer::new(String::new()).append_pair("params", &json).finish();
            let is_form = family.body == iotpay_gen::model::BodyEncoding::ParamsForm;
            let answer = town.ask_raw(&path, family, if is_form { form } else { json }).await;
            let expected = format!("request params[{}] error.", field.wire);
            assert_eq!(answer["retMsg"], expected.as_str(), "{}", operation.type_name);
        }
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_decoded_gets_a_page() {
    let town = Town::new().await;
    for (path, family, _) in operations(&town.model) {
        let bodies: [&[u8]; 9] = [
            b"",
            b"x",
            b"params",
            b"params=",
            b"params=x",
            b"params=[]",
            b"params=%FF",
            b"\xff\xfe",
            b"{\"a\":1,\"a\":1}",
        ];
        for body in bodies {
            let (status, text) = post(&town.url(family, &path), family, body).await;
            assert_eq!(status, 400, "{path} {body:?}");
            assert!(text.starts_with("<html>") && serde_json::from_str::<Value>(&text).is_err());
        }
    }
    // Raw JSON in a form ends at the first `&`.
    let family = &town.model.families[0];
    let (status, _) = post(&town.url(family, "create_order"), family, "params={\"subject\":\"a&b\"}").await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn what_is_no_call_is_not_found() {
    let town = Town::new().await;
    for family in &town.model.families {
        for path in ["", "nothing", "create_order/x", "../create_order2", "CREATE_ORDER"] {
            let (status, text) = post(&town.url(family, path), family, "").await;
            assert_eq!((status, text.as_str()), (404, "no such call"), "{path}");
        }
    }
    for (path, family, _) in operations(&town.model) {
        let response = reqwest::get(town.url(family, &path)).await.unwrap();
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
        answer:
          require: [qr_code]
          forbid: [codeUrl]
";
            *file = SourceFile::new(&file.name, &format!("{}{channel}", file.text));
        }
    }
    let town = Town::with(&files).await;
    let cases = operations(&town.model);
    let case = cases.iter().find(|case| case.2.channel.as_deref() == Some("TEA_PAY")).unwrap();
    let (path, family, operation) = case;
    let right = smallest(&town.model, operation);
    assert_eq!((&right["currency"], &right["channelId"]), (&"CNY".into(), &"TEA_PAY".into()));
    town.assert_refused(case, &without(&right, "remarks"), "remarks").await;
    town.assert_refused(case, &with(&right, "currency", "CAD"), "currency").await;
    let answer = town.ask(path, family, &right).await;
    assert_eq!(answer["retCode"], "SUCCESS", "{answer}");
    assert!(answer["qr_code"].as_str().unwrap().starts_with("https://") && answer.get("codeUrl").is_none());
    assert_eq!(town.gateway.orders()[0].fields["channelId"], "TEA_PAY");
    // Without the addition nobody knows the channel.
    let (old, fields) = (Town::new().await, texts(&[("channelId", "TEA_PAY")]));
    assert_eq!(old.ask(path, family, &fields).await["retMsg"], "request params[channelId] error.");
}
