//! The number of items and the form of JSON text are checked, also in `Some(…)`, and for repeated items.

use iotpay_client::general::General;
use iotpay_client::incoming::FromFields;
use iotpay_client::request;
use iotpay_client::request_macro::{BuildRequest, RequestObject};
use iotpay_client::signing::Signed;
use iotpay_client::spec::{DocPage, Endpoint};
use iotpay_client::value::Text;

#[derive(Debug, Signed, BuildRequest)]
#[request(page = "https://vendor.example/orders", endpoint = PLACE_ORDER, family = General, response = Placed)]
struct PlaceOrder {
    #[signed(json_text)]
    #[request(object(sku: Text<4> = "sku", #[request(max_items = 1)] tags: Option<Vec<Text<3>>> = "tags"), json_text, max = 99)]
    basket: Option<Line>,
    #[signed(nested)]
    #[request(min_items = 2, max_items = 3)]
    tags: Option<Vec<Text<3>>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, RequestObject)]
#[object(of = PlaceOrder, path = "basket")]
struct Line {
    sku: Text<4>,
    #[request(max_items = 1)]
    tags: Option<Vec<Text<3>>>,
}

#[derive(Debug, Signed, BuildRequest)]
#[request(page = "https://vendor.example/orders", endpoint = PLACE_ORDER, family = General, response = Placed)]
struct Misused {
    #[request(max_items = 3)]
    name: Text<9>,
    #[request(json_text)]
    text: Text<9>,
    #[signed(nested)]
    #[request(min_items = 3, max_items = 2)]
    tags: Vec<Text<3>>,
}

fn main() {
    let _ = request!(PlaceOrder { tags: ["a"] });
    let _ = request!(PlaceOrder { tags: Some(["a", "b", "c", "d"]) });
    let _ = request!(PlaceOrder { tags: ["long"; 2] });
    let _ = request!(PlaceOrder { tags: ["a"; 4] });
    let _ = request!(PlaceOrder { basket: Some(Line { sku: "coffee" }) });
    let _ = request!(PlaceOrder { basket: Basket { sku: "tea", tags: ["a", "b"] } });
}

#[derive(Debug, FromFields)]
struct Placed {
    points: Vec<i64>,
}

static PAGE: DocPage = DocPage::new("Orders", "/made-up.html");
static PLACE_ORDER: Endpoint = Endpoint::new("place_order", "place_order", &PAGE);
