//! Custom requests are built like generated ones.

use iotpay_client::general::General;
use iotpay_client::incoming::FromFields;
use iotpay_client::request_macro::BuildRequest;
use iotpay_client::signing::Signed;
use iotpay_client::spec::{DocPage, Endpoint};
use iotpay_client::value::Text;
use iotpay_client::{Request, ValidationError, request};

// The endpoint is invented.
static PAGE: DocPage = DocPage::new("Loyalty points", "/made-up.html");
static QUERY_POINTS: Endpoint = Endpoint::new("query_points", "query_points", &PAGE).idempotent();

#[derive(Debug, Signed, BuildRequest)]
#[signed(account(mch_id = "mchId"))]
#[request(page = "https://vendor.example/points")]
struct QueryPoints {
    customer_no: Text<20>,
    since_day: Option<u32>,
}

#[derive(Debug, FromFields)]
struct QueryPointsResponse {
    #[allow(dead_code)]
    points: i64,
}

impl Request for QueryPoints {
    type Family = General;
    type Response = QueryPointsResponse;

    fn endpoint() -> &'static Endpoint {
        &QUERY_POINTS
    }
}

#[test]
fn derived_request_is_built_like_a_generated_one() -> Result<(), ValidationError> {
    let query: QueryPoints = request!(QueryPoints { customer_no: "c-1", since_day: 20_260_101 }).unwrap();
    assert_eq!((query.customer_no.as_str(), query.since_day), ("c-1", Some(20_260_101)));

    let number = String::from("c-1");
    let query = request!(QueryPoints { customer_no: number })?;
    assert_eq!((query.customer_no.as_str(), query.since_day), ("c-1", None));

    let result = request!(QueryPoints { customer_no: "c".repeat(21) });
    assert!(result.is_err_and(|invalid| invalid.to_string().contains("customerNo")));
    Ok(())
}
