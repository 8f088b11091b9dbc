//! A deprecated member of a JSON object causes a warning at the caller's name, whether or not all members are literals.
#![deny(deprecated)]

use iotpay_client::general::General;
use iotpay_client::incoming::FromFields;
use iotpay_client::request;
use iotpay_client::request_macro::BuildRequest;
use iotpay_client::signing::Signed;
use iotpay_client::spec::{DocPage, Endpoint};
use iotpay_client::value::JsonText;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Signed, BuildRequest)]
#[request(endpoint = PAUSE, family = General, response = Paused, exported_macro = __general_Pause)]
pub struct Pause {
    #[request(members(place(9) = "place", #[deprecated(note = "use `place`")] bench(9)? = "bench"))]
    extra: PauseExtra,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PauseExtra(JsonText);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PauseExtraMembers<'a> {
    pub place: &'a str,
}

fn main() {
    let place = "gate";
    let _ = request!(Pause { extra: Extra { place } });
    let _ = request!(Pause { extra: Extra { place: "gate", bench: "b1" } });
    let _ = request!(Pause { extra: Extra { place, bench: "b2" } });
}

#[derive(Debug, FromFields)]
pub struct Paused {}

static PAGE: DocPage = DocPage::new("Laps", "/made-up.html");
static PAUSE: Endpoint = Endpoint::new("pause", "pause", &PAGE);
