//! A deprecated field or value causes a warning at the caller's name or text, which `deny(deprecated)` makes an error.
#![deny(deprecated)]

use iotpay_client::general::General;
use iotpay_client::incoming::FromFields;
use iotpay_client::request;
use iotpay_client::request_macro::BuildRequest;
use iotpay_client::signing::Signed;
use iotpay_client::spec::{DocPage, Endpoint};
use iotpay_client::value::{Text, WireEnum};

#[derive(Debug, WireEnum)]
enum Speed {
    #[wire("FAST")]
    Fast,
    #[deprecated(since = "2026-06-01", note = "use `Fast`")]
    #[wire("SLOW")]
    Slow,
}

#[derive(Debug, Signed, BuildRequest)]
#[request(endpoint = RUN_LAP, family = General, response = Lap)]
struct RunLap {
    tag: Option<Text<10>>,
    #[deprecated(since = "2026-03-10", note = "use `tag`")]
    pace: Option<Text<10>>,
    #[request(values(Fast = "FAST", Slow = "SLOW"))]
    speed: Option<Speed>,
}

fn main() {
    let _ = request!(RunLap { tag: "t", speed: Fast });
    let _ = request!(RunLap { tag: "t", pace: "fast" });
    let _ = request!(RunLap { speed: Slow });
    let _ = request!(RunLap { speed: "SLOW" });
}

#[derive(Debug, FromFields)]
struct Lap {}

static PAGE: DocPage = DocPage::new("Laps", "/made-up.html");
static RUN_LAP: Endpoint = Endpoint::new("run_lap", "run_lap", &PAGE);
