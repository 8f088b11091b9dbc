//! Attributes of a request that contradict each other.

use iotpay_client::general::{Currency, General};
use iotpay_client::incoming::FromFields;
use iotpay_client::request_macro::BuildRequest;
use iotpay_client::signing::Signed;
use iotpay_client::spec::{DocPage, Endpoint};
use iotpay_client::value::{Id, JsonText, Text};
use iotpay_client::{Cents, Request};

static PAGE: DocPage = DocPage::new("Made up", "/made-up.html");
static MADE_UP: Endpoint = Endpoint::new("made_up", "made_up", &PAGE);

#[derive(FromFields)]
struct MadeUpResponse {}

#[derive(Signed, BuildRequest)]
#[request(endpoint = MADE_UP, family = General, response = MadeUpResponse, family = General)]
struct Contradictions {
    #[request(excluded(Cny = "CNY"))]
    without_values: Currency,
    #[request(values())]
    no_values: Currency,
    #[request(values(Cad = "CAD", Cad = "USD"), excluded(Cny = "CAD"))]
    twice: Currency,
    #[request(values(Cad = "CAD"), order_id)]
    two_kinds: Currency,
    #[request(order_id)]
    amount: Cents,
    #[request(values(One = "1"))]
    number: i32,
    #[request(max = 3)]
    text: Text<10>,
    #[request(members(a = "a", b = "a"))]
    json: JsonText<20>,
    #[signed(one_of(Order = "orderId", Card = "cardId"))]
    #[request(one_of(order = Order(Id<30>), other = Other(Id<30>)))]
    by: By,
}

enum By {
    Order(Id<30>),
    Card(Id<30>),
}

#[derive(Signed, BuildRequest)]
#[request(endpoint = MADE_UP, family = General)]
struct WithoutResponse {
    text: Text<10>,
}

#[derive(Signed, BuildRequest)]
struct WithoutEndpoint {
    #[request(values(Cad = "CAD"))]
    currency: Currency,
}

impl Request for WithoutEndpoint {
    type Family = General;
    type Response = MadeUpResponse;

    fn endpoint() -> &'static Endpoint {
        &MADE_UP
    }
}

fn main() {}
