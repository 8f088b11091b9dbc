//! A boolean is `true` or `false`, even if it is sent as a word; a date is text of its form.

use iotpay_client::general::General;
use iotpay_client::incoming::FromFields;
use iotpay_client::request_macro::BuildRequest;
use iotpay_client::signing::Signed;
use iotpay_client::spec::{DocPage, Endpoint};
use iotpay_client::value::{CompactForm, DashedForm, DateText, DateTimeText, Rfc3339Form};
use iotpay_client::{Request, request};

#[derive(Debug, Signed, BuildRequest)]
#[signed(account(mch_id = "mchId"))]
struct BookTable {
    day: DateText<CompactForm>,
    #[signed(words("Y", "N"))]
    outside: bool,
    until: Option<DateTimeText<DashedForm, 480>>,
    sent: Option<DateTimeText<Rfc3339Form>>,
    quiet: Option<bool>,
}

fn main() {
    let _ = request!(BookTable { day: "2026-03-10", outside: "true" });
    let _ = request!(BookTable { day: "20270229", outside: "Y", quiet: 1 });
    let _ = request!(BookTable { day: 20260310, outside: true, until: "2026-03-10" });
    let _ = request!(BookTable { day: "20260310", outside: true, until: "2026-03-10 24:00:00" });
    let _ = request!(BookTable { day: "20260310", outside: true, sent: "2026-03-10T09:30:00" });
    let _ = request!(BookTable { day: "20260310" });
    let choice = "Y";
    let _ = request!(BookTable { day: "20260310", outside: choice });
}

#[derive(Debug, Signed)]
#[signed(account(mch_id = "mchId"))]
struct Words {
    #[signed(words("Y"))]
    one: bool,
    #[signed(words("Y", "Y"))]
    same: bool,
}

#[derive(Debug, FromFields)]
struct BookTableResponse {
    #[field(words("Y", "N"))]
    confirmed: String,
}

static PAGE: DocPage = DocPage::new("Tables", "/made-up.html");
static BOOK_TABLE: Endpoint = Endpoint::new("book_table", "book_table", &PAGE).idempotent();

impl Request for BookTable {
    type Family = General;
    type Response = BookTableResponse;

    fn endpoint() -> &'static Endpoint {
        &BOOK_TABLE
    }
}
