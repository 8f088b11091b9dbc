//! An empty text in a field of one's own: it would be sent, and not be signed.

use iotpay_client::{Endpoint, Fill, FromFields, Page, Request, Signed, general, request};

static PAGE: Page = Page::new("Made up", "/made-up.html");
static QUERY_POINTS: Endpoint = Endpoint::new("query_points", "query_points", &PAGE);

#[derive(Signed, Fill)]
struct QueryPoints {
    customer_no: String,
}

#[derive(FromFields)]
struct QueryPointsAnswer {}

impl Request for QueryPoints {
    type Family = general::General;
    type Answer = QueryPointsAnswer;

    fn endpoint() -> &'static Endpoint {
        &QUERY_POINTS
    }
}

fn main() {
    let _ = request!(QueryPoints { customer_no: "" });
}
