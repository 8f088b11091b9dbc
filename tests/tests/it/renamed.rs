//! The client can be renamed, or re-exported by another crate.

use crate::support::scratch::{Scratch, workspace};

/// `request!` finds the client automatically.
const REQUESTS: &str = r#"
use PATH::{ValidationError, general, request};

pub fn literal() -> Result<general::UpiApp, ValidationError> {
    PATH::request!(general::UpiApp {
        mch_order_no: "m1",
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "tea",
        body: "First flush",
    })
}

pub fn value(number: &str, product_id: &str, body: Option<String>) -> Result<general::WxNative, ValidationError> {
    request!(::PATH::general::WxNative {
        mch_order_no: number,
        currency: "CAD",
        amount: number.len(),
        client_ip: std::net::Ipv4Addr::LOCALHOST,
        notify_url: { "https://shop.example/iotpay" },
        subject: "tea",
        body: body.as_deref().unwrap_or("First flush"),
        extra: Extra { product_id },
        remarks: body,
    })
}

pub fn query(id: &PATH::OrderId) -> Result<general::QueryOrder, ValidationError> {
    request!(general::QueryOrder { pay_order_id: id })
}
"#;

/// Every derive, with the client's path in its attribute.
const DERIVES: &str = r#"
#[derive(Debug, PATH::signing::Signed, PATH::request_macro::BuildRequest)]
#[signed(crate = "PATH", account(mch_id = "mchId", login_name = "jobNo"), fixed("version" = 2, "kind" = "points"))]
#[request(page = "https://vendor.example/points")]
pub struct QueryPoints {
    pub customer_no: PATH::value::Text<20>,
    pub state: Option<State>,
    #[signed("since_day")]
    pub since: Option<u32>,
}

#[derive(Debug, PATH::signing::Signed)]
#[signed(crate = PATH)]
pub struct ByEither {
    #[signed(one_of(Card = "cardId", Order = "mchOrderNo"))]
    pub by: Key,
}

#[derive(Debug)]
pub enum Key {
    Card(String),
    Order(PATH::value::Text<30>),
}

#[derive(Debug, PATH::signing::Signed, PATH::request_macro::BuildRequest)]
#[signed(account(mch_id = "mchId"))]
#[signed(crate = "::PATH")]
#[request(page = "https://vendor.example/ping", crate = "::PATH")]
pub struct Ping {
    pub note: Option<Note>,
}

/// A type that `request!` does not know.
pub type Note = PATH::value::Text<9>;

#[derive(Clone, Copy, Debug, PATH::value::WireEnum)]
#[wire(integer, serde, crate = "PATH")]
pub enum State {
    #[wire("1")]
    Open,
    #[wire("2")]
    Closed,
}

#[derive(Debug, PATH::value::WireEnum)]
#[wire(crate = PATH, serde)]
pub enum Level {
    #[wire("GOLD")]
    Gold,
    #[wire(other)]
    Other(PATH::incoming::Unrecognized),
}

#[derive(Debug, PATH::incoming::FromFields)]
#[field(crate = "PATH", serde)]
pub struct QueryPointsResponse {
    #[field("total", alias = "points")]
    pub points: i64,
    pub level: Option<Level>,
    pub inner: Inner,
}

#[derive(Debug, PATH::incoming::FromFields)]
#[field(serde, crate = PATH)]
pub struct Inner {
    pub reference: Option<PATH::OrderId>,
}

// The endpoint is invented.
static PAGE: PATH::spec::DocPage = PATH::spec::DocPage::new("Loyalty points", "/made-up.html");
static QUERY_POINTS: PATH::spec::Endpoint = PATH::spec::Endpoint::new("query_points", "query_points", &PAGE).idempotent();

impl PATH::Request for QueryPoints {
    type Family = PATH::general::General;
    type Response = QueryPointsResponse;

    fn endpoint() -> &'static PATH::spec::Endpoint {
        &QUERY_POINTS
    }
}

