//! The objects and arrays of a request in JSON are checked member by member.

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
    #[signed(nested)]
    #[request(object(name: Text<5> = "name", #[request(object(city: Text<9> = "city"))] address: Address = "address"))]
    buyer: Buyer,
    #[signed(nested)]
    #[request(object(sku: Text<4> = "sku", count: Option<i32> = "itemCount"))]
    items: Vec<Item>,
    #[signed(nested)]
    tags: Option<Vec<Text<3>>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, RequestObject)]
#[object(of = PlaceOrder, path = "buyer")]
struct Buyer {
    name: Text<5>,
    #[request(object(city: Text<9> = "city"))]
    address: Address,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, RequestObject)]
#[object(of = PlaceOrder, path = "buyer.address")]
struct Address {
    city: Text<9>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, RequestObject)]
#[object(of = PlaceOrder, path = "items[]")]
struct Item {
    sku: Text<4>,
    #[object("itemCount")]
    count: Option<i32>,
}

fn main() {
    let _ = request!(PlaceOrder {
        buyer: Buyer { name: "Ada", address: Address { city: "Turku, Finland" } },
        items: [Item { sku: "tea" }, Item { sku: "coffee", count: 1, count: 2 }, Item { sku: 7 }],
        tags: ["a", "long"],
    });
    let _ = request!(PlaceOrder {
        buyer: Buyer { nam: "Ada", address: Address {} },
        items: [Item { count: 1.5, sku: "tea" }, Item { sku: "tea", itemCount: 1 }],
    });
    let _ = request!(PlaceOrder { buyer: "Ada", items: "tea", tags: "a" });
    let _ = request!(PlaceOrder { buyer: { name: "Ada" }, items: [{ sku: "tea" }] });
    let (buyer, items) = (7, "tea");
    let _ = request!(PlaceOrder { buyer, items });
}

#[derive(Debug, FromFields)]
struct Placed {
    points: Vec<i64>,
}

static PAGE: DocPage = DocPage::new("Orders", "/made-up.html");
static PLACE_ORDER: Endpoint = Endpoint::new("place_order", "place_order", &PAGE);
