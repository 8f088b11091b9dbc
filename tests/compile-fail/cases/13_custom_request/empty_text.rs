//! An empty text in a custom request: it would be sent but not signed.

use iotpay_client::incoming::FromFields;
use iotpay_client::request_macro::BuildRequest;
use iotpay_client::signing::Signed;
use iotpay_client::spec::{Endpoint, DocPage};
use iotpay_client::{Request, general, request};

static PAGE: DocPage = DocPage::new("Made up", "/made-up.html");
static QUERY_POINTS: Endpoint = Endpoint::new("query_points", "query_points", &PAGE);

#[derive(Signed, BuildRequest)]
struct QueryPoints {
    customer_no: String,
}

#[derive(FromFields)]
struct QueryPointsResponse {}

impl Request for QueryPoints {
    type Family = general::General;
    type Response = QueryPointsResponse;

    fn endpoint() -> &'static Endpoint {
        &QUERY_POINTS
    }
}

fn main() {
    let _ = request!(QueryPoints { customer_no: "" });
}
