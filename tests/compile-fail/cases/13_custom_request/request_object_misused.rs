//! `#[derive(RequestObject)]` is used incorrectly.

use iotpay_client::general::WxNative;
use iotpay_client::request_macro::RequestObject;
use iotpay_client::value::Text;

#[derive(RequestObject)]
struct WithoutPlace {
    name: Text<5>,
}

#[derive(RequestObject)]
#[object(of = WxNative, path = "buyer")]
enum NotAStruct {
    One,
}

#[derive(RequestObject)]
#[object(of = WxNative, path = "buyer", rename)]
struct UnknownAttribute {
    #[object(of = WxNative)]
    name: Text<5>,
}

#[derive(RequestObject)]
#[object(of = WxNative, path = "buyer")]
struct SameNames {
    first: Text<5>,
    #[object("first")]
    second: Text<5>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, RequestObject)]
#[object(of = WxNative, path = "buyer")]
struct NotSent {
    rate: Wrapped,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Wrapped(f32_bits);

#[allow(non_camel_case_types)]
type f32_bits = u32;

fn main() {}
