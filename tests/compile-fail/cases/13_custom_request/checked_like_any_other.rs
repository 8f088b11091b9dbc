//! With `#[derive(BuildRequest)]`, a custom request is checked like a generated one.

use iotpay_client::general::General;
use iotpay_client::incoming::FromFields;
use iotpay_client::request_macro::BuildRequest;
use iotpay_client::signing::Signed;
use iotpay_client::spec::{Endpoint, DocPage};
use iotpay_client::value::Text;
use iotpay_client::{Request, request};

#[derive(Debug, Signed, BuildRequest)]
#[signed(account(mch_id = "mchId"))]
#[request(page = "https://vendor.example/points")]
struct QueryPoints {
    customer_no: Text<20>,
    since_day: Option<u32>,
}

fn main() {
    let _ = request!(QueryPoints {
        since_day: -1,
        mch_id: "10000701",
    });
    let _ = request!(QueryPoints {
        customer_no: "number-of-the-customer",
        sinceDay: 20_260_101,
    });
}

#[derive(Debug, FromFields)]
struct QueryPointsResponse {
    points: i64,
}

static PAGE: DocPage = DocPage::new("Loyalty points", "/made-up.html");
static QUERY_POINTS: Endpoint = Endpoint::new("query_points", "query_points", &PAGE).idempotent();

impl Request for QueryPoints {
    type Family = General;
    type Response = QueryPointsResponse;

    fn endpoint() -> &'static Endpoint {
        &QUERY_POINTS
    }
}
