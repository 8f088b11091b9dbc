//! A deprecated request causes a warning at its name.
#![deny(deprecated)]

use iotpay_client::general::General;
use iotpay_client::incoming::FromFields;
use iotpay_client::request;
use iotpay_client::request_macro::BuildRequest;
use iotpay_client::signing::Signed;
use iotpay_client::spec::{DocPage, Endpoint};
use iotpay_client::value::Text;

#[derive(Debug, Signed, BuildRequest)]
#[request(endpoint = WALK_LAP, family = General, response = Lap)]
#[deprecated(note = "use `RunLap`")]
struct WalkLap {
    tag: Option<Text<10>>,
}

fn main() {
    let _ = request!(WalkLap { tag: "t" });
}

#[derive(Debug, FromFields)]
struct Lap {}

static PAGE: DocPage = DocPage::new("Laps", "/made-up.html");
static WALK_LAP: Endpoint = Endpoint::new("walk_lap", "walk_lap", &PAGE);
