//! A literal must be in the range of its field, and match its pattern as a whole.

use iotpay_client::general::General;
use iotpay_client::incoming::FromFields;
use iotpay_client::request_macro::BuildRequest;
use iotpay_client::signing::Signed;
use iotpay_client::spec::{DocPage, Endpoint};
use iotpay_client::value::{CompactForm, DateText, DecimalText, Ip, Text};
use iotpay_client::{Cents, request};

#[derive(Debug, Signed, BuildRequest)]
#[signed(account(mch_id = "mchId"))]
#[request(endpoint = BOOK_ROOM, family = General, response = BookRoomResponse)]
struct BookRoom {
    #[request(pattern = "[A-Z]{2}[0-9]{4,8}")]
    room: Text<20>,
    #[request(range(min = "1", max = "14"))]
    nights: i32,
    #[request(range(max = "500000"))]
    price: Option<Cents>,
    #[request(range(min = "0.50"))]
    rate: Option<DecimalText<2>>,
    #[request(range(min = "20260101", max = "20261231"))]
    day: Option<DateText<CompactForm>>,
}

fn main() {
    let _ = request!(BookRoom { room: "AB123", nights: 0 });
    let _ = request!(BookRoom { room: "AB1234 ", nights: 15, price: 500_001 });
    let _ = request!(BookRoom { room: "ab1234", nights: 14, rate: "0.49" });
    let _ = request!(BookRoom { room: "AB12345678", nights: 1, rate: 1, day: "20270101" });
}

#[derive(Debug, Signed, BuildRequest)]
#[signed(account(mch_id = "mchId"))]
#[request(endpoint = BOOK_ROOM, family = General, response = BookRoomResponse)]
struct Misused {
    #[request(range(min = "1"))]
    name: Text<20>,
    #[request(range(min = "5", max = "4"))]
    nights: i32,
    #[request(range(min = "x"))]
    guests: i32,
    #[request(range())]
    beds: i32,
    #[request(pattern = "(A|B)")]
    wing: Text<20>,
    #[request(pattern = "[0-9.]+")]
    ip: Ip,
}

#[derive(Debug, FromFields)]
struct BookRoomResponse {}

static PAGE: DocPage = DocPage::new("Rooms", "/made-up.html");
static BOOK_ROOM: Endpoint = Endpoint::new("book_room", "book_room", &PAGE).idempotent();