impl PATH::Request for Ping {
    type Family = PATH::general::General;
    type Response = QueryPointsResponse;

    fn endpoint() -> &'static PATH::spec::Endpoint {
        &QUERY_POINTS
    }
}

pub fn points(number: String) -> Result<QueryPoints, PATH::ValidationError> {
    let _: QueryPoints = PATH::request!(QueryPoints { customer_no: "c-1" })?;
    PATH::request!(QueryPoints { customer_no: number, state: State::Open, since: 20_260_101 })
}
"#;

/// The code of the build script.
const GENERATED: &str = r#"
/// The pages of the spec.
pub mod generated {
    include!(concat!(env!("OUT_DIR"), "/iotpay/mod.rs"));
}

pub fn refund(number: &str) -> Result<generated::general::RefundOrder, PATH::ValidationError> {
    PATH::request!(generated::general::RefundOrder { ticket: number })
}
"#;

fn assert_compiles(crate_: &Scratch, path: &str) {
    let text =
        format!("//! Takes payments.\n#![deny(warnings)]\n#![allow(deprecated)]\n{REQUESTS}{DERIVES}{GENERATED}");
    crate_.lib(&text.replace("PATH", path));
    crate_.generate(&workspace().join("tests/private-endpoints/spec"), path);
    assert_eq!(crate_.check(), Ok(()), "{path}");
}

#[test]
fn supports_a_renamed_client() {
    assert_compiles(&Scratch::new("renamed", "pay"), "pay");
}

#[test]
fn supports_a_client_re_exported_by_another_crate() {
    let crate_ = Scratch::through_facade("through-facade", "//! Sells.\npub use iotpay_client as pay;\n");
    assert_compiles(&crate_, "facade::pay");
}

#[test]
fn supports_re_exporting_the_client_in_the_same_crate() {
    let crate_ = Scratch::new("re-exporting", "hidden_name");
    let text = format!("//! Takes payments.\npub use hidden_name as pay;\n{DERIVES}{GENERATED}");
    crate_.lib(&text.replace("::PATH", "PATH").replace("PATH", "crate::pay"));
    crate_.generate(&workspace().join("tests/private-endpoints/spec"), "crate::pay");
    assert_eq!(crate_.check(), Ok(()));
}

/// The client is built without `transport`, so the family has no HTTP client.
const FAMILY: &str = r#"//! Pays for berths.
#![deny(warnings)]

/// Not at the root of the crate.
pub mod generated {
    include!(concat!(env!("OUT_DIR"), "/iotpay/mod.rs"));
}

use generated::{harbor, shared::VesselSize};

pub fn order(reference: &str) -> Result<harbor::OrderBerth, PATH::ValidationError> {
    PATH::request!(harbor::OrderBerth {
        order_ref: reference,
        total: 12500,
        currency: Cad,
        tonnage: "12.5",
        berth_class: Premium,
        size: VesselSize::Large,
    })
}

pub fn receive(receiver: &harbor::NotificationReceiver, request: PATH::NotificationRequest<'_>) -> bool {
    receiver.receive::<harbor::BerthNotification>(request).is_ok()
}
"#;

#[test]
fn supports_a_family_of_the_crate() {
    let crate_ = Scratch::through_facade("family", "//! Sells.\npub use iotpay_client as pay;\n");
    crate_.lib(&FAMILY.replace("PATH", "facade::pay"));
    crate_.generate(&workspace().join("tests/private-family/spec"), "facade::pay");
    assert_eq!(crate_.check(), Ok(()));
}

#[test]
fn reports_an_invalid_path_in_the_build_script() {
    let crate_ = Scratch::new("no-path", "pay");
    crate_.lib("");
    crate_.generate(&workspace().join("tests/private-endpoints/spec"), "iotpay-client");
    let said = crate_.check().unwrap_err();
    assert!(said.contains("`iotpay-client` is not a crate path, such as `pay`"), "{said}");
}
