//! The sandbox enforces the types of values that no vendor page has used so far, and responds with valid values of
//! them.

use iotpay_gen::model::Type;
use iotpay_gen::source::SourceFile;

use crate::fixture::Spec;
use crate::support::raw_request::{invalid_values, valid_value};
use crate::support::sandbox::{Case, Sandbox, cases};
use crate::support::signing::with;

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
