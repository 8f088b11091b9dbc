//! Attributes of a request that takes the channel as a value, and of its response.

use iotpay_client::general::{Channel, Currency, General};
use iotpay_client::incoming::{FromFields, PageResponse};
use iotpay_client::request_macro::BuildRequest;
use iotpay_client::signing::Signed;
use iotpay_client::spec::{DocPage, Endpoint};
use iotpay_client::value::Text;

static PAGE: DocPage = DocPage::new("Made up", "/made-up.html");
static MADE_UP: Endpoint = Endpoint::new("made_up", "made_up", &PAGE);

#[derive(FromFields)]
struct MadeUpResponse {}

#[derive(Signed, BuildRequest)]
#[request(endpoint = MADE_UP, family = General, response = MadeUpResponse)]
struct Rules {
    #[signed("channelId")]
    #[request(values(WxNative = "WX_NATIVE", UpiQr = "UPI_QR"), channel)]
    channel: Channel,
    #[request(required_on("WX_APP"))]
    unknown_channel: Option<Text<9>>,
    #[request(not_on("UPI_QR"))]
    required: Text<9>,
    #[request(values(Cad = "CAD"), values_on("UPI_QR" = ["USD"]))]
    currency: Currency,
    #[request(any_members)]
    text: Text<9>,
    #[request(channel)]
    again: Text<9>,
    #[signed(nested)]
    #[request(not_on("UPI_QR"))]
    list: Option<Vec<Text<9>>>,
}

#[derive(Signed, BuildRequest)]
#[request(endpoint = MADE_UP, family = General, response = MadeUpResponse)]
struct WithoutChannel {
    #[request(max_on("UPI_QR" = 3))]
    text: Text<9>,
}

#[derive(Signed, BuildRequest)]
#[request(endpoint = MADE_UP, family = General, response = MadeUpResponse)]
#[signed(fixed("kind" = "a"), fixed_on(channel, "kind" = ["WX_NATIVE" = "b"]))]
struct ConstantTwice {
    #[signed("channelId")]
    #[request(values(WxNative = "WX_NATIVE"), channel)]
    channel: Channel,
}

#[derive(Signed, BuildRequest)]
#[request(endpoint = MADE_UP, family = General, response = MadeUpResponse)]
#[signed(fixed_on(channel, "kind" = ["WX_APP" = "a"], "text" = ["WX_NATIVE" = "b"]), fixed_on(text, "size" = ["WX_NATIVE" = "c"]))]
struct ConstantsOfOtherChannels {
    #[signed("channelId")]
    #[request(values(WxNative = "WX_NATIVE"), channel)]
    channel: Channel,
    text: Option<Text<9>>,
}

#[derive(PageResponse)]
#[response(request = Rules, serde, channels = Channel)]
enum WithoutChannels {
    #[response("WX_NATIVE")]
    WxNative(MadeUpResponse),
}

#[derive(PageResponse)]
#[response(request = Rules, channel = Channel)]
enum Variants {
    #[response("WX_NATIVE")]
    WxNative(MadeUpResponse),
    #[response("WX_NATIVE")]
    UpiQr(WithoutFields),
    WithoutAttribute(MadeUpResponse),
    #[response("UPI_QR")]
    WithoutResponse,
}

#[derive(FromFields)]
struct WithoutFields {}

#[derive(PageResponse)]
#[response(request = Rules, channel = Channel)]
struct NotAnEnum {}

fn main() {}
