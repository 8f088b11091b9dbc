//! Custom requests in `request!`.

use crate::support::signing::{fields_of, map};
use iotpay_client::incoming::FromFields;
use iotpay_client::request_macro::BuildRequest;
use iotpay_client::signing::Signed;
use iotpay_client::spec::{DocPage, Endpoint};
use iotpay_client::value::{Text, ValueError, WireEnum};
use iotpay_client::{Cents, Request, general, request};

/// Everything here is invented.
static PAGE: DocPage = DocPage::new("Made up", "/made/up.html");
static ASK: Endpoint = Endpoint::new("ask", "ask", &PAGE);

/// The response to every request.
#[derive(Debug, FromFields)]
pub struct Nothing {}

macro_rules! is_a_request {
    ($($name:ty),*) => {$(
        impl Request for $name {
            type Family = general::General;
            type Response = Nothing;

            fn endpoint() -> &'static Endpoint {
                &ASK
            }
        }
    )*};
}

mod own {
    use super::{BuildRequest, Cents, Signed, Text, WireEnum};

    #[derive(Debug, Clone, Signed, BuildRequest)]
    #[signed(account(mch_id = "mchId"), fixed("channelId" = "OWN"))]
    #[request(page = "https://shop.example/own")]
    pub struct Own<'a> {
        pub r#type: Text<5>,
        pub free: String,
        pub count: i64,
        pub small: Option<u8>,
        pub amount: Option<Cents>,
        pub level: Level,
        pub second: Option<Level>,
        pub borrowed: &'a str,
        #[signed("odd_name")]
        pub odd: Option<String>,
    }

    #[derive(Debug, Clone, Copy, PartialEq, Eq, WireEnum)]
    #[wire(integer)]
    pub enum Level {
        #[wire("0")]
        Low,
        #[wire("-7")]
        High,
    }
}

is_a_request!(own::Own<'_>);

const HIGH: own::Level = own::Level::High;

#[test]
fn rejects_empty_text_in_custom_requests() {
    for text in ["", " ", "a\n"] {
        let filled = request!(own::Own { r#type: "a", free: text, count: 1, level: HIGH, borrowed: "b" });
        assert!(filled.is_err(), "{text:?}");
    }
}

#[test]
fn fields_of_every_type_are_set() {
    let borrowed = String::from("kept");
    let own = request!(own::Own {
        r#type: "a",
        free: "f",
        count: -9223372036854775808,
        small: 255,
        level: Low,
        second: Some(HIGH),
        borrowed: &*borrowed,
        odd: "o",
    });
    let expected = map([
        ("type", "a".into()),
        ("free", "f".into()),
        ("count", i64::MIN.into()),
        ("small", 255.into()),
        ("level", 0.into()),
        ("second", (-7).into()),
        ("borrowed", "kept".into()),
        ("odd_name", "o".into()),
        ("channelId", "OWN".into()),
        ("mchId", crate::support::MCH_ID.into()),
    ]);
    assert_eq!(fields_of(&own.unwrap()), expected);
}

#[test]
fn distinguishes_constants_variables_and_variants() {
    let level = own::Level::Low;
    let high = |second: Option<own::Level>| {
        request!(own::Own { r#type: { "a" }, free: "f", count: 1, level: HIGH, second, borrowed: "b" }).unwrap()
    };
    let low = request!(own::Own { r#type: "a", free: "f", count: 1, level, second: High, borrowed: "b" }).unwrap();
    assert_eq!((low.level, low.second), (own::Level::Low, Some(HIGH)));
    assert_eq!((high(None).level, high(None).second, high(Some(level)).second), (HIGH, None, Some(level)));
    let by_code = request!(own::Own { r#type: "a", free: "f", count: 1, level: "-7", second: "8", borrowed: "b" });
    let invalid = by_code.unwrap_err();
    assert_eq!(invalid.violations()[0].error, ValueError::UnknownValue { known: &["0", "-7"] });
    assert_eq!((invalid.violations()[0].field, invalid.violations()[0].page), ("second", Some(&PAGE)));
}

#[test]
fn type_inside_a_function_can_be_built() {
    #[derive(Debug, Signed, BuildRequest)]
    struct Local {
        made_up_no: Text<5>,
        count: u32,
    }
    is_a_request!(Local);
    let literal: Local = request!(Local { made_up_no: "m1", count: 7 }).unwrap();
    let number = "m1".to_owned();
    let value = request!(Local { made_up_no: number, count: 7 });
    assert_eq!(fields_of(&literal), fields_of(&value.unwrap()));
    assert_eq!(fields_of(&literal), map([("madeUpNo", "m1".into()), ("count", 7.into())]));
}
