//! A decimal number is text with a limited number of digits, or a whole number; a float is not exact.

use iotpay_client::general::General;
use iotpay_client::incoming::FromFields;
use iotpay_client::request_macro::BuildRequest;
use iotpay_client::signing::Signed;
use iotpay_client::spec::{DocPage, Endpoint};
use iotpay_client::value::{DecimalText, Text};
use iotpay_client::{Request, request};

#[derive(Debug, Signed, BuildRequest)]
#[signed(account(mch_id = "mchId"))]
struct ConvertPoints {
    customer_no: Text<20>,
    rate: DecimalText<2, 6>,
    fee: Option<DecimalText<0>>,
}

fn main() {
    let _ = request!(ConvertPoints { customer_no: "c-1", rate: 28.65 });
    let _ = request!(ConvertPoints { customer_no: "c-1", rate: "28.655", fee: "1.5" });
    let _ = request!(ConvertPoints { customer_no: "c-1", rate: 10_000, fee: true });
    let _ = request!(ConvertPoints { customer_no: "c-1", rate: "28,65" });
    let _ = request!(ConvertPoints { customer_no: "c-1", fee: 1 });
    let price = 28.65;
    let _ = request!(ConvertPoints { customer_no: "c-1", rate: price });
}

#[derive(Debug, FromFields)]
struct ConvertPointsResponse {
    rate: DecimalText<2>,
}

static PAGE: DocPage = DocPage::new("Loyalty points", "/made-up.html");
static CONVERT_POINTS: Endpoint = Endpoint::new("convert_points", "convert_points", &PAGE).idempotent();

impl Request for ConvertPoints {
    type Family = General;
    type Response = ConvertPointsResponse;

    fn endpoint() -> &'static Endpoint {
        &CONVERT_POINTS
    }
}
