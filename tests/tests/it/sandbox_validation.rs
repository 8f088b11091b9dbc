//! The sandbox rejects invalid requests of every type in the spec and stores nothing. Each request has only one
//! mistake; without it, the request would succeed.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::KEY;
use crate::support::raw_request::{body_unsigned, invalid_values, long_value, post, valid_value};
use crate::support::sandbox::{Case, Sandbox, cases};
use crate::support::signing::{Map, signed, to_json, with};
use iotpay_gen::model::{BodyEncoding, Filler, Type};
use serde_json::Value;

impl Sandbox {
    /// Sends fields with a valid signature; the request must be rejected because of one field.
    async fn assert_rejected(&self, case: &Case<'_>, fields: &Map, field: &str) {
        let is_signature = field == self.model.signing.field;
        let body = body_unsigned(case.family, &if is_signature { fields.clone() } else { signed(fields.clone(), KEY) });
        let response = self.ask_raw(case, body).await;
        self.assert_says(case, fields, &response, &format!("request params[{field}] error."));
    }

    /// Sends fields with an invalid signature; the request must be rejected only because of it.
    async fn assert_not_rejected(&self, case: &Case<'_>, fields: &Map, field: &str) {
        let response =
            self.ask_raw(case, body_unsigned(case.family, &with(fields, "sign", "0".repeat(32).as_str()))).await;
        assert_eq!(response[&case.family.envelope.message], "Verify XX pay sign failed.", "{} {field}", case.name());
    }

    /// Sends an object in the body of the family; the request must be rejected because of one field.
    async fn assert_json_rejected(&self, case: &Case<'_>, fields: &Map, json: String, field: &str) {
        let body = match case.family.body {
            BodyEncoding::ParamsForm => {
                form_urlencoded::Serializer::new(String::new()).append_pair("params", &json).finish()
            }
            BodyEncoding::Json => json,
        };
        let response = self.ask_raw(case, body).await;
        self.assert_says(case, fields, &response, &format!("request params[{field}] error."));
    }

    fn assert_says(&self, case: &Case<'_>, fields: &Map, response: &Value, text: &str) {
        let envelope = &case.family.envelope;
        assert_eq!(response[&envelope.code], "FAIL", "{} {fields:?}", case.name());
        assert_eq!(response[&envelope.message], text, "{} {fields:?}", case.name());
        assert_eq!(response.get(&self.model.signing.field), None, "a FAIL is not signed");
    }
}

fn without(fields: &Map, name: &str) -> Map {
    let mut fields = fields.clone();
    fields.remove(name);
    fields
}

