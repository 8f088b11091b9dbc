//! The sandbox enforces the types of values that no vendor page has used so far, and responds with valid values of
//! them.

use iotpay_gen::model::Type;
use iotpay_gen::source::SourceFile;

use crate::fixture::Spec;
use crate::support::raw_request::{invalid_values, valid_value};
use crate::support::sandbox::{Case, Sandbox, cases};
use crate::support::signing::{Scalar, with};

const QR: &str = "spec/general/04-customer-scan-qr.yaml";

/// Returns the embedded spec with a field of another type in a request, and in its response.
fn files(ty: &str) -> Vec<SourceFile> {
    let row = |required: &str| {
        format!(
            "        - {{ name: extraValue, required: {required}, type: \"{ty}\", sample: \"\", description: Made up. }}"
        )
    };
    let spec = Spec::real().insert_after(QR, "{ name: remarks, ", &row("n"));
    spec.insert_after(QR, "{ name: retDetail, ", &row("y")).files
}

fn wx_native(sandbox: &Sandbox) -> Case<'_> {
    cases(&sandbox.model).into_iter().find(|case| case.operation.type_name == "WxNative").unwrap()
}

#[tokio::test]
async fn decimals_have_all_decimal_places() {
    let sandbox = Sandbox::with(&files("decimal(6,2)")).await;
    let case = wx_native(&sandbox);
    let field = case.operation.request_field("extraValue").unwrap();
    let Type::Decimal(decimal) = field.ty else { panic!("{field:?}") };
    let fields = sandbox.valid_fields(&case).await;
    assert!(decimal.accepts(sandbox.succeed(&case, &fields).await["extraValue"].as_str().unwrap()));
    for value in ["0.00", "28.65", "-0.50", "9999.99", "-9999.99"] {
        let fields = with(&sandbox.valid_fields(&case).await, "extraValue", value);
        sandbox.succeed(&case, &fields).await;
    }
    let fields = with(&sandbox.valid_fields(&case).await, "extraValue", valid_value(&sandbox.model, field));
    sandbox.succeed(&case, &fields).await;
    let others = ["28.6", "28", "28.650", "10000.00", "-10000.00"];
    for value in others.iter().chain(invalid_values(field)) {
        let fields = with(&sandbox.valid_fields(&case).await, "extraValue", *value);
        let response = sandbox.ask(&case, &fields).await;
        assert_eq!(response["retMsg"], "request params[extraValue] error.", "{value}: {response}");
    }
    let fields = with(&sandbox.valid_fields(&case).await, "extraValue", 28);
    assert_eq!(sandbox.ask(&case, &fields).await["retMsg"], "request params[extraValue] error.");
}

#[tokio::test]
async fn booleans_have_their_form() {
    let sandbox = Sandbox::with(&files("boolean")).await;
    let case = wx_native(&sandbox);
    let fields = sandbox.valid_fields(&case).await;
    assert!(sandbox.succeed(&case, &fields).await["extraValue"].is_boolean());
    for value in [true, false] {
        let fields = with(&sandbox.valid_fields(&case).await, "extraValue", value);
        sandbox.succeed(&case, &fields).await;
    }
    for value in ["true", "false", "Y", "1"] {
        let fields = with(&sandbox.valid_fields(&case).await, "extraValue", value);
        assert_eq!(sandbox.ask(&case, &fields).await["retMsg"], "request params[extraValue] error.", "{value}");
    }
    let fields = with(&sandbox.valid_fields(&case).await, "extraValue", 1);
    assert_eq!(sandbox.ask(&case, &fields).await["retMsg"], "request params[extraValue] error.");

    let sandbox = Sandbox::with(&files("boolean(Y,N)")).await;
    let case = wx_native(&sandbox);
    let fields = sandbox.valid_fields(&case).await;
    assert_eq!(sandbox.succeed(&case, &fields).await["extraValue"], "N");
    for value in ["Y", "N"] {
        let fields = with(&sandbox.valid_fields(&case).await, "extraValue", value);
        sandbox.succeed(&case, &fields).await;
    }
    let field = case.operation.request_field("extraValue").unwrap();
    for value in ["y", "true", "X"].iter().chain(invalid_values(field)) {
        let fields = with(&sandbox.valid_fields(&case).await, "extraValue", *value);
        assert_eq!(sandbox.ask(&case, &fields).await["retMsg"], "request params[extraValue] error.", "{value}");
    }
    let fields = with(&sandbox.valid_fields(&case).await, "extraValue", true);
    assert_eq!(sandbox.ask(&case, &fields).await["retMsg"], "request params[extraValue] error.");
}