/// Runs an assertion with valid fields of each request type. The requests it sends must be rejected: nothing may
/// change, and the valid fields must still succeed afterwards.
async fn for_each_case(assert: impl AsyncFn(&Sandbox, &Case<'_>, &Map)) {
    for sandbox in Sandbox::all().await {
        let mut covered = 0;
        for case in cases(&sandbox.model) {
            let right = sandbox.valid_fields(&case).await;
            let before = sandbox.ledger();
            assert(&sandbox, &case, &right).await;
            assert_eq!(sandbox.ledger(), before, "{}: a rejected request changed the ledger", case.name());
            sandbox.succeed(&case, &right).await;
            covered += 1;
        }
        println!("{covered} of {} request types", sandbox.request_types());
        assert!(covered == sandbox.request_types() && covered >= 10, "{covered} request types");
    }
}

#[tokio::test]
async fn rejects_requests_without_a_required_field() {
    for_each_case(async |sandbox, case, right| {
        for field in case.operation.request.iter().filter(|field| field.required) {
            if case.operation.group_of(&field.wire).is_some() {
                continue;
            }
            sandbox.assert_rejected(case, &without(right, &field.wire), &field.wire).await;
            sandbox.assert_rejected(case, &with(right, &field.wire, ""), &field.wire).await;
        }
    })
    .await;
}

#[tokio::test]
async fn rejects_requests_without_a_field_of_a_group() {
    for_each_case(async |sandbox, case, right| {
        for group in &case.operation.one_of {
            let without_group = group.fields.iter().fold(right.clone(), |fields, name| without(&fields, name));
            sandbox.assert_rejected(case, &without_group, &group.fields[0]).await;
        }
    })
    .await;
}

#[tokio::test]
async fn rejects_text_that_is_too_long() {
    for_each_case(async |sandbox, case, right| {
        let bounded = case.operation.request.iter().filter_map(|field| Some((field, field.max?)));
        for (field, max) in bounded {
            let long = long_value(field, max);
            assert_eq!(long.chars().count(), usize::try_from(max).unwrap() + 1);
            sandbox.assert_rejected(case, &with(right, &field.wire, long.as_str()), &field.wire).await;
        }
    })
    .await;
}

#[tokio::test]
async fn rejects_values_of_another_kind() {
    for_each_case(async |sandbox, case, right| {
        for field in &case.operation.request {
            for value in invalid_values(field) {
                sandbox.assert_rejected(case, &with(right, &field.wire, *value), &field.wire).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn rejects_values_of_other_channels() {
    for_each_case(async |sandbox, case, right| {
        for field in case.operation.caller_fields() {
            let Type::Enum(choice) = &field.ty else { continue };
            let values = sandbox.model.enumerations[choice.enumeration].values.iter().enumerate();
            for (_, value) in values.filter(|(at, _)| !choice.values.contains(at)) {
                sandbox.assert_rejected(case, &with(right, &field.wire, value.wire.as_str()), &field.wire).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn rejects_fields_of_another_request_type() {
    let tried = AtomicUsize::new(0);
    for_each_case(async |sandbox, case, right| {
        let others = || {
            let cases = cases(&sandbox.model).into_iter();
            // If two pages have the same channel, the sandbox uses the one whose request has the fields.
            cases.filter(|other| {
                other.family.name == case.family.name
                    && other.endpoint.path == case.endpoint.path
                    && other.operation.channel != case.operation.channel
            })
        };
        for field in others().flat_map(|other| &other.operation.request) {
            match case.operation.request_field(&field.wire) {
                None => {
                    let more = with(right, &field.wire, valid_value(&sandbox.model, field));
                    sandbox.assert_rejected(case, &more, &field.wire).await;
                    // An empty field counts as absent.
                    sandbox.assert_not_rejected(case, &with(right, &field.wire, ""), &field.wire).await;
                }
                Some(own) => {
                    let (Type::Json(Some(own_members)), Type::Json(Some(members))) = (&own.ty, &field.ty) else {
                        continue;
                    };
                    let required = own_members.fields.iter().filter(|member| member.required);
                    let whole: Map =
                        required.map(|member| (member.wire.clone(), valid_value(&sandbox.model, member))).collect();
                    let is_own = |wire: &str| own_members.fields.iter().any(|member| member.wire == wire);
                    for member in members.fields.iter().filter(|member| !is_own(&member.wire)) {
                        let json = to_json(&with(&whole, &member.wire, valid_value(&sandbox.model, member)));
                        sandbox.assert_rejected(case, &with(right, &field.wire, json.as_str()), &field.wire).await;
                    }
                }
            }
            tried.fetch_add(1, Ordering::Relaxed);
        }
        for name in &case.operation.forbidden {
            sandbox.assert_rejected(case, &with(right, name, "x"), name).await;
        }
    })
    .await;
    assert!(tried.into_inner() > 100, "too few fields of other request types were tried");
}

#[tokio::test]
async fn rejects_requests_with_two_fields_of_a_group() {
    for_each_case(async |sandbox, case, right| {
        for group in &case.operation.one_of {
            let all = group.fields.iter().fold(right.clone(), |fields, name| with(&fields, name, "x"));
            sandbox.assert_rejected(case, &all, &group.fields[1]).await;
        }
    })
    .await;
}

#[tokio::test]
async fn rejects_numbers_and_bools_as_text() {
    for_each_case(async |sandbox, case, right| {
        let right = signed(right.clone(), KEY);
        let texts = case.operation.request.iter().filter(|field| field.required && field.filled.is_none());
        for field in texts.filter(|field| right.contains_key(&field.wire)) {
            for odd in ["true", "false", "1.0", "1e3", "-1.5E2"] {
                let mut object = serde_json::from_str::<Value>(&to_json(&right)).unwrap();
                object[&field.wire] = "ODD".into();
                let json = object.to_string().replace("\"ODD\"", odd);
                sandbox.assert_json_rejected(case, &right, json, &field.wire).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn rejects_json_with_missing_or_invalid_members() {
    for_each_case(async |sandbox, case, right| {
        for field in case.operation.caller_fields() {
            let Type::Json(Some(members)) = &field.ty else { continue };
            let required = members.fields.iter().filter(|member| member.required);
            let whole: Map =
                required.map(|member| (member.wire.clone(), valid_value(&sandbox.model, member))).collect();
            let assert_member_rejected = async |members: &Map| {
                let json = to_json(members);
                if field.max.is_none_or(|max| json.chars().count() <= usize::try_from(max).unwrap()) {
                    sandbox.assert_rejected(case, &with(right, &field.wire, json.as_str()), &field.wire).await;
                }
            };
            for member in &members.fields {
                if member.required {
                    assert_member_rejected(&without(&whole, &member.wire)).await;
                }
                if let Some(max) = member.max {
                    assert_member_rejected(&with(&whole, &member.wire, long_value(member, max).as_str())).await;
                }
                for value in invalid_values(member) {
                    assert_member_rejected(&with(&whole, &member.wire, *value)).await;
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn checks_the_signature_last() {
    for_each_case(async |sandbox, case, right| {
        let wrong = [with(right, "sign", "0".repeat(32).as_str()), signed(right.clone(), "another-made-up-key")];
        let other = case.operation.request.iter().find(|field| field.filled.is_none()).unwrap();
        let taken_out = without(&signed(with(right, "unknown", "x"), KEY), "unknown");
        let added = with(&signed(right.clone(), KEY), "unknown", "x");
        for fields in wrong.into_iter().chain([taken_out, added]) {
            let response = sandbox.ask_raw(case, body_unsigned(case.family, &fields)).await;
            sandbox.assert_says(case, &fields, &response, "Verify XX pay sign failed.");
        }
        // Other mistakes are reported first.
        let both = with(&with(right, "sign", "0".repeat(32).as_str()), &other.wire, "");
        if other.required && case.operation.group_of(&other.wire).is_none() {
            let response = sandbox.ask_raw(case, body_unsigned(case.family, &both)).await;
            sandbox.assert_says(case, &both, &response, &format!("request params[{}] error.", other.wire));
        }
    })
    .await;
}

#[tokio::test]
async fn rejects_nested_values() {
    for_each_case(async |sandbox, case, right| {
        let right = signed(right.clone(), KEY);
        for field in case.operation.request.iter().filter(|field| field.required) {
            let mut object = serde_json::from_str::<Value>(&to_json(&right)).unwrap();
            object[&field.wire] = serde_json::json!({ "a": 1 });
            sandbox.assert_json_rejected(case, &right, object.to_string(), &field.wire).await;
        }
    })
    .await;
}

#[tokio::test]
async fn responds_to_undecodable_bodies_with_an_error_page() {
    for_each_case(async |sandbox, case, right| {
        let url = sandbox.url(case.family, &case.endpoint.path);
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
            let (status, text) = post(&url, case.family, body).await;
            assert_eq!(status, 400, "{} {body:?}", case.name());
            assert!(text.starts_with("<html>") && serde_json::from_str::<Value>(&text).is_err());
        }
        // Raw JSON in a form ends at the first `&`.
        if case.family.body == BodyEncoding::ParamsForm {
            let raw = format!("params={}", to_json(&signed(with(right, "subject", "a&b"), KEY)));
            assert_eq!(post(&url, case.family, raw).await.0, 400);
        }
    })
    .await;
}

#[tokio::test]
async fn small_spec_covers_every_check() {
    let sandbox = Sandbox::new().await;
    let cases = cases(&sandbox.model);
    let fields = || cases.iter().flat_map(|case| &case.operation.request);
    assert!(fields().any(|field| matches!(field.ty, Type::Json(Some(_)))), "no field has members");
    assert!(fields().any(|field| field.filled == Some(Filler::Signature)), "no request is signed");
    let narrowed = fields().any(|field| match &field.ty {
        Type::Enum(choice) => choice.values.len() < sandbox.model.enumerations[choice.enumeration].values.len(),
        _ => false,
    });
    assert!(narrowed, "no channel narrows its values");
}