#[tokio::test]
async fn dates_have_their_form() {
    for (ty, valid, invalid) in [
        ("date(yyyyMMdd)", ["20260310", "20280229"], ["2026-03-10", "20270229"]),
        (
            "datetime(yyyy-MM-dd HH:mm:ss, +08:00)",
            ["2026-03-10 09:30:00", "2028-02-29 23:59:59"],
            ["2026-03-10T09:30:00", "2026-03-10 24:00:00"],
        ),
        (
            "datetime(yyyy-MM-dd'T'HH:mm:ssXXX)",
            ["2026-03-10T09:30:00Z", "2026-03-10T09:30:00-03:30"],
            ["2026-03-10T09:30:00", "2026-03-10T09:30:00+0800"],
        ),
    ] {
        let sandbox = Sandbox::with(&files(ty)).await;
        let case = wx_native(&sandbox);
        let field = case.operation.request_field("extraValue").unwrap();
        let fields = sandbox.valid_fields(&case).await;
        assert!(field.ty.accepts(sandbox.succeed(&case, &fields).await["extraValue"].as_str().unwrap()), "{ty}");
        for value in valid {
            let fields = with(&sandbox.valid_fields(&case).await, "extraValue", value);
            sandbox.succeed(&case, &fields).await;
        }
        for value in invalid.iter().chain(invalid_values(field)) {
            let fields = with(&sandbox.valid_fields(&case).await, "extraValue", *value);
            assert_eq!(
                sandbox.ask(&case, &fields).await["retMsg"],
                "request params[extraValue] error.",
                "{ty} {value}"
            );
        }
    }
}

/// Returns the embedded spec with a field of a type in a request, and with a rule for it.
fn with_rule(ty: &str, rule: &str) -> Vec<SourceFile> {
    let row =
        format!("        - {{ name: extraValue, required: n, type: \"{ty}\", sample: \"\", description: Made up. }}");
    let rules = format!("      rules:\n        extraValue: {{ {rule} }}\n        currency");
    Spec::real().insert_after(QR, "{ name: remarks, ", &row).edit(QR, "      rules:\n        currency", &rules).files
}

#[tokio::test]
async fn ranges_and_patterns_are_enforced() {
    for (ty, rule, valid, invalid) in [
        ("decimal(6,2)", "range: { min: \"0.50\", max: \"9.99\" }", ["0.50", "9.99"], ["0.49", "10.00"]),
        ("date(yyyyMMdd)", "range: { min: 20260101 }", ["20260101", "20991231"], ["20251231", "19991231"]),
        ("String(20)", "pattern: \"[A-Z]{2}\\\\d{2,}\"", ["AB12", "ZZ1234567"], ["AB1", "AB12x"]),
    ] {
        let sandbox = Sandbox::with(&with_rule(ty, rule)).await;
        let case = wx_native(&sandbox);
        for value in valid {
            let fields = with(&sandbox.valid_fields(&case).await, "extraValue", value);
            sandbox.succeed(&case, &fields).await;
        }
        for value in invalid {
            let fields = with(&sandbox.valid_fields(&case).await, "extraValue", value);
            assert_eq!(
                sandbox.ask(&case, &fields).await["retMsg"],
                "request params[extraValue] error.",
                "{ty} {value}"
            );
        }
    }
    let sandbox = Sandbox::with(&with_rule("int", "range: { max: 5 }")).await;
    let case = wx_native(&sandbox);
    let fields = with(&sandbox.valid_fields(&case).await, "extraValue", 5);
    sandbox.succeed(&case, &fields).await;
    let fields = with(&sandbox.valid_fields(&case).await, "extraValue", 6);
    assert_eq!(sandbox.ask(&case, &fields).await["retMsg"], "request params[extraValue] error.");
}

#[tokio::test]
async fn defaults_apply_to_absent_fields() {
    let spec = Spec::real().edit(QR, "{ name: currency,   required: y, ", "{ name: currency,   required: n, ");
    let spec = spec.edit(QR, "currency: { only: [CAD, USD] }", "currency: { only: [CAD, USD], default: USD }");
    let sandbox = Sandbox::with(&spec.files).await;
    let case = wx_native(&sandbox);
    let mut fields = sandbox.valid_fields(&case).await;
    fields.remove("currency");
    sandbox.succeed(&case, &fields).await;
    let Some(Scalar::Text(number)) = fields.get("mchOrderNo") else { panic!("{fields:?}") };
    let query = cases(&sandbox.model)
        .into_iter()
        .find(|it| it.family.name == "general" && it.endpoint.name == "query_order")
        .unwrap();
    let asked = with(&sandbox.valid_fields(&query).await, "mchOrderNo", number.as_str());
    let asked = asked.into_iter().filter(|(name, _)| name != "payOrderId").collect();
    let response = sandbox.succeed(&query, &asked).await;
    let content = query.endpoint.nested_in.as_ref().map_or(&response, |field| &response[field]);
    assert_eq!(content["currency"], "USD", "{response}");
}
